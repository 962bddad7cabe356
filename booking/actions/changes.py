"""What changes a planned appointment: another time, an answer, its end."""

import datetime as dt

from booking import availability, permissions, proposals, waiting
from booking.models import AppointmentEvent, State
from booking.turns import BookingRefused, in_one_transaction
from practice.models import PublishedSlot

from . import steps
from .holds import give_up_elsewhere

Kind = AppointmentEvent.Kind


def move(*, appointment, start, by, now, hold=None):
    """Move a planned appointment to `start` and return it. It keeps its identity, its state, its length and its gap.

    Only a published slot has a length of its own: moving onto one takes it, moving off one leaves it behind. A `hold`
    of whoever moves it is no obstacle, and is given up.
    Raises `BookingRefused`: the same codes as `book`, `state` when it can no longer be moved, and `limit_reached` when
    its client has moved it as often as they may.
    """
    try:
        moved = _move(appointment=appointment, start=start.astimezone(dt.UTC), by=by, now=now, hold=hold)
    except BookingRefused as refused:
        refused.nearest = availability.nearest_free(
            appointment.practitioner,
            appointment.service,
            appointment.place,
            start,
            now=now,
            client=appointment.client,
            ignoring=appointment,
            hold=hold,
        )
        raise
    give_up_elsewhere(hold, moved)
    return moved


@in_one_transaction
def _move(*, appointment, start, by, now, hold):
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_move, by=by, now=now, start=start)
    if start == appointment.start_at:
        return appointment
    availability.clear_holds(appointment.practitioner, now=now, own=hold)
    steps.refuse_unless_free(
        appointment.practitioner,
        appointment.service,
        appointment.place,
        start,
        client=appointment.client,
        now=now,
        ignoring=appointment,
    )
    before = appointment.start_at
    _take(appointment, start)
    if by is not None and not permissions.may_manage(by, appointment):
        appointment.client_moves += 1
    appointment.save(update_fields=["published_slot", "start_at", "end_at", "busy_until", "client_moves"])
    steps.record(appointment, Kind.MOVED, by=by, now=now, from_start_at=before)
    waiting.settle(appointment, now=now, hold=hold)
    proposals.propose_freed(appointment.practitioner, before, now=now)
    return appointment


def moved_to(appointment, start):
    """Return the published slot that the appointment would take at `start`, or None, and its end there."""
    slot = PublishedSlot.objects.booked_as(appointment.practitioner, appointment.service, appointment.place, start)
    if slot:
        return slot, slot.end_at
    return None, start + (appointment.service if appointment.published_slot_id else appointment).duration


def _take(appointment, start):
    gap = appointment.gap
    appointment.published_slot, appointment.end_at = moved_to(appointment, start)
    appointment.start_at = start
    appointment.busy_until = appointment.end_at + gap


@in_one_transaction
def cancel(*, appointment, by, now, reason=None, comment=""):
    """Cancel a planned appointment and return it; its time is free again."""
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_cancel, by=by, now=now)
    return steps.call_off(appointment, State.CANCELLED, Kind.CANCELLED, by=by, now=now, reason=reason, comment=comment)


@in_one_transaction
def take_back(*, appointment, by, now, reason=None, comment=""):
    """Cancel a request, and only while it is one, and return it; its time is free again."""
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_take_back, by=by, now=now)
    return steps.call_off(appointment, State.CANCELLED, Kind.CANCELLED, by=by, now=now, reason=reason, comment=comment)


@in_one_transaction
def agree(*, appointment, by, now):
    """Confirm a request and return it."""
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_answer, by=by, now=now)
    return steps.change_state(appointment, State.CONFIRMED, Kind.AGREED, by=by, now=now)


@in_one_transaction
def decline(*, appointment, by, now, comment=""):
    """Decline a request and return it; its time is free again. The `comment` is a word to the client."""
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_answer, by=by, now=now)
    return steps.call_off(appointment, State.DECLINED, Kind.DECLINED, by=by, now=now, comment=comment)


@in_one_transaction
def miss(*, appointment, by, now):
    """Mark a confirmed appointment, once it has begun, as one to which the client did not come."""
    appointment = steps.locked(appointment)
    steps.refuse_unless_allowed(appointment, permissions.may_mark_missed, by=by, now=now)
    return steps.change_state(appointment, State.MISSED, Kind.MISSED, by=by, now=now)
