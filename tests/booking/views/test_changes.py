"""Moving and cancelling on the site: opening a page changes nothing, a button does, and a second press is harmless."""

import datetime as dt

import pytest

from booking.models import AppointmentEvent, State
from practice.models import BookingRules

from .conftest import browser_of, paris, slots_of, stored, text_of

pytestmark = pytest.mark.django_db

NEW = "2026-11-27T08:55Z"


@pytest.fixture
def appointment(book):
    return book(paris(26, "9:00"))


@pytest.fixture
def page(appointment):
    return f"/mes-rendez-vous/{appointment.reference}/"


# --- Moving ---------------------------------------------------------------------------------------


def test_the_week_marks_the_present_time_and_leads_to_the_others(bobs, page):
    response = bobs.get(f"{page}deplacer/")
    assert "9 h 00 Actuel" in text_of(response)
    assert "9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00" not in slots_of(response)["2026-11-26"]
    assert f'href="{page}deplacer/?debut={NEW}"' in response.content.decode()


def test_the_present_time_is_not_offered_as_the_first_free_one(bobs, book):
    first = book(paris(23, "9:00"))
    BookingRules.objects.update_or_create(defaults={"cancellation_notice_hours": 0})
    week = text_of(bobs.get(f"/mes-rendez-vous/{first.reference}/deplacer/"))
    assert "Premier créneau libre : lundi 23 novembre à 9 h 55" in week


def test_the_week_opens_where_the_appointment_is(bobs, book):
    later = book(paris(15, "9:00", month=12))
    assert "15 décembre" in text_of(bobs.get(f"/mes-rendez-vous/{later.reference}/deplacer/"))


def test_a_client_moves_an_appointment(bobs, page, appointment):
    asked = text_of(bobs.get(f"{page}deplacer/", {"debut": NEW}))
    assert "Heure actuelle Jeudi 26 novembre 2026, 9 h 00 à 9 h 45" in asked
    assert "Nouvelle heure Vendredi 27 novembre 2026, 9 h 55 à 10 h 40" in asked
    response = bobs.post(f"{page}deplacer/", {"debut": NEW}, follow=True)
    assert "Rendez-vous déplacé au vendredi 27 novembre à 9 h 55." in text_of(response)
    appointment.refresh_from_db()
    assert (appointment.start_at, appointment.state) == (paris(27, "9:55"), State.CONFIRMED)


def test_moving_twice_is_moving_once(bobs, page, appointment):
    for _ in range(3):
        assert bobs.post(f"{page}deplacer/", {"debut": NEW}).status_code == 302
    assert appointment.events.filter(kind=AppointmentEvent.Kind.MOVED).count() == 1


@pytest.mark.mission("C9")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (paris(28, "9:00"), "Les séances ont lieu du lundi au vendredi."),
        (paris(27, "8:00"), "Les séances commencent entre 9 h 00 et 11 h 45"),
        (paris(20, "9:00"), "Cette heure est passée."),
        (paris(2, "9:00", month=2, year=2027), "Les réservations sont ouvertes jusqu’au 22 janvier 2027."),
        (paris(25, "9:00"), "Ce créneau vient d’être réservé."),
    ],
)
def test_a_time_that_cannot_be_had_is_refused_and_the_old_one_kept(bobs, page, book, charlie, start, sentence, method):
    book(paris(25, "9:00"), client=charlie.client)
    before = stored()
    response = getattr(bobs, method)(f"{page}deplacer/", {"debut": start.isoformat()})
    assert response.status_code == 409
    assert sentence in text_of(response)
    assert len(response.context["notices"][0].offers) == 3
    assert stored() == before


