"""Guests who send their forms at the same moment: limits, clients and holds stay single, whatever name is used."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from booking import actions
from booking.models import Appointment, State
from people.models import Client
from practice.models import BookingRules

pytestmark = pytest.mark.django_db(transaction=True)

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
NINE = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
STEP = dt.timedelta(minutes=55)
PEOPLE = 6


@pytest.fixture
def colleagues(make_practitioner):
    """Each guest asks someone else, whose lock nobody else waits for."""
    return [make_practitioner(f"Colleague {number}") for number in range(PEOPLE)]


def all_at_once(change, wishes):
    """Make `change` with every wish at the same moment; return what each gave, or the code of its refusal."""
    line = Barrier(len(wishes))

    def run(wish):
        line.wait()
        try:
            return change(**wish)
        except actions.BookingRefused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(wishes)) as pool:
        return list(pool.map(run, wishes))


def wish_of(practice, guest, practitioner, start):
    parts = {"service": practice.service, "place": practice.place, "practitioner": practitioner}
    return {**parts, "client": guest, "by": guest, "start": start, "now": NOW}


def test_one_address_under_many_names_gets_no_more_than_one_person_may_have(practice, colleagues):
    BookingRules.objects.update_or_create(defaults={"live_limit": 1})
    wishes = [
        wish_of(practice, Client(name=f"Guest {number}", email="same@example.com"), colleague, NINE + number * STEP)
        for number, colleague in enumerate(colleagues[:4])
    ]
    found = all_at_once(actions.book, wishes)
    assert sum(isinstance(one, Appointment) for one in found) == 1
    assert set(found) - {Appointment.objects.get()} == {"limit_reached"}
    assert Client.objects.guests_at("same@example.com").count() == 1


def test_the_same_guest_in_several_windows_is_one_client(practice, colleagues):
    wishes = [
        wish_of(practice, Client(name="Alice Durand", email="alice@example.com"), colleague, NINE + number * STEP)
        for number, colleague in enumerate(colleagues[:4])
    ]
    assert all(isinstance(one, Appointment) for one in all_at_once(actions.book, wishes))
    assert Client.objects.guests_at("alice@example.com").count() == 1


def test_one_time_is_held_for_one_of_many(practice):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    wishes = [
        {**parts, "start": NINE, "client": None, "now": NOW, "network": f"network {number}"} for number in range(PEOPLE)
    ]
    found = all_at_once(actions.put_on_hold, wishes)
    assert found.count("taken") == PEOPLE - 1
    assert Appointment.objects.get().state == State.HELD
