"""What a delivery says: the change, and the appointment as the API's staff read it, less what nobody else should."""

import json

from booking.models import Appointment
from booking.record import HISTORY, in_utc, record_of

#: What tells who someone is, or what they wrote or chose: of the appointment, and of each line of its history.
PERSONAL = {"client_name", "client_email"}
PERSONAL_OF_EVENT = {"by", "reason", "text"}


def body_of(reference, kind, *, at, record):
    """Return the JSON text of a delivery; `record` is None for a test."""
    said = {"id": str(reference), "event": kind, "at": in_utc(at), "appointment": record}
    return json.dumps(said, ensure_ascii=False)


def appointment_of(event):
    """Return the appointment as it is after the change, with all that `record_for` needs."""
    return Appointment.objects.with_parties().prefetch_related(HISTORY).get(pk=event.appointment_id)


def record_for(webhook, appointment, *, now):
    """Return what this webhook may read: the client's name and words only where neither side is discreet."""
    record = record_of(appointment, now=now) | {"client_email": appointment.client.email}
    if webhook.tells_who and not appointment.is_discreet:
        return record
    history = [without(PERSONAL_OF_EVENT, event) for event in record["history"]]
    return without(PERSONAL, record) | {"history": history}


def without(names, record):
    return {name: value for name, value in record.items() if name not in names}
