"""Appointments, the mails about them, the links that open them, and who waits for one."""

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
from .waiting import Proposal, WaitingEntry

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
    "Proposal",
    "ReminderOptOut",
    "State",
    "WaitingEntry",
]
