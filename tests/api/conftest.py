"""Programs that ask: one for each of the cast, with a token of their own."""

import datetime as dt
import json

import pytest
from django.test import Client as Browser
from django.utils import timezone

from people.actions import set_role
from people.models import Role, User
from practice import actions
from practice.models import PublishedSlot, practice_zone
from tests.factories import PASSWORD, make_practitioner, make_user

BASE = "/api/v1/"


class Program:
    """Sends and reads JSON under `/api/v1/`, as someone or as nobody."""

    def __init__(self, token=None):
        self.browser = Browser(raise_request_exception=True)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def send(self, verb, address, body=None, **headers):
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        sent = {**self.headers, "Accept-Language": "en", **headers}
        return self.browser.generic(verb, f"{BASE}{address}", headers=sent, **content)

    def get(self, address, **headers):
        return self.send("GET", address, **headers)

    def post(self, address, body=None, **headers):
        return self.send("POST", address, body, **headers)

    def patch(self, address, body=None, **headers):
        return self.send("PATCH", address, body, **headers)

    def delete(self, address, **headers):
        return self.send("DELETE", address, **headers)


@pytest.fixture
def nobody():
    return Program()


@pytest.fixture
def log_in(nobody):
    """Return a function that gives the program of a person, logged in with their password."""

    def program_of(user, password=PASSWORD):
        answer = nobody.post("auth/jwt/create/", {"email": user.email, "password": password})
        assert answer.status_code == 200, answer.content
        return Program(answer.json()["access"])

    return program_of


@pytest.fixture
def camilles(log_in, camille):
    return log_in(camille)


@pytest.fixture
def bobs(log_in, bob):
    return log_in(bob)


@pytest.fixture
def charlies(log_in, charlie):
    return log_in(charlie)


@pytest.fixture
def zoes(log_in, zoe):
    return log_in(zoe)


@pytest.fixture
def denis(practice):
    """Another practitioner of the same practice, who is no administrator."""
    user = make_user("denis@example.com", "Denis", "Roux")
    set_role(user=user, role=Role.Code.PRACTITIONER, by=None)
    make_practitioner("Denis Roux", user=user, places=practice.places, services=[practice.service])
    return User.objects.get(pk=user.pk)


@pytest.fixture
def deniss(log_in, denis):
    return log_in(denis)


@pytest.fixture
def planner(practice):
    """The coach's practice as a planner: what is booked is a request until it is agreed to."""
    practice.service.needs_approval = True
    practice.service.save()
    return practice


@pytest.fixture
def slot(planner):
    """Camille's slot, the day after tomorrow of her zone at noon in UTC, for an hour."""
    day = timezone.localdate(timezone=practice_zone()) + dt.timedelta(days=2)
    start = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return make_slot(planner, start)


def make_slot(planner, start, *, minutes=60, **fields):
    parts = {"practitioner": planner.practitioner, "service": planner.service, "place": planner.place}
    slot = PublishedSlot(**{**parts, **fields}, start_at=start, end_at=start + dt.timedelta(minutes=minutes))
    actions.publish_slot(slot=slot, now=timezone.now())
    return slot
