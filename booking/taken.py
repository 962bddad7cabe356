"""What is taken in practitioners' calendars, in whole minutes: the one scan behind every look-up of free times.

It reads plain rows and no models, since every page asks it, and walks the index of live appointments by start. No
function stands on an indexed column. Minutes are worked out by the database, which is cheaper than making datetimes.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from sqlite3 import sqlite_version_info

from django.db import connection

from scheduling import Taken

from .models import LIVE, Appointment, State

DAY = dt.timedelta(days=1)


def minutes_of(column):
    """Return SQL for the minute that a moment lies in, and for the first that begins at it or after it."""
    if connection.vendor == "postgresql":
        # `extract` counts in decimals, which is dearer; a double tells microseconds apart until 2106.
        minutes = f"date_part('epoch', {column}) / 60"
        return f"floor({minutes})::bigint", f"ceil({minutes})::bigint"
    # The shorter function came with SQLite 3.38.
    known = sqlite_version_info >= (3, 38)
    seconds = f"unixepoch({column})" if known else f"CAST(strftime('%%s', {column}) AS INTEGER)"
    return f"{seconds} / 60", f"({seconds} + 59) / 60"


def quoted(states):
    """Return states as plain SQL lists them."""
    return ", ".join(f"'{state.value}'" for state in states)


def adapted(moment):
    """Return a moment as plain SQL takes it: SQLite has text, in UTC."""
    return connection.ops.adapt_datetimefield_value(moment)


@lru_cache(maxsize=64)
def _scan(practitioners):
    """Return the SQL for that many practitioners."""
    (start, _start), (_end, end), (_until, until) = map(minutes_of, ["start_at", "end_at", "busy_until"])
    return f"""
        SELECT practitioner_id, {start}, {end}, {until} - {end}, id, hold_expires_at
        FROM {Appointment._meta.db_table}
        WHERE practitioner_id IN ({", ".join(["%s"] * practitioners)}) AND state IN ({quoted(LIVE)})
          AND start_at >= %s AND start_at < %s AND busy_until > %s
          AND (state <> '{State.HELD}' OR hold_expires_at > %s)
        ORDER BY start_at
    """


@dataclass
class Calendar:
    """What is taken of one practitioner's time, earliest first, and when the holds in it lapse."""

    taken: list[Taken] = field(default_factory=list)
    lapses: list[dt.datetime] = field(default_factory=list)


def taken_between(practitioner_ids, start, end, *, now, without=()):
    """Return `{practitioner: Calendar}` of what touches `[start, end)`, gaps included, in one query.

    A practitioner who has nothing there is in it all the same. `without` are the keys of rows that take nothing.
    """
    calendars = {key: Calendar() for key in practitioner_ids}
    for practitioner_id, *taken, hold_expires_at in _rows(list(calendars), start, end, now):
        if taken[-1] in without:
            continue
        calendar = calendars[practitioner_id]
        calendar.taken.append(tuple(taken))
        if hold_expires_at is not None:
            calendar.lapses.append(aware(hold_expires_at))
    return calendars


def aware(moment):
    """Return a moment as the database gives it to plain SQL: SQLite's has no zone, and is in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _rows(practitioner_ids, start, end, now):
    # None lasts longer than a day, so a range on the start finds them all.
    edges = [adapted(moment) for moment in (start - DAY, end, start, now)]
    if not practitioner_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_scan(len(practitioner_ids)), [*practitioner_ids, *edges])
        return cursor.fetchall()
