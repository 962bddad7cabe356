"""Which starts can be booked, and why another cannot: one answer for page, form, admin, API and assistant.

Rules, hours and absences come from `practice`, what is taken from the appointments, the sums from `scheduling`.
All days are dates in the place's zone; all starts are aware datetimes in UTC.
"""

import datetime as dt
from dataclasses import dataclass

import scheduling
from practice.hours import absences_between
from practice.models import BookingRules, practice_zone
from practice.rules import rules_for
from scheduling import Busy, Code, Refusal

from .limits import own_appointments
from .models import Appointment, State

DAY = dt.timedelta(days=1)
#: What may still have to be asked of the client's own appointments; other refusals say more than an overlap would.
CLIENT_COMES_FIRST = (None, Code.TAKEN, Code.TOO_CLOSE)


@dataclass(frozen=True)
class Diary:
    """Everything that decides the free starts of one practitioner, service and place over some days."""

    rules: scheduling.Rules
    busy: list[Busy]
    time_off: list[scheduling.TimeOff]
    now: dt.datetime

    def known(self):
        return {"busy": self.busy, "time_off": self.time_off, "now": self.now}


def diary(practitioner, service, place, first, last, *, now, ignoring=None, booking=None):
    """Read what is needed for the days `first` to `last`, both included, in a fixed number of queries.

    `booking` is the `BookingRules` already read, for a page that asks for them anyway.
    """
    booking = booking or BookingRules.load()
    start = dt.datetime.combine(first, dt.time.min, place.zone) - DAY
    end = dt.datetime.combine(last, dt.time.min, place.zone) + 2 * DAY
    return Diary(
        rules=rules_for(practitioner, service, place, first, last, booking=booking),
        busy=busy_between(practitioner, start, end, now=now, ignoring=ignoring),
        time_off=absences_between(practitioner, start, end, booking=booking),
        now=now,
    )


def busy_between(practitioner, start, end, *, now, ignoring=None):
    """Return the practitioner's live appointments that touch `[start, end)`, earliest first.

    The longest service lasts twelve hours, so a range on the indexed start finds them all.
    """
    live = Appointment.objects.live(now).filter(
        practitioner=practitioner, start_at__gte=start - DAY, start_at__lt=end, busy_until__gt=start
    )
    if ignoring is not None:
        live = live.exclude(pk=ignoring.pk)
    rows = live.order_by("start_at").values_list("start_at", "end_at", "busy_until", "pk")
    return [Busy(start_at, end_at, busy_until - end_at, pk) for start_at, end_at, busy_until, pk in rows]


def today(now):
    """Return the practice's date at `now`."""
    return now.astimezone(practice_zone()).date()


def last_bookable_day(now, *, booking=None):
    """Return the last date of the practice that is open for booking; it is included."""
    booking = booking or BookingRules.load()
    return today(now) + dt.timedelta(days=booking.horizon_days)


def bookable_days(place, now, *, booking=None):
    """Return the first and the last date at `place` on which anything may be free."""
    # The place's date may be a day ahead of, or behind, the practice's.
    closing = dt.datetime.combine(last_bookable_day(now, booking=booking), dt.time.max, practice_zone())
    return now.astimezone(place.zone).date(), closing.astimezone(place.zone).date()


def free_starts(practitioner, service, place, first, last, *, now, ignoring=None):
    """Return `{date: [start, …]}` for every day from `first` to `last`, both included, earliest first.

    `ignoring` is an appointment that is about to be moved, whose own time therefore counts as free.
    """
    known = diary(practitioner, service, place, first, last, now=now, ignoring=ignoring)
    return scheduling.free_slots_between(known.rules, first, last, **known.known())


def next_free(practitioner, service, place, *, now, count=3, ignoring=None):
    """Return the `count` earliest starts that can be booked."""
    days = free_starts(practitioner, service, place, *bookable_days(place, now), now=now, ignoring=ignoring)
    return [start for starts in days.values() for start in starts][:count]


def nearest_free(practitioner, service, place, start, *, now, count=3, client=None, ignoring=None):
    """Return the `count` free starts nearest to `start`, in the order of time; `client` can have them all."""
    own = own_appointments(client, now=now, ignoring=ignoring) if client is not None else None
    if own and own.is_full:
        return []
    days = bookable_days(place, now)
    known = diary(practitioner, service, place, *days, now=now, ignoring=ignoring)
    return scheduling.nearest(known.rules, start, **known.known(), count=count, suits=own and own.suit)


def refusal_for(practitioner, service, place, start, *, client=None, now, ignoring=None):
    """Return why `start` cannot be had, or None when it can. `start` is aware; `client` None asks for anyone.

    `ref` of the answer is the key of the appointment, or the absence, that is in the way.
    """
    if not is_offered(practitioner, service, place):
        return Refusal(Code.NOT_OPEN_TO_YOU)
    if client is not None and client.user_id and client.user.is_blocked:
        return Refusal(Code.BLOCKED)
    # Outside the bookable days nothing else decides, so any day that can be read will do.
    first, last = bookable_days(place, now)
    day = min(max(day_at(place, start), first), last)
    known = diary(practitioner, service, place, day, day, now=now, ignoring=ignoring)
    refused = scheduling.refusal(known.rules, start, **known.known())
    if client is None or (refused and refused.code not in CLIENT_COMES_FIRST):
        return refused
    own = own_appointments(client, now=now, ignoring=ignoring)
    return own.refusal(start, start + service.duration) or refused


def day_at(place, start):
    """Return the date of `start` at the place. A zone's offset cannot be added at the very ends of the calendar."""
    try:
        return start.astimezone(place.zone).date()
    except OverflowError:
        return start.date()


def is_offered(practitioner, service, place):
    """Tell whether this practitioner gives this service at this place, and all three are open for booking."""
    return (
        practitioner.is_active
        and service.is_active
        and place.is_active
        and practitioner.services.filter(pk=service.pk).exists()
        and practitioner.places.filter(pk=place.pk).exists()
    )


def own_live(client, *, now, ignoring=None):
    """Return the client's live appointments that are not over, with whomever they are."""
    own = Appointment.objects.live(now).filter(client=client, end_at__gt=now)
    return own if ignoring is None else own.exclude(pk=ignoring.pk)


def clear_lapsed_holds(practitioner, *, now):
    """Cancel the holds whose time is over, so that the guard no longer counts them. Call under the lock."""
    Appointment.objects.lapsed(now).filter(practitioner=practitioner).update(state=State.CANCELLED)
