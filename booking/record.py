"""An appointment as programs read it: in the API's answers, and in what webhooks send."""

import datetime as dt

from django.db.models import Prefetch

from .models import AppointmentEvent

#: What a queryset of appointments fetches with them for `record_of`.
HISTORY = Prefetch("events", AppointmentEvent.objects.order_by("at", "pk"))


def record_of(appointment, *, now):
    """Return everything but notes and answers, as JSON holds it; moments are texts in UTC, rows are their numbers.

    The appointment is one of `with_parties().prefetch_related(HISTORY)`.
    """
    return {
        "id": str(appointment.reference),
        "status": appointment.shown_state(now),
        "start": in_utc(appointment.start_at),
        "end": in_utc(appointment.end_at),
        "practitioner": appointment.practitioner_id,
        "service": appointment.service_id,
        "place": appointment.place_id,
        "client": appointment.client_id,
        "client_name": appointment.client.name,
        "created_at": in_utc(appointment.created_at),
        "history": [record_of_event(event) for event in appointment.events.all()],
    }


def record_of_event(event):
    return {
        "at": in_utc(event.at),
        "by": event.by_name,
        "what": event.kind,
        "from": event.from_state,
        "to": event.to_state,
        "from_start": in_utc(event.from_start_at),
        "to_start": in_utc(event.to_start_at),
        "reason": event.reason_label,
        "text": event.comment,
    }


def in_utc(moment):
    """Return an aware moment such as “2026-11-23T08:00:00Z”, or None for none."""
    return moment and moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
