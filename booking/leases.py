"""Rows that a worker sends, one after the other: whose turn it is, who has it, and when it is tried again.

Such a row has a `state`, `attempts`, `next_try_at` and `claimed_until`. Any number of workers may run on PostgreSQL,
one on SQLite. A worker leases one row at a time; if it dies, the lease lapses and another takes over. On PostgreSQL it
holds the row as well while what it tells leaves, so that a clock which jumps ahead ends no lease under its hands.
"""

import contextlib
import datetime as dt

from django.db import connection, transaction
from django.db.models import F, Q

LEASE = dt.timedelta(minutes=2)
#: The states in which a row waits: at first, and after an attempt that failed.
QUEUED, RETRIED = "queued", "retried"


def due(rows, now):
    """Return those of `rows` to be sent now that no worker has leased."""
    queued = Q(state=QUEUED)
    retried = Q(state=RETRIED, next_try_at__lte=now)
    # A lease that ends later than a lease can is from before the clock was set back: nobody holds it.
    leased = Q(claimed_until__gt=now, claimed_until__lte=now + LEASE)
    return rows.filter(queued | retried).exclude(leased)


def claim(rows, now):
    """Lease the one of `rows` that has waited longest, and return its key, or None if there is none."""
    if not due(rows, now).exists():
        return None
    with transaction.atomic():
        waiting = due(rows, now).order_by("next_try_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        pk = waiting.values_list("pk", flat=True).first()
        # Whoever changes the row has it; another worker changes none.
        mine = due(rows.model.objects.filter(pk=pk), now)
        return pk if mine.update(claimed_until=now + LEASE, attempts=F("attempts") + 1) else None


def leased(row):
    """Return the row as long as our lease of it is good."""
    return type(row).objects.filter(pk=row.pk, claimed_until=row.claimed_until)


@contextlib.contextmanager
def held(row):
    """Keep others from the row while what it tells leaves; yield whether our lease is still good."""
    if not connection.features.has_select_for_update_skip_locked:
        yield leased(row).exists()
        return
    with transaction.atomic():
        yield leased(row).select_for_update(skip_locked=True).values_list("pk").first() is not None


def settle(row, **fields):
    """Write down what became of a row, and give it back; if our lease has gone to another, that one writes."""
    leased(row).update(claimed_until=None, **fields)


def after_failure(row, pauses, *, now):
    """Return what to write of a row that was not sent: when it is tried again, or None after its last attempt."""
    if row.attempts > len(pauses):
        return None
    return {"state": RETRIED, "next_try_at": now + pauses[row.attempts - 1]}
