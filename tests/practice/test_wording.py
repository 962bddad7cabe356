"""Days and times in words, in the three languages."""

import datetime as dt
import zoneinfo
from decimal import Decimal
from types import SimpleNamespace

import pytest
import recurrence
from django.utils import translation

from practice import wording
from practice.days import Pattern, Repeat
from practice.models import Absence, BookingRules, practice_zone

from .conftest import MONDAY

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
TUESDAY = dt.date(2026, 11, 24)
NINE = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
LANGUAGES = ("fr", "en", "ru")


def said(say, *args, **kwargs):
    """Return what `say` says in each language, with plain spaces."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(say(*args, **kwargs).replace("\u00a0", " "))
    return tuple(found)


def test_a_day():
    assert said(wording.day_in_words, TUESDAY) == ("mardi 24 novembre", "Tuesday 24 November", "вторник, 24 ноября")
    assert said(wording.day_in_words, TUESDAY, weekday=False, year=True) == (
        "24 novembre 2026",
        "24 November 2026",
        "24 ноября 2026 года",
    )
    assert said(wording.day_in_words, TUESDAY, capital=True)[0] == "Mardi 24 novembre"


def test_the_first_of_a_month_is_said_as_the_french_say_it():
    assert said(wording.day_in_words, dt.date(2026, 12, 1)) == (
        "mardi 1er décembre",
        "Tuesday 1 December",
        "вторник, 1 декабря",
    )


def test_a_time_does_not_break_over_two_lines():
    with translation.override("fr"):
        assert wording.time_in_words(dt.time(9, 5)) == "9\u00a0h\u00a005"


def test_a_span():
    assert said(wording.span_in_words, dt.time(9), dt.time(9, 45)) == ("9 h 00 à 9 h 45", "9:00 to 9:45", "9:00–9:45")


def test_an_appointment():
    assert said(wording.when_in_words, NINE, NINE + dt.timedelta(minutes=45), PARIS) == (
        "mardi 24 novembre 2026, 9 h 00 à 9 h 45",
        "Tuesday 24 November 2026, 9:00 to 9:45",
        "вторник, 24 ноября 2026 года, 9:00–9:45",
    )
    assert said(wording.when_in_words, NINE, None, PARIS, year=False) == (
        "mardi 24 novembre à 9 h 00",
        "Tuesday 24 November at 9:00",
        "вторник, 24 ноября, 9:00",
    )


def test_an_appointment_is_told_on_the_readers_clock():
    montreal = zoneinfo.ZoneInfo("America/Montreal")
    assert said(wording.when_in_words, NINE, None, montreal, year=False)[1] == "Tuesday 24 November at 3:00"


@pytest.mark.parametrize(
    ("zone", "month", "words"),
    [
        ("Europe/Paris", 11, "Paris (UTC+1)"),
        ("Europe/Paris", 7, "Paris (UTC+2)"),
        ("America/New_York", 11, "New York (UTC−5)"),
        ("Asia/Kolkata", 11, "Kolkata (UTC+5:30)"),
        ("UTC", 11, "UTC"),
    ],
)
def test_a_zone_is_named_with_its_distance_on_that_day(zone, month, words):
    with translation.override("en"):
        assert wording.zone_in_words(zoneinfo.ZoneInfo(zone), NINE.replace(month=month)) == words


def test_the_coachs_hours(hours):
    assert said(hours.summary) == (
        "Du lundi au vendredi, 9 h 00–12 h 30 et 13 h 30–17 h 00",
        "Monday to Friday, 9:00–12:30 and 13:30–17:00",
        "Понедельник – пятница, 9:00–12:30 и 13:30–17:00",
    )


@pytest.mark.parametrize(
    ("pattern", "french"),
    [
        (Pattern((0, 2, 4)), "le lundi, le mercredi et le vendredi"),
        (Pattern((0, 1, 2, 4)), "du lundi au mercredi et le vendredi"),
        (Pattern((5, 6)), "le samedi et le dimanche"),
        (Pattern(tuple(range(7))), "tous les jours"),
        (Pattern((1,), Repeat.EVERY_SECOND_WEEK), "le mardi, une semaine sur deux"),
        (Pattern((0,), Repeat.FIRST), "le premier lundi du mois"),
        (Pattern((4,), Repeat.LAST), "le dernier vendredi du mois"),
    ],
)
def test_days_of_a_pattern(pattern, french):
    with translation.override("fr"):
        assert wording.days_in_words(pattern.recurrence()) == french


def test_a_rule_that_no_pattern_says_still_has_words():
    rule = recurrence.Rule(recurrence.WEEKLY, interval=3, byday=[recurrence.MO])
    with translation.override("en"):
        assert "3" in wording.days_in_words(recurrence.Recurrence(rrules=[rule], include_dtstart=False))


def test_the_days_on_which_there_are_sessions(practice, open_at):
    asked = practice.practitioner, practice.place
    assert said(wording.opening_days_in_words, *asked) == (
        "du lundi au vendredi",
        "Monday to Friday",
        "понедельник – пятница",
    )
    open_at(Pattern((5,), Repeat.EVERY_SECOND_WEEK), (9, 12))
    assert said(wording.opening_days_in_words, *asked)[0] == ("du lundi au vendredi et le samedi, une semaine sur deux")


def test_no_days_are_named_where_there_are_no_sessions(practice):
    practice.practitioner.opening_hours.all().delete()
    assert wording.opening_days_in_words(practice.practitioner, practice.place) == ""


def test_when_sessions_start(practice):
    asked = practice.practitioner, practice.service, practice.place
    assert said(wording.starts_in_words, *asked, MONDAY) == (
        "entre 9 h 00 et 11 h 45, puis entre 13 h 30 et 16 h 15",
        "between 9:00 and 11:45, then between 13:30 and 16:15",
        "с 9:00 до 11:45, затем с 13:30 до 16:15",
    )
    assert said(wording.starts_in_words, *asked, MONDAY - dt.timedelta(days=1)) == ("", "", "")


def test_a_single_start_in_a_window(practice):
    BookingRules.objects.update_or_create(defaults={"step_minutes": 180})
    asked = practice.practitioner, practice.service, practice.place
    assert said(wording.starts_in_words, *asked, MONDAY)[0] == "à 9 h 00, puis à 13 h 30"


def absence(start, end):
    zone = practice_zone()
    return Absence(start_at=dt.datetime(*start, tzinfo=zone), end_at=dt.datetime(*end, tzinfo=zone))


@pytest.mark.parametrize(
    ("away", "french"),
    [
        (absence((2026, 12, 24), (2027, 1, 4)), "Du 24 décembre 2026 au 3 janvier 2027"),
        (absence((2026, 12, 24), (2026, 12, 25)), "Jeudi 24 décembre 2026"),
        (absence((2026, 12, 1, 14), (2026, 12, 1, 16)), "Mardi 1er décembre 2026, 14 h 00 à 16 h 00"),
    ],
)
def test_an_absence(away, french):
    assert said(away.summary)[0] == french


@pytest.mark.mission("P10")
@pytest.mark.parametrize(
    ("price", "currency", "words"),
    [
        ("4500", "RUB", ("4 500 ₽", "₽4,500", "4 500 ₽")),
        ("65", "GBP", ("65 £", "£65", "65 £")),
        ("30.5", "EUR", ("30,50 €", "€30.50", "30,50 €")),
        ("120", "CHF", ("120 CHF", "120 CHF", "120 CHF")),
        ("0", "EUR", ("Gratuit", "Free", "Бесплатно")),
        (None, "EUR", ("", "", "")),
    ],
)
def test_a_price_is_written_as_the_language_writes_it(price, currency, words):
    priced = SimpleNamespace(price=None if price is None else Decimal(price), currency=currency)
    assert said(wording.price_in_words, priced) == words
