"""One page for each client: how to reach them, what is to come and has been, what they answered, what was written."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from booking.models import State
from coach_notes import actions
from tests.coach_notes.conftest import CANARY, NOW
from tests.coach_notes.rooms import add_url, file_url

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C6"), pytest.mark.mission("M3")]
DAY = dt.timedelta(days=1)


def starts(lines):
    return [line["appointment"].start_at for line in lines]


def test_the_file_shows_who_it_is_and_every_appointment_with_its_state(browse, camille, bob_client, session):
    now = timezone.now()
    bob_client.phone = "06 12 34 56 78"
    bob_client.save()
    coming = [session(camille, bob_client, start=now + days * DAY) for days in (9, 2)]
    asked = session(camille, bob_client, start=now + 5 * DAY, state=State.REQUESTED)
    past = [session(camille, bob_client, start=now - days * DAY) for days in (9, 2)]
    missed = session(camille, bob_client, start=now - 5 * DAY, state=State.MISSED)
    called_off = session(camille, bob_client, start=now + DAY, state=State.CANCELLED)
    session(camille, bob_client, start=now + 3 * DAY, state=State.HELD)
    page = browse(camille).get(file_url(bob_client))
    assert starts(page.context["coming"]) == [one.start_at for one in (coming[1], asked, coming[0])]
    assert starts(page.context["past"]) == [one.start_at for one in (called_off, past[1], missed, past[0])]
    assert [line["state"].value for line in page.context["past"]] == ["cancelled", "completed", "missed", "completed"]
    text = page.content.decode()
    assert 'href="mailto:bob@example.com"' in text
    assert 'href="tel:0612345678"' in text
    for appointment in (*coming, asked, *past, missed, called_off):
        assert f'href="{reverse("rendez-vous_modeladmin_inspect", args=[appointment.pk])}"' in text
        assert f'href="{add_url(appointment)}"' in text


def test_the_file_holds_what_the_client_answered(browse, camille, bob_client, bobs_session):
    bobs_session.answers.create(question="Votre projet", text="Changer de métier", position=0)
    text = browse(camille).get(file_url(bob_client)).content.decode()
    assert "Votre projet" in text
    assert "Changer de métier" in text


def test_a_practitioner_sees_their_own_appointments_with_the_client(browse, camille, hugo, bob_client, session):
    theirs = session(hugo, bob_client, start=NOW - DAY)
    others = session(camille, bob_client, start=NOW - 2 * DAY)
    others.answers.create(question="Votre projet", text=CANARY, position=0)
    page = browse(hugo).get(file_url(bob_client))
    assert starts(page.context["past"]) == [theirs.start_at]
    assert CANARY not in page.content.decode()
    assert add_url(others) not in page.content.decode()


def fill(camille, client, session, numbers):
    for number in numbers:
        start = timezone.now() + (number + 1) * DAY * (-1 if number % 2 else 1)
        appointment = session(camille, client, start=start)
        appointment.answers.create(question="Votre projet", text="Changer", position=0)
        said = {"body": f"N° {number}", "agreed": ["Relire", "Appeler"], "appointment": appointment}
        note = actions.write(client=client, by=camille, now=NOW + number * dt.timedelta(minutes=1), **said)
        actions.change(note=note, by=camille, now=NOW + DAY, **said | {"agreed": ["Relire"]})
        actions.finish(agreed=note.agreed.first(), by=camille, now=NOW, appointment=appointment)
        actions.write(client=client, by=camille, now=NOW, body="Sans séance", agreed=["Rappeler"])


def test_it_takes_as_many_queries_for_many_appointments_notes_and_actions_as_for_two(
    browse, camille, bob_client, session
):
    browser = browse(camille)
    fill(camille, bob_client, session, range(2))
    browser.get(file_url(bob_client))
    with CaptureQueriesContext(connection) as few:
        browser.get(file_url(bob_client))
    fill(camille, bob_client, session, range(2, 12))
    with CaptureQueriesContext(connection) as many:
        page = browser.get(file_url(bob_client))
    assert len(page.context["notes"]) == 24
    assert len(many) == len(few)


def test_of_many_past_appointments_ten_are_shown_and_more_on_demand(browse, camille, bob_client, session):
    for days in range(1, 36):
        session(camille, bob_client, start=timezone.now() - days * DAY)
    browser = browse(camille)
    page = browser.get(file_url(bob_client))
    assert (len(page.context["past"]), page.context["more"]) == (10, 20)
    # The list of a note's sessions stays one that can be read.
    assert len(page.context["form"].fields["appointment"].widget.choices) == 31
    page = browser.get(file_url(bob_client), {"passes": "40"})
    assert (len(page.context["past"]), page.context["more"]) == (35, None)


def test_from_an_appointment_far_back_the_note_is_on_that_one(browse, camille, bob_client, session):
    for days in range(1, 36):
        session(camille, bob_client, start=timezone.now() - days * DAY)
    old = session(camille, bob_client, start=timezone.now() - 99 * DAY)
    form = browse(camille).get(add_url(old)).context["form"]
    assert form["appointment"].value() == old.reference
    assert old.reference in [value for value, _words in form.fields["appointment"].widget.choices]


def test_a_file_of_a_thousand_notes_is_paged(browse, camille, bob_client, bobs_session):
    from coach_notes.models import Note

    made = {
        "client_id": bob_client.pk,
        "author": camille,
        "author_name": "Camille",
        "created_at": NOW,
        "updated_at": NOW,
    }
    Note.objects.bulk_create(Note(body=f"N° {number}", **made) for number in range(1000))
    browser = browse(camille)
    first, last = (browser.get(file_url(bob_client), {"p": number}) for number in (1, 20))
    assert [len(page.context["notes"]) for page in (first, last)] == [50, 50]
    assert last.context["notes"][-1]["note"].body == "N° 0"


def test_the_list_of_clients_leads_to_each_file(browse, camille, zoe, bob_client, note):
    for user in (camille, zoe):
        assert f'href="{file_url(bob_client)}"' in browse(user).get("/admin/clients/").content.decode()
    group = zoe.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="read_all_notes"))
    page = browse(zoe).get("/admin/clients/").content.decode()
    assert "Bob Martin" in page
    assert "/admin/notes/" not in page


def test_who_has_read_one_note_is_a_click_away(browse, camille, zoe, bob_client, note):
    other = actions.write(client=bob_client, body="Autre", by=camille, now=NOW)
    actions.read(notes=type(note).objects.filter(pk=note.pk), by=zoe, now=NOW)
    url = f"{reverse('coach_notes:log', args=[bob_client.pk])}?note={note.pk}"
    assert url in browse(camille).get(file_url(bob_client)).content.decode()
    lines = browse(camille).get(url).context["page"]
    assert {line.note_id for line in lines} == {note.pk}
    assert "Zoé Lambert" in [line.user_name for line in lines]
    assert other.pk != note.pk
