"""The practice that is measured, as rows: made past the ORM where there are many, as fast as the database takes them.

The triggers of the table of appointments are away meanwhile, and put back by the functions that put them back after a
migration.
"""

import datetime as dt
import itertools
import uuid

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Site

from booking import guard
from people.models import Client, User
from practice import versions
from practice.models import OpeningHours, OpeningWindow, Place, Practitioner, Service, Speciality, practice_zone
from site_core import startup

from . import practice, views

BATCH = 10_000
GROUPS = 10
CLIENTS = 1000
#: As many as book in one go: nobody has two appointments at once, with whomever they are.
CALLERS = 500
COLUMNS = (
    "reference",
    "practitioner_id",
    "client_id",
    "service_id",
    "place_id",
    "start_at",
    "end_at",
    "busy_until",
    "state",
    "created_at",
)


# --- Tables and pages ----------------------------------------------------------------------------


def prepare():
    """Make what a new site has: tables, the coach's pages, static files; and the table of the bare view."""
    startup.prepare_database(say)
    startup.prepare_content(say)
    startup.prepare_static_files(say)
    number = "bigserial" if connection.vendor == "postgresql" else "integer"
    moment = "timestamptz" if connection.vendor == "postgresql" else "datetime"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {views.TABLE} (id {number} PRIMARY KEY, text varchar(100), at {moment})")


def say(line):
    print(line, flush=True)


def publish(promise):
    """Publish the home page with another promise, as its editor would."""
    home = Site.objects.get(is_default_site=True).root_page.specific
    home.promise = promise
    home.save_revision().publish()


# --- People --------------------------------------------------------------------------------------


def fill(past, practitioners, today):
    """Add what is measured and return the facts: keys and slugs of what can be booked, and people's cookies."""
    service = Service.objects.get()
    online = Place.objects.get(is_online=True)
    with transaction.atomic():
        everyone = make_practitioners(practitioners, service, online)
        clients = make_clients()
        callers = make_callers()
    keys = [practitioner.pk for practitioner in everyone]
    place_of = dict(Practitioner.places.through.objects.order_by("-place_id").values_list("practitioner", "place"))
    places = {key: online.pk if practitioners <= GROUPS else place_of[key] for key in keys}
    load_appointments(appointments(keys, places, service, clients, past, today))
    first = everyone[0]
    return {
        "today": today.isoformat(),
        "practitioners": [{"id": one.pk, "slug": one.slug} for one in everyone],
        "service": {"id": service.pk, "slug": service.slug},
        "place": {"id": online.pk, "slug": online.slug},
        "speciality": first.specialities.values_list("pk", flat=True).first(),
        "callers": callers,
    }


def make_practitioners(count, service, online):
    """Return `count` practitioners: the coach who is there, and more like her, over ten specialities and ten towns."""
    specialities = [Speciality.objects.create(name=f"Spécialité {number}") for number in range(GROUPS)]
    towns = [online]
    if count > GROUPS:
        towns = [Place.objects.create(name=f"Cabinet {number}", town=f"Ville {number}") for number in range(GROUPS)]
    coach = Practitioner.objects.get()
    accounts = make_accounts("practitioner", count - 1)
    new = Practitioner.objects.bulk_create(
        Practitioner(name=f"Praticien {number:04}", slug=f"praticien-{number}", user=account)
        for number, account in enumerate(accounts, start=1)
    )
    everyone = [coach, *new]
    tie(Practitioner.services, new, lambda number: service)
    tie(Practitioner.places, everyone if count > GROUPS else new, lambda number: towns[number // GROUPS % len(towns)])
    tie(Practitioner.specialities, everyone, lambda number: specialities[number % GROUPS])
    make_hours(new)
    return everyone


def tie(relation, practitioners, other_for):
    """Tie each practitioner to the row that `other_for` gives for their number."""
    through = relation.through
    other = relation.field.m2m_reverse_field_name()
    through.objects.bulk_create(
        [through(practitioner=one, **{other: other_for(number)}) for number, one in enumerate(practitioners)],
        ignore_conflicts=True,
    )


def make_hours(practitioners):
    hours = OpeningHours.objects.bulk_create(
        OpeningHours(practitioner=one, applies_from=dt.date(2020, 1, 1)) for one in practitioners
    )
    OpeningWindow.objects.bulk_create(
        OpeningWindow(hours=one, start=start, end=end) for one in hours for start, end in practice.WINDOWS
    )


def make_accounts(kind, count):
    def account(number):
        user = User(email=f"{kind}{number}@example.com", first_name=kind.title(), last_name=str(number))
        user.set_unusable_password()
        return user

    return User.objects.bulk_create(account(number) for number in range(count))


def make_clients():
    """Return the keys of people without a login, whose appointments are in the calendar."""
    clients = Client.objects.bulk_create(Client(name=f"Client {number:04}") for number in range(CLIENTS))
    return [client.pk for client in clients]


def make_callers():
    """Make people who are logged in, and return their session keys."""
    accounts = make_accounts("caller", CALLERS)
    Client.objects.bulk_create(Client(user=user, name=str(user), email=user.email) for user in accounts)
    expires = timezone.now() + dt.timedelta(days=1)
    sessions = [
        Session(uuid.uuid4().hex, Session.get_session_store_class()().encode(login(u)), expires) for u in accounts
    ]
    Session.objects.bulk_create(sessions)
    return [session.session_key for session in sessions]


def login(user):
    """Return what a session holds of someone who is logged in."""
    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }


# --- Appointments --------------------------------------------------------------------------------


def appointments(practitioners, places, service, clients, past, today):
    """Yield the rows of the table, past ones first; one in ten of them was cancelled."""
    zone = practice_zone()
    client = itertools.cycle(clients)
    sessions_past = practice.past(past, practitioners, today)
    over = (
        (*session, "cancelled" if number % 10 == 0 else "confirmed") for number, session in enumerate(sessions_past)
    )
    to_come = ((*session, "confirmed") for session in practice.taken(practitioners, today))
    for who, day, session, state in itertools.chain(over, to_come):
        start = dt.datetime.combine(day, practice.STARTS[session], zone).astimezone(dt.UTC)
        end = start + practice.LENGTH
        busy_until = end + practice.GAP
        yield uuid.uuid4(), who, next(client), service.pk, places[who], start, end, busy_until, state, start


def load_appointments(rows):
    guard.remove(connection)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copy(cursor, rows)
        else:
            insert(cursor, rows)
    guard.install(connection)
    versions.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def copy(cursor, rows):
    # Neither foreign keys nor versions are looked at row by row.
    cursor.execute("ALTER TABLE booking_appointment DISABLE TRIGGER ALL")
    with cursor.copy(f"COPY booking_appointment ({', '.join(COLUMNS)}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)
    cursor.execute("ALTER TABLE booking_appointment ENABLE TRIGGER ALL")


def insert(cursor, rows):
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'booking_appointment'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")
    statement = f"INSERT INTO booking_appointment ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
    while batch := [as_text(row) for row in itertools.islice(rows, BATCH)]:
        cursor.executemany(statement, batch)


def as_text(row):
    """Return a row as SQLite stores it."""
    return [STORED[type(value)](value) if type(value) in STORED else value for value in row]


STORED = {
    uuid.UUID: lambda value: value.hex,
    dt.datetime: lambda value: value.replace(tzinfo=None).isoformat(" "),
}
