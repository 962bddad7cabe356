"""What happened to an appointment, in words: who, when, why, from what to what. Page and admin share it."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practice.wording import when_in_words

from .models import AppointmentEvent, State

Kind = AppointmentEvent.Kind


@dataclass(frozen=True)
class Entry:
    """One change; `reason` and `comment` are empty where none was given."""

    when: str
    what: str
    status: str
    who: str
    reason: str
    comment: str


def history_of(appointment):
    """Return the changes of `appointment`, earliest first, told on the clocks of its place, in one query."""
    zone = appointment.place.zone
    return [entry_of(event, zone) for event in appointment.events.order_by("at", "pk")]


def entry_of(event, zone):
    return Entry(
        when=capfirst(moment(event.at, zone)),
        what=what_happened(event, zone),
        status=status_of(event),
        who=event.by_name or _("The site"),
        reason=event.reason_label,
        comment=event.comment,
    )


def what_happened(event, zone):
    times = {"after": moment(event.to_start_at, zone)}
    if event.kind == Kind.BOOKED:
        return _("Booked for %(after)s") % times
    if event.kind == Kind.REQUESTED:
        return _("Asked for %(after)s") % times
    if event.kind == Kind.MOVED:
        return _("Moved from %(before)s to %(after)s") % {"before": moment(event.from_start_at, zone), **times}
    return event.get_kind_display()


def status_of(event):
    after = State(event.to_state).label
    if event.from_state in ("", event.to_state):
        return after
    return _("%(before)s, then %(after)s") % {"before": State(event.from_state).label, "after": after}


def moment(instant, zone):
    return when_in_words(instant, None, zone)
