"""Mails to send: queued in the transaction of the change that they tell of, sent by the worker (`deliver`).

Any number of workers may run on PostgreSQL, and one on SQLite. A worker leases one message at a time; if it dies, the
lease lapses and another takes over. On PostgreSQL it holds the row as well while the mail leaves, so that a clock
which jumps ahead ends no lease under its hands. The Message-ID is made once: a mail that left twice because a worker
died between the mail server's answer and our writing it down is one mail for most readers.

What a mail says may no longer be so when its turn comes; then it does not leave.
"""

import contextlib
import datetime as dt
import logging
import smtplib
import uuid
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q

from people.models import User

from . import mail, optout
from .models import AppointmentEvent, OutboxMessage, State

log = logging.getLogger(__name__)

Kind = OutboxMessage.Kind
Audience = OutboxMessage.Audience
Dropped = OutboxMessage.Dropped
KIND_OF_EVENT = {
    AppointmentEvent.Kind.BOOKED: Kind.CONFIRMED,
    AppointmentEvent.Kind.REQUESTED: Kind.REQUESTED,
    AppointmentEvent.Kind.AGREED: Kind.AGREED,
    AppointmentEvent.Kind.DECLINED: Kind.DECLINED,
    AppointmentEvent.Kind.MOVED: Kind.MOVED,
    AppointmentEvent.Kind.CANCELLED: Kind.CANCELLED,
}
#: In which states what a mail says of a time to come is so. The end of an appointment stays true for ever.
TRUE_IN = {
    Kind.CONFIRMED: {State.CONFIRMED},
    Kind.REQUESTED: {State.REQUESTED},
    Kind.AGREED: {State.CONFIRMED},
    Kind.MOVED: {State.REQUESTED, State.CONFIRMED},
    Kind.REMINDER: {State.CONFIRMED},
    Kind.LINK: {State.REQUESTED, State.CONFIRMED},
}
LEASE = dt.timedelta(minutes=2)
#: How long to wait after each failed attempt; after the last one the message has failed.
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]


# --- Writing ---------------------------------------------------------------------------------------


def queue(event, *, now):
    """Queue the mails that tell of `event`: to the client, the practitioner, and the practice's own addresses."""
    if event.kind not in KIND_OF_EVENT:
        return
    appointment, kind = event.appointment, KIND_OF_EVENT[event.kind]
    OutboxMessage.objects.bulk_create(
        new_message(appointment, kind, reader, now=now, event=event) for reader in recipients(appointment)
    )


def new_message(appointment, kind, reader, *, now, **more):
    """Return a message, not yet stored, about the time that the appointment has now; `reader` as from `recipients`."""
    audience, address, language = reader
    return OutboxMessage(
        appointment=appointment,
        kind=kind,
        start_at=appointment.start_at,
        audience=audience,
        recipient=address,
        language=language or settings.LANGUAGE_CODE,
        message_id=new_message_id(),
        next_try_at=now,
        created_at=now,
        **more,
    )


def recipients(appointment):
    """Yield (audience, address, language) of everyone who is told, each address once."""
    client, practitioner = appointment.client, appointment.practitioner
    told = set()
    everyone = [(Audience.CLIENT, client.email, client.language)]
    if practitioner.user_id:
        # Read anew: the practitioner may be a row that is kept from one request to the next.
        account = User.objects.values_list("email", "language").get(pk=practitioner.user_id)
        everyone.append((Audience.PRACTITIONER, *account))
    everyone += [(Audience.PRACTICE, address, "") for address in settings.NOTIFICATION_EMAIL]
    for audience, address, language in everyone:
        if address and address not in told:
            told.add(address)
            yield audience, address, language


def new_message_id():
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4()}@{domain}>"


# --- Leasing ---------------------------------------------------------------------------------------


def due(now):
    """Return the messages to be sent now that no worker has leased."""
    queued = Q(state=OutboxMessage.State.QUEUED)
    retried = Q(state=OutboxMessage.State.RETRIED, next_try_at__lte=now)
    # A lease that ends later than a lease can is from before the clock was set back: nobody holds it.
    leased = Q(claimed_until__gt=now, claimed_until__lte=now + LEASE)
    return OutboxMessage.objects.filter(queued | retried).exclude(leased)


