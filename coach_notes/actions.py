"""Everything that is done with notes. Each is one transaction, and leaves its line in the log."""

import unicodedata

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from booking.models import Appointment
from people.models import Client

from . import permissions
from .models import Note, NoteAccess, NotesSettings

Kind = NoteAccess.Kind


class NoteRefused(Exception):
    """`by` has no say in this note, client or appointment; to them it does not exist."""


def read(*, notes, by, now):
    """Return as a list those of `notes` (a QuerySet) that `by` may read, having logged the reading of each.

    A note that no key opens is in the list too, and is not logged: nothing of it was read.
    """
    with transaction.atomic():
        found = list(notes.visible_to(by))
        _record(Kind.READ, [note for note in found if note.is_readable], by=by, now=now)
    return found


@sensitive_variables("body")
def write(*, client, body, by, now, appointment=None, is_private=False, idempotency_key=None):
    """Store a note on `client` and return it. Raises `NoteRefused`.

    The same words with the same `idempotency_key` from the same author give the note that is there already. Where
    notes are not shared, a note is private for good: its author was told so.
    """
    body = tidied(body)
    with transaction.atomic():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        if not permissions.may_write(by, client):
            raise NoteRefused
        if appointment and not _may_be_tied(appointment, client, by):
            raise NoteRefused
        if idempotency_key and (done := Note.objects.filter(author=by, idempotency_key=idempotency_key).first()):
            if (done.client_id, done.body) == (client.pk, body):
                return done
            idempotency_key = None  # the form was filled in anew after “back”: another note
        note = Note.objects.create(
            client_id=client.pk,
            appointment=appointment,
            author=by,
            author_name=str(by),
            body=body,
            is_private=is_private or not NotesSettings.load().notes_are_shared,
            idempotency_key=idempotency_key,
            created_at=now,
            updated_at=now,
        )
        _record(Kind.WRITTEN, [note], by=by, now=now)
    return note


@sensitive_variables("body")
def change(*, note, body, by, now, appointment=None, is_private=False):
    """Replace what `note` says and is tied to, and return it. Raises `NoteRefused`."""
    body = tidied(body)
    with transaction.atomic():
        note = _locked(note, by)
        if not permissions.may_change(by, note) or not note.is_readable:
            raise NoteRefused
        if appointment and appointment.pk != note.appointment_id and not _may_be_tied(appointment, note.client, by):
            raise NoteRefused
        note.body = body
        note.appointment = appointment
        note.is_private = is_private or not NotesSettings.load().notes_are_shared
        note.updated_at = now
        note.save(update_fields=["body", "appointment", "is_private", "updated_at"])
        _record(Kind.CHANGED, [note], by=by, now=now)
    return note


def delete(*, note, by, now):
    """Delete `note` for good; the log keeps its number. Raises `NoteRefused`."""
    with transaction.atomic():
        note = _locked(note, by)
        if not permissions.may_delete(by, note):
            raise NoteRefused
        _record(Kind.DELETED, [note], by=by, now=now)
        note.delete()


def tidied(text):
    """Return `text` as it is stored: one kind of line end, no control characters, nothing around it."""
    lines = text.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n"))
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()


def _locked(note, by):
    """Return `note` as it is now, under the lock; refuse who may not read it."""
    try:
        return Note.objects.visible_to(by).select_for_update(of=("self",)).get(pk=note.pk)
    except Note.DoesNotExist:
        raise NoteRefused from None


def _may_be_tied(appointment, client, by):
    return Appointment.objects.visible_to(by).filter(pk=appointment.pk, client=client.pk).exists()


def _record(kind, notes, *, by, now):
    NoteAccess.objects.bulk_create(
        NoteAccess(kind=kind, note_id=note.pk, client_id=note.client_id, user=by, user_name=str(by), at=now)
        for note in notes
    )
