"""Guests: a name and an address are enough; what keeps programs out; whose address it is; what a hold looks like."""

import datetime as dt
import re
import uuid

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from booking.models import Appointment, AppointmentEvent, State
from people.models import Client
from practice.models import BookingRules
from tests import factories

from .conftest import browser_of, details_url, paris, slots_of, stored, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_way")]

NINE, LATER = paris(24, "9:00"), paris(24, "9:55")
ALICE = {"name": "Alice Durand", "email": "alice@example.com"}
NINE_O_CLOCK = "9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00"
A_MOMENT = dt.timedelta(seconds=3)


@pytest.fixture
def rules(db):
    """Return a function that sets what the practice decides."""

    def decide(**rules):
        BookingRules.objects.update_or_create(defaults=rules)

    return decide


@pytest.fixture
def send(clock):
    """Return a function that opens the details, takes a moment, and sends them; it gives the answer."""

    def open_and_send(browser, start=NINE, *, parts=None, after=A_MOMENT, follow=False, **changed):
        url = details_url(start, **(parts or {}))
        page = browser.get(url)
        clock.shift(after)
        return browser.post(url, {**filled_in(page), **ALICE, **changed}, follow=follow)

    return open_and_send


def filled_in(page):
    """Return what the hidden fields of a page send back."""
    html = page.content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: value for name, value in hidden if name not in ("csrfmiddlewaretoken", "next")}


def someone():
    return browser_of()


# --- Booking --------------------------------------------------------------------------------------


@pytest.mark.mission("O2")
def test_a_guest_books_with_a_name_and_an_address(visitor, send):
    response = send(visitor, follow=True)
    appointment = Appointment.objects.get()
    assert (appointment.start_at, appointment.state) == (NINE, State.CONFIRMED)
    client = appointment.client
    assert (client.name, client.email, client.phone, client.user) == ("Alice Durand", "alice@example.com", "", None)
    assert client.language == "fr"
    event = AppointmentEvent.objects.get()
    assert (event.by, event.by_name) == (None, "Alice Durand")
    assert "Rendez-vous confirmé" in text_of(response)
    assert response.redirect_chain == [(f"/rendez-vous/gerer/{appointment.reference}/", 302)]


def test_two_fields_are_to_be_filled_in_and_the_rest_says_that_it_may_stay_empty(visitor):
    page = visitor.get(details_url(NINE)).content.decode()
    required = re.findall(r'<input type="(?:text|email)" name="(\w+)"[^>]* required', page)
    assert required == ["name", "email"]
    assert re.findall(r'autocomplete="(name|email|tel)"', page) == ["name", "email", "tel"]
    assert "Téléphone (facultatif)" in text_of(visitor.get(details_url(NINE)))


def test_a_telephone_number_is_kept(visitor, send):
    send(visitor, phone="+33 6 12 34 56 78")
    assert Client.objects.get(email="alice@example.com").phone == "+33 6 12 34 56 78"


@pytest.mark.parametrize("name", ["alice  DURAND", " Alice Durand "])
def test_the_same_person_again_is_the_same_client(send, name):
    send(someone())
    send(someone(), LATER, name=name, email="Alice@Example.com")
    assert Appointment.objects.count() == 2
    assert Client.objects.filter(email="alice@example.com").count() == 1


def test_another_name_at_the_same_address_is_another_client(send):
    send(someone())
    send(someone(), LATER, name="Léo Durand")
    assert set(Client.objects.guests_at("alice@example.com").values_list("name", flat=True)) == {
        "Alice Durand",
        "Léo Durand",
    }


def test_a_guest_with_the_address_of_an_account_takes_nothing_of_it_over(bob, send):
    send(someone(), name=bob.get_full_name(), email=bob.email, phone="0")
    appointment = Appointment.objects.get()
    assert appointment.client != bob.client
    assert appointment.client.user is None
    assert bob.client.phone == ""
    assert not Appointment.objects.visible_to(bob).exists()


def test_what_a_client_left_before_is_not_written_over(send):
    send(someone(), phone="01 02 03 04 05")
    send(someone(), LATER, phone="09 09 09 09 09")
    assert Client.objects.get(email="alice@example.com").phone == "01 02 03 04 05"


def test_a_form_sent_ten_times_books_once(visitor, clock):
    form = {**filled_in(visitor.get(details_url(NINE))), **ALICE}
    clock.shift(A_MOMENT)
    urls = {visitor.post(details_url(NINE), form).url for _ in range(10)}
    assert urls == {f"/rendez-vous/gerer/{Appointment.objects.get().reference}/"}
    assert Client.objects.guests_at(ALICE["email"]).count() == 1


