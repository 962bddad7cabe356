"""Where one comes by invitation, visitors see no free times and book nothing; who has logged in does, as ever."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from booking import actions, availability, permissions, waiting
from booking.models import Appointment, WaitingEntry
from people.models import Client, RegistrationRules
from scheduling import Code
from tests.people.browsing import browser_of

pytestmark = pytest.mark.django_db


def come_by_invitation(is_so=True):
    rules = RegistrationRules.load()
    rules.sign_up = "invitation" if is_so else "open"
    rules.save()


@pytest.fixture
def by_invitation(practice):
    come_by_invitation()
    return practice


@pytest.fixture
def free_start(practice):
    now = timezone.now()
    return availability.next_free(practice.practitioner, practice.service, practice.place, now=now, count=1)[0]


def wish_of(practice, start):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    return {**parts, "start": start, "now": timezone.now()}


def availability_url(practice):
    first = timezone.now().date()
    last = first + dt.timedelta(days=14)
    return f"/api/v1/availability/?service={practice.service.pk}&place={practice.place.pk}&from={first}&to={last}"


PAGES = ["/rendez-vous/", "/rendez-vous/?prestation=coaching-individuel&praticien=camille&lieu=visio"]


@pytest.mark.mission("T4")
@pytest.mark.parametrize("page", PAGES)
def test_visitors_are_shown_no_free_times_and_how_to_get_in(client, by_invitation, page):
    shown = client.get(f"/en{page}").content.decode()
    assert "debut=" not in shown
    assert "Appointments are by invitation" in shown


@pytest.mark.parametrize("page", PAGES)
def test_who_has_logged_in_sees_them(by_invitation, bob, page):
    shown = browser_of(bob).get(page, follow=True).content.decode()
    assert "Visio" in shown
    assert "invitation" not in shown


def test_a_page_kept_for_visitors_is_gone_the_moment_the_practice_closes_it(client, practice):
    full = PAGES[1]
    assert "debut=" in client.get(full).content.decode()
    assert "debut=" in client.get(full).content.decode()  # kept
    come_by_invitation()
    assert "debut=" not in client.get(full).content.decode()
    come_by_invitation(False)
    assert "debut=" in client.get(full).content.decode()


def test_programs_are_told_so_in_a_code_and_a_sentence(client, practice, bob):
    url = availability_url(practice)
    kept = client.get(url)
    assert kept.status_code == 200
    come_by_invitation()
    answer = client.get(url, headers={"If-None-Match": kept.headers["ETag"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_open_to_you")
    assert answer.json()["detail"]
    assert browser_of(bob).get(url).json() == kept.json()


def test_the_form_of_a_guest_leads_to_the_log_in_and_books_nothing(client, practice, free_start):
    url = (
        f"/rendez-vous/coordonnees/?debut={free_start:%Y-%m-%dT%H:%MZ}&prestation=coaching-individuel&praticien=camille"
    )
    url += "&lieu=visio"
    assert client.get(url).status_code == 200
    come_by_invitation()
    for answer in (client.get(url), client.post(url, {"name": "Louise", "email": "louise@example.com"})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")
    assert not Appointment.objects.exclude(client=None).exists()


def test_a_guest_is_refused_below_all_doors(by_invitation, free_start):
    guest = Client(name="Louise Martin", email="louise@example.com")
    with pytest.raises(actions.BookingRefused) as refused:
        actions.book(**wish_of(by_invitation, free_start), client=guest, by=guest, idempotency_key=uuid.uuid4())
    assert refused.value.code == Code.NOT_OPEN_TO_YOU
    assert not Client.objects.filter(email="louise@example.com").exists()


def test_staff_book_for_someone_without_an_account_all_the_same(by_invitation, free_start, camille):
    guest = Client(name="Louise Martin", email="louise@example.com")
    booked = actions.book(**wish_of(by_invitation, free_start), client=guest, by=camille)
    assert booked.client.email == "louise@example.com"


def test_a_guest_does_not_get_on_the_waiting_list(client, by_invitation):
    day = timezone.now().date() + dt.timedelta(days=3)
    url = f"/rendez-vous/attente/?du={day}&prestation=coaching-individuel&praticien=camille&lieu=visio"
    assert client.get(url).headers["Location"].startswith("/accounts/login/")
    guest = Client(name="Louise Martin", email="louise@example.com")
    parts = {"practitioner": by_invitation.practitioner, "service": by_invitation.service, "place": by_invitation.place}
    with pytest.raises(actions.BookingRefused):
        waiting.join(client=guest, **parts, first_day=day, last_day=day, now=timezone.now())
    assert not WaitingEntry.objects.exists()


def test_closed_for_new_accounts_is_not_closed_for_guests(practice, client):
    rules = RegistrationRules.load()
    rules.sign_up = "closed"
    rules.save()
    assert permissions.may_book_as_guest()
    assert "debut=" in client.get(PAGES[1]).content.decode()
