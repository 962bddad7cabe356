"""Reminders: so many days before the start, to those who booked earlier than that, once each.

A day is 24 hours. Which reminders are due is asked of the appointments themselves, so that one that was moved, or
cancelled, or booked before the practice chose other days, has those that it should have. A late worker sends only the
latest one. The database keeps a second reminder of the same time out, whatever the workers and their clocks think.
"""

import datetime as dt
from itertools import pairwise

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice.models import BookingRules

from . import optout
from .models import Appointment, AppointmentEvent, OutboxMessage, State
from .outbox import Audience, Kind, new_message

#: What settles a time; the client has just been told of it.
SETTLING = [AppointmentEvent.Kind.BOOKED, AppointmentEvent.Kind.AGREED, AppointmentEvent.Kind.MOVED]
#: So that nobody waits for the database after a worker was away for long; the others have their turn next time.
AT_ONCE = 500


def queue_due(*, now):
    """Queue the reminders that are due and were not queued before."""
    OutboxMessage.objects.bulk_create(
        (
            new_message(appointment, Kind.REMINDER, reader_of(appointment), now=now, days_before=days)
            for days, following in pairwise([*days_before(), 0])
            for appointment in due(days, following, now=now)[:AT_ONCE]
        ),
        ignore_conflicts=True,
    )


def days_before():
    """Return how many days before the start a reminder is sent, most first."""
    return sorted(BookingRules.load().reminder_days, reverse=True)


def due(days, following, *, now):
    """Return what is to be reminded of `days` before the start; from `following` days before on the next one is."""
    queued = OutboxMessage.objects.filter(
        appointment=OuterRef("pk"), kind=Kind.REMINDER, start_at=OuterRef("start_at"), days_before=days
    )
    length = dt.timedelta(days=days)
    planned = Appointment.objects.filter(
        ~Exists(queued),
        state=State.CONFIRMED,
        start_at__gt=now + dt.timedelta(days=following),
        start_at__lte=now + length,
    ).exclude(client__email="")
    settled_at = AppointmentEvent.objects.filter(appointment=OuterRef("pk"), kind__in=SETTLING).order_by("-at", "-pk")
    return (
        planned.annotate(settled_at=Coalesce(Subquery(settled_at.values("at")[:1]), F("created_at")))
        .filter(settled_at__lt=F("start_at") - length)
        .select_related("client")
    )


def reader_of(appointment):
    return Audience.CLIENT, appointment.client.email, appointment.client.language


def to_come(appointment, *, now):
    """Return the moments at which reminders of this appointment will be sent, soonest first."""
    if appointment.state != State.CONFIRMED or not appointment.client.email or optout.is_out(appointment.client.email):
        return []
    settling = appointment.events.filter(kind__in=SETTLING).order_by("-at", "-pk").first()
    settled_at = settling.at if settling else appointment.created_at
    moments = (appointment.start_at - dt.timedelta(days=days) for days in days_before())
    return [moment for moment in moments if moment > max(now, settled_at)]


def promise(appointment, *, now):
    """Return the sentence that tells of the last reminder to come, which is the one that matters; or nothing."""
    moments = to_come(appointment, now=now)
    if not moments:
        return ""
    days = (appointment.start_at - moments[-1]).days
    if days == 1:
        return _("A reminder will be sent to you the day before.")
    return ngettext(
        "A reminder will be sent to you %(count)s day before.",
        "A reminder will be sent to you %(count)s days before.",
        days,
    ) % {"count": days}
