"""“Liste des rendez-vous” and its pages of changes, in the real admin."""

import datetime as dt
import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from booking import actions
from booking.availability import next_free
from booking.models import CancellationReason, OutboxMessage, State
from coach_notes.models import NotesSettings
from people.models import User

pytestmark = pytest.mark.django_db

LIST = "rendez-vous_modeladmin_index"
INSPECT = "rendez-vous_modeladmin_inspect"
CHANGES = ["agree", "decline", "cancel", "move", "miss"]


@pytest.fixture
def bobs(practice, bob_client):
    """Bob's appointment, in two days at least, at a time that is really free."""
    return book_for(bob_client, practice)


def book_for(client, practice, *, after_days=2, **changed):
    now = timezone.now()
    starts = next_free(practice.practitioner, practice.service, practice.place, now=now, count=200)
    start = next(start for start in starts if start > now + dt.timedelta(days=after_days))
    wish = {
        "client": client,
        "practitioner": practice.practitioner,
        "service": practice.service,
        "place": practice.place,
        "start": start,
        "by": client.user,
        "now": now,
    }
    return actions.book(**{**wish, **changed})


@pytest.mark.mission("C5")
def test_the_coach_sees_what_is_planned_and_can_write_a_note_from_a_row(client, camille, bobs):
    client.force_login(camille)
    page = client.get(reverse(LIST)).content.decode()
    assert "Bob" in page
    assert reverse("coach_notes:add", args=[bobs.reference]) in page


def test_who_may_not_write_on_a_client_is_not_led_to_a_note(client, camille, zoe, practice, bobs):
    note = reverse("coach_notes:add", args=[bobs.reference])
    pages = [reverse(LIST), reverse(INSPECT, args=[bobs.pk])]

    def offered(reader):
        client.force_login(reader)
        return [note in client.get(page).content.decode() for page in pages]

    assert offered(zoe) == [True, True]
    write = Permission.objects.get(codename="write_notes")
    Group.objects.filter(permissions=write).first().permissions.remove(write)
    assert offered(User.objects.get(pk=zoe.pk)) == [False, False]
    # Shared or not: of those who came to herself the coach does.
    NotesSettings.objects.update_or_create(defaults={"notes_are_shared": False})
    assert offered(camille) == [True, True]


def test_what_is_done_on_the_page_leads_back_to_where_it_was_opened(client, camille, bobs):
    client.force_login(camille)
    agenda = f"{reverse('booking_admin:agenda')}?vue=semaine"
    page = client.get(reverse(INSPECT, args=[bobs.pk]), {"next": agenda}).content.decode()
    [address] = re.findall(rf'href="({reverse("booking_admin:cancel", args=[bobs.reference])}[^"]*)"', page)
    assert client.post(unescape(address), {"reason": "", "comment": ""}).url == agenda
    page = client.get(reverse(INSPECT, args=[bobs.pk]), {"next": "https://ailleurs.example/"}).content.decode()
    assert "ailleurs" not in page


def test_the_list_shows_what_is_to_come_unless_asked_otherwise(client, camille, practice, bob_client, bobs):
    actions.cancel(appointment=book_for(bob_client, practice), by=None, now=timezone.now())
    client.force_login(camille)
    rows = lambda query="": len(client.get(reverse(LIST) + query).context["object_list"])  # noqa: E731
    assert (rows(), rows("?quand=passes"), rows("?quand=tous")) == (1, 1, 2)


def test_staff_find_an_appointment_by_what_its_client_reads_out(client, camille, practice, bob_client, bobs):
    other = book_for(bob_client, practice)
    client.force_login(camille)
    found = client.get(reverse(LIST), {"q": other.short_reference.lower()}).context["object_list"]
    assert list(found) == [other]


def test_the_list_takes_the_same_number_of_queries_for_one_row_and_for_many(client, camille, practice, bob_client):
    client.force_login(camille)
    book_for(bob_client, practice)
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(LIST))
    for _ in range(6):
        book_for(bob_client, practice)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(LIST))
    assert len(many) == len(one)


@pytest.mark.parametrize("name", CHANGES)
def test_opening_a_page_of_changes_changes_nothing(client, camille, bobs, name):
    client.force_login(camille)
    before = list(bobs.events.values())
    for method in (client.get, client.head):
        assert method(reverse(f"booking_admin:{name}", args=[bobs.reference])).status_code == 200
    bobs.refresh_from_db()
    assert bobs.state == State.CONFIRMED
    assert list(bobs.events.values()) == before


def test_the_coach_cancels_with_a_reason_and_the_client_is_told(client, camille, bobs, bob_client):
    reason = CancellationReason.objects.create(label="Maladie")
    client.force_login(camille)
    answer = client.post(
        reverse("booking_admin:cancel", args=[bobs.reference]), {"reason": reason.pk, "comment": "À très vite."}
    )
    assert answer.url == reverse(INSPECT, args=[bobs.pk])
    bobs.refresh_from_db()
    assert bobs.state == State.CANCELLED
    event = bobs.events.last()
    assert (event.reason, event.comment, event.by) == (reason, "À très vite.", camille)
    assert OutboxMessage.objects.filter(event=event, recipient=bob_client.email).count() == 1
    page = client.get(answer.url).content.decode()
    assert "Maladie" in page
    assert "À très vite." in page


