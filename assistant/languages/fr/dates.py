# ruff: noqa: E501
"""Days and hours in French: the grammar that `when.py` reads by."""

NUMBERS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "dix": 10,
    "quinze": 15,
    "vingt": 20,
    "trente": 30,
}
WEEKDAYS = [
    r"lundis?|lun",
    r"mardis?",
    r"mercredis?|mercr",
    r"jeudis?",
    r"vendredis?|vendr",
    r"samedis?",
    r"dimanches?",
]
MONTHS = [
    r"janv(?:ier)?",
    r"fevr?(?:ier)?",
    r"mars",
    r"avril",
    r"mai",
    r"juin",
    r"juil(?:let)?",
    r"aout",
    r"sept(?:embre)?",
    r"oct(?:obre)?",
    r"nov(?:embre)?",
    r"dec(?:embre)?",
]
DAYS = {
    "after_tomorrow": r"apres demain",
    "today": r"aujourd ?hui|ce jour|auj",
    "tonight": r"ce soir",
    "tomorrow": r"demain|dmain|2main",
    "weekend": r"(?:ce |le )?(?:week ?end|weekend|we)",
    "next_week": r"(?:la )?semaine (?:prochaine|pro|suivante|d apres)",
    "this_week": r"cette semaine|(?:d ici |avant )?(?:la )?fin de (?:la )?semaine",
    "week_of": r"semaine (?:du|de) (?:{weekday} )?(\d{1,2})(?: ({month}))?",
    "in_days": r"dans (\d+|{number}) jours?",
    "in_weeks": r"dans (\d+|{number}) semaines?",
    "within_days": r"dans les (\d+|{number}) (?:prochains |jours )(?:jours|prochains|qui viennent|a venir)|(?:les )?(?:prochains|tout prochains) jours|ces jours ci",
    "by_day": r"(?:d ici|avant|avan|jusqu a|jusqu au|au plus tard) (?:le )?({weekday}|{date})",
    "date": r"(?:le )?(?:{weekday} )?(\d{1,2})(?:er)? ({month})|(?:le )(\d{1,2}) ?/ ?(\d{1,2})|(\d{1,2}) ?/ ?(\d{1,2})(?: ?/ ?\d{2,4})?",
    "bare_date": r"le (\d{1,2})(?:er)?\b(?! ?h)",
    "weekday": r"(?:{weekday})(?: (?:prochain|pro|qui vient|en huit))?",
}
IN_EIGHT = r"en huit"
PARTS = {
    "morning": r"(?:le |en |du |dans la )?(?:matins?|matinees?|mat)",
    "noon": r"(?:le |a |entre )?(?:midi et (?:deux|14 ?h?)|midi|pause dejeuner)",
    "afternoon": r"(?:l |dans l |en )?(?:apres midis?|aprem|apre?m|apm|am)",
    "evening": r"(?:le |en |tard le )?(?:soirs?|soirees?|fin de journee|fin d apres midi|apres le travail|tard)",
}
HOUR = r"(\d{1,2}) ?(?:h|heures?|:) ?(\d{2})?|(midi)"
HOURS = {
    "not_before": r"pas avant (?:{hour})",
    "after": r"(?:apres|a partir de|des|passe|depuis) (?:{hour})",
    "not_after": r"pas apres (?:{hour})",
    "before": r"(?:avant|jusqu a|au plus tard a) (?:{hour})",
    "between": r"entre (?:{hour}) et (?:{hour})",
    "around": r"(?:vers|autour de|environ|aux alentours de) (?:{hour})",
    "at": r"(?:a )?(?:{hour})",
}
PM = ""
