"""Calendars kept elsewhere: their busy times become absences, which belong to them, and nothing else is touched."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command

from booking import actions as booking
from booking.availability import free_starts
from booking.models import Appointment
from calendars import actions, ics, looking
from calendars.models import OutsideCalendar
from calendars.problems import LookFailed, Problem
from people import actions as people
from practice.models import Absence
from tests.calendars.conftest import NINE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def elsewhere(monkeypatch):
    """A calendar elsewhere: say what it `tells`, or its `problem`; it notes how it was `asked`."""
    there = SimpleNamespace(tells=[], problem=None, asked=[])

    def look(address, **question):
        there.asked.append(SimpleNamespace(address=address, **question))
        if there.problem:
            raise LookFailed(there.problem)
        return list(there.tells)

    monkeypatch.setattr(looking, "look", look)
    return there


def make_calendar(practitioner, name="Personnel", address="https://calendar.example.com/secret.ics"):
    calendar = OutsideCalendar(practitioner=practitioner, name=name, address=address)
    actions.save_calendar(calendar=calendar, now=NOW)
    return calendar


@pytest.fixture
def calendar(practice):
    return make_calendar(practice.practitioner)


def look(at=NOW):
    """Have the worker take a round at `at`."""
    with time_machine.travel(at, tick=False):
        call_command("deliver", once=True)


def stored():
    return [(row.start_at, row.end_at, row.origin) for row in Absence.objects.order_by("start_at")]


def starts(practice):
    """Return what can be booked on Thursday, on the clocks of the place."""
    parts = (practice.practitioner, practice.service, practice.place)
    [found] = free_starts(*parts, NINE.date(), NINE.date(), now=NOW).values()
    return [f"{start.astimezone(practice.place.zone):%H:%M}" for start in found]


@pytest.mark.mission("O7")
def test_when_camille_is_busy_elsewhere_nothing_can_be_booked_here(practice, calendar, elsewhere):
    assert "09:00" in starts(practice)
    elsewhere.tells = [(NINE, NINE + 2 * HOUR)]
    look()
    assert stored() == [(NINE, NINE + 2 * HOUR, "Personnel")]
    assert not {"09:00", "09:55"} & set(starts(practice))


def test_what_it_no_longer_tells_can_be_booked_again_and_what_it_still_tells_stays_the_same_row(calendar, elsewhere):
    elsewhere.tells = [(NINE, NINE + HOUR), (NINE + DAY, NINE + DAY + HOUR)]
    look()
    kept = Absence.objects.get(start_at=NINE + DAY)
    elsewhere.tells = [(NINE + DAY, NINE + DAY + HOUR), (NINE + 4 * DAY, NINE + 4 * DAY + HOUR)]
    look(NOW + HOUR)
    assert [start for start, _end, _origin in stored()] == [NINE + DAY, NINE + 4 * DAY]
    assert Absence.objects.get(start_at=NINE + DAY).pk == kept.pk


@pytest.mark.mission("O7")
def test_what_is_ours_is_never_touched(practice, calendar, elsewhere, appointment):
    own = Absence.objects.create(
        practitioner=practice.practitioner, start_at=NINE + DAY, end_at=NINE + DAY + HOUR, reason="Dentiste"
    )
    other = make_calendar(practice.practitioner, name="Famille")
    elsewhere.tells = [(NINE, NINE + HOUR), (NINE + DAY, NINE + DAY + HOUR)]
    look()
    before = list(Appointment.objects.values())
    elsewhere.tells = []
    look(NOW + HOUR)
    actions.delete_calendar(calendar=other)
    assert list(Absence.objects.values_list("pk", "reason")) == [(own.pk, "Dentiste")]
    assert list(Appointment.objects.values()) == before
    assert appointment.events.count() == 1


def test_our_own_appointments_in_it_are_not_counted_a_second_time(practice, calendar, elsewhere, appointment):
    look()
    [asked] = elsewhere.asked
    assert asked.own == {ics.uid_of(appointment.reference)}
    assert asked.address == "https://calendar.example.com/secret.ics"
    assert asked.first == dt.datetime(2026, 11, 22, 23, tzinfo=dt.UTC)
    assert asked.last - asked.first == 63 * DAY


def test_a_deleted_calendar_gives_its_times_back(calendar, elsewhere):
    elsewhere.tells = [(NINE, NINE + HOUR)]
    look()
    actions.delete_calendar(calendar=calendar)
    assert stored() == []
    assert not OutsideCalendar.objects.exists()


def test_two_calendars_may_tell_the_same_and_each_keeps_its_own(practice, calendar, elsewhere):
    other = make_calendar(practice.practitioner, name="Famille")
    elsewhere.tells = [(NINE, NINE + HOUR)]
    look()
    actions.delete_calendar(calendar=other)
    assert stored() == [(NINE, NINE + HOUR, "Personnel")]


def test_another_name_is_told_with_its_times(calendar, elsewhere):
    elsewhere.tells = [(NINE, NINE + HOUR)]
    look()
    calendar.refresh_from_db()
    calendar.name = "Maison"
    actions.save_calendar(calendar=calendar, now=NOW)
    assert stored() == [(NINE, NINE + HOUR, "Maison")]


def test_a_deleted_account_takes_its_own_calendar_along_and_says_so_first(practice, camille, zoe, elsewhere):
    practice.practitioner.user = zoe
    practice.practitioner.save()
    make_calendar(practice.practitioner)
    actions.make_feed(holder=zoe, now=NOW)
    elsewhere.tells = [(NINE, NINE + HOUR)]
    look()
    sentences = people.consequences_of_deleting(user=zoe, now=NOW)
    assert "1 agenda tenu ailleurs ne sera plus consulté." in sentences
    assert "1 adresse privée d’agenda n’ouvrira plus rien." in sentences
    people.delete_person(user=zoe, by=camille)
    assert not OutsideCalendar.objects.exists()
    assert stored() == []


# --- When -----------------------------------------------------------------------------------------


def test_it_is_looked_at_every_quarter_of_an_hour_and_not_more_often(calendar, elsewhere):
    for minutes in (0, 1, 14, 15, 16, 30):
        look(NOW + minutes * MINUTE)
    assert len(elsewhere.asked) == 3


def test_in_vain_it_waits_longer_each_time_and_a_day_at_most(calendar, elsewhere):
    elsewhere.problem = Problem.UNREACHABLE
    at, pauses = NOW, []
    for _failure in range(9):
        look(at)
        calendar.refresh_from_db()
        pauses.append((calendar.next_look_at - at) // MINUTE)
        at = calendar.next_look_at
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]


@pytest.mark.mission("O7")
def test_the_last_look_and_its_error_are_kept_and_what_was_read_before_still_counts(calendar, elsewhere):
    elsewhere.tells = [(NINE, NINE + HOUR)]
    look()
    elsewhere.problem = Problem.NOT_FOUND
    look(NOW + HOUR)
    calendar.refresh_from_db()
    assert (calendar.looked_at, calendar.read_at) == (NOW + HOUR, NOW)
    assert (calendar.problem, calendar.failures) == (Problem.NOT_FOUND, 1)
    assert stored() == [(NINE, NINE + HOUR, "Personnel")]
    elsewhere.problem = None
    look(NOW + 2 * HOUR)
    calendar.refresh_from_db()
    assert (calendar.problem, calendar.failures, calendar.read_at) == ("", 0, NOW + 2 * HOUR)


def test_who_asks_for_another_look_gets_one_a_minute(calendar, elsewhere):
    look()
    calendar.refresh_from_db()
    assert not actions.look_again(calendar=calendar, now=NOW + 30 * dt.timedelta(seconds=1))
    assert actions.look_again(calendar=calendar, now=NOW + MINUTE)
    look(NOW + MINUTE)
    assert len(elsewhere.asked) == 2


def test_two_workers_never_look_at_once(calendar, elsewhere, monkeypatch):
    rounds = []

    def meanwhile(address, **question):
        rounds.append(address)
        actions.look_at_due(now=NOW)
        return []

    monkeypatch.setattr(looking, "look", meanwhile)
    look()
    assert len(rounds) == 1


@pytest.mark.parametrize("change", ["deleted", "moved"])
def test_a_calendar_that_changes_while_it_is_looked_at_keeps_nothing_of_the_old_one(calendar, monkeypatch, change):
    def meanwhile(address, **question):
        if change == "deleted":
            actions.delete_calendar(calendar=OutsideCalendar.objects.get(pk=calendar.pk))
        else:
            OutsideCalendar.objects.update(address="https://other.example.com/a.ics")
        return [(NINE, NINE + HOUR)]

    monkeypatch.setattr(looking, "look", meanwhile)
    look()
    assert stored() == []


def test_a_round_stops_to_let_mails_leave(practice, elsewhere):
    for number in range(3):
        make_calendar(practice.practitioner, name=str(number))
    actions.look_at_due(now=NOW, seconds=-1)
    assert elsewhere.asked == []


def test_what_goes_wrong_here_ends_no_worker(calendar, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(looking, "look", broken)
    look()


def test_looks_cost_no_more_queries_for_a_hundred_times_than_for_one(
    calendar, elsewhere, django_assert_max_num_queries
):
    elsewhere.tells = [(NINE + number * 2 * HOUR, NINE + number * 2 * HOUR + HOUR) for number in range(100)]
    with django_assert_max_num_queries(20):
        actions.look_at_due(now=NOW)
    assert len(stored()) == 100


def test_a_booking_finds_the_time_taken(practice, calendar, elsewhere, bob):
    elsewhere.tells = [(NINE, NINE + HOUR)]
    look()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    with pytest.raises(booking.BookingRefused) as refused:
        booking.book(client=bob.client, **parts, start=NINE, by=bob, now=NOW)
    assert refused.value.code == "absent"
