"""The free times of a choice laid out in weeks: which days are columns, which hours are rows, why a day has none."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from scheduling import Code

from . import availability
from .availability import SENSIBLE_YEARS
from .limits import own_appointments

DAY = dt.timedelta(days=1)
NOON = dt.time(12)
#: The stylesheet has this many rows; a week with more different hours is shown without common rows.
MOST_ROWS = 32


def week_from_address(text):
    """Return the Monday of an ISO week such as “2026-W48”, or None when there is no such week."""
    if not (parts := re.fullmatch(r"(\d{4})-W(\d{1,2})", text, re.ASCII)):
        return None
    year, week = map(int, parts.groups())
    try:
        return dt.date.fromisocalendar(year, week, 1) if year in SENSIBLE_YEARS else None
    except ValueError:
        return None


def week_in_address(day):
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def day_from_address(text):
    """Return the date written as “2026-11-24”, or None when it is none."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in SENSIBLE_YEARS else None


def start_from_address(text):
    """Return an aware moment in UTC, or None for what is none, has no zone, or lies beyond all calendars."""
    try:
        start = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if start.tzinfo is None or start.year not in SENSIBLE_YEARS:
        return None
    return start.astimezone(dt.UTC)


def monday_of(day):
    return day - dt.timedelta(days=day.weekday())


class DayState(StrEnum):
    """Whether a day has free times, and if not, why not."""

    FREE = "free"
    FULL = "full"
    OVER = "over"
    CLOSED = "closed"
    AWAY = "away"
    TOO_FAR = "too_far"


#: What to say to someone who asks for a day that cannot be had at all.
CODE_OF_STATE = {
    DayState.OVER: Code.PAST,
    DayState.CLOSED: Code.CLOSED_DAY,
    DayState.AWAY: Code.ABSENT,
    DayState.TOO_FAR: Code.TOO_FAR,
}


@dataclass(frozen=True)
class Slot:
    """A start on the page. `row` counts the hours of the week from 1, or is None; `local` is on the place's clock."""

    start: dt.datetime
    local: dt.datetime
    url: str
    row: int | None
    after_noon: bool
    is_current: bool


@dataclass(frozen=True)
class Day:
    date: dt.date
    state: DayState
    slots: list[Slot]
    is_today: bool
    next_day: dt.date | None  # a later day with free times, where this one has none
    wait_url: str = ""  # where one waits for a time, on a day that is full


@dataclass(frozen=True)
class Week:
    monday: dt.date
    days: list[Day]
    previous: dt.date | None
    next: dt.date | None
    next_free: dt.datetime | None  # the first free start after this week, where it has none

    @property
    def free_count(self):
        return sum(not slot.is_current for day in self.days for slot in day.slots)

    @property
    def first_day(self):
        return self.days[0].date

    @property
    def last_day(self):
        return self.days[-1].date

    @property
    def address(self):
        return week_in_address(self.monday)


