"""What stands in practitioners' calendars from day to day, and what is free in them, in a fixed number of queries."""

import datetime as dt
import uuid
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

import scheduling
from people.models import Client
from practice.kept import held_by
from practice.models import Absence
from practice.offers import Offers, offers_at
from practice.plans import Plan, Way, plans_anew, plans_at
from practice.versions import PRACTICE, hours_of
from scheduling.clock import moment_of
from scheduling.intervals import Interval, pieces, union

from .models import LIVE, Appointment, State
from .taken import adapted, aware, minutes_of, quoted

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
#: Nobody comes any more.
CALLED_OFF = (State.DECLINED, State.CANCELLED)
#: What takes no time any more. Its index names the same ones.
OVER = (State.COMPLETED, State.MISSED, *CALLED_OFF)


class Entry(NamedTuple):
    """An appointment as an agenda shows it, from one whole minute to another; `offers` has the names of the keys."""

    practitioner_id: int
    start: int
    end: int
    state: str
    client: str
    service_id: int
    place_id: int
    pk: int
    key: str | uuid.UUID

    @property
    def start_at(self):
        return moment_of(self.start)

    @property
    def end_at(self):
        return moment_of(self.end)

    @property
    def reference(self):
        """Return the appointment's reference; SQLite gives it to plain SQL as text."""
        return self.key if isinstance(self.key, uuid.UUID) else uuid.UUID(self.key)

    def shown_state(self, now):
        """Return the state as a person reads it, as of an `Appointment`."""
        return State.COMPLETED if self.state == State.CONFIRMED and self.end_at <= now else State(self.state)


class Free(NamedTuple):
    """A time that can be booked, of the first service that its practitioner gives there, or of the one asked for."""

    practitioner_id: int
    start: int
    end: int
    service_id: int
    place_id: int


class Away(NamedTuple):
    """An absence, of the whole practice where `practitioner_id` is None. `origin`: in which calendar it was read."""

    practitioner_id: int | None
    start_at: dt.datetime
    end_at: dt.datetime
    reason: str
    origin: str
    pk: int


@dataclass(frozen=True)
class Day:
    """What one date has, each earliest first; `openings` are the minutes in which each practitioner can be met."""

    entries: list[Entry]
    free: list[Free]
    openings: dict[int, list[Interval]]


@dataclass(frozen=True)
class Agenda:
    """The days, in order, and the absences that touch any of them."""

    offers: Offers
    days: dict[dt.date, Day]
    absences: list[Away]