def test_the_coach_agrees_to_a_request_from_the_panel_of_the_day(client, camille, practice, bob_client):
    practice.service.needs_approval = True
    practice.service.save()
    asked = book_for(bob_client, practice)
    client.force_login(camille)
    agree = reverse("booking_admin:agree", args=[asked.reference])
    assert agree in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(agree)
    asked.refresh_from_db()
    assert asked.state == State.CONFIRMED
    assert client.post(agree, follow=True).status_code == 200
    assert asked.events.count() == 2


def test_the_coach_moves_to_a_free_time_and_not_to_a_taken_one(client, camille, practice, bobs, charlie_client):
    client.force_login(camille)
    address = reverse("booking_admin:move", args=[bobs.reference])
    other = book_for(charlie_client, practice)
    free = next_free(practice.practitioner, practice.service, practice.place, now=timezone.now(), count=60)
    same_week = [s for s in free if s.isocalendar()[:2] == bobs.start_at.isocalendar()[:2]]
    target = (same_week or free)[-1]
    monday = f"?jour={target.date().isoformat()}"

    before = bobs.start_at
    taken = f"{address}?jour={other.start_at.date().isoformat()}"
    assert f'value="{other.start_at.isoformat()}"' not in client.get(taken).content.decode()
    answer = client.post(taken, {"start": other.start_at.isoformat()}, follow=True)
    assert "Ce créneau vient d’être réservé." in answer.content.decode()
    assert client.post(taken, {"start": ""}).status_code == 422
    bobs.refresh_from_db()
    assert bobs.start_at == before

    client.post(address + monday, {"start": target.isoformat()})
    bobs.refresh_from_db()
    assert bobs.start_at == target != before


@pytest.mark.mission("T5", "T6")
def test_only_what_the_client_can_have_is_offered_when_moving(
    client, camille, practice, bobs, bob_client, make_practitioner
):
    client.force_login(camille)
    later = book_for(bob_client, practice, after_days=9, practitioner=make_practitioner("Denis"))
    page = client.get(reverse("booking_admin:move", args=[bobs.reference]), {"jour": bobs.start_at.date()})
    calendar = page.context["week"].month
    free = {day.date: day.count for week in calendar.weeks for day in week if day}
    for date, count in free.items():
        if date.weekday() > 4:
            assert count == 0
    shown = page.content.decode()
    assert f'value="{bobs.start_at.isoformat()}"' not in shown
    saturday = next(date for date in free if date.weekday() == 5)
    assert f"jour={saturday}" not in shown
    day = client.get(reverse("booking_admin:move", args=[bobs.reference]), {"jour": later.start_at.date()})
    assert f'value="{later.start_at.isoformat()}"' not in day.content.decode()


@pytest.mark.parametrize("query", ["?mois=2026-99", "?jour=garbage", "?jour=0001-01-01", "?jour=9999-12-31", "?jour="])
def test_a_strange_week_is_no_error(client, camille, bobs, query):
    client.force_login(camille)
    assert client.get(reverse("booking_admin:move", args=[bobs.reference]) + query).status_code == 200


@pytest.mark.mission("C12")
def test_a_collaborator_sees_every_appointment(client, zoe, bobs):
    client.force_login(zoe)
    assert "Martin" in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse(INSPECT, args=[bobs.pk])).status_code == 200


def test_another_practitioner_may_not_know_of_it(client, denis, bobs):
    client.force_login(denis)
    assert "Martin" not in client.get(reverse(LIST)).content.decode()
    assert "Martin" not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse(INSPECT, args=[bobs.pk])).status_code == 404
    for name in CHANGES:
        address = reverse(f"booking_admin:{name}", args=[bobs.reference])
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    bobs.refresh_from_db()
    assert bobs.state == State.CONFIRMED


def test_clients_and_visitors_do_not_get_into_the_admin(client, bob, charlie, bobs):
    addresses = [reverse(LIST), reverse(INSPECT, args=[bobs.pk])]
    addresses += [reverse(f"booking_admin:{name}", args=[bobs.reference]) for name in CHANGES]
    for user in (None, bob, charlie):
        if user:
            client.force_login(user)
        for address in addresses:
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code in (302, 404)
                assert "Martin" not in answer.content.decode()
    bobs.refresh_from_db()
    assert bobs.state == State.CONFIRMED


def test_there_is_no_raw_form_to_create_edit_or_delete_an_appointment(client, camille, bobs):
    client.force_login(camille)
    base = reverse(LIST)
    for tail in ("create/", f"edit/{bobs.pk}/", f"delete/{bobs.pk}/", f"history/{bobs.pk}/"):
        assert client.get(base + tail).status_code == 404
        assert client.post(base + tail).status_code == 404
