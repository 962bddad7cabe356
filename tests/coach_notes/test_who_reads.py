"""Who may know of a note: the row “notes” of the table, at every address, by every verb."""

import pytest

from booking.models import State
from coach_notes import actions
from coach_notes.models import ClientFile, Note, NoteAccess
from people.actions import client_for, set_role
from people.models import Role
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import add_url, all_about, change_url, delete_url, file_url, list_url

pytestmark = pytest.mark.django_db


def read_by(user):
    return list(Note.objects.visible_to(user))


@pytest.mark.parametrize("who", ["charlie", "hugo", "the client himself", "staff without the right"])
def test_whoever_may_not_know_of_a_note_finds_nothing_at_any_address(who, request, browse, note, bob_client, practice):
    if who == "the client himself":
        user = bob_client.user
    elif who == "staff without the right":
        user = request.getfixturevalue("zoe")
        user.groups.get().permissions.remove(*user.groups.get().permissions.filter(codename="read_all_notes"))
    else:
        user = request.getfixturevalue(who)
    lines = NoteAccess.objects.count()
    browser = browse(user)
    for url in all_about(note):
        for send in (browser.get, browser.post, browser.head, browser.put):
            response = send(url, {"body": "mine"} if send == browser.post else None)
            assert response.status_code in (404, 405), (send, url)
            assert "Martin" not in response.content.decode()
            assert CANARY not in response.content.decode()
    assert NoteAccess.objects.count() == lines
    assert Note.objects.get() == note


def test_a_visitor_is_asked_to_log_in_and_shown_nothing(browse, note):
    for url in [list_url(), *all_about(note)]:
        for send in (browse().get, browse().post):
            response = send(url)
            assert response.status_code == 302
            assert response.headers["Location"].startswith("/accounts/login/")
            assert CANARY not in response.content.decode()


def test_only_those_with_the_right_see_that_the_room_exists(browse, note, camille, hugo, zoe, charlie):
    answers = {str(user): browse(user).get(list_url()).status_code for user in (camille, hugo, zoe, charlie)}
    assert answers == {"Camille Aubert": 200, "Hugo Roux": 200, "Zoé Lambert": 200, "Charlie Petit": 404}
    group = zoe.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="read_all_notes"))
    assert browse(zoe).get(list_url()).status_code == 404
    assert list_url() not in browse(zoe).get("/admin/").content.decode()
    assert list_url() in browse(hugo).get("/admin/").content.decode()


@pytest.mark.mission("C12")
def test_a_colleague_made_a_collaborator_reads_and_writes_notes(browse, camille, bob_client, note, charlie):
    assert browse(charlie).get(file_url(bob_client)).status_code == 404
    set_role(user=charlie, role=Role.Code.COLLABORATOR, by=camille)
    charlie = type(charlie).objects.get(pk=charlie.pk)
    assert CANARY in browse(charlie).get(file_url(bob_client)).content.decode()
    response = browse(charlie).post(file_url(bob_client), {"body": "Vu avec Bob ce matin."})
    assert response.headers["Location"] == file_url(bob_client)
    assert Note.objects.get(author=charlie).body == "Vu avec Bob ce matin."
    assert set(read_by(camille)) == set(Note.objects.all())


def test_a_practitioner_reads_the_notes_on_their_own_clients_only(browse, hugo, bob_client, charlie, note, session):
    assert read_by(hugo) == []
    session(hugo, bob_client, state=State.HELD)
    assert browse(hugo).get(file_url(bob_client)).status_code == 404
    session(hugo, bob_client, state=State.CANCELLED)
    assert read_by(hugo) == [note]
    assert CANARY in browse(hugo).get(file_url(bob_client)).content.decode()
    assert [file.name for file in ClientFile.objects.open_to(hugo)] == ["Bob Martin"]


def test_a_practitioner_does_not_come_to_a_file_by_an_appointment_of_their_own(browse, hugo, bob_client, note, session):
    """Hugo is Camille's client too: he knows of that appointment, and still reads no file."""
    own = session(note.author, client_for(user=hugo), start=NOW)
    assert browse(hugo).get(add_url(own)).status_code == 404


def test_nobody_reads_what_colleagues_wrote_on_them(browse, camille, zoe, session):
    """Zoé is a collaborator and Camille's client at the same time."""
    herself = client_for(user=zoe)
    note = actions.write(client=herself, body=CANARY, by=camille, now=NOW, appointment=session(camille, herself))
    assert read_by(camille) == [note]
    assert read_by(zoe) == []
    assert CANARY not in browse(zoe).get(file_url(herself)).content.decode()
    assert browse(zoe).get(delete_url(note)).status_code == 404


