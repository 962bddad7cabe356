"""A program of Camille's that listens on this machine by https, and what Bob books meanwhile."""

import datetime as dt

import pytest

from booking import actions as appointments
from booking.models import AppointmentEvent
from webhooks import actions
from webhooks.models import Webhook

#: A Monday in winter, 8:00 in Paris.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
TUESDAY = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


class Listener:
    """What arrived, as pairs of headers and bytes, and what it answers."""

    def __init__(self):
        self.received = []
        self.status, self.words, self.headers = 200, b"thanks", {}
        self.url = ""

    def __call__(self, handler):
        self.received.append((handler.headers, handler.rfile.read(int(handler.headers["Content-Length"]))))
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.words)


@pytest.fixture
def listen(serve, settings):
    """Return a function that starts a program which listens at its `url`."""
    settings.PRIVATE_WEBHOOK_HOSTS = ["localhost"]

    def started():
        listener = Listener()
        listener.url = serve(listener)
        return listener

    return started


@pytest.fixture
def listener(listen):
    return listen()


@pytest.fixture
def make_webhook(camille):
    """Return a function that makes a webhook for an address, told of everything unless said otherwise."""

    def make(address, **fields):
        said = {"name": "Comptabilité", "kinds": list(AppointmentEvent.Kind), **fields}
        webhook = Webhook(address=address, **said)
        actions.make_webhook(webhook=webhook, by=camille, now=NOW)
        return webhook

    return make


@pytest.fixture
def webhook(make_webhook, listener):
    return make_webhook(listener.url)


@pytest.fixture
def book(practice, bob):
    """Return a function that books for Bob, on Tuesday at nine unless told otherwise."""

    def wish(start=TUESDAY, *, now=NOW, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return appointments.book(client=bob.client, **parts, start=start, by=bob, now=now, **changed)

    return wish
