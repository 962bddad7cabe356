"""What the address of a webhook may look like, and where it may lead."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from outside import Unreached, read_address
from outside.lookup import leads_to_private


def validate_address(text):
    try:
        read_address(text)
    except Unreached:
        raise ValidationError(
            _("Copy the address as the program shows it: it begins with https:// and holds no password."),
            code="address",
        ) from None


def refuse_private(text):
    """Raise ValidationError for an address that leads into a private network now; each attempt looks again."""
    if leads_to_private(read_address(text), private_hosts=settings.PRIVATE_WEBHOOK_HOSTS):
        raise ValidationError(
            _("This server stands in a private network, where nothing is sent. Give one that the whole web reaches."),
            code="private",
        )


def server_of(text):
    """Return the server's name; the rest of the address may be as good as a key."""
    return urlsplit(text).hostname or ""
