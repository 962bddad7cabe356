"""What the address of an outside calendar may look like."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from outside import Unreached, read_address


def validate_address(text):
    try:
        read_address(text)
    except Unreached:
        raise ValidationError(
            _("Copy the calendar’s private address as it is: it begins with https:// and holds no password."),
            code="address",
        ) from None


def as_https(text):
    """Return the address as it is read: calendars offer it as webcal:// too."""
    scheme, colon, rest = text.strip().partition(":")
    return f"https:{rest}" if colon and scheme.lower() in ("webcal", "webcals") else text.strip()


def server_of(text):
    """Return the server's name, which may be shown; the rest of the address opens the calendar."""
    return urlsplit(text).hostname or ""
