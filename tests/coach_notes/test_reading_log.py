"""Each reading and change leaves a line; the line says nothing of what the note says."""

import pytest

from coach_notes import actions
from coach_notes.models import Note, NoteAccess, OnlyAddedTo
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import change_url, delete_url, file_url, list_url, log_url

pytestmark = pytest.mark.django_db


def lines(**wanted):
    return sorted(NoteAccess.objects.filter(**wanted).values_list("kind", "note_id", "user_name"))


def test_opening_a_file_leaves_exactly_one_line_for_each_note_on_the_page(browse, camille, zoe, bob_client, note):
    other = actions.write(client=bob_client, body="Deuxième séance", by=camille, now=NOW)
    browse(zoe).get(file_url(bob_client))
    assert lines(kind="read") == [("read", note.pk, "Zoé Lambert"), ("read", other.pk, "Zoé Lambert")]
    browse(camille).get(file_url(bob_client))
    assert len(lines(kind="read")) == 4
    assert set(NoteAccess.objects.values_list("client", flat=True)) == {bob_client.pk}


def test_opening_a_note_to_change_it_is_reading_it(browse, camille, note):
    browse(camille).get(change_url(note))
    assert lines(kind="read") == [("read", note.pk, "Camille Aubert")]
    browse(camille).post(change_url(note), {"body": ""})
    browse(camille).post(change_url(note), {"body": "Autre"})
    assert lines() == [
        ("changed", note.pk, "Camille Aubert"),
        ("read", note.pk, "Camille Aubert"),
        ("written", note.pk, "Camille Aubert"),
    ]


def test_the_list_and_the_question_before_deleting_show_no_words_and_so_log_no_reading(browse, camille, note):
    for url in (list_url(), delete_url(note), log_url(note.client)):
        assert CANARY not in browse(camille).get(url).content.decode()
    assert lines(kind="read") == []


@pytest.mark.mission("C11")
def test_the_coach_deletes_a_note_and_the_log_keeps_that_there_was_one(browse, camille, bob_client, note, bobs_session):
    page = browse(camille).get(delete_url(note)).content.decode()
    assert "Le rendez-vous dont elle parlait reste inchangé" in page
    assert Note.objects.exists()
    response = browse(camille).post(delete_url(note))
    assert response.headers["Location"] == file_url(bob_client)
    assert not Note.objects.exists()
    assert lines(kind="deleted") == [("deleted", note.pk, "Camille Aubert")]
    bobs_session.refresh_from_db()
    assert bobs_session.state == "confirmed"


def test_the_log_holds_no_word_of_a_note(browse, camille, note):
    browse(camille).get(file_url(note.client))
    for line in NoteAccess.objects.values():
        assert not any(word in str(line) for word in CANARY.split() if len(word) > 3)


def test_the_log_is_only_added_to(note):
    line = NoteAccess.objects.get()
    line.user_name = "Somebody else"
    for attempt in (
        line.save,
        line.delete,
        NoteAccess.objects.all().delete,
        lambda: NoteAccess.objects.update(user_name="Somebody else"),
    ):
        with pytest.raises(OnlyAddedTo):
            attempt()
    assert NoteAccess.objects.get().user_name == "Camille Aubert"


def test_the_log_outlives_note_account_and_client(camille, zoe, bob_client, note):
    actions.read(notes=Note.objects.all(), by=zoe, now=NOW)
    actions.delete(note=note, by=camille, now=NOW)
    zoe.delete()
    note.appointment.delete()
    bob_client.delete()
    assert lines() == [
        ("deleted", note.pk, "Camille Aubert"),
        ("read", note.pk, "Zoé Lambert"),
        ("written", note.pk, "Camille Aubert"),
    ]


def test_who_has_read_what_is_shown_to_who_may_read_it(browse, camille, zoe, bob_client, note):
    browse(zoe).get(file_url(bob_client))
    page = browse(camille).get(log_url(bob_client))
    assert [(line.kind, line.user_name) for line in page.context["page"]] == [
        ("read", "Zoé Lambert"),
        ("written", "Camille Aubert"),
    ]


def test_no_note_is_read_when_its_reading_cannot_be_logged(camille, note, monkeypatch):
    def full_disk(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(NoteAccess.objects, "bulk_create", full_disk)
    with pytest.raises(OSError):  # noqa: PT011
        actions.read(notes=Note.objects.all(), by=camille, now=NOW)
