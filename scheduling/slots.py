"""Which starts can be booked, and why another cannot. Offered means bookable, and bookable means offered.

Every question takes what is `busy`, the `time_off` and the time `now`, all aware and in any zone; a naive
datetime raises ValueError. Only rows near the days asked about are needed; an appointment reaches as far as
its gap.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice

from scheduling.clock import (
    MINUTE,
    local_day,
    minute_at_or_after,
    minute_at_or_before,
    moment_of,
    since_epoch,
)
from scheduling.intervals import Interval, contains, overlap, pieces, union
from scheduling.refusals import Code, Refusal
from scheduling.rules import NONE, Busy, Rules, TimeOff
from scheduling.timetable import Timetable, draw_up, last_bookable_day, time_taken, time_touched

__all__ = ["free_slots", "free_slots_between", "last_bookable_day", "nearest", "refusal"]


def free_slots(
    rules: Rules, day: date, *, busy: Iterable[Busy] = (), time_off: Iterable[TimeOff] = (), now: datetime
) -> list[datetime]:
    """Return the starts that can be booked on `day`, earliest first, as aware UTC datetimes.

    `day` is a date in the place's zone. The gap is kept on both sides of each busy time, and at no other
    edge. A past or a too distant day gives an empty list, never an error.
    """
    return [moment_of(start) for start in draw_up(rules, busy, time_off, now).starts(day)]


def free_slots_between(
    rules: Rules,
    first: date,
    last: date,
    *,
    busy: Iterable[Busy] = (),
    time_off: Iterable[TimeOff] = (),
    now: datetime,
) -> dict[date, list[datetime]]:
    """Return `free_slots` of every date from `first` to `last`, both included, in order."""
    timetable = draw_up(rules, busy, time_off, now)
    return {day: [moment_of(start) for start in timetable.starts(day)] for day in _days(first, last)}


def nearest(
    rules: Rules,
    start: datetime,
    *,
    busy: Iterable[Busy] = (),
    time_off: Iterable[TimeOff] = (),
    now: datetime,
    count: int = 3,
) -> list[datetime]:
    """Return the `count` free starts closest in time to `start`, earliest first, as aware UTC datetimes.

    There are fewer where fewer are free within the horizon. Of two equally close, the earlier one is
    preferred. `start` may lie anywhere, and is itself among them if it is free.
    """
    timetable = draw_up(rules, busy, time_off, now)
    minute = minute_at_or_before(since_epoch(start))
    earliest, horizon = timetable.bookable
    home = local_day(min(max(minute, earliest), horizon - 1), rules.zone)
    outward = merge(
        (moment_of(free) for free in _backwards(timetable, home) if free <= minute),
        (moment_of(free) for free in _forwards(timetable, home) if free > minute),
        key=lambda free: abs(free - start),
    )
    return sorted(islice(outward, count))


def refusal(
    rules: Rules,
    start: datetime,
    *,
    busy: Iterable[Busy] = (),
    time_off: Iterable[TimeOff] = (),
    now: datetime,
) -> Refusal | None:
    """Say why `start` cannot be booked; None exactly when `free_slots` offers it.

    Of several reasons the widest is given, so that the next try is not refused by a wider one: first those
    of the date (past, too_soon, too_far, closed_day, a holiday or an absence for the whole of that day's
    hours), then out_of_hours, then the rows in the way (holiday, absent, taken, too_close, with their
    `ref`), and off_grid last.
    """
    busy, time_off = tuple(busy), tuple(time_off)
    timetable = draw_up(rules, busy, time_off, now)
    # Compared before any local date is taken, so that the years 1 and 9999 are refused and do not overflow.
    since, since_now = since_epoch(start), since_epoch(now)
    minute = minute_at_or_before(since)
    if since < since_now:
        return Refusal(Code.PAST)
    if since < since_now + rules.minimum_notice:
        return Refusal(Code.TOO_SOON)
    if minute >= timetable.bookable[1]:
        return Refusal(Code.TOO_FAR)
    day = local_day(minute, rules.zone)
    if since % MINUTE == NONE and minute in timetable.starts(day):
        return None
    session = (minute, minute_at_or_after(since + rules.duration))
    return _why_closed(rules, session, timetable.opening(day), busy, time_off)


def _why_closed(
    rules: Rules,
    session: Interval,
    opening: list[Interval],
    busy: Sequence[Busy],
    time_off: Sequence[TimeOff],
) -> Refusal:
    if not opening:
        return Refusal(Code.CLOSED_DAY)
    return (
        _day_off(session, opening, time_off)
        or _out_of_hours(session, opening)
        or _away([session], time_off)
        or _taken(session, busy)
        or _too_close(session, busy, rules.gap)
        or Refusal(Code.OFF_GRID)
    )


def _day_off(session: Interval, opening: list[Interval], time_off: Sequence[TimeOff]) -> Refusal | None:
    off = union(time_touched(row) for row in time_off)
    if any(True for window in opening for _piece in pieces(window, off)):
        return None
    return _away([session], time_off) or _away(opening, time_off)


def _out_of_hours(session: Interval, opening: list[Interval]) -> Refusal | None:
    if any(contains(window, session) for window in opening):
        return None
    return Refusal(Code.OUT_OF_HOURS)


def _away(intervals: Sequence[Interval], time_off: Sequence[TimeOff]) -> Refusal | None:
    """Name the time off that touches one of the intervals, a holiday rather than an absence."""
    for row in sorted(time_off, key=lambda row: not row.holiday):
        if any(overlap(time_touched(row), interval) for interval in intervals):
            return Refusal(Code.HOLIDAY if row.holiday else Code.ABSENT, row.ref)
    return None


def _taken(session: Interval, busy: Sequence[Busy]) -> Refusal | None:
    for row in busy:
        if overlap(time_touched(row), session):
            return Refusal(Code.TAKEN, row.ref)
    return None


def _too_close(session: Interval, busy: Sequence[Busy], gap: timedelta) -> Refusal | None:
    for row in busy:
        if overlap(time_taken(row, gap), session):
            return Refusal(Code.TOO_CLOSE, row.ref)
    return None


def _backwards(timetable: Timetable, day: date) -> Iterator[int]:
    """Yield the free starts from the end of `day` back to now, one day at a time."""
    for earlier in reversed(range(timetable.first_day.toordinal(), day.toordinal() + 1)):
        yield from reversed(timetable.starts(date.fromordinal(earlier)))


def _forwards(timetable: Timetable, day: date) -> Iterator[int]:
    """Yield the free starts from the beginning of `day` on to the horizon, one day at a time."""
    for later in _days(day, timetable.last_day):
        yield from timetable.starts(later)


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
