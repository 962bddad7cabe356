"""Keeping a time for someone who is filling in a form."""

import datetime as dt

from booking import availability, turns
from booking.limits import may_hold_more
from booking.models import Appointment, State
from booking.turns import BookingRefused, in_one_transaction

from . import steps


def put_on_hold(*, practitioner, service, place, start, client, now, network="", hold=None):
    """Keep `start` for whoever is about to book it, and return the hold, an appointment of nobody's yet.

    Who asks has one `hold` at most: the one they had, if any, is given up, or goes on when it is for the same start.
    None where the practice keeps no times, or keeps as many as it may for this `network`. `practitioner` and `client`
    are as in `book`, or `client` is None where it is not known yet. Raises `BookingRefused`, with the nearest free
    starts.
    """
    wish = {"service": service, "place": place, "start": start.astimezone(dt.UTC), "client": client, "now": now}
    try:
        kept = steps.with_someone(_put_on_hold, practitioner, **wish, network=network, hold=hold)
    except BookingRefused as refused:
        refused.nearest = availability.nearest_free(
            practitioner, service, place, start, now=now, client=client, hold=hold
        )
        raise
    give_up_elsewhere(hold, kept)
    return kept


@in_one_transaction
def _put_on_hold(*, practitioner, service, place, start, client, now, network, hold):
    turns.lock(practitioner, client)
    known = _as_it_is(hold, practitioner, service, place, start)
    availability.clear_holds(practitioner, now=now, own=None if known else hold)
    wish = (practitioner, service, place, start)
    (sheet,) = steps.refuse_unless_free(*wish, client=client, now=now, hold=known)
    length = sheet.plan.offers.rules.hold
    if known:
        # For someone on the waiting list it may be kept for hours already.
        known.hold_expires_at = max(known.hold_expires_at, now + length)
        known.save(update_fields=["hold_expires_at"])
        return known
    if not length or not may_hold_more(network, now=now, besides=hold):
        return None
    return Appointment.objects.create(
        **sheet.taken_by(*wish),
        state=State.HELD,
        hold_expires_at=now + length,
        held_for=network,
        created_at=now,
    )


def _as_it_is(hold, practitioner, service, place, start):
    """Return the row of a hold that keeps this very wish already, or None."""
    if hold is None or hold.start_at != start:
        return None
    wish = {"practitioner": practitioner, "service": service, "place": place, "start_at": start}
    return Appointment.objects.filter(pk=hold.pk, state=State.HELD, **wish).first()


def release(*, hold):
    """Give up a hold, whether or not it has lapsed; its time is free again."""
    Appointment.objects.filter(pk=hold.pk).forget()


def give_up_elsewhere(hold, taken):
    """Give up a hold with someone else than `taken` is with, whose lock its taking did not wait for."""
    if hold and (taken is None or taken.practitioner_id != hold.practitioner_id):
        release(hold=hold)
