"""Opening hours less time off, worked out as minutes once and asked often."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from scheduling.clock import local_day, span, wall_intervals
from scheduling.intervals import Interval, overlap, pieces, union
from scheduling.rules import Published, TimeOff, Window


class Openings:
    """When somebody can be met at one place, whatever is booked: their hours, time off and published slots.

    A day is worked out when it is first asked for, and kept. Nothing here changes afterwards, so that one `Openings`
    can be kept for as long as the rows hold from which it was made, and asked by many threads.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        hours: Callable[[date], Sequence[Window]],
        time_off: Iterable[TimeOff] = (),
        published: Iterable[Published] = (),
    ) -> None:
        self.zone = zone
        self.hours = hours
        self.time_off = tuple(time_off)
        self._off = union(span(row.start, row.end) for row in self.time_off)
        self._opening: dict[date, list[Interval]] = {}
        self._left: dict[date, list[Interval]] = {}
        self._published: dict[date, list[Interval]] = {}
        self._published_ends: dict[int, int] = {}
        for slot in sorted(span(row.start, row.end) for row in published):
            self._published.setdefault(local_day(slot[0], zone), []).append(slot)
            self._published_ends[slot[0]] = slot[1]

    @property
    def has_published(self) -> bool:
        """Tell whether any slot was put up by hand."""
        return bool(self._published)

    def opening(self, day: date) -> list[Interval]:
        """Return the opening hours of `day`, earliest first, whoever is away."""
        if day not in self._opening:
            hours = ((window.start, window.end) for window in self.hours(day))
            self._opening[day] = wall_intervals(day, hours, self.zone)
        return self._opening[day]

    def left(self, day: date) -> list[Interval]:
        """Return what the time off leaves of the opening hours of `day`, earliest first."""
        left = self._left.get(day)
        if left is None:
            left = [piece for window in self.opening(day) for piece in pieces(window, self._off)]
            self._left[day] = left
        return left

    def published(self, day: date) -> list[Interval]:
        """Return the slots put up by hand for `day`, earliest first, but for those within an absence."""
        return [slot for slot in self._published.get(day, ()) if self.absence_at(slot) is None]

    def published_end(self, start: int) -> int | None:
        """Return when the slot put up for that minute ends, or None where there is none."""
        return self._published_ends.get(start)

    def absence_at(self, interval: Interval) -> TimeOff | None:
        """Return an absence that touches `interval`; a public holiday is none."""
        absences = (row for row in self.time_off if not row.holiday)
        return next((row for row in absences if overlap(span(row.start, row.end), interval)), None)
