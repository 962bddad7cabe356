"""A message about an appointment that is in no agenda, with believable values: what a text is tried on."""

import datetime as dt

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from people.models import Client
from practice.models import Place, Practitioner, Service

from . import mail
from .models import (
    Appointment,
    AppointmentEvent,
    CancellationReason,
    MailText,
    OutboxMessage,
    Proposal,
    State,
    WaitingEntry,
)

DAY = dt.timedelta(days=1)
TUESDAY = 1
Audience = OutboxMessage.Audience


def try_on(text, *, kind, reader, language, now):
    """Return the `mail.Letter` that a `Text` makes of a sample. Nothing is stored and no link is made."""
    with translation.override(language):
        message = sample_message(kind, reader, language, now=now)
        return mail.write(message, text, mail.values_of(message, link=f"{settings.BASE_URL}/rendez-vous/…/"))


def sample_message(kind, reader, language, *, now):
    """Return an unsaved message: Louise Martin, a Tuesday at nine, the practice's first practitioner and place."""
    return message_about(sample_appointment(reader, language, now=now), kind, reader, language)


def sample_appointment(reader, language, *, now):
    place = Place.objects.active().first() or Place(name=_("Online"), is_online=True)
    start = tuesday_at_nine(place.zone, now)
    return Appointment(
        client=Client(
            name="Louise Martin",
            email="louise.martin@example.com",
            phone="06 12 34 56 78",
            language=language,
            is_discreet=reader == MailText.Reader.DISCREET,
        ),
        practitioner=Practitioner.objects.active().first() or Practitioner(name="Camille Aubert"),
        service=Service(),
        place=place,
        start_at=start,
        end_at=start + dt.timedelta(minutes=45),
        state=State.CONFIRMED,
    )


def message_about(appointment, kind, reader, language):
    start = appointment.start_at
    written = {"kind": kind, "recipient": appointment.client.email, "language": language}
    if kind in (OutboxMessage.Kind.WAITING, OutboxMessage.Kind.PROPOSED):
        entry = sample_entry(appointment)
        proposal = sample_proposal(entry, appointment) if kind == OutboxMessage.Kind.PROPOSED else None
        return OutboxMessage(entry=entry, proposal=proposal, audience=Audience.CLIENT, **written)
    event = AppointmentEvent(
        appointment=appointment,
        from_start_at=start - DAY if kind == OutboxMessage.Kind.MOVED else None,
        to_start_at=start,
        reason_label=CancellationReason.objects.values_list("label", flat=True).first() or "Force majeure",
        comment=_("Thank you for your message. See you soon."),
    )
    audience = Audience.PRACTITIONER if reader == MailText.Reader.PRACTICE else Audience.CLIENT
    return OutboxMessage(appointment=appointment, start_at=start, event=event, audience=audience, **written)


def sample_entry(appointment):
    day = appointment.start_at.astimezone(appointment.place.zone).date()
    parts = {part: getattr(appointment, part) for part in ("client", "practitioner", "service", "place")}
    return WaitingEntry(**parts, first_day=day, last_day=day + 3 * DAY)


def sample_proposal(entry, appointment):
    start = appointment.start_at
    return Proposal(
        entry=entry,
        practitioner=appointment.practitioner,
        start_at=start,
        end_at=appointment.end_at,
        expires_at=start - DAY,
    )


def tuesday_at_nine(zone, now):
    today = now.astimezone(zone).date()
    tuesday = today + ((TUESDAY - today.weekday() - 1) % 7 + 1) * DAY
    return dt.datetime.combine(tuesday, dt.time(9), zone).astimezone(dt.UTC)
