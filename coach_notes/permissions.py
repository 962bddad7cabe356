"""May this person? The same answer for admin, action and template (the row “notes” in "Who may do what").

The notes themselves are fetched by `Note.objects.visible_to(user)`: what is not in it answers 404.
"""

from practice.models import Practitioner

from .models import ClientFile, NotesSettings


def may_enter(user):
    """See the room at all: practitioners, and whoever reads everyone's notes where they are shared."""
    if not user.is_authenticated:
        return False
    return reads_all(user) or Practitioner.objects.for_user(user).exists()


def reads_all(user):
    """Open every client's file: where notes are shared, by Wagtail permission."""
    return user.has_perm("coach_notes.read_all_notes") and NotesSettings.load().notes_are_shared


def writes_all(user):
    """Write on every client: where notes are shared, by Wagtail permission."""
    return user.has_perm("coach_notes.write_notes") and NotesSettings.load().notes_are_shared


def may_write(user, client):
    if not user.is_authenticated:
        return False
    return writes_all(user) or ClientFile.objects.seen_by(user).filter(pk=client.pk).exists()


def may_change(user, note):
    """Correct a note that `user` may read: nobody changes the words of another."""
    return note.author_id is not None and note.author_id == user.pk


def may_delete(user, note):
    """Delete a note that `user` may read."""
    return may_change(user, note) or user.has_perm("coach_notes.delete_all_notes")
