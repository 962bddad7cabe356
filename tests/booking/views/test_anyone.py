"""A client who does not mind with whom: the first row of “with whom”, the week of all, the booking, who it was."""

import datetime as dt
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import availability
from booking.models import Appointment
from booking.templatetags.booking_times import next_free_times
from practice.models import Absence, Practitioner, PublishedSlot
from tests import factories

from .conftest import NOW, details_url, paris, slots_of, stored, text_of

pytestmark = pytest.mark.django_db

MONDAY, SUNDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 29)
ANYONE = {"prestation": "coaching-individuel", "praticien": "tous", "lieu": "visio"}
NINE = paris(24, "9:00")


@pytest.fixture
def denis(practice):
    """A colleague at work on video alone, from Monday to Friday, until 18:00."""
    windows = [(dt.time(9), dt.time(12, 30)), (dt.time(13, 30), dt.time(18))]
    return factories.make_practitioner(
        "Denis Roux", places=[practice.place], services=[practice.service], windows=windows, position=1
    )


@pytest.fixture
def camilles(practice):
    return practice.practitioner


@pytest.fixture
def full(book, camilles, denis):
    """Tuesday 9:00, taken with both."""
    for practitioner in (camilles, denis):
        client = factories.make_client(f"of-{practitioner.slug}@example.com", "Nora")
        book(NINE, client=client, practitioner=practitioner)


def rows_of(response):
    return [(row["title"], row["text"]) for row in response.context["rows"]]


# --- With whom ------------------------------------------------------------------------------------


def test_the_first_row_is_anyone_for_each_place_where_several_people_are(bobs, practice, denis):
    response = bobs.get("/rendez-vous/")
    assert rows_of(response) == [
        ("Peu importe, Visio", "Avec la première personne disponible"),
        ("Camille Aubert, Lyon", ""),
        ("Camille Aubert, Visio", ""),
        ("Denis Roux, Visio", ""),
    ]
    denis.places.set(practice.places)
    titles = [title for title, _text in rows_of(bobs.get("/rendez-vous/"))]
    assert titles[:2] == ["Peu importe, Lyon", "Peu importe, Visio"]


def test_alone_nobody_is_asked_whether_they_mind(visitor, practice):
    assert "Peu importe" not in text_of(visitor.get("/rendez-vous/"))


def test_anyones_next_free_time_is_the_first_of_all(bobs, denis, camilles):
    Absence.objects.create(practitioner=camilles, start_at=NOW, end_at=NOW + dt.timedelta(days=2))
    rows = {row["title"]: row["next_free"] for row in bobs.get("/rendez-vous/").context["rows"]}
    assert rows["Peu importe, Visio"] == rows["Denis Roux, Visio"] == paris(23, "9:00")
    assert rows["Camille Aubert, Visio"] == paris(25, "9:00")


def test_as_many_queries_for_many_rows_as_for_few(bobs, practice, denis):
    def queries():
        for _until_settings_are_made in range(2):
            bobs.get("/rendez-vous/")
        with CaptureQueriesContext(connection) as captured:
            response = bobs.get("/rendez-vous/")
        return len(response.context["rows"]), len(captured)

    few, cost = queries()
    for name in ("Eve", "Fanny", "Guy"):
        factories.make_practitioner(name, places=practice.places, services=[practice.service])
    assert few == 4
    assert queries() == (11, cost)


def test_the_next_page_keeps_what_is_settled(bobs, practice, denis):
    for number in range(12):
        factories.make_practitioner(f"Eve {number}", places=practice.places, services=[practice.service])
    page = bobs.get("/rendez-vous/", {"lieu": "visio"}).content.decode()
    assert 'href="?lieu=visio&amp;prestation=coaching-individuel&amp;page=2"' in page
    words = text_of(bobs.get("/rendez-vous/", {"lieu": "visio", "page": "2"}))
    assert "Visio" in words
    assert "Lyon" not in words


def test_an_address_without_a_person_still_asks_with_whom(bobs, denis):
    response = bobs.get("/rendez-vous/", {"prestation": "coaching-individuel", "lieu": "visio"})
    assert "Avec qui et où" in text_of(response)
    assert len(response.context["rows"]) == 3


def test_the_home_page_shows_the_next_free_times_of_everybody_with_their_names(denis, camilles, book):
    for clock in ("9:00", "9:55"):
        book(paris(23, clock), practitioner=camilles)
    times = next_free_times({})
    assert [(free.time_text, free.whom) for free in times] == [
        ("9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00", "Denis Roux, À distance"),
        ("9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}55", "Denis Roux, À distance"),
        ("10\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}50", "Camille Aubert, Lyon"),
    ]
    assert ["praticien=denis-roux&" in free.url for free in times] == [True, True, False]
    assert "praticien=camille&" in times[2].url


