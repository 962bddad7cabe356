"""The rules and the calendar worked out once as whole minutes, to be asked day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.clock import (
    MINUTE,
    end_of_day,
    local_day,
    minute_at_or_after,
    minute_at_or_before,
    since_epoch,
    wall_intervals,
)
from scheduling.intervals import Interval, pieces, union
from scheduling.rules import NONE, Busy, Rules, TimeOff


@dataclass(frozen=True, slots=True)
class Timetable:
    """What every day of one look-up shares.

    A start lies in `bookable`: from now plus the notice until the horizon's last day is over in the
    practice's zone. `first_day` and `last_day` are the dates at the place between which that is. `closed`
    is sorted, without overlap.
    """

    rules: Rules
    bookable: Interval
    closed: list[Interval]
    first_day: date
    last_day: date

    def opening(self, day: date) -> list[Interval]:
        """Return the opening hours of `day`, earliest first, whatever is booked."""
        hours = ((window.start, window.end) for window in self.rules.hours(day))
        return wall_intervals(day, hours, self.rules.zone)

    def starts(self, day: date) -> list[int]:
        """Return the starts that can be booked on `day`, a date in the place's zone, earliest first."""
        if not self.first_day <= day <= self.last_day:
            return []
        duration = self.rules.duration // MINUTE
        step = self.rules.step_between_starts // MINUTE
        earliest, horizon = self.bookable
        starts: list[int] = []
        for window in self.opening(day):
            for first, end in pieces(window, self.closed):
                # The present hides the starts that have gone by; it does not shift the others.
                gone_by = max(0, -((first - earliest) // step))
                starts += range(first + gone_by * step, min(end - duration + 1, horizon), step)
        return starts


def draw_up(rules: Rules, busy: Iterable[Busy], time_off: Iterable[TimeOff], now: datetime) -> Timetable:
    """Return the timetable at `now`. A naive datetime anywhere raises ValueError."""
    earliest = minute_at_or_after(since_epoch(now) + rules.minimum_notice)
    horizon = end_of_day(last_bookable_day(rules, now), rules.practice_zone)
    closed = [time_taken(row, rules.gap) for row in busy] + [time_touched(row) for row in time_off]
    return Timetable(
        rules=rules,
        bookable=(earliest, horizon),
        closed=union(closed),
        first_day=local_day(earliest, rules.zone),
        last_day=local_day(horizon - 1, rules.zone),
    )


def last_bookable_day(rules: Rules, now: datetime) -> date:
    """Return the last date in the practice's zone on which a session may start."""
    today = local_day(minute_at_or_before(since_epoch(now)), rules.practice_zone)
    return today + timedelta(days=rules.horizon_days)


def time_taken(row: Busy, gap: timedelta) -> Interval:
    """Return the minutes that `row` closes to a neighbour with that `gap`: the larger of the two gaps counts."""
    return time_touched(row, max(gap, row.gap))


def time_touched(row: Busy | TimeOff, margin: timedelta = NONE) -> Interval:
    """Return the minutes that `row` touches, with a margin on both sides."""
    # The margin goes on after the step into UTC: on an aware datetime it would be counted on the wall clock.
    return minute_at_or_before(since_epoch(row.start) - margin), minute_at_or_after(since_epoch(row.end) + margin)
