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
def test_the_coach_picks_a_client_and_reads_all_notes_newest_first(browse, coach, colleague, bob, bobs_session):
    for days, body in [(3, "Troisième"), (1, "Première"), (2, "Deuxième")]:
        by = colleague if days == 2 else coach
        actions.write(client=bob, body=body, by=by, now=NOW + dt.timedelta(days=days))
    browser = browse(coach)
    page = browser.get(list_url())
    assert f'href="{file_url(bob)}"' in page.content.decode()
    assert [file.note_count for file in page.context["object_list"]] == [3]
    page = browser.get(file_url(bob))
    assert [line["note"].body for line in page.context["notes"]] == ["Troisième", "Deuxième", "Première"]
    text = page.content.decode()
    assert text.index("Troisième") < text.index("Deuxième") < text.index("Première")
    assert "Zoe" in text


def test_of_two_notes_of_the_same_moment_the_later_comes_first(browse, coach, bob, bobs_session):
    for body in ("Avant", "Après"):
        actions.write(client=bob, body=body, by=coach, now=NOW)
    notes = browse(coach).get(file_url(bob)).context["notes"]
    assert [line["note"].body for line in notes] == ["Après", "Avant"]


def queries_of(browser, url):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_a_file_takes_as_many_queries_for_thirty_notes_as_for_one(browse, coach, bob, session):
    browser = browse(coach)
    add = lambda days: actions.write(  # noqa: E731
        client=bob, body=CANARY, by=coach, now=NOW,
        appointment=session(coach, bob, start=NOW - dt.timedelta(days=days)),
    )  # fmt: skip
    add(1)
    browser.get(file_url(bob))
    one = queries_of(browser, file_url(bob))
    for days in range(2, 31):
        add(days)
    assert queries_of(browser, file_url(bob)) == one
    assert len(browser.get(file_url(bob)).context["notes"]) == 30


def test_the_list_takes_as_many_queries_for_thirty_clients_as_for_one(browse, coach, note):
    browser = browse(coach)
    browser.get(list_url())
    one = queries_of(browser, list_url())
    for number in range(29):
        client = Client.objects.create(name=f"Client {number}")
        actions.write(client=client, body=CANARY, by=coach, now=NOW)
    assert queries_of(browser, list_url()) == one


def test_every_note_is_reached_however_many(browse, coach, bob, bobs_session):
    for number in range(51):
        actions.write(client=bob, body=f"Note n° {number}", by=coach, now=NOW + dt.timedelta(minutes=number))
    first, second = (browse(coach).get(file_url(bob), {"p": page}).context["notes"] for page in (1, 2))
    bodies = [line["note"].body for line in [*first, *second]]
    assert bodies == [f"Note n° {number}" for number in reversed(range(51))]


def test_a_client_is_found_by_name_and_by_whether_there_are_notes(browse, coach, bob, note):
    Client.objects.create(name="Louise Martin", email="louise@example.com")
    names = lambda query: [file.name for file in browse(coach).get(list_url(), query).context["object_list"]]  # noqa: E731
    assert names({}) == ["Bob", "Louise Martin"]
    assert names({"q": "louise"}) == ["Louise Martin"]
    assert names({"notes": "avec"}) == ["Bob"]
    assert names({"notes": "sans"}) == ["Louise Martin"]


def test_the_counts_tell_nothing_of_notes_that_one_may_not_read(browse, coach, colleague, bob, bobs_session):
    actions.write(client=bob, body=CANARY, by=coach, now=NOW, is_private=True)
    count = lambda user: browse(user).get(list_url()).context["object_list"][0].note_count  # noqa: E731
    assert (count(coach), count(colleague)) == (1, 0)


def test_a_practitioner_is_listed_their_own_clients_only(browse, hugo, coach, bob, note, session):
    louise = Client.objects.create(name="Louise")
    session(hugo, louise)
    assert [file.name for file in browse(hugo).get(list_url()).context["object_list"]] == ["Louise"]
    assert list(browse(hugo).get(list_url(), {"q": "Bob"}).context["object_list"]) == []


def test_a_file_without_notes_says_so(browse, coach, bob, bobs_session):
    assert "Rien n’a encore été écrit" in browse(coach).get(file_url(bob)).content.decode()


def test_the_menu_leads_to_the_notes(browse, coach):
    page = browse(coach).get("/admin/").content.decode()
    assert "Notes des clients" in page


def test_what_a_shared_computer_keeps_of_a_file_is_nothing(browse, coach, note):
    assert "no-store" in browse(coach).get(file_url(note.client)).headers["Cache-Control"]
