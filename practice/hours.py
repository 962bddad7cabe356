"""Opening hours and public holidays over some days, in a fixed number of queries."""

import datetime as dt
import zoneinfo

import scheduling
from scheduling.intervals import union

from .holidays import holidays_between
from .models import OpeningHours, practice_zone

MINUTES_A_DAY = 24 * 60
UTC = zoneinfo.ZoneInfo("UTC")
ONE_DAY = dt.timedelta(days=1)


def hours_between(practitioner, place, first, last):
    """Return `{date: (Window, …)}` for the days `first` to `last`, both included; a closed day has none.

    Windows come earliest first. Hours of several rows add up; where an exception applies, it counts alone. Public
    holidays and absences are not taken off: see `practice.plans`.
    """
    rows = OpeningHours.objects.of(practitioner, place).between(first, last).prefetch_related("windows")
    return windows_of(rows, first, last)


def windows_of(rows, first, last):
    """Return what `hours_between` does, for rows of `OpeningHours` that are read already."""
    replaced = {day for row in rows if row.is_exception for day in row.days_covered(first, last)}
    windows = {first + number * ONE_DAY: [] for number in range((last - first).days + 1)}
    for row in rows:
        for day in row.dates_between(first, last):
            if row.is_exception or day not in replaced:
                windows[day] += row.windows.all()
    return {day: merged(found) for day, found in windows.items()}


def merged(windows):
    """Return `windows` as `scheduling.Window`s, earliest first; those that overlap become one."""
    minutes = union((_minute(window.start), _minute(window.end) or MINUTES_A_DAY) for window in windows)
    return tuple(scheduling.Window(_time(start), _time(end)) for start, end in minutes)


def starts_of(windows, service, *, step=None):
    """Return the starts of `service` that each window holds on a free day, as a list of times for each window."""
    return [_starts_in(window, service, step) for window in windows]


def _starts_in(window, service, step):
    # Some day in a zone whose clocks never change: these are times on the wall, of no day in particular.
    day = dt.date(2001, 1, 1)
    rules = scheduling.Rules(
        zone=UTC, practice_zone=UTC, duration=service.duration, gap=service.gap, hours=lambda _day: [window], step=step
    )
    return [start.time() for start in scheduling.free_slots(rules, day, now=_midnight(day, UTC))]


def public_holidays_between(start, end, booking):
    """Return those of the practice’s region that it does not work on, each from midnight to midnight, as `TimeOff`."""
    zone = practice_zone()
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    days = holidays_between(booking.holidays_region, first, last, worked=booking.holidays_worked)
    return [scheduling.TimeOff(_midnight(day, zone), _midnight(day + ONE_DAY, zone), holiday=True) for day in days]


def _midnight(day, zone):
    return dt.datetime.combine(day, dt.time.min, zone)


def _minute(at):
    return at.hour * 60 + at.minute


def _time(minute):
    return dt.time(minute // 60 % 24, minute % 60)
