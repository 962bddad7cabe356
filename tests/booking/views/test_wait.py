"""The pages of the waiting list: getting on it, the link in the mail, taking, letting pass, leaving."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import actions, availability, links, outbox, proposals
from booking.models import Appointment, OutboxMessage, State, WaitingEntry
from people.models import Client
from practice.models import Absence, BookingRules, PublishedSlot
from tests import factories

from .conftest import browser_of, details_url, paris, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_way")]

THURSDAY = dt.date(2026, 11, 26)
DAY, A_MOMENT = dt.timedelta(days=1), dt.timedelta(seconds=3)
ALICE = {"name": "Alice Durand", "email": "alice@example.com"}
WAIT = "/rendez-vous/attente/"


@pytest.fixture
def full(practice, charlie):
    """Fill the Thursday, and return its appointments."""
    BookingRules.objects.update_or_create(defaults={"live_limit": 50})
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    now = dt.datetime.now(dt.UTC)
    free = availability.free_starts(*parts.values(), THURSDAY, THURSDAY, now=now)[THURSDAY]
    booked = [actions.book(client=charlie.client, **parts, start=start, by=charlie, now=now) for start in free]
    OutboxMessage.objects.all().delete()
    return booked


@pytest.fixture
def join(clock):
    """Return a function that opens the page for that Thursday, takes a moment, and sends it."""

    def send(browser, *, after=A_MOMENT, follow=True, **typed):
        page = browser.get(f"{WAIT}?du={THURSDAY}")
        clock.shift(after)
        seal = re.search(r'name="seal" value="([^"]*)"', page.content.decode())
        hidden = {"seal": seal[1]} if seal else {}
        return browser.post(WAIT, {**hidden, "first_day": THURSDAY, "last_day": "", **typed}, follow=follow)

    return send


def cancel(appointment):
    actions.cancel(appointment=appointment, by=None, now=dt.datetime.now(dt.UTC))


def waits(browser):
    """Let Alice open the link of her only entry, and return the entry."""
    entry = WaitingEntry.objects.get()
    assert browser.get(links.path_to_wait(entry)).url == page_of(entry)
    return entry


def page_of(entry):
    return f"{WAIT}{entry.reference}/"


def mailed(address):
    """Send what is due, and return the latest mail to `address`."""
    outbox.deliver_due(now=dt.datetime.now(dt.UTC))
    return [one for one in mail.outbox if one.to == [address]][-1]


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/rendez-vous/attente/\S+)", letter.body)[1]


def stored():
    return [list(model.objects.order_by("pk").values()) for model in (Appointment, WaitingEntry, OutboxMessage)]


def click(browser, entry, button):
    proposal = proposals.open_proposal(entry)
    return browser.post(page_of(entry), {button: "1", "proposal": proposal.pk if proposal else ""}, follow=True)


# --- Getting on the list --------------------------------------------------------------------------


@pytest.mark.mission("O9")
def test_a_day_that_is_full_leads_to_the_waiting_list(visitor, full, join):
    week = visitor.get(f"/rendez-vous/?date={THURSDAY}").content.decode()
    assert re.search(rf'href="{WAIT}\?du={THURSDAY}&amp;[^"]*">Me prévenir', week)
    response = join(visitor, **ALICE)
    assert response.redirect_chain == [(f"{WAIT}inscription/", 302)]
    assert "Vous êtes sur la liste d’attente" in text_of(response)
    entry = waits(visitor)
    assert "Jeudi 26 novembre" in text_of(visitor.get(page_of(entry)))
    assert (entry.client.name, entry.client.email, entry.client.language) == ("Alice Durand", "alice@example.com", "fr")


def test_who_has_logged_in_is_asked_for_the_days_alone(bobs, bob, full, join):
    page = bobs.get(f"{WAIT}?du={THURSDAY}&au={THURSDAY + DAY}").content.decode()
    assert 'name="email"' not in page
    assert f'value="{THURSDAY + DAY}"' in page
    join(bobs)
    entry = WaitingEntry.objects.get()
    assert (entry.client, entry.first_day, entry.last_day) == (bob.client, THURSDAY, THURSDAY)
    assert "Jeudi 26 novembre" in text_of(bobs.get("/mes-rendez-vous/"))


def test_sent_twice_it_is_one_place_on_the_list(visitor, full, join):
    join(visitor, **ALICE)
    join(visitor, **ALICE)
    assert WaitingEntry.objects.count() == 1


def test_what_is_free_already_is_shown_instead(visitor, full, join):
    response = join(visitor, **ALICE, last_day=THURSDAY + DAY)
    assert not WaitingEntry.objects.exists()
    words = text_of(response)
    assert "Des créneaux sont libres ces jours-là" in words
    assert "vendredi 27 novembre à 9 h 00" in words
    assert 'value="Alice Durand"' in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_day": ""}, "Indiquez un jour"),
        ({"first_day": "demain"}, "Indiquez un jour"),
        ({"first_day": "2026-11-22"}, "Ce jour est passé."),
        ({"last_day": "2026-11-25"}, "Ce jour est avant le premier."),
        ({"last_day": "2028-01-01"}, "C’est dans plus d’un an."),
        ({"name": ""}, "Indiquez votre nom et votre prénom"),
        ({"email": "alice"}, "Indiquez une adresse e-mail complète"),
        ({"website": "https://spam.example"}, "Laissez ce champ vide"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(visitor, full, join, typed, sentence):
    response = join(visitor, **{**ALICE, **typed})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert ("Alice Durand" in response.content.decode()) is ("name" not in typed)
    assert not WaitingEntry.objects.exists()


def test_a_program_that_answers_at_once_is_kept_out(visitor, full, join):
    assert join(visitor, after=dt.timedelta(0), **ALICE).status_code == 422
    assert not WaitingEntry.objects.exists()


def test_a_network_asks_so_often_and_no_more(full, join, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "guest_booking": "2/h/ip"}
    answers = [join(browser_of(), name=f"Guest {n}", email=f"guest-{n}@example.com") for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert WaitingEntry.objects.count() == 2


def test_where_guests_are_not_allowed_one_logs_in_first(visitor, full):
    BookingRules.objects.update_or_create(defaults={"guests_allowed": False})
    response = visitor.get(f"{WAIT}?du={THURSDAY}")
    assert response.url.startswith("/accounts/login/")


def test_without_a_waiting_list_there_is_no_trace_of_it(visitor, full, bobs, book):
    BookingRules.objects.update_or_create(defaults={"waiting_minutes": 0})
    assert "attente" not in visitor.get(f"/rendez-vous/?date={THURSDAY}").content.decode()
    assert visitor.get(f"{WAIT}?du={THURSDAY}").url.startswith("/rendez-vous/?")
    appointment = book(paris(27, "9:00"))
    assert "plus-tot" not in bobs.get(f"/mes-rendez-vous/{appointment.reference}/").content.decode()


def test_what_is_not_one_choice_goes_back_to_the_choice(visitor, practice):
    practice.practitioner.services.add(factories.make_service("Bilan"))
    assert visitor.get(WAIT).url.startswith("/rendez-vous/?")


# --- The mail, and back ---------------------------------------------------------------------------


def test_the_link_in_the_mail_shows_what_is_kept_and_changes_nothing(visitor, full, join):
    join(visitor, **ALICE)
    cancel(full[0])
    path = link_in(mailed("alice@example.com"))
    before = stored()
    someone = browser_of()
    assert someone.head(path).status_code == 302
    response = someone.get(path)
    assert response["Referrer-Policy"] == "no-referrer"
    page = someone.get(response.url)
    assert "Un créneau s’est libéré" in text_of(page)
    assert "Jeudi 26 novembre 2026, 9 h 00 à 9 h 45" in text_of(page)
    assert "Il est gardé pour vous jusqu’au lundi 23 novembre à 10 h 00." in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert stored() == before


def test_nobody_else_sees_the_page(visitor, full, join, bobs, charlies):
    join(visitor, **ALICE)
    entry = waits(visitor)
    for stranger in (browser_of(), bobs, charlies):
        assert stranger.get(page_of(entry)).status_code == 404
        assert stranger.post(page_of(entry), {"leave": "1"}).status_code == 404
    assert WaitingEntry.objects.waiting().exists()


def test_an_address_that_was_typed_opens_nothing(visitor, full, join):
    """Somebody else writes Alice's address: they learn nothing of her wait, and can change nothing of it."""
    join(visitor, **ALICE)
    stranger, entry = browser_of(), waits(visitor)
    response = join(stranger, **ALICE)
    assert response.redirect_chain == [(f"{WAIT}inscription/", 302)]
    assert stranger.get(page_of(entry)).status_code == 404
    assert stranger.post(page_of(entry), {"leave": "1"}).status_code == 404


