"""Practices made at random, with what is odd about days more often than in life."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from .facts import Absence, Hours, Place, Policy, Practice, Practitioner, Published, Service, Visit

ZONES = ["Europe/Paris", "America/Montreal", "Pacific/Auckland", "Asia/Kolkata"]
CLIENTS = ["Bob", "Charlie"]
LEAP_DAYS = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
#: 2026 and 2032 have a week 53: every second week falls as before, across the new year.
WEEK_53 = [date(2026, 12, 28), date(2027, 1, 2), date(2027, 1, 4), date(2032, 12, 30), date(2033, 1, 3)]
HOLIDAYS = [date(2027, 3, 26), date(2027, 3, 29), date(2026, 12, 25), date(2027, 5, 6), date(2027, 7, 14)]
DAY = timedelta(days=1)


@dataclass
class World:
    """A practice, the time it is there, and where its server stands (which is to change nothing)."""

    practice: Practice
    now: datetime
    server_zone: str


@lru_cache
def clock_changes(zone):
    """Return the dates from 2026 to 2029 on which the clocks of `zone` change."""
    days = [date(2026, 1, 1) + number * DAY for number in range(4 * 365 + 1)]
    offsets = [datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset() for day in days]
    return [day for day, today, yesterday in zip(days[1:], offsets[1:], offsets, strict=False) if today != yesterday]


@st.composite
def days(draw, zone):
    """Return a date that the world is about: a clock change at `zone` every second time, where there are any."""
    odd = st.sampled_from(LEAP_DAYS + WEEK_53 + HOLIDAYS)
    plain = st.dates(date(2026, 1, 1), date(2029, 12, 31))
    kinds = [odd, plain]
    if changes := clock_changes(zone):
        kinds += [st.sampled_from(changes)] * 2
    return draw(st.one_of(kinds))


@st.composite
def windows(draw):
    """Return one to three windows of a day, in minutes since midnight, with breaks between them or none."""
    quarters = draw(st.sets(st.integers(0, 96), min_size=2, max_size=6))
    odd_minutes = draw(st.sampled_from([0, 0, 0, 5, 7]))
    edges = sorted({min(quarter * 15 + odd_minutes, 24 * 60) for quarter in quarters})
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if len(edges) > 2 and draw(st.booleans()):
        pairs[-1] = (pairs[-2][1], pairs[-1][1]) if len(pairs) > 1 else pairs[-1]  # no break: two that touch
    return pairs or [(9 * 60, 12 * 60)]


@st.composite
def hours(draw, practitioner, places, day, *, replaces=False):
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1, max_size=7)) | {draw(st.sampled_from([day.weekday(), 0]))}
    every_week = ["every_week"] * 3
    repeat = draw(st.sampled_from([*every_week, "every_second_week", "first", "second", "third", "fourth", "last"]))
    since = day - draw(st.integers(0, 40)) * DAY
    until = draw(st.none() | st.integers(0, 20).map(lambda count: day + count * DAY))
    if replaces:
        since, repeat = day - draw(st.integers(-2, 2)) * DAY, draw(st.sampled_from([*every_week, "last"]))
        until = since + draw(st.integers(0, 3)) * DAY
    return Hours(
        practitioner=practitioner,
        place=draw(st.sampled_from([None, None, *places])),
        weekdays=sorted(weekdays),
        repeat=repeat,
        since=since,
        until=until,
        replaces=replaces,
        windows=draw(windows()),
    )


@st.composite
def absences(draw, practitioners, midnight):
    start = midnight + timedelta(minutes=draw(st.integers(-2 * 1440, 3 * 1440)), seconds=draw(SECONDS))
    length = timedelta(minutes=draw(st.integers(1, 240) | st.sampled_from([60, 720, 1440])))
    return Absence(draw(st.sampled_from([None, *practitioners])), start, start + length)


@st.composite
def visits(draw, who: Practitioner, services, now, midnight):
    """Return what is in someone's agenda: one after another, as the database would not store an overlap."""
    found = []
    day, hour = draw(st.sampled_from([-1, 0, 0, 0, 1])), draw(st.sampled_from([0, 8, 8, 9, 13]))
    free_from = midnight + day * DAY + timedelta(hours=hour, minutes=draw(st.integers(0, 90)))
    for _ in range(draw(st.sampled_from([0, 3, 6, 9]))):
        start = free_from + timedelta(minutes=draw(st.sampled_from([0, 5]) | st.integers(0, 150)))
        state = draw(st.sampled_from(["confirmed"] * 4 + ["requested", "held", "cancelled", "declined", "missed"]))
        # The service may have had another length or gap when it was booked.
        service = draw(st.sampled_from(who.services))
        minutes = draw(st.just(services[service].minutes) | st.integers(15, 90))
        gap = draw(st.just(services[service].gap) | st.integers(0, 20))
        end = start + timedelta(minutes=minutes)
        visit = Visit(
            practitioner=who.name,
            client=draw(st.sampled_from(CLIENTS)),
            service=service,
            place=draw(st.sampled_from(who.places)),
            start=start,
            end=end,
            gap=gap,
            state=state,
            held_until=now + timedelta(minutes=draw(st.sampled_from([-5, 0, 10]))) if state == "held" else None,
        )
        found.append(visit)
        free_from = end + timedelta(minutes=gap)
    return found


