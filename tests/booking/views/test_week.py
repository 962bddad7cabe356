"""The week page: what is shown, where it leads, and what becomes of an address that asks for nothing sensible."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice.models import Absence, BookingRules
from tests import factories

from .conftest import NOW, PARIS, details_url, paris, slots_of, stored, text_of

pytestmark = pytest.mark.django_db

EIGHT = ["9 h 00", "9 h 55", "10 h 50", "11 h 45", "13 h 30", "14 h 25", "15 h 20", "16 h 15"]


@pytest.fixture
def week(visitor, one_way):
    def get(**parameters):
        response = visitor.get("/rendez-vous/", parameters)
        assert response.status_code == 200
        return response

    return get


def shown(response):
    return {
        day: [slot.replace("\N{NO-BREAK SPACE}", " ") for slot in slots] for day, slots in slots_of(response).items()
    }


@pytest.mark.mission("C7")
def test_a_free_week_offers_the_eight_times_of_each_working_day(week):
    days = [f"2026-11-{day}" for day in (24, 25, 26, 27)]
    assert shown(week(semaine="2026-W48")) == {"2026-11-23": EIGHT, **dict.fromkeys(days, EIGHT)}


def test_a_taken_hour_leaves_a_hole_in_its_row(week, book):
    book(paris(24, "9:55"))
    response = week()
    assert shown(response)["2026-11-24"] == [slot for slot in EIGHT if slot != "9 h 55"]
    rows = response.context["card"]["week"].days[1].slots
    assert [slot.row for slot in rows] == [1, 3, 4, 5, 6, 7, 8]
    assert [slot.after_noon for slot in rows] == [False, False, False, True, False, False, False]


def test_a_free_time_leads_to_its_details(week, visitor):
    page = week().content.decode()
    assert f'href="{details_url(paris(24, "9:00"))}&amp;'.replace("%3A", ":") in page
    assert "prestation=coaching-individuel&amp;praticien=camille&amp;lieu=visio" in page


def test_the_page_opens_at_the_first_week_with_a_free_time(week, practice):
    Absence.objects.create(practitioner=practice.practitioner, start_at=NOW, end_at=NOW + dt.timedelta(days=6))
    response = week()
    assert min(slots_of(response)) == "2026-11-30"
    assert "Premier créneau libre : lundi 30 novembre à 9 h 00" in text_of(response)


def test_a_week_without_a_free_time_says_so_and_leads_to_the_next_one(week, practice):
    Absence.objects.create(practitioner=practice.practitioner, start_at=NOW, end_at=NOW + dt.timedelta(days=6))
    response = week(semaine="2026-W48")
    assert not any(slots_of(response).values())
    assert "Aucun créneau libre cette semaine. Le prochain : lundi 30 novembre à 9 h 00" in text_of(response)
    assert details_url(paris(30, "9:00")).replace("%3A", ":") in response.content.decode()


def test_a_full_day_says_so_and_leads_to_the_next_free_one(week, book, practice):
    for number, clock in enumerate(["9:00", "9:55", "10:50", "11:45", "13:30", "14:25", "15:20", "16:15"]):
        book(paris(25, clock), client=factories.make_client(f"n{number}@example.com", "N").user.client)
    response = week()
    assert shown(response)["2026-11-25"] == []
    assert "Mercredi 25 novembre Complet. Voir jeudi" in text_of(response)


def test_days_that_have_passed_and_days_without_a_session_say_so(week, practice, clock):
    clock.move_to(dt.datetime(2026, 11, 25, 17, 0, tzinfo=PARIS))
    Absence.objects.create(
        practitioner=practice.practitioner,
        start_at=dt.datetime(2026, 11, 26, tzinfo=PARIS),
        end_at=dt.datetime(2026, 11, 27, tzinfo=PARIS),
    )
    words = text_of(week())
    assert "Mardi 24 novembre Passé." in words
    assert "Mercredi 25 novembre Passé." in words
    assert "Jeudi 26 novembre Fermé." in words
    assert "Vendredi 27 novembre 9 h 00" in words.replace("vendredi 27 novembre à ", "")


@pytest.mark.mission("C8")
def test_the_sixtieth_day_is_offered_and_the_sixty_first_is_not(week, clock):
    clock.move_to(dt.datetime(2026, 11, 20, 8, 0, tzinfo=PARIS))
    response = week(date="2027-01-19")
    assert shown(response)["2027-01-19"] == EIGHT
    assert shown(response)["2027-01-20"] == []
    assert "Mercredi 20 janvier Pas encore ouvert." in text_of(response)
    assert "Jusqu’au 19 janvier 2027" in text_of(response)


def test_there_is_nothing_before_this_week_nor_after_the_last(week):
    first, last = week(), week(date="2027-01-22")
    assert first.context["card"]["previous_url"] == ""
    assert "semaine=2026-W49" in first.context["card"]["next_url"]
    assert "semaine=2027-W02" in last.context["card"]["previous_url"]
    assert last.context["card"]["next_url"] == ""


@pytest.mark.parametrize(
    ("date", "sentence", "monday"),
    [
        ("2026-11-28", "Les séances ont lieu du lundi au vendredi. Choisissez un autre jour.", "2026-11-23"),
        ("2026-11-29", "Les séances ont lieu du lundi au vendredi. Choisissez un autre jour.", "2026-11-30"),
        ("2027-03-02", "Les réservations sont ouvertes jusqu’au 22 janvier 2027.", "2027-01-18"),
        ("2026-11-02", "Ce jour est passé.", "2026-11-23"),
        ("hier", "Cette date n’est pas lisible.", "2026-11-23"),
        ("2026-02-30", "Cette date n’est pas lisible.", "2026-11-23"),
        ("9999-12-31", "Cette date n’est pas lisible.", "2026-11-23"),
    ],
)
def test_a_date_that_cannot_be_had_shows_the_nearest_week_and_says_why(week, date, sentence, monday):
    response = week(date=date)
    assert min(slots_of(response)) == monday
    assert sentence in text_of(response)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("bonjour", "Cette semaine n’existe pas."),
        ("2026-W99", "Cette semaine n’existe pas."),
        ("2026-W00", "Cette semaine n’existe pas."),
        ("0000-W10", "Cette semaine n’existe pas."),
        ("9999-W52", "Cette semaine n’existe pas."),
        ("٢٠٢٦-W48", "Cette semaine n’existe pas."),
        ("2026-W48\x00", "Cette semaine n’existe pas."),
        ("2026-W10", "Ce jour est passé."),
        ("2027-W20", "Les réservations sont ouvertes jusqu’au 22 janvier 2027."),
    ],
)
def test_a_week_that_is_none_shows_another_and_says_so(week, address, sentence):
    response = week(semaine=address)
    assert slots_of(response)
    assert sentence in text_of(response)


@pytest.mark.parametrize("parameter", ["prestation", "praticien", "lieu"])
def test_something_no_longer_offered_is_said_and_the_rest_shown(week, parameter):
    response = week(**{parameter: "autrefois"})
    assert "Ce que vous cherchez n’est plus proposé." in text_of(response)
    assert slots_of(response)


def test_an_address_in_english_is_in_english(visitor, one_way):
    words = text_of(visitor.get("/en/rendez-vous/", {"semaine": "2026-W49"}))
    assert "30 November to 4 December" in words
    assert "First free time: Monday 23 November at 9:00" in words


# --- Where there is a choice ----------------------------------------------------------------------


def test_several_places_are_chosen_from_first_each_with_its_next_free_time(visitor, practice):
    response = visitor.get("/rendez-vous/")
    words = text_of(response)
    assert "Avec qui et où (étape 1 sur 3)" in words
    assert "Camille Aubert, Visio" in words
    assert "Camille Aubert, Lyon" in words
    assert words.count("Premier créneau libre : lundi 23 novembre à 9 h 00") == 2
    week = visitor.get("/rendez-vous/", {"lieu": "lyon"})
    assert "étape 2 sur 3" in text_of(week)
    assert "lieu=lyon" in week.content.decode()


def test_several_services_are_chosen_from_first_with_length_and_price(visitor, one_way):
    first = factories.make_service("Première séance", slug="premiere", duration_minutes=60, price=0)
    one_way.service.price = 70
    one_way.service.save()
    one_way.practitioner.services.add(first)
    words = text_of(visitor.get("/rendez-vous/"))
    assert "Choisir un type de séance (étape 1 sur 4)" in words
    assert "Coaching individuel 45 minutes · 70 €" in words
    assert "Première séance 1 heure · Gratuit" in words
    assert "9 h 00" in text_of(visitor.get("/rendez-vous/", {"prestation": "premiere"}))


def test_a_practice_with_nothing_to_book_says_so(visitor, db):
    response = visitor.get("/rendez-vous/")
    assert response.status_code == 200
    assert "Aucun rendez-vous ne peut être pris en ligne pour le moment" in text_of(response)


def test_a_practitioner_without_hours_is_no_error(visitor, one_way):
    one_way.practitioner.opening_hours.all().delete()
    assert "Aucun rendez-vous ne peut être pris" in text_of(visitor.get("/rendez-vous/"))


# --- Someone elsewhere, and what it costs ---------------------------------------------------------


def test_the_zone_is_named_to_someone_who_lives_by_another(bobs, bob, one_way):
    assert "UTC" not in text_of(bobs.get("/rendez-vous/"))
    bob.time_zone = "America/Montreal"
    bob.save()
    words = text_of(bobs.get("/rendez-vous/"))
    assert "Heure affichée Paris (UTC+1)" in words
    assert "Votre heure Montréal (UTC−5)" in words


def test_the_page_asks_as_many_questions_for_a_full_week_as_for_an_empty_one(visitor, one_way, book):
    BookingRules.objects.update_or_create(defaults={"live_limit": 100})
    visitor.get("/rendez-vous/")  # the very first page makes the rows of the settings
    visitor.get("/rendez-vous/")
    book(paris(30, "9:00"))  # in another week: the page is made anew
    with CaptureQueriesContext(connection) as empty:
        visitor.get("/rendez-vous/")
    for day in (24, 25, 26):
        for clock in ("9:00", "9:55", "10:50", "13:30"):
            book(paris(day, clock))
    with CaptureQueriesContext(connection) as full:
        visitor.get("/rendez-vous/")
    assert len(full) == len(empty) <= 12


def test_looking_writes_nothing(visitor, one_way, book):
    book(paris(24, "9:00"))
    before = stored()
    assert visitor.head("/rendez-vous/").status_code == 200
    assert visitor.get("/rendez-vous/").status_code == 200
    assert visitor.post("/rendez-vous/").status_code == 405
    assert stored() == before