def test_a_private_note_is_for_its_author_only(browse, camille, zoe, hugo, bob_client, bobs_session, session):
    session(hugo, bob_client)
    note = actions.write(client=bob_client, body=CANARY, by=camille, now=NOW, is_private=True, appointment=bobs_session)
    assert (read_by(camille), read_by(zoe), read_by(hugo)) == ([note], [], [])
    for user in (zoe, hugo):
        assert CANARY not in browse(user).get(file_url(bob_client)).content.decode()
        assert browse(user).get(change_url(note)).status_code == 404
        assert browse(user).get(delete_url(note)).status_code == 404
        assert list(browse(user).get(file_url(bob_client) + "journal/").context["page"]) == []


def test_where_notes_are_not_shared_each_reads_what_they_wrote_on_their_own_clients(
    browse, camille, zoe, hugo, bob_client, note, session, unshared
):
    session(hugo, bob_client)
    assert (read_by(camille), read_by(zoe), read_by(hugo)) == ([note], [], [])
    assert browse(zoe).get(list_url()).status_code == 404
    assert browse(zoe).get(file_url(bob_client)).status_code == 404
    page = browse(hugo).get(file_url(bob_client)).content.decode()
    assert CANARY not in page
    assert "Visible par vous seul·e, jamais par le client." in page


def test_what_was_promised_private_stays_so_when_the_practice_begins_to_share(
    camille, zoe, bob_client, bobs_session, unshared
):
    from coach_notes.models import NotesSettings

    note = actions.write(client=bob_client, body=CANARY, by=camille, now=NOW)
    NotesSettings.objects.update(notes_are_shared=True)
    assert (read_by(camille), read_by(zoe)) == ([note], [])


def test_nobody_changes_the_words_of_a_colleague(browse, camille, zoe, note):
    assert browse(zoe).get(change_url(note)).status_code == 404
    assert browse(zoe).post(change_url(note), {"body": "other words"}).status_code == 404
    with pytest.raises(actions.NoteRefused):
        actions.change(note=note, body="other words", by=zoe, now=NOW)
    zoes = actions.write(client=note.client, body="De Zoé", by=zoe, now=NOW)
    assert browse(camille).get(change_url(zoes)).status_code == 404
    assert Note.objects.get(pk=note.pk).body == CANARY


def test_only_the_author_and_administrators_delete_a_note(browse, camille, zoe, hugo, bob_client, note, session):
    session(hugo, bob_client)
    for user in (zoe, hugo):
        assert browse(user).post(delete_url(note)).status_code == 404
        with pytest.raises(actions.NoteRefused):
            actions.delete(note=note, by=user, now=NOW)
    zoes = actions.write(client=bob_client, body="De Zoé", by=zoe, now=NOW)
    assert browse(camille).post(delete_url(zoes)).status_code == 302
    assert list(Note.objects.all()) == [note]


def test_the_actions_refuse_who_has_no_say_whatever_the_door(hugo, charlie, bob_client, note, bobs_session):
    for user in (hugo, charlie, bob_client.user):
        with pytest.raises(actions.NoteRefused):
            actions.write(client=bob_client, body="x", by=user, now=NOW)
        with pytest.raises(actions.NoteRefused):
            actions.change(note=note, body="x", by=user, now=NOW)
        with pytest.raises(actions.NoteRefused):
            actions.delete(note=note, by=user, now=NOW)
        assert actions.read(notes=Note.objects.all(), by=user, now=NOW) == []


def test_a_note_is_not_tied_to_the_appointment_of_another_client(
    browse, camille, bob_client, charlie, bobs_session, session
):
    charlies = session(camille, client_for(user=charlie), start=NOW)
    response = browse(camille).post(file_url(bob_client), {"body": "x", "appointment": str(charlies.reference)})
    assert response.status_code == 200
    with pytest.raises(actions.NoteRefused):
        actions.write(client=bob_client, body="x", by=camille, now=NOW, appointment=charlies)
    assert not Note.objects.exists()


@pytest.mark.parametrize("path", ["/admin/notes/client/99999999999999999999/", "/admin/notes/0/modifier/"])
def test_a_number_out_of_this_world_is_not_found(browse, camille, path):
    assert browse(camille).get(path).status_code == 404
