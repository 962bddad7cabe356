"""Slots put up by hand: offered as they are, outside of the hours too; closed by absences and by appointments."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling import Busy, Code, Published, Refusal, free_slots, nearest, refusal
from tests.scheduling.week import DAY_OF_EIGHT, MONDAY, NOW, PARIS, SATURDAY, at, away, minutes, rules

EVENING = Published(at(MONDAY, "18:07"), at(MONDAY, "19:07"))
SATURDAY_MORNING = Published(at(SATURDAY, "10:00"), at(SATURDAY, "11:00"))


def starts(day, published, **known):
    found = free_slots(rules(), day, published=published, now=NOW, **known)
    return [f"{start.astimezone(PARIS):%H:%M}" for start in found]


def test_it_stands_beside_the_starts_of_the_hours():
    assert starts(MONDAY, [EVENING]) == [*DAY_OF_EIGHT, "18:07"]


def test_a_day_without_hours_has_only_what_was_put_up():
    assert starts(SATURDAY, [SATURDAY_MORNING]) == ["10:00"]
    assert refusal(rules(), SATURDAY_MORNING.start, published=[SATURDAY_MORNING], now=NOW) is None
    assert refusal(rules(), at(SATURDAY, "10:01"), published=[SATURDAY_MORNING], now=NOW) == Refusal(Code.CLOSED_DAY)


def test_one_within_the_hours_is_offered_once_and_in_its_order():
    within = Published(at(MONDAY, "9:30"), at(MONDAY, "10:30"))
    same = Published(at(MONDAY, "9:00"), at(MONDAY, "10:30"))
    assert starts(MONDAY, [within, same]) == ["09:00", "09:30", *DAY_OF_EIGHT[1:]]


def test_one_that_is_closed_leaves_no_shorter_session_in_its_place():
    """Whoever books at that time takes the slot, which runs into the appointment, or the absence, later on."""
    until_noon = Published(at(MONDAY, "9:00"), at(MONDAY, "12:00"))
    late = [Busy(at(MONDAY, "11:00"), at(MONDAY, "11:45"), minutes(10), "Bob")]
    assert "09:00" not in starts(MONDAY, [until_noon], busy=late)
    assert refusal(rules(), until_noon.start, published=[until_noon], busy=late, now=NOW) == Refusal(Code.TAKEN, "Bob")
    dentist = [away(MONDAY, "11:00–12:00", ref="dentist")]
    assert "09:00" not in starts(MONDAY, [until_noon], time_off=dentist)
    refused = refusal(rules(), until_noon.start, published=[until_noon], time_off=dentist, now=NOW)
    assert refused == Refusal(Code.ABSENT, "dentist")


def test_it_is_open_on_a_public_holiday():
    assert starts(MONDAY, [EVENING], time_off=[away(MONDAY, "0:00–24:00", holiday=True)]) == ["18:07"]


def test_an_absence_closes_it_and_is_named():
    dentist = away(MONDAY, "19:00–20:00", ref="dentist")
    assert starts(MONDAY, [EVENING], time_off=[dentist]) == DAY_OF_EIGHT
    refused = refusal(rules(), EVENING.start, published=[EVENING], time_off=[dentist], now=NOW)
    assert refused == Refusal(Code.ABSENT, "dentist")


@pytest.mark.parametrize(
    ("booked", "code"),
    [
        ("18:30", Code.TAKEN),
        ("19:10", Code.TOO_CLOSE),
        ("19:16", Code.TOO_CLOSE),
        ("19:17", None),
    ],
)
def test_an_appointment_keeps_its_gap_from_it(booked, code):
    start = at(MONDAY, booked)
    busy = [Busy(start, start + minutes(45), minutes(10), "Bob")]
    assert (starts(MONDAY, [EVENING], busy=busy) == [*DAY_OF_EIGHT, "18:07"]) is (code is None)
    refused = refusal(rules(), EVENING.start, published=[EVENING], busy=busy, now=NOW)
    assert refused == (Refusal(code, "Bob") if code else None)


def test_the_notice_and_the_present_count_for_it_too():
    hour_before = EVENING.start - timedelta(hours=1)
    offered = [
        free_slots(rules(notice=minutes(notice)), MONDAY, published=[EVENING], now=hour_before) for notice in (60, 61)
    ]
    assert offered == [[EVENING.start.astimezone(UTC)], []]


def test_beyond_the_horizon_it_is_not_offered_yet():
    far = Published(at(SATURDAY, "10:00"), at(SATURDAY, "11:00"))
    assert free_slots(rules(horizon_days=6), SATURDAY, published=[far], now=NOW) == []
    assert free_slots(rules(horizon_days=7), SATURDAY, published=[far], now=NOW) == [far.start.astimezone(UTC)]


def test_it_is_among_the_nearest():
    asked = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    assert SATURDAY_MORNING.start.astimezone(UTC) in nearest(
        rules(), asked, published=[SATURDAY_MORNING], now=NOW, count=1
    )