class Calendar:
    """The free starts of a choice on all bookable days, read at once: laying out a week asks no further query.

    `moving` is an appointment that looks for another time: its own is shown, marked as the present one. `hold` is the
    one that the reader has: its time is free for them. With a `client` their own appointments count too: what these
    leave no room for is not free.
    """

    def __init__(self, choice, *, now, moving=None, hold=None, client=None):
        self.choice = choice
        self.now = now
        self.moving = moving
        self.client = client
        self.zone = choice.place.zone
        self.diary = availability.diary(*choice.parts, now=now, ignoring=moving, hold=hold)
        self.today, self.last_day = availability.bookable_days(choice.place, now, booking=self.diary.rules)

    @cached_property
    def free(self):
        if self.client is None:
            return self.diary.free_between(self.today, self.last_day)
        return {
            day: [start for start, refused in starts.items() if refused is None]
            for day, starts in self.refused_to_client.items()
        }

    @cached_property
    def refused_to_client(self):
        """Return `{date: {start: refusal}}`: what the client's own appointments have against each, None for nothing."""
        own = own_appointments(self.client, now=self.now, ignoring=self.moving, booking=self.diary.rules)
        return self.diary.free_for(own, self.today, self.last_day)

    def others_on(self, day):
        """Return the free starts of `day`, without the one that is being moved."""
        present = self.moving.start_at if self.moving else None
        return [start for start in self.free.get(day, ()) if start != present]

    @cached_property
    def first_free(self):
        """Return the first start that is another than the present one, or None."""
        present = self.moving.start_at if self.moving else None
        return next((start for starts in self.free.values() for start in starts if start != present), None)

    @cached_property
    def open_days(self):
        """Return the bookable days with opening hours, or with a slot put up by hand, whatever is booked."""
        return [day for day in self.free if self.diary.is_open(day)]

    @cached_property
    def mondays(self):
        """Return the Mondays of the weeks that there are to show, in order."""
        return sorted({monday_of(day) for day in self.open_days})

    def nearest_week(self, day):
        """Return the Monday of the week to show to someone who wants `day`; of two as near, the later one."""
        near = min(self.open_days, key=lambda open_day: (abs(open_day - day), open_day < day))
        return monday_of(near)

    def first_week(self):
        """Return the Monday of the week to begin with: that of the time to be moved, or of the first free start."""
        begin = self.moving.start_at if self.moving else self.first_free
        return self.nearest_week(begin.astimezone(self.zone).date() if begin else self.today)

    def state_of(self, day):
        if self.free.get(day):
            return DayState.FREE
        if day < self.today:
            return DayState.OVER
        if day > self.last_day:
            return DayState.TOO_FAR
        if not self.diary.is_open(day):
            return DayState.CLOSED
        if self.diary.with_nothing_booked().minutes_on(day):
            return DayState.FULL
        if self.diary.with_nothing_booked(now=self._dawn(day), minimum_notice=0 * DAY).minutes_on(day):
            return DayState.OVER
        return DayState.AWAY

    def _dawn(self, day):
        return dt.datetime.combine(day, dt.time.min, self.zone).astimezone(dt.UTC)

    def week(self, monday, url_for: Callable[[dt.datetime], str], wait_url: Callable[[dt.date], str] | None = None):
        """Lay out the week of `monday`, one of `mondays`.

        `url_for` gives each start its address, `wait_url` each day that is full, where one can wait for it.
        """
        starts = {day: self._shown_starts(day) for day in self._columns(monday)}
        rows = rows_of(local for shown in starts.values() for local in shown)
        place = self.mondays.index(monday)
        return Week(
            monday=monday,
            days=[self._day(day, shown, rows, url_for, wait_url) for day, shown in starts.items()],
            previous=self.mondays[place - 1] if place else None,
            next=self.mondays[place + 1] if place + 1 < len(self.mondays) else None,
            next_free=self._first_free_after(monday + 6 * DAY) or self.first_free,
        )

    def _columns(self, monday):
        """Return the days shown of the week of `monday`: the usual weekdays, and those with a slot put up by hand."""
        usual = {monday + day.weekday() * DAY for day in self.open_days if self.diary.has_hours(day)}
        return sorted(usual | {day for day in self.open_days if monday_of(day) == monday})

    def _shown_starts(self, day):
        """Return the day's free starts, and the one that is being moved, on the clock of the place."""
        starts = set(self.free.get(day, ()))
        if self.moving and self.moving.start_at.astimezone(self.zone).date() == day:
            starts.add(self.moving.start_at)
        return [start.astimezone(self.zone) for start in sorted(starts)]

    def _first_free_after(self, day):
        return next((start for later, starts in self.free.items() if later > day for start in starts), None)

    def _day(self, day, shown, rows, url_for, wait_url):
        following = None if shown else self._first_free_after(day)
        state = self.state_of(day)
        return Day(
            date=day,
            state=state,
            slots=[self._slot(local, rows, url_for) for local in shown],
            is_today=day == self.today,
            next_day=following and following.astimezone(self.zone).date(),
            wait_url=wait_url(day) if wait_url and state == DayState.FULL else "",
        )

    def _slot(self, local, rows, url_for):
        start = local.astimezone(dt.UTC)
        return Slot(
            start=start,
            local=local,
            url=url_for(start),
            row=rows.get(hour_of(local)) if len(rows) <= MOST_ROWS else None,
            after_noon=hour_of(local) == first_after_noon(rows),
            is_current=bool(self.moving) and start == self.moving.start_at,
        )


def hour_of(local):
    """Return what makes two starts stand in one row: the hour on the clock, and which of two in the repeated hour."""
    return local.time().replace(fold=0), local.fold


def rows_of(starts):
    """Number the different hours from 1, in the order of the clock."""
    return {hour: row for row, hour in enumerate(sorted({hour_of(local) for local in starts}), start=1)}


def first_after_noon(rows):
    """Return the hour before which the page leaves some room, where there are hours on both sides of noon."""
    morning = [hour for hour in rows if hour[0] < NOON]
    return next((hour for hour in rows if hour[0] >= NOON), None) if morning else None
