"""The wall clock of a zone, and UTC. Wall clock is turned into UTC here, once; sums are done on the result.

Inside this package a moment is a whole number: minutes since 1970 in UTC. Opening hours and lengths are
whole minutes, so nothing is lost by it, and it keeps clear of a trap: two aware datetimes of one zone are
compared and subtracted by their wall clocks, which is an hour wrong in the night when the clocks change.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduling.intervals import Interval, union

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = 24 * 60
_EPOCH_ON_THE_WALL = datetime(1970, 1, 1)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def instants(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """Return the aware UTC datetimes at which the clocks of `zone` read `at` on `day`, earliest first.

    There is one, as a rule; none when the clocks skip that time in spring; two when they repeat it in autumn.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None))
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    # A skipped time is converted too, but does not come back as the time that was asked for.
    return sorted(moment for moment in found if moment.astimezone(zone).replace(tzinfo=None) == wall)


def since_epoch(moment: datetime) -> timedelta:
    """Return the real time from 1970 in UTC to `moment`, for any aware datetime. Naive raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"a datetime with a time zone is needed, not {moment!r}")
    return moment - EPOCH


def minute_at_or_before(since: timedelta) -> int:
    """Return the minute that holds the moment `since` 1970."""
    return since // MINUTE


def minute_at_or_after(since: timedelta) -> int:
    """Return the first minute that begins at or after the moment `since` 1970."""
    return -(-since // MINUTE)


def span(start: datetime, end: datetime) -> Interval:
    """Return the minutes that `[start, end)` touches."""
    return minute_at_or_before(since_epoch(start)), minute_at_or_after(since_epoch(end))


def moment_of(minute: int) -> datetime:
    """Return the beginning of a minute as an aware UTC datetime."""
    return datetime.fromtimestamp(minute * 60, UTC)


def local_day(minute: int, zone: ZoneInfo) -> date:
    """Return the date in `zone` at that minute."""
    return date.fromordinal(_wall_minute(minute, zone) // DAY + _EPOCH_ORDINAL)


@lru_cache(maxsize=1024)
def end_of_day(day: date, zone: ZoneInfo) -> int:
    """Return the minute at which `day` is over in `zone`: usually the next midnight."""
    next_midnight = _midnight(day) + DAY
    return max(
        min(next_midnight - stretch.offset, stretch.until)
        for stretch in _stretches(day, zone)
        if stretch.since < next_midnight - stretch.offset
    )


def wall_intervals(day: date, hours: Iterable[tuple[time, time]], zone: ZoneInfo) -> list[Interval]:
    """Return the minutes of `day` in which the clocks of `zone` read a time within `hours`, as from `union`.

    Each of `hours` is a start and an end, midnight as an end being that at the end of the day. Hours that
    overlap become one interval, hours that only touch stay two. When the clocks change:

    - what they skip is left out, so 1:00–4:00 is two hours long in spring; an edge that is skipped moves to
      the first moment that exists;
    - what they repeat is in twice, so 1:00–4:00 is four hours long in autumn; an edge inside the repeated
      hour counts on both rounds, and 2:30–5:00 is half an hour of the first round and, later, the rest.
    """
    midnight = _midnight(day)
    stretches = _stretches(day, zone)
    intervals: list[Interval] = []
    for start, end in hours:
        wall = (midnight + _minutes(start), midnight + (_minutes(end) or DAY))
        intervals += _wall_interval(wall, stretches)
    return union(intervals)


class _Stretch(NamedTuple):
    """From `since` until `until` in UTC, the wall clock is `offset` minutes ahead of UTC."""

    offset: int
    since: int
    until: int


def _wall_interval(wall: Interval, stretches: list[_Stretch]) -> list[Interval]:
    found: list[Interval] = []
    for offset, since, until in stretches:
        start, end = max(wall[0] - offset, since), min(wall[1] - offset, until)
        if start >= end:
            continue
        if found and found[-1][1] == start:  # open right through the change of clocks
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _stretches(day: date, zone: ZoneInfo) -> list[_Stretch]:
    """Return the one or two stretches around `day`, wide enough to hold all of it in any zone.

    No zone changes its clocks twice within three days.
    """
    since, until = _midnight(day) - DAY, _midnight(day) + 2 * DAY
    before, after = _offset(since, zone), _offset(until, zone)
    if before == after:
        return [_Stretch(before, since, until)]
    change = since + bisect_left(range(since, until), True, key=lambda minute: _offset(minute, zone) != before)
    return [_Stretch(before, since, change), _Stretch(after, change, until)]


def _offset(minute: int, zone: ZoneInfo) -> int:
    return _wall_minute(minute, zone) - minute


def _wall_minute(minute: int, zone: ZoneInfo) -> int:
    """Return what the wall clock reads at `minute`, as minutes since 1970 on that clock."""
    wall = datetime.fromtimestamp(minute * 60, zone).replace(tzinfo=None)
    return (wall - _EPOCH_ON_THE_WALL) // MINUTE


def _midnight(day: date) -> int:
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
