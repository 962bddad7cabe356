"""With the programs that people use: vdirsyncer and khal read our feeds, and we read what Radicale serves."""

import datetime as dt
import http.client
import ssl
import subprocess
import sys
import time
from pathlib import Path

import icalendar
import pytest
from django.core import mail
from django.core.management import call_command

from booking import actions as booking
from calendars import actions
from calendars.models import Feed, OutsideCalendar
from practice.models import Absence
from tests.calendars.conftest import NINE, NOW
from tests.server import free_port

pytestmark = [pytest.mark.mission("O7"), pytest.mark.usefixtures("_clock")]

DAY = dt.timedelta(days=1)
PROGRAMS = Path(sys.executable).parent


# --- vdirsyncer and khal --------------------------------------------------------------------------

VDIRSYNCER = """
[general]
status_path = "{folder}/status"

[pair appointments]
a = "here"
b = "site"
collections = null
conflict_resolution = "b wins"

[storage here]
type = "filesystem"
path = "{folder}/appointments"
fileext = ".ics"

[storage site]
type = "http"
url = "{address}"
"""
KHAL = """
[calendars]
[[appointments]]
path = {folder}/appointments

[sqlite]
path = {folder}/khal.db

[locale]
local_timezone = Europe/Paris
default_timezone = Europe/Paris
timeformat = %H:%M
dateformat = %d/%m/%Y
longdateformat = %d/%m/%Y
datetimeformat = %d/%m/%Y %H:%M
longdatetimeformat = %d/%m/%Y %H:%M
"""


class Subscriber:
    """Someone whose calendar program follows the feed at `address`."""

    def __init__(self, folder, address):
        self.folder = folder
        (folder / "vdirsyncer").write_text(VDIRSYNCER.format(folder=folder, address=address))
        (folder / "khal").write_text(KHAL.format(folder=folder))
        (folder / "appointments").mkdir()
        self.run("vdirsyncer", "discover", check=True)

    def run(self, program, *words, check=False):
        command = [PROGRAMS / program, "-c", self.folder / program, *words]
        ended = subprocess.run(command, input="y\n" * 5, capture_output=True, text=True, timeout=120)
        if check:
            assert ended.returncode == 0, ended.stderr
        return ended

    def sync(self):
        """Return what vdirsyncer ended with: 0 when all is well."""
        return self.run("vdirsyncer", "sync").returncode

    def agenda(self):
        """Return what khal shows of two weeks, a line for each appointment."""
        words = ["list", "--day-format", "", "--format", "{start-date} {start-time}–{end-time} {title}"]
        shown = self.run("khal", *words, f"{NOW:%d/%m/%Y}", "14d", check=True).stdout
        return [line for line in shown.splitlines() if line.strip()]


@pytest.mark.django_db(transaction=True)
def test_khal_shows_what_vdirsyncer_fetches_and_follows_each_change(live_server, tmp_path, appointment, bob):
    _feed, token = actions.make_feed(holder=bob, shows_details=True, now=NOW)
    bobs_computer = Subscriber(tmp_path, f"{live_server.url}/agenda/{token}.ics")
    assert bobs_computer.sync() == 0
    assert bobs_computer.agenda() == ["26/11/2026 09:00–09:45 Rendez-vous avec Camille Aubert"]
    booking.move(appointment=appointment, start=NINE + DAY, by=bob, now=NOW)
    assert bobs_computer.sync() == 0
    assert bobs_computer.agenda() == ["27/11/2026 09:00–09:45 Rendez-vous avec Camille Aubert"]
    actions.revoke_feed(feed=Feed.objects.get())
    assert bobs_computer.sync() != 0


# --- Radicale -------------------------------------------------------------------------------------