@st.composite
def published(draw, who: Practitioner, midnight, hours):
    """Return slots put up for someone, one after another; some begin with their opening hours."""
    found = []
    free_from = midnight
    openings = [start for row in hours if row.practitioner == who.name for start, _end in row.windows] or [9 * 60]
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        start = midnight + timedelta(minutes=draw(st.sampled_from(openings) | st.integers(0, 2 * 1440)))
        start = max(start, free_from)
        free_from = start + timedelta(minutes=draw(st.integers(5, 180)))
        service, place = draw(st.sampled_from(who.services)), draw(st.sampled_from(who.places))
        found.append(Published(who.name, service, place, start, free_from))
    return found


@st.composite
def practitioners(draw, services, places):
    many = draw(st.integers(1, 3))
    return {
        name: Practitioner(
            name=name,
            services=sorted(draw(st.sets(st.sampled_from(services), min_size=1))),
            places=sorted(draw(st.sets(st.sampled_from(places), min_size=1))),
            is_active=draw(SELDOM_FALSE),
        )
        for name in ["Camille", "Denis", "Zoé"][:many]
    }


SECONDS = st.sampled_from([0, 0, 0, 20])
SELDOM_FALSE = st.sampled_from([True] * 9 + [False])


@st.composite
def policies(draw):
    return Policy(
        horizon_days=draw(st.sampled_from([1, 3, 5, 13])),
        notice=draw(st.sampled_from([0, 0, 0, 1, 90, 26 * 60])),
        step=draw(st.sampled_from([None, None, None, 10, 30, 37])),
        holidays=draw(st.sampled_from(["", "FR", "FR-57"])),
        live_limit=draw(st.sampled_from([10, 10, 10, 1, 3])),
        day_limit=draw(st.sampled_from([None, None, None, 1, 2])),
        week_limit=draw(st.sampled_from([None, None, None, 2, 4])),
    )


@st.composite
def worlds(draw, *, lively=False):
    """Return a `World`; in a lively one everything is open for booking, and everyone works every day."""
    zones = draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=2))
    places = {f"place-{n}": Place(f"place-{n}", zone, draw(SELDOM_FALSE)) for n, zone in enumerate(zones)}
    services = {
        f"service-{n}": Service(
            name=f"service-{n}",
            minutes=draw(st.integers(15, 90)),
            gap=draw(st.integers(0, 20)),
            needs_approval=draw(st.booleans()),
            is_active=draw(SELDOM_FALSE),
        )
        for n in range(draw(st.integers(1, 2)))
    }
    people = draw(practitioners(sorted(services), sorted(places)))
    day = draw(days(zones[0]))
    midnight = datetime.combine(day, time(), ZoneInfo(zones[0])).astimezone(UTC)
    now = midnight + timedelta(minutes=draw(st.integers(-1440, 540)), seconds=draw(SECONDS))
    practice = Practice(draw(st.sampled_from(ZONES)), draw(policies()), places, services, people)
    for name, who in people.items():
        practice.hours += draw(st.lists(hours(name, who.places, day), min_size=1, max_size=3))
        practice.hours += draw(st.lists(hours(name, who.places, day, replaces=True), max_size=2))
        practice.visits += draw(visits(who, services, now, midnight))
        practice.published += draw(published(who, midnight, practice.hours))
    if lively:
        for row in [*places.values(), *services.values(), *people.values()]:
            row.is_active = True
    if lively or draw(st.sampled_from([True, True, False])):
        since = now.date() - 7 * DAY
        practice.hours += [
            Hours(name, None, list(range(7)), "every_week", since, None, False, [(480, 720), (780, 1140)])
            for name in people
        ]
    practice.absences = draw(st.lists(absences(sorted(people), midnight), max_size=2))
    return World(practice, now, server_zone=draw(st.sampled_from([*ZONES, "UTC", "Pacific/Kiritimati"])))
