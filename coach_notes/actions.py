"""Everything that is done with notes. Each is one transaction, and leaves its line in the log."""

import unicodedata

from django.db import transaction
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from booking.models import Appointment
from people.models import Client

from . import permissions
from .models import AgreedAction, Note, NoteAccess, NoteDraft, NotesSettings, NoteVersion

Kind = NoteAccess.Kind


class NoteRefused(Exception):
    """`by` has no say in this note, client or appointment; to them it does not exist."""


def read(*, notes, by, now):
    """Return as a list those of `notes` (a QuerySet) that `by` may read, having logged the reading of each.

    A note that no key opens is in the list too, and is not logged: nothing of it was read.
    """
    return _read(notes.visible_to(by), by=by, now=now)


def read_shown(*, notes, by, now):
    """Return as a list those of `notes` that are shown to `by`, their client, having logged the reading of each."""
    return _read(notes.shown_to(by), by=by, now=now)


def read_agreed(*, agreed, by, now, besides=(), most=None):
    """Return as a list the first of `agreed` (a QuerySet) that `by` may read, having logged the reading of their notes.

    The notes in `besides`, by their keys, have just been logged.
    """
    with transaction.atomic():
        found = list(agreed.visible_to(by).select_related("note")[:most])
        notes = {one.note_id: one.note for one in found if one.is_readable}
        _record(Kind.READ, [note for pk, note in notes.items() if pk not in besides], by=by, now=now)
    return found


def read_earlier(*, note, by, now):
    """Return the earlier versions of `note` that `by` may read, latest first, and log it. Raises `NoteRefused`."""
    with transaction.atomic():
        if not Note.objects.visible_to(by).filter(pk=note.pk).exists():
            raise NoteRefused
        found = list(NoteVersion.objects.visible_to(by).filter(note=note.pk))
        _record(Kind.EARLIER, [note] if any(version.is_readable for version in found) else [], by=by, now=now)
    return found


@sensitive_variables("body", "agreed")
def write(
    *, client, body, by, now, appointment=None, is_private=False, is_for_client=False, agreed=(), idempotency_key=None
):
    """Store a note on `client`, with the actions `agreed` (their texts), and return it. Raises `NoteRefused`.

    The same words with the same `idempotency_key` from the same author give the note that is there already, and take
    the draft of that form away. Where notes are not shared, a note is private for good: its author was told so.
    """
    body, agreed = tidied(body), lines_of(agreed)
    with transaction.atomic():
        _refuse_strangers(client, by, appointment)
        NoteDraft.objects.filter(Q(idempotency_key=idempotency_key) | Q(idempotency_key=None)).filter(
            author=by, client=client.pk
        ).delete()
        if idempotency_key and (done := Note.objects.filter(author=by, idempotency_key=idempotency_key).first()):
            if (done.client_id, done.body, texts_of(done)) == (client.pk, body, agreed):
                return done
            idempotency_key = None  # the form was filled in anew after “back”: another note
        note = Note.objects.create(
            client_id=client.pk,
            appointment=appointment,
            author=by,
            author_name=str(by),
            body=body,
            **_readers(is_private, is_for_client),
            idempotency_key=idempotency_key,
            created_at=now,
            updated_at=now,
        )
        _agree_on(note, agreed)
        _record(Kind.WRITTEN, [note], by=by, now=now)
    return note


@sensitive_variables("body", "agreed")
def change(*, note, body, by, now, appointment=None, is_private=False, is_for_client=False, agreed=None):
    """Replace what `note` says and is tied to, and return it; its earlier text is kept. Raises `NoteRefused`.

    `agreed` holds the texts of the actions that are to be open: those that are not in it go; None leaves them.
    """
    body = tidied(body)
    with transaction.atomic():
        note = _locked(note, by)
        if not permissions.may_change(by, note) or not note.is_readable:
            raise NoteRefused
        if appointment and appointment.pk != note.appointment_id and not _may_be_tied(appointment, note.client, by):
            raise NoteRefused
        before = texts_of(note)
        after = before if agreed is None else lines_of(agreed)
        if (note.body, before) != (body, after):
            _keep_version(note, before, now=now)
            _agree_on(note, after)
        note.body = body
        note.appointment = appointment
        for name, value in _readers(is_private, is_for_client).items():
            setattr(note, name, value)
        note.updated_at = now
        note.save(update_fields=["body", "appointment", "is_private", "is_for_client", "updated_at"])
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


