"""Which appointments to come would not be offered as they are, by the rules and hours of now.

Each is asked of as if it were to be booked anew, beside the others: with the length and the gap of its service, in the
hours, on the days and among the starts that count now. How soon it begins does not matter, since it is booked already.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import replace
from operator import itemgetter

import scheduling
from practice.models import Place, Practitioner, Service
from practice.plans import Way, plans_at
from practice.versions import PRACTICE, hours_of, tokens
from scheduling import Code, Refusal

from .availability import minute_of
from .models import Appointment
from .taken import taken_between

DAY = dt.timedelta(days=1)
A_DAY = 24 * 60
#: By which part of an appointment a changed row concerns it.
PARTS = {Practitioner: "practitioner__in", Service: "service__in", Place: "place__in"}


def misfits(now, *, concerning=(), until=None):
    """Return `[(appointment, Refusal), …]` in the order of time: a fixed number of queries, however many there are.

    `concerning` are practitioners, services or places, all of one kind; none stands for all. With `until`, only what
    begins before.
    """
    rows = Appointment.objects.upcoming(now).filter(start_at__gte=now)
    if until:
        rows = rows.filter(start_at__lt=until)
    if concerning:
        rows = rows.filter(**{PARTS[type(concerning[0])]: concerning})
    rows = list(rows.with_parties())
    if not rows:
        return []
    plans = plans_of({way_of(row) for row in rows}, now)
    people = {row.practitioner_id for row in rows}
    calendars = taken_between(people, rows[0].start_at, rows[-1].start_at + 2 * DAY, now=now)
    taken = {key: sorted(calendar.taken, key=itemgetter(0)) for key, calendar in calendars.items()}
    asked = ((row, refusal_of(row, plans[way_of(row)], taken[row.practitioner_id], now)) for row in rows)
    return [(row, refused) for row, refused in asked if refused]


def way_of(appointment):
    return Way(appointment.practitioner_id, appointment.service_id, appointment.place_id)


def plans_of(ways, now):
    """Return the plan of each way, under the tokens of now: within a transaction those of its own changes."""
    ways = sorted(ways)
    keys = [PRACTICE, *sorted({hours_of(way.practitioner_id) for way in ways})]
    held = dict(zip(keys, tokens(*keys), strict=True))
    return dict(zip(ways, plans_at(ways, held, now=now), strict=True))


def refusal_of(appointment, plan, taken, now):
    """Return why `appointment` would not be offered, or None; `taken` is its practitioner's time, earliest first."""
    if not plan.is_offered:
        return Refusal(Code.NOT_OPEN_TO_YOU)
    start = minute_of(appointment.start_at)
    # None lasts longer than a day.
    first = bisect_left(taken, start - 2 * A_DAY, key=itemgetter(0))
    last = bisect_right(taken, start + 2 * A_DAY, key=itemgetter(0))
    others = [row for row in taken[first:last] if row[-1] != appointment.pk]
    rules = replace(plan.rules, minimum_notice=dt.timedelta())
    timetable = scheduling.draw_up(rules, plan.openings, others, now)
    return scheduling.reason(timetable, appointment.start_at)
