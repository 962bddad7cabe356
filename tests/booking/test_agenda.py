"""What stands in the calendars of some practitioners over some days."""

import datetime as dt

import pytest

from booking import actions
from booking.agenda import agenda_of
from practice.models import Absence
from tests.factories import make_practitioner

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


@pytest.fixture
def book(practice, bob):
    def at(hour, minute=0, day=MONDAY):
        start = dt.datetime.combine(day, dt.time(hour, minute), dt.UTC)
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return actions.book(client=bob.client, **parts, start=start, by=bob, now=NOW)

    return at


@pytest.fixture
def agenda(practice):
    def ask(*people, first=MONDAY, last=TUESDAY, now=NOW, zone=practice.place.zone, **narrowed):
        people = people or [practice.practitioner]
        return agenda_of([one.pk for one in people], first, last, zone=zone, now=now, **narrowed)

    return ask


def test_every_day_has_its_appointments_in_order(agenda, book):
    late, early = book(9, 50), book(8)
    found = agenda()
    assert list(found.days) == [MONDAY, TUESDAY]
    assert [entry.pk for entry in found.days[MONDAY].entries] == [early.pk, late.pk]
    assert (found.days[MONDAY].entries[0].start_at, found.days[MONDAY].entries[0].end_at) == (
        early.start_at,
        early.end_at,
    )
    assert found.days[MONDAY].entries[0].client == "Bob Martin"
    assert found.days[TUESDAY].entries == []


def test_what_was_cancelled_is_not_in_it(agenda, book, bob):
    actions.cancel(appointment=book(8), by=bob, now=NOW)
    assert agenda().days[MONDAY].entries == []


def test_only_those_who_were_asked_about_are_in_it(agenda, book, practice):
    book(8)
    other = make_practitioner("Denis", places=practice.places, services=[practice.service])
    assert agenda(other).days[MONDAY].entries == []


def test_absences_of_theirs_and_of_everyone_are_told(agenda, practice):
    other = make_practitioner("Denis", places=practice.places, services=[practice.service])
    noon = dt.datetime.combine(MONDAY, dt.time(12), dt.UTC)
    for one in (practice.practitioner, other, None):
        Absence.objects.create(practitioner=one, start_at=noon, end_at=noon + dt.timedelta(hours=1))
    assert {away.practitioner_id for away in agenda().absences} == {practice.practitioner.pk, None}


def test_the_same_queries_for_one_and_for_many(agenda, book, django_assert_num_queries):
    agenda()
    for hour, minute in [(8, 0), (8, 55), (9, 50)]:
        book(hour, minute)
        with django_assert_num_queries(3):
            agenda()
