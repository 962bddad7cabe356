# ruff: noqa: E501
"""Days and hours in English: the grammar that `when.py` reads by."""

NUMBERS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "couple of": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "fourteen": 14,
}
WEEKDAYS = [
    r"mon(?:days?)?",
    r"tue(?:s|sdays?)?",
    r"wed(?:nesdays?|s)?",
    r"thu(?:rs?|rsdays?)?",
    r"fri(?:days?)?",
    r"sat(?:urdays?)?",
    r"sun(?:days?)?",
]
MONTHS = [
    r"jan(?:uary)?",
    r"feb(?:ruary)?",
    r"mar(?:ch)?",
    r"apr(?:il)?",
    r"may",
    r"june?",
    r"july?",
    r"aug(?:ust)?",
    r"sept?(?:ember)?",
    r"oct(?:ober)?",
    r"nov(?:ember)?",
    r"dec(?:ember)?",
]
DAYS = {
    "after_tomorrow": r"(?:the )?day after tomorrow",
    "today": r"today|right now",
    "tonight": r"tonight|this evening",
    "tomorrow": r"tomorrow|tmrw|tomorow|2moro|tmr",
    "weekend": r"(?:this |at the |on the |next )?weekends?",
    "next_week": r"next week|following week",
    "this_week": r"this week|(?:by )?(?:the )?end of (?:the )?week",
    "week_of": r"week (?:of|beginning|commencing|starting)(?: the)?(?: {weekday})? (\d{1,2}) ?(?:st|nd|rd|th)?(?: (?:of )?({month}))?",
    "in_days": r"in (?:\d+|{number}) days?",
    "in_weeks": r"in (?:\d+|{number}) weeks?(?: time)?",
    "within_days": r"(?:in |within )?the next (?:\d+|{number}|few) days|(?:within|the coming) (?:\d+ )?days",
    "by_day": r"(?:by|before|until|no later than) (?:{weekday}|{date})",
    "date": r"(?:on )?(?:{weekday} )?(?:the )?\d{1,2} ?(?:st|nd|rd|th)? (?:of )?(?:{month})|(?:{month}) (?:the )?\d{1,2} ?(?:st|nd|rd|th)?|\b\d{1,2} ?/ ?\d{1,2}\b",
    "bare_date": r"(?:on )?the (\d{1,2}) ?(?:st|nd|rd|th)",
    "weekday": r"(?:next |this |on |coming )?(?:{weekday})",
}
IN_EIGHT = r"week on"
PARTS = {
    "morning": r"(?:in the |this )?mornings?|before work",
    "noon": r"(?:at )?(?:lunch ?time|noon|midday|lunch)",
    "afternoon": r"(?:in the |this )?afternoons?",
    "evening": r"(?:in the |this )?(?:evenings?|night)|after work|late in the day|(?<!running )(?<!be )(?<!m )late",
}
HOUR = r"\d{1,2}(?: ?[:.h] ?\d{2})? ?(?:am|pm|o clock)?|noon|midday"
HOURS = {
    "not_before": r"not before (?:{hour})",
    "after": r"(?:after|from|past|later than) (?:{hour})",
    "not_after": r"not (?:after|later than) (?:{hour})",
    "before": r"(?:before|until|till|by) (?:{hour})",
    "between": r"between (?:{hour}) and (?:{hour})",
    "around": r"(?:around|about|ish) (?:{hour})",
    "at": r"(?:at (?:{hour})|\d{1,2}(?: ?[:.] ?\d{2})? ?(?:am|pm|o clock)|\d{1,2} ?: ?\d{2})",
}
PM = r"pm"
