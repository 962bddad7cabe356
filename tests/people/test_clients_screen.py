"""“Clients” in the admin: who is seen, and how to reach them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Client
from tests.people.browsing import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(camille):
    return browser_of(camille)


@pytest.fixture
def guest(db):
    return Client.objects.create(name="Louise Martin", email="louise@example.com", phone="06 12 34 56 78")


@pytest.fixture
def guest_with_an_appointment(guest, camille):
    import datetime as dt

    from booking.models import Appointment, State
    from practice.models import Place, Practitioner, Service

    start = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
    Appointment.objects.create(
        client=guest,
        practitioner=Practitioner.objects.create(name="Camille", slug="camille"),
        service=Service.objects.create(name="Coaching", slug="coaching"),
        place=Place.objects.create(name="Visio", slug="visio"),
        start_at=start,
        end_at=start + dt.timedelta(minutes=45),
        busy_until=start + dt.timedelta(minutes=55),
        state=State.CANCELLED,
    )
    return guest


@pytest.mark.parametrize("words", ["louise", "louise@example", "06 12"])
def test_clients_are_found_by_name_address_and_telephone(admin, guest, bob, words):
    page = admin.get("/admin/clients/", {"q": words})
    assert [client.name for client in page.context["object_list"]] == ["Louise Martin"]
    assert [client.has_account for client in admin.get("/admin/clients/").context["object_list"]] == [True, False]


def test_the_list_asks_the_database_no_more_for_more_clients(admin, guest):
    def count():
        with CaptureQueriesContext(connection) as queries:
            admin.get("/admin/clients/")
        return len(queries)

    count()
    one = count()
    for number in range(2):
        Client.objects.create(name=f"Client {number}")
    assert count() == one


def test_coordinates_are_edited_and_the_account_cannot_be_swapped(admin, guest, bob):
    url = f"/admin/clients/edit/{guest.pk}/"
    fields = {"name": "Louise Petit", "email": "Louise.P@Example.com", "phone": "", "user": bob.pk}
    assert admin.post(url, fields).status_code == 302
    guest.refresh_from_db()
    assert (guest.name, guest.email, guest.user) == ("Louise Petit", "louise.p@example.com", None)


def test_a_client_with_nothing_on_file_is_deleted(admin, guest):
    assert admin.get(f"/admin/clients/delete/{guest.pk}/").status_code == 200
    admin.post(f"/admin/clients/delete/{guest.pk}/")
    assert not Client.objects.exists()


def test_a_client_with_appointments_is_kept_and_the_reason_told(admin, guest_with_an_appointment):
    response = admin.post(f"/admin/clients/delete/{guest_with_an_appointment.pk}/", follow=True)
    assert Client.objects.filter(pk=guest_with_an_appointment.pk).exists()
    [message] = response.context["messages"]
    assert "Louise Martin" in str(message)


def test_a_guests_file_does_not_replace_a_file(guest_with_an_appointment, bob):
    from people import actions

    Client.objects.create(name="Bob, invité", email="bob@example.com")
    louise = guest_with_an_appointment
    bob.client.delete()
    louise.user = bob
    louise.save()
    assert actions.attach_guest_file(user=bob, email="bob@example.com") is None
    louise.refresh_from_db()
    assert louise.user == bob
