"""Calendars made by chance, the same for the same number: hours, appointments, absences, zones, clock changes."""

import datetime as dt
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import scheduling

from . import practice

DAY = dt.timedelta(days=1)
ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Paris", "America/Montreal", "Pacific/Auckland", "Asia/Kolkata", "Australia/Lord_Howe")
]
#: Around these the clocks of one of the zones change, or the calendar itself is odd.
ODD_DAYS = [
    dt.date(2027, 3, 28),
    dt.date(2027, 10, 31),
    dt.date(2027, 3, 14),
    dt.date(2027, 4, 4),
    dt.date(2028, 2, 29),
]


@dataclass(frozen=True)
class Calendar:
    rules: scheduling.Rules
    first: dt.date
    last: dt.date
    busy: list
    time_off: list
    now: dt.datetime

    def known(self):
        return {"busy": self.busy, "time_off": self.time_off, "now": self.now}


def usual(today=dt.date(2027, 3, 1)):
    """Return one practitioner's next 60 days: eight sessions a day, half of them taken, clocks changing on the way."""
    zone = ZoneInfo("Europe/Paris")
    windows = [scheduling.Window(start, end) for start, end in practice.WINDOWS]
    rules = scheduling.Rules(
        zone=zone,
        practice_zone=zone,
        duration=practice.LENGTH,
        gap=practice.GAP,
        hours=lambda day: windows if day.weekday() < 5 else (),
    )
    starts = [
        dt.datetime.combine(day, practice.STARTS[session], zone) for _who, day, session in practice.taken([1], today)
    ]
    busy = [
        scheduling.Busy(at.astimezone(dt.UTC), (at + practice.LENGTH).astimezone(dt.UTC), practice.GAP) for at in starts
    ]
    now = dt.datetime.combine(today, dt.time(8), zone)
    return Calendar(rules, today, today + practice.DAYS_AHEAD * DAY, busy, [], now)


def by_chance(number, days=14):
    """Return the calendar of that number; half of all have an odd day within their `days`."""
    chance = random.Random(number)
    zone = chance.choice(ZONES)
    first = chance.choice(ODD_DAYS) - chance.randrange(1, days) * DAY
    if chance.random() < 0.5:
        first += chance.randrange(400) * DAY
    week = [windows_by_chance(chance) for _weekday in range(7)]
    rules = scheduling.Rules(
        zone=zone,
        practice_zone=chance.choice([zone, ZONES[0]]),
        duration=dt.timedelta(minutes=chance.randrange(15, 95, 5)),
        gap=dt.timedelta(minutes=chance.randrange(0, 25, 5)),
        hours=lambda day: week[day.weekday()],
        step=chance.choice([None, None, dt.timedelta(minutes=20)]),
        horizon_days=chance.choice([7, 30]),
        minimum_notice=dt.timedelta(minutes=chance.choice([0, 0, 90])),
    )
    start = dt.datetime.combine(first, dt.time(), dt.UTC)
    return Calendar(
        rules=rules,
        first=first,
        last=first + days * DAY,
        busy=[scheduling.Busy(*times_by_chance(chance, start, days), gap) for gap in gaps_by_chance(chance)],
        time_off=[scheduling.TimeOff(*times_by_chance(chance, start, days)) for _row in range(chance.randrange(3))],
        now=start + dt.timedelta(minutes=chance.randrange(2 * 24 * 60)),
    )


def windows_by_chance(chance):
    """Return up to three windows of a day; some overlap, some reach midnight, some lie in the night."""
    edges = [sorted(chance.sample(range(0, 24 * 60 + 1, 10), 2)) for _window in range(chance.randrange(4))]
    return [scheduling.Window(wall(start), wall(end)) for start, end in edges]


def wall(minute):
    return dt.time(minute // 60 % 24, minute % 60)


def gaps_by_chance(chance):
    return [dt.timedelta(minutes=chance.choice([0, 5, 20])) for _row in range(chance.randrange(40))]


def times_by_chance(chance, start, days):
    begin = start + dt.timedelta(minutes=chance.randrange(days * 24 * 60))
    return begin, begin + dt.timedelta(minutes=chance.randrange(5, 300))
