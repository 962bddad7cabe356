"""Booking a chosen time: the form, the button, each refusal in its own words, and careless or hostile POSTs."""

import datetime as dt
import uuid

import pytest

from booking.models import Answer, Appointment, OutboxMessage, State
from people.models import Client
from practice.models import Absence, BookingRules
from tests import factories

from .conftest import browser_of, details_url, paris, slots_of, stored, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_way")]

NINE = paris(24, "9:00")


# --- The way there --------------------------------------------------------------------------------


@pytest.fixture
def accounts_only(practice):
    """The practice takes no guests: whoever books has an account."""
    BookingRules.objects.update_or_create(defaults={"guests_allowed": False})


@pytest.mark.usefixtures("accounts_only")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_logs_in_first_and_comes_back_to_the_chosen_time(visitor, method):
    url = details_url(NINE, prestation="coaching-individuel", praticien="camille", lieu="visio")
    response = getattr(visitor, method)(url)
    assert response.status_code == 302
    login, _sign, following = response.url.partition("?next=")
    assert login == "/accounts/login/"
    page = visitor.get(response.url).content.decode()
    assert following.replace("&", "&amp;") in page
    assert stored() == [[], [], [], []]


@pytest.mark.mission("C4")
@pytest.mark.usefixtures("accounts_only")
def test_a_visitor_who_logs_in_finds_the_time_still_chosen(visitor, bob):
    login = visitor.get(details_url(NINE)).url
    response = visitor.post(login, {"login": bob.email, "password": factories.PASSWORD}, follow=True)
    words = text_of(response)
    assert "Vos coordonnées (étape 2 sur 2)" in words
    assert "Mardi 24 novembre 2026, 9 h 00 à 9 h 45" in words


@pytest.mark.usefixtures("accounts_only")
def test_what_a_visitor_typed_is_there_after_logging_in(visitor, bob):
    login = visitor.post(details_url(NINE), {"topic": "Ma prise de poste"}).url
    page = visitor.post(login, {"login": bob.email, "password": factories.PASSWORD}, follow=True)
    assert page.context["form"]["topic"].value() == "Ma prise de poste"


# --- Booking --------------------------------------------------------------------------------------


@pytest.mark.mission("C4")
def test_a_client_books_and_lands_on_the_confirmation(bobs, bob):
    response = bobs.post(details_url(NINE), {"topic": "Ma prise de poste", "key": str(uuid.uuid4())}, follow=True)
    appointment = Appointment.objects.get()
    assert (appointment.client, appointment.start_at, appointment.state) == (bob.client, NINE, State.CONFIRMED)
    assert appointment.answers.get().text == "Ma prise de poste"
    assert response.redirect_chain == [(f"/mes-rendez-vous/{appointment.reference}/", 302)]
    assert "Rendez-vous confirmé" in text_of(response)


def test_a_service_with_approval_makes_a_request(bobs, one_way):
    one_way.service.needs_approval = True
    one_way.service.save()
    assert "Envoyer la demande" in text_of(bobs.get(details_url(NINE)))
    response = bobs.post(details_url(NINE), {"topic": ""}, follow=True)
    assert Appointment.objects.get().state == State.REQUESTED
    assert "Demande envoyée" in text_of(response)
    assert "Camille Aubert vous répond par e-mail." in text_of(response)


def test_a_form_sent_ten_times_books_once(bobs):
    form = {"topic": "Une fois", "key": str(uuid.uuid4())}
    urls = {bobs.post(details_url(NINE), form).url for _ in range(10)}
    assert urls == {f"/mes-rendez-vous/{Appointment.objects.get().reference}/"}
    assert Answer.objects.count() == 1
    assert OutboxMessage.objects.filter(audience="client").count() == 1


def test_mails_go_to_the_present_address_of_the_practitioner(bobs, camille):
    """Who is offered is kept in memory from one request to the next."""
    bobs.get("/rendez-vous/")
    bobs.post(details_url(NINE), {"topic": ""})
    camille.email = "new@example.com"
    camille.save()
    bobs.post(details_url(paris(25, "9:00")), {"topic": ""})
    told = OutboxMessage.objects.filter(audience="practitioner").order_by("pk")
    assert list(told.values_list("recipient", flat=True)) == ["camille@example.com", "new@example.com"]


def test_each_form_carries_a_key_of_its_own(bobs):
    keys = {bobs.get(details_url(NINE)).context["form"]["key"].value() for _ in range(2)}
    assert len(keys) == 2


def test_someone_without_a_client_file_gets_one_when_booking_and_not_before(db):
    user = factories.make_user("new@example.com", "Nora", "Neuve")
    Client.objects.filter(user=user).delete()
    browser = browser_of(user)
    assert browser.get(details_url(NINE)).status_code == 200
    assert not Client.objects.filter(user=user).exists()
    browser.post(details_url(NINE), {"topic": ""})
    assert Appointment.objects.get().client.name == "Nora Neuve"


def test_the_readers_own_time_stands_beside_the_places(bobs, bob):
    bob.time_zone = "America/Montreal"
    bob.save()
    words = text_of(bobs.get(details_url(NINE)))
    assert "Montréal (UTC−5) Mardi 24 novembre 2026, 3 h 00 à 3 h 45" in words


def test_opening_the_form_writes_nothing_but_one_hold(bobs):
    for _ in range(3):
        assert bobs.get(details_url(NINE)).status_code == 200
    assert Appointment.objects.get().state == State.HELD
    assert stored()[1:] == [[], [], []]


# --- Refusals -------------------------------------------------------------------------------------

