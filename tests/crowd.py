"""Many people at once, over HTTP, against a real server: who they are, and what the calendar looks like afterwards."""

import contextlib
import datetime as dt
import functools
import http.client
import secrets
import threading
import urllib.parse
import uuid
from collections import Counter

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import reverse

from booking.models import LIVE, Appointment
from tests import factories

#: What a booking is answered with, and a refusal.
WON, REFUSED = 302, 409


class Rival:
    """Someone logged in and ready to send the booking form."""

    def __init__(self, number, address):
        user = factories.make_client(f"rival{number}@example.com", f"Rival {number}").user
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.client = user.client
        self.csrf = secrets.token_hex(16)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={self.csrf}"
        self.host = urllib.parse.urlsplit(address).netloc

    def post(self, practice, start):
        """Send the form for `start` and return the status that came back."""
        return self.send(practice, start, key=uuid.uuid4()).status

    def send(self, practice, start, *, key):
        """Send the form for `start` and return the answer; the same `key` is the same form again."""
        fields = {"csrfmiddlewaretoken": self.csrf, "key": key, **wish(practice, start)}
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        return self.answer("POST", details_address(practice, start), urllib.parse.urlencode(fields), headers)

    def move(self, appointment, start):
        """Send the button that moves `appointment` to `start` and return the answer."""
        fields = {"csrfmiddlewaretoken": self.csrf, "debut": in_address(start)}
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        address = reverse("booking:move", args=[appointment.reference])
        return self.answer("POST", address, urllib.parse.urlencode(fields), headers)

    def get(self, address):
        """Return the answer to a page that is asked for, its body read."""
        return self.answer("GET", address, None, {"Cookie": self.cookies})

    def answer(self, method, address, body, headers):
        with contextlib.closing(http.client.HTTPConnection(self.host, timeout=120)) as connection:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            return answer


def wish(practice, start):
    """Return the parameters that name `start` with the practice's practitioner, service and place."""
    return {
        "debut": in_address(start),
        "prestation": practice.service.slug,
        "praticien": practice.practitioner.slug,
        "lieu": practice.place.slug,
    }


def in_address(start):
    return start.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def details_address(practice, start):
    return f"{reverse('booking:details')}?{urllib.parse.urlencode(wish(practice, start))}"


def all_at_once(rivals, practice, starts):
    """Let everyone post at the same moment; return how often each status came back."""
    pairs = zip(rivals, starts, strict=True)
    return Counter(each_at_once([functools.partial(rival.post, practice, start) for rival, start in pairs]))


def each_at_once(calls):
    """Make every call at the same moment, each in a thread of its own, and return what came back, in their order."""
    line, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place_in_line, call):
        line.wait()
        answers[place_in_line] = call()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def overlapping_pairs():
    """Return how many pairs of live appointments share time, by a count that knows nothing of the guard."""
    live = Appointment.objects.filter(state__in=LIVE).order_by("start_at")
    times = list(live.values_list("practitioner", "start_at", "busy_until"))
    return sum(
        earlier[0] == later[0] and earlier[2] > later[1] for n, later in enumerate(times) for earlier in times[:n]
    )


def deadlocks():
    """Return how many transactions the database has had to end because they waited for each other."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
