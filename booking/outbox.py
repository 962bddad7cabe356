"""Mails to send: queued in the transaction of the change that they tell of, sent by the worker (`deliver`).

How workers share them is in `leases`. The Message-ID is made once: a mail that left twice because a worker died between
the mail server's answer and our writing it down is one mail for most readers.

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
from django.db import DatabaseError

from people import invitations
from people.models import User

from . import leases, mail, optout
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
    AppointmentEvent.Kind.OFFERED: Kind.OFFERED,
    AppointmentEvent.Kind.COLLEAGUE: Kind.OFFERED,
}
#: What is asked of the client concerns nobody else.
TO_CLIENTS = {Kind.OFFERED}
#: As what an appointment is told to the practitioner who has it from a colleague.
NEW = {State.CONFIRMED: Kind.CONFIRMED, State.REQUESTED: Kind.REQUESTED}
#: In which states what a mail says of a time to come is so. The end of an appointment stays true for ever.
TRUE_IN = {
    Kind.CONFIRMED: {State.CONFIRMED},
    Kind.REQUESTED: {State.REQUESTED},
    Kind.AGREED: {State.CONFIRMED},
    Kind.MOVED: {State.REQUESTED, State.CONFIRMED},
    Kind.REMINDER: {State.CONFIRMED},
    Kind.LINK: {State.REQUESTED, State.CONFIRMED},
    Kind.OFFERED: {State.REQUESTED, State.CONFIRMED},
}
#: How long to wait after each failed attempt; after the last one the message has failed.
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]


# --- Writing ---------------------------------------------------------------------------------------


def queue(event, *, now, left=None):
    """Queue the mails that tell of `event`: to the client, the practitioner, and the practice's own addresses.

    `left` is the practitioner who had the appointment until now, where a colleague has it: each is told their part.
    """
    if event.kind not in KIND_OF_EVENT:
        return
    appointment, kind = event.appointment, KIND_OF_EVENT[event.kind]
    farewell = farewell_to(left, event, now=now)
    told = {message.recipient for message in farewell}
    readers = [
        (audience, address, language)
        for audience, address, language in recipients(appointment)
        if audience == Audience.CLIENT or (kind not in TO_CLIENTS and address not in told)
    ]
    OutboxMessage.objects.bulk_create(
        farewell
        + [
            new_message(appointment, kind_to(reader[0], event, left), reader, now=now, event=event)
            for reader in readers
        ]
    )


def farewell_to(left, event, *, now):
    """Return, in a list, the mail to the practitioner who `left` the appointment, about the time that it had."""
    if left is None or not left.user_id:
        return []
    reader = (Audience.PRACTITIONER, *account_of(left))
    message = new_message(event.appointment, Kind.LEFT, reader, now=now, event=event)
    message.practitioner, message.start_at = left, event.from_start_at
    return [message]


def kind_to(audience, event, left):
    """Return the kind of mail that tells `audience` of an event; to a colleague who has it now, it is a new one."""
    return NEW[event.to_state] if left and audience == Audience.PRACTITIONER else KIND_OF_EVENT[event.kind]


def queue_for(entry, kind, *, now, proposal=None):
    """Queue the mail that tells someone on the waiting list that they are on it, or of a time that came free."""
    client = entry.client
    OutboxMessage.objects.create(
        entry=entry,
        proposal=proposal,
        kind=kind,
        start_at=proposal and proposal.start_at,
        audience=Audience.CLIENT,
        recipient=client.email,
        language=client.language or settings.LANGUAGE_CODE,
        message_id=new_message_id(),
        next_try_at=now,
        created_at=now,
    )


def queue_letter(kind, *, now, invitation=None, user=None, token=None):
    """Queue the mail that tells someone of their invitation, of their registration, or of a token of theirs."""
    OutboxMessage.objects.create(
        invitation=invitation,
        person=user,
        token=token,
        kind=Kind(kind),
        audience=Audience.CLIENT,
        recipient=invitation.email if invitation else user.email,
        language=(invitation or user).language or settings.LANGUAGE_CODE,
        message_id=new_message_id(),
        next_try_at=now,
        created_at=now,
    )


def new_message(appointment, kind, reader, *, now, **more):
    """Return a message, not yet stored, about the time that the appointment has now; `reader` as from `recipients`."""
    audience, address, language = reader
    return OutboxMessage(
        appointment=appointment,
        practitioner=appointment.practitioner if audience == Audience.PRACTITIONER else None,
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
        everyone.append((Audience.PRACTITIONER, *account_of(practitioner)))
    everyone += [(Audience.PRACTICE, address, "") for address in settings.NOTIFICATION_EMAIL]
    for audience, address, language in everyone:
        if address and address not in told:
            told.add(address)
            yield audience, address, language


def account_of(practitioner):
    """Return the address and the language of a practitioner who has an account."""
    # Read anew: the practitioner may be a row that is kept from one request to the next.
    return User.objects.values_list("email", "language").get(pk=practitioner.user_id)


def new_message_id():
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4()}@{domain}>"


# --- Sending ---------------------------------------------------------------------------------------


def due(now):
    """Return the messages to be sent now that no worker has leased."""
    return leases.due(OutboxMessage.objects.all(), now)


def claim(now):
    """Lease the message that has waited longest and return it as it is now, or None if there is none."""
    pk = leases.claim(OutboxMessage.objects.all(), now)
    parties = ["event", "appointment__client", "practitioner", "entry__client", "proposal"]
    about_accounts = ["invitation__invited_by", "person", "token"]
    return pk and OutboxMessage.objects.select_related(*parties, *about_accounts).get(pk=pk)


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
        leases.settle(message, state=OutboxMessage.State.DROPPED, dropped_for=why)
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
    with leases.held(message) as ours:
        return ours and leaves(message, letter, server, now=now)


def why_dropped(message, *, now):
    """Return why this message must not leave any more, or an empty string."""
    if message.is_about_account:
        return why_not_invited(message, now=now)
    if message.entry:
        return why_not_proposed(message, now=now)
    appointment = message.appointment
    if message.kind == Kind.LEFT:
        return Dropped.CHANGED if message.practitioner_id == appointment.practitioner_id else ""
    if message.kind not in TRUE_IN:
        return ""
    if message.practitioner_id not in (None, appointment.practitioner_id):
        return Dropped.CHANGED
    if appointment.state not in TRUE_IN[message.kind] or appointment.start_at != message.start_at:
        return Dropped.CHANGED
    is_reminder = message.kind == Kind.REMINDER
    if now >= (appointment.start_at if is_reminder else appointment.end_at):
        return Dropped.OVER
    return Dropped.UNWANTED if is_reminder and optout.is_out(message.recipient) else ""


def why_not_invited(message, *, now):
    """Return why a mail about an account must not leave any more: its link is another one, or opens nothing."""
    invitation = message.invitation
    if invitation is None:
        return ""
    if invitation.sent_at != message.created_at or not invitations.stands(invitation, now=now):
        return Dropped.CHANGED
    return Dropped.CHANGED if invitations.has_account(invitation.email) else ""


def why_not_proposed(message, *, now):
    """Return why a mail to someone on the waiting list must not leave any more, or an empty string."""
    if not message.entry.is_waiting:
        return Dropped.CHANGED
    if message.proposal is None or message.proposal.is_open(now):
        return ""
    return Dropped.OVER if message.proposal.closed_at is None else Dropped.CHANGED


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
    leases.settle(message, state=OutboxMessage.State.SENT, sent_at=now, last_error="")
    return True


def fail(message, error, *, now, for_good=False):
    """Let the message wait for another attempt, after a longer pause each time; after the last it has failed."""
    log.warning("message %s: attempt %s failed: %s", message.pk, message.attempts, error)
    again = None if for_good else leases.after_failure(message, PAUSES, now=now)
    leases.settle(message, **(again or {"state": OutboxMessage.State.FAILED}), last_error=error)


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
    parts = ["appointment", "practitioner", "event", "kind", "start_at", "days_before", "audience"]
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
    if message.practitioner_id:
        return account_of(message.practitioner)[0] if message.practitioner.user_id else message.recipient
    now = {audience: address for audience, address, _language in recipients(message.appointment)}
    return now.get(message.audience, message.recipient)
