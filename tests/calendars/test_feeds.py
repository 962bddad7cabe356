"""Feeds: private addresses that tell little, can be revoked, and die with what their holder may see."""

import datetime as dt
import re

import icalendar
import pytest
import time_machine
from django.test import Client as Browser

from booking import actions as booking
from calendars import actions
from calendars.models import Feed
from people import actions as people
from people.models import Client, Role
from tests.calendars.conftest import NINE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


def address_of(token):
    return f"/agenda/{token}.ics"


@pytest.fixture
def make(appointment):
    """Return a function that makes a feed and gives its address."""

    def made(holder, **wish):
        _feed, token = actions.make_feed(holder=holder, now=NOW, **wish)
        return address_of(token)

    return made


def events_at(address, **headers):
    response = Browser().get(address, headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


@pytest.mark.mission("O7")
def test_a_clients_feed_tells_when_and_no_more(make, bob, appointment):
    [event] = events_at(make(bob))
    assert event["UID"] == f"{appointment.reference}@creneau"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (NINE, NINE + dt.timedelta(minutes=45))
    assert event["SUMMARY"] == "Occupé"
    assert set(event) == {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "SUMMARY", "CLASS"}


def test_with_details_it_tells_with_whom_and_where(make, bob):
    [event] = events_at(make(bob, shows_details=True))
    assert event["SUMMARY"] == "Rendez-vous avec Camille Aubert"
    assert event["LOCATION"] == "Visio"


@pytest.mark.mission("O7")
def test_a_practitioners_and_a_places_feed_tell_their_own_appointments(make, practice, camille, charlie):
    booking.book(
        client=charlie.client,
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.places[1],
        start=NINE + dt.timedelta(days=1),
        by=charlie,
        now=NOW,
    )
    of_camille = events_at(make(camille, practitioner=practice.practitioner, shows_details=True))
    assert [event["SUMMARY"] for event in of_camille] == [
        "Rendez-vous avec Bob Martin",
        "Rendez-vous avec Charlie Petit",
    ]
    of_visio = events_at(make(camille, place=practice.place, shows_details=True))
    assert [event["SUMMARY"] for event in of_visio] == ["Rendez-vous avec Bob Martin"]
    assert [event["SUMMARY"] for event in events_at(make(camille, place=practice.place))] == ["Occupé"]


def test_a_discreet_client_reads_no_name_even_with_details(make, bob):
    bob.client.is_discreet = True
    bob.client.save()
    [event] = events_at(make(bob, shows_details=True))
    assert event["SUMMARY"] == "Rendez-vous"
    assert not {"LOCATION", "URL", "DESCRIPTION"} & set(event)


def test_what_is_called_off_leaves_the_feed_and_what_moves_keeps_its_identity(make, bob, appointment):
    address = make(bob)
    [before] = events_at(address)
    booking.move(appointment=appointment, start=NINE + dt.timedelta(days=1), by=bob, now=NOW)
    [moved] = events_at(address)
    assert moved["UID"] == before["UID"]
    assert (before["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)
    booking.cancel(appointment=appointment, by=bob, now=NOW)
    assert events_at(address) == []


def test_a_program_that_has_it_already_is_told_so_until_something_changes(make, bob, appointment):
    address = make(bob)
    first = Browser().get(address)
    with time_machine.travel(NOW + dt.timedelta(hours=5), tick=False):
        again = Browser().get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        booking.move(appointment=appointment, start=NINE + dt.timedelta(days=1), by=bob, now=NOW)
        changed = Browser().get(address, headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]


def test_nobody_keeps_it_for_others_and_nobody_finds_it(make, bob):
    answer = Browser().get(make(bob))
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_the_address_is_long_and_only_its_hash_is_kept(make, bob):
    token = re.fullmatch(r"/agenda/([\w-]{32})\.ics", make(bob))[1]
    assert token not in str(list(Feed.objects.values()))
    assert Browser().get(address_of(token[:-1])).status_code == 404
    assert Browser().get(address_of(Feed.objects.get().token_hash)).status_code == 404


def test_looking_changes_nothing(make, bob):
    address = make(bob)
    before = list(Feed.objects.values())
    for verb in ("get", "head", "options"):
        getattr(Browser(), verb)(address)
    for verb in ("post", "put", "patch", "delete"):
        assert getattr(Browser(), verb)(address).status_code == 405
    assert list(Feed.objects.values()) == before


# --- Dead -----------------------------------------------------------------------------------------


def test_a_revoked_address_is_dead_at_once(make, bob):
    address = make(bob)
    actions.revoke_feed(feed=Feed.objects.get())
    assert Browser().get(address).status_code == 404


@pytest.mark.mission("O7")
def test_all_of_a_blocked_persons_addresses_are_dead_at_once(make, bob, zoe, camille, practice):
    addresses = {
        bob: [make(bob)],
        zoe: [make(zoe, place=practice.place), make(zoe, practitioner=practice.practitioner)],
    }
    for person, theirs in addresses.items():
        assert [Browser().get(address).status_code for address in theirs] == [200] * len(theirs)
        people.block(user=person, by=camille)
        assert [Browser().get(address).status_code for address in theirs] == [404] * len(theirs)


def test_who_is_no_longer_a_collaborator_reads_nothing_of_the_practice(make, zoe, camille, practice):
    address = make(zoe, place=practice.place)
    people.set_role(user=zoe, role=Role.Code.CLIENT, by=camille)
    assert Browser().get(address).status_code == 404


def test_a_deleted_account_takes_its_addresses_along(make, bob, camille):
    address = make(bob)
    people.delete_person(user=bob, by=camille)
    assert Browser().get(address).status_code == 404


# --- Made and revoked -----------------------------------------------------------------------------


@pytest.mark.parametrize("about", ["practitioner", "place"])
def test_a_client_cannot_make_one_of_the_practices(bob, practice, about):
    with pytest.raises(actions.FeedRefused):
        actions.make_feed(holder=bob, now=NOW, **{about: getattr(practice, about)})


def test_there_is_a_limit_to_how_many_one_person_has(bob):
    for _number in range(actions.MOST_FEEDS):
        actions.make_feed(holder=bob, now=NOW)
    with pytest.raises(actions.FeedRefused):
        actions.make_feed(holder=bob, now=NOW)


@pytest.mark.mission("O7")
def test_bob_makes_an_address_reads_it_and_revokes_it(client, bob, appointment):
    client.force_login(bob)
    assert "/mes-rendez-vous/agenda/" in client.get("/mes-rendez-vous/").content.decode()
    page = client.post("/mes-rendez-vous/agenda/", {"shows_details": "on"}).content.decode()
    address = re.search(r'value="http://localhost:8000(/agenda/[\w-]+\.ics)"', page)[1]
    assert f"webcal://localhost:8000{address}" in page
    [event] = events_at(address)
    assert event["SUMMARY"] == "Rendez-vous avec Camille Aubert"
    assert address not in client.get("/mes-rendez-vous/agenda/").content.decode()
    client.post("/mes-rendez-vous/agenda/", {"revoke": Feed.objects.get().pk})
    assert Browser().get(address).status_code == 404


def test_charlie_neither_sees_nor_revokes_bobs(client, bob, charlie, make):
    address = make(bob)
    client.force_login(charlie)
    assert "revoke" not in client.get("/mes-rendez-vous/agenda/").content.decode()
    for key in (Feed.objects.get().pk, "0", "x", "9" * 40):
        assert client.post("/mes-rendez-vous/agenda/", {"revoke": key}).status_code == 404
    assert Browser().get(address).status_code == 200


def test_a_visitor_is_sent_to_log_in(client):
    assert client.get("/mes-rendez-vous/agenda/").status_code == 302


def test_a_feed_costs_as_much_for_one_appointment_as_for_three(make, bob, practice, django_assert_num_queries):
    address = make(bob, shows_details=True)
    with django_assert_num_queries(2):
        assert len(events_at(address)) == 1
    for days in (1, 4):
        booking.book(
            client=bob.client,
            practitioner=practice.practitioner,
            service=practice.service,
            place=practice.place,
            start=NINE + dt.timedelta(days=days),
            by=bob,
            now=NOW,
        )
    with django_assert_num_queries(2):
        assert len(events_at(address)) == 3


def test_a_guests_appointment_stands_in_the_practices_feed(make, practice, camille):
    guest = Client.objects.create(name="Guy Noir", email="guy@example.com")
    booking.book(
        client=guest,
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.place,
        start=NINE + dt.timedelta(days=1),
        by=camille,
        now=NOW,
    )
    events = events_at(make(camille, practitioner=practice.practitioner, shows_details=True))
    assert events[-1]["SUMMARY"] == "Rendez-vous avec Guy Noir"
