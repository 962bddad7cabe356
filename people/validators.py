import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_printable(text):
    """Refuse control characters: no one types them, and one of them spoils a mail's subject or a whole export."""
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise ValidationError(_("Write this on one line, with letters and signs only."), code="unprintable")
