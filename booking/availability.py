"""Which starts can be booked, and why another cannot: one answer for page, form, admin, API and assistant.

Rules, hours and absences come from `practice`, what is taken from the appointments, the sums from `scheduling`.
All days are dates in the place's zone; all starts are aware datetimes in UTC.
"""

import datetime as dt
from dataclasses import dataclass, replace

import scheduling
from practice.models import practice_zone
from practice.offers import offers
from practice.plans import Plan, plan_for, today
from scheduling import Code, Refusal
from scheduling.clock import MINUTE, moment_of

from .limits import own_appointments
from .models import Appointment, State
from .taken import taken_between

DAY = dt.timedelta(days=1)
#: Dates that no one means are not reckoned with.
SENSIBLE_YEARS = range(2000, 2200)
#: What may still have to be asked of the client's own appointments; other refusals say more than an overlap would.
CLIENT_COMES_FIRST = (None, Code.TAKEN, Code.TOO_CLOSE)


@dataclass(frozen=True)
class Diary:
    """Everything that decides the free starts of one practitioner, service and place over some days."""

    plan: Plan
    timetable: scheduling.Timetable

    def hours(self, day):
        """Return the opening hours of `day`, whatever is booked or whoever is away."""
        return self.plan.openings.hours(day)

    def free_between(self, first, last):
        """Return `{date: [start, …]}` for every day from `first` to `last`, both included, earliest first."""
        found = self.timetable.starts_between(first, last)
        return {day: [moment_of(start) for start in starts] for day, starts in found.items()}

    def refusal(self, start):
        return scheduling.reason(self.timetable, start)

    def nearest(self, start, *, count=3, suits=None):
        return scheduling.nearest_in(self.timetable, start, count, suits)

    def end_of(self, start):
        """Return when a session from `start`, an offered one, is over."""
        minute = (start - moment_of(0)) // MINUTE
        return moment_of(self.timetable.session(minute)[1])

    def with_nothing_booked(self, *, now=None, **rules):
        """Return this diary as it would be if nothing were booked; at `now`, and with other rules, if any."""
        plan = replace(self.plan, rules=replace(self.plan.rules, **rules))
        return Diary(plan, scheduling.draw_up(plan.rules, plan.openings, [], now or self.timetable.now))


def diary(practitioner, service, place, first=None, last=None, *, now, ignoring=None):
    """Read what decides the days `first` to `last`, both included: two queries, when no rule has changed.

    Without dates these are all the bookable ones. `ignoring` is an appointment that is about to be moved: its own
    time counts as free, and the starts are those for its own length and gap.
    """
    plan = plan_for(practitioner.pk, service.pk, place.pk, now=now)
    if first is None:
        first, last = bookable_days(place, now, booking=plan.offers.rules)
    rules = plan.rules if ignoring is None else replace(plan.rules, **length_of(ignoring))
    start, end = days_in_full(first, last, place.zone)
    calendars = taken_between([practitioner.pk], start, end, now=now, ignoring=ignoring)
    return Diary(plan, scheduling.draw_up(rules, plan.openings, calendars[practitioner.pk].taken, now))


def length_of(appointment):
    """Return the length and the gap that an appointment keeps when it is moved; that of a published slot it leaves."""
    duration = appointment.service.duration if appointment.published_slot_id else appointment.duration
    return {"duration": duration, "gap": appointment.gap}


def days_in_full(first, last, zone):
    """Return a span that holds the whole of these days in `zone`, and as much around them as a gap can reach."""
    return dt.datetime.combine(first, dt.time.min, zone) - DAY, dt.datetime.combine(last, dt.time.min, zone) + 2 * DAY


def last_bookable_day(now, *, booking=None):
    """Return the last date of the practice that is open for booking; it is included."""
    booking = booking or offers().rules
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
    return diary(practitioner, service, place, first, last, now=now, ignoring=ignoring).free_between(first, last)


def next_free(practitioner, service, place, *, now, count=3, ignoring=None):
    """Return the `count` earliest starts that can be booked."""
    known = diary(practitioner, service, place, now=now, ignoring=ignoring)
    return known.nearest(now, count=count)


def nearest_free(practitioner, service, place, start, *, now, count=3, client=None, ignoring=None):
    """Return the `count` free starts nearest to `start`, in the order of time; `client` can have them all."""
    known = diary(practitioner, service, place, now=now, ignoring=ignoring)
    if client is None:
        return known.nearest(start, count=count)
    own = own_appointments(client, now=now, ignoring=ignoring, booking=known.plan.offers.rules)
    return [] if own.is_full else known.nearest(start, count=count, suits=own.suit)


def refusal_for(practitioner, service, place, start, *, client=None, now, ignoring=None):
    """Return why `start` cannot be had, or None when it can. `start` is aware; `client` None asks for anyone.

    `ref` of the answer is the key of the appointment, or the absence, that is in the way.
    """
    if client is not None and client.user_id and client.user.is_blocked:
        return Refusal(Code.BLOCKED)
    # Only what lies around that one day is read: outside the bookable days nothing in the calendar decides.
    day = day_at(place, start)
    around = (day, day) if day.year in SENSIBLE_YEARS else (today(now), today(now))
    known = diary(practitioner, service, place, *around, now=now, ignoring=ignoring)
    if not known.plan.is_offered:
        return Refusal(Code.NOT_OPEN_TO_YOU)
    refused = known.refusal(start)
    if client is None or (refused and refused.code not in CLIENT_COMES_FIRST):
        return refused
    own = own_appointments(client, now=now, ignoring=ignoring, booking=known.plan.offers.rules)
    return own.refusal(start, known.end_of(start)) or refused


def day_at(place, start):
    """Return the date of `start` at the place. A zone's offset cannot be added at the very ends of the calendar."""
    try:
        return start.astimezone(place.zone).date()
    except OverflowError:
        return start.date()


def is_offered(practitioner, service, place):
    """Tell whether this practitioner gives this service at this place, and all three are open for booking."""
    return offers().gives(practitioner.pk, service.pk, place.pk)


def clear_lapsed_holds(practitioner, *, now):
    """Cancel the holds whose time is over, so that the guard no longer counts them. Call under the lock."""
    Appointment.objects.lapsed(now).filter(practitioner=practitioner).update(state=State.CANCELLED)
