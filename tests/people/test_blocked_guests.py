"""Somebody without an account is blocked too: their links die, and their address neither books nor signs up."""

import uuid

import pytest
from django.utils import timezone

from booking import actions as booking
from booking import availability, links
from people import actions
from people.models import Client, User
from people.refusals import PersonRefused
from scheduling import Code
from tests.people.browsing import browser_of
from tests.people.test_signing_up import sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def louise(practice):
    """A guest with an appointment to come, and a link to it."""
    now = timezone.now()
    [start] = availability.next_free(practice.practitioner, practice.service, practice.place, now=now, count=1)
    guest = Client(name="Louise Martin", email="louise@example.com")
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    appointment = booking.book(**parts, client=guest, by=guest, start=start, now=now, idempotency_key=uuid.uuid4())
    return appointment.client


@pytest.mark.mission("P5")
def test_the_coach_blocks_a_guest_in_two_clicks_and_their_link_is_dead_at_once(client, camille, louise):
    path = links.issue(louise.appointments.get(), to=louise.email, now=timezone.now())
    assert client.get(path, follow=True).status_code == 200
    admin = browser_of(camille)
    url = f"/admin/clients/block/{louise.pk}/"
    assert url in admin.get("/admin/clients/").content.decode()
    assert admin.get(url).status_code == 200
    assert client.get(path, follow=True).status_code == 200  # looking changes nothing
    admin.post(url)
    assert client.get(path, follow=True).status_code == 404
    admin.post(f"/admin/clients/unblock/{louise.pk}/")
    assert client.get(path, follow=True).status_code == 404
    louise.refresh_from_db()
    assert not louise.is_blocked


@pytest.mark.mission("P5")
@pytest.mark.parametrize("name", ["Louise Martin", "Someone Else"])
def test_their_address_books_nothing_more(practice, camille, louise, name):
    actions.block_client(client=louise, by=camille)
    now = timezone.now()
    [start] = availability.next_free(practice.practitioner, practice.service, practice.place, now=now, count=1)
    guest = Client(name=name, email="LOUISE@example.com")
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    with pytest.raises(booking.BookingRefused) as refused:
        booking.book(**parts, client=guest, by=guest, start=start, now=now)
    assert refused.value.code == Code.BLOCKED


def test_they_do_not_come_back_by_signing_up(client, camille, louise):
    actions.block_client(client=louise, by=camille)
    sign_up(client, email="Louise@example.com")
    assert not User.objects.filter(email="louise@example.com").exists()


def test_who_has_an_account_is_blocked_there(camille, bob):
    with pytest.raises(PersonRefused):
        actions.block_client(client=bob.client, by=camille)


def test_only_administrators_block_guests(zoe, louise):
    with pytest.raises(PersonRefused):
        actions.block_client(client=louise, by=User.objects.get(pk=zoe.pk))
    browser_of(zoe).post(f"/admin/clients/block/{louise.pk}/")
    assert not Client.objects.get(pk=louise.pk).is_blocked
