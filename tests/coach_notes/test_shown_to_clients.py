"""A client reads a note only where the practice allows it and its author shows it; each reading leaves a line."""

import datetime as dt

import pytest
from django.urls import reverse

from coach_notes import actions
from coach_notes.models import Note, NoteAccess, NotesSettings
from people.actions import client_for
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import change_url, earlier_url, file_url, filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C6")]

MINE = "/mes-rendez-vous/notes/"


@pytest.fixture
def shown(db):
    """The practice lets authors show notes to clients."""
    NotesSettings.load()
    NotesSettings.objects.update(may_be_shown_to_clients=True)


def write(camille, bobs_session, body=CANARY, **wish):
    wish = {"is_for_client": True, "now": NOW, **wish}
    return actions.write(client=bobs_session.client, body=body, by=camille, appointment=bobs_session, **wish)


def pages_of(appointment):
    return [MINE, reverse("booking:mine"), reverse("booking:appointment", args=[appointment.reference])]


def test_unless_the_practice_allows_it_no_note_is_shown(browse, camille, bob, bobs_session):
    note = write(camille, bobs_session)
    assert not note.is_for_client
    Note.objects.update(is_for_client=True)
    assert browse(bob).get(MINE).status_code == 404
    for url in pages_of(bobs_session)[1:]:
        page = browse(bob).get(url).content.decode()
        assert MINE not in page
        assert CANARY not in page
    form = browse(camille).get(file_url(bobs_session.client)).context["form"]
    assert [value for value, _words in form.fields["readers"].choices] == ["team", "author"]
    sent = {"body": "x", "readers": "team-client"}
    assert browse(camille).post(file_url(bobs_session.client), sent).status_code == 200


def test_what_its_author_shows_the_client_reads_from_their_appointments(browse, camille, bob, bobs_session, shown):
    browser = browse(camille)
    page = browser.get(file_url(bobs_session.client))
    sent = filled_in(page, CANARY, readers="team-client", agreed="Relire le bilan")
    browser.post(file_url(bobs_session.client), sent)
    assert "Montrée au client" in browser.get(file_url(bobs_session.client)).content.decode()
    _page, mine, appointment = pages_of(bobs_session)
    for url in (mine, appointment):
        page = browse(bob).get(url).content.decode()
        assert f'href="{MINE}"' in page
        assert CANARY not in page
    assert not NoteAccess.objects.filter(user=bob).exists()
    page = browse(bob).get(MINE).content.decode()
    assert CANARY in page
    assert "Relire le bilan" in page
    assert [(line.kind, line.user_name) for line in NoteAccess.objects.filter(user=bob)] == [("read", "Bob Martin")]


def test_the_client_reads_neither_other_notes_nor_what_a_note_said_before(browse, camille, bob, bobs_session, shown):
    for wish in ({"is_for_client": False}, {"is_for_client": False, "is_private": True}):
        write(camille, bobs_session, **wish)
    note = write(camille, bobs_session, f"{CANARY}, avant")
    actions.change(note=note, body="Après", by=camille, now=NOW, is_for_client=True)
    page = browse(bob).get(MINE).content.decode()
    assert "Après" in page
    assert CANARY not in page
    assert browse(bob).get(earlier_url(note)).status_code == 404
    assert [line.note_id for line in NoteAccess.objects.filter(user=bob)] == [note.pk]


def test_what_is_no_longer_shown_is_no_longer_read(browse, camille, bob, bobs_session, shown):
    note = write(camille, bobs_session)
    browser = browse(camille)
    browser.post(change_url(note), filled_in(browser.get(change_url(note)), CANARY, readers="team"))
    assert CANARY not in browse(bob).get(MINE).content.decode()


def test_charlie_reads_no_note_of_bobs(browse, camille, charlie, zoe, bobs_session, shown, session):
    session(camille, client_for(user=charlie), start=NOW)
    write(camille, bobs_session)
    for user in (charlie, zoe, camille):
        assert CANARY not in browse(user).get(MINE).content.decode()
    assert browse().get(MINE).headers["Location"].startswith("/accounts/login/")
    assert not NoteAccess.objects.filter(kind="read").exists()


def test_for_me_and_the_client_is_not_for_colleagues(browse, camille, zoe, bob, bobs_session, shown):
    write(camille, bobs_session, is_private=True)
    assert CANARY in browse(bob).get(MINE).content.decode()
    assert CANARY not in browse(zoe).get(file_url(bobs_session.client)).content.decode()


def test_where_notes_are_not_shared_an_author_still_shows_one(browse, camille, bob, bobs_session, unshared, shown):
    browser = browse(camille)
    form = browser.get(file_url(bobs_session.client)).context["form"]
    assert [value for value, _words in form.fields["readers"].choices] == ["author", "author-client"]
    assert form["readers"].value() == "author"
    browser.post(file_url(bobs_session.client), {"body": CANARY, "readers": "author-client"})
    note = Note.objects.get()
    assert (note.is_private, note.is_for_client) == (True, True)
    assert CANARY in browse(bob).get(MINE).content.decode()


def test_the_link_in_a_mail_opens_no_note(client, camille, bobs_session, shown):
    """A mail that is passed on must not carry them along."""
    from booking import links

    note = write(camille, bobs_session, now=NOW)
    link = links.issue(bobs_session, to="bob@example.com", now=dt.datetime.now(dt.UTC))
    page = client.get(link, follow=True)
    assert page.status_code == 200
    assert MINE not in page.content.decode()
    assert CANARY not in page.content.decode()
    assert not NoteAccess.objects.filter(kind="read", note_id=note.pk).exists()


def test_the_page_takes_as_many_queries_for_twenty_notes_as_for_one_and_is_paged(
    browse, camille, bob, bobs_session, shown, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browse(bob)
    write(camille, bobs_session, agreed=["Relire"])
    browser.get(MINE), browser.get(MINE)
    with CaptureQueriesContext(connection) as one:
        browser.get(MINE)
    for number in range(24):
        write(camille, bobs_session, f"N° {number}", agreed=["Relire"])
    with django_assert_num_queries(len(one)):
        page = browser.get(MINE)
    assert len(page.context["notes"]) == 20
    assert [note.body for note in browser.get(MINE, {"page": 2}).context["notes"]][-1] == CANARY