def test_a_service_with_approval_makes_a_request(one_way, visitor, send):
    one_way.service.needs_approval = True
    one_way.service.save()
    assert "Demande envoyée" in text_of(send(visitor, follow=True))
    assert Appointment.objects.get().state == State.REQUESTED


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Indiquez votre nom et votre prénom"),
        ("name", "x" * 201, "Écrivez au plus 200 caractères"),
        ("name", "Alice\u202eDurand", "Écrivez ceci sur une seule ligne"),
        ("email", "", "Indiquez une adresse e-mail complète, par exemple prenom@exemple.fr"),
        ("email", "alice@", "Indiquez une adresse e-mail complète, par exemple prenom@exemple.fr"),
        ("email", "alice@example.com\nBcc: x@example.com", "Indiquez une adresse e-mail complète"),
        ("email", "ıvan@example.com", "Indiquez une adresse e-mail complète"),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field_and_the_rest_is_kept(visitor, send, field, value, sentence):
    response = send(visitor, topic="Ma prise de poste", **{field: value})
    assert response.status_code == 422
    words = text_of(response)
    assert words.count(sentence) == 2
    assert response.context["form"]["topic"].value() == "Ma prise de poste"
    assert stored() == [[], [], [], []]
    assert not Client.objects.guests_at("alice@example.com").exists()


def test_hostile_names_are_names(visitor, send):
    name = "<script>alert(1)</script> “Ж” 'O''Neil' 🎈"
    response = send(visitor, name=name, follow=True)
    assert Appointment.objects.get().client.name == name
    assert b"<script>alert(1)" not in response.content


def test_who_has_an_account_is_shown_the_way_in(visitor, bob):
    page = visitor.get(details_url(NINE)).content.decode()
    login = re.search(r'href="(/accounts/login/\?next=[^"]*)"', page).group(1)
    response = visitor.post(login, {"login": bob.email, "password": "un-long-mot-de-passe"}, follow=True)
    assert "Mardi 24 novembre 2026, 9 h 00 à 9 h 45" in text_of(response)
    assert "bob@example.com" in text_of(response)


# --- Who may not ----------------------------------------------------------------------------------


def test_a_blocked_person_does_not_come_back_as_a_guest(bob, send):
    bob.blocked_at = dt.datetime.now(dt.UTC)
    bob.save()
    assert send(someone(), email="BOB@example.com").status_code == 409
    assert stored() == [[], [], [], []]


def test_limits_count_by_the_address_under_whatever_name(send, rules):
    rules(live_limit=2)
    send(someone())
    send(someone(), LATER, name="Léo Durand")
    response = send(someone(), paris(25, "9:00"), name="Mia Durand")
    assert response.status_code == 409
    assert "2 rendez-vous à venir" in text_of(response)
    assert not Client.objects.filter(name="Mia Durand").exists()
    assert send(someone(), paris(26, "9:00"), email="mia@example.com").status_code == 302


def test_a_guest_learns_nothing_of_the_appointments_at_an_address(send, denis):
    """Whoever types somebody else's address is not told when that person comes."""
    send(someone(), parts={"praticien": "camille"})
    response = send(someone(), parts={"praticien": denis.slug})
    assert response.status_code == 409
    words = text_of(response)
    assert "Vous avez déjà un rendez-vous à cette heure." in words
    assert "Vous avez déjà un rendez-vous mardi" not in words


@pytest.fixture
def denis(practice):
    return factories.make_practitioner("Denis", places=[practice.place], services=[practice.service])


# --- Programs -------------------------------------------------------------------------------------


def test_the_field_that_no_reader_sees_must_stay_empty(visitor, send):
    page = visitor.get(details_url(NINE)).content.decode()
    assert re.search(r'<div class="visually-hidden" aria-hidden="true">.{0,400}name="website"', page, re.DOTALL)
    response = send(visitor, website="https://example.com")
    assert response.status_code == 422
    # Someone whose browser filled it in sees it now, and can empty it.
    assert 'aria-hidden="true"><div class="field' not in response.content.decode()
    assert "Laissez ce champ vide" in text_of(response)
    assert stored() == [[], [], [], []]


def test_nobody_fills_in_a_form_in_no_time_and_a_second_try_succeeds(visitor, send, clock):
    response = send(visitor, after=dt.timedelta(seconds=1))
    assert response.status_code == 422
    assert "C’était très rapide." in text_of(response)
    clock.shift(A_MOMENT)
    assert visitor.post(details_url(NINE), {**filled_in(response), **ALICE}).status_code == 302


@pytest.mark.parametrize("seal", ["", "forged", f"{uuid.UUID(int=1)}:1abcde:x"])
def test_a_form_that_was_not_opened_here_is_shown_again(visitor, send, seal):
    response = send(visitor, seal=seal)
    assert response.status_code == 422
    assert "Cette page est restée ouverte longtemps." in text_of(response)
    assert stored() == [[], [], [], []]


