"""Everything that decides which starts there are, set in the admin as a coach would, and what then can be booked."""

import datetime as dt

import pytest

from booking.availability import free_starts
from practice.models import BookingRules, OpeningHours, Practitioner, Service

from .conftest import DAY_OF_EIGHT, MONDAY, NO_QUESTIONS, NOW, browser_of

HOURS, ABSENCES, SERVICES = "/admin/horaires/", "/admin/absences/", "/admin/prestations/"


@pytest.fixture
def starts(practice):
    """Return a function that gives the clock times that can be booked on a day, of the usual service or another."""

    def on(day, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place, **changed}
        found = free_starts(**parts, first=day, last=day, now=NOW)[day]
        return [f"{start.astimezone(parts['place'].zone):%H:%M}" for start in found]

    return on


def hours_form(**changed):
    usual = {
        "weekdays": ["0"],
        "repeat": "every_week",
        "hours": "9–11",
        "applies_from": MONDAY.isoformat(),
        "applies_until": "",
        "place": "",
    }
    return {**usual, **changed}


def day(number):
    return MONDAY + dt.timedelta(days=number)


def opened(starts, days):
    return [number for number in days if starts(day(number))]


def test_every_second_week(coach, starts, hours):
    coach.post(f"{HOURS}edit/{hours.pk}/", hours_form(repeat="every_second_week"))
    assert opened(starts, range(0, 57)) == [0, 14, 28, 42, 56]


def test_the_weeks_are_counted_from_the_first_day(coach, starts, hours):
    coach.post(f"{HOURS}edit/{hours.pk}/", hours_form(repeat="every_second_week", applies_from="2026-11-16"))
    assert opened(starts, range(0, 57)) == [7, 21, 35, 49]


def test_once_a_month(coach, starts, hours):
    """The first Mondays are 7 December and 4 January; the last ones 30 November and 28 December."""
    coach.post(f"{HOURS}edit/{hours.pk}/", hours_form(repeat="first"))
    assert opened(starts, range(0, 57)) == [14, 42]
    coach.post(f"{HOURS}edit/{hours.pk}/", hours_form(repeat="last"))
    assert opened(starts, range(0, 57)) == [7, 35]


def test_a_dates_own_hours_stand_for_its_weekdays(coach, starts):
    date = day(1).isoformat()
    only = hours_form(weekdays=["1"], hours="14–16", applies_from=date, applies_until=date, is_exception="on")
    coach.post(f"{HOURS}add/", only)
    assert starts(day(1)) == ["14:00", "14:55"]
    assert starts(day(2)) == starts(day(8)) == DAY_OF_EIGHT


def test_a_summer_with_hours_of_its_own_closes_its_other_days(coach, starts):
    """A week in which only Monday is open: the usual Tuesday does not come back."""
    summer = hours_form(applies_until=day(6).isoformat(), is_exception="on")
    coach.post(f"{HOURS}add/", summer)
    assert opened(starts, range(0, 12)) == [0, 7, 8, 9, 10, 11]


def test_a_saturday_of_its_own_is_added(coach, starts):
    coach.post(f"{HOURS}add/", hours_form(weekdays=["5"], applies_until=day(6).isoformat()))
    assert opened(starts, range(0, 14)) == [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11]


def test_a_day_off_closes_one_practitioner_and_a_closure_everybody(coach, zoe, hugo, practice, starts):
    usual = {"last_day": "", "starts_at": "", "ends_at": "", "reason": ""}
    whose = {"practitioner": hugo.practitioner.pk}
    coach.post(f"{ABSENCES}add/", {**usual, "first_day": day(0).isoformat(), **whose})
    browser_of(zoe).post(f"{ABSENCES}add/", {**usual, "first_day": day(1).isoformat(), "practitioner": ""})
    hugos = Practitioner.objects.get(user=hugo)
    assert [bool(starts(day(n))) for n in (0, 1, 2)] == [True, False, True]
    assert [bool(starts(day(n), practitioner=hugos)) for n in (0, 1, 2)] == [False, False, True]


def test_services_of_another_length_and_gap_on_one_practitioner(coach, practice, starts):
    sent = {"name": "Bilan", "duration_minutes": "90", "gap_minutes": "20", "currency": "EUR", "is_active": "on"}
    assert coach.post(f"{SERVICES}add/", {**sent, **NO_QUESTIONS}).status_code == 302
    assert starts(MONDAY, service=Service.objects.get(name="Bilan")) == ["09:00", "10:50", "13:30", "15:20"]
    assert starts(MONDAY) == DAY_OF_EIGHT


def test_hours_at_one_place_only(coach, practice, starts, hours):
    visio, lyon = practice.places
    coach.post(f"{HOURS}edit/{hours.pk}/", hours_form(place=lyon.pk))
    assert (starts(MONDAY, place=visio), starts(MONDAY, place=lyon)) == ([], ["09:00", "09:55"])


@pytest.mark.parametrize("screen", [HOURS, ABSENCES, SERVICES, "/admin/creneaux-publies/", "/admin/lieux/"])
def test_no_screen_asks_for_what_a_coach_does_not_know(coach, practice, screen):
    """No recurrence rule, no code, no time in UTC."""
    labels = " ".join(str(field.label) for field in coach.get(f"{screen}add/").context["form"].fields.values())
    assert not {"RRULE", "UTC", "slug", "ISO"} & set(labels.split())


def test_nothing_is_set_that_was_not_asked_for(practice):
    rules = BookingRules.load()
    assert (rules.day_limit, rules.week_limit, rules.holidays_region, rules.step) == (None, None, "", None)
    assert (rules.minimum_notice_minutes, rules.horizon_days, rules.live_limit) == (0, 60, 10)
    assert OpeningHours.objects.count() == 1