def test_an_hour_that_several_people_have_is_shown_once_and_each_of_them_in_turn(denis, camilles):
    times = next_free_times({}, count=2)
    assert [free.whom.split(",")[0] for free in times] == ["Camille Aubert", "Denis Roux"]
    assert len({free.time_text for free in times}) == 2


def test_its_links_lead_to_the_booking_with_that_one(bobs, denis, camilles):
    Absence.objects.create(practitioner=camilles, start_at=NOW, end_at=NOW + dt.timedelta(days=90))
    first = next_free_times({})[0]
    assert "Denis Roux" in text_of(bobs.get(first.url))


def test_nobody_is_named_where_one_person_is_alone(practice):
    assert {free.whom for free in next_free_times({})} == {""}


@pytest.mark.parametrize("others", [0, 7])
def test_they_cost_as_many_queries_whoever_is_there(practice, others, django_assert_num_queries):
    for number in range(others):
        factories.make_practitioner(f"Eve {number}", places=practice.places, services=[practice.service])
    next_free_times({})
    with django_assert_num_queries(4):
        assert len(next_free_times({})) == 3


# --- The week -------------------------------------------------------------------------------------


def test_the_week_shows_what_any_of_them_has_free(bobs, denis, camilles, book):
    book(NINE, practitioner=camilles)
    Absence.objects.create(practitioner=denis, start_at=paris(25, "9:00"), end_at=paris(25, "18:00"))
    response = bobs.get("/rendez-vous/", {**ANYONE, "semaine": "2026-W48"})
    shown = {
        day: [slot.replace("\N{NO-BREAK SPACE}", " ") for slot in slots] for day, slots in slots_of(response).items()
    }
    eight = ["9 h 00", "9 h 55", "10 h 50", "11 h 45", "13 h 30", "14 h 25", "15 h 20", "16 h 15"]
    assert shown["2026-11-24"] == [*eight, "17 h 10"]
    assert shown["2026-11-25"] == eight
    words = text_of(response)
    assert "Avec la première personne disponible" in words
    assert "Denis" not in words


def test_every_link_of_the_week_stays_with_anyone(bobs, denis):
    page = bobs.get("/rendez-vous/", {**ANYONE, "semaine": "2026-W49"})
    card = page.context["card"]
    slots = [slot.url for day in card["week"].days for slot in day.slots]
    links = [card["previous_url"], card["next_url"], card["first_free"].url, *slots]
    assert all(parse_qs(urlsplit(link).query)["praticien"] == ["tous"] for link in links)
    assert card["hidden"] == ANYONE


def test_page_and_programs_are_told_the_same(bobs, practice, denis, camilles, book):
    book(NINE, practitioner=camilles)
    book(paris(25, "9:00"), practitioner=denis)
    page = bobs.get("/rendez-vous/", {**ANYONE, "semaine": "2026-W48"})
    asked = {"service": practice.service.pk, "place": practice.place.pk, "from": MONDAY, "to": SUNDAY}
    answer = bobs.get("/api/v1/availability/", asked).json()["days"]
    shown = {
        day.date.isoformat(): [f"{slot.start:%Y-%m-%dT%H:%M:%SZ}" for slot in day.slots]
        for day in page.context["card"]["week"].days
    }
    assert {day: starts for day, starts in answer.items() if starts} == shown


def test_as_many_queries_with_anyone_as_with_one(bobs, practice, denis):
    def queries(whom):
        for _until_settings_are_made in range(2):
            bobs.get("/rendez-vous/", {**ANYONE, "praticien": whom})
        with CaptureQueriesContext(connection) as captured:
            bobs.get("/rendez-vous/", {**ANYONE, "praticien": whom})
        return len(captured)

    assert queries("tous") == queries("camille")


def test_a_full_day_says_so_and_a_day_on_which_all_are_away_is_closed(bobs, practice, denis, camilles, book):
    for practitioner in (camilles, denis):
        hours = practitioner.opening_hours.get()
        hours.windows.filter(start__gt=dt.time(12)).delete()
        hours.windows.update(end=dt.time(9, 45))
        book(NINE, practitioner=practitioner, client=factories.make_client(f"{practitioner.pk}@example.com", "N"))
        Absence.objects.create(practitioner=practitioner, start_at=paris(25, "0:01"), end_at=paris(25, "23:00"))
    Absence.objects.create(practitioner=denis, start_at=paris(26, "0:01"), end_at=paris(26, "23:00"))
    days = bobs.get("/rendez-vous/", {**ANYONE, "semaine": "2026-W48"}).context["card"]["week"].days
    assert [day.state for day in days] == ["free", "full", "away", "free", "free"]


