"""What a practice sets, and what is already in its calendar. Values only; checked when they are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.clock import MINUTE

NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Window:
    """Opening hours of one day, from `start` until `end` on the wall clock of the place, in whole minutes.

    `time(0)` as `end` is midnight at the end of the day. Hours that go on past midnight are two windows, on
    two days.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        for edge in (self.start, self.end):
            if edge.second or edge.microsecond:
                raise ValueError(f"opening hours are whole minutes, not {edge}")
        if self.end != time(0) and self.end <= self.start:
            raise ValueError(f"opening hours end after they start, not {self.start}–{self.end}")


@dataclass(frozen=True, slots=True)
class Busy:
    """A live appointment, aware in any zone, with its own gap. `ref` comes back in a refusal."""

    start: datetime
    end: datetime
    gap: timedelta = NONE
    ref: object = None


@dataclass(frozen=True, slots=True)
class TimeOff:
    """An absence or a public holiday, aware in any zone. No gap is kept at its edges."""

    start: datetime
    end: datetime
    ref: object = None
    holiday: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """A slot put up by hand, aware in any zone: offered as it is, also outside of the hours and on a public holiday.

    An absence closes it, and so does an appointment that it, or the gap between them, would touch.
    """

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides the starts of one service with one practitioner at one place.

    `hours` returns the windows of a date in the place's `zone`, in any order, and none for a closed day; a
    date's exceptions have already taken the weekday's place in it. `horizon_days` is counted from today in
    `practice_zone`. `duration`, `gap` and `step` are whole minutes; without a `step`, starts are one duration and
    one gap apart.
    """

    zone: ZoneInfo
    practice_zone: ZoneInfo
    duration: timedelta
    gap: timedelta
    hours: Callable[[date], Sequence[Window]]
    step: timedelta | None = None
    horizon_days: int = 60
    minimum_notice: timedelta = NONE

    def __post_init__(self) -> None:
        for name, length in (
            ("duration", self.duration),
            ("gap", self.gap),
            ("step", self.step_between_starts),
        ):
            if length % MINUTE:
                raise ValueError(f"{name} is in whole minutes, not {length}")
        if self.duration <= NONE or self.step_between_starts <= NONE:
            raise ValueError("duration and step are longer than nothing")
        if self.gap < NONE or self.minimum_notice < NONE or self.horizon_days < 0:
            raise ValueError("gap, minimum_notice and horizon_days are not negative")

    @property
    def step_between_starts(self) -> timedelta:
        """The time from one start to the next in a free piece."""
        return self.duration + self.gap if self.step is None else self.step
