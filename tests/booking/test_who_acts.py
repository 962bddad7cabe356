"""Who acts: an account, a client who holds their link or is a guest, or the site itself."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from booking import actions, permissions
from booking.models import State
from people.models import Client
from scheduling import Code

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)
LATE = dt.datetime(2026, 11, 26, 8, 0, 1, tzinfo=dt.UTC)


@pytest.fixture
def alice(db):
    """A guest: a client without an account."""
    return Client.objects.create(name="Alice Durand", email="alice@example.com")


@pytest.fixture
def book(practice):
    """Return a function that books Friday at nine for a client, who acts themselves."""

    def wish(client):
        return actions.book(
            client=client,
            practitioner=practice.practitioner,
            service=practice.service,
            place=practice.place,
            start=FRIDAY,
            by=client,
            now=NOW,
        )

    return wish


def refused(action, **wish):
    with pytest.raises(actions.BookingRefused) as caught:
        action(**wish)
    return caught.value.code


def test_a_guest_books_moves_and_cancels_under_their_name(book, alice):
    appointment = book(alice)
    actions.move(appointment=appointment, start=FRIDAY + dt.timedelta(minutes=55), by=alice, now=NOW)
    cancelled = actions.cancel(appointment=appointment, by=alice, now=NOW)
    assert cancelled.state == State.CANCELLED
    assert list(appointment.events.values_list("kind", "by", "by_name")) == [
        ("booked", None, "Alice Durand"),
        ("moved", None, "Alice Durand"),
        ("cancelled", None, "Alice Durand"),
    ]


def test_a_client_keeps_the_notice_and_has_no_say_over_anybody_else(book, alice, bob):
    appointment = book(alice)
    assert refused(actions.cancel, appointment=appointment, by=alice, now=LATE) == Code.STATE
    assert refused(actions.cancel, appointment=appointment, by=bob.client, now=NOW) == Code.NOT_YOURS
    for action in (actions.agree, actions.decline, actions.miss):
        assert refused(action, appointment=appointment, by=alice, now=NOW) == Code.STATE
    assert permissions.may_see(alice, appointment)
    assert not permissions.may_see(bob.client, appointment)
    assert not permissions.may_see(AnonymousUser(), appointment)


def test_a_link_lends_nobody_the_rights_of_their_account(book, alice, camille):
    """Camille's own link opens her own appointment, and nothing of her clients'."""
    appointment = book(alice)
    as_a_client = Client.objects.create(name="Camille Aubert", user=camille)
    assert permissions.may_see(camille, appointment)
    assert not permissions.may_see(as_a_client, appointment)
    assert refused(actions.cancel, appointment=appointment, by=as_a_client, now=NOW) == Code.NOT_YOURS


@pytest.mark.parametrize("change", [{"blocked_at": timezone.now()}, {"is_active": False}])
def test_a_blocked_client_does_nothing_by_a_link_either(book, bob, change):
    appointment = book(bob.client)
    for field, value in change.items():
        setattr(bob, field, value)
    bob.save()
    client = Client.objects.get(pk=bob.client.pk)
    assert refused(actions.cancel, appointment=appointment, by=client, now=NOW) == Code.NOT_YOURS
    assert not permissions.may_move(client, appointment, NOW)


def test_the_site_itself_keeps_no_notice(book, alice):
    appointment = book(alice)
    assert actions.cancel(appointment=appointment, by=None, now=LATE).events.last().by_name == ""
