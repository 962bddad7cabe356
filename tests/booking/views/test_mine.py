"""“Mes rendez-vous” and the page of one appointment: what its people see, and what nobody else does."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import actions
from booking.models import Appointment, State
from practice.models import BookingRules

from .conftest import NOW, browser_of, paris, stored, text_of

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def past(practice, bob):
    """Return a function that writes `count` appointments of Bob's in the weeks before now."""

    def write(count):
        for number in range(1, count + 1):
            start = NOW - number * DAY
            Appointment.objects.create(
                practitioner=practice.practitioner,
                client=bob.client,
                service=practice.service,
                place=practice.place,
                start_at=start,
                end_at=start + practice.service.duration,
                busy_until=start + practice.service.duration + practice.service.gap,
                state=State.CONFIRMED,
            )

    return write


@pytest.mark.mission("C4")
def test_a_client_sees_what_is_to_come_and_what_has_been(bobs, book, past, bob):
    past(1)
    book(paris(24, "10:50"))
    cancelled = book(paris(25, "9:00"))
    actions.cancel(appointment=cancelled, by=bob, now=NOW)
    words = text_of(bobs.get("/mes-rendez-vous/"))
    coming, _title, been = words.partition("Passés")
    assert "Mardi 24 novembre 2026, 10 h 50 à 11 h 35 Visio · Camille Aubert Confirmé" in coming
    assert "Mercredi 25 novembre 2026, 9 h 00 à 9 h 45" not in coming
    assert "Mercredi 25 novembre 2026, 9 h 00 à 9 h 45 Visio · Camille Aubert Annulé" in been
    assert "Dimanche 22 novembre 2026, 8 h 00 à 8 h 45 Visio · Camille Aubert Effectué" in been


def test_a_request_is_shown_as_pending(bobs, book, practice):
    practice.service.needs_approval = True
    book(paris(26, "9:00"))
    assert "En attente" in text_of(bobs.get("/mes-rendez-vous/"))


def test_nobody_elses_appointment_is_listed(charlies, book):
    book(paris(24, "10:50"))
    words = text_of(charlies.get("/mes-rendez-vous/"))
    assert "Aucun rendez-vous prévu" in words
    assert "24 novembre" not in words


def test_the_past_comes_ten_at_a_time(bobs, past):
    past(14)
    page = bobs.get("/mes-rendez-vous/")
    assert len(page.context["past"]) == 10
    assert 'href="?passes=20"' in page.content.decode()
    more = bobs.get("/mes-rendez-vous/?passes=20")
    assert len(more.context["past"]) == 14
    assert "Voir plus" not in text_of(more)


@pytest.mark.parametrize("junk", ["-1", "0", "dix", "9" * 400, "²", "10.5", "\x00"])
def test_a_strange_number_shows_ten(bobs, past, junk):
    past(11)
    assert len(bobs.get("/mes-rendez-vous/", {"passes": junk}).context["past"]) == 10


def test_the_list_asks_as_many_questions_for_thirty_as_for_one(bobs, book, past):
    book(paris(24, "10:50"))
    bobs.get("/mes-rendez-vous/")
    with CaptureQueriesContext(connection) as one:
        bobs.get("/mes-rendez-vous/?passes=40")
    past(30)
    BookingRules.objects.update_or_create(defaults={"live_limit": 100})
    for day in (25, 26, 27):
        book(paris(day, "9:00"))
    with CaptureQueriesContext(connection) as many:
        response = bobs.get("/mes-rendez-vous/?passes=40")
    assert len(response.context["past"]) == 30
    assert len(many) == len(one)


def test_within_the_notice_the_buttons_give_way_to_a_sentence(bobs, book, clock):
    book(paris(24, "9:00"))
    assert "Déplacer" in text_of(bobs.get("/mes-rendez-vous/"))
    clock.move_to(paris(23, "9:01"))
    words = text_of(bobs.get("/mes-rendez-vous/"))
    assert "Déplacer" not in words
    assert "Il n’est plus possible de déplacer ou d’annuler en ligne." in words


