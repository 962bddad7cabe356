import datetime as dt
import re
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Browser

from booking import actions
from booking.models import Answer, Appointment, AppointmentEvent, CancellationReason, OutboxMessage, State

PARIS = ZoneInfo("Europe/Paris")
#: A Monday in winter, 8:00 in Paris.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def paris(day, clock, month=11, year=2026):
    hour, minute = map(int, clock.split(":"))
    return dt.datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(dt.UTC)


def browser_of(user=None):
    browser = Browser()
    if user:
        browser.force_login(user)
    return browser


@pytest.fixture
def visitor():
    return browser_of()


@pytest.fixture
def bobs(bob):
    return browser_of(bob)


@pytest.fixture
def charlies(charlie):
    return browser_of(charlie)


@pytest.fixture
def one_way(practice):
    """The practice with one service, one practitioner and one place: nothing but the time is left to choose."""
    practice.practitioner.places.set([practice.place])
    return practice


@pytest.fixture
def book(practice, bob):
    """Return a function that books, for Bob unless told otherwise, and gives the appointment."""

    def wish(start, client=None, now=None, **changed):
        client = client or bob.client
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        now = now or dt.datetime.now(dt.UTC)
        return actions.book(**{**parts, "client": client, "start": start, "by": client.user, "now": now, **changed})

    return wish


@pytest.fixture
def reasons(db):
    labels = ["Force majeure", "Autre raison"]
    return [
        CancellationReason.objects.create(label=label, is_default=not number, position=number)
        for number, label in enumerate(labels)
    ]


def details_url(start, **parameters):
    text = start if isinstance(start, str) else start.strftime("%Y-%m-%dT%H:%MZ")
    return f"/rendez-vous/coordonnees/?{urlencode({'debut': text, **parameters})}"


def stored():
    """Return everything that a booking writes, to be compared before and after. A hold is none."""
    appointments = Appointment.objects.exclude(state=State.HELD)
    rows = [appointments, *(model.objects for model in (AppointmentEvent, Answer, OutboxMessage))]
    return [list(some.order_by("pk").values()) for some in rows]


def text_of(response):
    """Return the words of a page as a reader sees them, on one line."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\N{NO-BREAK SPACE}", " ").split())


def slots_of(response):
    """Return `{date: [“9:00”, …]}` of the free times that the page shows as links."""
    days = re.findall(
        r'<h3 id="d(\d{4}-\d\d-\d\d)">(.*?)</li>\s*(?=<li class="day|</ol>)', response.content.decode(), re.DOTALL
    )
    return {
        day: re.findall(r'<a class="slot"[^>]*><span><span class="visually-hidden">[^<]*</span>(.*?)</span></a>', part)
        for day, part in days
    }
