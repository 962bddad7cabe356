"""Which starts can be booked, and why another cannot: one answer for page, form, admin, API and assistant.

Rules, hours and absences come from `practice`, what is taken from the appointments, the sums from `scheduling`.
All days are dates in the place's zone; all starts are aware datetimes in UTC.
"""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Q

import scheduling
from practice.kept import rest_on
from practice.models import PublishedSlot, practice_zone
from practice.offers import Offers, offers, offers_at, people_and_tokens
from practice.plans import Plan, Way, plans_at, today
from practice.versions import PRACTICE, booked_with, hours_of
from scheduling import Code, Refusal
from scheduling.clock import MINUTE, local_day, moment_of
from scheduling.timetable import days_between

from .limits import own_appointments
from .models import Appointment, State
from .taken import taken_between

DAY = dt.timedelta(days=1)
#: Dates that no one means are not reckoned with.
SENSIBLE_YEARS = range(2000, 2200)
#: What may still have to be asked of the client's own appointments; other refusals say more than an overlap would.
CLIENT_COMES_FIRST = (None, Code.TAKEN, Code.TOO_CLOSE)
#: Where several people refuse for different reasons: who was nearest to having the start free says why, so that the
#: client hears of the wish and not of a colleague who never works then. What is not here is the same for all.
NEAREST_TO_FREE = (
    Code.OWN_OVERLAP,
    Code.LIMIT_REACHED,
    Code.TAKEN,
    Code.TOO_CLOSE,
    Code.ABSENT,
    Code.HOLIDAY,
    Code.OFF_GRID,
    Code.OUT_OF_HOURS,
    Code.CLOSED_DAY,
)


@dataclass(frozen=True)
class Sheet:
    """What one practitioner's plan and appointments leave of their time."""

    plan: Plan
    timetable: scheduling.Timetable

    @property
    def practitioner(self):
        return self.plan.offers.practitioners[self.plan.way.practitioner_id]

    def end_of(self, start):
        """Return when a session from `start`, an offered one, is over."""
        return moment_of(self.timetable.session(minute_of(start))[1])

    def count_on(self, day):
        """Return how many live appointments start on `day`, with whomever and wherever they are."""
        zone = self.plan.rules.zone
        return sum(local_day(start, zone) == day for start, _end, _gap, _ref in self.timetable.taken)

    def has_published(self, start):
        return self.plan.openings.published_end(minute_of(start)) is not None

    def taken_by(self, practitioner, service, place, start):
        """Return the fields of an appointment at `start`, which is free: its time, the gap after it, its slot."""
        end = self.end_of(start)
        parts = {"practitioner": practitioner, "service": service, "place": place}
        slot = PublishedSlot.objects.booked_as(**parts, start=start) if self.has_published(start) else None
        busy_until = end + self.timetable.rules.gap
        return {**parts, "published_slot": slot, "start_at": start, "end_at": end, "busy_until": busy_until}

    def with_nothing_booked(self, now, rules):
        plan = replace(self.plan, rules=replace(self.plan.rules, **rules))
        return Sheet(plan, scheduling.draw_up(plan.rules, plan.openings, [], now or self.timetable.now))


