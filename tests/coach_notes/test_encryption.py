"""The words of a note stand nowhere but in the page of who may read them."""

import contextlib
import io
import sqlite3

import pytest
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session
from django.core import checks, serializers
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import ModelLogEntry, ReferenceIndex

from coach_notes import actions
from coach_notes.models import Note, NoteAccess
from people import encryption
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import change_url, delete_url, file_url, list_url

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def stored_body(note):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM coach_notes_note WHERE id = %s", [note.pk])
        return cursor.fetchone()[0]


@contextlib.contextmanager
def database_in(folder):
    """Continue with a copy of the test's SQLite database in a file of its own, in WAL mode as on a real site."""
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    path = folder / "db.sqlite3"
    copy = sqlite3.connect(path)
    in_memory.backup(copy)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield
    finally:
        connection.connection.close()
        connection.connection, connection.settings_dict["NAME"] = in_memory, name


def work_with_notes(browser, client):
    """Write, read, change and delete notes, as a browser would."""
    for body in (CANARY, f"{CANARY}, encore"):
        browser.post(file_url(client), {"body": body})
    kept, gone = Note.objects.order_by("pk")
    browser.get(file_url(client))
    browser.post(change_url(kept), {"body": f"{CANARY}, relu"})
    browser.post(change_url(kept), {"body": CANARY, "appointment": "refused"})
    browser.post(delete_url(gone))
    browser.get(list_url(), {"q": "Bob"})


