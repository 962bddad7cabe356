"""“Règles de réservation” and public holidays in the admin: what the coach sets, in her words, and what it does."""

import datetime as dt

import pytest
import time_machine
from django.utils import translation

from booking.availability import free_starts, refusal_for
from practice.holidays import holidays_between, holidays_from
from practice.models import BookingRules, PublishedSlot, practice_zone
from practice.regions import NAMES, region_choices, region_in_words
from scheduling import Code

from .conftest import DAY_OF_EIGHT, MONDAY, NOW, browser_of
from .test_hours_screen import text_of

EASTER_MONDAY = dt.date(2027, 3, 29)
GOOD_FRIDAY = dt.date(2027, 3, 26)
MARCH = dt.datetime(2027, 3, 1, 8, 0, tzinfo=dt.UTC)
SCREEN = "/admin/settings/practice/bookingrules/"
HOLIDAYS = "/admin/jours-feries/"


@pytest.fixture
def address(coach, practice):
    return coach.get(SCREEN).url


@pytest.fixture
def march(practice, camille):
    """Camille's browser in March 2027, and the address of the rules."""
    with time_machine.travel(MARCH, tick=False):
        browser = browser_of(camille)
        yield browser, browser.get(SCREEN).url


def fields(**changed):
    usual = {
        "horizon_days": "60",
        "waiting_minutes_0": "2",
        "waiting_minutes_1": "60",
        "minimum_notice_minutes_0": "0",
        "minimum_notice_minutes_1": "1",
        "cancellation_notice_hours": "24",
        "reminder_days": "7, 1",
        "guests_allowed": "on",
        "hold_minutes": "10",
        "step_minutes": "",
        "live_limit": "10",
        "day_limit": "",
        "week_limit": "",
        "holidays_region": "",
    }
    return {**usual, **changed}


def starts_on(practice, day, now=NOW):
    starts = free_starts(practice.practitioner, practice.service, practice.place, day, day, now=now)[day]
    return [f"{start.astimezone(practice.place.zone):%H:%M}" for start in starts]


def why_not(practice, day, clock=9, now=NOW):
    start = dt.datetime.combine(day, dt.time(clock), practice_zone())
    refusal = refusal_for(practice.practitioner, practice.service, practice.place, start, now=now)
    return refusal and refusal.code


# --- When one can book ---------------------------------------------------------------------------


def test_what_is_shown_again_is_kept_as_it_was(coach, address):
    BookingRules.objects.update(minimum_notice_minutes=2880, day_limit=2, week_limit=3, step_minutes=15)
    page = coach.get(address)
    form = page.context["form"]
    assert form["minimum_notice_minutes"].field.widget.decompress(2880) == [2, 1440]
    sent = fields(
        minimum_notice_minutes_0="2",
        minimum_notice_minutes_1="1440",
        day_limit="2",
        week_limit="3",
        step_minutes="15",
    )
    before = BookingRules.objects.values().get()
    assert coach.post(address, sent).status_code == 302
    assert BookingRules.objects.values().get() == before


@pytest.mark.parametrize(("number", "unit", "minutes"), [("2", "1440", 2880), ("3", "60", 180), ("", "60", 0)])
def test_the_minimum_notice_is_written_in_minutes_hours_or_days(coach, address, number, unit, minutes):
    coach.post(address, fields(minimum_notice_minutes_0=number, minimum_notice_minutes_1=unit))
    assert BookingRules.objects.get().minimum_notice == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("7, 1", [7, 1]), ("1 3 14,7", [14, 7, 3, 1]), ("2, 2", [2]), ("60", [60]), ("", []), (" , ", [])],
)
def test_reminders_are_sent_so_many_days_before_as_the_coach_writes(coach, address, written, kept):
    assert coach.get(address).context["form"]["reminder_days"].value() == "7, 1"
    coach.post(address, fields(reminder_days=written))
    assert BookingRules.objects.get().reminder_days == kept


@pytest.mark.parametrize("written", ["0", "61", "-1", "1.5", "demain", "9" * 90, "²", "1 2 3 4 5 6", "7" * 200])
def test_reminders_on_strange_days_are_refused(coach, address, written):
    answer = coach.post(address, fields(reminder_days=written))
    assert answer.status_code == 200
    assert answer.context["form"].errors["reminder_days"]
    assert BookingRules.load().reminder_days == [7, 1]