@pytest.mark.parametrize("language", ["fr", "en", "ru"])
def test_it_is_said_in_each_language(visitor, denis, language):
    address = "/rendez-vous/" if language == "fr" else f"/{language}/rendez-vous/"
    words = {
        "fr": ("Peu importe, Visio", "Avec la première personne disponible", "Avec la première personne disponible"),
        "en": ("No preference, Visio", "With the first person available", "With the first person available"),
        "ru": ("Без предпочтений, Visio", "К первому свободному специалисту", "С кем первый свободный специалист"),
    }[language]
    whom, week = text_of(visitor.get(address)), text_of(visitor.get(address, ANYONE))
    assert words[0] in whom
    assert words[1] in whom
    assert words[2] in week


# --- Old and odd addresses ------------------------------------------------------------------------


def test_where_one_is_left_anyone_is_that_one(visitor, bobs, practice, denis, camilles):
    denis.is_active = False
    denis.save()
    words = text_of(visitor.get("/rendez-vous/", ANYONE))
    assert "n’est plus proposé" not in words
    assert "Avec Camille Aubert" not in words  # nobody else is there to be told apart from
    assert "9 h 00" in words
    bobs.post(details_url(NINE, **ANYONE), {"topic": ""})
    assert Appointment.objects.get().practitioner == camilles


def test_anyone_without_a_place_asks_where(bobs, practice, denis):
    response = bobs.get("/rendez-vous/", {"praticien": "tous"})
    assert [title for title, _text in rows_of(response)] == ["Peu importe, Visio", "Camille Aubert, Lyon"]


def test_nobody_is_called_anyone(practice):
    someone = factories.make_practitioner("Tous", slug="", places=practice.places, services=[practice.service])
    assert someone.slug == "tous-2"


# --- Booking --------------------------------------------------------------------------------------


def test_a_client_books_with_anyone_and_is_told_with_whom(bobs, bob, denis, camilles):
    Absence.objects.create(practitioner=camilles, start_at=paris(24, "8:00"), end_at=paris(24, "18:00"))
    words = text_of(bobs.get(details_url(NINE, **ANYONE)))
    assert "Avec la première personne disponible" in words
    response = bobs.post(details_url(NINE, **ANYONE), {"topic": "", "key": str(uuid.uuid4())}, follow=True)
    appointment = Appointment.objects.get()
    assert appointment.practitioner == denis
    assert "Avec Denis Roux" in text_of(response)
    assert "Visio · Denis Roux" in text_of(bobs.get("/mes-rendez-vous/"))


def test_a_form_sent_ten_times_books_once(bobs, denis):
    form = {"topic": "", "key": str(uuid.uuid4())}
    urls = {bobs.post(details_url(NINE, **ANYONE), form).url for _ in range(10)}
    assert urls == {f"/mes-rendez-vous/{Appointment.objects.get().reference}/"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_when_nobody_is_left_the_nearest_of_all_are_offered_and_nothing_is_stored(bobs, full, denis, method):
    before = stored()
    response = getattr(bobs, method)(details_url(NINE, **ANYONE), {"topic": "À garder"} if method == "post" else None)
    assert response.status_code == 409
    assert "Ce créneau vient d’être réservé." in text_of(response)
    offers = response.context["notices"][0].offers
    assert [offer.local for offer in offers] == [paris(24, clock) for clock in ("9:55", "10:50", "11:45")]
    assert all("praticien=tous" in offer.url for offer in offers)
    assert stored() == before


def test_a_slot_of_one_of_them_shows_its_own_price_and_length_before_it_is_booked(bobs, practice, denis):
    late = paris(24, "20:00")
    parts = {"practitioner": denis, "service": practice.service, "place": practice.place}
    slot = PublishedSlot.objects.create(**parts, start_at=late, end_at=late + dt.timedelta(minutes=90), cost="30.50")
    words = text_of(bobs.get(details_url(late, **ANYONE)))
    assert "20 h 00 à 21 h 30" in words
    assert "30,50 €" in words
    bobs.post(details_url(late, **ANYONE), {"topic": "", "checked": "1"})
    assert Appointment.objects.get().published_slot == slot


def test_moving_offers_the_times_of_whoever_has_it(bobs, denis, camilles, book):
    appointment = book(NINE, practitioner=None)
    assert appointment.practitioner == camilles
    page = bobs.get(f"/mes-rendez-vous/{appointment.reference}/deplacer/", {"semaine": "2026-W48"})
    assert "17 h 10" not in text_of(page)
    late = availability.free_starts(denis, *appointment_parts(appointment), MONDAY, MONDAY, now=NOW)[MONDAY][-1]
    answer = bobs.post(f"/mes-rendez-vous/{appointment.reference}/deplacer/", {"debut": late.isoformat()})
    assert answer.status_code == 409


def appointment_parts(appointment):
    return appointment.service, appointment.place


def test_the_word_for_anyone_cannot_be_given_to_somebody(camilles):
    from django.core.exceptions import ValidationError

    camilles.slug = Practitioner.ANYONE
    with pytest.raises(ValidationError):
        camilles.full_clean()
