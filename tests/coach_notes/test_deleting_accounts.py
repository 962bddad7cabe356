"""What becomes of notes when an account goes: said first, and then so."""

import pytest

from coach_notes import actions
from coach_notes.models import Note
from people.actions import consequences_of_deleting, delete_person
from people.models import User
from tests.coach_notes.conftest import CANARY, NOW

pytestmark = pytest.mark.django_db


@pytest.mark.mission("C11")
def test_deleting_a_client_says_how_many_notes_stay_in_the_file(camille, bob_client, note):
    told = consequences_of_deleting(user=bob_client.user, now=NOW)
    assert "1 note reste dans la fiche du client." in told
    actions.write(client=bob_client, body="Deuxième", by=camille, now=NOW)
    assert "2 notes restent dans la fiche du client." in consequences_of_deleting(user=bob_client.user, now=NOW)
    delete_person(user=bob_client.user, by=camille)
    bob_client.refresh_from_db()
    assert bob_client.user is None
    assert {note.body for note in Note.objects.visible_to(camille).filter(client=bob_client)} == {CANARY, "Deuxième"}


@pytest.mark.mission("C11")
def test_deleting_a_colleague_leaves_their_notes_under_their_name(camille, zoe, bob_client, note):
    zoes = actions.write(client=bob_client, body="De Zoé", by=zoe, now=NOW)
    actions.write(client=bob_client, body="Pour Zoé seule", by=zoe, now=NOW, is_private=True)
    told = " ".join(consequences_of_deleting(user=zoe, now=NOW))
    assert "1 note que cette personne a écrite reste, sous son nom." in told
    assert "1 note qu’elle gardait pour elle reste aussi, et personne ne pourra la lire." in told
    delete_person(user=zoe, by=camille)
    zoes.refresh_from_db()
    assert (zoes.author, zoes.author_name, zoes.body) == (None, "Zoé Lambert", "De Zoé")
    assert set(Note.objects.visible_to(camille)) == {note, zoes}


def test_nothing_is_said_of_someone_without_notes(charlie):
    assert not any("note" in sentence for sentence in consequences_of_deleting(user=charlie, now=NOW))


def test_a_note_without_an_author_is_nobodys_to_change(camille, zoe, bob_client, note):
    User.objects.filter(pk=camille.pk).delete()
    note.refresh_from_db()
    with pytest.raises(actions.NoteRefused):
        actions.change(note=note, body="x", by=zoe, now=NOW)
