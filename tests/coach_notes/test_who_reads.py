"""Who may know of a note: the row “notes” of the table, at every address, by every verb."""

import pytest

from booking.models import State
from coach_notes import actions, permissions
from coach_notes.models import ClientFile, Note, NoteAccess
from people.actions import client_for, set_role
from people.models import Role
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import add_url, all_about, change_url, delete_url, file_url, list_url

pytestmark = pytest.mark.django_db


def read_by(user):
    return list(Note.objects.visible_to(user))


@pytest.mark.parametrize("who", ["stranger", "hugo", "the client himself", "staff without the right"])
def test_whoever_may_not_know_of_a_note_finds_nothing_at_any_address(who, request, browse, note, bob, practice):
    if who == "the client himself":
        user = bob.user
    elif who == "staff without the right":
        user = request.getfixturevalue("colleague")
        user.groups.get().permissions.remove(*user.groups.get().permissions.filter(codename="read_all_notes"))
    else:
        user = request.getfixturevalue(who)
    lines = NoteAccess.objects.count()
    browser = browse(user)
    for url in all_about(note):
        for send in (browser.get, browser.post, browser.head, browser.put):
            response = send(url, {"body": "mine"} if send == browser.post else None)
            assert response.status_code == 404, (send, url)
            assert "Bob" not in response.content.decode()
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


def test_only_those_with_the_right_see_that_the_room_exists(browse, note, coach, hugo, colleague, stranger):
    answers = {str(user): browse(user).get(list_url()).status_code for user in (coach, hugo, colleague, stranger)}
    assert answers == {"Camille Aubert": 200, "Hugo": 200, "Zoe": 200, "Charlie": 404}
    group = colleague.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="read_all_notes"))
    assert browse(colleague).get(list_url()).status_code == 404
    assert list_url() not in browse(colleague).get("/admin/").content.decode()
    assert list_url() in browse(hugo).get("/admin/").content.decode()


@pytest.mark.mission("C12")
def test_a_colleague_made_a_collaborator_reads_and_writes_notes(browse, coach, bob, note, stranger):
    assert browse(stranger).get(file_url(bob)).status_code == 404
    set_role(user=stranger, role=Role.Code.COLLABORATOR, by=coach)
    stranger = type(stranger).objects.get(pk=stranger.pk)
    assert CANARY in browse(stranger).get(file_url(bob)).content.decode()
    response = browse(stranger).post(file_url(bob), {"body": "Vu avec Bob ce matin."})
    assert response.headers["Location"] == file_url(bob)
    assert Note.objects.get(author=stranger).body == "Vu avec Bob ce matin."
    assert set(read_by(coach)) == set(Note.objects.all())


def test_a_practitioner_reads_the_notes_on_their_own_clients_only(browse, hugo, bob, stranger, note, session):
    assert read_by(hugo) == []
    assert not permissions.may_read(hugo, note)
    session(hugo, bob, state=State.HELD)
    assert browse(hugo).get(file_url(bob)).status_code == 404
    session(hugo, bob, state=State.CANCELLED)
    assert permissions.may_read(hugo, note)
    assert CANARY in browse(hugo).get(file_url(bob)).content.decode()
    assert [file.name for file in ClientFile.objects.open_to(hugo)] == ["Bob"]


def test_a_practitioner_does_not_come_to_a_file_by_an_appointment_of_their_own(browse, hugo, bob, note, session):
    """Hugo is Camille's client too: he knows of that appointment, and still reads no file."""
    own = session(note.author, client_for(user=hugo), start=NOW)
    assert browse(hugo).get(add_url(own)).status_code == 404


def test_nobody_reads_what_colleagues_wrote_on_them(browse, coach, colleague, session):
    """Zoé is a collaborator and Camille's client at the same time."""
    herself = client_for(user=colleague)
    note = actions.write(client=herself, body=CANARY, by=coach, now=NOW, appointment=session(coach, herself))
    assert read_by(coach) == [note]
    assert read_by(colleague) == []
    assert CANARY not in browse(colleague).get(file_url(herself)).content.decode()
    assert browse(colleague).get(delete_url(note)).status_code == 404


