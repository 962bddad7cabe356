"""Each row that decides an answer gives its key another token, whoever changes it, and only when it stays changed."""

import datetime as dt

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, transaction

from booking.models import Appointment, State
from people.actions import client_for
from practice import versions
from practice.models import Absence, BookingRules, OpeningHours, OpeningWindow, Practitioner, PublishedSlot, Service
from practice.versions import HOURS, PRACTICE, booked_with, hours_of, tokens

pytestmark = pytest.mark.django_db

NINE = dt.datetime(2027, 1, 4, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def keys(practice):
    return [PRACTICE, HOURS, hours_of(practice.practitioner.pk), booked_with(practice.practitioner.pk)]


@pytest.fixture
def changed_by(keys):
    """Return a function that does something and names the keys whose token it changed."""

    def run(change):
        before = tokens(*keys)
        change()
        return [key for key, old, new in zip(keys, before, tokens(*keys), strict=True) if old != new]

    return run


@pytest.fixture
def booked(practice, bob):
    return Appointment.objects.create(
        practitioner=practice.practitioner,
        client=client_for(user=bob),
        service=practice.service,
        place=practice.place,
        start_at=NINE,
        end_at=NINE + HOUR,
        busy_until=NINE + HOUR,
        state=State.CONFIRMED,
    )


def test_what_no_one_changed_keeps_its_token(keys):
    assert tokens(*keys) == tokens(*keys)
    assert tokens("hours:0") == (versions.NEVER,)


def test_an_appointment_changes_the_token_of_its_practitioner(practice, changed_by, booked):
    rows = Appointment.objects.filter(pk=booked.pk)
    mine = [booked_with(practice.practitioner.pk)]
    assert changed_by(lambda: rows.update(state=State.CANCELLED)) == mine
    assert changed_by(lambda: rows.update(start_at=NINE - HOUR)) == mine
    assert changed_by(rows.delete) == mine


def test_an_appointment_that_changes_hands_changes_both(practice, changed_by, booked):
    other = Practitioner.objects.create(name="Denis")
    before = tokens(booked_with(other.pk))
    assert changed_by(lambda: Appointment.objects.update(practitioner=other)) == [booked_with(practice.practitioner.pk)]
    assert tokens(booked_with(other.pk)) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda one: OpeningWindow.objects.filter(hours__practitioner=one).update(end=dt.time(18)),
        lambda one: OpeningHours.objects.filter(practitioner=one).update(applies_until=NINE.date()),
        lambda one: OpeningHours.objects.filter(practitioner=one).delete(),
        lambda one: Absence.objects.create(practitioner=one, start_at=NINE, end_at=NINE + HOUR),
        lambda one: PublishedSlot.objects.create(
            practitioner=one,
            service=Service.objects.first(),
            place=one.places.first(),
            start_at=NINE,
            end_at=NINE + HOUR,
        ),
    ],
)
def test_hours_absences_and_published_slots_change_that_of_the_hours(practice, changed_by, change):
    assert changed_by(lambda: change(practice.practitioner)) == [HOURS, hours_of(practice.practitioner.pk)]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Service.objects.update(duration_minutes=50),
        lambda one: one.services.clear(),
        lambda one: one.places.clear(),
        lambda one: Practitioner.objects.update(is_active=False),
        lambda one: BookingRules.objects.update_or_create(defaults={"horizon_days": 30}),
    ],
)
def test_what_concerns_everyone_changes_that_of_the_practice(practice, changed_by, change):
    BookingRules.load()
    assert changed_by(lambda: change(practice.practitioner)) == [PRACTICE]


def test_an_absence_of_everyone_concerns_everyone(changed_by):
    closed = {"practitioner": None, "start_at": NINE, "end_at": NINE + HOUR}
    assert changed_by(lambda: Absence.objects.create(**closed)) == [PRACTICE, HOURS]


def test_sql_by_hand_counts_too(changed_by):
    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE practice_service SET gap_minutes = 5")

    assert changed_by(by_hand) == [PRACTICE]


def test_what_is_rolled_back_leaves_the_token_and_no_later_change_gives_the_same_again(practice):
    before = tokens(PRACTICE)
    seen = set()
    for minutes in (5, 6):
        with transaction.atomic():
            Service.objects.update(gap_minutes=minutes)
            seen.add(tokens(PRACTICE))
            transaction.set_rollback(True)
    assert tokens(PRACTICE) == before
    assert len(seen | {before}) == 3


def test_every_table_of_the_practice_is_watched():
    from django.apps import apps

    models = [*apps.get_app_config("practice").get_models(include_auto_created=True), Appointment]
    assert {model._meta.db_table for model in models} - {versions.TABLE} <= set(versions.watched_tables())


def test_missing_triggers_are_noticed_and_put_back():
    with connection.cursor() as cursor:
        on_table = " ON practice_service" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER practice_service_version_update{on_table}")
    assert versions.missing(connection) == ["practice_service_version_update"]
    assert "practice.W001" in {problem.id for problem in run_checks(tags=["database"], databases=["default"])}
    call_command("migrate", verbosity=0, skip_checks=False)
    assert versions.missing(connection) == []
