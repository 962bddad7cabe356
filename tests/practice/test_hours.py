"""Which windows a practitioner has on which date."""

import datetime as dt

import pytest
import recurrence
from django.core.exceptions import ValidationError

from practice.days import Pattern, Repeat, anchor_near, every_weekday, pattern_of, validate_days
from practice.hours import hours_between, public_holidays_between, starts_of
from practice.models import Absence, BookingRules, OpeningHours, practice_zone
from practice.plans import absences_of
from scheduling import TimeOff

from .conftest import DAY_OF_EIGHT, MONDAY

SATURDAY = dt.date(2026, 11, 28)
SUNDAY = dt.date(2026, 11, 29)


@pytest.fixture
def windows(practice):
    """Return a way to ask for the windows of some days, in words: `{day: ["09:00–12:30", …]}`."""

    def ask(first, last=None, place=None):
        found = hours_between(practice.practitioner, place or practice.place, first, last or first)
        return {day: [f"{one.start:%H:%M}–{one.end:%H:%M}" for one in row] for day, row in found.items()}

    return ask


def days_of(hours, first, last):
    return [day.isoformat() for day in hours.dates_between(first, last)]


def test_each_day_asked_for_is_answered_and_a_closed_one_has_no_window(windows):
    open_day = ["09:00–12:30", "13:30–17:00"]
    assert windows(dt.date(2026, 11, 27), SUNDAY) == {dt.date(2026, 11, 27): open_day, SATURDAY: [], SUNDAY: []}


@pytest.mark.mission("C7")
def test_the_coachs_hours_give_eight_starts(practice):
    found = hours_between(practice.practitioner, practice.place, MONDAY, MONDAY)[MONDAY]
    starts = [start for one in starts_of(found, practice.service) for start in one]
    assert [f"{start:%H:%M}" for start in starts] == DAY_OF_EIGHT


def test_hours_of_several_rows_add_up_and_overlapping_ones_become_one(windows, open_at):
    open_at(Pattern((0,)), (12, 14), (19, 20))
    assert windows(MONDAY) == {MONDAY: ["09:00–17:00", "19:00–20:00"]}


def test_hours_at_one_place_are_not_hours_at_another(windows, open_at, practice):
    visio, lyon = practice.places
    open_at(Pattern((5,)), (9, 12), place=lyon)
    assert windows(SATURDAY, place=lyon) == {SATURDAY: ["09:00–12:00"]}
    assert windows(SATURDAY, place=visio) == {SATURDAY: []}


def test_hours_apply_from_their_first_day_to_their_last_included(windows, open_at):
    open_at(Pattern((5,)), (9, 12), applies_from=SATURDAY, applies_until=SATURDAY + dt.timedelta(days=7))
    weekly = [SATURDAY + dt.timedelta(days=7 * n) for n in range(-1, 3)]
    assert [windows(day)[day] for day in weekly] == [[], ["09:00–12:00"], ["09:00–12:00"], []]


def test_a_dates_exception_replaces_the_usual_hours_and_never_merges_with_them(windows, open_at):
    open_at(Pattern((0,)), (14, 16), applies_from=MONDAY, applies_until=MONDAY, is_exception=True)
    tuesday = MONDAY + dt.timedelta(days=1)
    assert windows(MONDAY, tuesday) == {MONDAY: ["14:00–16:00"], tuesday: ["09:00–12:30", "13:30–17:00"]}


def test_a_day_that_an_exception_does_not_name_is_closed_while_it_applies(windows, open_at):
    friday = MONDAY + dt.timedelta(days=4)
    open_at(Pattern((0,)), (14, 16), applies_from=MONDAY, applies_until=friday, is_exception=True)
    assert windows(friday) == {friday: []}


def test_hours_until_midnight_end_there(windows, open_at):
    open_at(Pattern((5,)), (22, 24))
    assert windows(SATURDAY) == {SATURDAY: ["22:00–00:00"]}


def test_an_exception_must_end(db, practice):
    with pytest.raises(ValidationError) as refused:
        OpeningHours(practitioner=practice.practitioner, applies_from=MONDAY, is_exception=True).clean()
    assert list(refused.value.message_dict) == ["applies_until"]


# --- Recurrences ---------------------------------------------------------------------------------


def test_every_second_week_is_counted_from_the_first_day(open_at):
    fortnightly = Pattern((0, 3), Repeat.EVERY_SECOND_WEEK)
    hours = open_at(fortnightly, (9, 12), applies_from=dt.date(2026, 11, 4))  # a Wednesday
    assert days_of(hours, dt.date(2026, 11, 1), dt.date(2026, 12, 6)) == [
        "2026-11-05",
        "2026-11-16",
        "2026-11-19",
        "2026-11-30",
        "2026-12-03",
    ]


def test_the_weeks_keep_their_turn_for_years(open_at):
    hours = open_at(Pattern((0,), Repeat.EVERY_SECOND_WEEK), (9, 12), applies_from=dt.date(2016, 11, 23))
    from_the_start = hours.dates_between(dt.date(2016, 11, 23), dt.date(2026, 12, 31))
    assert [day for day in from_the_start if day >= MONDAY] == hours.dates_between(MONDAY, dt.date(2026, 12, 31))
    assert len(from_the_start) == pytest.approx(263, abs=1)


