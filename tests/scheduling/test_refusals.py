"""Why a start cannot be had, and which of several reasons is said."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling import Busy, Code, Refusal, TimeOff, free_slots, refusal
from tests.scheduling.week import (
    COACH,
    MONDAY,
    NOW,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    at,
    away,
    minutes,
    rules,
    session,
)


def reason(day: date, word: str, rules=COACH, *, now: datetime = NOW, **known) -> Refusal | None:
    return refusal(rules, at(day, word), now=now, **known)


@pytest.mark.mission("C9")
def test_a_free_start_is_not_refused():
    assert reason(MONDAY, "9:55") is None
    assert refusal(COACH, at(MONDAY, "9:55").astimezone(UTC), now=NOW) is None


@pytest.mark.mission("C9")
@pytest.mark.parametrize("day", [SATURDAY, SUNDAY])
def test_a_saturday_or_a_sunday(day):
    assert reason(day, "9:00") == Refusal(Code.CLOSED_DAY)


@pytest.mark.mission("C9")
@pytest.mark.parametrize("word", ["0:00", "8:59", "11:46", "12:30", "13:00", "13:29", "16:16", "17:00", "23:59"])
def test_outside_the_hours_or_not_over_when_they_end(word):
    assert reason(MONDAY, word) == Refusal(Code.OUT_OF_HOURS)


def test_a_session_may_not_run_on_from_one_window_into_the_next():
    assert reason(MONDAY, "9:30", rules("9:00–10:00", "10:00–11:00")) == Refusal(Code.OUT_OF_HOURS)


@pytest.mark.mission("C9")
@pytest.mark.parametrize("word", ["9:16", "9:55", "10:00", "10:44"])
def test_a_time_already_taken_names_the_appointment(word):
    busy = [session(TUESDAY, "10:00", ref="another"), session(MONDAY, "10:00", ref="Bob's")]
    assert reason(MONDAY, word, busy=busy) == Refusal(Code.TAKEN, "Bob's")


@pytest.mark.mission("C9")
@pytest.mark.parametrize("word", ["9:06", "9:15", "10:45", "10:54"])
def test_within_the_gap_of_an_appointment_is_too_close(word):
    assert reason(MONDAY, word, busy=[session(MONDAY, "10:00", ref="Bob's")]) == Refusal(Code.TOO_CLOSE, "Bob's")


@pytest.mark.parametrize(("word", "code"), [("11:09", Code.TOO_CLOSE), ("11:10", None), ("11:11", Code.OFF_GRID)])
def test_too_close_goes_by_the_larger_gap(word, code):
    refused = reason(MONDAY, word, busy=[session(MONDAY, "10:00", gap=25)])
    assert (refused and refused.code) == code


def test_taken_by_one_is_said_before_too_close_to_another():
    busy = [session(MONDAY, "10:50", ref="after"), session(MONDAY, "9:00", ref="taken")]
    assert reason(MONDAY, "9:40", rules(step=5), busy=busy) == Refusal(Code.TAKEN, "taken")
    assert reason(MONDAY, "10:00", rules(step=5), busy=busy) == Refusal(Code.TOO_CLOSE, "after")


@pytest.mark.mission("C9")
def test_in_the_past():
    assert reason(MONDAY, "9:00", now=at(MONDAY, "9:01")) == Refusal(Code.PAST)
    assert reason(MONDAY, "9:00", now=at(MONDAY, "9:00") + timedelta(microseconds=1)) == Refusal(Code.PAST)
    assert reason(date(2026, 11, 20), "9:00") == Refusal(Code.PAST)


@pytest.mark.mission("C9")
def test_this_very_moment_is_not_the_past():
    assert reason(MONDAY, "9:00", now=at(MONDAY, "9:00")) is None


@pytest.mark.mission("C9")
def test_past_the_sixty_days():
    assert reason(date(2027, 1, 21), "9:00") == Refusal(Code.TOO_FAR)


def test_sooner_than_the_notice():
    one_day = rules(notice=timedelta(hours=24))
    now = at(MONDAY, "9:00")
    assert reason(MONDAY, "9:55", one_day, now=now) == Refusal(Code.TOO_SOON)
    assert reason(TUESDAY, "9:00", one_day, now=now) is None
    assert reason(TUESDAY, "9:00", one_day, now=now + timedelta(seconds=1)) == Refusal(Code.TOO_SOON)
    assert reason(MONDAY, "8:00", one_day, now=now) == Refusal(Code.PAST)


@pytest.mark.parametrize("word", ["9:01", "9:54", "11:44", "16:14"])
def test_a_time_between_two_starts_is_off_the_grid(word):
    assert reason(MONDAY, word) == Refusal(Code.OFF_GRID)


@pytest.mark.parametrize("beyond", [timedelta(seconds=1), timedelta(microseconds=1)])
def test_a_start_of_seconds_is_off_the_grid(beyond):
    assert refusal(COACH, at(MONDAY, "9:00") + beyond, now=NOW) == Refusal(Code.OFF_GRID)


def test_a_start_of_seconds_that_is_not_over_when_the_hours_end():
    assert refusal(COACH, at(MONDAY, "16:15") + timedelta(seconds=1), now=NOW) == Refusal(Code.OUT_OF_HOURS)


def test_the_repeated_time_of_an_appointment_an_hour_later_is_free():
    night = rules("1:00–4:00", duration=60, gap=0, every_day=True)
    autumn = date(2027, 10, 31)
    first_round = Busy(at(autumn, "2:00", fold=0), at(autumn, "2:00", fold=1), ref="Bob's")
    known = {"busy": [first_round], "now": at(date(2027, 10, 30), "9:00")}
    assert refusal(night, at(autumn, "2:00", fold=0), **known) == Refusal(Code.TAKEN, "Bob's")
    assert refusal(night, at(autumn, "2:00", fold=1), **known) is None


# --- time off


def test_time_off_in_the_way_is_named():
    absence, holiday = away(MONDAY, "10:00–11:00", ref="dentist"), away(MONDAY, "14:00–15:00", ref="fair", holiday=True)
    assert reason(MONDAY, "10:50", time_off=[absence, holiday]) == Refusal(Code.ABSENT, "dentist")
    assert reason(MONDAY, "9:55", time_off=[absence, holiday]) == Refusal(Code.ABSENT, "dentist")
    assert reason(MONDAY, "14:25", time_off=[absence, holiday]) == Refusal(Code.HOLIDAY, "fair")
    assert reason(MONDAY, "11:00", time_off=[absence, holiday]) is None
    assert reason(MONDAY, "11:45", time_off=[absence, holiday]) == Refusal(Code.OFF_GRID)  # 11:00 moved the grid


def test_a_holiday_is_said_rather_than_an_absence_on_it():
    both = [away(MONDAY, "0:00–24:00", ref="leave"), away(MONDAY, "0:00–24:00", ref="Noël", holiday=True)]
    assert reason(MONDAY, "9:00", time_off=both) == Refusal(Code.HOLIDAY, "Noël")


def test_time_off_is_said_rather_than_the_appointment_kept_in_it():
    known = {"busy": [session(MONDAY, "9:00", ref="Bob's")], "time_off": [away(MONDAY, "9:00–10:00", ref="leave")]}
    assert reason(MONDAY, "9:00", **known) == Refusal(Code.ABSENT, "leave")


@pytest.mark.parametrize("word", ["9:00", "9:01", "12:30", "20:00"])
def test_on_a_day_off_another_hour_would_not_help_so_the_day_is_named(word):
    assert reason(MONDAY, word, time_off=[away(MONDAY, "9:00–17:00", ref="leave")]) == Refusal(Code.ABSENT, "leave")


def test_on_a_day_off_made_of_two_the_one_in_the_way_is_named():
    halves = [away(MONDAY, "9:00–13:00", ref="morning"), away(MONDAY, "13:00–17:00", ref="afternoon")]
    assert reason(MONDAY, "14:25", time_off=halves) == Refusal(Code.ABSENT, "afternoon")


def test_a_day_off_may_be_made_of_any_rows_in_any_order():
    rows = [away(MONDAY, "13:00–17:00"), away(MONDAY, "8:00–11:00"), away(MONDAY, "10:00–13:00")]
    assert reason(MONDAY, "20:00", time_off=rows) == Refusal(Code.ABSENT)
    assert reason(MONDAY, "20:00", time_off=rows[1:]) == Refusal(Code.OUT_OF_HOURS)


def test_on_a_day_partly_off_the_hours_are_named_for_a_time_outside_them():
    most = [away(MONDAY, "0:00–16:00", ref="leave")]
    assert reason(MONDAY, "8:00", time_off=most) == Refusal(Code.OUT_OF_HOURS)
    assert reason(MONDAY, "16:00", time_off=most) is None


def test_a_holiday_on_a_closed_day_changes_nothing():
    assert reason(SUNDAY, "9:00", time_off=[away(SUNDAY, "0:00–24:00", holiday=True)]) == Refusal(Code.CLOSED_DAY)


def test_time_off_of_no_length_is_no_reason():
    nothing = TimeOff(at(MONDAY, "9:30"), at(MONDAY, "9:30"), ref="nothing")
    assert reason(MONDAY, "9:01", time_off=[nothing]) == Refusal(Code.OFF_GRID)


# --- what is said first


def test_the_date_is_said_before_the_hour():
    everything = {"busy": [session(SATURDAY, "9:00")], "time_off": [away(SATURDAY, "0:00–24:00")]}
    assert reason(SATURDAY, "3:00", **everything) == Refusal(Code.CLOSED_DAY)
    assert reason(date(2027, 1, 23), "3:00") == Refusal(Code.TOO_FAR)  # a Saturday, at night, too far away
    assert reason(date(2026, 11, 15), "3:00") == Refusal(Code.PAST)  # a Sunday, at night, in the past
    assert reason(date(2026, 11, 22), "3:00", rules(notice=timedelta(days=3))) == Refusal(Code.TOO_SOON)


def test_rows_may_come_from_a_generator():
    busy = (session(MONDAY, word, ref=word) for word in ("9:00", "10:50"))
    assert reason(MONDAY, "10:50", busy=busy) == Refusal(Code.TAKEN, "10:50")


@pytest.mark.parametrize("known", [{"now": datetime(2026, 11, 21)}, {"now": NOW, "busy": [Busy(NOW, datetime.max)]}])
def test_a_naive_datetime_is_an_error(known):
    with pytest.raises(ValueError, match="time zone"):
        refusal(COACH, at(MONDAY, "9:00"), **known)


def test_a_naive_start_is_an_error():
    with pytest.raises(ValueError, match="time zone"):
        refusal(COACH, datetime(2026, 11, 23, 9, 0), now=NOW)


def test_every_code_is_its_own_name():
    assert [code.name.lower() for code in Code] == [str(code) for code in Code]
    assert len(Code) == 17


@pytest.mark.mission("C9")
def test_every_minute_of_a_full_day_is_offered_or_refused_and_never_both():
    known = {
        "busy": [session(MONDAY, "10:00"), session(MONDAY, "16:15", gap=30)],
        "time_off": [away(MONDAY, "14:00–15:00")],
        "now": at(MONDAY, "9:30"),
    }
    minutes_of_the_day = [at(MONDAY, "0:00") + minutes(n) for n in range(24 * 60)]
    accepted = [start for start in minutes_of_the_day if refusal(COACH, start, **known) is None]
    assert accepted == free_slots(COACH, MONDAY, **known) == [at(MONDAY, "10:55"), at(MONDAY, "15:00")]
