"""Where the agenda leads, for whoever may go there; and back to it, as it was."""

import datetime as dt
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from booking import actions
from booking.models import State
from practice.models import Absence, OpeningHours
from tests.free import free_starts

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C5"), pytest.mark.mission("M3")]
ABSENCES, HOURS = (model.snippet_viewset.get_url_name for model in (Absence, OpeningHours))


@pytest.fixture
def start(practice):
    return free_starts(practice, count=1)[0]


@pytest.fixture
def appointment(practice, bob, start):
    wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    return actions.book(client=bob.client, **wish, start=start, by=bob, now=timezone.now())


@pytest.fixture
def agenda(client, camille, practice, start):
    """Return a function that opens the agenda of that day, as the coach unless told otherwise."""

    def agenda(reader=camille, **asked):
        client.force_login(reader)
        day = start.astimezone(practice.place.zone).date().isoformat()
        return client.get(reverse("booking_admin:agenda"), {"date": day, **asked})

    return agenda


def links(answer, address):
    """Return the links of a page that begin so, whole."""
    return [unescape(one) for one in re.findall(rf'href="({re.escape(address)}[^"]*)"', answer.content.decode())]


def back_of(link):
    return parse_qs(urlsplit(link).query)["next"][0]


@pytest.mark.parametrize("view", ["jour", "semaine", "mois"])
def test_every_way_leads_back_to_the_very_page(agenda, appointment, view):
    answer = agenda(vue=view, annules="on")
    here = answer.wsgi_request.get_full_path()
    ways = [
        *links(answer, reverse("rendez-vous_modeladmin_inspect", args=[appointment.pk])),
        *links(answer, reverse("booking_admin:move", args=[appointment.reference])),
        *links(answer, reverse("coach_notes:add", args=[appointment.reference])),
        *links(answer, reverse("booking_admin:book_for")),
    ]
    # The menu has one of its own.
    led_back = [way for way in ways if "next=" in way]
    assert len(led_back) >= (2 if view == "mois" else 4)
    assert {back_of(way) for way in led_back} == {here}


def test_moved_it_is_the_agenda_again_whatever_week_was_looked_at(client, agenda, appointment):
    [move] = links(agenda(), reverse("booking_admin:move", args=[appointment.reference]))
    page = client.get(move)
    weeks = [unescape(one) for one in re.findall(r'href="(\?[^"]*jour=[^"]*)"', page.content.decode())]
    assert weeks
    assert {back_of(week) for week in weeks} == {back_of(move)}
    [start, *_rest] = re.findall(r'name="start" value="([^"]+)"', page.content.decode())
    assert client.post(move, {"start": start}).url == back_of(move)


def test_a_note_from_the_agenda_leads_back_to_it(client, agenda, appointment):
    [write] = links(agenda(), reverse("coach_notes:add", args=[appointment.reference]))
    page = client.get(write)
    form = page.context_data["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "body"} | {"body": "Elle avance."}
    assert client.post(write, sent).url == back_of(write)


def test_booked_from_the_agenda_it_is_the_agenda_again(client, agenda, practice, bob, start):
    book = next(one for one in links(agenda(vue="jour"), reverse("booking_admin:book_for")) if "heure=" in one)
    address = f"{book}&client={bob.client.pk}"
    shown = client.get(address).content.decode()
    [debut] = set(re.findall(r'name="debut" value="([^"]+)"', shown))
    # The form that shows another day or service keeps it too.
    assert f'name="next" value="{back_of(book)}"' in unescape(shown)
    assert client.post(address, {"debut": debut}).url == back_of(book)
    assert bob.client.appointments.get().state == State.CONFIRMED


def away(practitioner, start, *, all_day=False, **fields):
    first = start.replace(hour=0) - dt.timedelta(hours=5) if all_day else start
    length = dt.timedelta(days=2) if all_day else dt.timedelta(hours=1)
    return Absence.objects.create(
        practitioner=practitioner, start_at=first, end_at=first + length, reason="Salon", **fields
    )


@pytest.mark.parametrize("view", ["jour", "semaine", "mois"])
def test_an_absence_leads_to_its_screen_and_back(client, agenda, practice, start, view):
    row = away(practice.practitioner, start, all_day=view == "mois")
    address = reverse(ABSENCES("edit"), args=[row.pk])
    link = links(agenda(vue=view), address)[0]
    form = client.get(link).context_data["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    # Wagtail sends its form to an address of its own.
    assert client.get(link).context_data["action_url"] == link
    assert client.post(link, {**sent, "reason": "Congrès"}).url == back_of(link)
    row.refresh_from_db()
    assert row.reason == "Congrès"


def test_a_deleted_absence_leads_back_too(client, agenda, practice, start):
    row = away(practice.practitioner, start)
    edit = links(agenda(vue="semaine"), reverse(ABSENCES("edit"), args=[row.pk]))[0]
    [delete] = links(client.get(edit), reverse(ABSENCES("delete"), args=[row.pk]))
    sure = client.get(delete)
    [form] = re.findall(r'<form action="([^"]+)" method="POST"', sure.content.decode())
    assert back_of(edit) in links(sure, reverse("booking_admin:agenda"))
    assert client.post(unescape(form)).url == back_of(edit)
    assert not Absence.objects.exists()


def test_what_one_may_not_change_leads_nowhere(agenda, practice, denis, start, client):
    of_all, elsewhere = away(None, start), away(denis.practitioner, start, origin="Google")
    own = away(denis.practitioner, start)
    reach = lambda reader: [  # noqa: E731
        bool(links(agenda(reader, vue="jour", praticien="tous"), reverse(ABSENCES("edit"), args=[row.pk])))
        for row in (of_all, elsewhere, own)
    ]
    assert reach(denis) == [False, False, True]
    assert "Tout le monde est absent" in agenda(denis, vue="jour").content.decode()
    assert agenda().status_code == 200
    assert reach(practice.practitioner.user) == [True, False, True]


def test_the_hours_lead_to_their_screen(client, agenda, practice, denis):
    listed = reverse(HOURS("list"))
    [own] = [link for link in links(agenda(), listed) if "practitioner=" in link]
    assert own == f"{listed}?practitioner={practice.practitioner.pk}"
    assert {row.practitioner for row in client.get(own).context_data["object_list"]} == {practice.practitioner}
    [own] = [link for link in links(agenda(denis), listed) if "practitioner=" in link]
    assert own == f"{listed}?practitioner={denis.practitioner.pk}"
    assert 'class="agenda__hours-screen"' in agenda(praticien="tous").content.decode()
