"""Writing and changing notes, in the file and from a row of the list of appointments."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from booking.models import State
from coach_notes import actions
from coach_notes.models import Note
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import add_url, change_url, file_url, filled_in

pytestmark = pytest.mark.django_db


@pytest.mark.mission("C5")
def test_from_a_row_the_coach_writes_a_note_tied_to_client_and_appointment(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    page = browser.get(add_url(bobs_session))
    assert "Bob" in page.content.decode()
    response = browser.post(add_url(bobs_session), filled_in(page, "Parle de changer de métier."))
    assert response.headers["Location"] == file_url(bob_client)
    note = Note.objects.get()
    assert (note.client, note.appointment, note.author) == (bob_client, bobs_session, camille)
    assert note.body == "Parle de changer de métier."
    page = browser.get(file_url(bob_client)).content.decode()
    assert "Parle de changer de métier." in page
    assert "Séance du mardi 17 novembre 2026" in page


@pytest.mark.mission("C5")
@pytest.mark.parametrize(
    ("hours_ago", "picked"),
    [([1, 50], 0), ([40, 50], 0), ([-40, 50], 1), ([-50, -40], 1), ([0.5, -40], 0)],
    ids=["the last", "days ago", "the last before the next", "the next where none was", "one that is on"],
)
def test_the_session_that_a_note_is_most_likely_about_is_picked_beforehand(
    browse, camille, bob_client, session, hours_ago, picked
):
    now = timezone.now()
    held = [session(camille, bob_client, start=now - dt.timedelta(hours=hours)) for hours in hours_ago]
    form = browse(camille).get(file_url(bob_client)).context["form"]
    assert form["appointment"].value() == held[picked].reference
    offered = [value for value, _words in form.fields["appointment"].widget.choices]
    assert offered == ["", *[one.reference for one in sorted(held, key=lambda one: one.start_at, reverse=True)]]


def test_a_session_that_was_cancelled_can_be_chosen_but_is_not_picked(browse, camille, bob_client, session):
    session(camille, bob_client, start=timezone.now() - dt.timedelta(hours=1), state=State.CANCELLED)
    assert browse(camille).get(file_url(bob_client)).context["form"]["appointment"].value() is None


def test_a_form_sent_twice_writes_one_note(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    sent = filled_in(browser.get(file_url(bob_client)), CANARY)
    assert sent["idempotency_key"]
    for _ in range(3):
        assert browser.post(file_url(bob_client), sent).status_code == 302
    assert Note.objects.get().body == CANARY


def test_other_words_in_the_same_form_are_another_note_not_lost(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    page = browser.get(file_url(bob_client))
    for body in ("Premier jet", "Second jet", "Premier jet"):
        browser.post(file_url(bob_client), filled_in(page, body))
    assert [note.body for note in Note.objects.all()] == ["Second jet", "Premier jet"]


@pytest.mark.parametrize(
    "typed",
    [{"body": "  \n "}, {"body": "\x0b\x07"}, {"body": "x" * 20_001}, {"body": "a\x00b"}, {"appointment": "nope"}],
    ids=["empty", "control characters", "too long", "null", "no such session"],
)
def test_a_refused_form_keeps_what_was_typed_and_stores_nothing(browse, camille, bob_client, bobs_session, typed):
    response = browse(camille).post(
        file_url(bob_client), {"body": "Longue note à garder", "readers": "author", **typed}
    )
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors
    assert form["body"].value() == typed.get("body", "Longue note à garder")
    assert form["readers"].value() == "author"
    assert "Enregistrer la note" in response.content.decode()
    assert not Note.objects.exists()


def test_control_characters_are_left_out_and_lines_kept(browse, camille, bob_client, bobs_session):
    typed = "  Première ligne\r\nDeuxième\x0bTroisième\x07\x1b[31m\u2028\tQuatrième 😀\u200d  \r\n"
    browse(camille).post(file_url(bob_client), {"body": typed})
    assert Note.objects.get().body == "Première ligne\nDeuxième\nTroisième[31m\n\tQuatrième 😀\u200d"


def test_what_was_typed_is_shown_as_text_never_run(browse, camille, bob_client, bobs_session):
    browse(camille).post(file_url(bob_client), {"body": "<script>alert(1)</script>\n\n{{ 7*7 }} & <b>gras</b>"})
    page = browse(camille).get(file_url(bob_client)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }} &amp; &lt;b&gt;gras" in page


def test_the_author_changes_a_note_and_when_is_shown(browse, camille, bob_client, note, bobs_session):
    browser = browse(camille)
    page = browser.get(change_url(note))
    form = page.context["form"]
    assert (form["body"].value(), form["appointment"].value()) == (CANARY, bobs_session.reference)
    response = browser.post(change_url(note), filled_in(page, "Relu", appointment="", readers="author"))
    assert response.headers["Location"] == file_url(bob_client)
    note.refresh_from_db()
    assert (note.body, note.appointment, note.is_private, note.created_at) == ("Relu", None, True, NOW)
    assert note.was_changed
    assert "modifiée" in browser.get(file_url(bob_client)).content.decode()


def test_the_box_says_who_will_read_the_note(browse, camille, bob_client, bobs_session, unshared):
    from coach_notes.models import NotesSettings

    page = browse(camille).get(file_url(bob_client))
    assert "Visible par vous seul·e, jamais par le client." in page.content.decode()
    assert "readers" not in page.context["form"].fields
    NotesSettings.objects.update(notes_are_shared=True)
    page = browse(camille).get(file_url(bob_client)).content.decode()
    assert "Visible par l’équipe, jamais par le client." in page
    assert "Pour moi seul·e" in page


def test_the_box_has_a_label_and_works_without_a_script(browse, camille, bob_client, bobs_session):
    page = browse(camille).get(file_url(bob_client)).content.decode()
    assert re.search(r'<label[^>]*for="id_body"', page)
    assert re.search(r'<form method="post" class="note-form"', page)
    assert page.index('id="id_body"') < page.index('id="notes"')


def test_an_appointment_may_go_and_its_notes_stay(note, bobs_session):
    bobs_session.delete()
    note.refresh_from_db()
    assert (note.appointment, note.body) == (None, CANARY)


def test_someone_who_only_reads_is_offered_no_box(browse, zoe, bob_client, note):
    group = zoe.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="write_notes"))
    page = browse(zoe).get(file_url(bob_client)).content.decode()
    assert CANARY in page
    assert "note-form" not in page
    assert browse(zoe).post(file_url(bob_client), {"body": "x"}).status_code == 404


def test_writing_needs_the_token_against_forged_requests(camille, bob_client, bobs_session):
    from django.test import Client as Browser

    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(camille)
    assert browser.post(file_url(bob_client), {"body": "x"}).status_code == 403
    assert not Note.objects.exists()


def test_the_same_key_from_two_people_is_two_notes(camille, zoe, bob_client, bobs_session):
    import uuid

    key = uuid.uuid4()
    for user in (camille, zoe):
        actions.write(client=bob_client, body=CANARY, by=user, now=NOW, idempotency_key=key)
    assert Note.objects.count() == 2