@dataclass(frozen=True)
class Diary:
    """Everything that decides the free starts of a service at a place over some days.

    There is one sheet for each practitioner who is asked about, in the practice's order: a start is free when anyone
    of them has it free.
    """

    offers: Offers
    sheets: list[Sheet]

    @property
    def rules(self):
        """Return the practice's booking rules."""
        return self.offers.rules

    @property
    def is_offered(self):
        return any(sheet.plan.is_offered for sheet in self.sheets)

    def has_hours(self, day):
        """Tell whether anyone has opening hours on `day`, whatever is booked or whoever is away."""
        return any(sheet.plan.openings.hours(day) for sheet in self.sheets)

    def is_open(self, day):
        """Tell whether anyone has opening hours on `day`, or a slot put up by hand, whatever is booked."""
        return self.has_hours(day) or any(sheet.plan.openings.published(day) for sheet in self.sheets)

    def minutes_between(self, first, last):
        """Return `{date: [minute, …]}` for every day from `first` to `last`, both included, earliest first."""
        found = [sheet.timetable.starts_between(first, last) for sheet in self.sheets]
        if len(found) == 1:
            return found[0]
        return {day: sorted(set().union(*(starts[day] for starts in found))) for day in days_between(first, last)}

    def minutes_on(self, day):
        return self.minutes_between(day, day)[day]

    def free_between(self, first, last):
        """Return `{date: [start, …]}` for every day from `first` to `last`, both included, earliest first."""
        found = self.minutes_between(first, last)
        return {day: [moment_of(start) for start in starts] for day, starts in found.items()}

    def free_for(self, own, first, last):
        """Return `{date: {start: refusal}}`: what a client's `own` appointments have against each free start.

        The refusal is None where they can have it with someone.
        """
        found = {day: {} for day in days_between(first, last)}
        for sheet in self.sheets:
            for day, minutes in sheet.timetable.starts_between(first, last).items():
                for start in map(moment_of, minutes):
                    if found[day].get(start, True):
                        found[day][start] = own.refusal(start, sheet.end_of(start))
        return {day: dict(sorted(starts.items())) for day, starts in found.items()}

    def refusals(self, start):
        """Return why each practitioner cannot have `start`, in order; None for those who can."""
        return [scheduling.reason(sheet.timetable, start) for sheet in self.sheets]

    def nearest(self, start, *, count=3, suits=None):
        found = {free for sheet in self.sheets for free in scheduling.nearest_in(sheet.timetable, start, count, suits)}
        return sorted(sorted(found, key=lambda free: (abs(free - start), free))[:count])

    def with_nothing_booked(self, *, now=None, **rules):
        """Return this diary as it would be if nothing were booked; at `now`, and with other rules, if any."""
        return Diary(self.offers, [sheet.with_nothing_booked(now, rules) for sheet in self.sheets])


def minute_of(moment):
    return (moment - moment_of(0)) // MINUTE


def diary(practitioner, service, place, first=None, last=None, *, now, ignoring=None, hold=None):
    """Read what decides the days `first` to `last`, both included: two queries, when no rule has changed.

    `practitioner` None: anyone who gives the service there. Without dates these are all the bookable days. `ignoring`
    is an appointment that is about to be moved: its own time counts as free, and the starts are those for its own
    length and gap. `hold` is the one that the reader has: its time is free for them.
    """
    wish = (practitioner, service, place)
    (found,) = diaries([wish], first, last, now=now, ignoring=ignoring, hold=hold)
    return found


def diaries(wishes, first=None, last=None, *, now, ignoring=None, hold=None):
    """Return a `diary` for each of `wishes`, triples of practitioner, service and place, in two queries for all."""
    keys = [tuple(part and part.pk for part in wish) for wish in wishes]
    people, held = people_and_tokens(keys, hours_of, booked_with)
    offered = offers_at(held[PRACTICE])
    ways = [[Way(key, *rest) for key in some] for some, (_key, *rest) in zip(people, keys, strict=True)]
    plans = iter(plans_at([way for some in ways for way in some], held, now=now))
    spans = [days_in_full(*days_asked(place, first, last, now, offered.rules), place.zone) for *_, place in wishes]
    everyone = dict.fromkeys(key for some in people for key in some)
    start, end = min(start for start, _end in spans), max(end for _start, end in spans)
    without = [one.pk for one in (ignoring, hold) if one]
    calendars = taken_between(everyone, start, end, now=now, without=without)
    # The present takes a start away at a full minute, a hold gives one back when it lapses.
    lapses = [lapse for calendar in calendars.values() for lapse in calendar.lapses]
    rest_on(held, now.replace(second=0, microsecond=0) + dt.timedelta(minutes=1), *lapses)
    return [diary_of(offered, [next(plans) for _way in some], calendars, now=now, ignoring=ignoring) for some in ways]


def days_asked(place, first, last, now, booking):
    return bookable_days(place, now, booking=booking) if first is None else (first, last)