def test_who_asks_twice_gets_the_link_again_but_not_for_every_click(visitor, full, join, clock):
    for after, mails in ((3, 1), (3, 1), (700, 2)):
        join(visitor, after=dt.timedelta(seconds=after), **ALICE)
        assert OutboxMessage.objects.filter(kind="waiting").count() == mails


def test_the_link_dies_with_the_address_that_it_was_sent_to(visitor, full, join):
    join(visitor, **ALICE)
    entry = waits(visitor)
    path = links.path_to_wait(entry)
    Client.objects.filter(pk=entry.client_id).update(email="alice@elsewhere.example")
    assert browser_of().get(path).url == "/rendez-vous/lien/inactif/"
    assert visitor.get(page_of(entry)).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 32, f"{'0' * 32}.signature"])
def test_a_link_that_is_none_of_ours_explains_itself(visitor, token):
    assert visitor.get(f"{WAIT}{token}/").url == "/rendez-vous/lien/inactif/"


def test_a_used_link_says_what_became_of_it(visitor, full, join):
    join(visitor, **ALICE)
    path = link_in(mailed("alice@example.com"))
    click(visitor, waits(visitor), "leave")
    someone = browser_of()
    assert "Vous n’êtes plus sur la liste d’attente" in text_of(someone.get(path, follow=True))


