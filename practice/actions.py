"""Changes of hours and absences. Each is one transaction, under the lock that a booking takes.

A booking and an absence of the same practitioner wait for each other: on PostgreSQL on the practitioner's row, on
SQLite on the database, whose transactions are IMMEDIATE. Whoever saves the change writes the log.
"""

from django.db import transaction

from .models import OpeningWindow, Practitioner


@transaction.atomic
def save_hours(*, hours, ranges):
    """Save `hours` with the windows `ranges`, pairs of times, in place of those that they had."""
    _lock(hours.practitioner)
    hours.save()
    hours.windows.all().delete()
    OpeningWindow.objects.bulk_create(OpeningWindow(hours=hours, start=start, end=end) for start, end in ranges)


@transaction.atomic
def save_absence(*, absence):
    """Save time off, of one practitioner or of the whole practice."""
    _lock(absence.practitioner)
    absence.save()


@transaction.atomic
def delete_absence(*, absence):
    """Give the time back."""
    _lock(absence.practitioner)
    absence.delete()


def _lock(practitioner):
    """Wait for our turn on the practitioner; with None on all of them, in one order so that nobody deadlocks."""
    rows = Practitioner.objects.select_for_update(no_key=True).order_by("pk")
    if practitioner is not None:
        rows = rows.filter(pk=practitioner.pk)
    list(rows.values_list("pk", flat=True))