def test_a_page_of_yesterday_is_read_again_and_sent_once_more(visitor, send, clock):
    response = send(visitor, after=dt.timedelta(hours=13))
    assert "Cette page est restée ouverte longtemps." in text_of(response)
    clock.shift(A_MOMENT)
    assert visitor.post(details_url(NINE), {**filled_in(response), **ALICE}).status_code == 302


def test_one_network_books_so_many_an_hour_and_keeps_what_was_typed(settings, send):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "guest_booking": "2/h/ip"}
    send(someone())
    send(someone(), LATER, email="b@example.com")
    response = send(someone(), paris(25, "9:00"), email="c@example.com")
    assert response.status_code == 429
    assert "depuis votre réseau" in text_of(response)
    assert response.context["form"]["email"].value() == "c@example.com"
    assert Appointment.objects.exclude(state=State.HELD).count() == 2


# --- A time that has gone -------------------------------------------------------------------------


@pytest.mark.mission("O2")
def test_a_time_that_has_gone_keeps_what_was_typed_and_offers_three_others(visitor, book, charlie, clock):
    page = visitor.get(details_url(NINE))
    clock.shift(dt.timedelta(minutes=10))
    book(NINE, client=charlie.client)
    response = visitor.post(details_url(NINE), {**filled_in(page), **ALICE, "topic": "Ma prise de poste"})
    assert response.status_code == 409
    words = text_of(response)
    assert "Ce créneau vient d’être réservé. Vos informations sont gardées" in words
    assert all(kept in words for kept in ("Alice Durand", "alice@example.com", "Ma prise de poste"))
    offers = response.context["notices"][0].offers
    assert len(offers) == 3
    form = visitor.get(offers[0].url).context["form"]
    assert [form[name].value() for name in ("name", "email", "topic")] == [*ALICE.values(), "Ma prise de poste"]


# --- Holds ----------------------------------------------------------------------------------------


def test_a_chosen_time_is_kept_and_its_end_is_told(visitor):
    assert "Créneau gardé pour vous jusqu’à 8 h 10." in text_of(visitor.get(details_url(NINE)))
    assert someone().get(details_url(NINE)).status_code == 409
    assert NINE_O_CLOCK not in slots_of(someone().get("/rendez-vous/"))["2026-11-24"]


def test_ones_own_hold_is_shown_as_free_to_oneself(visitor):
    visitor.get(details_url(NINE))
    assert slots_of(visitor.get("/rendez-vous/"))["2026-11-24"][0] == NINE_O_CLOCK
    assert visitor.head(details_url(NINE)).status_code == 200
    assert visitor.get(details_url(NINE)).status_code == 200


def test_a_hold_that_lapsed_confirms_all_the_same(visitor, send):
    assert send(visitor, after=dt.timedelta(minutes=30)).status_code == 302
    assert Appointment.objects.get().state == State.CONFIRMED


def test_a_session_has_one_hold(visitor):
    for start in (NINE, LATER, paris(25, "9:00")):
        visitor.get(details_url(start))
    assert Appointment.objects.get().start_at == paris(25, "9:00")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"X-Purpose": "preview"},
    ],
)
@pytest.mark.mission("T9")
def test_a_browser_that_reads_ahead_holds_nothing(visitor, headers):
    response = visitor.get(details_url(NINE), headers=headers)
    assert response.status_code == 200
    assert "Créneau gardé" not in text_of(response)
    assert not Appointment.objects.exists()


@pytest.mark.mission("T9")
def test_the_head_of_the_page_holds_nothing(visitor):
    assert visitor.head(details_url(NINE)).status_code == 200
    assert not Appointment.objects.exists()
    assert not visitor.cookies.get("sessionid")


def test_a_crawler_without_cookies_fills_no_agenda(one_way):
    tuesday = [paris(24, clock) for clock in ("9:00", "9:55", "10:50", "11:45", "13:30", "14:25", "15:20", "16:15")]
    for start in tuesday:
        assert someone().get(details_url(start)).status_code == 200
    assert Appointment.objects.filter(state=State.HELD).count() == 5


def test_addresses_of_one_household_are_one_network():
    for number, clock in enumerate(["9:00", "9:55", "10:50"]):
        someone().get(details_url(paris(25, clock)), REMOTE_ADDR=f"2001:db8::{number}")
    assert len(set(Appointment.objects.values_list("held_for", flat=True))) == 1
    someone().get(details_url(NINE), REMOTE_ADDR="2001:db8:0:1::1")
    assert len(set(Appointment.objects.values_list("held_for", flat=True))) == 2
    assert not Appointment.objects.filter(held_for__contains="2001").exists()


