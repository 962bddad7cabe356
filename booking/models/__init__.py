"""Appointments, the mails about them, and the links that open them."""

from .appointments import (
    LIVE,
    Answer,
    Appointment,
    AppointmentEvent,
    CancellationReason,
    State,
)
from .links import Link, LinkRequest
from .messages import MailText, OutboxMessage, ReminderOptOut

__all__ = [
    "LIVE",
    "Answer",
    "Appointment",
    "AppointmentEvent",
    "CancellationReason",
    "Link",
    "LinkRequest",
    "MailText",
    "OutboxMessage",
    "ReminderOptOut",
    "State",
]
