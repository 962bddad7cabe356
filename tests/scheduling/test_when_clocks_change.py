"""On which day the clocks of a zone change, when, and what they read before and after."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling import instants
from scheduling.clock_changes import clock_change

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("zone", "day", "before", "after", "at"),
    [
        ("Europe/Paris", date(2027, 3, 28), "02:00", "03:00", datetime(2027, 3, 28, 1, 0)),
        ("Europe/Paris", date(2027, 10, 31), "03:00", "02:00", datetime(2027, 10, 31, 1, 0)),
        ("America/Montreal", date(2027, 3, 14), "02:00", "03:00", datetime(2027, 3, 14, 7, 0)),
        ("Pacific/Auckland", date(2027, 4, 4), "03:00", "02:00", datetime(2027, 4, 3, 14, 0)),
        ("Australia/Lord_Howe", date(2026, 10, 4), "02:00", "02:30", datetime(2026, 10, 3, 15, 30)),
        ("America/Sao_Paulo", date(2018, 11, 4), "00:00", "01:00", datetime(2018, 11, 4, 3, 0)),
        ("America/Sao_Paulo", date(2018, 2, 17), "00:00", "23:00", datetime(2018, 2, 18, 2, 0)),
    ],
)
def test_a_change_is_found_on_its_day(zone, day, before, after, at):
    change = clock_change(day, ZoneInfo(zone))
    assert (f"{change.before:%H:%M}", f"{change.after:%H:%M}") == (before, after)
    assert change.at == at.replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Paris", "Asia/Kolkata", "UTC"])
def test_other_days_have_none(zone):
    for day in (date(2027, 3, 27), date(2027, 3, 29), date(2027, 7, 1), date(2027, 10, 30), date(2027, 11, 1)):
        assert clock_change(day, ZoneInfo(zone)) is None


def test_a_year_has_two_and_they_are_the_days_with_odd_hours():
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    changing = [day for day in days if clock_change(day, PARIS)]
    at_half_past_two = datetime(2027, 1, 1, 2, 30).time()
    assert changing == [day for day in days if len(instants(day, at_half_past_two, PARIS)) != 1]
    assert len(changing) == 2