RIGHTS = """
[everyone]
user: .*
collection: .*
permissions: RrWw
"""
EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/Paris:{start:%Y%m%dT%H%M%S}
DURATION:PT1H
SUMMARY:Un secret
{more}
END:VEVENT
END:VCALENDAR
"""


class CalendarServer:
    """Radicale, by https on this machine."""

    def __init__(self, folder, certificate):
        (folder / "rights").write_text(RIGHTS)
        self.context = ssl.create_default_context(cafile=certificate)
        self.port = free_port()
        options = {
            "server-hosts": f"127.0.0.1:{self.port}",
            "server-ssl": "True",
            "server-certificate": certificate,
            "server-key": certificate,
            "auth-type": "none",
            "rights-type": "from_file",
            "rights-file": folder / "rights",
            "storage-filesystem-folder": folder / "collections",
        }
        words = [f"--{name}={value}" for name, value in options.items()]
        self.log = (folder / "log").open("w+")
        command = [sys.executable, "-m", "radicale", "--config", "", *words]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for _try in range(300):
            try:
                self.ask("GET", "/.web/")
                return
            except OSError:
                assert self.process.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
        raise AssertionError((folder / "log").read_text())

    def ask(self, verb, path, body=None):
        connection = http.client.HTTPSConnection("localhost", self.port, context=self.context, timeout=30)
        try:
            connection.request(verb, path, body, {"Content-Type": "text/calendar"})
            return connection.getresponse().status
        finally:
            connection.close()

    def put(self, uid, text):
        assert self.ask("PUT", f"/camille/private/{uid}.ics", text.replace("\n", "\r\n").encode()) == 201

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()


@pytest.fixture
def radicale(tmp_path, certificate, monkeypatch, settings):
    """A server on which Camille keeps a private calendar."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.PRIVATE_CALENDAR_HOSTS = ["localhost"]
    server = CalendarServer(tmp_path, certificate)
    for verb, path in (("MKCOL", "/camille/"), ("MKCALENDAR", "/camille/private/")):
        assert server.ask(verb, path) == 201
    yield server
    server.stop()


def look():
    OutsideCalendar.objects.update(next_look_at=NOW)
    call_command("deliver", once=True)


def busy():
    rows = Absence.objects.order_by("start_at")
    assert {row.origin for row in rows} <= {"Personnel"}
    return [row.start_at for row in rows]


@pytest.mark.django_db
def test_the_worker_reads_what_radicale_serves(radicale, practice, appointment, bob):
    calendar = OutsideCalendar(
        practitioner=practice.practitioner,
        name="Personnel",
        address=f"https://localhost:{radicale.port}/camille/private/",
    )
    actions.save_calendar(calendar=calendar, now=NOW)
    friday = dt.datetime(2026, 11, 27, 14)
    radicale.put("dentist", EVENT.format(uid="dentist", start=friday, more="CLASS:PRIVATE"))
    september = dt.datetime(2026, 9, 1, 18)
    radicale.put("choir", EVENT.format(uid="choir", start=september, more="RRULE:FREQ=WEEKLY;COUNT=14"))
    radicale.put("party", EVENT.format(uid="party", start=friday + DAY, more="TRANSP:TRANSPARENT"))
    look()
    choir = [dt.datetime(2026, month, day, 17, tzinfo=dt.UTC) for month, day in ((11, 24), (12, 1))]
    dentist = dt.datetime(2026, 11, 27, 13, tzinfo=dt.UTC)
    assert busy() == [choir[0], dentist, choir[1]]
    assert "secret" not in str(list(Absence.objects.values()))
    assert radicale.ask("DELETE", "/camille/private/dentist.ics") == 200
    look()
    assert busy() == choir
    radicale.stop()
    look()
    calendar.refresh_from_db()
    assert calendar.problem == "unreachable"
    assert busy() == choir


@pytest.mark.django_db
def test_our_own_invitation_in_it_leaves_the_appointment_free_to_move_away(radicale, practice, appointment, bob):
    """Camille’s program keeps the invitation in that very calendar; the time of what moves is free all the same."""
    call_command("deliver", once=True)
    [to_camille] = [one for one in mail.outbox if one.to == ["camille@example.com"]]
    [(_name, invitation, _kind)] = to_camille.attachments
    kept = icalendar.Calendar.from_ical(invitation)
    del kept["METHOD"]
    radicale.put("invited", kept.to_ical().decode().replace("\r\n", "\n"))
    calendar = OutsideCalendar(
        practitioner=practice.practitioner,
        name="Personnel",
        address=f"https://localhost:{radicale.port}/camille/private/",
    )
    actions.save_calendar(calendar=calendar, now=NOW)
    look()
    calendar.refresh_from_db()
    assert (calendar.problem, calendar.read_at) == ("", NOW)
    assert busy() == []
