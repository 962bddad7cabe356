"""The last day that can be booked: the 60th from today, counted in the practice's zone, to the second."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling import Code, Refusal, free_slots, free_slots_between, last_bookable_day, refusal
from tests.scheduling.week import (
    AUCKLAND,
    CAIRO,
    COACH,
    HAVANA,
    KOLKATA,
    LORD_HOWE,
    MONTREAL,
    NOW,
    PARIS,
    at,
    rules,
    starts_on,
)

SIXTIETH = date(2027, 1, 20)  # a Wednesday, 60 days after 21 November 2026
SIXTY_FIRST = date(2027, 1, 21)
ROUND_THE_CLOCK = rules("0:00–24:00", duration=1, gap=0, every_day=True)
TOO_FAR = Refusal(Code.TOO_FAR)


@pytest.mark.mission("C8")
def test_the_sixtieth_day_can_be_booked_and_the_sixty_first_cannot():
    assert last_bookable_day(COACH, NOW) == SIXTIETH
    assert len(starts_on(SIXTIETH)) == 8
    assert starts_on(SIXTY_FIRST) == []
    assert refusal(COACH, at(SIXTIETH, "16:15"), now=NOW) is None
    assert refusal(COACH, at(SIXTY_FIRST, "9:00"), now=NOW) == TOO_FAR


@pytest.mark.mission("C8")
def test_the_day_of_booking_changes_at_midnight_in_the_practice():
    one_second_to = datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC)
    midnight = one_second_to + timedelta(seconds=1)
    assert last_bookable_day(COACH, one_second_to) == SIXTIETH
    assert last_bookable_day(COACH, midnight) == SIXTY_FIRST
    assert starts_on(SIXTY_FIRST, now=one_second_to) == []
    assert len(starts_on(SIXTY_FIRST, now=midnight)) == 8


@pytest.mark.mission("C8")
def test_the_sixtieth_day_lasts_until_its_last_second():
    last_minute = at(SIXTIETH, "23:59")
    assert free_slots(ROUND_THE_CLOCK, SIXTIETH, now=NOW)[-1] == last_minute
    assert refusal(ROUND_THE_CLOCK, last_minute, now=NOW) is None
    # A minute's session would not be over at midnight then, but it is not too far away.
    assert refusal(ROUND_THE_CLOCK, last_minute + timedelta(seconds=59), now=NOW) == Refusal(Code.OUT_OF_HOURS)
    assert refusal(ROUND_THE_CLOCK, at(SIXTY_FIRST, "0:00"), now=NOW) == TOO_FAR


def test_a_session_may_end_after_the_sixtieth_day_if_it_starts_on_it():
    one_place_ahead = rules("0:00–3:00", zone=AUCKLAND, practice_zone=PARIS, duration=60, gap=0, every_day=True)
    # Paris has its midnight at noon in Auckland, where nothing is open: the whole of its 60th day at that place counts.
    assert starts_on(SIXTIETH, one_place_ahead) == ["00:00", "01:00", "02:00"]
    across = rules("11:00–13:00", zone=AUCKLAND, practice_zone=PARIS, duration=45, gap=0, step=30, every_day=True)
    assert starts_on(SIXTY_FIRST, across) == ["11:00", "11:30"]  # 11:30 to 12:15 there is 23:30 to 0:15 in Paris


@pytest.mark.parametrize(
    ("place", "first", "last"),
    [
        (MONTREAL, "2026-11-21", "2027-01-20"),
        (KOLKATA, "2026-11-21", "2027-01-21"),
        (AUCKLAND, "2026-11-21", "2027-01-21"),
    ],
)
def test_the_horizon_is_counted_in_the_practices_zone_wherever_the_place_is(place, first, last):
    elsewhere = rules("0:00–24:00", zone=place, practice_zone=PARIS, duration=30, gap=0, every_day=True)
    days = free_slots_between(elsewhere, date(2026, 11, 15), date(2027, 1, 31), now=NOW)
    starts = [start for day in days.values() for start in day]
    assert starts[0] == NOW
    assert starts[-1] == at(SIXTIETH, "23:30", PARIS)
    open_days = [day.isoformat() for day, found in days.items() if found]
    assert (open_days[0], open_days[-1]) == (first, last)


@pytest.mark.mission("C8")
@pytest.mark.parametrize(
    ("zone", "today", "sixtieth"),
    [
        (PARIS, "2027-02-15", "2027-04-16"),  # across 28 March 2027, a day of 23 hours
        (PARIS, "2026-09-01", "2026-10-31"),  # across 25 October 2026, a day of 25 hours
        (PARIS, "2027-01-27", "2027-03-28"),  # onto the change itself
        (PARIS, "2027-09-01", "2027-10-31"),
        (PARIS, "2027-03-28", "2027-05-27"),  # from the change itself
        (PARIS, "2027-12-31", "2028-02-29"),  # onto the leap day
        (PARIS, "2026-11-04", "2027-01-03"),  # ends ISO week 53 of 2026
        (PARIS, "2026-08-25", "2026-10-24"),  # ends an hour or two before the change
        (AUCKLAND, "2027-02-02", "2027-04-03"),
        (HAVANA, "2026-09-01", "2026-10-31"),  # the midnight after it comes twice: the first one ends the day
        (MONTREAL, "2026-10-01", "2026-11-30"),
        (AUCKLAND, "2026-08-30", "2026-10-29"),
        (KOLKATA, "2026-11-21", "2027-01-20"),
        (LORD_HOWE, "2027-02-03", "2027-04-04"),
        (CAIRO, "2027-02-28", "2027-04-29"),  # the day before the clocks change at midnight
        (CAIRO, "2027-03-01", "2027-04-30"),  # a day that begins at one o'clock
        (CAIRO, "2026-08-30", "2026-10-29"),  # a day of which the last hour is repeated
    ],
)
def test_a_change_of_clocks_in_between_moves_neither_midnight(zone, today, sixtieth):
    today, sixtieth = date.fromisoformat(today), date.fromisoformat(sixtieth)
    all_day = rules("0:00–24:00", zone=zone, duration=1, gap=0, every_day=True)
    day_after = sixtieth + timedelta(days=1)
    for now in (first_second(today, zone), first_second(today + timedelta(days=1), zone) - timedelta(seconds=1)):
        assert last_bookable_day(all_day, now) == sixtieth
        last_minute = first_second(day_after, zone) - timedelta(minutes=1)
        assert free_slots(all_day, sixtieth, now=now)[-1] == last_minute
        assert refusal(all_day, last_minute, now=now) is None
        assert refusal(all_day, first_second(day_after, zone), now=now) == TOO_FAR
        assert free_slots(all_day, day_after, now=now) == []


def first_second(day: date, zone) -> datetime:
    """The moment from which the clocks read that date, found by walking through the hours around midnight."""
    noon_before = at(day - timedelta(days=1), "12:00", zone).astimezone(UTC)
    quarters = (noon_before + timedelta(minutes=15) * n for n in range(100))
    return next(moment for moment in quarters if moment.astimezone(zone).date() == day)


def test_the_practice_may_set_another_horizon():
    assert last_bookable_day(rules(horizon_days=0), NOW) == date(2026, 11, 21)
    assert last_bookable_day(rules(horizon_days=365), NOW) == date(2027, 11, 21)


@pytest.mark.parametrize("day", [date(2030, 1, 1), date.max])
def test_a_day_far_away_gives_an_empty_list(day):
    assert starts_on(day, ROUND_THE_CLOCK) == []


@pytest.mark.parametrize("zone", [KOLKATA, MONTREAL, PARIS])
def test_the_ends_of_time_are_refused_and_do_not_overflow(zone):
    assert refusal(COACH, datetime.max.replace(tzinfo=zone), now=NOW) == TOO_FAR
    assert refusal(COACH, datetime.min.replace(tzinfo=zone), now=NOW) == Refusal(Code.PAST)
