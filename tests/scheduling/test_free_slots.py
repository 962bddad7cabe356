"""Which starts a day offers: hours, minus time off, minus what is busy with its gap, cut into steps."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling import Busy, Rules, TimeOff, free_slots, free_slots_between
from tests.scheduling.week import (
    AUCKLAND,
    COACH,
    DAY_OF_EIGHT,
    FRIDAY,
    KOLKATA,
    MONDAY,
    NOW,
    PARIS,
    SATURDAY,
    SATURDAY_BEFORE,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    at,
    away,
    minutes,
    rules,
    session,
    starts_on,
    window,
)

# --- the coach's day


@pytest.mark.mission("C7")
@pytest.mark.parametrize("day", [MONDAY, TUESDAY, WEDNESDAY, date(2026, 11, 26), FRIDAY])
def test_a_working_day_holds_eight_sessions(day):
    assert starts_on(day) == ["09:00", "09:55", "10:50", "11:45", "13:30", "14:25", "15:20", "16:15"]


@pytest.mark.mission("C7")
@pytest.mark.parametrize("day", [SATURDAY, SUNDAY])
def test_a_weekend_day_holds_none(day):
    assert starts_on(day) == []


@pytest.mark.mission("C7")
def test_ten_minutes_stay_free_before_and_after_a_session():
    assert starts_on(MONDAY, busy=["10:00"]) == ["09:00", "10:55", "13:30", "14:25", "15:20", "16:15"]


@pytest.mark.mission("C7")
def test_a_taken_start_takes_nothing_else_with_it():
    assert starts_on(MONDAY, busy=["9:55"]) == ["09:00", "10:50", "11:45", "13:30", "14:25", "15:20", "16:15"]


def test_every_start_can_be_taken_one_after_the_other():
    assert starts_on(MONDAY, busy=DAY_OF_EIGHT) == []
    assert starts_on(MONDAY, busy=DAY_OF_EIGHT[:-1]) == ["16:15"]


def test_starts_come_in_utc_and_in_order():
    assert free_slots(COACH, MONDAY, now=NOW)[:2] == [
        datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        datetime(2026, 11, 23, 8, 55, tzinfo=UTC),
    ]
    assert all(start.tzinfo is UTC for start in free_slots(COACH, MONDAY, now=NOW))


def test_a_session_that_just_fits_is_offered_and_one_minute_more_is_not():
    assert starts_on(MONDAY, rules("9:00–9:45")) == ["09:00"]
    assert starts_on(MONDAY, rules("9:00–9:44")) == []


def test_no_gap_is_kept_at_the_edges_of_the_hours():
    assert starts_on(MONDAY, rules("9:00–10:40")) == ["09:00", "09:55"]


def test_each_window_counts_from_its_own_start():
    assert starts_on(MONDAY, rules("9:00–10:00", "10:00–11:00")) == ["09:00", "10:00"]


def test_windows_may_come_in_any_order():
    assert starts_on(MONDAY, rules("13:30–17:00", "9:00–12:30")) == DAY_OF_EIGHT


def test_windows_that_overlap_are_one():
    assert starts_on(MONDAY, rules("9:00–10:30", "10:00–11:50")) == ["09:00", "09:55", "10:50"]


def test_hours_may_last_until_midnight():
    assert starts_on(MONDAY, rules("22:00–24:00", duration=60, gap=0)) == ["22:00", "23:00"]
    assert len(starts_on(MONDAY, rules("0:00–24:00", duration=60, gap=0))) == 24


def test_a_date_has_the_hours_that_the_caller_gives_for_it():
    exceptions = {SATURDAY: [window("10:00–11:00")], MONDAY: []}
    coach = Rules(PARIS, PARIS, minutes(45), minutes(10), hours=lambda day: exceptions.get(day, [window("9:00–9:45")]))
    assert [starts_on(day, coach) for day in (MONDAY, TUESDAY, SATURDAY)] == [[], ["09:00"], ["10:00"]]


# --- the step


@pytest.mark.mission("C7")
def test_a_practice_may_set_another_step():
    assert starts_on(MONDAY, rules("9:00–11:00", step=30)) == ["09:00", "09:30", "10:00"]
    assert starts_on(MONDAY, rules(step=60)) == ["09:00", "10:00", "11:00", "13:30", "14:30", "15:30"]


def test_the_gap_is_kept_whatever_the_step():
    assert starts_on(MONDAY, rules("9:00–12:00", step=15), busy=["10:00"]) == ["09:00", "10:55", "11:10"]


def test_booked_one_after_the_other_a_short_step_still_fills_the_day_to_the_minute():
    booked: list[str] = []
    while free := starts_on(MONDAY, rules(step=15), busy=booked):
        booked.append(free[0])
    assert booked == DAY_OF_EIGHT


def test_an_hour_without_gap_fills_nine_to_six():
    hours = [f"{hour:02}:00" for hour in range(9, 18)]
    assert starts_on(MONDAY, rules("9:00–18:00", duration=60, gap=0)) == hours


# --- the gap


@pytest.mark.parametrize(
    ("ours", "theirs", "first_after"),
    [(10, 0, "10:55"), (10, 10, "10:55"), (10, 25, "11:10"), (25, 10, "11:10"), (0, 0, "10:45"), (0, 5, "10:50")],
)
def test_between_neighbours_the_larger_of_the_two_gaps_counts_never_the_sum(ours, theirs, first_after):
    free = starts_on(MONDAY, rules("9:00–12:30", gap=ours), busy=[session(MONDAY, "10:00", gap=theirs)])
    assert next(start for start in free if start > "10:00") == first_after


def test_the_larger_gap_counts_before_an_appointment_too():
    early = rules("9:00–11:00", step=5)
    assert starts_on(MONDAY, early, busy=[session(MONDAY, "10:05", gap=20)]) == ["09:00"]
    assert starts_on(MONDAY, early, busy=[session(MONDAY, "10:10", gap=20)]) == ["09:00", "09:05"]
    assert starts_on(MONDAY, early, busy=[session(MONDAY, "10:05", gap=0)]) == ["09:00", "09:05", "09:10"]


def test_appointments_that_overlap_or_come_in_any_order_are_all_kept_clear_of():
    busy = [session(MONDAY, "11:00", lasts=30), session(MONDAY, "9:30", lasts=100), session(MONDAY, "10:00", lasts=5)]
    assert starts_on(MONDAY, rules("9:00–12:30"), busy=busy) == ["11:40"]


def test_an_appointment_just_outside_the_hours_keeps_its_gap_inside():
    busy = [session(MONDAY, "8:15"), session(MONDAY, "12:30")]
    assert starts_on(MONDAY, rules("9:00–12:30"), busy=busy) == ["09:10", "10:05", "11:00"]


def test_an_appointment_of_another_day_is_in_nobodys_way():
    assert starts_on(MONDAY, busy=[session(TUESDAY, "9:00"), session(FRIDAY, "9:00")]) == DAY_OF_EIGHT


def test_an_appointment_may_last_past_midnight():
    night = rules("0:00–3:00", duration=60, gap=0)
    assert starts_on(TUESDAY, night, busy=[session(MONDAY, "23:30", lasts=60, gap=0)]) == ["00:30", "01:30"]


def test_seconds_of_an_outside_appointment_never_make_a_start_of_seconds():
    start = at(MONDAY, "9:00").astimezone(UTC) + timedelta(seconds=20)
    busy = [Busy(start, start + minutes(30), timedelta(0))]
    assert starts_on(MONDAY, rules("9:00–11:00", gap=0), busy=busy) == ["09:31"]


# --- time off


def test_no_gap_is_kept_before_or_after_time_off():
    assert starts_on(MONDAY, rules("9:00–12:30"), time_off=["9:45–11:00"]) == ["09:00", "11:00"]


def test_starts_count_anew_from_the_end_of_an_absence():
    assert starts_on(MONDAY, time_off=["9:00–10:07"]) == ["10:07", "11:02", "13:30", "14:25", "15:20", "16:15"]


def test_a_day_off_offers_nothing_and_its_neighbours_everything():
    holiday = TimeOff(at(TUESDAY, "0:00"), at(WEDNESDAY, "0:00"), holiday=True)
    days = free_slots_between(COACH, MONDAY, WEDNESDAY, time_off=[holiday], now=NOW)
    assert [len(starts) for starts in days.values()] == [8, 0, 8]


def test_an_appointment_kept_in_an_absence_still_keeps_its_gap_after_it():
    free = starts_on(MONDAY, rules("9:00–12:30"), busy=[session(MONDAY, "9:30")], time_off=["9:00–10:20"])
    assert free == ["10:25", "11:20"]


def test_time_off_of_no_length_takes_no_time():
    nothing = TimeOff(at(MONDAY, "10:00"), at(MONDAY, "10:00"))
    assert starts_on(MONDAY, time_off=[nothing]) == DAY_OF_EIGHT


# --- now


@pytest.mark.mission("C9")
def test_the_day_goes_by_and_its_other_starts_do_not_move():
    assert starts_on(MONDAY, now=at(MONDAY, "9:00")) == DAY_OF_EIGHT
    assert starts_on(MONDAY, now=at(MONDAY, "9:01")) == DAY_OF_EIGHT[1:]
    assert starts_on(MONDAY, now=at(MONDAY, "14:00")) == ["14:25", "15:20", "16:15"]
    assert starts_on(MONDAY, now=at(MONDAY, "16:16")) == []


def test_a_microsecond_too_late_is_too_late():
    late = at(MONDAY, "9:00") + timedelta(microseconds=1)
    assert starts_on(MONDAY, now=late) == DAY_OF_EIGHT[1:]


@pytest.mark.mission("C9")
@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2020, 1, 6), date.min])
def test_a_past_day_gives_an_empty_list(day):
    assert starts_on(day, rules(every_day=True)) == []


def test_a_minimum_notice_counts_from_now_to_the_start():
    day_before = rules(notice=timedelta(hours=24))
    assert starts_on(MONDAY, day_before, now=at(date(2026, 11, 22), "13:30")) == DAY_OF_EIGHT[4:]
    assert starts_on(MONDAY, day_before, now=at(date(2026, 11, 22), "13:31")) == DAY_OF_EIGHT[5:]


def test_a_notice_longer_than_the_horizon_offers_nothing():
    never = rules(notice=timedelta(days=90))
    assert free_slots_between(never, MONDAY, SUNDAY, now=NOW) == {MONDAY + timedelta(days=n): [] for n in range(7)}


# --- several days


def test_every_day_of_a_range_is_there_both_ends_included():
    days = free_slots_between(COACH, FRIDAY, date(2026, 11, 30), now=NOW)
    assert list(days) == [FRIDAY, SATURDAY, SUNDAY, date(2026, 11, 30)]
    assert [len(starts) for starts in days.values()] == [8, 0, 0, 8]


def test_a_range_gives_day_by_day_what_a_day_gives():
    busy = [session(MONDAY, "10:00"), session(WEDNESDAY, "9:55"), session(FRIDAY, "16:15")]
    time_off = [away(TUESDAY, "0:00–24:00"), away(FRIDAY, "9:00–10:30")]
    days = free_slots_between(COACH, SATURDAY_BEFORE, SUNDAY, busy=busy, time_off=time_off, now=NOW)
    assert days == {day: free_slots(COACH, day, busy=busy, time_off=time_off, now=NOW) for day in days}


def test_a_range_that_ends_before_it_starts_is_empty():
    assert free_slots_between(COACH, TUESDAY, MONDAY, now=NOW) == {}


def test_hours_are_only_asked_for_days_that_can_be_booked():
    asked = []
    curious = Rules(PARIS, PARIS, minutes(45), minutes(10), hours=lambda day: asked.append(day) or [], horizon_days=2)
    free_slots_between(curious, date(2026, 11, 1), date(2026, 12, 31), now=NOW)
    assert asked == [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)]


def test_rows_may_come_from_a_generator():
    busy = (session(MONDAY, word) for word in DAY_OF_EIGHT)
    assert free_slots(COACH, MONDAY, busy=busy, now=NOW) == []


# --- other zones


def test_hours_are_those_of_the_places_zone():
    assert free_slots(rules("9:00–9:45", zone=KOLKATA), MONDAY, now=NOW) == [datetime(2026, 11, 23, 3, 30, tzinfo=UTC)]
    assert free_slots(rules("9:00–9:45", zone=AUCKLAND), MONDAY, now=NOW) == [datetime(2026, 11, 22, 20, 0, tzinfo=UTC)]


def test_busy_times_may_be_in_any_zone():
    taken = at(MONDAY, "10:00").astimezone(KOLKATA)
    busy = [Busy(taken, taken + minutes(45))]
    assert starts_on(MONDAY, busy=busy) == ["09:00", "10:55", "13:30", "14:25", "15:20", "16:15"]


# --- naive datetimes


@pytest.mark.parametrize(
    "known",
    [
        {"now": datetime(2026, 11, 21)},
        {"now": NOW, "busy": [Busy(datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 10))]},
        {"now": NOW, "time_off": [TimeOff(at(MONDAY, "9:00"), datetime(2026, 11, 23, 10))]},
    ],
)
def test_a_naive_datetime_is_an_error(known):
    with pytest.raises(ValueError, match="time zone"):
        free_slots(COACH, MONDAY, **known)


def test_an_appointment_without_length_or_gap_closes_nothing():
    nothing = session(MONDAY, "9:30", lasts=0, gap=0)
    assert starts_on(MONDAY, rules(gap=0), busy=[nothing]) == starts_on(MONDAY, rules(gap=0))


def test_appointments_may_come_in_any_order():
    in_order = [session(MONDAY, "9:55"), session(MONDAY, "10:50", gap=60), session(MONDAY, "14:25")]
    expected = starts_on(MONDAY, busy=in_order)
    assert starts_on(MONDAY, busy=in_order[::-1]) == expected
    assert starts_on(MONDAY, busy=[in_order[1], in_order[2], in_order[0]]) == expected