@pytest.mark.django_db(transaction=True)
def test_the_words_are_nowhere_in_the_files_of_the_database(tmp_path, browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    if connection.vendor == "sqlite":
        with database_in(tmp_path):
            work_with_notes(browser, bob_client)
            files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert b"coach_notes_noteaccess" in files["db.sqlite3"]
        assert b"Camille Aubert" in files["db.sqlite3-wal"]  # what was just written is looked for where it stands
        everything = b"".join(files.values())
    else:
        work_with_notes(browser, bob_client)
        everything = every_value().encode()
        assert b"Camille Aubert" in everything
    for word in (b"canari", b"chante", b"encore", b"relu"):
        assert word not in everything


def every_value():
    """Return all rows of all tables as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += cursor.fetchall()
    return str(found)


@pytest.mark.django_db
def test_nothing_of_wagtails_knows_of_notes(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    response = browser.post(file_url(bob_client), {"body": CANARY}, follow=True)
    note = Note.objects.get()
    assert [str(message) for message in response.context["messages"]] == ["La note est enregistrée."]
    for model in (ModelLogEntry, ReferenceIndex):
        assert not model.objects.filter(content_type__app_label="coach_notes").exists()
    assert not ReferenceIndex.model_is_indexable(Note)
    assert not any("canari" in str(session.get_decoded()) for session in Session.objects.all())
    for path in ("reports/site-history/", "usage/", "snippets/", "pages/search/?q=canari"):
        page = browser.get(f"/admin/{path}")
        assert "canari chante" not in page.content.decode()
    for action in ("", f"edit/{note.pk}/", f"history/{note.pk}/", f"usage/{note.pk}/", "chooser/", "create/"):
        assert browser.get(f"/admin/coach_notes/note/{action}").status_code == 404
        assert browser.get(f"/admin/snippets/coach_notes/note/{action}").status_code == 404
    for action in ("edit", "delete", "history", "inspect", "create"):
        assert browser.get(f"/admin/notes/{action}/{note.pk}/").status_code == 404
    assert browser.get(f"/admin/bulk/coach_notes/note/delete/?id={note.pk}").status_code == 404
    assert not hasattr(note, "search_fields")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_not_exported(browse, camille, note, kind):
    response = browse(camille).get(list_url(), {"export": kind})
    content = b"".join(response) if response.streaming else response.content
    assert b"canari" not in content
    assert b"bob@example.com" not in content or response.headers["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_a_note_prints_as_its_number(note):
    assert str(note) == f"note {note.pk}"
    assert repr(note) == f"<Note: note {note.pk}>"
    assert "canari" not in str(NoteAccess.objects.get())


@pytest.mark.django_db
def test_a_dump_holds_tokens_and_comes_back(note):
    dump = serializers.serialize("json", Note.objects.all())
    assert "canari" not in dump
    Note.objects.all().delete()
    for back in serializers.deserialize("json", dump):
        back.save()
    assert Note.objects.get().body == CANARY


@pytest.mark.django_db
def test_two_notes_of_the_same_words_do_not_look_alike(camille, bob_client, bobs_session):
    one, other = (actions.write(client=bob_client, body=CANARY, by=camille, now=NOW) for _ in range(2))
    assert stored_body(one) != stored_body(other)


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["body", "body__contains", "body__startswith", "body__in", "body__gt"])
def test_the_database_cannot_be_asked_about_the_words(note, lookup):
    with pytest.raises(FieldError):
        Note.objects.filter(**{lookup: CANARY})


@pytest.mark.django_db
def test_a_token_that_was_tampered_with_is_not_read(note):
    token = stored_body(note)
    forged = token[:-10] + ("B" if token[-10] == "A" else "A") + token[-9:]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE coach_notes_note SET body = %s", [forged])
    assert not Note.objects.get().is_readable


@pytest.mark.django_db
def test_after_a_rotation_the_old_key_may_go(settings, camille, bob_client, bobs_session):
    settings.NOTES_KEYS = [OLD]
    notes = [actions.write(client=bob_client, body=f"{CANARY} {n}", by=camille, now=NOW) for n in range(3)]
    settings.NOTES_KEYS = [NEW, OLD]
    before = [stored_body(note) for note in notes]
    out = io.StringIO()
    call_command("rotate_notes_keys", stdout=out)
    assert "coach_notes.Note: 3 of 3" in out.getvalue()
    settings.NOTES_KEYS = [NEW]
    assert [note.body for note in Note.objects.order_by("pk")] == [f"{CANARY} {n}" for n in range(3)]
    assert all(stored_body(note) != token for note, token in zip(notes, before, strict=True))
    assert not any(note.was_changed for note in Note.objects.all())
    assert not NoteAccess.objects.exclude(kind="written").exists()
    call_command("rotate_notes_keys", stdout=out)
    assert Note.objects.count() == 3


@pytest.mark.django_db
def test_a_rotation_leaves_what_it_cannot_read_and_says_so(settings, camille, bob_client, bobs_session):
    settings.NOTES_KEYS = [OTHER]
    lost = actions.write(client=bob_client, body=CANARY, by=camille, now=NOW)
    settings.NOTES_KEYS = [OLD]
    kept = actions.write(client=bob_client, body="Deuxième", by=camille, now=NOW)
    settings.NOTES_KEYS = [NEW, OLD]
    token = stored_body(lost)
    with pytest.raises(CommandError, match="none of NOTES_KEYS reads them: 1"):
        call_command("rotate_notes_keys", stdout=io.StringIO())
    assert stored_body(lost) == token
    settings.NOTES_KEYS = [NEW, OTHER]
    assert {note.pk: note.body for note in Note.objects.all()} == {lost.pk: CANARY, kept.pk: "Deuxième"}


@pytest.mark.django_db
def test_without_the_right_key_the_file_says_so_and_loses_nothing(settings, browse, camille, bob_client, note):
    token = stored_body(note)
    settings.NOTES_KEYS = [OTHER]
    actions.write(client=bob_client, body="Lisible", by=camille, now=NOW)
    page = browse(camille).get(file_url(bob_client))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Lisible" in text
    assert "NOTES_KEYS" in text
    assert token not in text
    assert "canari" not in text
    assert browse(camille).get(change_url(note)).status_code == 404
    assert browse(camille).post(change_url(note), {"body": "x"}).status_code == 404
    assert NoteAccess.objects.filter(kind="read", note_id=note.pk).count() == 0
    broken = Note.objects.get(pk=note.pk)
    broken.save()
    assert stored_body(note) == token


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ([], "NOTES_KEYS is missing"),
        (["short"], "NOTES_KEYS cannot be used"),
        ([OLD, "é" * 44], "NOTES_KEYS cannot be used"),
        ([OLD[:-4]], "NOTES_KEYS cannot be used"),
    ],
)
def test_missing_or_bad_keys_stop_the_start_with_one_line(settings, keys, sentence):
    settings.NOTES_KEYS = keys
    [error] = encryption.check_keys(None)
    assert (error.id, error.level) == ("people.E001", checks.ERROR)
    assert error.msg.startswith(sentence)
    assert "\n" not in error.msg
    assert not any(key in error.msg for key in keys)
    with pytest.raises(ImproperlyConfigured):
        encryption.encrypt(CANARY)


def test_good_keys_pass():
    assert encryption.check_keys(None) == []


@pytest.mark.parametrize("words", ["gAAAAA est le début d’un jeton", "", "😀 naïve ünïcode\n" * 500])
def test_any_words_come_back_as_they_went(words):
    assert encryption.decrypt(encryption.encrypt(words)) == words
    assert Note._meta.get_field("body").to_python(words) == words