# --- One appointment ------------------------------------------------------------------------------


def test_the_page_tells_all_that_was_arranged(bobs, book):
    appointment = book(paris(26, "9:00"), answers=[("Ce que vous aimeriez aborder", "Un désaccord")])
    words = text_of(bobs.get(f"/mes-rendez-vous/{appointment.reference}/"))
    assert "Rendez-vous confirmé Jeudi 26 novembre 2026, 9 h 00 à 9 h 45" in words
    assert f"Référence {appointment.reference.hex[:8].upper()} " in words
    assert "Un désaccord" in words
    assert "Vous pouvez le déplacer ou l’annuler ici jusqu’au mercredi 25 novembre 2026 à 9 h 00." in words
    booked = "Réservé pour le jeudi 26 novembre 2026 à 9 h 00 Confirmé Bob Martin"
    assert f"Lundi 23 novembre 2026 à 8 h 00 {booked}" in words


def test_the_history_tells_each_change(bobs, book, bob, reasons):
    appointment = book(paris(26, "9:00"))
    actions.move(appointment=appointment, start=paris(27, "9:55"), by=bob, now=NOW)
    actions.cancel(appointment=appointment, by=bob, now=NOW, reason=reasons[0], comment="Trop loin")
    words = text_of(bobs.get(f"/mes-rendez-vous/{appointment.reference}/"))
    assert "du jeudi 26 novembre 2026 à 9 h 00 au vendredi 27 novembre 2026 à 9 h 55" in words
    assert "Annulé Confirmé, puis Annulé Force majeure Trop loin Bob Martin" in words
    assert "Ajouter à mon agenda" not in words


def test_a_private_page_is_kept_by_no_cache_and_no_search_engine(bobs, book):
    reference = book(paris(26, "9:00")).reference
    for path in ["", f"{reference}/", f"{reference}/deplacer/", f"{reference}/annuler/"]:
        response = bobs.get(f"/mes-rendez-vous/{path}")
        assert "no-store" in response["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert response["Referrer-Policy"] == "same-origin"


ADDRESSES = ["", "deplacer/", "deplacer/?debut=2026-11-27T08:00Z", "annuler/", "agenda.ics"]


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_charlie_learns_of_nothing_at_any_address(charlies, bobs, book, address, method):
    url = f"/mes-rendez-vous/{book(paris(26, '9:00')).reference}/{address}"
    unknown = f"/mes-rendez-vous/00000000-0000-4000-8000-000000000000/{address}"
    before = stored()
    assert bobs.get(url).status_code == 200
    response, of_unknown = (getattr(charlies, method)(one) for one in (url, unknown))
    assert response.status_code == of_unknown.status_code
    assert response.status_code in {404, 405}
    assert text_of(response) == text_of(of_unknown)
    assert stored() == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_is_asked_to_log_in(visitor, book, address):
    url = f"/mes-rendez-vous/{book(paris(26, '9:00')).reference}/{address}"
    for method in (visitor.get, visitor.post):
        assert method(url).url.startswith("/accounts/login/?next=/mes-rendez-vous/")


def test_the_coach_and_a_collaborator_see_it(book, camille, zoe):
    reference = book(paris(26, "9:00")).reference
    for user in (camille, zoe):
        words = text_of(browser_of(user).get(f"/mes-rendez-vous/{reference}/"))
        assert "Client Bob Martin" in words
        assert "Déplacer" in words


def test_the_dialog_of_a_cancellation_says_that_its_answer_is_on_its_way(bobs, book):
    """Its form comes from another page; the script that it needs must be here already."""
    appointment = book(paris(26, "9:00"))
    for address in ("/mes-rendez-vous/", f"/mes-rendez-vous/{appointment.reference}/"):
        page = bobs.get(address).content.decode()
        assert "data-dialog" in page
        assert "js/busy.js" in page
