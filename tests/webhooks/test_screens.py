"""“Webhooks” in the admin: administrators say who is told of what, and see what came of it."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking.models import AppointmentEvent
from people.actions import set_role
from people.models import Role
from tests.factories import make_user
from webhooks import actions, addresses, deliveries
from webhooks.models import Delivery, Webhook

from .conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

LIST = "/admin/webhooks/"
KINDS = list(AppointmentEvent.Kind)


@pytest.fixture
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def log_in():
    def browser_of(user):
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


@pytest.fixture
def coach(camille, log_in):
    return log_in(camille)


def filled_in(browser, **changed):
    """Open the form of a new webhook, fill it in and send it; return what was sent and the answer."""
    page = BeautifulSoup(browser.get(f"{LIST}nouveau/").content, "html.parser")
    reference = page.find("input", {"name": "reference"})["value"]
    said = {"reference": reference, "name": "Compta", "kinds": KINDS, "is_active": "on", **changed}
    return said, browser.post(f"{LIST}nouveau/", said)


def secret_on(answer):
    return BeautifulSoup(answer.content, "html.parser").find(id="secret")["value"]


def sentences(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


# --- Who ------------------------------------------------------------------------------------------


def addresses_of(webhook, delivery):
    one = [reverse(f"webhooks:{name}", args=[webhook.pk]) for name in ("edit", "secret", "delete", "deliveries")]
    return [LIST, f"{LIST}nouveau/", *one, reverse("webhooks:delivery", args=[webhook.pk, delivery.reference])]


def test_administrators_alone_find_them(make_webhook, book, camille, zoe, bob, log_in):
    webhook = make_webhook("https://hooks.example.com/canari-4711")
    book()
    delivery = Delivery.objects.get()
    for address in addresses_of(webhook, delivery):
        assert log_in(camille).get(address).status_code == 200
        for user in (zoe, bob):
            assert log_in(user).get(address).status_code == 404
            assert log_in(user).post(address).status_code == 404
    tried = reverse("webhooks:try", args=[webhook.pk])
    assert log_in(zoe).post(tried).status_code == 404
    assert Delivery.objects.count() == 1
    assert "Webhooks" in sentences(log_in(camille).get("/admin/reglages/"))
    assert "Webhooks" not in str(log_in(zoe).get("/admin/").content)


def test_a_practitioner_keeps_none(camille, practice, log_in):
    denis = make_user("denis@example.com", "Denis", "Exemple")
    set_role(user=denis, role=Role.Code.PRACTITIONER, by=camille)
    assert log_in(denis).get(LIST).status_code == 404


# --- Making one ------------------------------------------------------------------------------------


def test_a_new_one_shows_its_secret_this_once(coach, listener):
    _said, answer = filled_in(coach, address=listener.url)
    webhook = Webhook.objects.get()
    assert secret_on(answer) == webhook.secret
    assert "no-store" in answer["Cache-Control"]
    assert (webhook.name, webhook.address, webhook.kinds, webhook.tells_who) == ("Compta", listener.url, KINDS, False)
    for address in (LIST, reverse("webhooks:edit", args=[webhook.pk]), reverse("webhooks:secret", args=[webhook.pk])):
        assert webhook.secret not in coach.get(address).content.decode()
    # Neither the session nor a cookie holds it.
    assert webhook.secret not in str(dict(coach.session)) + str(coach.cookies)


def test_a_form_that_is_sent_twice_makes_one(coach, listener):
    said, _answer = filled_in(coach, address=listener.url)
    again = coach.post(f"{LIST}nouveau/", said)
    webhook = Webhook.objects.get()
    assert again["Location"] == reverse("webhooks:edit", args=[webhook.pk])
    assert webhook.secret not in coach.get(again["Location"]).content.decode()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Copiez l’adresse depuis le programme"),
        ("http://example.com/", "elle commence par https://"),
        ("https://user:secret@example.com/", "ne contient aucun mot de passe"),
        ("https://127.0.0.1/", "Ce serveur se trouve dans un réseau privé"),
        ("https://[::1]/", "Ce serveur se trouve dans un réseau privé"),
        ("https://169.254.169.254/latest/", "Ce serveur se trouve dans un réseau privé"),
        ("https://localhost:8443/", "Ce serveur se trouve dans un réseau privé"),
    ],
)
def test_an_address_that_is_none_is_refused_in_a_sentence_and_kept_to_be_mended(coach, address, sentence):
    _said, answer = filled_in(coach, address=address)
    assert answer.status_code == 200
    assert sentence in sentences(answer)
    assert BeautifulSoup(answer.content, "html.parser").find("input", {"name": "address"}).get("value", "") == address
    assert not Webhook.objects.exists()


def test_a_name_that_leads_nowhere_just_now_is_kept(coach):
    """A server may not be there yet; each attempt looks for itself."""
    filled_in(coach, address="https://hooks.invalid/")
    assert Webhook.objects.get().address == "https://hooks.invalid/"


def test_there_are_so_many_and_no_more(coach, monkeypatch, make_webhook):
    monkeypatch.setattr(actions, "MOST_WEBHOOKS", 1)
    monkeypatch.setattr(addresses, "leads_to_private", lambda *_, **__: False)
    make_webhook("https://hooks.example.com/")
    _said, answer = filled_in(coach, address="https://hooks.example.com/2")
    assert "autant de webhooks que possible" in sentences(answer)
    assert Webhook.objects.count() == 1


def test_nothing_chosen_is_said(coach, monkeypatch):
    monkeypatch.setattr(addresses, "leads_to_private", lambda *_, **__: False)
    _said, answer = filled_in(coach, address="https://hooks.example.com/", kinds=[])
    assert "Choisissez ce que le programme doit apprendre" in sentences(answer)


# --- Changing --------------------------------------------------------------------------------------


def test_it_is_changed_and_its_secret_stays(coach, webhook, monkeypatch):
    asked = []
    monkeypatch.setattr(addresses, "leads_to_private", lambda address, **_: asked.append(address))
    said = {"name": "Autre", "address": webhook.address, "kinds": ["cancelled"], "tells_who": "on"}
    coach.post(reverse("webhooks:edit", args=[webhook.pk]), said)
    changed = Webhook.objects.get()
    assert (changed.name, changed.kinds, changed.tells_who, changed.is_active) == ("Autre", ["cancelled"], True, False)
    assert changed.secret == webhook.secret
    # Nobody is asked where an address leads that has not changed.
    assert asked == []


def test_another_secret_is_asked_for_once_more_and_shown_once(coach, webhook):
    address = reverse("webhooks:secret", args=[webhook.pk])
    said = {"renewals": "0"}
    answer = coach.post(address, said)
    renewed = Webhook.objects.get().secret
    assert secret_on(answer) == renewed != webhook.secret
    assert coach.post(address, said)["Location"] == reverse("webhooks:edit", args=[webhook.pk])
    assert Webhook.objects.get().secret == renewed


def test_it_is_deleted_with_its_log(coach, webhook, book):
    book()
    address = reverse("webhooks:delete", args=[webhook.pk])
    assert coach.get(address).status_code == 200
    assert Webhook.objects.exists()
    coach.post(address)
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()
    assert coach.post(address).status_code == 404


# --- Trying, and the log ---------------------------------------------------------------------------


def test_a_test_shows_what_the_server_answered(coach, webhook, listener):
    listener.status, listener.words = 418, b"<b>teapot</b>"
    answer = coach.post(reverse("webhooks:try", args=[webhook.pk]), follow=True)
    assert "Il a répondu 418." in sentences(answer)
    assert "&lt;b&gt;teapot&lt;/b&gt;" in answer.content.decode()
    [(headers, body)] = listener.received
    assert (headers["Creneau-Event"], b'"appointment": null' in body) == ("test", True)
    # It is not tried again, and says nothing against the webhook.
    assert Delivery.objects.get().state == Delivery.State.FAILED
    assert Webhook.objects.get().failures == 0


def test_a_delivery_is_sent_again(coach, webhook, listener, book):
    listener.status = 500
    book()
    deliveries.deliver_due(now=NOW)
    delivery = Delivery.objects.get()
    address = reverse("webhooks:delivery", args=[webhook.pk, delivery.reference])
    page = sentences(coach.get(address))
    assert "Il a répondu 500." in page
    assert "Nouvel essai prévu le lundi 23 novembre 2026 à 8 h 01" in re.sub("\N{NO-BREAK SPACE}", " ", page)
    assert "Il part de nouveau" in sentences(coach.post(address, follow=True))
    assert "attend déjà" in sentences(coach.post(address, follow=True))
    listener.status = 200
    assert deliveries.deliver_due(now=NOW) == 1
    Webhook.objects.update(is_active=False)
    assert "désactivé" in sentences(coach.post(address, follow=True))
    assert Delivery.objects.get().state == Delivery.State.SENT


def test_a_delivery_is_its_own_webhooks(coach, webhook, make_webhook, book):
    book()
    other = make_webhook("https://hooks.example.com/")
    delivery = Delivery.objects.get(webhook=webhook)
    assert coach.get(reverse("webhooks:delivery", args=[other.pk, delivery.reference])).status_code == 404


def test_the_log_has_pages_and_costs_the_same_for_one_and_for_many(coach, webhook, book):
    book()
    event = AppointmentEvent.objects.get()
    address = reverse("webhooks:deliveries", args=[webhook.pk])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            answer = coach.get(address)
        return len(captured), len(BeautifulSoup(answer.content, "html.parser").select("tbody tr"))

    coach.get(address)
    cost, rows = queries()
    assert rows == 1
    Delivery.objects.bulk_create(
        deliveries.new_delivery(webhook, event.kind, now=NOW, record={}) for _number in range(60)
    )
    assert queries() == (cost, 50)
    assert "61 envois" in sentences(coach.get(address, {"p": 2}))


def test_the_list_costs_the_same_for_one_and_for_three(coach, make_webhook, django_assert_num_queries):
    make_webhook("https://hooks.example.com/1")
    coach.get(LIST)
    with CaptureQueriesContext(connection) as one:
        coach.get(LIST)
    make_webhook("https://hooks.example.com/2")
    make_webhook("https://hooks.example.com/3")
    with django_assert_num_queries(len(one)):
        page = sentences(coach.get(LIST))
    assert page.count("hooks.example.com") == 3
    assert "/3" not in page


# --- Paused ----------------------------------------------------------------------------------------


def test_the_admins_home_tells_of_one_that_was_paused(coach, zoe, log_in, webhook):
    assert "webhook en pause" not in sentences(coach.get("/admin/"))
    Webhook.objects.update(is_active=False, paused_at=NOW)
    page = coach.get("/admin/")
    assert "1 webhook en pause" in re.sub("\N{NO-BREAK SPACE}", " ", sentences(page))
    assert reverse("webhooks:edit", args=[webhook.pk]) in page.content.decode()
    assert "En pause le" in sentences(coach.get(reverse("webhooks:edit", args=[webhook.pk])))
    assert "webhook" not in sentences(log_in(zoe).get("/admin/"))
