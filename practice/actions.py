"""Changes of hours, absences and published slots. Each is one transaction, under the lock that a booking takes.

A booking and an absence of the same practitioner wait for each other: on PostgreSQL on the practitioner's row, on
SQLite on the database, whose transactions are IMMEDIATE. Whoever saves the change writes the log.
"""

from contextlib import contextmanager
from enum import StrEnum

from django.db import transaction
from wagtail.images import get_image_model

from .clashes import SettingsClash, clashes, seal_of
from .models import Absence, OpeningWindow, Practitioner, PublishedSlot
from .signals import absence_settles, absence_touches, slots_taken


class Touched(StrEnum):
    """What becomes of the appointments within an absence."""

    KEEP = "keep"
    CANCEL = "cancel"
    #: Their clients are asked to choose among other times; or to stay with theirs and go to a colleague.
    TIMES = "times"
    COLLEAGUE = "colleague"


class AbsenceTouches(Exception):
    """There are appointments within the absence, and of some nothing was said. `clashes` are all, in order of time."""

    def __init__(self, clashes):
        super().__init__(*(clash.line for clash in clashes))
        self.clashes = clashes


class SlotProblem(StrEnum):
    """What is against publishing, changing or withdrawing a slot."""

    PAST = "past"
    OVERLAP = "overlap"
    BOOKED = "booked"
    GONE = "gone"


class SlotRefused(Exception):
    """A slot cannot be published, changed or withdrawn. `wording.slot_refused` says so in a sentence.

    `code` is a `SlotProblem`; `slot` the published slot in the way, or None; `line` says whose appointment stands
    on the slot, or is empty.
    """

    def __init__(self, code, *, slot=None, line=""):
        super().__init__(code)
        self.code = code
        self.slot = slot
        self.line = line


@contextmanager
def changing_settings(*, concerning, now, agreed=""):
    """Keep the change that is made within, unless it leaves appointments to come without their place.

    Raises SettingsClash with those, and the change is undone, until `agreed` is the seal of exactly these. They stay as
    they are in any case. `concerning` are the rows that are changed, as in the signal `appointments_that_do_not_fit`.
    """
    before = clashes(concerning=concerning, now=now)
    with transaction.atomic():
        yield
        after = clashes(concerning=concerning, now=now)
        new = [clash for key, clash in after.items() if key not in before]
        if new and agreed != seal_of(new):
            raise SettingsClash(new)


@transaction.atomic
def save_hours(*, hours, ranges):
    """Save `hours` with the windows `ranges`, pairs of times, in place of those that they had."""
    _lock(hours.practitioner)
    hours.save()
    hours.windows.all().delete()
    OpeningWindow.objects.bulk_create(OpeningWindow(hours=hours, start=start, end=end) for start, end in ranges)


@transaction.atomic
def delete_hours(*, hours):
    """Take the hours away; what is booked within them stays."""
    _lock(hours.practitioner)
    hours.delete()


@transaction.atomic
def save_profile(*, practitioner, by, specialities=None, portrait=None, without_portrait=False):
    """Save what a practitioner wrote of themselves; a new `portrait`, a picture that was sent, joins the images."""
    if portrait:
        picture = {"title": practitioner.name, "file": portrait, "file_size": portrait.size}
        practitioner.photo = get_image_model().objects.create(**picture, uploaded_by_user=by)
    elif without_portrait:
        practitioner.photo = None
    practitioner.save()
    if specialities is not None:
        practitioner.specialities.set(specialities)


@transaction.atomic
def save_absence(*, absence, by, now, touched=None, message="", answers=None):
    """Save time off, of one practitioner or of the whole practice.

    `touched` says what becomes of the appointments within, `answers` of one or the other alone, by the key of its
    clash; the `message` goes to the clients who are written to. Raises AbsenceTouches where something must be said.
    """
    _lock(absence.practitioner)
    answers = answers or {}
    found = [clash for _receiver, some in absence_touches.send(Absence, absence=absence, now=now) for clash in some]
    settled = {clash.key: answers.get(clash.key, touched) for clash in found}
    if None in settled.values() and _takes_other_time(absence):
        raise AbsenceTouches(found)
    absence.save()
    changed = {key: answer for key, answer in settled.items() if answer not in (None, Touched.KEEP)}
    if changed:
        absence_settles.send(Absence, absence=absence, answers=changed, by=by, now=now, message=message)


@transaction.atomic
def delete_absence(*, absence):
    """Give the time back."""
    _lock(absence.practitioner)
    absence.delete()


@transaction.atomic
def replace_absences(*, practitioner, gone, new):
    """Take away the rows `gone` and add `new` ones, of time off that is read elsewhere. No appointment is touched."""
    _lock(practitioner)
    gone.delete()
    Absence.objects.bulk_create(new)


@transaction.atomic
def publish_slot(*, slot, now):
    """Put a new slot up; the caller has cleaned it. Raises SlotRefused where it is past or overlaps another."""
    _lock(slot.practitioner)
    _refuse_past_or_overlap(slot, now=now)
    slot.save(force_insert=True)


@transaction.atomic
def publish_slots(*, slots, now):
    """Put up all of `slots`, or none: raises SlotRefused for the first that cannot be had."""
    for slot in slots:
        publish_slot(slot=slot, now=now)


@transaction.atomic
def change_slot(*, slot, now):
    """Keep the changes made to a slot; its practitioner stays. Raises SlotRefused, also where it is booked or gone."""
    _lock(slot.practitioner)
    _refuse_unless_untouched(slot, now=now)
    _refuse_past_or_overlap(slot, now=now)
    slot.save(force_update=True)


@transaction.atomic
def withdraw_slot(*, slot, now):
    """Take a slot down; appointments that were called off on it stay. Raises SlotRefused where it is booked or gone."""
    _lock(slot.practitioner)
    _refuse_unless_untouched(slot, now=now)
    slot.delete()


def taken_slots(slots, *, now):
    """Return a line about the appointment that stands on each of `slots`, by the slot's key; none for a free one."""
    answers = slots_taken.send(PublishedSlot, slots=slots, now=now)
    return {pk: line for _receiver, lines in answers for pk, line in lines.items()}


def _refuse_unless_untouched(slot, *, now):
    if not PublishedSlot.objects.filter(pk=slot.pk, practitioner=slot.practitioner).exists():
        raise SlotRefused(SlotProblem.GONE)
    if line := taken_slots([slot], now=now).get(slot.pk):
        raise SlotRefused(SlotProblem.BOOKED, line=line)


def _refuse_past_or_overlap(slot, *, now):
    if slot.start_at < now:
        raise SlotRefused(SlotProblem.PAST)
    others = PublishedSlot.objects.filter(practitioner=slot.practitioner).exclude(pk=slot.pk)
    if other := others.overlapping(slot.start_at, slot.end_at).select_related("place").first():
        raise SlotRefused(SlotProblem.OVERLAP, slot=other)


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
