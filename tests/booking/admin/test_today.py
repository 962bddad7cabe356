"""“Aujourd'hui”: what needs attention, the day, and requests that are answered in place."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from booking import actions
from booking.admin.attention import attention_for
from booking.models import OutboxMessage
from calendars.models import OutsideCalendar
from coach_notes.models import NotesSettings
from practice.models import Absence
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M3")]

#: A Saturday, 9:00 in Paris.
NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
NINE = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
HOME = "/admin/"


@pytest.fixture(autouse=True)
def _saturday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def book(practice, bob):
    def book(start=NINE, **changed):
        wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place, **changed}
        return actions.book(client=bob.client, start=start, by=bob, now=NOW, **wish)

    return book


@pytest.fixture
def request_of_bob(practice, book):
    practice.service.needs_approval = True
    practice.service.save()
    return book()


def sentences(user):
    return [line.sentence for line in attention_for(user, NOW)]


def test_an_answer_to_a_request_leads_back_to_the_day(client, camille, request_of_bob):
    client.force_login(camille)
    assert f'name="next" value="{HOME}"' in client.get(HOME).content.decode()
    address = reverse("booking_admin:agree", args=[request_of_bob.reference])
    assert client.post(address, {"next": HOME})["Location"] == HOME


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(client, camille, request_of_bob, elsewhere):
    client.force_login(camille)
    address = reverse("booking_admin:agree", args=[request_of_bob.reference])
    page = reverse("rendez-vous_modeladmin_inspect", args=[request_of_bob.pk])
    assert client.post(address, {"next": elsewhere})["Location"] == page


def test_the_notes_on_who_comes_are_one_click_away_for_who_reads_them(client, camille, zoe, book, bob):
    book()
    address = reverse("coach_notes:client", args=[bob.client.pk])
    for reader, shared, is_led in [(camille, False, True), (zoe, True, True), (zoe, False, False)]:
        NotesSettings.objects.update_or_create(defaults={"notes_are_shared": shared})
        client.force_login(reader)
        assert (f'href="{address}"' in client.get(HOME).content.decode()) == is_led


def test_nothing_is_said_where_nothing_is_amiss(camille, denis, book):
    book()
    assert attention_for(camille, NOW) == []
    assert attention_for(denis, NOW) == []


def test_a_mail_that_failed_leads_to_its_appointment(camille, denis, book):
    one = book()
    one.messages.update(state=OutboxMessage.State.FAILED)
    [line] = attention_for(camille, NOW)
    assert line.links[0] == ("Bob Martin", reverse("rendez-vous_modeladmin_inspect", args=[one.pk]))
    assert attention_for(denis, NOW) == []


def test_an_appointment_that_no_longer_fits_is_told_of_two_weeks_ahead(camille, denis, book, practice):
    one, later = book(), book(NINE + dt.timedelta(weeks=3))
    for booked in (one, later):
        Absence.objects.create(practitioner=practice.practitioner, start_at=booked.start_at, end_at=booked.end_at)
    [line] = attention_for(camille, NOW)
    assert [url for _words, url in line.links] == [reverse("rendez-vous_modeladmin_inspect", args=[one.pk])]
    assert attention_for(denis, NOW) == []


def test_who_waits_is_counted(camille, practice, charlie):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    day = NINE.date()
    factories.make_wait(client=charlie.client, **parts, first_day=day, last_day=day, now=NOW)
    with translation.override("fr"):
        assert sentences(camille) == ["1 personne attend un créneau\N{NO-BREAK SPACE}:"]


def test_a_calendar_that_cannot_be_read_is_told_to_whose_it_is(camille, denis, practice):
    OutsideCalendar.objects.create(
        practitioner=practice.practitioner, name="Privé", address="https://example.com/a.ics", problem="unreachable"
    )
    [line] = attention_for(camille, NOW)
    assert line.links[0][0] == "Privé (Camille Aubert)"
    assert attention_for(denis, NOW) == []


def test_many_appointments_cost_as_many_queries_as_one(client, camille, book, django_assert_num_queries):
    client.force_login(camille)
    book()
    client.get(HOME)
    with CaptureQueriesContext(connection) as for_one:
        client.get(HOME)
    for number in range(1, 4):
        book(NINE + dt.timedelta(minutes=55 * number))
    with django_assert_num_queries(len(for_one)):
        client.get(HOME)
