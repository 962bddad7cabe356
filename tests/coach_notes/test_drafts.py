"""What is being typed is kept as it is typed, for who types it and nobody else, until it is a note."""

import uuid

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from coach_notes import actions
from coach_notes.models import Note, NoteAccess, NoteDraft
from people.actions import consequences_of_deleting
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import add_url, draft_url, file_url, filled_in, throw_away_url

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C5")]


def drafted(author):
    return list(NoteDraft.objects.filter(author=author).values_list("body", flat=True))


def test_a_draft_is_offered_back_and_gone_once_saved(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    page = browser.get(file_url(bob_client))
    answer = browser.post(draft_url(bob_client), filled_in(page, CANARY, agreed="Relire le bilan", readers="author"))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().startswith("Brouillon gardé à ")
    assert not Note.objects.exists()
    page = browser.get(file_url(bob_client))
    assert "Votre brouillon du" in page.content.decode()
    form = page.context["form"]
    assert [form[name].value() for name in ("body", "agreed", "readers")] == [CANARY, "Relire le bilan", "author"]
    assert form["appointment"].value() == bobs_session.reference
    browser.post(file_url(bob_client), filled_in(page, f"{CANARY}, fin"))
    assert [note.body for note in Note.objects.all()] == [f"{CANARY}, fin"]
    assert drafted(camille) == []
    page = browser.get(file_url(bob_client))
    assert not page.context["form"]["body"].value()
    assert "Votre brouillon" not in page.content.decode()


def test_there_is_one_draft_for_each_author_and_client(
    browse, camille, zoe, bob_client, charlie, bobs_session, session
):
    from people.actions import client_for

    charlies = session(camille, client_for(user=charlie), start=NOW).client
    for body in ("Un", "Un deux", "Un deux trois"):
        browse(camille).post(draft_url(bob_client), {"body": body})
    browse(zoe).post(draft_url(bob_client), {"body": "De Zoé"})
    browse(camille).post(draft_url(charlies), {"body": "Sur Charlie"})
    assert sorted(drafted(camille)) == ["Sur Charlie", "Un deux trois"]
    assert drafted(zoe) == ["De Zoé"]


def test_nobody_else_reads_a_draft_and_it_leaves_no_line(browse, camille, zoe, bob_client, bobs_session):
    browse(zoe).post(draft_url(bob_client), {"body": CANARY})
    page = browse(camille).get(file_url(bob_client))
    assert CANARY not in page.content.decode()
    assert not NoteAccess.objects.exists()
    browse(camille).post(draft_url(bob_client), {"body": ""})
    browse(camille).post(throw_away_url(bob_client))
    assert drafted(zoe) == [CANARY]


def test_what_was_emptied_or_thrown_away_is_gone(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    for url in (draft_url, throw_away_url):
        browser.post(draft_url(bob_client), {"body": CANARY})
        answer = browser.post(url(bob_client), {"body": " \n"})
        assert answer.content == b""
        assert drafted(camille) == []


def test_a_draft_that_arrives_after_its_note_is_left_out(browse, camille, bob_client, bobs_session):
    browser = browse(camille)
    sent = filled_in(browser.get(file_url(bob_client)), CANARY)
    browser.post(file_url(bob_client), sent)
    assert browser.post(draft_url(bob_client), sent).content == b""
    assert drafted(camille) == []


def test_saving_one_form_leaves_the_draft_of_another(camille, bob_client, bobs_session):
    actions.keep_draft(client=bob_client, by=camille, now=NOW, body="Ailleurs", idempotency_key=uuid.uuid4())
    actions.write(client=bob_client, body="Ici", by=camille, now=NOW, idempotency_key=uuid.uuid4())
    assert drafted(camille) == ["Ailleurs"]


def test_from_an_appointment_the_draft_is_on_that_one(browse, camille, bob_client, bobs_session, session):
    import datetime as dt

    other = session(camille, bob_client, start=NOW - dt.timedelta(days=7))
    browse(camille).post(draft_url(bob_client), {"body": CANARY, "appointment": str(bobs_session.reference)})
    form = browse(camille).get(add_url(other)).context["form"]
    assert (form["body"].value(), form["appointment"].value()) == (CANARY, other.reference)


def test_what_is_wrong_in_the_form_is_left_out_of_the_draft_and_the_words_are_kept(
    browse, camille, bob_client, session
):
    session(camille, bob_client)
    sent = {"body": "x" * 20_001, "appointment": "nope", "readers": "nope", "idempotency_key": "nope"}
    assert browse(camille).post(draft_url(bob_client), sent).status_code == 200
    assert len(NoteDraft.objects.get().body) == 20_001


def test_a_draft_is_unreadable_in_the_database_and_without_its_key(settings, browse, camille, bob_client, bobs_session):
    from cryptography.fernet import Fernet

    browse(camille).post(draft_url(bob_client), {"body": CANARY, "agreed": CANARY})
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, agreed FROM coach_notes_notedraft")
        assert "canari" not in str(cursor.fetchall())
    settings.NOTES_KEYS = [Fernet.generate_key().decode()]
    page = browse(camille).get(file_url(bob_client))
    assert page.status_code == 200
    assert not page.context["form"]["body"].value()


@pytest.mark.parametrize("who", ["charlie", "hugo", "bob"])
def test_who_may_not_write_keeps_no_draft(browse, request, who, bob_client, note):
    user = request.getfixturevalue(who)
    for url in (draft_url, throw_away_url):
        assert browse(user).post(url(bob_client), {"body": "x"}).status_code == 404
    assert not NoteDraft.objects.exists()


def test_who_only_reads_keeps_no_draft(browse, zoe, bob_client, note):
    group = zoe.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="write_notes"))
    assert browse(zoe).post(draft_url(bob_client), {"body": "x"}).status_code == 404
    assert not NoteDraft.objects.exists()


@pytest.mark.mission("C11")
def test_a_draft_goes_with_its_author_which_is_said_first(camille, zoe, bob_client, bobs_session):
    actions.keep_draft(client=bob_client, by=zoe, now=NOW, body=CANARY)
    told = consequences_of_deleting(user=zoe, now=NOW)
    assert "Ce que cette personne écrivait sans l’avoir enregistré est supprimé." in told
    get_user_model().objects.get(pk=zoe.pk).delete()
    assert not NoteDraft.objects.exists()