def test_the_minimum_notice_closes_what_begins_sooner(coach, address, practice):
    coach.post(address, fields(minimum_notice_minutes_0="50", minimum_notice_minutes_1="60"))
    assert starts_on(practice, MONDAY) == ["11:45", "13:30", "14:25", "15:20", "16:15"]
    assert why_not(practice, MONDAY) == Code.TOO_SOON


def test_the_days_open_for_booking_end_where_they_are_set(coach, address, practice):
    coach.post(address, fields(horizon_days="2"))
    assert starts_on(practice, MONDAY) == DAY_OF_EIGHT
    assert why_not(practice, MONDAY + dt.timedelta(days=1)) == Code.TOO_FAR


def test_the_step_sets_how_far_apart_sessions_start(coach, address, practice):
    coach.post(address, fields(step_minutes="60"))
    assert starts_on(practice, MONDAY) == ["09:00", "10:00", "11:00", "13:30", "14:30", "15:30"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"day_limit": "4", "week_limit": "3"}, "C’est plus que pour toute une semaine (3)."),
        (
            {"horizon_days": "2", "minimum_notice_minutes_0": "2", "minimum_notice_minutes_1": "1440"},
            "Plus rien ne pourrait être réservé",
        ),
        ({"day_limit": "0"}, "supérieure ou égale à 1"),
        ({"horizon_days": "0"}, "supérieure ou égale à 1"),
        ({"horizon_days": ""}, "Champ requis."),
        ({"step_minutes": "0"}, "supérieure ou égale à 1"),
        ({"minimum_notice_minutes_0": "-1"}, "supérieure ou égale à 0"),
    ],
)
def test_rules_that_contradict_each_other_are_named_and_nothing_is_kept(coach, address, changed, sentence):
    before = BookingRules.objects.values().get()
    answer = coach.post(address, fields(**changed))
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert BookingRules.objects.values().get() == before


@pytest.mark.parametrize(
    "changed",
    [
        {"minimum_notice_minutes_0": "9" * 5000},
        {"minimum_notice_minutes_0": "x"},
        {"minimum_notice_minutes_0": "999999999"},
        {"minimum_notice_minutes_1": "7"},
        {"holidays_region": "XX"},
        {"holidays_region": "FR-"},
        {"holidays_region": "\x00"},
        {"holidays_worked": ["x", "\x00"]},
        {"week_limit": "99999999"},
    ],
)
def test_no_bad_input_breaks_the_screen(coach, address, changed):
    assert coach.post(address, fields(**changed)).status_code in (200, 302)
    assert coach.get(HOLIDAYS, fields(**changed)).status_code == 200


def test_each_rule_has_a_sentence_of_help(coach, address):
    form = coach.get(address).context["form"]
    explained = {name for name, field in form.fields.items() if field.help_text}
    assert explained >= {
        "horizon_days",
        "minimum_notice_minutes",
        "cancellation_notice_hours",
        "step_minutes",
        "live_limit",
        "day_limit",
        "week_limit",
        "holidays_region",
    }


def test_limits_can_be_set_and_taken_away(coach, address):
    coach.post(address, fields(day_limit="1", week_limit="2", live_limit="3"))
    rules = BookingRules.objects.get()
    assert (rules.day_limit, rules.week_limit, rules.live_limit) == (1, 2, 3)
    coach.post(address, fields())
    rules.refresh_from_db()
    assert (rules.day_limit, rules.week_limit) == (None, None)


# --- Public holidays -----------------------------------------------------------------------------


def test_a_country_is_chosen_by_its_name_and_its_holidays_close(march, practice):
    coach, address = march
    coach.post(address, fields(holidays_region="FR"))
    assert starts_on(practice, EASTER_MONDAY, now=MARCH) == []
    assert why_not(practice, EASTER_MONDAY, now=MARCH) == Code.HOLIDAY
    assert starts_on(practice, GOOD_FRIDAY, now=MARCH) == DAY_OF_EIGHT
    page = text_of(coach.get(address))
    assert "France métropolitaine" in page
    assert "Lundi 29 mars 2027 · Lundi de Pâques" in page
    assert "Vendredi saint" not in page


def test_alsace_and_moselle_have_good_friday(march, practice):
    coach, address = march
    coach.post(address, fields(holidays_region="FR-57"))
    assert why_not(practice, GOOD_FRIDAY, now=MARCH) == Code.HOLIDAY
    assert "Vendredi 26 mars 2027 · Vendredi saint" in text_of(coach.get(address))