def test_a_private_note_is_for_its_author_only(browse, coach, colleague, hugo, bob, bobs_session, session):
    session(hugo, bob)
    note = actions.write(client=bob, body=CANARY, by=coach, now=NOW, is_private=True, appointment=bobs_session)
    assert (read_by(coach), read_by(colleague), read_by(hugo)) == ([note], [], [])
    for user in (colleague, hugo):
        assert CANARY not in browse(user).get(file_url(bob)).content.decode()
        assert browse(user).get(change_url(note)).status_code == 404
        assert browse(user).get(delete_url(note)).status_code == 404
        assert list(browse(user).get(file_url(bob) + "journal/").context["page"]) == []


def test_where_notes_are_not_shared_each_reads_what_they_wrote_on_their_own_clients(
    browse, coach, colleague, hugo, bob, note, session, unshared
):
    session(hugo, bob)
    assert (read_by(coach), read_by(colleague), read_by(hugo)) == ([note], [], [])
    assert browse(colleague).get(list_url()).status_code == 404
    assert browse(colleague).get(file_url(bob)).status_code == 404
    page = browse(hugo).get(file_url(bob)).content.decode()
    assert CANARY not in page
    assert "Visible par vous seul·e, jamais par le client." in page


def test_what_was_promised_private_stays_so_when_the_practice_begins_to_share(
    coach, colleague, bob, bobs_session, unshared
):
    from coach_notes.models import NotesSettings

    note = actions.write(client=bob, body=CANARY, by=coach, now=NOW)
    NotesSettings.objects.update(notes_are_shared=True)
    assert (read_by(coach), read_by(colleague)) == ([note], [])


def test_nobody_changes_the_words_of_a_colleague(browse, coach, colleague, note):
    assert browse(colleague).get(change_url(note)).status_code == 404
    assert browse(colleague).post(change_url(note), {"body": "other words"}).status_code == 404
    with pytest.raises(actions.NoteRefused):
        actions.change(note=note, body="other words", by=colleague, now=NOW)
    zoes = actions.write(client=note.client, body="De Zoé", by=colleague, now=NOW)
    assert browse(coach).get(change_url(zoes)).status_code == 404
    assert Note.objects.get(pk=note.pk).body == CANARY


def test_only_the_author_and_administrators_delete_a_note(browse, coach, colleague, hugo, bob, note, session):
    session(hugo, bob)
    for user in (colleague, hugo):
        assert browse(user).post(delete_url(note)).status_code == 404
        with pytest.raises(actions.NoteRefused):
            actions.delete(note=note, by=user, now=NOW)
    zoes = actions.write(client=bob, body="De Zoé", by=colleague, now=NOW)
    assert browse(coach).post(delete_url(zoes)).status_code == 302
    assert list(Note.objects.all()) == [note]


def test_the_actions_refuse_who_has_no_say_whatever_the_door(hugo, stranger, bob, note, bobs_session):
    for user in (hugo, stranger, bob.user):
        with pytest.raises(actions.NoteRefused):
            actions.write(client=bob, body="x", by=user, now=NOW)
        with pytest.raises(actions.NoteRefused):
            actions.change(note=note, body="x", by=user, now=NOW)
        with pytest.raises(actions.NoteRefused):
            actions.delete(note=note, by=user, now=NOW)
        assert actions.read(notes=Note.objects.all(), by=user, now=NOW) == []


def test_a_note_is_not_tied_to_the_appointment_of_another_client(browse, coach, bob, stranger, bobs_session, session):
    charlies = session(coach, client_for(user=stranger), start=NOW)
    response = browse(coach).post(file_url(bob), {"body": "x", "appointment": str(charlies.reference)})
    assert response.status_code == 200
    with pytest.raises(actions.NoteRefused):
        actions.write(client=bob, body="x", by=coach, now=NOW, appointment=charlies)
    assert not Note.objects.exists()


@pytest.mark.parametrize("path", ["/admin/notes/client/99999999999999999999/", "/admin/notes/0/modifier/"])
def test_a_number_out_of_this_world_is_not_found(browse, coach, path):
    assert browse(coach).get(path).status_code == 404
