"""The rules and the calendar at one moment, as whole minutes, to be asked for starts."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter

from scheduling.clock import (
    MINUTE,
    end_of_day,
    local_day,
    minute_at_or_after,
    minute_at_or_before,
    since_epoch,
    span,
)
from scheduling.intervals import Interval, overlap, union
from scheduling.openings import Openings
from scheduling.rules import Busy, Rules

_end = itemgetter(1)

BEYOND_ALL_TIME = (1 << 62, 1 << 62)
#: A live appointment in minutes: its start, its end, its own gap, and the `ref` that comes back in a refusal.
Taken = tuple[int, int, int, object]


@dataclass(frozen=True, slots=True)
class Timetable:
    """What every day of one look-up shares.

    A start lies in `bookable`: from now plus the notice until the horizon's last day is over in the practice's zone.
    `first_day` and `last_day` are the dates at the place between which that is. `closed` is what is `taken` with the
    gaps around it, sorted and without overlap, and ends with one beyond all time.
    """

    rules: Rules
    openings: Openings
    taken: list[Taken]
    closed: list[Interval]
    length: int
    step: int
    bookable: Interval
    first_day: date
    last_day: date
    now: datetime

    def starts(self, day: date) -> list[int]:
        """Return the starts that can be booked on `day`, a date in the place's zone, earliest first."""
        return self.starts_between(day, day)[day]

    def starts_between(self, first: date, last: date) -> dict[date, list[int]]:
        """Return `starts` of every date from `first` to `last`, both included, in order.

        Open pieces and closed ones are walked side by side, once. This is asked for every page, so it is written for
        speed: plain numbers, no calls within a day.
        """
        found: dict[date, list[int]] = {day: [] for day in days_between(first, last)}
        closed, length, step, (earliest, horizon) = self.closed, self.length, self.step, self.bookable
        left, has_published = self.openings.left, self.openings.has_published
        near, swept = 0, None
        for day in days_between(max(first, self.first_day), min(last, self.last_day)):
            starts = found[day]
            for start, end in left(day):
                # As a rule the windows follow one another; where clocks go back over midnight, they need not.
                if swept is None or start < swept:
                    near = bisect_right(closed, start, key=_end)
                swept = end
                while closed[near][1] <= start:
                    near += 1
                ahead = near
                while True:
                    closes, reopens = closed[ahead]
                    stop = closes if closes < end else end
                    latest = stop - length
                    if start <= latest:
                        # The present hides the starts that have gone by; it does not shift the others.
                        if start < earliest:
                            start += -((start - earliest) // step) * step
                        if latest >= horizon:
                            latest = horizon - 1
                        if start + step > latest >= start:
                            starts.append(start)
                        else:
                            starts += range(start, latest + 1, step)
                    if stop == end:
                        break
                    start = reopens
                    ahead += 1
            if has_published:
                # What was put up is had as it is, or not at all: no usual session begins in its stead.
                usual = (start for start in starts if self.openings.published_end(start) is None)
                starts[:] = sorted([*usual, *self._published(day)])
        return found

    def session(self, start: int) -> Interval:
        """Return the time that a start gives: that of the slot put up for it, else the service's."""
        end = self.openings.published_end(start)
        return start, start + self.length if end is None else end

    def _published(self, day: date) -> list[int]:
        earliest, horizon = self.bookable
        slots = [slot for slot in self.openings.published(day) if earliest <= slot[0] < horizon]
        return [slot[0] for slot in slots if not any(overlap(slot, row) for row in self.closed)]


def draw_up(rules: Rules, openings: Openings, taken: list[Taken], now: datetime) -> Timetable:
    """Return the timetable at `now`; `taken` in any order. A naive `now` raises ValueError."""
    earliest = minute_at_or_after(since_epoch(now) + rules.minimum_notice)
    horizon = end_of_day(last_bookable_day(rules, now), rules.practice_zone)
    return Timetable(
        rules=rules,
        openings=openings,
        taken=taken,
        closed=[*closed_by(taken, rules.gap // MINUTE), BEYOND_ALL_TIME],
        length=rules.duration // MINUTE,
        step=rules.step_between_starts // MINUTE,
        bookable=(earliest, horizon),
        first_day=local_day(earliest, rules.zone),
        last_day=local_day(horizon - 1, rules.zone),
        now=now,
    )


def closed_by(taken: list[Taken], least: int) -> list[Interval]:
    """Return what `taken` closes to a neighbour with a gap of `least` minutes, sorted and without overlap.

    The larger of two neighbours' gaps counts, never the sum. Rows mostly come in order, and are then looked at once.
    """
    closed: list[Interval] = []
    begun, reach = -BEYOND_ALL_TIME[0], -BEYOND_ALL_TIME[0]
    for start, end, gap, _ref in taken:
        if gap < least:
            gap = least
        start -= gap
        end += gap
        if start >= end:
            continue
        if start >= reach:
            closed.append((start, end))
            begun, reach = start, end
        elif start >= begun:
            reach = max(reach, end)
            closed[-1] = (begun, reach)
        else:
            return union((start - max(gap, least), end + max(gap, least)) for start, end, gap, _ref in taken)
    return closed


def last_bookable_day(rules: Rules, now: datetime) -> date:
    """Return the last date in the practice's zone on which a session may start."""
    today = local_day(minute_at_or_before(since_epoch(now)), rules.practice_zone)
    return today + timedelta(days=rules.horizon_days)


def taken_by(busy: Iterable[Busy]) -> list[Taken]:
    """Return appointments as minutes. Parts of a minute count as whole ones. A naive datetime raises ValueError."""
    return [(*span(row.start, row.end), minute_at_or_after(row.gap), row.ref) for row in busy]


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the dates from `first` to `last`, both included."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
