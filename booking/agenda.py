"""What stands in practitioners' calendars from day to day, and what is free in them, in a fixed number of queries."""

import datetime as dt
import uuid
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

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

    start: int
    pk: int
    practitioner_id: int
    end: int
    state: str
    client: str
    service_id: int
    place_id: int
    key: str

    @property
    def start_at(self):
        return moment_of(self.start)

    @property
    def end_at(self):
        return moment_of(self.end)

    @property
    def reference(self):
        """Return the appointment's reference, which is made where it is asked for only: most are not."""
        return uuid.UUID(self.key)

    def shown_state(self, now):
        """Return the state as a person reads it, as of an `Appointment`."""
        return State.COMPLETED if self.state == State.CONFIRMED and self.end_at <= now else State(self.state)


STATE, SERVICE, PLACE = map(Entry._fields.index, ("state", "service_id", "place_id"))


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


class Offered(NamedTuple):
    """The starts, in minutes, that a plan leaves on one date; `table` knows how long a session is."""

    way: Way
    table: scheduling.Timetable
    starts: list[int]


@dataclass(frozen=True)
class Day:
    """What one date has, each earliest first, made when it is asked for: most of a month is only counted.

    `rows` begin with the fields of an `Entry`; `edges` are the minutes at which the date begins and ends.
    """

    date: dt.date
    edges: Interval
    rows: list[tuple]
    offered: list[Offered]
    plans: list[Plan]

    @property
    def count(self):
        return len(self.rows)

    @property
    def free_count(self):
        return sum(len(one.starts) for one in self.offered)

    @cached_property
    def entries(self):
        return self.first_entries(len(self.rows))

    def first_entries(self, count):
        return [_entry(row) for row in self.rows[:count]]

    def entries_in(self, *states):
        return [_entry(row) for row in self.rows if row[STATE] in states]

    @cached_property
    def free(self):
        """Return each time that can be booked, as `Free`."""
        found = [
            Free(way.practitioner_id, *table.session(start), way.service_id, way.place_id)
            for way, table, starts in self.offered
            for start in starts
        ]
        return sorted(found, key=itemgetter(1, 0))

    @cached_property
    def openings(self):
        """Return `{practitioner: [interval, …]}`, over all their places: opening hours less time off."""
        found = defaultdict(list)
        for plan in self.plans:
            for day in (self.date - DAY, self.date, self.date + DAY):
                found[plan.way.practitioner_id] += plan.openings.left(day)
        begin, end = self.edges
        merged = {key: [one for one in union(windows) if begin <= one[0] < end] for key, windows in found.items()}
        return {key: windows for key, windows in merged.items() if windows}


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

    def slices(self, minutes):
        """Return the slice of `minutes`, which are in order, that falls on each date."""
        edges = [bisect_left(minutes, midnight) for midnight in self.midnights]
        return [slice(*pair) for pair in pairwise(edges)]


def agenda_of(practitioner_ids, first, last, *, zone, now, service=None, place=None, with_called_off=False):
    """Return the agenda of these practitioners from `first` to `last`, dates in `zone` and both included.

    `service` and `place` leave out the appointments of others, and what is free for others. What was declined or
    cancelled is in it `with_called_off`; holds, which are nobody's yet, are not. The caller answers for what the
    reader may see. Three queries when no rule has changed; five more for up to a week of which no plan is kept.
    """
    span = Span(first, last, zone)
    held = held_by(PRACTICE, *map(hours_of, practitioner_ids))
    offers = offers_at(held[PRACTICE])
    plans = _plans(_ways(offers, practitioner_ids, service, place), held, span, now)
    rows = _rows(practitioner_ids, span, with_called_off)
    shown = _shown(rows, service, place)
    days = {
        day: Day(day, edges, shown[part], [], plans)
        for day, edges, part in zip(
            span.dates, pairwise(span.midnights), span.slices([row[0] for row in shown]), strict=True
        )
    }
    for way, table, starts in _offered(plans, _taken(rows, now), span, now):
        for day, part in zip(days.values(), span.slices(starts), strict=True):
            day.offered.append(Offered(way, table, starts[part]))
    return Agenda(offers, days, absences_of(practitioner_ids, *span.edges))


# --- What can be booked ---------------------------------------------------------------------------


def _ways(offers, practitioner_ids, service, place):
    """Return one way for each place of each practitioner: with the service asked for, or the first of theirs."""
    ways = {}
    for key in practitioner_ids:
        for given, where in offers.ways(key):
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


def _offered(plans, taken, span, now):
    """Yield `Offered` of all dates, and some beside them. Where one's places overlap, the first one's times stand."""
    count, kept = Counter(plan.way.practitioner_id for plan in plans), defaultdict(list)
    for plan in plans:
        if not plan.is_offered:
            continue
        key = plan.way.practitioner_id
        table = scheduling.draw_up(plan.rules, plan.openings, taken[key], now)
        starts = sorted(chain.from_iterable(table.starts_between(span.first - DAY, span.last + DAY).values()))
        if before := union(kept[key]):
            starts = [one for one in starts if next(pieces(table.session(one), before), None) == table.session(one)]
        if count[key] > 1:
            kept[key] += map(table.session, starts)
        yield Offered(plan.way, table, starts)


# --- What stands there ----------------------------------------------------------------------------


def _rows(practitioner_ids, span, with_called_off):
    """Return what begins on the dates or beside them, in order: the fields of an `Entry`, when its gap is over, and
    when a hold lapses.

    Plain rows in one query: a month of a practice is many. Those that take time and the others have an index each.
    """
    if not practitioner_ids:
        return []
    (start, _start), (_end, end), (_until, until) = map(minutes_of, ["start_at", "end_at", "busy_until"])
    people = ", ".join(["%s"] * len(practitioner_ids))
    left_out = "" if with_called_off else f"AND state NOT IN ({quoted(CALLED_OFF)})"
    scans = " UNION ALL ".join(
        f"""
        SELECT {start}, appointment.id, practitioner_id, {end}, state, client.name, service_id, place_id,
               CAST(appointment.reference AS text), {until}, hold_expires_at
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
        return sorted(cursor.fetchall())


def _entry(row):
    return Entry._make(row[: len(Entry._fields)])


def _shown(rows, service, place):
    """Return the appointments among the rows; a hold is nobody's yet."""
    given, where, held = service and service.pk, place and place.pk, State.HELD.value
    return [row for row in rows if row[STATE] != held and given in (None, row[SERVICE]) and where in (None, row[PLACE])]


def _taken(rows, now):
    """Return `{practitioner: [taken, …]}` of the rows that take time."""
    found, live = defaultdict(list), {state.value for state in LIVE}
    for start, pk, key, end, state, _client, _service, _place, _reference, until, lapses in rows:
        if state in live and (lapses is None or aware(lapses) > now):
            found[key].append((start, end, until - end, pk))
    return found


def absences_of(practitioner_ids, start, end):
    """Return the absences of these practitioners, and of the whole practice, that touch `[start, end)`."""
    people = ", ".join(["%s"] * len(practitioner_ids)) or "NULL"
    query = f"""
        SELECT practitioner_id, start_at, end_at, reason, origin, id
        FROM {Absence._meta.db_table}
        WHERE (practitioner_id IN ({people}) OR practitioner_id IS NULL) AND start_at < %s AND end_at > %s
        ORDER BY start_at, id
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [*practitioner_ids, adapted(end), adapted(start)])
        rows = cursor.fetchall()
    return [Away(key, aware(begin), aware(over), *rest) for key, begin, over, *rest in rows]