@dataclass(frozen=True)
class Span:
    """The dates `first` to `last` of a zone, both included, and the minute at which each begins."""

    first: dt.date
    last: dt.date
    zone: dt.tzinfo

    @cached_property
    def dates(self):
        return [self.first + number * DAY for number in range((self.last - self.first).days + 1)]

    @property
    def edges(self):
        """Return the moments at which it begins and ends."""
        return self.midnight(self.first), self.midnight(self.last + DAY)

    def midnight(self, day):
        return dt.datetime.combine(day, dt.time.min, self.zone)

    @cached_property
    def midnights(self):
        """Return the minute at which each date begins, and that at which the last one ends."""
        return [int(self.midnight(day).timestamp()) // 60 for day in [*self.dates, self.last + DAY]]

    def by_date(self, rows):
        """Return `{date: [row, …]}` of rows in the order of their starts, which are their second field, in minutes."""
        edges = [bisect_left(rows, minute, key=itemgetter(1)) for minute in self.midnights]
        return {day: rows[start:end] for day, (start, end) in zip(self.dates, pairwise(edges), strict=True)}


def agenda_of(practitioner_ids, first, last, *, zone, now, service=None, place=None, with_called_off=False):
    """Return the agenda of these practitioners from `first` to `last`, dates in `zone` and both included.

    `service` and `place` leave out the appointments of others, and what is free for others. What was declined or
    cancelled is in it `with_called_off`; holds, which are nobody's yet, are not. The caller answers for what the
    reader may see. Three queries when no rule has changed; five more for up to a week of which no plan is kept.
    """
    span = Span(first, last, zone)
    held = held_by(PRACTICE, *map(hours_of, practitioner_ids))
    offered = offers_at(held[PRACTICE])
    plans = _plans(_ways(offered, practitioner_ids, service, place), held, span, now)
    rows = _rows(practitioner_ids, span, with_called_off)
    entries = span.by_date(_entries(rows, service, place))
    free = span.by_date(_free(plans, _taken(rows, now), span, now))
    openings = _openings(plans, span)
    days = {day: Day(entries[day], free[day], openings[day]) for day in span.dates}
    return Agenda(offered, days, absences_of(practitioner_ids, *span.edges))


# --- What can be booked ---------------------------------------------------------------------------


def _ways(offered, practitioner_ids, service, place):
    """Return one way for each place of each practitioner: with the service asked for, or the first of theirs."""
    ways = {}
    for key in practitioner_ids:
        for given, where in offered.ways(key):
            if service in (None, given) and place in (None, where):
                ways.setdefault((key, where.pk), Way(key, given.pk, where.pk))
    return list(ways.values())


def _plans(ways, held, span, now):
    """Return the plans of `ways`. Of days that the kept ones do not reach, a week at most is worked out anew."""
    plans: list[Plan] = plans_at(ways, held, now=now)
    is_known = all(plan.first < span.first and span.last < plan.last for plan in plans)
    if is_known or span.last - span.first >= WEEK:
        return plans
    return plans_anew(ways, offers_at(held[PRACTICE]), span.first)


def _openings(plans, span):
    """Return `{date: {practitioner: [interval, …]}}`, over all their places: opening hours less time off."""
    found = defaultdict(list)
    around = [span.first - DAY, *span.dates, span.last + DAY]
    for plan in plans:
        found[plan.way.practitioner_id] += [window for day in around for window in plan.openings.left(day)]
    days = {day: defaultdict(list) for day in span.dates}
    windows = [(key, *window) for key, windows in found.items() for window in union(windows)]
    for day, open_at in span.by_date(sorted(windows, key=itemgetter(1, 0))).items():
        for key, start, end in open_at:
            days[day][key].append((start, end))
    return days


def _free(plans, taken, span, now):
    """Return what is free, earliest first. Where a practitioner's places overlap, the first one's times stand."""
    kept = defaultdict(list)
    for plan in plans:
        if not plan.is_offered:
            continue
        key, service_id, place_id = plan.way
        table = scheduling.draw_up(plan.rules, plan.openings, taken[key], now)
        found = table.starts_between(span.first - DAY, span.last + DAY).values()
        sessions = [table.session(start) for starts in found for start in starts]
        if before := union((one.start, one.end) for one in kept[key]):
            sessions = [session for session in sessions if next(pieces(session, before), None) == session]
        kept[key] += [Free(key, *session, service_id, place_id) for session in sessions]
    return sorted((one for found in kept.values() for one in found), key=itemgetter(1, 0))


# --- What stands there ----------------------------------------------------------------------------


def _rows(practitioner_ids, span, with_called_off):
    """Return what begins on the dates or beside them: the fields of an `Entry`, its gap, and when a hold lapses.

    Plain rows in one query: a month of a practice is many. Those that take time and the others have an index each.
    """
    if not practitioner_ids:
        return []
    (start, _start), (_end, end), (_until, until) = map(minutes_of, ["start_at", "end_at", "busy_until"])
    people = ", ".join(["%s"] * len(practitioner_ids))
    left_out = "" if with_called_off else f"AND state NOT IN ({quoted(CALLED_OFF)})"
    scans = " UNION ALL ".join(
        f"""
        SELECT practitioner_id, {start}, {end}, state, client.name, service_id, place_id,
               appointment.id, appointment.reference, {until} - {end}, hold_expires_at
        FROM {Appointment._meta.db_table} AS appointment
        LEFT JOIN {Client._meta.db_table} AS client ON client.id = client_id
        WHERE practitioner_id IN ({people}) AND start_at >= %s AND start_at < %s
              AND state IN ({quoted(states)}) {left_out}
        """
        for states in (LIVE, OVER)
    )
    floor, ceiling = span.edges
    asked = [*practitioner_ids, adapted(floor - 2 * DAY), adapted(ceiling + DAY)]
    with connection.cursor() as cursor:
        cursor.execute(scans, [*asked, *asked])
        return sorted(cursor.fetchall(), key=itemgetter(1, 7))


def _entries(rows, service, place):
    """Return the appointments among the rows; a hold is nobody's yet."""
    given, where = service and service.pk, place and place.pk
    return [
        Entry._make(row[:9])
        for row in rows
        if row[3] != State.HELD and given in (None, row[5]) and where in (None, row[6])
    ]


def _taken(rows, now):
    """Return `{practitioner: [taken, …]}` of the rows that take time."""
    found = defaultdict(list)
    for key, start, end, state, _client, _service, _place, pk, _reference, gap, lapses in rows:
        if state in LIVE and (lapses is None or aware(lapses) > now):
            found[key].append((start, end, gap, pk))
    return found


def absences_of(practitioner_ids, start, end):
    """Return the absences of these practitioners, and of the whole practice, that touch `[start, end)`."""
    rows = Absence.objects.filter(
        Q(practitioner__in=practitioner_ids) | Q(practitioner__isnull=True), start_at__lt=end, end_at__gt=start
    )
    columns = ("practitioner_id", "start_at", "end_at", "reason", "origin", "pk")
    return [Away(*row) for row in rows.order_by("start_at", "pk").values_list(*columns)]