def finish(*, agreed, by, now, appointment=None):
    """Mark an agreed action as done, at the session `appointment` if any. Raises `NoteRefused`; twice does no harm."""
    with transaction.atomic():
        agreed = _locked_action(agreed, by)
        if agreed.done_at:
            return
        if appointment and not _may_be_tied(appointment, agreed.note.client, by):
            raise NoteRefused
        agreed.done_at, agreed.done_by_name, agreed.done_appointment = now, str(by), appointment
        agreed.save(update_fields=["done_at", "done_by_name", "done_appointment"])
        _record(Kind.DONE, [agreed.note], by=by, now=now)


def reopen(*, agreed, by, now):
    """Take back that an action is done: that was the wrong one. Raises `NoteRefused`; twice does no harm."""
    with transaction.atomic():
        agreed = _locked_action(agreed, by)
        if not agreed.done_at:
            return
        agreed.done_at, agreed.done_by_name, agreed.done_appointment = None, "", None
        agreed.save(update_fields=["done_at", "done_by_name", "done_appointment"])
        _record(Kind.REOPENED, [agreed.note], by=by, now=now)


@sensitive_variables("body", "agreed")
def keep_draft(*, client, by, now, body="", agreed="", idempotency_key=None, **wish):
    """Keep what `by` is writing on `client`, in the place of their draft before; return it. Raises `NoteRefused`.

    Returns None where there is nothing to keep: no word, or the words of a form that has been saved meanwhile.
    """
    body, agreed = tidied(body), "\n".join(lines_of(agreed.splitlines()))
    with transaction.atomic():
        _refuse_strangers(client, by, wish.get("appointment"))
        if idempotency_key and Note.objects.filter(author=by, idempotency_key=idempotency_key).exists():
            return None
        if not body and not agreed:
            NoteDraft.objects.filter(author=by, client=client.pk).delete()
            return None
        typed = {"body": body, "agreed": agreed, "idempotency_key": idempotency_key, "updated_at": now, **wish}
        draft, _created = NoteDraft.objects.update_or_create(author=by, client_id=client.pk, defaults=typed)
    return draft


def throw_draft_away(*, client, by):
    with transaction.atomic():
        NoteDraft.objects.filter(author=by, client=client.pk).delete()


def tidied(text):
    """Return `text` as it is stored: one kind of line end, no control characters, nothing around it."""
    lines = text.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n"))
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()


def lines_of(texts):
    """Return the texts of actions as they are stored: one line each, without what is empty or said twice."""
    lines = (" ".join(tidied(text).split()) for text in texts)
    return list(dict.fromkeys(line for line in lines if line))


def texts_of(note):
    """Return the texts of the actions of `note` that are open."""
    return [one.text for one in note.agreed.still_open() if one.is_readable]


def _read(notes, *, by, now):
    with transaction.atomic():
        found = list(notes)
        _record(Kind.READ, [note for note in found if note.is_readable], by=by, now=now)
    return found


def _refuse_strangers(client, by, appointment):
    """Lock the client's row; refuse who may not write on them, or not on that appointment."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if not permissions.may_write(by, client):
        raise NoteRefused
    if appointment and not _may_be_tied(appointment, client, by):
        raise NoteRefused


def _readers(is_private, is_for_client):
    """Return who reads a note, as the practice allows it."""
    rules = NotesSettings.load()
    return {
        "is_private": is_private or not rules.notes_are_shared,
        "is_for_client": is_for_client and rules.may_be_shown_to_clients,
    }


def _keep_version(note, agreed, *, now):
    note.versions.create(
        author_name=note.author_name,
        body=note.body,
        agreed="\n".join(agreed),
        is_private=note.is_private,
        written_at=note.updated_at,
        replaced_at=now,
    )


def _agree_on(note, texts):
    """Let the open actions of `note` be `texts`; those that stay are the same rows, and what is done stays done."""
    there = {one.text: one for one in note.agreed.still_open() if one.is_readable}
    AgreedAction.objects.filter(pk__in=[one.pk for text, one in there.items() if text not in texts]).delete()
    for position, text in enumerate(texts):
        action = there.get(text) or AgreedAction(note=note, text=text)
        action.position = position
        action.save()


def _locked_action(agreed, by):
    """Return an action as it is now, under the lock; refuse who may not read it, or not write on its client."""
    try:
        found = AgreedAction.objects.visible_to(by).select_for_update(of=("self",)).select_related("note__client")
        found = found.get(pk=agreed.pk)
    except AgreedAction.DoesNotExist:
        raise NoteRefused from None
    if not permissions.may_write(by, found.note.client):
        raise NoteRefused
    return found


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
