"""Fill the database of django-appointment with the same practice: `python -m … --past 100000 --facts FILE`."""

import argparse
import datetime as dt
import itertools
import json
import uuid
from pathlib import Path

import django
from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks import practice

BATCH = 5000
PRACTITIONERS = 10
CLIENTS = 1000
CALLERS = 200
#: It knows one stretch of hours for a weekday, so eight sessions in a row; 0 is its Sunday.
OPENS, CLOSES = dt.time(9), dt.time(17)
WEEKDAYS = range(1, 6)
STEP = practice.LENGTH + practice.GAP


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--past", type=int, required=True)
    parser.add_argument("--today", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--facts", type=Path, required=True)
    wanted = parser.parse_args()
    django.setup()
    call_command("migrate", verbosity=0)
    # It brings no migrations; its tables refer to those that are there by now.
    call_command("migrate", run_syncdb=True, verbosity=0)
    wanted.facts.write_text(json.dumps(fill(wanted.past, wanted.today)))


def fill(past, today):
    with transaction.atomic():
        service = model("Service").objects.create(name="Session", duration=practice.LENGTH, price=80)
        staff = [make_staff_member(number, service) for number in range(PRACTITIONERS)]
        clients = make_users("client", CLIENTS)
        over = practice.past(past, range(PRACTITIONERS), today)
        load_appointments(itertools.chain(over, practice.taken(range(PRACTITIONERS), today)), staff, service, clients)
        callers = make_callers()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {
        "today": today.isoformat(),
        "staff": [one.pk for one in staff],
        "service": service.pk,
        "callers": callers,
    }


def model(name):
    return apps.get_model("appointment", name)


def make_users(kind, count):
    user = get_user_model()
    new = [
        user(username=f"{kind}{n}", email=f"{kind}{n}@example.com", first_name=kind, password="!") for n in range(count)
    ]
    return user.objects.bulk_create(new)


def make_staff_member(number, service):
    (user,) = make_users(f"staff{number}-", 1)
    member = model("StaffMember").objects.create(
        user=user,
        slot_duration=STEP // dt.timedelta(minutes=1),
        slot_gap_time=practice.GAP // dt.timedelta(minutes=1),
        lead_time=OPENS,
        finish_time=CLOSES,
    )
    member.services_offered.add(service)
    for weekday in WEEKDAYS:
        model("WorkingHours").objects.create(
            staff_member=member, day_of_week=weekday, start_time=OPENS, end_time=CLOSES
        )
    return member


def load_appointments(sessions, staff, service, clients):
    """Write a request and an appointment for each session, past the checks of `save`, which refuses past dates."""
    request, appointment = model("AppointmentRequest"), model("Appointment")
    client = itertools.cycle(clients)
    while batch := list(itertools.islice(sessions, BATCH)):
        requests = request.objects.bulk_create(
            request(
                date=day,
                start_time=start_of(session),
                end_time=end_of(session),
                service=service,
                staff_member=staff[who],
                id_request=uuid.uuid4().hex,
            )
            for who, day, session in batch
        )
        appointment.objects.bulk_create(
            appointment(client=next(client), appointment_request=one, id_request=uuid.uuid4().hex, amount_to_pay=80)
            for one in requests
        )


def start_of(session):
    return (dt.datetime.combine(dt.date.min, OPENS) + session * STEP).time()


def end_of(session):
    return (dt.datetime.combine(dt.date.min, start_of(session)) + practice.LENGTH).time()


def make_callers():
    """Make people who are logged in, and return their session keys."""
    session = apps.get_model("sessions", "Session")
    expires = timezone.now() + dt.timedelta(days=1)
    rows = [
        session(uuid.uuid4().hex, session.get_session_store_class()().encode(login(user)), expires)
        for user in make_users("caller", CALLERS)
    ]
    session.objects.bulk_create(rows)
    return [row.session_key for row in rows]


def login(user):
    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }


if __name__ == "__main__":
    main()
