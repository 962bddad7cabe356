"""“Notes des clients”: pick a client, read everything on them, newest first."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coach_notes import actions
from people.models import Client
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import file_url, list_url

pytestmark = pytest.mark.django_db


@pytest.mark.mission("C6")
def test_the_coach_picks_a_client_and_reads_all_notes_newest_first(browse, camille, zoe, bob_client, bobs_session):
    for days, body in [(3, "Troisième"), (1, "Première"), (2, "Deuxième")]:
        by = zoe if days == 2 else camille
        actions.write(client=bob_client, body=body, by=by, now=NOW + dt.timedelta(days=days))
    browser = browse(camille)
    page = browser.get(list_url())
    assert f'href="{file_url(bob_client)}"' in page.content.decode()
    assert [file.note_count for file in page.context["object_list"]] == [3]
    page = browser.get(file_url(bob_client))
    assert [line["note"].body for line in page.context["notes"]] == ["Troisième", "Deuxième", "Première"]
    text = page.content.decode()
    assert text.index("Troisième") < text.index("Deuxième") < text.index("Première")
    assert "Zoé Lambert" in text


def test_of_two_notes_of_the_same_moment_the_later_comes_first(browse, camille, bob_client, bobs_session):
    for body in ("Avant", "Après"):
        actions.write(client=bob_client, body=body, by=camille, now=NOW)
    notes = browse(camille).get(file_url(bob_client)).context["notes"]
    assert [line["note"].body for line in notes] == ["Après", "Avant"]


def queries_of(browser, url):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_a_file_takes_as_many_queries_for_thirty_notes_as_for_one(browse, camille, bob_client, session):
    browser = browse(camille)
    add = lambda days: actions.write(  # noqa: E731
        client=bob_client, body=CANARY, by=camille, now=NOW,
        appointment=session(camille, bob_client, start=NOW - dt.timedelta(days=days)),
    )  # fmt: skip
    add(1)
    browser.get(file_url(bob_client))
    one = queries_of(browser, file_url(bob_client))
    for days in range(2, 31):
        add(days)
    assert queries_of(browser, file_url(bob_client)) == one
    assert len(browser.get(file_url(bob_client)).context["notes"]) == 30


def test_the_list_takes_as_many_queries_for_thirty_clients_as_for_one(browse, camille, note):
    browser = browse(camille)
    browser.get(list_url())
    one = queries_of(browser, list_url())
    for number in range(29):
        client = Client.objects.create(name=f"Client {number}")
        actions.write(client=client, body=CANARY, by=camille, now=NOW)
    assert queries_of(browser, list_url()) == one


def test_every_note_is_reached_however_many(browse, camille, bob_client, bobs_session):
    for number in range(51):
        actions.write(client=bob_client, body=f"Note n° {number}", by=camille, now=NOW + dt.timedelta(minutes=number))
    first, second = (browse(camille).get(file_url(bob_client), {"p": page}).context["notes"] for page in (1, 2))
    bodies = [line["note"].body for line in [*first, *second]]
    assert bodies == [f"Note n° {number}" for number in reversed(range(51))]


def test_a_client_is_found_by_name_and_by_whether_there_are_notes(browse, camille, bob_client, note):
    Client.objects.create(name="Louise Durand", email="louise@example.com")
    names = lambda query: [file.name for file in browse(camille).get(list_url(), query).context["object_list"]]  # noqa: E731
    assert names({}) == ["Bob Martin", "Louise Durand"]
    assert names({"q": "louise"}) == ["Louise Durand"]
    assert names({"notes": "avec"}) == ["Bob Martin"]
    assert names({"notes": "sans"}) == ["Louise Durand"]


def test_the_counts_tell_nothing_of_notes_that_one_may_not_read(browse, camille, zoe, bob_client, bobs_session):
    actions.write(client=bob_client, body=CANARY, by=camille, now=NOW, is_private=True)
    count = lambda user: browse(user).get(list_url()).context["object_list"][0].note_count  # noqa: E731
    assert (count(camille), count(zoe)) == (1, 0)


def test_a_practitioner_is_listed_their_own_clients_only(browse, hugo, camille, bob_client, note, session):
    louise = Client.objects.create(name="Louise")
    session(hugo, louise)
    assert [file.name for file in browse(hugo).get(list_url()).context["object_list"]] == ["Louise"]
    assert list(browse(hugo).get(list_url(), {"q": "Bob"}).context["object_list"]) == []


def test_a_file_without_notes_says_so(browse, camille, bob_client, bobs_session):
    assert "Rien n’a encore été écrit" in browse(camille).get(file_url(bob_client)).content.decode()


def test_the_menu_leads_to_the_notes(browse, camille, bob_client):
    browser = browse(camille)
    assert "Notes des clients" in browser.get("/admin/").content.decode()
    page = browser.get(list_url()).content.decode()
    for words in ("Notes des clients", "Dernière note", "Avec des notes"):
        assert words in page
    assert "create" not in page.split("<main")[1]


def test_what_a_shared_computer_keeps_of_a_file_is_nothing(browse, camille, note):
    assert "no-store" in browse(camille).get(file_url(note.client)).headers["Cache-Control"]