def test_a_practice_that_keeps_no_times_says_nothing_of_it(visitor, rules, send):
    rules(hold_minutes=0)
    assert "Créneau gardé" not in text_of(visitor.get(details_url(NINE)))
    assert not Appointment.objects.exists()
    assert send(visitor).status_code == 302


def test_ones_own_hold_is_no_obstacle_to_a_move(bobs, book):
    appointment = book(paris(27, "9:00"))
    bobs.get(details_url(NINE))
    address = f"/mes-rendez-vous/{appointment.reference}/deplacer/"
    assert slots_of(bobs.get(address, {"semaine": "2026-W48"}))["2026-11-24"][0] == NINE_O_CLOCK
    assert bobs.get(address, {"debut": "2026-11-24T08:00Z"}).status_code == 200
    assert bobs.post(address, {"debut": "2026-11-24T08:00Z"}).status_code == 302
    appointment.refresh_from_db()
    assert appointment.start_at == NINE
    assert Appointment.objects.count() == 1


def test_staff_see_no_holds_among_the_appointments(visitor, camille):
    visitor.get(details_url(NINE))
    assert not Appointment.objects.visible_to(camille).exists()


# --- Whose address it is --------------------------------------------------------------------------


@pytest.fixture
def confirming(rules):
    rules(guest_email_confirmation=True)


def code_in(message):
    return re.search(r"\b\d{6}\b", message.body).group()


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.usefixtures("confirming")
def test_nothing_is_booked_before_the_code_is_written(visitor, send):
    page = send(visitor)
    assert page.status_code == 200
    assert "Confirmez votre adresse e-mail" in text_of(page)
    assert stored() == [[], [], [], []]
    [message] = mail.outbox
    assert message.to == ["alice@example.com"]
    assert "Alice" not in message.body
    response = visitor.post(details_url(NINE), {**filled_in(page), "code": code_in(message)}, follow=True)
    assert "Rendez-vous confirmé" in text_of(response)
    assert Appointment.objects.get().client.name == "Alice Durand"


@pytest.mark.usefixtures("confirming")
def test_a_browser_that_has_confirmed_an_address_is_not_asked_again(visitor, send):
    page = send(visitor)
    visitor.post(details_url(NINE), {**filled_in(page), "code": code_in(mail.outbox[0])})
    assert send(visitor, LATER).status_code == 302
    assert send(visitor, paris(25, "9:00"), email="other@example.com").status_code == 200
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("confirming")
def test_a_wrong_code_books_nothing_and_the_fifth_uses_it_up(visitor, send):
    page = send(visitor)
    code = code_in(mail.outbox[0])
    for _ in range(4):
        response = visitor.post(details_url(NINE), {**filled_in(page), "code": wrong(code)})
        assert response.status_code == 422
        assert "Ce n’est pas le code" in text_of(response)
    visitor.post(details_url(NINE), {**filled_in(page), "code": wrong(code)})
    assert len(mail.outbox) == 2  # a new one
    assert visitor.post(details_url(NINE), {**filled_in(page), "code": code}).status_code == 422
    assert stored() == [[], [], [], []]


@pytest.mark.usefixtures("confirming")
def test_a_code_is_for_one_address_one_browser_and_a_quarter_of_an_hour(visitor, send, clock):
    page = send(visitor)
    form, code = filled_in(page), code_in(mail.outbox[0])
    assert visitor.post(details_url(NINE), {**form, "email": "eve@example.com", "code": code}).status_code == 200
    assert someone().post(details_url(LATER), {**form, "code": code}).status_code == 200
    clock.shift(dt.timedelta(minutes=16))
    assert visitor.post(details_url(NINE), {**form, "code": code}).status_code == 200
    assert stored() == [[], [], [], []]


@pytest.mark.usefixtures("confirming")
def test_another_code_may_be_asked_for_a_few_times(visitor, send):
    page = send(visitor)
    for _ in range(4):
        assert visitor.post(details_url(NINE), {**filled_in(page), "another": "1", "code": ""}).status_code == 200
    response = visitor.post(details_url(NINE), {**filled_in(page), "another": "1", "code": ""})
    assert response.status_code == 429
    assert len(mail.outbox) == 5
    assert response.context["form"]["name"].value() == "Alice Durand"


@pytest.mark.usefixtures("confirming")
def test_a_mail_server_that_is_down_is_told(visitor, send, monkeypatch):
    def refuse(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse)
    response = send(visitor)
    assert response.status_code == 503
    assert "Le message avec le code n’a pas pu partir." in text_of(response)
    assert stored() == [[], [], [], []]


@pytest.mark.usefixtures("confirming")
def test_who_has_logged_in_is_asked_for_no_code(bobs):
    assert bobs.post(details_url(NINE), {"topic": ""}).status_code == 302
