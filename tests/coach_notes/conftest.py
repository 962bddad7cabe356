"""Beside the cast: Hugo, a second practitioner; sessions at any time; a note that holds something that could leak."""

import datetime as dt

import pytest
from django.test import Client as Browser

from booking.models import Appointment, State
from coach_notes import actions
from coach_notes.models import NotesSettings
from people.actions import set_role
from people.models import Role
from tests import factories

NOW = dt.datetime(2026, 11, 17, 9, 0, tzinfo=dt.UTC)
CANARY = "Le canari chante à la fenêtre de Bob"


@pytest.fixture
def hugo(practice):
    user = factories.make_user("hugo@example.com", "Hugo", "Roux")
    set_role(user=user, role=Role.Code.PRACTITIONER, by=None)
    factories.make_practitioner("Hugo Roux", user=user, places=[practice.place], services=[practice.service])
    return user


@pytest.fixture
def bob_client(bob):
    return bob.client


@pytest.fixture
def session(practice):
    """Return a function that puts an appointment of 45 minutes with the practitioner `user` into the agenda."""

    def make(user, client, start=NOW - dt.timedelta(hours=1), state=State.CONFIRMED):
        end = start + dt.timedelta(minutes=45)
        return Appointment.objects.create(
            practitioner=user.practitioner,
            client=client,
            service=practice.service,
            place=practice.place,
            start_at=start,
            end_at=end,
            busy_until=end,
            state=state,
            hold_expires_at=end if state == State.HELD else None,
        )

    return make


@pytest.fixture
def bobs_session(camille, bob_client, session):
    return session(camille, bob_client)


@pytest.fixture
def note(camille, bob_client, bobs_session):
    """What Camille wrote on Bob after his session."""
    return actions.write(client=bob_client, body=CANARY, by=camille, now=NOW, appointment=bobs_session)


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
