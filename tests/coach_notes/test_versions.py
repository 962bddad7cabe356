"""Each change of a note keeps what it said before: who wrote it, until when, and for whom."""

import datetime as dt

import pytest

from coach_notes import actions
from coach_notes.models import NoteAccess, NoteVersion
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import change_url, delete_url, earlier_url, file_url, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C6")]
LATER = NOW + dt.timedelta(hours=2)


def lines():
    return list(NoteAccess.objects.values_list("kind", "user_name").order_by("pk"))


def test_each_change_keeps_the_text_before_it(browse, camille, zoe, note):
    browser = browse(camille)
    for body in ("Deuxième jet", "Troisième jet"):
        browser.post(change_url(note), filled_in(browser.get(change_url(note)), body))
    page = browse(zoe).get(earlier_url(note))
    assert [version.body for version in page.context["versions"]] == ["Deuxième jet", CANARY]
    text = page.content.decode()
    assert text.index("Deuxième jet") < text.index(CANARY)
    assert "Écrit par Camille Aubert le mardi 17 novembre 2026" in text
    assert earlier_url(note) in browse(zoe).get(file_url(note.client)).content.decode()


def test_a_change_of_nothing_that_is_read_keeps_no_version(camille, note):
    actions.change(note=note, body=CANARY, by=camille, now=LATER, is_private=True)
    assert not NoteVersion.objects.exists()


def test_a_note_that_never_changed_has_no_such_page(browse, camille, note):
    assert browse(camille).get(earlier_url(note)).status_code == 404
    assert earlier_url(note) not in browse(camille).get(file_url(note.client)).content.decode()


def test_reading_earlier_versions_leaves_a_line(browse, camille, zoe, note):
    actions.change(note=note, body="Relu", by=camille, now=LATER)
    browse(zoe).get(earlier_url(note))
    browse(zoe).post(earlier_url(note))
    assert lines() == [("written", "Camille Aubert"), ("changed", "Camille Aubert"), ("earlier", "Zoé Lambert")]


def test_what_was_for_its_author_only_stays_so_when_the_note_is_shared(browse, camille, zoe, bob_client, bobs_session):
    note = actions.write(client=bob_client, body=CANARY, by=camille, now=NOW, is_private=True)
    actions.change(note=note, body="Pour tous", by=camille, now=LATER)
    assert "Pour tous" in browse(zoe).get(file_url(bob_client)).content.decode()
    assert browse(zoe).get(earlier_url(note)).status_code == 404
    assert earlier_url(note) not in browse(zoe).get(file_url(bob_client)).content.decode()
    assert CANARY in browse(camille).get(earlier_url(note)).content.decode()
    assert ("earlier", "Zoé Lambert") not in lines()


@pytest.mark.mission("C11")
def test_deleting_a_note_deletes_what_it_said_before(browse, camille, note):
    actions.change(note=note, body="Relu", by=camille, now=LATER, agreed=["Appeler"])
    assert "Ses versions précédentes" in browse(camille).get(delete_url(note)).content.decode()
    browse(camille).post(delete_url(note))
    assert not NoteVersion.objects.exists()


def test_a_version_without_its_key_says_so(settings, browse, camille, note):
    from cryptography.fernet import Fernet

    actions.change(note=note, body="Relu", by=camille, now=LATER)
    settings.NOTES_KEYS = [Fernet.generate_key().decode()]
    page = browse(camille).get(earlier_url(note))
    assert "NOTES_KEYS" in page.content.decode()
    assert CANARY not in page.content.decode()
    assert ("earlier", "Camille Aubert") not in lines()


def test_a_failed_change_keeps_no_version(camille, zoe, note):
    with pytest.raises(actions.NoteRefused):
        actions.change(note=note, body="De Zoé", by=zoe, now=LATER)
    assert not NoteVersion.objects.exists()
