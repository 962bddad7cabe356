"""Who wants no reminders: by one click in a mail reader (RFC 8058), or on the page that the mail links to.

What is kept is the hash of an address. A link holds the same hash, signed: it says nothing of the address, and cannot
be made for another.
"""

import hashlib

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation

from people.models import User

from .models import OutboxMessage, ReminderOptOut

#: The signature is not mixed up with that of another link, and the separator stands in an address as it is.
signer = Signer(salt="booking.optout", sep=".")


def hash_of(address):
    return hashlib.sha256(User.normal_email(address).encode()).hexdigest()


def is_out(address):
    return is_hash_out(hash_of(address))


def is_hash_out(address_hash):
    return ReminderOptOut.objects.filter(address_hash=address_hash).exists()


def set_out(address_hash, wanted_out, *, now):
    """Write down whether reminders are to stay away; saying it twice changes nothing."""
    if wanted_out:
        ReminderOptOut.objects.get_or_create(address_hash=address_hash, defaults={"created_at": now})
    else:
        ReminderOptOut.objects.filter(address_hash=address_hash).delete()


def hash_in(token):
    """Return the hash of the address that a link is for, or None for a link that is not ours."""
    try:
        return signer.unsign(token)
    except BadSignature:
        return None


def path_for(address):
    """Return the path at which whoever reads mails at `address` stops the reminders, in the active language."""
    return reverse("booking:reminders", args=[signer.sign(hash_of(address))])


def url_for(message):
    """Return the address at which the reader of `message` stops the reminders, in the mail's language."""
    with translation.override(message.language):
        return f"{settings.BASE_URL}{path_for(message.recipient)}"


def headers(message):
    """Return what lets a mail reader offer to stop the reminders; nothing where the mail is none."""
    if message.kind != OutboxMessage.Kind.REMINDER:
        return {}
    return {
        "List-Unsubscribe": f"<{url_for(message)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
