"""Camille the coach, Bob her client, Hugo a second practitioner with a client of his own, Zoé a collaborator."""

import datetime as dt

import pytest
from django.test import Client as Browser

from booking.models import Appointment, State
from coach_notes import actions
from coach_notes.models import NotesSettings
from people.actions import client_for, set_role
from people.models import Role, User
from people.roles import setup_roles
from practice.models import Place, Practitioner, Service

NOW = dt.datetime(2026, 11, 17, 9, 0, tzinfo=dt.UTC)
CANARY = "Le canari chante à la fenêtre de Bob"


@pytest.fixture
def roles(db):
    setup_roles()


@pytest.fixture
def practice(roles):
    place = Place.objects.create(name="Visio", slug="visio", is_online=True)
    service = Service.objects.create(name="Coaching individuel", slug="coaching")
    return {"place": place, "service": service}


def person(name, role=None):
    user = User.objects.create_user(f"{name.lower()}@example.com", first_name=name)
    if role:
        set_role(user=user, role=role, by=None)
    return user


def practitioner(user):
    return Practitioner.objects.create(name=str(user), slug=user.first_name.lower(), user=user)


@pytest.fixture
def coach(practice):
    """Camille, as `createsuperuser` makes her, who gives sessions."""
    user = User.objects.create_superuser("camille@example.com", first_name="Camille", last_name="Aubert")
    practitioner(user)
    return user


@pytest.fixture
def hugo(practice):
    user = person("Hugo", Role.Code.PRACTITIONER)
    practitioner(user)
    return user


@pytest.fixture
def colleague(practice):
    """Zoé, whom the coach has made a collaborator."""
    return person("Zoe", Role.Code.COLLABORATOR)


@pytest.fixture
def stranger(practice):
    """Charlie, a client of nobody's, who must see nothing."""
    user = person("Charlie")
    client_for(user=user)
    return user


@pytest.fixture
def bob(practice):
    return client_for(user=person("Bob"))


@pytest.fixture
def session(practice):
    """Return a function that puts an appointment of 45 minutes into the agenda, given by `user`."""

    def make(user, client, start=NOW - dt.timedelta(hours=1), state=State.CONFIRMED):
        end = start + dt.timedelta(minutes=45)
        return Appointment.objects.create(
            practitioner=user.practitioner, client=client, start_at=start, end_at=end, busy_until=end, state=state,
            hold_expires_at=end if state == State.HELD else None, **practice
        )  # fmt: skip

    return make


@pytest.fixture
def bobs_session(coach, bob, session):
    return session(coach, bob)


@pytest.fixture
def note(coach, bob, bobs_session):
    """What Camille wrote on Bob after his session."""
    return actions.write(client=bob, body=CANARY, by=coach, now=NOW, appointment=bobs_session)


@pytest.fixture
def unshared(db):
    NotesSettings.objects.update_or_create(pk=NotesSettings.load().pk, defaults={"notes_are_shared": False})


@pytest.fixture
def browse():
    """Return a function that opens a browser in which `user` (None: a visitor) is logged in."""

    def open_for(user=None):
        browser = Browser()
        if user is not None:
            browser.force_login(user)
        return browser

    return open_for
