"""The countries, and the parts of one, whose public holidays a practice may choose, by names that people know.

All that the package knows can be chosen; those that our practices are likely to be in have names in every language
and stand first. A code that is in no list, set by a preset or long ago, stays valid.
"""

import re

import holidays
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

NAMED = {
    gettext_lazy("France"): {
        "FR": gettext_lazy("Metropolitan France"),
        "FR-57": gettext_lazy("Alsace and Moselle"),
        "FR-971": gettext_lazy("Guadeloupe"),
        "FR-972": gettext_lazy("Martinique"),
        "FR-973": gettext_lazy("French Guiana"),
        "FR-974": pgettext_lazy("country", "Réunion"),
        "FR-976": gettext_lazy("Mayotte"),
        "FR-BL": gettext_lazy("Saint Barthélemy"),
        "FR-MF": gettext_lazy("Saint Martin"),
        "FR-PM": gettext_lazy("Saint Pierre and Miquelon"),
        "FR-NC": gettext_lazy("New Caledonia"),
        "FR-PF": gettext_lazy("French Polynesia"),
        "FR-WF": gettext_lazy("Wallis and Futuna"),
    },
    gettext_lazy("Europe"): {
        "BE": gettext_lazy("Belgium"),
        "LU": gettext_lazy("Luxembourg"),
        "MC": gettext_lazy("Monaco"),
        "CH-FR": gettext_lazy("Switzerland · Fribourg"),
        "CH-GE": gettext_lazy("Switzerland · Geneva"),
        "CH-JU": gettext_lazy("Switzerland · Jura"),
        "CH-NE": gettext_lazy("Switzerland · Neuchâtel"),
        "CH-VS": gettext_lazy("Switzerland · Valais"),
        "CH-VD": gettext_lazy("Switzerland · Vaud"),
        "DE": gettext_lazy("Germany"),
        "ES": gettext_lazy("Spain"),
        "GB-ENG": gettext_lazy("United Kingdom · England"),
        "GB-SCT": gettext_lazy("United Kingdom · Scotland"),
        "GB-WLS": gettext_lazy("United Kingdom · Wales"),
        "GB-NIR": gettext_lazy("United Kingdom · Northern Ireland"),
        "IE": gettext_lazy("Ireland"),
        "IT": gettext_lazy("Italy"),
        "PT": gettext_lazy("Portugal"),
        "RU": gettext_lazy("Russia"),
        "BY": gettext_lazy("Belarus"),
    },
    gettext_lazy("Canada"): {
        "CA-QC": gettext_lazy("Canada · Quebec"),
        "CA-NB": gettext_lazy("Canada · New Brunswick"),
        "CA-ON": gettext_lazy("Canada · Ontario"),
        "CA-MB": gettext_lazy("Canada · Manitoba"),
    },
    gettext_lazy("Africa"): {
        "DZ": gettext_lazy("Algeria"),
        "CI": gettext_lazy("Ivory Coast"),
        "MA": gettext_lazy("Morocco"),
        "SN": gettext_lazy("Senegal"),
        "TN": gettext_lazy("Tunisia"),
    },
}
#: These have their country's code as well; they stand with France.
OVERSEAS = {"BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"}
NAMES = {code: name for group in NAMED.values() for code, name in group.items()}


def region_choices(kept=""):
    """Return what a list of choices offers, in groups; `kept` is the code now set, which may be none of them."""
    choices = [("", _("None: public holidays are days like any other"))]
    if kept and kept not in NAMES and kept not in _other_countries():
        choices.append((kept, kept))
    choices += [(group, list(regions.items())) for group, regions in NAMED.items()]
    return [*choices, (_("Other countries"), list(_other_countries().items()))]


def region_in_words(code):
    """Return “Alsace and Moselle”; the code itself where it has no name."""
    return str(NAMES.get(code) or _other_countries().get(code) or code)


def _other_countries():
    """Return the names of the other countries, as the package has them: in English."""
    names = {entry[1]: _spaced(entry[0]) for entry in holidays.registry.COUNTRIES.values()}
    return {code: names[code] for code in sorted(names, key=names.get) if code not in {*NAMES, *OVERSEAS}}


def _spaced(name):
    """Return “United Arab Emirates” of “UnitedArabEmirates”."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