# --- Answering ------------------------------------------------------------------------------------


def test_one_click_takes_it(visitor, full, join):
    join(visitor, **ALICE)
    cancel(full[0])
    response = click(visitor, waits(visitor), "take")
    assert "Rendez-vous confirmé" in text_of(response)
    appointment = Appointment.objects.get(client__email="alice@example.com")
    assert (appointment.start_at, appointment.state) == (full[0].start_at, State.CONFIRMED)
    entry = WaitingEntry.objects.get()
    assert "Un créneau a été trouvé pour vous" in text_of(visitor.get(page_of(entry)))


def test_two_clicks_at_once_book_once(bobs, full, join):
    join(bobs)
    cancel(full[0])
    entry = WaitingEntry.objects.get()
    proposal = proposals.open_proposal(entry)
    for _again in range(2):
        response = bobs.post(page_of(entry), {"take": "1", "proposal": proposal.pk}, follow=True)
        assert "Rendez-vous confirmé" in text_of(response)
    assert Appointment.objects.filter(client=entry.client).count() == 1


def test_letting_it_pass_keeps_ones_place(visitor, full, join):
    join(visitor, **ALICE)
    cancel(full[0])
    response = click(visitor, waits(visitor), "pass")
    assert "Ce créneau est proposé à la personne suivante." in text_of(response)
    assert "Vous êtes sur la liste d’attente" in text_of(response)


def test_what_is_gone_is_said_with_what_is_free(visitor, full, join, clock):
    join(visitor, **ALICE)
    cancel(full[0])
    entry = waits(visitor)
    proposal = proposals.open_proposal(entry)
    clock.shift(dt.timedelta(hours=3))
    proposals.pass_on(now=dt.datetime.now(dt.UTC))
    parts = {name: getattr(full[0], name) for name in ("client", "practitioner", "service", "place")}
    actions.book(**parts, start=full[0].start_at, by=None, now=dt.datetime.now(dt.UTC))
    response = visitor.post(page_of(entry), {"take": "1", "proposal": proposal.pk})
    assert response.status_code == 409
    assert "Ce créneau vient d’être réservé" in text_of(response)
    assert WaitingEntry.objects.waiting().exists()


@pytest.mark.parametrize("proposal", ["", "x", "²", "999999999", "9" * 5000])
def test_a_proposal_that_is_none_is_not_found(visitor, full, join, proposal):
    join(visitor, **ALICE)
    entry = waits(visitor)
    assert visitor.post(page_of(entry), {"take": "1", "proposal": proposal}).status_code == 404


def test_a_form_without_its_button_changes_nothing(visitor, full, join):
    join(visitor, **ALICE)
    cancel(full[0])
    click(visitor, waits(visitor), "rien")
    assert proposals.open_proposal(WaitingEntry.objects.get())


def test_a_published_slot_is_shown_with_its_own_price_and_context(visitor, full, join, practice):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    join(visitor, **ALICE)
    start = paris(26, "18:00")
    PublishedSlot.objects.create(
        **parts, start_at=start, end_at=start + dt.timedelta(hours=2), cost=150, context="Bilan de fin d’année"
    )
    proposals.propose_all(now=dt.datetime.now(dt.UTC))
    entry = waits(visitor)
    words = text_of(visitor.get(page_of(entry)))
    assert "Jeudi 26 novembre 2026, 18 h 00 à 20 h 00" in words
    assert "2 heures · 150 €" in words
    assert "Bilan de fin d’année" in words


def test_by_link_the_questions_of_an_account_are_asked_after_a_log_in(bobs, bob, full, join, practice):
    join(bobs)
    cancel(full[0])
    factories.make_questions(practice.service)
    someone = browser_of()
    entry = waits(someone)
    response = click(someone, entry, "take")
    assert response.redirect_chain[0][0].startswith("/accounts/login/?next=/rendez-vous/attente/")


