"""Which starts can be booked, and why another cannot. Offered means bookable, and bookable means offered.

Every question takes what is `busy`, the `time_off`, the slots `published` by hand and the time `now`, all aware and
in any zone; a naive datetime raises ValueError. Only rows near the days asked about are needed; an appointment
reaches as far as its gap. Who asks often keeps an `Openings`, draws up a `Timetable` of it, and asks that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from heapq import merge
from itertools import islice

from scheduling.clock import (
    MINUTE,
    local_day,
    minute_at_or_after,
    minute_at_or_before,
    moment_of,
    since_epoch,
    span,
)
from scheduling.intervals import Interval, contains, overlap
from scheduling.openings import Openings
from scheduling.refusals import Code, Refusal
from scheduling.rules import NONE, Busy, Published, Rules, TimeOff
from scheduling.timetable import Timetable, days_between, draw_up, last_bookable_day, taken_by

__all__ = ["free_slots", "free_slots_between", "last_bookable_day", "nearest", "nearest_in", "reason", "refusal"]

#: Tells of a session's start and end, aware and in UTC, whether someone can have it.
Suits = Callable[[datetime, datetime], bool]


def free_slots(
    rules: Rules,
    day: date,
    *,
    busy: Iterable[Busy] = (),
    time_off: Iterable[TimeOff] = (),
    published: Iterable[Published] = (),
    now: datetime,
) -> list[datetime]:
    """Return the starts that can be booked on `day`, earliest first, as aware UTC datetimes.

    `day` is a date in the place's zone. The gap is kept on both sides of each busy time, and at no other
    edge. A past or a too distant day gives an empty list, never an error.
    """
    return [moment_of(start) for start in _timetable(rules, busy, time_off, published, now).starts(day)]


def free_slots_between(
    rules: Rules,
    first: date,
    last: date,
    *,
    busy: Iterable[Busy] = (),
    time_off: Iterable[TimeOff] = (),
    published: Iterable[Published] = (),
    now: datetime,
) -> dict[date, list[datetime]]:
    """Return `free_slots` of every date from `first` to `last`, both included, in order."""
    found = _timetable(rules, busy, time_off, published, now).starts_between(first, last)
    return {day: [moment_of(start) for start in starts] for day, starts in found.items()}


def nearest(
    rules: Rules,
    start: datetime,
    *,
    busy: Iterable[Busy] = (),
    time_off: Iterable[TimeOff] = (),
    published: Iterable[Published] = (),
    now: datetime,
    count: int = 3,
    suits: Suits | None = None,
) -> list[datetime]:
    """Return the `count` free starts closest in time to `start`, earliest first, as aware UTC datetimes.

    There are fewer where fewer are free within the horizon. Of two equally close, the earlier one is
    preferred. `start` may lie anywhere, and is itself among them if it is free. `suits` may turn down a free
    session that this one client cannot have; the other starts stay where they are.
    """
    return nearest_in(_timetable(rules, busy, time_off, published, now), start, count, suits)


def refusal(
    rules: Rules,
    start: datetime,
    *,
    busy: Iterable[Busy] = (),
    time_off: Iterable[TimeOff] = (),
    published: Iterable[Published] = (),
    now: datetime,
) -> Refusal | None:
    """Say why `start` cannot be booked; None exactly when `free_slots` offers it.

    Of several reasons the widest is given, so that the next try is not refused by a wider one: first those
    of the date (past, too_soon, too_far, closed_day, a holiday or an absence for the whole of that day's
    hours), then out_of_hours, then the rows in the way (holiday, absent, taken, too_close, with their
    `ref`), and off_grid last.
    """
    return reason(_timetable(rules, busy, time_off, published, now), start)


def _timetable(
    rules: Rules, busy: Iterable[Busy], time_off: Iterable[TimeOff], published: Iterable[Published], now: datetime
) -> Timetable:
    return draw_up(rules, Openings(rules.zone, rules.hours, time_off, published), taken_by(busy), now)


def nearest_in(timetable: Timetable, start: datetime, count: int = 3, suits: Suits | None = None) -> list[datetime]:
    """Answer `nearest` from a timetable."""
    minute = minute_at_or_before(since_epoch(start))
    earliest, horizon = timetable.bookable
    home = local_day(min(max(minute, earliest), horizon - 1), timetable.rules.zone)
    outward = merge(
        (free for free in _backwards(timetable, home) if free <= minute),
        (free for free in _forwards(timetable, home) if free > minute),
        key=lambda free: abs(moment_of(free) - start),
    )
    suiting = (free for free in outward if suits is None or suits(*map(moment_of, timetable.session(free))))
    return sorted(map(moment_of, islice(suiting, count)))


def reason(timetable: Timetable, start: datetime) -> Refusal | None:
    """Answer `refusal` from a timetable."""
    rules = timetable.rules
    # Compared before any local date is taken, so that the years 1 and 9999 are refused and do not overflow.
    since, since_now = since_epoch(start), since_epoch(timetable.now)
    minute = minute_at_or_before(since)
    if since < since_now:
        return Refusal(Code.PAST)
    if since < since_now + rules.minimum_notice:
        return Refusal(Code.TOO_SOON)
    if minute >= timetable.bookable[1]:
        return Refusal(Code.TOO_FAR)
    day = local_day(minute, rules.zone)
    on_the_minute = since % MINUTE == NONE
    if on_the_minute and minute in timetable.starts(day):
        return None
    if on_the_minute and timetable.openings.published_end(minute) is not None:
        return _why_withdrawn(timetable, timetable.session(minute))
    return _why_closed(timetable, (minute, minute_at_or_after(since + rules.duration)), day)


def _why_withdrawn(timetable: Timetable, slot: Interval) -> Refusal | None:
    """Name what closes a slot that was put up by hand."""
    if absence := timetable.openings.absence_at(slot):
        return Refusal(Code.ABSENT, absence.ref)
    return _taken(timetable, slot) or _too_close(timetable, slot)


def _why_closed(timetable: Timetable, session: Interval, day: date) -> Refusal:
    opening = timetable.openings.opening(day)
    time_off = timetable.openings.time_off
    if not opening:
        return Refusal(Code.CLOSED_DAY)
    if not timetable.openings.left(day) and (off := _away([session], time_off) or _away(opening, time_off)):
        return off
    if not any(contains(window, session) for window in opening):
        return Refusal(Code.OUT_OF_HOURS)
    return (
        _away([session], time_off)
        or _taken(timetable, session)
        or _too_close(timetable, session)
        or Refusal(Code.OFF_GRID)
    )


def _away(intervals: Sequence[Interval], time_off: Sequence[TimeOff]) -> Refusal | None:
    """Name the time off that touches one of the intervals, a holiday rather than an absence."""
    for row in sorted(time_off, key=lambda row: not row.holiday):
        if any(overlap(span(row.start, row.end), interval) for interval in intervals):
            return Refusal(Code.HOLIDAY if row.holiday else Code.ABSENT, row.ref)
    return None


def _taken(timetable: Timetable, session: Interval) -> Refusal | None:
    for start, end, _gap, ref in timetable.taken:
        if overlap((start, end), session):
            return Refusal(Code.TAKEN, ref)
    return None


def _too_close(timetable: Timetable, session: Interval) -> Refusal | None:
    least = timetable.rules.gap // MINUTE
    for start, end, gap, ref in timetable.taken:
        if overlap((start - max(gap, least), end + max(gap, least)), session):
            return Refusal(Code.TOO_CLOSE, ref)
    return None


def _backwards(timetable: Timetable, day: date) -> Iterator[int]:
    """Yield the free starts from the end of `day` back to now, one day at a time."""
    for earlier in reversed(range(timetable.first_day.toordinal(), day.toordinal() + 1)):
        yield from reversed(timetable.starts(date.fromordinal(earlier)))


def _forwards(timetable: Timetable, day: date) -> Iterator[int]:
    """Yield the free starts from the beginning of `day` on to the horizon, one day at a time."""
    for later in days_between(day, timetable.last_day):
        yield from timetable.starts(later)
