"""What becomes of notes when an account goes: said first, and then so."""

import pytest

from coach_notes import actions
from coach_notes.models import Note
from people.actions import consequences_of_deleting, delete_person
from people.models import User
from tests.coach_notes.conftest import CANARY, NOW

pytestmark = pytest.mark.django_db


@pytest.mark.mission("C11")
def test_deleting_a_client_says_how_many_notes_stay_in_the_file(coach, bob, note):
    told = consequences_of_deleting(user=bob.user, now=NOW)
    assert "1 note reste dans la fiche du client." in told
    actions.write(client=bob, body="Deuxième", by=coach, now=NOW)
    assert "2 notes restent dans la fiche du client." in consequences_of_deleting(user=bob.user, now=NOW)
    delete_person(user=bob.user, by=coach)
    bob.refresh_from_db()
    assert bob.user is None
    assert {note.body for note in Note.objects.visible_to(coach).filter(client=bob)} == {CANARY, "Deuxième"}


@pytest.mark.mission("C11")
def test_deleting_a_colleague_leaves_their_notes_under_their_name(coach, colleague, bob, note):
    zoes = actions.write(client=bob, body="De Zoé", by=colleague, now=NOW)
    actions.write(client=bob, body="Pour Zoé seule", by=colleague, now=NOW, is_private=True)
    told = " ".join(consequences_of_deleting(user=colleague, now=NOW))
    assert "1 note que cette personne a écrite reste, sous son nom." in told
    assert "1 note qu’elle gardait pour elle reste aussi, et personne ne pourra la lire." in told
    delete_person(user=colleague, by=coach)
    zoes.refresh_from_db()
    assert (zoes.author, zoes.author_name, zoes.body) == (None, "Zoe", "De Zoé")
    assert set(Note.objects.visible_to(coach)) == {note, zoes}


def test_nothing_is_said_of_someone_without_notes(stranger):
    assert not any("note" in sentence for sentence in consequences_of_deleting(user=stranger, now=NOW))


def test_a_note_without_an_author_is_nobodys_to_change(coach, colleague, bob, note):
    User.objects.filter(pk=coach.pk).delete()
    note.refresh_from_db()
    with pytest.raises(actions.NoteRefused):
        actions.change(note=note, body="x", by=colleague, now=NOW)
