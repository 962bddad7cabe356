"""The days on which the clocks of a zone are put forward or back."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.clock import MINUTE


@dataclass(frozen=True, slots=True)
class ClockChange:
    """At `at`, in UTC, the clocks go from `before` to `after`, both as they are read on the wall."""

    at: datetime
    before: datetime
    after: datetime


def clock_change(day: date, zone: ZoneInfo) -> ClockChange | None:
    """Return the change of the clocks of `zone` on the date `day`, or None on a day without one."""
    # As wide as a date is in any zone; no zone changes its clocks twice within three days.
    first = datetime.combine(day, time(), UTC) - timedelta(days=1)
    minutes = range(3 * 24 * 60)
    offset = first.astimezone(zone).utcoffset()
    passed = bisect_left(minutes, True, key=lambda minute: _offset(first, minute, zone) != offset)
    if passed == len(minutes):
        return None
    at = first + passed * MINUTE
    after = at.astimezone(zone).replace(tzinfo=None, fold=0)
    before = (at - MINUTE).astimezone(zone).replace(tzinfo=None) + MINUTE
    return ClockChange(at, before, after) if day in (before.date(), after.date()) else None


def _offset(first: datetime, minute: int, zone: ZoneInfo) -> timedelta | None:
    return (first + minute * MINUTE).astimezone(zone).utcoffset()
