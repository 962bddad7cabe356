"""The link in a mail: it opens one appointment with a client's rights, and opening it changes nothing."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.test import Client as Browser
from django.utils import timezone, translation

from booking import actions, link_requests, links, outbox, proposals
from booking.models import Answer, Link, LinkRequest, OutboxMessage, Proposal, State, WaitingEntry
from people import actions as people_actions
from people.models import Client, User
from tests.factories import make_wait

from .conftest import NOW, browser_of, paris, slots_of, stored, text_of

pytestmark = pytest.mark.django_db

NEW = "2026-11-27T08:55Z"
MODELS = (Link, LinkRequest, Client, User, WaitingEntry, Proposal)
DEAD = "Ce lien n’est plus actif"
HEADERS = [{}, {"sec-purpose": "prefetch"}, {"sec-purpose": "prefetch;prerender", "purpose": "prefetch"}]


@pytest.fixture
def alice(db):
    """A guest."""
    return Client.objects.create(name="Alice Durand", email="alice@example.com", language="fr")


@pytest.fixture
def appointment(book, alice):
    return book(paris(26, "9:00"), client=alice, by=alice, answers=[("Sujet", "CANARI confidentiel")])


@pytest.fixture
def link(appointment):
    return link_for(appointment)


def link_for(appointment):
    with translation.override("fr"):
        return links.issue(appointment, to=appointment.client.email, now=timezone.now())


def page_of(appointment):
    return f"/rendez-vous/gerer/{appointment.reference}/"


def everything():
    return [*stored(), *(list(model.objects.order_by("pk").values()) for model in MODELS)]


def mails():
    """Send what is due and return the mails by the person they went to, newest last."""
    django_mail.outbox.clear()
    outbox.deliver_due(now=timezone.now())
    return list(django_mail.outbox)


def links_in(message):
    """Return the path of every address of the site in a mail, plain text and HTML."""
    parts = [message.body, *(content for content, kind in message.alternatives if kind == "text/html")]
    found = re.findall(rf"{re.escape(settings.BASE_URL)}(/[^\s\"<>]*)", " ".join(parts))
    return sorted(set(found))


# --- Opening --------------------------------------------------------------------------------------


@pytest.mark.mission("O3")
def test_a_link_leads_to_a_page_whose_address_holds_no_token(visitor, link, appointment):
    opened = visitor.get(link)
    assert (opened.status_code, opened.url) == (302, page_of(appointment))
    assert opened["Referrer-Policy"] == "no-referrer"
    words = text_of(visitor.get(opened.url))
    assert "Jeudi 26 novembre 2026, 9 h 00 à 9 h 45" in words
    assert "Déplacer" in words
    assert "Annuler" in words


@pytest.mark.mission("O3")
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("headers", HEADERS)
def test_opening_changes_nothing_and_uses_nothing_up(visitor, link, appointment, method, headers):
    before = everything()
    for address in (link, f"{link}deplacer/", f"{link}annuler/"):
        for _ in range(3):
            assert getattr(visitor, method)(address, headers=headers).status_code == 302
    visitor.get(link)
    page = page_of(appointment)
    for address in (page, f"{page}deplacer/", f"{page}deplacer/?debut={NEW}", f"{page}annuler/", f"{page}compte/"):
        assert getattr(visitor, method)(address, headers=headers).status_code == 200
    for address in (f"{page}renvoyer/", f"{page}fuseau/"):
        assert getattr(visitor, method)(address, headers=headers).status_code == 405
    assert everything() == before


def test_a_scanner_that_only_asks_for_the_head_is_let_in_nowhere(visitor, link, appointment):
    visitor.head(link)
    assert visitor.get(page_of(appointment)).status_code == 404


def test_only_the_hash_of_a_token_is_stored(link):
    token = link.strip("/").split("/")[-1]
    assert len(bytes.fromhex(token)) * 8 >= 128
    row = Link.objects.values().get()
    assert token not in str(row)
    assert row["token_hash"] == links.hash_of(token)


def test_the_browser_may_not_keep_or_index_the_pages(visitor, link, appointment):
    visitor.get(link)
    for address in (link, page_of(appointment)):
        assert "no-store" in visitor.get(address)["Cache-Control"]
    assert 'name="robots" content="noindex"' in visitor.get(page_of(appointment)).content.decode()


def test_a_session_that_someone_else_knew_is_worth_nothing_once_a_link_is_opened(visitor, link, appointment):
    visitor.get(link)
    known = visitor.cookies["sessionid"].value
    visitor.get(link_for(appointment))
    assert visitor.cookies["sessionid"].value != known


def test_answers_do_not_travel_with_a_mail_that_is_passed_on(visitor, link, appointment):
    assert Answer.objects.filter(text="CANARI confidentiel").exists()
    visitor.get(link)
    assert "CANARI" not in text_of(visitor.get(page_of(appointment)))


# --- What one does there --------------------------------------------------------------------------


@pytest.mark.mission("O3")
def test_a_guest_moves_in_three_clicks_and_without_a_field(visitor, link, appointment):
    week = visitor.get(f"{link}deplacer/", follow=True)  # 1: “Move” in the mail
    assert "9 h 00 Actuel" in text_of(week)
    assert slots_of(week)["2026-11-27"]
    chosen = f"{page_of(appointment)}deplacer/?debut={NEW}"
    assert f'href="{chosen}"' in week.content.decode()
    asked = visitor.get(chosen)  # 2: a time
    [form] = re.findall(r'<form class="form".*?</form>', asked.content.decode(), re.DOTALL)
    assert set(re.findall(r'<input type="(\w+)"', form)) == {"hidden"}
    moved = visitor.post(f"{page_of(appointment)}deplacer/", {"debut": NEW}, follow=True)  # 3: the button
    assert "Rendez-vous déplacé au vendredi 27 novembre à 9 h 55." in text_of(moved)
    appointment.refresh_from_db()
    assert appointment.start_at == paris(27, "9:55")
    event = appointment.events.last()
    assert (event.kind, event.by, event.by_name) == ("moved", None, "Alice Durand")


@pytest.mark.mission("O3")
def test_a_guest_cancels_in_two_clicks_and_the_link_then_says_so(visitor, link, appointment, reasons):
    asked = visitor.get(f"{link}annuler/", follow=True)  # 1: “Cancel” in the mail
    assert "Annuler le rendez-vous du jeudi 26 novembre à 9 h 00 ?" in text_of(asked)
    page = visitor.post(f"{page_of(appointment)}annuler/", {"comment": ""}, follow=True)  # 2: the button
    assert "Rendez-vous annulé" in text_of(page)
    appointment.refresh_from_db()
    assert appointment.state == State.CANCELLED
    again = browser_of().get(link, follow=True)
    assert "Rendez-vous annulé" in text_of(again)
    assert 'href="/rendez-vous/?' in again.content.decode()
    late = visitor.get(f"{link}deplacer/", follow=True)
    assert (late.status_code, "ne peut plus être modifié" in text_of(late)) == (409, True)


def test_pressing_twice_acts_once(visitor, link, appointment):
    visitor.get(link)
    for _ in range(3):
        visitor.post(f"{page_of(appointment)}deplacer/", {"debut": NEW})
        visitor.post(f"{page_of(appointment)}annuler/", {"comment": ""})
    assert list(appointment.events.values_list("kind", flat=True)) == ["booked", "moved", "cancelled"]


def test_by_link_the_notice_holds(visitor, link, appointment, clock):
    visitor.get(link)
    clock.move_to(paris(25, "9:00") + dt.timedelta(seconds=1))
    before = everything()
    for part, typed in (("deplacer/", {"debut": NEW}), ("annuler/", {"comment": ""})):
        assert visitor.post(f"{page_of(appointment)}{part}", typed).status_code == 409
    assert everything() == before


def test_a_link_opens_one_appointment_and_no_other(visitor, link, book, alice, appointment):
    other = book(paris(27, "13:30"), client=alice, by=alice)
    visitor.get(link)
    before = everything()
    assert visitor.get(page_of(other)).status_code == 404
    assert visitor.post(f"{page_of(other)}annuler/", {"comment": ""}).status_code == 404
    assert everything() == before


def test_a_form_from_elsewhere_does_nothing(link, appointment):
    strict = Browser(enforce_csrf_checks=True)
    strict.get(link)
    before = everything()
    for part in ("annuler/", "deplacer/", "renvoyer/", "compte/"):
        assert strict.post(f"{page_of(appointment)}{part}", {"debut": NEW}).status_code == 403
    assert everything() == before


def test_who_is_logged_in_goes_on_in_their_account(book, bobs, bob, camille, charlies):
    bobs_own = book(paris(24, "10:50"))
    link = link_for(bobs_own)
    for browser in (bobs, browser_of(camille)):
        assert browser.get(f"{link}annuler/").url == f"/mes-rendez-vous/{bobs_own.reference}/annuler/"
    assert charlies.get(link).url == page_of(bobs_own)


# --- Links that open nothing ----------------------------------------------------------------------


def revoked(appointment, clock):
    links.revoke([appointment], now=NOW)


def client_has_another_address(appointment, clock):
    Client.objects.filter(pk=appointment.client_id).update(email="autre@example.com")


def long_over(appointment, clock):
    clock.move_to(appointment.end_at + links.KEPT)


def deleted(appointment, clock):
    Link.objects.all().delete()


@pytest.mark.parametrize("end", [revoked, client_has_another_address, long_over, deleted])
def test_a_link_that_has_ended_says_so_and_offers_another(visitor, link, appointment, clock, end):
    visitor.get(link)
    end(appointment, clock)
    before = everything()
    fresh = browser_of().get(link, follow=True)
    open_page = visitor.get(page_of(appointment))
    for response in (fresh, open_page):
        words = text_of(response)
        assert response.status_code == 404
        assert DEAD in words
        assert "Recevez-en un nouveau par e-mail." in words
        assert 'action="/rendez-vous/lien/"' in response.content.decode()
        assert "Durand" not in words
    assert fresh.redirect_chain[0][0] == "/rendez-vous/lien/inactif/"
    assert visitor.post(f"{page_of(appointment)}annuler/", {"comment": ""}).status_code == 404
    assert everything() == before


def test_the_page_is_there_until_some_time_after_the_appointment(visitor, link, appointment, clock):
    clock.move_to(appointment.end_at + links.KEPT - dt.timedelta(seconds=1))
    assert "Rendez-vous passé" in text_of(visitor.get(link, follow=True))


def test_links_that_open_nothing_any_more_are_forgotten(link, appointment, clock):
    links.forget_dead(now=appointment.end_at + links.KEPT - dt.timedelta(seconds=1))
    assert Link.objects.exists()
    links.forget_dead(now=appointment.end_at + links.KEPT)
    assert not Link.objects.exists()


def test_links_that_were_taken_back_are_forgotten_after_a_while(link, appointment):
    links.revoke([appointment], now=NOW)
    links.forget_dead(now=NOW + links.KEPT - dt.timedelta(seconds=1))
    assert Link.objects.exists()
    links.forget_dead(now=NOW + links.KEPT)
    assert not Link.objects.exists()


@pytest.mark.parametrize("token", ["0" * 40, "ab12" * 10])
def test_an_invented_link_says_the_same(visitor, token):
    for part in ("", "deplacer/", "annuler/"):
        response = visitor.get(f"/rendez-vous/{token}/{part}", follow=True)
        assert (response.status_code, DEAD in text_of(response)) == (404, True)
        assert visitor.get(f"/rendez-vous/{token}/{part}")["Referrer-Policy"] == "no-referrer"


def test_what_is_not_opened_and_what_does_not_exist_answer_alike(visitor, appointment):
    real = visitor.get(page_of(appointment))
    invented = visitor.get("/rendez-vous/gerer/00000000-0000-4000-8000-000000000000/")
    assert real.status_code == invented.status_code == 404
    assert text_of(real) == text_of(invented)


@pytest.mark.mission("P5")
def test_links_die_with_the_block_of_their_client_and_stay_dead(visitor, book, bob, camille):
    appointment = book(paris(26, "9:00"))
    link = link_for(appointment)
    visitor.get(link)
    assert visitor.get(page_of(appointment)).status_code == 200
    people_actions.block(user=bob, by=camille)
    before = everything()
    assert visitor.get(page_of(appointment)).status_code == 404
    assert visitor.post(f"{page_of(appointment)}annuler/", {"comment": ""}).status_code == 404
    assert DEAD in text_of(browser_of().get(link, follow=True))
    assert everything() == before
    people_actions.unblock(user=bob, by=camille)
    assert visitor.get(page_of(appointment)).status_code == 404
    assert DEAD in text_of(browser_of().get(link, follow=True))


# --- Having it sent again -------------------------------------------------------------------------


def ask_for(browser, email, **headers):
    return browser.post("/rendez-vous/lien/", {"email": email}, **headers)


def answered():
    link_requests.answer(now=timezone.now())
    return [message for message in mails() if message.to]


def test_a_new_link_is_sent_and_works(visitor, appointment):
    mails()
    asked = visitor.post("/rendez-vous/lien/", {"email": " ALICE@example.com "}, follow=True)
    assert "vient de partir" in text_of(asked)
    [message] = answered()
    assert message.to == ["alice@example.com"]
    [link] = [path for path in links_in(message) if re.fullmatch(r"/rendez-vous/[0-9a-f]{40}/", path)]
    assert browser_of().get(link).url == page_of(appointment)
    assert not LinkRequest.objects.exists()
    assert answered() == []


def test_the_answer_does_not_tell_whether_an_address_is_known(appointment):
    known, unknown = (ask_for(browser_of(), email) for email in ("alice@example.com", "personne@example.com"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert not OutboxMessage.objects.filter(kind="link").exists()
    link_requests.answer(now=NOW)
    assert list(OutboxMessage.objects.filter(kind="link").values_list("recipient", flat=True)) == ["alice@example.com"]


def test_nothing_is_sent_for_what_is_over_or_cancelled_or_to_who_is_blocked(book, alice, bob, camille, clock):
    actions.cancel(appointment=book(paris(26, "9:00"), client=alice, by=alice), by=alice, now=NOW)
    book(paris(24, "9:00"), client=alice, by=alice)
    book(paris(30, "9:00"))
    people_actions.block(user=bob, by=camille)
    clock.move_to(paris(25, "9:00"))
    for email in ("alice@example.com", "bob@example.com"):
        ask_for(browser_of(), email)
    link_requests.answer(now=timezone.now())
    assert not OutboxMessage.objects.filter(kind="link").exists()


@pytest.mark.parametrize("email", ["", "alice", "alice@", "a@b@c", "x" * 300 + "@example.com", "\x00@example.com"])
def test_an_address_that_is_none_is_asked_for_again(visitor, email):
    response = ask_for(visitor, email)
    assert response.status_code == 422
    assert "Indiquez une adresse e-mail complète" in text_of(response)
    assert not LinkRequest.objects.exists()


def test_an_address_is_written_to_three_times_in_ten_minutes_whoever_asks(appointment):
    for number in range(3):
        assert ask_for(browser_of(), "alice@example.com", REMOTE_ADDR=f"192.0.2.{number}").status_code == 302
    refused = ask_for(browser_of(), "Alice@Example.com", REMOTE_ADDR="192.0.2.9")
    assert refused.status_code == 429
    assert "déjà été demandés plusieurs fois" in text_of(refused)
    assert LinkRequest.objects.count() == 3


def test_nobody_tries_a_list_of_addresses(practice):
    tries = [ask_for(browser_of(), f"nom{number}@example.com").status_code for number in range(22)]
    assert tries == [302] * 20 + [429] * 2


def test_the_client_has_the_link_sent_again_from_their_page(visitor, link, appointment):
    visitor.get(link)
    mails()
    page = visitor.post(f"{page_of(appointment)}renvoyer/", follow=True)
    assert "Le lien vient de partir à l’adresse alice@example.com." in text_of(page)
    assert [message.to for message in answered()] == [["alice@example.com"]]


# --- Mails ----------------------------------------------------------------------------------------


@pytest.fixture
def life_of_mails(book, practice, alice, camille):
    """Every mail of three appointments, and of a wait: confirmed, moved, cancelled; asked for, agreed, declined."""
    now = NOW
    first = book(paris(26, "9:00"), client=alice, by=alice)
    every = mails()
    actions.move(appointment=first, start=paris(27, "9:00"), by=alice, now=now)
    every += mails()
    practice.service.needs_approval = True
    practice.service.save()
    for answer, day in ((actions.agree, 25), (actions.decline, 24)):
        request = book(paris(day, "9:00"), client=alice, by=alice)
        every += mails()
        answer(appointment=request, by=camille, now=now)
        every += mails()
    link_requests.ask("alice@example.com", language="fr", now=now)
    every += answered()
    actions.cancel(appointment=first, by=alice, now=now)
    every += mails()
    # She waits for another time, and is told of one.
    wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    monday = dt.date(2026, 11, 30)
    wait = make_wait(client=alice, **wish, first_day=monday, last_day=monday, now=now)
    proposals.propose(entry=wait, practitioner=practice.practitioner, start=paris(30, "9:00"), now=now)
    return every + mails()


@pytest.mark.mission("O3")
def test_following_every_address_in_every_mail_changes_nothing(life_of_mails, camille):
    assert len(life_of_mails) >= 14
    browsers = [browser_of(), browser_of(camille)]
    before = everything()
    paths = sorted({path for message in life_of_mails for path in links_in(message)})
    assert any(re.match(r"/rendez-vous/[0-9a-f]{40}/$", path) for path in paths)
    assert any(path.startswith("/rendez-vous/attente/") for path in paths)
    for path in paths:
        for headers in HEADERS:
            for browser in browsers:
                for method in ("get", "head"):
                    response = getattr(browser, method)(urlsplit(path).path, headers=headers, follow=True)
                    assert response.status_code in (200, 405, 409), path
    assert everything() == before


def test_each_mail_to_the_client_has_a_link_of_its_own_and_the_practitioners_leads_to_the_admin(life_of_mails, camille):
    tokens = {}
    for message in life_of_mails:
        found = {path[:53] for path in links_in(message) if re.match(r"/rendez-vous/[0-9a-f]{40}/", path)}
        if message.to == [camille.email]:
            assert not found
            assert any(path.startswith("/admin/") for path in links_in(message))
        tokens[id(message)] = found
    given = [token for found in tokens.values() for token in found]
    assert len(given) == len(set(given)) >= 5


def test_the_practitioner_arrives_at_the_appointment_after_logging_in(appointment, camille):
    [path] = [p for m in mails() if m.to == [camille.email] for p in links_in(m) if p.startswith("/admin/")]
    sent_to = browser_of().get(path, follow=True)
    assert sent_to.redirect_chain[-1][0].startswith("/accounts/login/")
    assert path in sent_to.redirect_chain[-1][0].replace("%2F", "/")
    assert "Alice Durand" in text_of(browser_of(camille).get(path))


# --- Zones ----------------------------------------------------------------------------------------


@pytest.mark.mission("T9")
def test_a_client_in_montreal_reads_their_own_time_with_its_zone(visitor, book, alice):
    alice.time_zone = "America/Toronto"
    alice.save()
    appointment = book(paris(26, "9:00"), client=alice, by=alice)
    visitor.get(link_for(appointment))
    page = page_of(appointment)
    own = "Jeudi 26 novembre 2026, 3 h 00 à 3 h 45"
    for address in (page, f"{page}annuler/"):
        words = text_of(visitor.get(address))
        assert "Paris" in words
        assert "Toronto" in words
        assert own in words
    assert "Vendredi 27 novembre 2026, 3 h 55 à 4 h 40" in text_of(visitor.get(f"{page}deplacer/?debut={NEW}"))
    assert "Toronto" in text_of(visitor.get(f"{page}deplacer/"))


def test_a_client_next_door_reads_no_zone(visitor, link, appointment):
    visitor.get(link)
    assert "Heure affichée" not in text_of(visitor.get(page_of(appointment)))


@pytest.mark.mission("T9")
def test_a_client_elsewhere_chooses_their_clocks_and_may_go_back(visitor, link, appointment, alice):
    visitor.get(link)
    page = page_of(appointment)
    own = "Toronto (UTC−5) Jeudi 26 novembre 2026, 3 h 00 à 3 h 45"
    assert own not in text_of(visitor.get(page))
    shown = text_of(visitor.post(f"{page}fuseau/", {"time_zone": "America/Toronto"}, follow=True))
    assert own in shown
    assert "Heure affichée Paris (UTC+1)" in shown
    alice.refresh_from_db()
    assert alice.time_zone == "America/Toronto"
    assert own not in text_of(visitor.post(f"{page}fuseau/", {"time_zone": ""}, follow=True))


@pytest.mark.mission("T9")
def test_with_an_account_the_choice_is_for_both(bobs, bob, book):
    page = f"/mes-rendez-vous/{book(paris(26, '9:00')).reference}/"
    assert "Toronto" in text_of(bobs.post(f"{page}fuseau/", {"time_zone": "America/Toronto"}, follow=True))
    assert User.objects.get(pk=bob.pk).time_zone == Client.objects.get(user=bob).time_zone == "America/Toronto"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Etc/GMT+5", "x" * 500])
def test_a_zone_that_is_none_is_not_kept(visitor, link, appointment, zone):
    visitor.get(link)
    before = everything()
    page = visitor.post(f"{page_of(appointment)}fuseau/", {"time_zone": zone}, follow=True)
    assert "Ce fuseau horaire n’existe pas." in text_of(page)
    assert everything() == before


def test_staff_do_not_set_a_clients_clocks(camille, appointment):
    before = everything()
    answer = browser_of(camille).post(
        f"/mes-rendez-vous/{appointment.reference}/fuseau/", {"time_zone": "America/Toronto"}
    )
    assert answer.status_code == 404
    assert everything()[:7] == before[:7]
