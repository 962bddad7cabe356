"""The page that tells of the API is right: its client, and what listens to webhooks, run as they stand there."""

import datetime as dt
import http.client
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from booking.models import Appointment
from tests.factories import PASSWORD
from tests.server import Site
from tests.workers import until
from webhooks.signing import signature

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "only-for-tests"
PAGE = Path(__file__).resolve().parents[2] / "docs/api.md"


def programs():
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)


def test_the_client_of_the_page_books(practice, bob, tmp_path):
    program, _listener = programs()
    assert len(program.strip().splitlines()) <= 65
    site = Site()
    site.start()
    try:
        told = {"SITE": site.address, "EMAIL": bob.email, "PASSWORD": PASSWORD}
        done = subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, **told}, capture_output=True, text=True, timeout=60
        )
    finally:
        site.stop()
    assert done.stderr == ""
    booked = Appointment.objects.get(client=bob.client)
    assert done.stdout == f"confirmed {booked.start_at:%Y-%m-%dT%H:%M:%SZ}\n"


@pytest.fixture
def listener():
    """What listens to webhooks in the page, as a function: it takes a body and a signature, and returns the status."""
    _client, program = programs()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"SECRET": SECRET, "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def tell(body, header):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("POST", "/", body, {"Creneau-Signature": header} if header else {})
        return connection.getresponse().status

    try:
        until(lambda: answers(port), seconds=20)
        yield SimpleNamespace(tell=tell, said=process.stdout.readline)
    finally:
        process.kill()
        process.communicate()


def answers(port):
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def test_what_listens_in_the_page_takes_what_is_signed_and_nothing_else(listener):
    now = timezone.now()
    body = b'{"id": "1", "event": "booked", "appointment": {"start": "2026-11-24T08:00:00Z"}}'
    header = signature(body, [SECRET], at=now)
    assert listener.tell(body, header) == 204
    assert listener.said() == "booked 2026-11-24T08:00:00Z\n"
    # While a secret takes the place of another, each signs.
    assert listener.tell(body, signature(body, ["another", SECRET], at=now)) == 204
    assert listener.tell(body.replace(b"08", b"09"), header) == 400
    assert listener.tell(body, signature(body, ["another"], at=now)) == 400
    assert listener.tell(body, signature(body, [SECRET], at=now - dt.timedelta(minutes=6))) == 400
    assert listener.tell(body, signature(body, [SECRET], at=now + dt.timedelta(minutes=6))) == 400
    assert [listener.tell(body, wrong) for wrong in ("", "t=", "v1=é", "t=1,v1=é", header.replace("v1", "v0"))] == [
        400
    ] * 5
