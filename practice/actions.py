"""Changes of hours and absences. Each is one transaction, under the lock that a booking takes.

A booking and an absence of the same practitioner wait for each other: on PostgreSQL on the practitioner's row, on
SQLite on the database, whose transactions are IMMEDIATE. Whoever saves the change writes the log.
"""

from enum import StrEnum

from django.db import transaction

from .models import Absence, OpeningWindow, Practitioner
from .signals import absence_cancels, absence_touches


class Touched(StrEnum):
    """What becomes of the appointments within an absence."""

    KEEP = "keep"
    CANCEL = "cancel"


class AbsenceTouches(Exception):
    """There are appointments within the absence, and nothing was said of them. `lines` names them, in order of time."""

    def __init__(self, lines):
        super().__init__(*lines)
        self.lines = lines


@transaction.atomic
def save_hours(*, hours, ranges):
    """Save `hours` with the windows `ranges`, pairs of times, in place of those that they had."""
    _lock(hours.practitioner)
    hours.save()
    hours.windows.all().delete()
    OpeningWindow.objects.bulk_create(OpeningWindow(hours=hours, start=start, end=end) for start, end in ranges)


@transaction.atomic
def save_absence(*, absence, by, now, touched=None, message=""):
    """Save time off, of one practitioner or of the whole practice.

    `touched` says what becomes of the appointments within; the `message` goes to the clients of those that are
    cancelled. Raises AbsenceTouches where something must be said.
    """
    _lock(absence.practitioner)
    if _takes_other_time(absence):
        lines = [line for _receiver, found in absence_touches.send(Absence, absence=absence, now=now) for line in found]
        if lines and touched is None:
            raise AbsenceTouches(lines)
    absence.save()
    if touched == Touched.CANCEL:
        absence_cancels.send(Absence, absence=absence, by=by, now=now, message=message)


@transaction.atomic
def delete_absence(*, absence):
    """Give the time back."""
    _lock(absence.practitioner)
    absence.delete()


def _takes_other_time(absence):
    """Tell whether the absence is new, or of another time or person than the one that is stored."""
    same = {"practitioner": absence.practitioner, "start_at": absence.start_at, "end_at": absence.end_at}
    return not Absence.objects.filter(pk=absence.pk, **same).exists()


def _lock(practitioner):
    """Wait for our turn on the practitioner; with None on all of them, in one order so that nobody deadlocks."""
    rows = Practitioner.objects.select_for_update(no_key=True).order_by("pk")
    if practitioner is not None:
        rows = rows.filter(pk=practitioner.pk)
    list(rows.values_list("pk", flat=True))
