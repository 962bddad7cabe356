"""The nights when the clocks change: what is skipped is never offered, what is repeated is offered once per instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling import Busy, TimeOff, free_slots, instants, refusal
from tests.scheduling.week import (
    AUCKLAND,
    CAIRO,
    KOLKATA,
    LORD_HOWE,
    MONTREAL,
    PARIS,
    at,
    in_utc,
    minutes,
    on_the_wall,
    rules,
)

SPRING = date(2027, 3, 28)  # in Paris 2:00 becomes 3:00
AUTUMN = date(2027, 10, 31)  # in Paris 3:00 becomes 2:00
AUTUMN_BEFORE = date(2026, 10, 25)


def night_starts(day: date, hours: str, *, zone: ZoneInfo = PARIS, duration: float = 30, gap: float = 0, **known):
    night = rules(hours, zone=zone, duration=duration, gap=gap, every_day=True)
    return free_slots(night, day, now=at(day, "0:00", zone) - timedelta(days=1), **known)


# --- a time on the wall, as instants


@pytest.mark.parametrize(
    ("day", "word", "zone", "expected"),
    [
        (date(2026, 11, 23), "9:00", PARIS, ["23 08:00"]),
        (SPRING, "1:59", PARIS, ["28 00:59"]),
        (SPRING, "2:00", PARIS, []),
        (SPRING, "2:59", PARIS, []),
        (SPRING, "3:00", PARIS, ["28 01:00"]),
        (AUTUMN, "1:59", PARIS, ["30 23:59"]),
        (AUTUMN, "2:00", PARIS, ["31 00:00", "31 01:00"]),
        (AUTUMN, "2:59", PARIS, ["31 00:59", "31 01:59"]),
        (AUTUMN, "3:00", PARIS, ["31 02:00"]),
        (AUTUMN_BEFORE, "2:30", PARIS, ["25 00:30", "25 01:30"]),
        (date(2027, 3, 14), "2:30", MONTREAL, []),
        (date(2026, 11, 1), "1:30", MONTREAL, ["01 05:30", "01 06:30"]),
        (date(2026, 9, 27), "2:30", AUCKLAND, []),
        (date(2027, 4, 4), "2:30", AUCKLAND, ["03 13:30", "03 14:30"]),
        (SPRING, "2:30", KOLKATA, ["27 21:00"]),
        (date(2027, 4, 4), "1:45", LORD_HOWE, ["03 14:45", "03 15:15"]),
        (date(2026, 10, 4), "2:15", LORD_HOWE, []),
        (date(2027, 4, 30), "0:30", CAIRO, []),
        (date(2026, 10, 29), "23:30", CAIRO, ["29 20:30", "29 21:30"]),
    ],
)
def test_a_wall_clock_time_is_no_one_or_two_instants(day, word, zone, expected):
    hour, minute = word.split(":")
    found = instants(day, time(int(hour), int(minute)), zone)
    assert in_utc(found) == expected
    assert all(moment.tzinfo is UTC for moment in found)


def test_seconds_are_kept():
    assert instants(AUTUMN, time(9, 0, 30, 5), PARIS) == [datetime(2027, 10, 31, 8, 0, 30, 5, tzinfo=UTC)]


def test_a_time_with_a_zone_or_a_fold_of_its_own_is_read_as_the_wall_clock():
    assert len(instants(AUTUMN, time(2, 30, fold=1, tzinfo=KOLKATA), PARIS)) == 2


# --- Paris, 28 March 2027


def test_the_hour_that_spring_skips_is_not_offered():
    starts = night_starts(SPRING, "1:00–4:00")
    assert on_the_wall(starts) == ["01:00", "01:30", "03:00", "03:30"]
    assert in_utc(starts) == ["28 00:00", "28 00:30", "28 01:00", "28 01:30"]


def test_a_session_across_the_skipped_hour_lasts_its_real_time():
    assert on_the_wall(night_starts(SPRING, "1:00–5:00", duration=45, gap=10)) == ["01:00", "01:55", "03:50"]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("2:30–4:00", ["03:00", "03:30"]),  # opens at the first moment that exists
        ("1:00–2:30", ["01:00", "01:30"]),  # closes when the clocks leap
        ("2:00–3:00", []),
        ("2:15–2:45", []),
        ("0:00–2:00", ["00:00", "00:30", "01:00", "01:30"]),
        ("3:00–4:00", ["03:00", "03:30"]),
    ],
)
def test_hours_with_an_edge_in_the_skipped_hour(hours, expected):
    assert on_the_wall(night_starts(SPRING, hours)) == expected


# --- Paris, 25 October 2026 and 31 October 2027


@pytest.mark.parametrize("day", [AUTUMN, AUTUMN_BEFORE])
def test_the_hour_that_autumn_repeats_is_offered_once_per_instant(day):
    starts = night_starts(day, "1:00–4:00")
    assert on_the_wall(starts) == ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]
    assert [start - starts[0] for start in starts] == [minutes(30) * n for n in range(8)]


def test_a_session_across_the_repeated_hour_lasts_its_real_time():
    walls = on_the_wall(night_starts(AUTUMN, "1:00–5:00", duration=45, gap=10))
    assert walls == ["01:00", "01:55", "02:50", "02:45", "03:40"]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("2:30–4:00", ["02:30", "02:30", "03:00", "03:30"]),  # open from 2:30 on both rounds, closed in between
        ("1:00–2:30", ["01:00", "01:30", "02:00", "02:00"]),
        ("2:00–3:00", ["02:00", "02:30", "02:00", "02:30"]),
        ("2:15–2:45", ["02:15", "02:15"]),
        ("0:00–2:00", ["00:00", "00:30", "01:00", "01:30"]),
        ("3:00–4:00", ["03:00", "03:30"]),
    ],
)
def test_hours_with_an_edge_in_the_repeated_hour(hours, expected):
    assert on_the_wall(night_starts(AUTUMN, hours)) == expected


def test_an_appointment_on_the_first_round_leaves_the_second_round_free():
    first, second = instants(AUTUMN, time(2, 0), PARIS)
    free = night_starts(AUTUMN, "2:00–3:00", duration=60, busy=[Busy(first, first + minutes(60))])
    assert free == [second]


def test_the_gap_round_an_appointment_in_paris_time_is_real_time():
    # Said in Paris time, 2:50 on the second round less ten minutes is 2:40 on the second round, not on the first.
    start = at(AUTUMN, "2:50", fold=1)
    free = night_starts(AUTUMN, "1:00–4:00", duration=10, gap=10, busy=[Busy(start, at(AUTUMN, "3:00"))])
    assert in_utc(free) == [
        *("30 23:00", "30 23:20", "30 23:40", "31 00:00", "31 00:20", "31 00:40", "31 01:00", "31 01:20"),
        *("31 02:10", "31 02:30", "31 02:50"),
    ]


def test_an_absence_in_paris_time_covers_both_rounds():
    off = [TimeOff(at(AUTUMN, "2:00"), at(AUTUMN, "3:00"))]
    assert on_the_wall(night_starts(AUTUMN, "1:00–4:00", time_off=off)) == ["01:00", "01:30", "03:00", "03:30"]


def test_now_on_the_second_round_has_left_the_first_behind():
    night = rules("2:00–3:00", duration=30, gap=0, every_day=True)
    assert in_utc(free_slots(night, AUTUMN, now=at(AUTUMN, "2:00", fold=1))) == ["31 01:00", "31 01:30"]
    assert refusal(night, at(AUTUMN, "2:00"), now=at(AUTUMN, "2:00", fold=1)).code == "past"
    assert refusal(night, at(AUTUMN, "2:30", fold=1), now=at(AUTUMN, "2:30", fold=0)) is None


# --- every change of clocks, 2026 to 2029, in five zones


def changes_of_clocks(zone: ZoneInfo) -> list[date]:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(4 * 365 + 1)]
    return [
        day
        for day in days
        if at(day, "0:00", zone).utcoffset() != at(day + timedelta(days=1), "0:00", zone).utcoffset()
    ]


CHANGES = [(zone, day) for zone in (PARIS, MONTREAL, AUCKLAND, KOLKATA, LORD_HOWE) for day in changes_of_clocks(zone)]


def test_there_are_eight_changes_in_each_zone_that_has_them():
    assert len(CHANGES) == 4 * 8


@pytest.mark.parametrize(
    ("zone", "day"), [pytest.param(*change, id=f"{change[0].key} {change[1]}") for change in CHANGES]
)
def test_every_quarter_of_a_day_of_change_is_offered_once(zone, day):
    around = datetime.combine(day, time(), UTC) - timedelta(days=1)
    quarters = (around + minutes(15) * n for n in range(3 * 96))
    expected = [quarter for quarter in quarters if quarter.astimezone(zone).date() == day]
    assert len(expected) in (23 * 4, 94, 98, 25 * 4)
    assert night_starts(day, "0:00–24:00", zone=zone, duration=15) == expected


@pytest.mark.mission("C7")
@pytest.mark.parametrize(
    ("zone", "day"), [pytest.param(*change, id=f"{change[0].key} {change[1]}") for change in CHANGES]
)
def test_office_hours_on_a_day_of_change_are_as_on_any_other(zone, day):
    coach = rules(zone=zone, every_day=True)
    expected = ["09:00", "09:55", "10:50", "11:45", "13:30", "14:25", "15:20", "16:15"]
    assert on_the_wall(free_slots(coach, day, now=at(day, "0:00", zone)), zone) == expected
