"""The journal: who did what and when, over all rooms, for administrators; never a word of a note (mission, M5)."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

import coach_notes.actions
from booking import actions
from coach_notes.models import Note
from people import invitations
from people.actions import block, make_collaborator, set_role, unblock
from people.models import Client, Role, User
from practice.models import Absence
from tests import factories
from tests.free import free_starts

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M5")]
ADDRESS = "/admin/journal/"
SECRET = "Bob a parlé de sa soeur."


@pytest.fixture
def booked(practice, bob):
    start = free_starts(practice)[0]
    now = timezone.now()
    wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    return actions.book(client=bob.client, **wish, start=start, by=bob, now=now)


@pytest.fixture
def a_day(camille, zoe, bob, charlie, booked):
    """Something from every room, and a note that says more than it should."""
    now = timezone.now()
    actions.cancel(appointment=booked, by=bob, now=now, comment="Ma soeur est malade.")
    note = coach_notes.actions.write(client=bob.client, body=SECRET, by=camille, now=now)
    coach_notes.actions.read(notes=Note.objects.filter(pk=note.pk), by=zoe, now=now)
    block(user=charlie, by=camille)
    unblock(user=charlie, by=camille)
    absence = Absence.objects.create(
        practitioner=booked.practitioner, start_at=now + dt.timedelta(days=90), end_at=now + dt.timedelta(days=91)
    )
    log(absence, "wagtail.create", user=zoe)
    log(Page.objects.first(), "wagtail.publish", user=camille, title="À propos de moi")
    return booked


def lines_of(client, **asked):
    """Return (who, what, about) of each line of a page."""
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200
    return [(line.who, str(line.what), line.about) for line, _url in answer.context.get("lines", ())]


def test_every_room_tells_who_did_what(client, camille, a_day):
    client.force_login(camille)
    found = lines_of(client)
    whole = {(who, what.partition(" pour ")[0], about) for who, what, about in found}
    assert {
        ("Bob Martin", "Réservé", "Bob Martin, avec Camille Aubert"),
        ("Bob Martin", "Annulé", "Bob Martin, avec Camille Aubert"),
        ("Camille Aubert", "Note écrite", "Bob Martin"),
        ("Zoé Lambert", "Note lue", "Bob Martin"),
        ("Camille Aubert", "Bloqué", "Charlie Petit"),
        ("Camille Aubert", "Rôle\N{NO-BREAK SPACE}: Collaborateur", "Zoé Lambert"),
        ("Camille Aubert", "Publié(e)", "À propos de moi"),
    } <= whole


def test_the_latest_comes_first_whatever_room_tells_of_it(client, camille, a_day):
    client.force_login(camille)
    times = [line.at for line, _url in client.get(ADDRESS).context["lines"]]
    assert len(times) > 6
    assert times == sorted(times, reverse=True)


def test_neither_a_note_nor_what_a_client_wrote_nor_their_address_is_told(client, camille, a_day):
    client.force_login(camille)
    for address in (ADDRESS, f"{ADDRESS}?export=csv"):
        answer = client.get(address)
        text = b"".join(answer).decode()
        assert "Bob Martin" in text
        for secret in ("soeur", "bob@example.com", "charlie@example.com"):
            assert secret not in text


def test_an_invitation_is_told_of_without_the_address(client, camille, zoe):
    invited = {"emails": ["dora@example.com"], "role": Role.Code.CLIENT, "language": "fr"}
    invitations.invite(**invited, by=zoe, now=timezone.now())
    client.force_login(camille)
    assert ("Zoé Lambert", "Invitation envoyée", "Invitation") in lines_of(client, quoi="personnes", qui=zoe.pk)
    assert "dora@" not in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"quoi": "rendez-vous"}, {"Bob Martin"}),
        ({"quoi": "notes", "q": "lue"}, {"Zoé Lambert"}),
        ({"quoi": "horaires"}, {"Zoé Lambert"}),
        ({"quoi": "pages"}, {"Camille Aubert"}),
        ({"q": "charlie"}, {"Camille Aubert"}),
        ({"q": "annulé martin"}, {"Bob Martin"}),
        ({"q": "xylophone"}, set()),
        ({"quoi": "notes", "au": "2020-01-01"}, set()),
        ({"quoi": "notes", "du": "2020-01-01"}, {"Camille Aubert", "Zoé Lambert"}),
    ],
)
def test_the_address_narrows_it_down(client, camille, a_day, asked, expected):
    client.force_login(camille)
    assert {who for who, _what, _about in lines_of(client, **asked)} == expected


def test_where_nothing_fits_that_is_said(client, camille):
    client.force_login(camille)
    assert "Rien dans le journal ne correspond" in client.get(ADDRESS, {"q": "xylophone"}).content.decode()


def test_one_person_alone_a_client_too(client, camille, bob, a_day):
    client.force_login(camille)
    assert {who for who, _what, _about in lines_of(client, qui=bob.pk)} == {"Bob Martin"}
    assert f"qui={bob.pk}" in client.get(ADDRESS).content.decode()


def test_a_period_has_the_days_of_the_practice_both_included(client, camille):
    client.force_login(camille)
    for when in ("2026-03-01T23:30Z", "2026-03-02T12:00Z", "2026-03-02T23:30Z"):
        with time_machine.travel(when, tick=False):
            log(camille, "wagtail.edit", user=camille)
    client.force_login(camille)
    assert len(lines_of(client, du="2026-03-02", au="2026-03-02", quoi="personnes")) == 2


@pytest.mark.parametrize("asked", [{"du": "hier"}, {"du": "2026-03-02", "au": "2026-03-01"}, {"quoi": "rien"}])
def test_what_cannot_be_read_is_said(client, camille, asked):
    client.force_login(camille)
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "lines" not in answer.context


@pytest.mark.parametrize("page", ["0", "-1", "99", "x"])
def test_any_page_is_answered(client, camille, a_day, page):
    client.force_login(camille)
    assert lines_of(client, p=page)


def test_a_row_leads_to_what_it_is_about_while_it_is_there(client, camille, charlie, a_day):
    client.force_login(camille)
    urls = {line.about: line.url for line, _url in client.get(ADDRESS).context["lines"]}
    assert urls["Charlie Petit"] == reverse("wagtailusers_users:edit", args=[charlie.pk])
    assert urls["Bob Martin"] == reverse("coach_notes:log", args=[a_day.client_id])
    assert urls["Bob Martin, avec Camille Aubert"] == reverse("rendez-vous_modeladmin_inspect", args=[a_day.pk])
    for url in filter(None, urls.values()):
        assert client.get(url).status_code == 200
    User.objects.filter(pk=charlie.pk).delete()
    urls = {line.about: line.url for line, _url in client.get(ADDRESS).context["lines"]}
    assert urls["Charlie Petit"] is None


def test_as_many_queries_for_many_lines_as_for_few(client, camille, zoe, a_day):
    def happens(times):
        now = timezone.now()
        for number in range(times):
            user = factories.make_user(f"un{number}.{times}@example.com", "Un", str(number))
            set_role(user=user, role=Role.Code.COLLABORATOR, by=camille)
            one = Client.objects.create(name=f"Une {number}")
            log(one, "wagtail.create", user=user)
            coach_notes.actions.write(client=one, body=SECRET, by=zoe, now=now)

    client.force_login(camille)
    happens(1)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        lines = lines_of(client)
    happens(8)
    with CaptureQueriesContext(connection) as many:
        assert len(lines_of(client)) > len(lines) + 20
    assert len(many) == len(few)


def test_it_is_paged(client, camille):
    client.force_login(camille)
    for _number in range(70):
        log(camille, "wagtail.edit", user=camille)
    assert len(lines_of(client)) == 50
    assert len(lines_of(client, p=2)) >= 20
    assert "p=2" in client.get(ADDRESS).content.decode()


def test_it_is_taken_away_as_it_is_narrowed_down_and_that_is_written_down(client, camille, a_day):
    client.force_login(camille)
    log(Client.objects.create(name="=HYPERLINK(1)"), "wagtail.create", user=camille)
    answer = client.get(ADDRESS, {"export": "csv", "quoi": "personnes"})
    assert answer.streaming
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0] == ["Date", "Heure", "Qui", "Quoi", "Sur"]
    assert ["Camille Aubert", "Créé(e)", "'=HYPERLINK(1)"] in [row[2:] for row in rows]
    assert not any("avec Camille" in row[4] for row in rows)
    assert ("Camille Aubert", "Journal exporté", "Camille Aubert") in lines_of(client)


def test_administrators_alone_find_it(client, camille, zoe, bob):
    anna = factories.make_user("anna@example.com", "Anna")
    set_role(user=anna, role=Role.Code.ADMINISTRATOR, by=camille)
    for user, status in [(camille, 200), (anna, 200), (zoe, 404)]:
        client.force_login(User.objects.get(pk=user.pk))
        assert client.get(ADDRESS).status_code == status
    make_collaborator(user=anna, by=camille)
    client.force_login(User.objects.get(pk=anna.pk))
    assert client.get(ADDRESS).status_code == 404