REFUSALS = {
    "a Saturday": (paris(28, "9:00"), "Les séances ont lieu du lundi au vendredi. Choisissez un autre jour."),
    "a Sunday": (paris(29, "9:00"), "Les séances ont lieu du lundi au vendredi. Choisissez un autre jour."),
    "early": (
        paris(24, "8:00"),
        "Les séances commencent entre 9 h 00 et 11 h 45, puis entre 13 h 30 et 16 h 15.",
    ),
    "lunch": (
        paris(24, "12:30"),
        "Les séances commencent entre 9 h 00 et 11 h 45, puis entre 13 h 30 et 16 h 15.",
    ),
    "off the grid": (paris(24, "9:10"), "9 h 10"),
    "the 61st day": (
        paris(23, "9:00", month=1, year=2027),
        "Les réservations sont ouvertes jusqu’au 22 janvier 2027. Choisissez une date plus proche.",
    ),
    "in the past": (paris(20, "9:00"), "Cette heure est passée. Voici les prochains créneaux libres."),
    "taken": (
        paris(25, "9:00"),
        "Ce créneau vient d’être réservé. Vos informations sont gardées : choisissez-en un autre.",
    ),
    "too close": (paris(25, "9:50"), "Il faut 10 minutes entre deux séances. Les heures proposées en tiennent compte."),
    "away": (paris(26, "9:00"), "Camille Aubert n’est pas disponible à cette heure. Choisissez un autre jour."),
    "own overlap": (paris(27, "9:00"), "Vous avez déjà un rendez-vous vendredi 27 novembre à 9 h 00."),
}


@pytest.fixture
def refusing(practice, book, bob, charlie):
    """A calendar in which each wish of `REFUSALS` is refused for its own reason."""
    book(paris(25, "9:00"), client=charlie.client)
    book(paris(27, "9:00"))
    Absence.objects.create(practitioner=practice.practitioner, start_at=paris(26, "0:00"), end_at=paris(27, "0:00"))
    return bob


@pytest.mark.mission("C9")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("why", REFUSALS)
def test_each_refusal_has_its_own_sentence_stores_nothing_and_offers_three_times(bobs, refusing, why, method):
    start, sentence = REFUSALS[why]
    before = stored()
    response = getattr(bobs, method)(details_url(start), {"topic": "À garder"} if method == "post" else None)
    assert response.status_code == 409
    assert sentence in text_of(response)
    assert len(response.context["notices"][0].offers) == 3
    assert slots_of(response)
    assert stored() == before


@pytest.mark.mission("C9")
def test_the_sentences_differ(refusing, bobs):
    said = {text_of(bobs.get(details_url(start))) for start, _sentence in REFUSALS.values()}
    assert len(said) >= 8


@pytest.mark.mission("C8")
def test_the_sixtieth_day_can_be_booked(bobs):
    bobs.post(details_url(paris(22, "16:15", month=1, year=2027)), {"topic": ""})
    assert Appointment.objects.count() == 1


@pytest.mark.mission("C9")
def test_what_was_typed_survives_a_refusal_and_another_choice(bobs, refusing):
    response = bobs.post(details_url(paris(25, "9:00")), {"topic": "Ma prise de poste <3"})
    assert "Ma prise de poste &lt;3" in response.content.decode()
    nearest = response.context["notices"][0].offers[0].url
    form = bobs.get(nearest).context["form"]
    assert form["topic"].value() == "Ma prise de poste <3"
    bobs.post(nearest, {"topic": form["topic"].value()})
    assert Answer.objects.get().text == "Ma prise de poste <3"
    assert not bobs.get(details_url(paris(30, "9:00"))).context["form"]["topic"].value()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "start",
    [
        "",
        "demain",
        "2026-11-24T09:00",
        "2026-11-24",
        "2026-13-45T09:00Z",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        "9" * 5000,
    ],
)
def test_a_time_that_is_none_is_told_so_and_nothing_is_stored(bobs, start, method):
    response = getattr(bobs, method)(details_url(start))
    assert response.status_code == 400
    assert "Cette heure n’est pas lisible." in text_of(response)
    assert slots_of(response)
    assert stored() == [[], [], [], []]


@pytest.mark.parametrize("form", [{"topic": "x" * 2001}, {"topic": "", "key": "ni clé ni rien"}])
def test_a_form_that_cannot_be_used_is_shown_again_and_nothing_is_stored(bobs, form):
    response = bobs.post(details_url(NINE), form)
    assert response.status_code == 422
    assert "Il y a un problème" in text_of(response)
    assert stored() == [[], [], [], []]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_service_that_is_not_offered_leads_back_to_what_is(bobs, method):
    response = getattr(bobs, method)(details_url(NINE, prestation="autrefois"), follow=True)
    assert "Ce que vous cherchez n’est plus proposé." in text_of(response)
    assert stored() == [[], [], [], []]


def test_too_many_appointments_are_refused(bobs, book):
    for day, clock in [(24, "9:55"), (25, "9:00"), (26, "9:00"), (27, "9:00"), (30, "9:00")]:
        book(paris(day, clock))
        book(paris(day, clock) + dt.timedelta(days=14))
    before = stored()
    response = bobs.post(details_url(NINE), {"topic": ""})
    assert response.status_code == 409
    assert "10 rendez-vous à venir" in text_of(response)
    assert stored() == before


def test_a_blocked_person_books_nothing(bobs, bob):
    bob.blocked_at = dt.datetime.now(dt.UTC)
    bob.save()
    assert bobs.post(details_url(NINE), {"topic": ""}).url.startswith("/accounts/")
    assert stored() == [[], [], [], []]
