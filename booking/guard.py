"""The last wall against double booking: the database itself refuses an overlap of live appointments.

PostgreSQL has an exclusion constraint over `[start_at, busy_until)`. SQLite has triggers, which look only at the last
live appointment that starts before the new one is over: as stored rows never overlap, no other can be in the way.
SQLite compares times as text, so the triggers also refuse any other way of writing them. Django rebuilds SQLite
tables, and drops their triggers, without a word: the guard is put back after every migration and checked at start-up.
"""

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError, connections, router

from .models import LIVE, Appointment

NAME = "booking_guard"
TABLE = Appointment._meta.db_table
LIVE_STATES = ", ".join(f"'{state.value}'" for state in LIVE)

POSTGRESQL = f"""
ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist (
    int8range(practitioner_id, practitioner_id, '[]') WITH &&,
    tstzrange(start_at, busy_until) WITH &&
) WHERE (state IN ({LIVE_STATES}))
"""

SQLITE_TRIGGER = f"""
CREATE TRIGGER {NAME}_{{event}} AFTER {{when}} ON {TABLE} WHEN NEW.state IN ({LIVE_STATES})
BEGIN
    SELECT RAISE(ABORT, '{NAME}: times are written as YYYY-MM-DD HH:MM:SS')
    WHERE NOT (NEW.start_at GLOB '????-??-?? ??:??:??' OR NEW.start_at GLOB '????-??-?? ??:??:??.??????')
       OR NOT (NEW.busy_until GLOB '????-??-?? ??:??:??' OR NEW.busy_until GLOB '????-??-?? ??:??:??.??????');
    SELECT RAISE(ABORT, '{NAME}: overlaps a live appointment')
    WHERE (
        SELECT busy_until FROM {TABLE}
        WHERE practitioner_id = NEW.practitioner_id AND state IN ({LIVE_STATES})
          AND start_at < NEW.busy_until AND id <> NEW.id
        ORDER BY start_at DESC LIMIT 1
    ) > NEW.start_at;
END
"""
SQLITE_EVENTS = {"insert": "INSERT", "update": "UPDATE OF practitioner_id, start_at, busy_until, state"}


def is_missing(connection):
    """Tell whether any part of the guard is absent from this database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_constraint WHERE conname = %s AND conrelid = to_regclass(%s) AND convalidated",
                [NAME, TABLE],
            )
            return cursor.fetchone()[0] != 1
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s",
            [TABLE, f"{NAME}_%"],
        )
        return cursor.fetchone()[0] != len(SQLITE_EVENTS)


def install(connection):
    """Put the guard back if it is missing. An overlap already stored makes PostgreSQL refuse: see `audit_overlaps`."""
    if not is_missing(connection):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
            return
        for event, when in SQLITE_EVENTS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event}")
            cursor.execute(SQLITE_TRIGGER.format(event=event, when=when))


def remove(connection):
    """Take the guard away, for a repair by hand, and for the test that shows what happens without it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}")
            return
        for event in SQLITE_EVENTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event}")


def install_after_migrate(sender, using, **kwargs):
    """Receiver of `post_migrate`."""
    if not router.allow_migrate_model(using, Appointment):
        return
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)


@register(Tags.database)
def check_guard(app_configs, databases=None, **kwargs):
    """Complain, and fail `/healthz`, when a double booking would not be refused by the database.

    A warning and no error: `migrate`, which puts it back, refuses to run on errors.
    """
    problems = []
    for alias in databases or []:
        connection = connections[alias]
        try:
            if TABLE in connection.introspection.table_names() and is_missing(connection):
                problems.append(
                    Warning(
                        "the guard against double booking is missing from the database",
                        hint="Run `python manage.py migrate` to put it back.",
                        id="booking.W001",
                    )
                )
        except DatabaseError as error:
            problems.append(Warning(f"the database does not answer: {type(error).__name__}", id="booking.W002"))
    return problems
