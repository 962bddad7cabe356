"""`load_preset coach --demo`: a practice at work, around today."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client as Browser
from django.test import override_settings

from booking.availability import free_starts
from booking.models import Appointment, AppointmentEvent, OutboxMessage, State
from coach_notes.models import Note, NoteAccess
from people.models import Client, Role, User
from practice.models import Absence, Practitioner
from site_core import logins

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo_site(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load it once: it takes seconds. Each test undoes what it does itself; the load is undone at the end."""
    folder = tmp_path_factory.mktemp("var")
    with (
        override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "media"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        call_command("load_preset", "coach", "--demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def test_the_demonstration_shows_a_practice_at_work(demo_site):
    now = dt.datetime.now(dt.UTC)
    assert Client.objects.count() == 14
    past, ahead = Appointment.objects.filter(end_at__lte=now), Appointment.objects.upcoming(now)
    assert past.count() > 50
    assert ahead.count() > 20
    assert min(past.values_list("start_at", flat=True)) < now - dt.timedelta(weeks=10)
    assert max(ahead.values_list("start_at", flat=True)) > now + dt.timedelta(weeks=5)
    states = set(Appointment.objects.values_list("state", flat=True))
    assert states == {State.CONFIRMED, State.MISSED, State.CANCELLED}
    kinds = set(AppointmentEvent.objects.values_list("kind", flat=True))
    assert kinds == {"booked", "moved", "cancelled", "missed"}
    assert Note.objects.count() > 40


def test_everything_in_it_was_done_in_its_time(demo_site):
    now = dt.datetime.now(dt.UTC)
    assert all(event.at <= now for event in AppointmentEvent.objects.all())
    assert all(row.created_at < row.start_at for row in Appointment.objects.all())
    assert all(note.appointment.end_at < note.created_at <= now for note in Note.objects.select_related("appointment"))
    assert NoteAccess.objects.filter(kind="written").count() == Note.objects.count()


def test_the_coach_has_free_time_left_each_week_to_come(demo_site):
    practitioner = Practitioner.objects.get()
    place = practitioner.places.get(is_active=True)
    today = dt.datetime.now(dt.UTC)
    first = today.date() + dt.timedelta(days=7 - today.weekday())
    days = free_starts(
        practitioner, practitioner.services.get(), place, first, first + dt.timedelta(days=39), now=today
    )
    for week in range(5):
        monday = first + dt.timedelta(weeks=week)
        free = [start for day, starts in days.items() if 0 <= (day - monday).days < 7 for start in starts]
        assert len(free) >= 20


def test_no_mail_goes_to_people_who_do_not_exist(demo_site):
    assert OutboxMessage.objects.exists()
    assert not OutboxMessage.objects.exclude(state=OutboxMessage.State.SENT).exists()
    assert all(email.endswith(".example") for email in Client.objects.exclude(email="").values_list("email", flat=True))


@pytest.mark.mission("C12")
def test_a_client_and_a_collaborator_can_log_in(demo_site):
    shown = {login.role: login for login in logins.usable()}
    assert set(shown) == {"Coach", "Collaborateur", "Client"}
    assert User.objects.get(email=shown["Collaborateur"].email).role == Role.Code.COLLABORATOR
    browser = Browser()
    browser.post("/accounts/login/", {"login": shown["Client"].email, "password": shown["Client"].password})
    page = browser.get("/mes-rendez-vous/")
    assert page.status_code == 200
    assert Appointment.objects.filter(client__user__email=shown["Client"].email).count() >= 5


def test_the_week_off_holds_no_appointment(demo_site):
    [away] = Absence.objects.all()
    assert not Appointment.objects.overlapping(away.start_at, away.end_at).exists()
