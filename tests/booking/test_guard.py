"""The database refuses a double booking by itself, whoever writes the row."""

import datetime as dt

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client as Browser

from booking import guard
from booking.models import Appointment, State
from practice import versions

pytestmark = pytest.mark.django_db

NINE = dt.datetime(2027, 1, 4, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def row(practice, bob_client):
    """Return a function that writes an appointment straight into the table, past every rule of the site."""

    def write(minutes=0, *, state=State.CONFIRMED, practitioner=None, **fields):
        start = NINE + dt.timedelta(minutes=minutes)
        return Appointment.objects.create(
            **{
                "practitioner": practitioner or practice.practitioner,
                "client": bob_client,
                "service": practice.service,
                "place": practice.place,
                "start_at": start,
                "end_at": start + dt.timedelta(minutes=45),
                "busy_until": start + dt.timedelta(minutes=55),
                "state": state,
                "hold_expires_at": start if state == State.HELD else None,
                **fields,
            }
        )

    return write


@pytest.mark.parametrize("minutes", [0, 1, 54, -1, -54])
@pytest.mark.parametrize("state", [State.HELD, State.REQUESTED, State.CONFIRMED])
def test_a_raw_overlapping_row_is_refused(row, minutes, state):
    row()
    with pytest.raises(IntegrityError, match="booking_guard"), transaction.atomic():
        row(minutes, state=state)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("minutes", [55, -55])
def test_neighbours_that_touch_are_allowed(row, minutes):
    row()
    row(minutes)
    assert Appointment.objects.count() == 2


def test_a_row_inside_a_long_one_is_refused_even_with_others_around(row):
    row(-200)
    row(0, end_at=NINE + dt.timedelta(hours=4), busy_until=NINE + dt.timedelta(hours=4))
    row(300)
    with pytest.raises(IntegrityError, match="booking_guard"), transaction.atomic():
        row(120)


@pytest.mark.parametrize("state", [State.CANCELLED, State.DECLINED, State.MISSED, State.COMPLETED])
def test_what_is_over_occupies_no_time(row, state):
    row(state=state)
    row()
    assert Appointment.objects.count() == 2


def test_another_practitioner_is_free(row, make_practitioner):
    row()
    row(practitioner=make_practitioner("Denis"))


def test_a_cancelled_appointment_is_not_revived_over_another(row):
    cancelled = row(state=State.CANCELLED)
    row()
    with pytest.raises(IntegrityError, match="booking_guard"), transaction.atomic():
        Appointment.objects.filter(pk=cancelled.pk).update(state=State.CONFIRMED)


def test_moving_onto_another_is_refused_by_the_database_too(row):
    row()
    later = row(120)
    hours = dt.timedelta(minutes=100)
    with pytest.raises(IntegrityError, match="booking_guard"), transaction.atomic():
        Appointment.objects.filter(pk=later.pk).update(
            start_at=F("start_at") - hours, end_at=F("end_at") - hours, busy_until=F("busy_until") - hours
        )


def test_bulk_writing_is_no_way_round(row):
    first = row()
    copies = [
        Appointment(
            **{
                f.attname: getattr(first, f.attname)
                for f in Appointment._meta.fields
                if f.name not in ("id", "reference")
            }
        )
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.bulk_create(copies)


@pytest.mark.parametrize("form", ["2027-01-04T{}:00+00:00", "2027-01-04 {}:00+00:00"])
def test_a_time_written_another_way_does_not_slip_past(row, form):
    """SQLite compares text, so it refuses any other way of writing; PostgreSQL knows times, and sees the overlap."""
    row()
    times = [form.format(clock) for clock in ("08:05", "08:50", "09:00")]
    other = row(120)
    with pytest.raises(IntegrityError, match="booking_guard"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_appointment SET start_at = %s, end_at = %s, busy_until = %s WHERE id = %s",
            [*times, other.pk],
        )


def test_the_start_up_check_complains_when_the_guard_is_missing(row):
    assert not run_checks(tags=["database"], databases=["default"])
    guard.remove(connection)
    assert [problem.id for problem in run_checks(tags=["database"], databases=["default"])] == ["booking.W001"]
    answer = Browser().get("/healthz")
    assert answer.status_code == 503
    assert "double booking" in answer.content.decode()
    row()
    row()  # this is what the guard is for
    assert Appointment.objects.count() == 2
    with pytest.raises(CommandError, match="1 overlaps"):
        call_command("audit_overlaps")


def test_the_guard_is_put_back_after_a_migration(row):
    guard.remove(connection)
    call_command("migrate", verbosity=0, skip_checks=False)
    row()
    with pytest.raises(IntegrityError, match="booking_guard"), transaction.atomic():
        row()


@pytest.mark.django_db(transaction=True)
def test_the_guard_survives_django_rebuilding_the_table(row):
    """`AlterField` makes SQLite copy the table, and its triggers are lost until `post_migrate` puts them back."""
    field = Appointment._meta.get_field("state")
    wider = field.clone()
    wider.max_length = 30
    wider.set_attributes_from_name("state")
    with connection.schema_editor() as editor:
        editor.alter_field(Appointment, field, wider)
    call_command("migrate", verbosity=0, skip_checks=False)
    try:
        assert not guard.is_missing(connection)
        assert not versions.missing(connection)
        row()
        with pytest.raises(DatabaseError, match="booking_guard"):
            row(10)
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(Appointment, wider, field)
        call_command("migrate", verbosity=0, skip_checks=False)