def test_on_a_holiday_that_is_ticked_the_usual_hours_apply(march, practice):
    coach, address = march
    coach.post(address, fields(holidays_region="FR", holidays_worked=["Lundi de Pâques"]))
    assert BookingRules.objects.get().holidays_worked == ["Lundi de Pâques"]
    assert starts_on(practice, EASTER_MONDAY, now=MARCH) == DAY_OF_EIGHT
    form = coach.get(address).context["form"]
    assert form["holidays_worked"].value() == ["Lundi de Pâques"]


def test_what_another_country_celebrates_is_not_kept(coach, address):
    coach.post(address, fields(holidays_region="BE", holidays_worked=["Fête nationale", "Nationale feestdag"]))
    assert BookingRules.objects.get().holidays_worked == ["Nationale feestdag"]


def test_a_published_slot_stands_on_a_holiday(coach, address, practice):
    start = dt.datetime.combine(EASTER_MONDAY, dt.time(9), practice_zone())
    coach.post(address, fields(holidays_region="FR"))
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    PublishedSlot.objects.create(**parts, start_at=start, end_at=start + dt.timedelta(hours=1))
    assert starts_on(practice, EASTER_MONDAY, now=MARCH) == ["09:00"]


def test_hours_for_that_date_do_not_open_a_holiday(coach, address, practice):
    """A date's own hours stand for its weekday's; a holiday is taken off both."""
    coach.post(address, fields(holidays_region="FR"))
    practice.practitioner.opening_hours.update(
        is_exception=True, applies_from=EASTER_MONDAY, applies_until=EASTER_MONDAY
    )
    assert why_not(practice, EASTER_MONDAY, now=MARCH) == Code.HOLIDAY


def test_the_list_follows_the_country_before_anything_is_kept(march):
    coach, _address = march
    page = coach.get(HOLIDAYS, fields(holidays_region="CH-GE", holidays_worked=["Genfer Bettag"]))
    assert "Jeudi 9 septembre 2027 · Jeûne genevois" in text_of(page)
    assert page.content.decode().count("checked") == 1
    assert text_of(coach.get(HOLIDAYS, fields())) == "Les jours fériés sont des jours comme les autres."
    assert BookingRules.objects.get().holidays_region == ""


def test_only_who_sets_the_rules_may_ask(client, bob, hugo, practice):
    assert client.get(HOLIDAYS).url.startswith("/accounts/login/")
    for user in (bob, hugo):
        assert browser_of(user).get(HOLIDAYS).status_code in (302, 404)


def test_a_code_that_is_in_no_list_stays_valid(coach, address):
    BookingRules.objects.update(holidays_region="CH-ZH")
    assert coach.post(address, fields(holidays_region="CH-ZH")).status_code == 302
    assert BookingRules.objects.get().holidays_region == "CH-ZH"


@pytest.mark.parametrize("code", NAMES)
def test_each_country_that_is_named_has_holidays(code):
    assert len(holidays_between(code, dt.date(2027, 1, 1), dt.date(2027, 12, 31))) >= 5


def test_each_country_is_in_the_list_once():
    codes = [code for _name, group in region_choices()[1:] for code, _words in group]
    assert len(codes) == len(set(codes))
    assert {"FR", "US", "JP"} <= set(codes)


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Suisse · Genève"), ("en", "Switzerland · Geneva"), ("ru", "Швейцария · Женева")]
)
def test_countries_have_names_in_the_readers_language(language, words):
    with translation.override(language):
        assert region_in_words("CH-GE") == words


def test_a_holiday_is_found_once_and_its_days_are_counted():
    assert [holiday.key for holiday in holidays_from("FR", dt.date(2026, 12, 25))].count("Noël") == 1
    new_year = next(one for one in holidays_from("RU", dt.date(2026, 12, 1)) if one.key == "Новогодние каникулы")
    assert len(new_year.days) == 7


def test_a_day_with_two_names_opens_only_when_both_are_worked():
    """In 2008 the Ascension fell on 1 May."""
    first_of_may = dt.date(2008, 5, 1)
    one = holidays_between("FR", first_of_may, first_of_may, worked=["Ascension"])
    both = holidays_between("FR", first_of_may, first_of_may, worked=["Ascension", "Fête du Travail"])
    assert (one, both) == ([first_of_may], [])