def test_the_time_stays_kept_while_another_one_is_looked_at(visitor, full, join, practice):
    join(visitor, **ALICE)
    cancel(full[0])
    factories.make_questions(practice.service)
    entry = waits(visitor)
    click(visitor, entry, "take")
    visitor.get(details_url(paris(27, "9:00")))
    kept = proposals.open_proposal(entry)
    assert Appointment.objects.filter(state=State.HELD, pk=kept.hold_id).exists()
    assert "Ce créneau est proposé" in text_of(click(visitor, entry, "pass"))
    assert not Appointment.objects.filter(state=State.HELD, start_at=full[0].start_at).exists()


def test_questions_that_must_be_answered_come_first_and_the_time_is_kept(visitor, full, join, practice, clock):
    join(visitor, **ALICE)
    cancel(full[0])
    factories.make_questions(practice.service)
    response = click(visitor, waits(visitor), "take")
    words, html = text_of(response), response.content.decode()
    assert "Vos coordonnées" in words
    assert "Créneau gardé pour vous jusqu’à 10 h 00." in words  # two hours, not the ten minutes of any other
    assert 'value="Alice Durand"' in html
    assert 'value="alice@example.com"' in html
    hold = Appointment.objects.get(state=State.HELD)
    assert hold.start_at == full[0].start_at


# --- Earlier than mine ----------------------------------------------------------------------------


@pytest.fixture
def friday(full, book):
    """Bob's appointment, on the day after; nothing is free before."""
    friday = book(paris(27, "9:00"))
    Absence.objects.create(practitioner=friday.practitioner, start_at=paris(23, "0:00"), end_at=paris(26, "0:00"))
    return friday


@pytest.mark.mission("O9")
def test_the_earlier_one_takes_the_place_of_the_present_one(bobs, friday, full):
    page = f"/mes-rendez-vous/{friday.reference}/"
    assert "Me prévenir d’un créneau plus tôt" in text_of(bobs.get(page))
    response = bobs.post(f"{page}plus-tot/", follow=True)
    assert "Avant le vendredi 27 novembre à 9 h 00" in text_of(response)
    assert "Vous attendez un créneau plus tôt" in text_of(bobs.get(page))
    cancel(full[3])
    assert "votre rendez-vous actuel : vendredi 27 novembre" in mailed("bob@example.com").body.lower().replace(
        "\N{NO-BREAK SPACE}", " "
    )
    entry = WaitingEntry.objects.get()
    shown = text_of(bobs.get(page_of(entry)))
    assert "Prendre ce créneau à la place" in shown
    click(bobs, entry, "take")
    friday.refresh_from_db()
    assert friday.start_at == full[3].start_at
    assert Appointment.objects.live(dt.datetime.now(dt.UTC)).filter(client=friday.client).count() == 1


def test_an_earlier_time_that_is_free_already_is_shown(bobs, friday, full):
    cancel(full[2])
    response = bobs.post(f"/mes-rendez-vous/{friday.reference}/plus-tot/", follow=True)
    assert not WaitingEntry.objects.exists()
    assert "Un créneau plus tôt est déjà libre" in text_of(response)


def test_a_guest_waits_for_an_earlier_one_by_their_link(full, friday, practice):
    now = dt.datetime.now(dt.UTC)
    guest = Client.objects.create(**ALICE, language="fr")
    parts = {name: getattr(friday, name) for name in ("practitioner", "service", "place")}
    appointment = actions.book(client=guest, **parts, start=paris(27, "9:55"), by=guest, now=now)
    actions.cancel(appointment=friday, by=None, now=now)
    friday_again = actions.book(client=full[0].client, **parts, start=paris(27, "9:00"), by=None, now=now)
    browser = browser_of()
    page = browser.get(links.issue(appointment, to=guest.email, now=now), follow=True)
    url = re.search(r'action="([^"]*/plus-tot/)"', page.content.decode())[1]
    assert "Vous êtes sur la liste d’attente" in text_of(browser.post(url, follow=True))
    cancel(friday_again)
    click(browser, WaitingEntry.objects.get(), "take")
    appointment.refresh_from_db()
    assert appointment.start_at == paris(27, "9:00")


def test_nobody_waits_with_the_appointment_of_another(charlies, visitor, friday):
    for browser in (charlies, visitor):
        response = browser.post(f"/mes-rendez-vous/{friday.reference}/plus-tot/")
        assert response.status_code in (302, 404)
    assert not WaitingEntry.objects.exists()


# --- What it costs --------------------------------------------------------------------------------


def test_my_appointments_take_as_many_queries_for_one_wait_as_for_many(bobs, bob, practice, full):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    counts = []
    for number in range(3):
        day = THURSDAY + (number + 1) * 7 * DAY
        WaitingEntry.objects.create(client=bob.client, **parts, first_day=day, last_day=day)
        for _until_all_is_kept in range(2):
            bobs.get("/mes-rendez-vous/")
        with CaptureQueriesContext(connection) as captured:
            bobs.get("/mes-rendez-vous/")
        counts.append(len(captured))
    assert counts[1] == counts[2]
