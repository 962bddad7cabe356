"""Private links in mails: who holds one manages one appointment, with the rights of its client and no others.

Only the SHA-256 of a token is stored, so that a copy of the database opens nothing. Looking at a link changes nothing.
"""

import datetime as dt
import hashlib
import secrets

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.urls import reverse

from people.models import User

from .models import Link, WaitingEntry

PARTIES = [f"appointment__{part}" for part in ("practitioner", "client__user", "service", "place", "published_slot")]
#: For how long after the appointment its links still show it.
KEPT = dt.timedelta(days=30)
TOKEN_BYTES = 20


class TokenConverter:
    """A token in an address."""

    regex = f"[0-9a-f]{{{2 * TOKEN_BYTES}}}"

    def to_python(self, text):
        return text

    def to_url(self, token):
        return token


def issue(appointment, *, to, now):
    """Make a new link for the mail to the address `to` that is being written, and return its path.

    The path is in the active language; `link_to_move` and `link_to_cancel` begin with it.
    """
    token = secrets.token_hex(TOKEN_BYTES)
    make(appointment, token=token, email=to, now=now)
    return reverse("booking:link", args=[token])


def make(appointment, *, token=None, email="", now):
    """Store a link. Without `token` no address leads to it: it stands for the browser that has just booked.

    `email` is where it is sent; whoever opens such a link has shown that this address is theirs.
    """
    return Link.objects.create(
        appointment=appointment,
        token_hash=hash_of(token or secrets.token_hex(TOKEN_BYTES)),
        email=User.normal_email(email),
        created_at=now,
    )


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def alive(*, now, **wanted):
    """Return the one link that matches `wanted` and still opens its appointment, or None.

    A link dies when it is revoked, when its client is blocked or has another address, and some time after the
    appointment.
    """
    links = Link.objects.filter(revoked_at__isnull=True, appointment__end_at__gt=now - KEPT)
    link = links.filter(**wanted).select_related(*PARTIES).first()
    return link if link and _still_theirs(link) else None


def _still_theirs(link):
    client = link.appointment.client
    if client is None or client.is_blocked:
        return False
    return not link.email or link.email == User.normal_email(client.email)


def with_token(token, *, now):
    return alive(token_hash=hash_of(token), now=now)


def in_mails(appointment, *, now):
    """Return the links to `appointment` that were sent, and were neither taken back nor have ended."""
    sent = appointment.links.exclude(email="").filter(revoked_at__isnull=True)
    return sent.filter(appointment__end_at__gt=now - KEPT)


def revoke(appointments, *, now):
    """Put every link of these appointments out of use, in mails as in browsers."""
    Link.objects.filter(appointment__in=appointments, revoked_at__isnull=True).update(revoked_at=now)


def forget_dead(*, now):
    """Delete the links whose appointment is long over, and those taken back so long ago."""
    dead = Link.objects.filter(Q(appointment__end_at__lte=now - KEPT) | Q(revoked_at__lte=now - KEPT))
    # To look costs nothing; to delete would wait for SQLite's one lock.
    if dead.exists():
        dead.delete()


# --- The waiting list ------------------------------------------------------------------------------

#: The signature is not mixed up with that of another link, and the separator stands in an address as it is.
signer = Signer(salt="booking.waiting", sep=".")
REFERENCE_DIGITS, ADDRESS_DIGITS = 32, 16


def path_to_wait(entry):
    """Return the path at which someone sees what they wait for, in the active language."""
    return reverse("booking:waiting_link", args=[token_of(entry)])


def token_of(entry):
    """Return the token of an entry's links: it shows what is kept for it, and lets its reader take it.

    It is signed and not stored: the entry that it names ends with the wait. It dies with the client's address.
    """
    return signer.sign(f"{entry.reference.hex}{hash_of(User.normal_email(entry.client.email))[:ADDRESS_DIGITS]}")


def entry_with(token):
    """Return the entry that a link is for, or None: it is not ours, or its client is blocked or has another address."""
    try:
        reference = signer.unsign(token)[:REFERENCE_DIGITS]
    except BadSignature:
        return None
    entry = WaitingEntry.objects.with_parties().filter(reference=reference).first()
    if entry is None or entry.client.is_blocked or not secrets.compare_digest(token_of(entry), token):
        return None
    return entry
