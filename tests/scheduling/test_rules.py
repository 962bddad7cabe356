"""Rules that make no sense are refused when they are made, not when somebody books."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from scheduling import Rules, Window
from tests.scheduling.week import COACH, PARIS, minutes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"duration": minutes(0)}, "longer than nothing"),
        ({"duration": minutes(-45)}, "longer than nothing"),
        ({"step": minutes(0)}, "longer than nothing"),
        ({"step": minutes(-5)}, "longer than nothing"),
        ({"gap": minutes(-10)}, "not negative"),
        ({"minimum_notice": minutes(-1)}, "not negative"),
        ({"horizon_days": -1}, "not negative"),
        ({"duration": timedelta(seconds=45)}, "duration is in whole minutes"),
        ({"gap": timedelta(minutes=10, seconds=1)}, "gap is in whole minutes"),
        ({"step": timedelta(minutes=15, microseconds=1)}, "step is in whole minutes"),
    ],
)
def test_lengths_that_cannot_be_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        replace(COACH, **change)


@pytest.mark.parametrize(
    "change", [{"gap": minutes(0)}, {"horizon_days": 0}, {"minimum_notice": timedelta(seconds=1)}, {"step": minutes(1)}]
)
def test_small_lengths_are_fine(change):
    assert replace(COACH, **change) != COACH


@pytest.mark.mission("C8")
def test_sixty_days_and_no_notice_unless_the_practice_sets_them():
    plain = Rules(PARIS, PARIS, minutes(45), minutes(10), hours=lambda day: [])
    assert (plain.horizon_days, plain.minimum_notice, plain.step) == (60, timedelta(0), None)


def test_the_step_is_the_duration_and_the_gap_unless_it_is_set():
    assert COACH.step_between_starts == minutes(55)
    assert replace(COACH, step=minutes(20)).step_between_starts == minutes(20)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (time(12), time(9), "end after they start"),
        (time(9), time(9), "end after they start"),
        (time(9, 0, 1), time(12), "whole minutes"),
        (time(9), time.max, "whole minutes"),
        (time(9, 0, 0, 1), time(12), "whole minutes"),
    ],
)
def test_hours_that_cannot_be_are_refused(start, end, message):
    with pytest.raises(ValueError, match=message):
        Window(start, end)


def test_midnight_ends_a_day_and_starts_one():
    assert Window(time(0), time(0)) == Window(time.min, time.min)
    assert Window(time(22), time(0)).end == time(0)
