"""Worlds made at random: the starts are those of a slow and simple count, and what is offered is what is accepted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling import Busy, Rules, TimeOff, Window, free_slots, free_slots_between, nearest, refusal
from tests.scheduling import oracle
from tests.scheduling.week import AUCKLAND, CAIRO, KOLKATA, LORD_HOWE, MONTREAL, PARIS

ZONES = st.sampled_from([PARIS, MONTREAL, AUCKLAND, KOLKATA, LORD_HOWE, CAIRO])
CHANGES = {
    PARIS: [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)],
    MONTREAL: [date(2026, 11, 1), date(2027, 3, 14)],
    AUCKLAND: [date(2026, 9, 27), date(2027, 4, 4)],
    LORD_HOWE: [date(2026, 10, 4), date(2027, 4, 4)],
    CAIRO: [date(2026, 10, 29), date(2026, 10, 30), date(2027, 4, 30)],
}


@dataclass
class World:
    """A day somewhere, the rules there, and what is in the calendar around it."""

    rules: Rules
    day: date
    now: datetime
    busy: list[Busy]
    time_off: list[TimeOff]

    @property
    def known(self):
        return {"busy": self.busy, "time_off": self.time_off, "now": self.now}


def whole_minutes(low: int, high: int) -> st.SearchStrategy[timedelta]:
    return st.integers(low, high).map(lambda count: timedelta(minutes=count))


@st.composite
def windows(draw) -> list[Window]:
    """Up to three windows that may touch but do not overlap."""
    edges = sorted(draw(st.sets(st.integers(0, 96).map(lambda quarter: quarter * 15), min_size=2, max_size=4)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if len(edges) == 3:
        pairs.append((edges[1], edges[2]))
    return [Window(on_the_clock(start), on_the_clock(end)) for start, end in draw(st.permutations(pairs))]


def on_the_clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


@st.composite
def spans(draw, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A time around that day, as aware datetimes of the place's zone, some of them with seconds."""
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    start = midnight + timedelta(minutes=draw(st.integers(-60, 25 * 60)), seconds=draw(st.sampled_from([0, 0, 0, 20])))
    return start.astimezone(zone), (start + draw(whole_minutes(0, 180))).astimezone(zone)


@st.composite
def worlds(draw) -> World:
    zone = draw(ZONES)
    day = draw(st.dates(date(2026, 9, 1), date(2027, 12, 31)) | st.sampled_from(CHANGES.get(zone, [date(2028, 2, 29)])))
    open_windows = draw(windows())
    rules = Rules(
        zone=zone,
        practice_zone=draw(ZONES),
        duration=draw(whole_minutes(5, 120)),
        gap=draw(whole_minutes(0, 30)),
        hours=lambda asked: open_windows if asked.toordinal() % 7 or asked == day else [],
        step=draw(st.none() | whole_minutes(5, 60)),
        horizon_days=draw(st.integers(0, 3)),
        minimum_notice=draw(st.sampled_from([timedelta(0), timedelta(0), timedelta(hours=3), timedelta(seconds=90)])),
    )
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    now = midnight + timedelta(hours=draw(st.integers(-76, 6)), seconds=draw(st.integers(0, 3600)))
    busy = [Busy(*span, draw(whole_minutes(0, 40))) for span in draw(st.lists(spans(day, zone), max_size=4))]
    time_off = [TimeOff(*span) for span in draw(st.lists(spans(day, zone), max_size=2)) if span[0] < span[1]]
    return World(rules, day, now, busy, time_off)


steady = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.mission("C7")
@pytest.mark.mission("C8")
@settings(steady, max_examples=120)
@given(worlds())
def test_the_starts_are_those_counted_minute_by_minute(world):
    expected = oracle.free_starts(world.rules, world.day, world.busy, world.time_off, world.now)
    assert free_slots(world.rules, world.day, **world.known) == expected


@pytest.mark.mission("C9")
@settings(steady, max_examples=25)
@given(worlds(), st.integers(0, 6))
def test_offered_means_bookable_and_bookable_means_offered(world, first):
    noon = datetime.combine(world.day, time(12), UTC)
    tried = [noon + timedelta(minutes=n) for n in range(first - 18 * 60, 18 * 60, 7)]
    around = free_slots_between(
        world.rules, world.day - timedelta(days=2), world.day + timedelta(days=2), **world.known
    )
    offered = [start for starts in around.values() for start in starts]
    for start in offered:
        assert refusal(world.rules, start, **world.known) is None
    assert {start for start in tried if refusal(world.rules, start, **world.known) is None} == set(tried) & set(offered)


@settings(steady, max_examples=40)
@given(worlds())
def test_a_range_and_the_nearest_agree_with_the_day(world):
    first, last = world.day - timedelta(days=5), world.day + timedelta(days=5)
    days = free_slots_between(world.rules, first, last, **world.known)
    assert days[world.day] == free_slots(world.rules, world.day, **world.known)
    start = datetime.combine(world.day, time(12), world.rules.zone)
    every = sorted((free for starts in days.values() for free in starts), key=lambda free: (abs(free - start), free))
    assert nearest(world.rules, start, **world.known) == sorted(every[:3])


@settings(steady, max_examples=60)
@given(worlds())
def test_two_sessions_that_are_booked_are_never_closer_than_the_gap(world):
    booked = list(world.busy)
    while free := free_slots(world.rules, world.day, busy=booked, time_off=world.time_off, now=world.now):
        start = free[len(free) // 2]
        booked.append(Busy(start, start + world.rules.duration, world.rules.gap))
    ours = sorted(row.start for row in booked[len(world.busy) :])
    distances = [later - earlier for earlier, later in pairwise(ours)]
    assert all(distance >= world.rules.duration + world.rules.gap for distance in distances)
