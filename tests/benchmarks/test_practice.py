"""The practice that is measured: its calendar, and a database filled with it."""

import datetime as dt
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from benchmarks import cpu, filling, practice
from booking.availability import free_starts
from booking.models import Appointment
from people.models import User
from practice.models import Practitioner, practice_today

TODAY = dt.date(2027, 1, 4)  # a Monday


def test_the_past_goes_back_day_by_day():
    sessions = list(practice.past(33, [1, 2], TODAY))
    assert len(set(sessions)) == 33
    assert {day for _who, day, _session in sessions} == {TODAY - dt.timedelta(days=number) for number in (1, 2, 3)}


def test_half_of_what_is_to_come_is_taken_and_the_other_half_is_free():
    taken, free = set(practice.taken([1, 2], TODAY)), set(practice.free([1, 2], TODAY))
    assert len(taken) == len(free) == 2 * 44 * 4
    assert not taken & free
    assert all(day.weekday() < 5 for _who, day, _session in taken | free)


def test_eight_sessions_fill_the_hours_to_the_minute():
    assert [f"{start:%H:%M}" for start in practice.STARTS[:4]] == ["09:00", "09:55", "10:50", "11:45"]
    assert practice.STARTS[4] == dt.time(13, 30)


@pytest.mark.django_db(transaction=True)
def test_what_the_loader_leaves_free_is_what_the_site_offers():
    call_command("load_preset", "coach", verbosity=0)
    today = practice_today()
    facts = filling.fill(past=200, practitioners=3, today=today)
    assert Appointment.objects.filter(end_at__lt=dt.datetime.combine(today, dt.time(), dt.UTC)).count() == 200
    assert len(facts["practitioners"]) == 3
    assert User.objects.filter(email__startswith="caller").count() == len(facts["callers"])
    now = dt.datetime.combine(today, dt.time(0), dt.UTC)
    last = today + dt.timedelta(days=practice.DAYS_AHEAD)
    for practitioner in Practitioner.objects.all():
        places = practitioner.places.active().get()
        offered = free_starts(practitioner, practitioner.services.get(), places, today, last, now=now)
        expected = {(day, practice.STARTS[n]) for _who, day, n in practice.free([practitioner.pk], today)}
        found = {(day, start.astimezone(places.zone).time()) for day, starts in offered.items() for start in starts}
        assert {one for one in found if one[0] != today} == expected
    assert not run_checks(tags=["database"], databases=["default"])


def test_cpu_time_counts_the_children_too():
    busy = "import time\nwhile time.process_time() < 0.3: pass\n"
    child = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}]); print('done', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout.readline() == "done\n"
        assert 0.25 < cpu.seconds(parent.pid) < 5
        parent.communicate("\n")
