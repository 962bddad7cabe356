"""What was agreed at one session stands at the top of the file until it is done, at a later one."""

import datetime as dt

import pytest
from django.utils import timezone

from coach_notes import actions
from coach_notes.models import AgreedAction, NoteAccess, NoteVersion
from people.actions import client_for
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import add_url, change_url, file_url, filled_in, finish_url, reopen_url

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C6")]
TWO = "Écrire à Paul\n\n Relire   le bilan \nÉcrire à Paul"


@pytest.fixture
def agreed(camille, bob_client, bobs_session):
    """What Bob and Camille agreed on."""
    note = actions.write(
        client=bob_client, body=CANARY, by=camille, now=NOW, appointment=bobs_session, agreed=["Écrire à Paul"]
    )
    return note.agreed.get()


def open_in(page):
    return [action.text for action in page.context["agreed"]]


def test_they_are_added_with_the_note_and_stand_at_the_top(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    page = browser.get(add_url(bobs_session))
    browser.post(add_url(bobs_session), filled_in(page, "Séance dense", agreed=TWO))
    page = browser.get(file_url(bob_client))
    assert open_in(page) == ["Écrire à Paul", "Relire le bilan"]
    text = page.content.decode()
    assert text.index("Relire le bilan") < text.index('id="id_body"') < text.index("Séance dense")
    assert "Séance du mardi 17 novembre 2026" in text
    assert NoteAccess.objects.filter(kind="read").count() == 1


def test_one_click_marks_it_as_done_at_the_later_session_and_twice_does_no_harm(
    browse, camille, bob_client, agreed, session
):
    later = session(camille, bob_client, start=timezone.now() - dt.timedelta(hours=1))
    browser = browse(camille)
    page = browser.get(file_url(bob_client))
    assert page.context["meeting"] == later
    assert f'name="appointment" value="{later.pk}"' in page.content.decode()
    for _ in range(3):
        answer = browser.post(finish_url(agreed), {"appointment": later.pk})
        assert answer.headers["Location"] == f"{file_url(bob_client)}#agreed"
    agreed.refresh_from_db()
    assert (agreed.done_at is not None, agreed.done_by_name, agreed.done_appointment) == (True, "Camille Aubert", later)
    assert NoteAccess.objects.filter(kind="done", note_id=agreed.note_id).count() == 1
    page = browser.get(file_url(bob_client))
    assert open_in(page) == []
    assert "Fait à la séance du" in page.content.decode()


def test_done_by_mistake_is_opened_again(browse, zoe, agreed):
    for url in (finish_url, reopen_url, reopen_url):
        browse(zoe).post(url(agreed))
    agreed.refresh_from_db()
    assert (agreed.done_at, agreed.done_by_name) == (None, "")
    kinds = NoteAccess.objects.order_by("pk").values_list("kind", "user_name")
    assert list(kinds)[1:] == [("done", "Zoé Lambert"), ("reopened", "Zoé Lambert")]


def test_looking_changes_nothing(browse, camille, agreed):
    for url in (finish_url, reopen_url):
        assert browse(camille).get(url(agreed)).status_code == 405
    agreed.refresh_from_db()
    assert agreed.done_at is None


def test_what_is_agreed_in_a_private_note_is_its_authors(browse, camille, zoe, bob_client, bobs_session):
    note = actions.write(client=bob_client, body="x", by=camille, now=NOW, is_private=True, agreed=[CANARY])
    assert CANARY not in browse(zoe).get(file_url(bob_client)).content.decode()
    assert browse(zoe).post(finish_url(note.agreed.get())).status_code == 404
    assert open_in(browse(camille).get(file_url(bob_client))) == [CANARY]


@pytest.mark.parametrize("who", ["charlie", "hugo", "bob"])
def test_a_stranger_finds_no_action(browse, request, who, agreed):
    user = request.getfixturevalue(who)
    for url in (finish_url, reopen_url):
        assert browse(user).post(url(agreed)).status_code == 404
    with pytest.raises(actions.NoteRefused):
        actions.finish(agreed=agreed, by=user, now=NOW)
    agreed.refresh_from_db()
    assert agreed.done_at is None


def test_who_only_reads_ticks_nothing_off(browse, zoe, agreed):
    group = zoe.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="write_notes"))
    page = browse(zoe).get(file_url(agreed.note.client)).content.decode()
    assert "Écrire à Paul" in page
    assert finish_url(agreed) not in page
    assert browse(zoe).post(finish_url(agreed)).status_code == 404


@pytest.mark.parametrize("given", ["of another", "99999", "x", ""])
def test_it_is_not_done_at_the_session_of_another(browse, camille, agreed, charlie, session, given):
    charlies = session(camille, client_for(user=charlie), start=NOW)
    sent = {"appointment": charlies.pk if given == "of another" else given}
    assert browse(camille).post(finish_url(agreed), sent).status_code == (302 if given in ("x", "") else 404)
    agreed.refresh_from_db()
    assert agreed.done_appointment is None


def test_an_action_of_a_note_further_back_is_read_with_a_line(browse, camille, bob_client, agreed):
    for number in range(51):
        actions.write(client=bob_client, body=f"N° {number}", by=camille, now=NOW + dt.timedelta(minutes=number + 1))
    assert open_in(browse(camille).get(file_url(bob_client))) == ["Écrire à Paul"]
    assert NoteAccess.objects.filter(kind="read", note_id=agreed.note_id).count() == 1
    assert NoteAccess.objects.filter(kind="read").count() == 51


def test_changing_the_note_changes_its_open_actions_and_keeps_how_they_were(browse, camille, agreed):
    note = agreed.note
    actions.change(note=note, body=CANARY, by=camille, now=NOW, agreed=["Écrire à Paul", "Relire"])
    actions.finish(agreed=agreed, by=camille, now=NOW)
    browser = browse(camille)
    page = browser.get(change_url(note))
    assert page.context["form"]["agreed"].value() == "Relire"
    browser.post(change_url(note), filled_in(page, CANARY, agreed="Relire deux fois"))
    assert [(one.text, one.done_at is not None) for one in note.agreed.order_by("pk")] == [
        ("Écrire à Paul", True),
        ("Relire deux fois", False),
    ]
    assert [version.agreed for version in NoteVersion.objects.all()] == ["Relire", "Écrire à Paul"]


@pytest.mark.parametrize("typed", ["x" * 301, "\n".join(f"n° {n}" for n in range(21))], ids=["long", "many"])
def test_too_much_is_refused_and_kept_in_the_form(browse, camille, bob_client, bobs_session, typed):
    page = browse(camille).post(file_url(bob_client), {"body": "x", "agreed": typed})
    assert page.context["form"]["agreed"].value() == typed
    assert "20 actions au plus" in page.content.decode()
    assert not AgreedAction.objects.exists()


def test_the_form_sent_twice_agrees_once(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    sent = filled_in(browser.get(file_url(bob_client)), CANARY, agreed=TWO)
    for _ in range(2):
        browser.post(file_url(bob_client), sent)
    assert [one.text for one in AgreedAction.objects.all()] == ["Écrire à Paul", "Relire le bilan"]
