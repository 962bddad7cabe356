"""Another time in place of an appointment that cannot take place: asked for by the practice, chosen by the client."""

from django.utils.translation import gettext as _

from booking import availability, permissions, proposals, turns, waiting
from booking.models import AppointmentEvent, State
from booking.turns import BookingRefused, in_one_transaction
from scheduling import Code, Refusal

from . import steps

Kind = AppointmentEvent.Kind


@in_one_transaction
def offer_others(*, appointment, kind, by, now, message=""):
    """Ask the client of an appointment that cannot take place to choose another time, and return it: it stays as it is.

    `kind` is one of `permissions.OFFERS`; what may be chosen is in `others`. The `message` is a word to the client.
    """
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_offer_others, by=by, now=now)
    steps.record(appointment, kind, by=by, now=now, comment=message)
    return appointment


@in_one_transaction
def take_other(*, appointment, practitioner, start, by, now):
    """Move an appointment to a time that its client may choose in its place, and return it.

    `practitioner` may be a colleague who gives the same session there, where one is offered. Neither the notice nor the
    limit of moves is against it. Raises `BookingRefused`, as `move` does.
    """
    # Two people at once are waited for in the order of their keys, as whoever waits for everybody does.
    for one in sorted({appointment.practitioner, practitioner}, key=lambda one: one.pk):
        turns.lock(one, None)
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_take_other, by=by, now=now, start=start)
    left, before = appointment.practitioner, appointment.start_at
    if practitioner != left and permissions.offer_of(appointment) != Kind.COLLEAGUE:
        raise BookingRefused(Refusal(Code.NOT_OPEN_TO_YOU), start=start)
    wish = (practitioner, appointment.service, appointment.place, start)
    availability.clear_holds(practitioner, now=now)
    (sheet,) = steps.refuse_unless_free(*wish, client=appointment.client, now=now, ignoring=appointment)
    taken = sheet.taken_by(*wish)
    for name, value in taken.items():
        setattr(appointment, name, value)
    appointment.save(update_fields=list(taken))
    gone = left if practitioner != left else None
    words = in_place_of(left, practitioner) if gone else ""
    steps.record(appointment, Kind.MOVED, by=by, now=now, from_start_at=before, comment=words, left=gone)
    waiting.settle(appointment, now=now)
    proposals.propose_freed(left, before, now=now)
    return appointment


def in_place_of(left, practitioner):
    return _("%(new)s in place of %(old)s.") % {"new": practitioner, "old": left}


@in_one_transaction
def give_up(*, appointment, by, now):
    """Cancel an appointment whose client wants none of the times that are offered in its place, and return it."""
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_take_other, by=by, now=now)
    return steps.call_off(appointment, State.CANCELLED, Kind.CANCELLED, by=by, now=now)
