import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: They turn round what is written after them, in a list or in a mail. (Joiners, of the same category, spell names.)
TURN_THE_TEXT_ROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def validate_printable(text):
    """Refuse control characters: no one types them, and one of them spoils a mail's subject or a whole export."""
    if TURN_THE_TEXT_ROUND & set(text) or any(
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text
    ):
        raise ValidationError(_("Write this on one line, with letters and signs only."), code="unprintable")