@pytest.mark.parametrize("start", ["demain", "2026-11-27T09:55", "9999-12-31T23:59-14:00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_time_that_is_none_changes_nothing(bobs, page, start, method):
    before = stored()
    response = getattr(bobs, method)(f"{page}deplacer/", {"debut": start})
    assert response.status_code == 400
    assert "Cette heure n’est pas lisible." in text_of(response)
    assert stored() == before


def test_a_post_without_a_time_changes_nothing(bobs, page):
    before = stored()
    assert bobs.post(f"{page}deplacer/").status_code == 400
    assert stored() == before


def test_after_the_last_move_the_page_says_so_and_leads_to_cancelling(bobs, page, appointment):
    BookingRules.objects.update_or_create(defaults={"moves_limit": 1})
    assert "Déplacer" in text_of(bobs.get(page))
    bobs.post(f"{page}deplacer/", {"debut": NEW})
    words = text_of(bobs.get(page))
    assert "Vous avez déplacé ce rendez-vous 1 fois, autant que possible en ligne. Vous pouvez l’annuler" in words
    html = bobs.get(page).content.decode()
    assert f"{page}deplacer/" not in html
    assert f"{page}annuler/" in html
    before = stored()
    for answer in (bobs.get(f"{page}deplacer/"), bobs.post(f"{page}deplacer/", {"debut": "2026-11-27T10:45Z"})):
        assert answer.status_code == 409
        assert "Vous avez déplacé ce rendez-vous 1 fois, autant que possible en ligne." in text_of(answer)
    assert stored() == before
    assert bobs.post(f"{page}annuler/", {"comment": ""}).status_code == 302


# --- Cancelling -----------------------------------------------------------------------------------


def test_a_client_cancels_with_a_reason_and_a_comment(bobs, page, appointment, reasons):
    asked = bobs.get(f"{page}annuler/")
    assert "Annuler le rendez-vous du jeudi 26 novembre à 9 h 00 ?" in text_of(asked)
    assert asked.context["form"]["reason"].value() == reasons[0].pk
    response = bobs.post(f"{page}annuler/", {"reason": reasons[1].pk, "comment": "En voyage"}, follow=True)
    assert "Rendez-vous annulé" in text_of(response)
    event = appointment.events.get(kind=AppointmentEvent.Kind.CANCELLED)
    assert (event.reason, event.comment) == (reasons[1], "En voyage")


def test_cancelling_twice_is_cancelling_once(bobs, page, appointment):
    urls = {bobs.post(f"{page}annuler/", {"comment": ""}).url for _ in range(3)}
    assert urls == {page}
    assert appointment.events.filter(kind=AppointmentEvent.Kind.CANCELLED).count() == 1


@pytest.mark.parametrize("reason", ["999999", "x", "\x00"])
def test_a_reason_that_is_not_on_the_list_is_refused(bobs, page, reasons, reason):
    before = stored()
    assert bobs.post(f"{page}annuler/", {"reason": reason}).status_code == 422
    assert stored() == before


def test_no_reason_is_the_first_one(bobs, page, appointment, reasons):
    bobs.post(f"{page}annuler/", {"comment": ""})
    assert appointment.events.last().reason == reasons[0]


# --- What is too late, and who may all the same ---------------------------------------------------


@pytest.mark.parametrize("address", ["deplacer/", f"deplacer/?debut={NEW}", "annuler/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_within_the_notice_a_client_changes_nothing(bobs, page, clock, address, method):
    clock.move_to(paris(25, "9:00") + dt.timedelta(seconds=1))
    before = stored()
    response = getattr(bobs, method)(f"{page}{address}")
    assert response.status_code == 409
    assert "trop tard" in text_of(response) or "plus possible" in text_of(response)
    assert stored() == before


def test_the_coach_may_until_it_is_over(camille, page, appointment, clock):
    clock.move_to(paris(26, "8:59"))
    browser_of(camille).post(f"{page}annuler/", {"comment": ""})
    appointment.refresh_from_db()
    assert appointment.state == State.CANCELLED


@pytest.mark.parametrize("address", ["deplacer/", "annuler/"])
def test_what_is_over_can_no_longer_be_changed(bobs, page, clock, address):
    clock.move_to(paris(27, "9:00"))
    before = stored()
    assert bobs.post(f"{page}{address}", {"debut": NEW}).status_code == 409
    assert stored() == before


@pytest.mark.parametrize("address", ["deplacer/", f"deplacer/?debut={NEW}", "annuler/", "", "agenda.ics"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_a_page_changes_nothing(bobs, page, address, method):
    before = stored()
    for _ in range(2):
        assert getattr(bobs, method)(f"{page}{address}").status_code == 200
    assert stored() == before
