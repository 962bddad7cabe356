"""The nearest free starts, offered with every refusal."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling import Rules, free_slots, free_slots_between, nearest
from tests.scheduling.week import (
    COACH,
    DAY_OF_EIGHT,
    FRIDAY,
    KOLKATA,
    MONDAY,
    NOW,
    PARIS,
    SATURDAY,
    TUESDAY,
    at,
    away,
    minutes,
    rules,
    session,
    window,
)

NEXT_MONDAY = date(2026, 11, 30)


@pytest.mark.mission("C9")
def test_the_three_nearest_are_given_in_the_order_of_the_day():
    busy = [session(MONDAY, "10:50")]
    assert nearest(COACH, at(MONDAY, "10:50"), busy=busy, now=NOW) == [
        at(MONDAY, "9:00"),
        at(MONDAY, "9:55"),
        at(MONDAY, "11:45"),
    ]


@pytest.mark.mission("C9")
def test_from_a_saturday_they_are_on_the_friday_and_the_monday():
    assert nearest(COACH, at(SATURDAY, "9:00"), now=NOW) == [
        at(FRIDAY, "14:25"),
        at(FRIDAY, "15:20"),
        at(FRIDAY, "16:15"),
    ]
    assert nearest(COACH, at(SATURDAY, "23:00"), now=NOW, count=2) == [at(FRIDAY, "15:20"), at(FRIDAY, "16:15")]
    assert nearest(COACH, at(date(2026, 11, 29), "13:00"), now=NOW, count=2) == [
        at(NEXT_MONDAY, "9:00"),
        at(NEXT_MONDAY, "9:55"),
    ]


def test_of_two_equally_near_the_earlier_is_taken():
    half_hours = rules("9:00–11:00", duration=30, gap=0)
    busy = [session(MONDAY, "10:00", lasts=30, gap=0)]
    assert nearest(half_hours, at(MONDAY, "10:00"), busy=busy, now=NOW, count=1) == [at(MONDAY, "9:30")]


@pytest.mark.parametrize(("seconds", "expected"), [(29, "9:00"), (30, "9:00"), (31, "9:01")])
def test_seconds_count_in_what_is_nearest(seconds, expected):
    every_minute = rules("9:00–10:00", duration=1, gap=0)
    asked = at(MONDAY, "9:00") + timedelta(seconds=seconds)
    assert nearest(every_minute, asked, now=NOW, count=1) == [at(MONDAY, expected)]


def test_a_start_that_is_free_is_the_nearest():
    assert nearest(COACH, at(MONDAY, "9:55"), now=NOW, count=1) == [at(MONDAY, "9:55")]


@pytest.mark.mission("C9")
@pytest.mark.parametrize("start", [at(date(2020, 1, 6), "9:00"), datetime.min.replace(tzinfo=KOLKATA)])
def test_from_the_past_they_are_the_first_to_come(start):
    assert nearest(COACH, start, now=at(MONDAY, "16:00")) == [
        at(MONDAY, "16:15"),
        at(TUESDAY, "9:00"),
        at(TUESDAY, "9:55"),
    ]


@pytest.mark.mission("C9")
@pytest.mark.parametrize("start", [at(date(2027, 1, 21), "9:00"), datetime.max.replace(tzinfo=UTC)])
def test_from_past_the_sixty_days_they_are_the_last_ones(start):
    sixtieth = date(2027, 1, 20)
    assert nearest(COACH, start, now=NOW) == [at(sixtieth, word) for word in DAY_OF_EIGHT[-3:]]


def test_there_are_fewer_when_fewer_are_free():
    one_day = rules("9:00–10:40", horizon_days=2)
    assert nearest(one_day, at(MONDAY, "9:00"), now=NOW) == [at(MONDAY, "9:00"), at(MONDAY, "9:55")]
    assert nearest(one_day, at(MONDAY, "9:00"), time_off=[away(MONDAY, "0:00–24:00")], now=NOW) == []
    assert nearest(rules(notice=timedelta(days=90)), at(MONDAY, "9:00"), now=NOW) == []


def test_only_the_days_around_are_looked_at():
    asked = []
    windows = [window("9:00–12:30")]
    curious = Rules(PARIS, PARIS, minutes(45), minutes(10), hours=lambda day: asked.append(day) or windows)
    nearest(curious, at(date(2026, 12, 16), "10:00"), now=NOW)
    assert set(asked) == {date(2026, 12, 16)}
    asked.clear()
    nearest(curious, at(date(2026, 12, 16), "12:00"), now=NOW, count=5)
    assert set(asked) == {date(2026, 12, 15), date(2026, 12, 16), date(2026, 12, 17)}


@pytest.mark.parametrize("hour", ["0:00", "8:00", "10:00", "13:00", "16:00", "23:00"])
@pytest.mark.parametrize("day", [MONDAY, FRIDAY, SATURDAY, date(2026, 12, 25), date(2027, 1, 20)])
def test_none_is_nearer_than_those_that_are_given(day, hour):
    known = {
        "busy": [session(FRIDAY, word) for word in DAY_OF_EIGHT[2:7]],
        "time_off": [away(date(2026, 12, 25), "0:00–24:00", holiday=True)],
        "now": NOW,
    }
    days = free_slots_between(COACH, date(2026, 11, 21), date(2027, 1, 20), **known)
    start = at(day, hour)
    by_distance = sorted(
        (free for found in days.values() for free in found), key=lambda free: (abs(free - start), free)
    )
    assert nearest(COACH, start, **known, count=5) == sorted(by_distance[:5])


def test_the_nearest_of_the_repeated_hour_are_near_in_real_time():
    night = rules("1:00–4:00", duration=30, gap=0, every_day=True)
    autumn = date(2027, 10, 31)
    now = at(date(2027, 10, 30), "9:00")
    second_round = at(autumn, "2:00", fold=1)
    all_night = free_slots(night, autumn, now=now)
    assert nearest(night, second_round, now=now) == all_night[3:6]


def test_a_naive_start_is_an_error():
    with pytest.raises(ValueError, match="time zone"):
        nearest(COACH, datetime(2026, 11, 23, 9, 0), now=NOW)


def test_what_does_not_suit_is_passed_over_and_the_others_stay_where_they_are():
    lunch = at(MONDAY, "11:00"), at(MONDAY, "14:30")

    def suits(start, end):
        return end <= lunch[0] or start >= lunch[1]

    assert nearest(COACH, at(MONDAY, "11:45"), now=NOW, suits=suits) == [
        at(MONDAY, "9:00"),
        at(MONDAY, "9:55"),
        at(MONDAY, "15:20"),
    ]
    assert nearest(COACH, at(MONDAY, "11:45"), now=NOW, suits=lambda start, end: False) == []


def test_whether_it_suits_is_asked_of_the_whole_session():
    asked = set()
    nearest(COACH, at(MONDAY, "9:00"), now=NOW, count=1, suits=lambda *session: not asked.add(session))
    assert asked == {(at(MONDAY, "9:00"), at(MONDAY, "9:45"))}