def claim(now):
    """Lease the message that has waited longest and return it as it is now, or None if there is none."""
    if not due(now).exists():
        return None
    with transaction.atomic():
        waiting = due(now).order_by("next_try_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        pk = waiting.values_list("pk", flat=True).first()
        # Whoever changes the row has it; another worker changes none.
        if not due(now).filter(pk=pk).update(claimed_until=now + LEASE, attempts=F("attempts") + 1):
            return None
    return OutboxMessage.objects.select_related("event", "appointment__client").get(pk=pk)


@contextlib.contextmanager
def held(message):
    """Keep others from the row while its mail leaves; yield whether our lease is still good."""
    ours = OutboxMessage.objects.filter(pk=message.pk, claimed_until=message.claimed_until)
    if not connection.features.has_select_for_update_skip_locked:
        yield ours.exists()
        return
    with transaction.atomic():
        yield ours.select_for_update(skip_locked=True).values_list("pk").first() is not None


# --- Sending ---------------------------------------------------------------------------------------


def deliver_due(*, now, at_most=100):
    """Send what is due and return how many mails left. One connection to the mail server serves them all."""
    sent = 0
    with contextlib.closing(get_connection()) as server:
        for _ in range(at_most):
            message = claim(now)
            if message is None:
                break
            sent += deliver(message, server, now=now)
    return sent


def deliver(message, server, *, now):
    """Send a leased message, unless it is no longer so; write down how it went, and return whether it left."""
    if why := why_dropped(message, now=now):
        settle(message, state=OutboxMessage.State.DROPPED, dropped_for=why)
        return False
    if message.attempts > len(PAUSES) + 1:
        # It went down with its worker each time: it shall not take the others with it for ever.
        fail(message, "Interrupted", now=now)
        return False
    try:
        letter = mail.compose(message)
    except DatabaseError:
        raise
    except Exception as error:
        # Whatever is wrong with one text must not keep the other mails back.
        log.exception("message %s cannot be written", message.pk)
        fail(message, type(error).__name__, now=now)
        return False
    with held(message) as ours:
        return ours and leaves(message, letter, server, now=now)


def why_dropped(message, *, now):
    """Return why this message must not leave any more, or an empty string."""
    appointment = message.appointment
    if message.kind not in TRUE_IN:
        return ""
    if appointment.state not in TRUE_IN[message.kind] or appointment.start_at != message.start_at:
        return Dropped.CHANGED
    is_reminder = message.kind == Kind.REMINDER
    if now >= (appointment.start_at if is_reminder else appointment.end_at):
        return Dropped.OVER
    return Dropped.UNWANTED if is_reminder and optout.is_out(message.recipient) else ""


def leaves(message, letter, server, *, now):
    """Hand the mail over to the server and return whether it was taken."""
    try:
        server.open()
        server.send_messages([letter])
    except (OSError, smtplib.SMTPException) as error:
        fail(message, name_of(error), now=now, for_good=is_for_good(error))
        # The next mail begins a conversation of its own.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.close()
        return False
    settle(message, state=OutboxMessage.State.SENT, sent_at=now, last_error="")
    return True


def fail(message, error, *, now, for_good=False):
    """Let the message wait for another attempt, after a longer pause each time; after the last it has failed."""
    log.warning("message %s: attempt %s failed: %s", message.pk, message.attempts, error)
    if for_good or message.attempts > len(PAUSES):
        settle(message, state=OutboxMessage.State.FAILED, last_error=error)
    else:
        again_at = now + PAUSES[message.attempts - 1]
        settle(message, state=OutboxMessage.State.RETRIED, last_error=error, next_try_at=again_at)


def settle(message, **fields):
    """Write down what became of a message, and give it back; if our lease has gone to another, that one writes."""
    ours = OutboxMessage.objects.filter(pk=message.pk, claimed_until=message.claimed_until)
    ours.update(claimed_until=None, **fields)


def name_of(error):
    # The server's own words may hold an address; the kind of the error is enough to act on.
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def is_for_good(error):
    """Tell whether the server knows no such reader; everything else may be better in a while."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in error.recipients.values())


# --- Sending again ---------------------------------------------------------------------------------


def can_send_again(message, *, now):
    """Tell whether the mail was tried at least once, and still says what is so."""
    tried = (OutboxMessage.State.SENT, OutboxMessage.State.RETRIED, OutboxMessage.State.FAILED)
    return message.state in tried and not why_dropped(message, now=now)


def send_again(message, *, now):
    """Send a message once more, to the address that its reader has now, and return what is queued; None if it is void.

    One that never left is tried at once. One that left is sent as a mail of its own; asking twice gives one.
    """
    if why_dropped(message, now=now):
        return None
    address = current_address(message)
    stuck = [OutboxMessage.State.RETRIED, OutboxMessage.State.FAILED]
    waiting = {"state": OutboxMessage.State.QUEUED, "attempts": 0, "next_try_at": now, "recipient": address}
    if OutboxMessage.objects.filter(pk=message.pk, state__in=stuck).update(claimed_until=None, **waiting):
        return OutboxMessage.objects.get(pk=message.pk)
    if message.state != OutboxMessage.State.SENT:
        return message
    parts = ["appointment", "event", "kind", "start_at", "days_before", "audience"]
    copied = {part: getattr(message, part) for part in parts}
    again, _new = OutboxMessage.objects.get_or_create(
        **copied,
        recipient=address,
        copy=message.copy + 1,
        defaults={"language": message.language, "message_id": new_message_id(), "next_try_at": now, "created_at": now},
    )
    return again


def current_address(message):
    """Return where the reader of a message is written to now."""
    if message.audience == Audience.PRACTICE:
        return message.recipient
    now = {audience: address for audience, address, _language in recipients(message.appointment)}
    return now.get(message.audience, message.recipient)
