"""Tokens that change with the rows behind an answer: whoever keeps an answer can tell whether it still holds.

A key stands for some rows: `practice` for what is offered and the practice's rules, `hours:12` for the hours and
absences of a practitioner, `hours` for those of all, `booked:12` for a practitioner's appointments. Each has a token
in one table. Triggers of the database give it another one in the very transaction that changes a row, whoever changes
it: a page, a command, raw SQL. A token is random and not counted, so that one that was rolled back never comes back
for other rows.

Tokens are read first and the rows after them. An answer made from rows that are newer than its tokens is thrown away
too early; it is never kept too long.
"""

from dataclasses import dataclass

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError, connection, connections, router

from .models import Version

TABLE = Version._meta.db_table
PRACTICE = "practice"
HOURS = "hours"
#: Stands for a key that no row ever changed.
NEVER = ""


def hours_of(practitioner_id):
    return f"hours:{practitioner_id}"


def booked_with(practitioner_id):
    return f"booked:{practitioner_id}"


def tokens(*keys):
    """Return the present token of each key, in one query."""
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, token FROM {TABLE} WHERE key IN ({places})", keys)
        found = dict(cursor.fetchall())
    return tuple(found.get(key, NEVER) for key in keys)


@dataclass(frozen=True)
class Watch:
    """A table whose rows stand behind some keys: SQL, in which `{row}` is the changed row."""

    table: str
    keys: tuple[str, ...]

    def select(self, row, rows=""):
        """Return SQL for the keys of `row`, or of each of the `rows` that go by this name."""
        return " UNION ALL ".join(f"SELECT {key.format(row=row)} AS key {rows}" for key in self.keys)


_watched: dict[str, Watch] = {}


def watch(model, *keys):
    """Let every change of the model's rows give these keys another token; call it when the app is ready."""
    table = model._meta.db_table
    _watched[table] = Watch(table, keys)


def all_hours():
    """Return the present tokens of all practitioners' hours, by key, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, token FROM {TABLE} WHERE key LIKE 'hours:%%'", [])
        return dict(cursor.fetchall())


def watched_tables():
    return list(_watched)


# --- Triggers --------------------------------------------------------------------------------------

EVENTS = {"insert": ["NEW"], "update": ["OLD", "NEW"], "delete": ["OLD"]}

SQLITE = """
CREATE TRIGGER {name} AFTER {event} ON {table}
BEGIN
    INSERT INTO {versions} (key, token)
    SELECT key, lower(hex(randomblob(16))) FROM ({keys}) WHERE key IS NOT NULL
    ON CONFLICT (key) DO UPDATE SET token = excluded.token;
END
"""

# Once for each statement and not for each row: loading many rows changes each token once. Keys are taken in one
# order, so that two statements never wait for each other.
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {versions} (key, token)
    SELECT key, replace(gen_random_uuid()::text, '-', '')
    FROM (SELECT DISTINCT key FROM ({keys}) AS every_key WHERE key IS NOT NULL ORDER BY key) AS changed
    ON CONFLICT (key) DO UPDATE SET token = excluded.token;
    RETURN NULL;
END
$$
"""
POSTGRESQL = """
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {images}
FOR EACH STATEMENT EXECUTE FUNCTION {name}()
"""


def names_of(watched):
    return [f"{watched.table}_version_{event}" for event in EVENTS]


def install(database):
    """Make the triggers of every watched table anew; tables that are not there yet are passed over."""
    there = set(database.introspection.table_names())
    if TABLE not in there:
        return
    with database.cursor() as cursor:
        for watched in _watched.values():
            if watched.table in there:
                for event, images in EVENTS.items():
                    _install_one(cursor, watched, event, images)


def _install_one(cursor, watched, event, images):
    name = f"{watched.table}_version_{event}"
    values = {"name": name, "event": event.upper(), "table": watched.table, "versions": TABLE}
    if cursor.db.vendor == "postgresql":
        keys = " UNION ALL ".join(
            watched.select("changed_row", f"FROM {image}_rows AS changed_row") for image in images
        )
        named = " ".join(f"{image} TABLE AS {image}_rows" for image in images)
        cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {watched.table}")
        cursor.execute(POSTGRESQL_FUNCTION.format(keys=keys, **values))
        cursor.execute(POSTGRESQL.format(images=named, **values))
        return
    keys = " UNION ALL ".join(watched.select(image) for image in images)
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
    cursor.execute(SQLITE.format(keys=keys, **values))


def missing(database):
    """Return the names of the triggers that are not in this database."""
    there = set(database.introspection.table_names())
    wanted = {name for watched in _watched.values() if watched.table in there for name in names_of(watched)}
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return sorted(wanted - {name for (name,) in cursor.fetchall()})


def install_after_migrate(sender, using, **kwargs):
    """Receiver of `post_migrate`: SQLite drops the triggers of a table that a migration rebuilds."""
    if router.allow_migrate_model(using, Version):
        install(connections[using])


@register(Tags.database)
def check_triggers(app_configs, databases=None, **kwargs):
    """Complain, and fail `/healthz`, when a kept answer could be out of date.

    A warning and no error: `migrate`, which puts them back, refuses to run on errors.
    """
    problems = []
    for alias in databases or []:
        try:
            if TABLE in connections[alias].introspection.table_names() and missing(connections[alias]):
                problems.append(
                    Warning(
                        "triggers are missing from the database: answers could be out of date",
                        hint="Run `python manage.py migrate` to put them back.",
                        id="practice.W001",
                    )
                )
        except DatabaseError as error:
            problems.append(Warning(f"the database does not answer: {type(error).__name__}", id="practice.W002"))
    return problems
