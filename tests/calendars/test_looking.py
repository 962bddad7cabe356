"""A look in a process of its own: what never ends there ends it, and nothing else."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from calendars import looking
from calendars.problems import LookFailed, Problem
from tests.servers import answer_with

FIRST = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
WISH = {"first": FIRST, "last": FIRST + dt.timedelta(days=63), "zone": ZoneInfo("Europe/Paris")}


def calendar(event):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()


def test_a_calendar_is_read_over_the_wire(serve):
    url = serve(answer_with(200, calendar("UID:1\r\nDTSTART:20261124T090000\r\nDURATION:PT1H")))
    found = looking.look(url, **WISH, private_hosts=["localhost"])
    assert found == [(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC))]


def test_this_machine_is_not_looked_at(serve):
    url = serve(answer_with(200, calendar("UID:1\r\nDTSTART:20261124T090000\r\nDURATION:PT1H")))
    with pytest.raises(LookFailed) as failed:
        looking.look(url, **WISH)
    assert failed.value.problem == Problem.PRIVATE


def test_a_rule_that_never_ends_is_given_up(serve):
    """The thirtieth of February: looked for on every day of eight thousand years."""
    rule = "UID:1\r\nDTSTART:19000101T000000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    url = serve(answer_with(200, calendar(rule)))
    began = time.monotonic()
    with pytest.raises(LookFailed) as failed:
        looking.look(url, **WISH, private_hosts=["localhost"], seconds=3)
    assert failed.value.problem == Problem.SLOW
    assert time.monotonic() - began < 6


def test_a_server_that_never_ends_is_given_up(serve):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _second in range(20):
            handler.wfile.write(b"BEGIN")
            time.sleep(0.5)

    with pytest.raises(LookFailed) as failed:
        looking.look(serve(drip), **WISH, private_hosts=["localhost"], seconds=3)
    assert failed.value.problem == Problem.SLOW


def test_a_process_that_is_stopped_is_told(monkeypatch):
    monkeypatch.setattr(looking.sys, "executable", "/bin/false")
    with pytest.raises(LookFailed) as failed:
        looking.look("https://example.com/a.ics", **WISH)
    assert failed.value.problem == Problem.TOO_MANY
