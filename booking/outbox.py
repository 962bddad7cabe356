"""Mails to send: queued in the transaction of the change that they tell of, sent by the worker (`deliver`).

A message is claimed before it is sent, so any number of workers may run; a worker that dies leaves its claim to
lapse. The Message-ID is made once, so a mail sent twice by such an accident is one mail for most readers.
"""

import datetime as dt
import logging
import smtplib
import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q

from people.models import User

from . import mail
from .models import AppointmentEvent, OutboxMessage

log = logging.getLogger(__name__)

Kind = OutboxMessage.Kind
Audience = OutboxMessage.Audience
KIND_OF_EVENT = {
    AppointmentEvent.Kind.BOOKED: Kind.CONFIRMED,
    AppointmentEvent.Kind.REQUESTED: Kind.REQUESTED,
    AppointmentEvent.Kind.AGREED: Kind.AGREED,
    AppointmentEvent.Kind.DECLINED: Kind.DECLINED,
    AppointmentEvent.Kind.MOVED: Kind.MOVED,
    AppointmentEvent.Kind.CANCELLED: Kind.CANCELLED,
}
CLAIM = dt.timedelta(minutes=5)
#: How long to wait after each failed attempt; after the last one the message has failed.
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]


def queue(event, *, now):
    """Queue the mails that tell of `event`: to the client, the practitioner, and the practice's own addresses."""
    if event.kind not in KIND_OF_EVENT:
        return
    messages = [
        OutboxMessage(
            event=event,
            kind=KIND_OF_EVENT[event.kind],
            audience=audience,
            recipient=recipient,
            language=language or settings.LANGUAGE_CODE,
            message_id=f"<{uuid.uuid4()}@{sender_domain()}>",
            next_try_at=now,
            created_at=now,
        )
        for audience, recipient, language in recipients(event.appointment)
    ]
    OutboxMessage.objects.bulk_create(messages)


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


def sender_domain():
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def due(now):
    """Return the messages to be sent now that no other worker has claimed."""
    waiting = Q(state__in=[OutboxMessage.State.QUEUED, OutboxMessage.State.RETRIED], next_try_at__lte=now)
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    return OutboxMessage.objects.filter(waiting & free)


def deliver_due(*, now, at_most=100):
    """Send what is due and return how many mails left."""
    sent = 0
    for pk in list(due(now).order_by("next_try_at", "pk").values_list("pk", flat=True)[:at_most]):
        # Whoever changes the row has it; a second worker changes none.
        if due(now).filter(pk=pk).update(claimed_until=now + CLAIM):
            sent += deliver(OutboxMessage.objects.select_related("event__appointment").get(pk=pk), now=now)
    return sent


def deliver(message, *, now):
    """Send one claimed message, write down how it went, and return whether it left."""
    message.attempts += 1
    message.claimed_until = None
    try:
        mail.compose(message).send()
    except (OSError, smtplib.SMTPException) as error:
        failed(message, error, now=now)
    else:
        message.state = OutboxMessage.State.SENT
        message.sent_at = now
        message.last_error = ""
    message.save()
    return message.state == OutboxMessage.State.SENT


def failed(message, error, *, now):
    # The server's own words may hold an address; the kind of the error is enough to act on.
    code = getattr(error, "smtp_code", None)
    message.last_error = f"{type(error).__name__} {code}" if code else type(error).__name__
    if message.attempts <= len(PAUSES):
        message.state = OutboxMessage.State.RETRIED
        message.next_try_at = now + PAUSES[message.attempts - 1]
    else:
        message.state = OutboxMessage.State.FAILED
    log.warning("message %s: attempt %s failed: %s", message.pk, message.attempts, message.last_error)
