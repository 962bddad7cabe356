"""Whose turn it is: a change of appointments is one transaction, which waits for its locks, or is refused.

The lock is the practitioner's row, then the client's (PostgreSQL), or the whole database (SQLite, whose transactions
are IMMEDIATE). The database's own guard stands behind the check.
"""

import functools
from hashlib import sha256

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from people.models import User
from scheduling import Code, Refusal


class BookingRefused(Exception):
    """A start cannot be had, or a change is no longer possible.

    `code` is a `scheduling.Code`; `start` the wish, or None; `ref` the key of the row in the way, or None; `nearest`
    the nearest free starts, in the order of time; `late` tells that only the notice is against it.
    """

    def __init__(self, refusal, *, start=None, late=False):
        super().__init__(refusal.code)
        self.code = refusal.code
        self.ref = refusal.ref
        self.start = start
        self.late = late
        self.nearest = []


def in_one_transaction(change):
    """Run `change` in a transaction of its own; tell the guard's word as a refusal.

    Try once more after a deadlock, or where others were in the way for too long; then refuse with `busy`.
    """

    @functools.wraps(change)
    def run(**wish):
        for last_try in (False, True):
            try:
                with transaction.atomic():
                    return change(**wish)
            except IntegrityError as error:
                if "booking_guard" not in str(error):
                    raise
                raise BookingRefused(Refusal(Code.TAKEN), start=wish.get("start")) from error
            except OperationalError as error:
                if not is_contention(error):
                    raise
                if last_try:
                    raise BookingRefused(Refusal(Code.BUSY), start=wish.get("start")) from error

    return run


def is_contention(error: DatabaseError):
    """Tell whether someone else's transaction was in the way: a deadlock, or a lock waited for too long."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in {"40P01", "40001", "55P03"} or "database is locked" in str(error)


def lock(practitioner, client):
    """Wait for our turn on the practitioner, then on the client: always in this order, so that nobody deadlocks.

    Either may be None. SQLite has one lock for all, and our transaction began with it.
    """
    if not connection.features.has_select_for_update:
        return
    if practitioner:
        lock_row(practitioner)
    if client and client.pk:
        lock_row(client)
    if client and not client.user_id and client.email:
        # Guests are counted by their address, and the row of this one may not be there yet.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number_of(User.normal_email(client.email))])


def lock_row(row):
    type(row).objects.select_for_update(no_key=True).values_list("pk").get(pk=row.pk)


def number_of(words):
    """Return the number, of 64 bits and with a sign, that stands for `words` in PostgreSQL’s locks."""
    return int.from_bytes(sha256(words.encode()).digest()[:8], signed=True)