def test_monthly_days_fall_on_the_one_that_is_meant(open_at):
    first = open_at(Pattern((0,), Repeat.FIRST), (9, 12))
    last = open_at(Pattern((4,), Repeat.LAST), (9, 12))
    assert days_of(first, dt.date(2026, 11, 1), dt.date(2027, 1, 31)) == ["2026-11-02", "2026-12-07", "2027-01-04"]
    assert days_of(last, dt.date(2026, 11, 1), dt.date(2027, 1, 31)) == ["2026-11-27", "2026-12-25", "2027-01-29"]


@pytest.mark.parametrize("repeat", Repeat)
def test_a_pattern_comes_back_from_the_database_as_it_was(open_at, repeat):
    pattern = Pattern((1, 3), repeat)
    hours = open_at(pattern, (9, 12))
    hours.refresh_from_db()
    assert pattern_of(hours.days) == pattern


def test_a_rule_that_no_pattern_says_is_not_taken_for_one():
    third_week = recurrence.Rule(recurrence.WEEKLY, interval=3, byday=[recurrence.MO])
    assert pattern_of(recurrence.Recurrence(rrules=[third_week], include_dtstart=False)) is None


@pytest.mark.parametrize("repeat", [Repeat.EVERY_WEEK, Repeat.EVERY_SECOND_WEEK])
def test_ten_years_old_hours_are_expanded_from_last_week_only(repeat):
    since = dt.date(2016, 11, 23)
    start = anchor_near(Pattern((0,), repeat).recurrence(), since, MONDAY)
    assert MONDAY - dt.timedelta(days=14) < start <= MONDAY
    assert (start - since).days % 14 == 0 or repeat == Repeat.EVERY_WEEK


def test_a_rule_that_matches_nothing_ends_at_once(hours):
    never = recurrence.Rule(recurrence.DAILY, bymonth=[2], bymonthday=[30])
    hours.days = recurrence.Recurrence(rrules=[never], include_dtstart=False)
    assert hours.dates_between(MONDAY, MONDAY + dt.timedelta(days=60)) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"rrules": []},
        {"rrules": [recurrence.Rule(recurrence.SECONDLY)]},
        {"rrules": [recurrence.Rule(recurrence.WEEKLY, count=3)]},
        {"rrules": every_weekday().rrules, "rdates": [dt.datetime(2026, 12, 25)]},
        {"rrules": every_weekday().rrules, "exdates": [dt.datetime(2026, 12, 25)]},
    ],
)
def test_only_plain_rules_of_days_are_accepted(bad):
    with pytest.raises(ValidationError):
        validate_days(recurrence.Recurrence(**bad, include_dtstart=False))


@pytest.mark.parametrize("rows", [1, 30])
def test_hours_take_two_queries_however_many_rows_there_are(practice, open_at, rows, django_assert_num_queries):
    for number in range(rows - 1):
        open_at(Pattern((number % 7,)), (number % 20, number % 20 + 1))
    with django_assert_num_queries(2):
        hours_between(practice.practitioner, practice.place, MONDAY, MONDAY + dt.timedelta(days=60))


# --- Absences and public holidays ----------------------------------------------------------------


def paris(*moment):
    return dt.datetime(*moment, tzinfo=practice_zone())


def test_absences_of_the_practitioner_and_of_the_practice_count_and_a_colleagues_do_not(practice, hugo):
    own = Absence.objects.create(
        practitioner=practice.practitioner, start_at=paris(2026, 11, 24), end_at=paris(2026, 11, 25)
    )
    everyones = Absence.objects.create(start_at=paris(2026, 11, 26, 9), end_at=paris(2026, 11, 26, 12))
    Absence.objects.create(practitioner=hugo.practitioner, start_at=paris(2026, 11, 23), end_at=paris(2026, 11, 28))
    found = absences_of([practice.practitioner.pk], paris(2026, 11, 23), paris(2026, 11, 30))
    assert {key: [row.ref for row in rows] for key, rows in found.items()} == {
        practice.practitioner.pk: [own.pk],
        None: [everyones.pk],
    }


def test_an_absence_that_only_touches_the_edge_is_left_out(practice):
    Absence.objects.create(start_at=paris(2026, 11, 22), end_at=paris(2026, 11, 23))
    assert absences_of([practice.practitioner.pk], paris(2026, 11, 23), paris(2026, 11, 24)) == {}


def test_public_holidays_close_whole_days_where_the_practice_says_so(practice):
    BookingRules.objects.update_or_create(defaults={"holidays_region": "FR"})
    found = public_holidays_between(paris(2026, 12, 20), paris(2027, 1, 3), BookingRules.load())
    assert found == [
        TimeOff(paris(2026, 12, 25), paris(2026, 12, 26), holiday=True),
        TimeOff(paris(2027, 1, 1), paris(2027, 1, 2), holiday=True),
    ]


def test_a_part_of_a_country_has_its_own_holidays(practice):
    BookingRules.objects.update_or_create(defaults={"holidays_region": "FR-57"})
    found = public_holidays_between(paris(2026, 12, 26), paris(2026, 12, 26, 12), BookingRules.load())
    assert [row.start for row in found] == [paris(2026, 12, 26)]


def test_without_a_country_no_day_is_a_holiday(practice):
    assert public_holidays_between(paris(2026, 12, 20), paris(2027, 1, 3), BookingRules.load()) == []


@pytest.mark.parametrize("region", ["XX", "FR-Paris", "france"])
def test_a_country_that_does_not_exist_is_refused(region):
    with pytest.raises(ValidationError):
        BookingRules(holidays_region=region).clean_fields()