def diary_of(offered, plans, calendars, *, now, ignoring=None):
    """Draw up the diary of `plans`; `calendars` say what is taken of each practitioner's time."""
    length = {} if ignoring is None else length_of(ignoring)
    sheets = []
    for plan in plans:
        rules = replace(plan.rules, **length) if length else plan.rules
        taken = calendars[plan.way.practitioner_id].taken
        sheets.append(Sheet(plan, scheduling.draw_up(rules, plan.openings, taken, now)))
    return Diary(offered, sheets)


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

    `practitioner` None, here and below, asks for anyone who gives the service there. `ignoring` is an appointment that
    is about to be moved, whose own time therefore counts as free.
    """
    return diary(practitioner, service, place, first, last, now=now, ignoring=ignoring).free_between(first, last)


def next_free(practitioner, service, place, *, now, count=3, ignoring=None):
    """Return the `count` earliest starts that can be booked."""
    known = diary(practitioner, service, place, now=now, ignoring=ignoring)
    return known.nearest(now, count=count)


def first_free(wishes, *, now):
    """Return the earliest start of each of `wishes`, triples as in `diaries`, or None: two queries for all of them."""
    return [next(iter(known.nearest(now, count=1)), None) for known in diaries(wishes, now=now)]


def nearest_free(practitioner, service, place, start, *, now, count=3, client=None, ignoring=None, hold=None):
    """Return the `count` free starts nearest to `start`, in the order of time; `client` can have them all."""
    known = diary(practitioner, service, place, now=now, ignoring=ignoring, hold=hold)
    if client is None:
        return known.nearest(start, count=count)
    own = own_appointments(client, now=now, ignoring=ignoring, booking=known.rules)
    return [] if own.is_full else known.nearest(start, count=count, suits=own.suit)


def refusal_for(practitioner, service, place, start, *, client=None, now, ignoring=None, hold=None):
    """Return why `start` cannot be had, or None when it can. `start` is aware; `client` None asks for anyone.

    `hold` is the one that whoever asks has: it is no obstacle to them.

    `ref` of the answer is the key of the appointment, or the absence, that is in the way.
    """
    return ask(practitioner, service, place, start, client=client, now=now, ignoring=ignoring, hold=hold).refusal


@dataclass(frozen=True)
class Verdict:
    """What everyone says to a start: the refusal of each sheet, None for those who have it free.

    Where nobody had to be asked there is a refusal and no sheet.
    """

    start: dt.datetime
    day: dt.date
    sheets: list[Sheet]
    refusals: list[Refusal | None]

    @property
    def refusal(self):
        """Return why nobody has the start free, or None when someone has; see `NEAREST_TO_FREE`."""
        if None in self.refusals:
            return None
        return min(self.refusals, key=lambda one: NEAREST_TO_FREE.index(one.code) if one.code in NEAREST_TO_FREE else 0)

    @property
    def free_people(self):
        """Return the practitioners who have it free, in the order in which they are to be asked.

        Whoever has the fewest appointments that day comes first, then the practice's order. Someone who put up a slot
        of its own length and price for this very time comes after those who give the service as it is described.
        """
        free = [sheet for sheet, refused in zip(self.sheets, self.refusals, strict=False) if refused is None]
        free.sort(key=lambda sheet: (sheet.has_published(self.start), sheet.count_on(self.day)))
        return [sheet.practitioner for sheet in free]


def ask(practitioner, service, place, start, *, client=None, now, ignoring=None, hold=None):
    """Return the `Verdict` on `start`; the parameters are those of `refusal_for`."""
    day = day_at(place, start)
    if client is not None and client.is_blocked:
        return Verdict(start, day, [], [Refusal(Code.BLOCKED)])
    # Only what lies around that one day is read: outside the bookable days nothing in the calendar decides.
    around = (day, day) if day.year in SENSIBLE_YEARS else (today(now), today(now))
    known = diary(practitioner, service, place, *around, now=now, ignoring=ignoring, hold=hold)
    if not known.is_offered:
        return Verdict(start, day, [], [Refusal(Code.NOT_OPEN_TO_YOU)])
    refusals = known.refusals(start)
    if client is not None and any(may_be_the_clients(refused) for refused in refusals):
        own = own_appointments(client, now=now, ignoring=ignoring, booking=known.rules)
        refusals = [
            (may_be_the_clients(refused) and own.refusal(start, sheet.end_of(start))) or refused
            for sheet, refused in zip(known.sheets, refusals, strict=True)
        ]
    return Verdict(start, day, known.sheets, refusals)


def may_be_the_clients(refused):
    return (refused and refused.code) in CLIENT_COMES_FIRST


def day_at(place, start):
    """Return the date of `start` at the place. A zone's offset cannot be added at the very ends of the calendar."""
    try:
        return start.astimezone(place.zone).date()
    except OverflowError:
        return start.date()


def is_offered(practitioner, service, place):
    """Tell whether this practitioner, or anyone, gives this service at this place, and all are open for booking."""
    if practitioner is None:
        return bool(offers().givers(service.pk, place.pk))
    return offers().gives(practitioner.pk, service.pk, place.pk)


def clear_holds(practitioner, *, now, own=None):
    """Forget the holds whose time is over, and the asker's `own`: the guard counts them. Call under the lock.

    If what follows is refused, the transaction brings their own back.
    """
    over = Q(hold_expires_at__lte=now) | Q(pk=own.pk if own else None)
    Appointment.objects.filter(over, practitioner=practitioner, state=State.HELD).forget()
