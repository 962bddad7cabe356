"""Appointments, and what clients answered, as tables. Times are those of the place, with its zone (mission, O6).

No note stands in them, nor anything else that is encrypted.
"""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Answer, AppointmentEvent, State
from .questions import in_words
from .spreadsheets import Table

Kind = AppointmentEvent.Kind
#: What ends an appointment before its time, or says afterwards that nobody came.
ENDINGS = (Kind.CANCELLED, Kind.DECLINED, Kind.MISSED)
ENDED = {"ended_at": "at", "ended_by": "by_name", "ended_for": "reason_label"}
PARTIES = ("client", "practitioner", "service", "place", "published_slot")


def appointments_table(appointments, *, now):
    """Return a `Table` of these appointments, in their order, with how each ended: one query, read as it goes."""
    last = AppointmentEvent.objects.filter(appointment=OuterRef("pk"), kind__in=ENDINGS).order_by("-at", "-pk")
    rows = appointments.select_related(*PARTIES).annotate(
        **{name: Subquery(last.values(field)[:1]) for name, field in ENDED.items()}
    )
    states = {state.value: str(state.label) for state in State}
    return Table(
        name=pgettext("name of a file", "appointments"),
        columns=[
            *when_columns(),
            _("Status"),
            _("Client"),
            _("E-mail"),
            _("Telephone"),
            _("Session"),
            _("With"),
            _("Place"),
            _("Price"),
            _("Currency"),
            _("Booked on"),
            _("Ended on"),
            _("Ended by"),
            _("Reason"),
        ],
        rows=rows,
        cells_of=lambda appointment: appointment_cells(appointment, states, now),
    )


def when_columns():
    return [_("Reference"), _("Date"), _("Start"), _("End"), _("Time zone")]


def when_cells(appointment):
    zone = appointment.place.zone
    start, end = (moment.astimezone(zone) for moment in (appointment.start_at, appointment.end_at))
    return [appointment.short_reference, start.date(), start.time(), end.time(), zone.key]


def appointment_cells(appointment, states, now):
    zone, client = appointment.place.zone, appointment.client
    return [
        *when_cells(appointment),
        states[appointment.shown_state(now)],
        client.name,
        client.email,
        client.phone,
        appointment.service.name,
        appointment.practitioner.name,
        appointment.place.name,
        appointment.price,
        "" if appointment.price is None else appointment.currency,
        appointment.created_at.astimezone(zone).date(),
        appointment.ended_at and appointment.ended_at.astimezone(zone).date(),
        appointment.ended_by,
        appointment.ended_for,
    ]


def answers_table(appointments):
    """Return a `Table` of what was answered when these appointments were booked, a row for each answer."""
    rows = Answer.objects.filter(appointment__in=appointments.order_by()).order_by(
        "appointment__start_at", "appointment", "position", "pk"
    )
    return Table(
        name=pgettext("name of a file", "answers"),
        columns=[*when_columns(), _("Client"), _("Session"), _("Question"), _("Answer")],
        rows=rows.select_related(*(f"appointment__{name}" for name in ("client", "service", "place"))),
        cells_of=answer_cells,
    )


def answer_cells(answer):
    appointment = answer.appointment
    return [
        *when_cells(appointment),
        appointment.client.name,
        appointment.service.name,
        answer.question,
        in_words(answer),
    ]
