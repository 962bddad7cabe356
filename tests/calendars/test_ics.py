"""The calendar file of one appointment: one event, one identity for life, nothing private."""

import datetime as dt

import icalendar
import pytest
from django.test import Client as Browser

from booking import actions, links
from tests.calendars.conftest import NINE, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment(practice, bob, _clock):
    return actions.book(
        client=bob.client,
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.place,
        start=NINE,
        by=bob,
        now=NOW,
        answers=[("Ce que vous aimeriez aborder", "Un secret")],
    )


@pytest.fixture
def download(appointment, bob):
    """Return a function that fetches the file and gives its calendar and its one event."""

    def get():
        browser = Browser()
        browser.force_login(bob)
        response = browser.get(f"/mes-rendez-vous/{appointment.reference}/agenda.ics")
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        calendar = icalendar.Calendar.from_ical(response.content)
        [event] = calendar.walk("VEVENT")
        return calendar, event

    return get


def test_the_file_holds_the_appointment_and_nothing_private(download, appointment, practice):
    calendar, event = download()
    assert calendar["METHOD"] == "PUBLISH"
    assert event["UID"] == f"{appointment.reference}@creneau"
    assert event["SEQUENCE"] == 0
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (NINE, NINE + dt.timedelta(minutes=45))
    assert event["SUMMARY"] == "Rendez-vous avec Camille Aubert"
    assert event["LOCATION"] == "Visio"
    assert event["STATUS"] == "CONFIRMED"
    text = calendar.to_ical().decode()
    assert "Un secret" not in text
    assert practice.service.name not in text


def test_a_change_keeps_the_identity_and_raises_the_sequence(download, appointment, bob):
    _calendar, before = download()
    actions.move(appointment=appointment, start=NINE + dt.timedelta(days=1), by=bob, now=NOW)
    _calendar, moved = download()
    actions.cancel(appointment=appointment, by=bob, now=NOW)
    _calendar, cancelled = download()
    assert before["UID"] == moved["UID"] == cancelled["UID"]
    assert [event["SEQUENCE"] for event in (before, moved, cancelled)] == [0, 1, 2]
    assert moved.decoded("DTSTART") == NINE + dt.timedelta(days=1)
    assert cancelled["STATUS"] == "CANCELLED"


def test_who_holds_the_link_gets_the_same_file_and_nobody_else(appointment, download):
    path = f"/rendez-vous/gerer/{appointment.reference}/agenda.ics"
    assert Browser().get(path).status_code == 404
    guest = Browser()
    guest.get(links.issue(appointment, to="bob@example.com", now=NOW))
    answer = guest.get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert event == download()[1]


def test_camille_reads_her_clients_name(appointment, camille):
    browser = Browser()
    browser.force_login(camille)
    text = browser.get(f"/mes-rendez-vous/{appointment.reference}/agenda.ics").content.decode()
    assert "SUMMARY:Rendez-vous avec Bob Martin" in text
