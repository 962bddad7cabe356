"""Languages that people speak: kept by their code (ISO 639), called as their reader calls them."""

import re
import unicodedata

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

#: Hardly asked for, or without a good name in one of the languages.
LEFT_OUT = {"ast", "ckb", "dsb", "fy", "gd", "hsb", "ia", "io", "kn", "ml", "mn", "mr", "nb", "nn", "no", "os", "udm"}
#: Those that Django calls by their names in every language of the site.
NAMED_BY_DJANGO = [code for code, about in LANG_INFO.items() if "name" in about and "-" not in code]
NAMES = {code: LANG_INFO[code]["name"] for code in NAMED_BY_DJANGO if code not in LEFT_OUT} | {
    "am": _("Amharic"),
    "bm": _("Bambara"),
    "fsl": _("French Sign Language"),
    "ht": _("Haitian Creole"),
    "ku": _("Kurdish"),
    "ln": _("Lingala"),
    "mg": _("Malagasy"),
    "mn": _("Mongolian"),
    "no": _("Norwegian"),
    "ps": _("Pashto"),
    "rom": _("Romani"),
    "so": _("Somali"),
    "ti": _("Tigrinya"),
    "wo": _("Wolof"),
    "zh": _("Chinese"),
}

#: What stands between two languages where people write them in a row.
SEPARATORS = re.compile(r"[,;/·•\n]|\s(?:et|and|и)\s")


def name_of(code):
    """Return what the language is called in the active one, with a capital; a code that nobody knows as it is."""
    return capfirst(gettext(NAMES[code])) if code in NAMES else code


def choices(first=()):
    """Return the pairs of code and name, by name; those in `first` and the site's own languages before the others."""
    ahead = {*first, *dict(settings.LANGUAGES)}
    return sorted(((code, name_of(code)) for code in NAMES), key=lambda pair: (pair[0] not in ahead, plain(pair[1])))


def by_name(codes):
    """Return the pairs of code and name of `codes`, by name."""
    return sorted(((code, name_of(code)) for code in codes), key=lambda pair: plain(pair[1]))


def code_of(word):
    """Return the code of a language by its name in one of the site's languages, or in its own; None for no language."""
    wanted = plain(word.strip())
    for language in [*dict(settings.LANGUAGES)]:
        with override(language):
            found = next((code for code in NAMES if plain(name_of(code)) == wanted), None)
        if found:
            return found
    return next((code for code in NAMES if plain(LANG_INFO.get(code, {}).get("name_local", "")) == wanted), None)


def plain(word):
    """Return a word without accents and capitals, so that words can be compared, and sorted as people sort them."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign)).casefold()


def validate_languages(codes):
    if not isinstance(codes, list) or not set(codes) <= set(NAMES):
        raise ValidationError(_("Choose languages from the list."), code="unknown_language")
