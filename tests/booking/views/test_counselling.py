"""The counselling practice, in English: a client logs in, books and follows it; the counsellor changes its status."""

import pytest

from booking.models import Appointment
from tests import factories

from .conftest import browser_of, details_url, paris, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_way")]

MINE = "/en/mes-rendez-vous/"
LIST = "/admin/rendez-vous/"


def booked(browser, start):
    """Book by the form, as it is sent from the page in English, and return the appointment."""
    answer = browser.post(f"/en{details_url(start)}", {"topic": ""})
    return Appointment.objects.get(reference=answer.url.rstrip("/").split("/")[-1])


@pytest.fixture
def counsellors(camille):
    camille.language = "en"
    camille.save()
    return browser_of(camille)


@pytest.fixture
def by_approval(practice):
    practice.service.needs_approval = True
    practice.service.save()


@pytest.mark.mission("T1")
def test_a_client_logs_in_books_and_reads_the_status(visitor, bob, practice):
    visitor.post("/en/accounts/login/", {"login": bob.email, "password": factories.PASSWORD})
    booked(visitor, paris(24, "9:00"))
    practice.service.needs_approval = True
    practice.service.save()
    booked(visitor, paris(25, "13:30"))
    words = text_of(visitor.get(MINE))
    assert "Tuesday 24 November 2026, 9:00 to 9:45 Visio · Camille Aubert Confirmed" in words
    assert "Wednesday 25 November 2026, 13:30 to 14:15 Visio · Camille Aubert Pending" in words


@pytest.mark.mission("T1")
@pytest.mark.mission("T3")
def test_the_counsellor_sees_everyones_and_changes_a_status_that_the_client_then_reads(
    bobs, charlies, counsellors, by_approval
):
    of_bob, of_charlie = booked(bobs, paris(24, "9:00")), booked(charlies, paris(24, "9:55"))
    assert "Pending" in text_of(bobs.get(MINE))
    words = text_of(counsellors.get(LIST))
    assert ("Bob Martin" in words, "Charlie Petit" in words) == (True, True)

    counsellors.post(f"/admin/rendez-vous/{of_bob.reference}/accepter/")
    counsellors.post(f"/admin/rendez-vous/{of_charlie.reference}/refuser/", {"comment": "I am away that day."})

    assert "9:00 to 9:45 Visio · Camille Aubert Confirmed" in text_of(bobs.get(MINE))
    declined = text_of(charlies.get(f"{MINE}{of_charlie.reference}/"))
    assert "Declined Pending, then Declined I am away that day. Camille Aubert" in declined


@pytest.mark.mission("T3")
def test_the_counsellor_marks_who_did_not_come(bobs, counsellors, clock):
    appointment = booked(bobs, paris(24, "9:00"))
    clock.move_to(paris(24, "9:20"))
    address = f"/admin/rendez-vous/{appointment.reference}/absent/"
    assert address in counsellors.get(LIST).content.decode()
    counsellors.post(address)
    assert "Visio · Camille Aubert No-show" in text_of(bobs.get(MINE))
