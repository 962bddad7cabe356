"""A slot put up by hand, as a client sees, books and moves it; nobody else reads what it is about."""

import pytest
from django.core import mail
from django.utils import timezone

from booking.models import Appointment
from booking.outbox import deliver_due
from practice import actions
from practice.models import PublishedSlot

from .conftest import browser_of, details_url, paris, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_way")]

SIX = paris(24, "18:07")
CONTEXT = "Préparer un entretien d’embauche"


@pytest.fixture
def slot(one_way):
    """Tuesday 18:07 to 19:37, after the opening hours, at a cost of its own."""
    one_way.service.price = 70
    one_way.service.save()
    parts = {"practitioner": one_way.practitioner, "service": one_way.service, "place": one_way.place}
    slot = PublishedSlot(**parts, start_at=SIX, end_at=paris(24, "19:37"), context=CONTEXT, cost="30.50")
    actions.publish_slot(slot=slot, now=timezone.now())
    return slot


@pytest.mark.mission("P4")
def test_a_published_slot_is_offered_beside_the_usual_times(bobs, slot):
    assert "18 h 07" in text_of(bobs.get("/rendez-vous/?semaine=2026-W48"))


@pytest.mark.mission("P4")
def test_before_booking_a_client_reads_what_it_is_about_how_long_and_what_it_costs(bobs, slot):
    words = text_of(bobs.get(details_url(SIX)))
    assert f"À propos de ce créneau {CONTEXT}" in words
    assert "Mardi 24 novembre 2026, 18 h 07 à 19 h 37" in words
    assert "90 minutes" in words
    assert "30,50 €" in words
    assert "70 €" not in words


@pytest.mark.mission("P4")
def test_a_client_books_it_and_its_page_says_the_same(bobs, slot):
    words = text_of(bobs.post(details_url(SIX), {"topic": "", "checked": "1"}, follow=True))
    appointment = Appointment.objects.get()
    assert (appointment.published_slot, appointment.end_at) == (slot, slot.end_at)
    assert "Mardi 24 novembre 2026, 18 h 07 à 19 h 37" in words
    assert "90 minutes · 30,50 €" in words
    assert f"À propos de ce créneau {CONTEXT}" in words


def test_the_usual_price_stands_beside_the_usual_times(bobs, slot):
    words = text_of(bobs.get(details_url(paris(24, "9:00"))))
    assert "70 €" in words
    assert "À propos de ce créneau" not in words


def test_a_slot_that_costs_nothing_is_free_and_one_without_cost_has_the_services_price(bobs, slot):
    PublishedSlot.objects.update(cost=0)
    assert "Gratuit" in text_of(bobs.get(details_url(SIX)))
    PublishedSlot.objects.update(cost=None)
    assert "70 €" in text_of(bobs.get(details_url(SIX)))


def test_what_a_slot_is_about_is_text_and_no_markup(bobs, slot):
    PublishedSlot.objects.update(context="<b>1</b>\n2 & 3")
    page = bobs.get(details_url(SIX)).content.decode()
    assert "&lt;b&gt;1&lt;/b&gt;<br>2 &amp; 3" in page


def test_neither_mail_nor_calendar_says_what_it_is_about(bobs, slot, camille):
    bobs.post(details_url(SIX), {"topic": "", "checked": "1"})
    deliver_due(now=timezone.now())
    assert {address for sent in mail.outbox for address in sent.to} == {"bob@example.com", camille.email}
    everything = "".join(sent.subject + sent.body + sent.alternatives[0][0] for sent in mail.outbox)
    calendar = bobs.get(f"/mes-rendez-vous/{Appointment.objects.get().reference}/agenda.ics").content.decode()
    for text in (everything, calendar):
        assert "entretien" not in text
        assert "30,50" not in text
    assert "DTEND:20261124T183700Z" in calendar


def test_a_taken_slot_is_no_longer_offered_to_others(bobs, charlies, slot):
    bobs.post(details_url(SIX), {"topic": "", "checked": "1"})
    assert "18 h 07" not in text_of(charlies.get("/rendez-vous/?semaine=2026-W48"))
    answer = charlies.post(details_url(SIX), {"topic": "", "checked": "1"})
    assert answer.status_code == 409
    assert "Ce créneau vient d’être réservé." in text_of(answer)
    assert Appointment.objects.count() == 1


def test_a_withdrawn_slot_is_refused(bobs, slot):
    actions.withdraw_slot(slot=slot, now=timezone.now())
    assert bobs.post(details_url(SIX), {"topic": "", "checked": "1"}).status_code == 409
    assert not Appointment.objects.exists()


def test_moving_onto_it_shows_its_length_and_price_first(bobs, slot, book):
    appointment = book(paris(26, "9:00"))
    move = f"/mes-rendez-vous/{appointment.reference}/deplacer/"
    words = text_of(bobs.get(f"{move}?debut=2026-11-24T17:07Z"))
    assert "Mardi 24 novembre 2026, 18 h 07 à 19 h 37" in words
    assert "30,50 €" in words
    assert CONTEXT in words
    bobs.post(move, {"debut": "2026-11-24T17:07Z"})
    appointment.refresh_from_db()
    assert (appointment.published_slot, appointment.end_at) == (slot, slot.end_at)


def test_moving_off_it_shows_the_usual_length(bobs, slot, book):
    appointment = book(SIX)
    move = f"/mes-rendez-vous/{appointment.reference}/deplacer/"
    assert "Jeudi 26 novembre 2026, 9 h 00 à 9 h 45" in text_of(bobs.get(f"{move}?debut=2026-11-26T08:00Z"))
    bobs.post(move, {"debut": "2026-11-26T08:00Z"})
    appointment.refresh_from_db()
    assert (appointment.published_slot, appointment.end_at) == (None, paris(26, "9:45"))


def test_the_practice_reads_it_in_the_admin(slot, book, camille):
    words = text_of(browser_of(camille).get(f"/admin/rendez-vous/inspect/{book(SIX).pk}/"))
    assert CONTEXT in words
    assert "30,50 €" in words


@pytest.mark.mission("P4")
def test_a_slot_on_a_day_without_hours_has_its_column_and_its_week(bobs, one_way):
    """A Saturday evening; and the only thing that there is, where nobody works otherwise."""
    parts = {"practitioner": one_way.practitioner, "service": one_way.service, "place": one_way.place}
    saturday = paris(28, "20:07")
    slot = PublishedSlot(**parts, start_at=saturday, end_at=paris(28, "20:37"))
    actions.publish_slot(slot=slot, now=timezone.now())
    assert "20 h 07" in text_of(bobs.get("/rendez-vous/?semaine=2026-W48"))
    assert "5 décembre" not in text_of(bobs.get("/rendez-vous/?semaine=2026-W49"))
    one_way.practitioner.opening_hours.all().delete()
    assert "20 h 07" in text_of(bobs.get("/rendez-vous/"))
    bobs.post(details_url(saturday), {"topic": "", "checked": "1"})
    assert Appointment.objects.get().published_slot == slot
