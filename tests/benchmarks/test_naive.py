"""The reference must not rot: naive datetimes and the core find the same starts."""

import datetime as dt

import pytest

import scheduling
from benchmarks import calendars, naive

CALENDARS = [calendars.by_chance(number) for number in range(60)]


def slots(find, calendar):
    return find(calendar.rules, calendar.first, calendar.last, **calendar.known())


@pytest.mark.parametrize("calendar", [calendars.usual(), *CALENDARS])
def test_the_core_finds_what_naive_datetimes_find(calendar):
    assert slots(scheduling.free_slots_between, calendar) == slots(naive.free_slots_between, calendar)


def test_the_calendars_are_about_something():
    """Equal and empty would prove nothing: most have free times, and clocks change in many."""
    assert sum(any(slots(naive.free_slots_between, one).values()) for one in CALENDARS) > 40
    assert sum(clocks_change(one) for one in CALENDARS) > 10
    assert len({one.rules.zone for one in CALENDARS}) == len(calendars.ZONES)


def clocks_change(calendar):
    edges = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (calendar.first, calendar.last))
    before, after = (naive.offset(edge, calendar.rules.zone) for edge in edges)
    return before != after


def test_the_same_number_gives_the_same_calendar():
    one, other = calendars.by_chance(7), calendars.by_chance(7)
    assert (one.busy, one.time_off, one.now) == (other.busy, other.time_off, other.now)


def test_half_of_the_usual_calendar_is_taken():
    calendar = calendars.usual()
    free = [start for starts in slots(naive.free_slots_between, calendar).values() for start in starts]
    today = [start for start in free if start.date() == calendar.first]
    assert len(free) - len(today) == len(calendar.busy) == 44 * 4
