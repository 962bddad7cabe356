"""A practitioner's own corner on the public site: their appointments, answered in place."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import actions
from booking.models import OutboxMessage, State

from .conftest import NOW, browser_of, paris, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M3")]

SPACE = "/mon-espace/"


@pytest.fixture
def asked(practice, book):
    """Bob's request."""
    practice.service.needs_approval = True
    practice.service.save()
    return book(paris(25, "09:00"))


@pytest.fixture
def camilles(camille):
    return browser_of(camille)


def test_a_practitioner_sees_what_is_to_come_and_what_has_been(camilles, book, clock):
    book(paris(24, "09:00"))
    later = book(paris(26, "10:50"))
    clock.move_to(NOW + dt.timedelta(days=2))
    page = text_of(camilles.get(SPACE))
    coming, past = page.index("À venir"), page.index("Passés")
    assert coming < page.index("jeudi 26 novembre") < past < page.index("mardi 24 novembre")
    assert "Bob Martin" in page
    assert reverse("booking:move", args=[later.reference]) in camilles.get(SPACE).content.decode()


@pytest.mark.mission("P3")
def test_a_request_is_agreed_to_in_place_and_the_client_told(camilles, asked):
    assert "1 demande à traiter" in text_of(camilles.get(SPACE))
    answer = camilles.post(reverse("booking:agree", args=[asked.reference]), follow=True)
    assert "Accepté" in text_of(answer)
    asked.refresh_from_db()
    assert asked.state == State.CONFIRMED
    assert OutboxMessage.objects.filter(kind=OutboxMessage.Kind.AGREED, recipient="bob@example.com").count() == 1
    # Sent twice it changes nothing more, and says so.
    camilles.post(reverse("booking:agree", args=[asked.reference]))
    assert asked.events.count() == 2


def test_a_request_is_declined_with_a_word(camilles, asked):
    camilles.post(reverse("booking:decline", args=[asked.reference]), {"comment": "Je suis en formation."})
    asked.refresh_from_db()
    assert asked.state == State.DECLINED
    assert asked.events.last().comment == "Je suis en formation."


def test_who_did_not_come_is_marked(camilles, book, clock):
    appointment = book(paris(24, "09:00"))
    clock.move_to(NOW + dt.timedelta(days=2))
    assert reverse("booking:miss", args=[appointment.reference]) in camilles.get(SPACE).content.decode()
    camilles.post(reverse("booking:miss", args=[appointment.reference]))
    appointment.refresh_from_db()
    assert appointment.state == State.MISSED


def test_what_is_no_longer_possible_is_said(camilles, asked, bob):
    actions.cancel(appointment=asked, by=bob, now=NOW)
    answer = camilles.post(reverse("booking:agree", args=[asked.reference]), follow=True)
    assert 'role="alert"' in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == State.CANCELLED


@pytest.mark.parametrize("name", ["agree", "decline", "miss"])
def test_opening_an_address_that_changes_something_changes_nothing(camilles, asked, name):
    answer = camilles.get(reverse(f"booking:{name}", args=[asked.reference]))
    assert (answer.status_code, answer.url) == (302, SPACE)
    asked.refresh_from_db()
    assert asked.state == State.REQUESTED


def test_another_practitioner_sees_nothing_of_it(asked, denis):
    denis = browser_of(denis)
    assert "Bob" not in text_of(denis.get(SPACE))
    for name in ("agree", "decline", "miss"):
        assert denis.post(reverse(f"booking:{name}", args=[asked.reference])).status_code == 404
    asked.refresh_from_db()
    assert asked.state == State.REQUESTED


def test_for_everyone_else_there_is_no_such_page(visitor, bobs, charlies, zoe, asked):
    agree = reverse("booking:agree", args=[asked.reference])
    assert visitor.get(SPACE).url.startswith("/accounts/login/")
    assert visitor.post(agree).url.startswith("/accounts/login/")
    for browser in (bobs, charlies, browser_of(zoe)):
        assert (browser.get(SPACE).status_code, browser.post(agree).status_code) == (404, 404)
    asked.refresh_from_db()
    assert asked.state == State.REQUESTED


def test_the_page_takes_the_same_queries_for_one_row_and_for_many(camilles, book):
    book(paris(24, "09:00"))
    for _time in range(2):  # the very first makes the rows of the settings
        camilles.get(SPACE)
    with CaptureQueriesContext(connection) as one:
        camilles.get(SPACE)
    for hour in ("09:55", "10:50", "11:45", "13:30"):
        book(paris(24, hour))
    with CaptureQueriesContext(connection) as many:
        camilles.get(SPACE)
    assert len(many) == len(one)
