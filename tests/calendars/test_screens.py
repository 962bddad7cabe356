"""The screens of the admin: calendars that are read, and addresses that are given out; each to whom they concern."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendars import actions
from calendars.models import Feed, OutsideCalendar
from practice.models import Absence
from tests import factories
from tests.calendars.conftest import NINE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

HOUR = dt.timedelta(hours=1)
SECRET = "https://calendar.example.com/private-4711/basic.ics"
LIST = "/admin/agendas/exterieurs/"
ADDRESSES = "/admin/agendas/adresses/"


@pytest.fixture
def denis(practice):
    """Another practitioner, who must see nothing of Camille's."""
    user = factories.make_user("denis@example.com", "Denis")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    factories.make_practitioner("Denis", places=practice.places, services=[practice.service], user=user)
    return user


@pytest.fixture
def calendar(practice):
    calendar = OutsideCalendar(practitioner=practice.practitioner, name="Personnel", address=SECRET)
    actions.save_calendar(calendar=calendar, now=NOW)
    return calendar


@pytest.fixture
def busy(calendar):
    """Camille is busy elsewhere on Thursday at nine."""
    actions.keep_busy_times(calendar=calendar, spans=[(NINE, NINE + HOUR)], now=NOW)
    return Absence.objects.get()


def browser(user):
    browser = Browser()
    browser.force_login(user)
    return browser


def page(user, address):
    answer = browser(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def address_of(name, calendar):
    return reverse(OutsideCalendar.snippet_viewset.get_url_name(name), args=[calendar.pk])


# --- Calendars that are read ----------------------------------------------------------------------


def add(user, **fields):
    wish = {"name": "Personnel", "address": SECRET, **fields}
    return browser(user).post(f"{LIST}add/", wish)


@pytest.mark.mission("O7")
def test_camille_adds_her_calendar_and_its_address_is_never_shown_again(camille, practice):
    assert add(camille, address=f" {SECRET.replace('https', 'webcal')} ").status_code == 302
    calendar = OutsideCalendar.objects.get()
    assert (calendar.practitioner, calendar.address, calendar.next_look_at) == (practice.practitioner, SECRET, NOW)
    for shown in (page(camille, LIST), page(camille, address_of("edit", calendar))):
        assert "calendar.example.com" in shown
        assert "4711" not in shown
        assert "Pas encore consulté" in shown


@pytest.mark.parametrize(
    "address", ["http://example.com/a.ics", "https://a:b@example.com/", "example.com", "file:///x"]
)
def test_an_address_that_is_not_https_is_refused_with_a_sentence(camille, practice, address):
    answer = add(camille, address=address)
    assert answer.status_code == 200
    assert "elle commence par https://" in answer.content.decode()
    assert not OutsideCalendar.objects.exists()


def test_another_name_keeps_the_address_and_another_address_is_looked_at_at_once(camille, calendar, busy):
    edit = address_of("edit", calendar)
    assert browser(camille).post(edit, {"name": "Maison", "address": ""}).status_code == 302
    calendar.refresh_from_db()
    assert (calendar.name, calendar.address) == ("Maison", SECRET)
    assert browser(camille).post(edit, {"name": "Maison", "address": "https://other.example/a.ics"}).status_code == 302
    calendar.refresh_from_db()
    assert (calendar.address, calendar.next_look_at) == ("https://other.example/a.ics", NOW)


@pytest.mark.mission("O7")
def test_the_last_look_its_error_and_what_it_found_are_shown(camille, calendar, busy):
    shown = page(camille, address_of("edit", calendar)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Consulté : 1 plage occupée à venir." in shown
    assert "Jeudi 26 novembre 2026, 9 h 00 à 10 h 00" in shown
    actions.note_failure(calendar, "not_found", now=NOW + HOUR)
    for address in (LIST, address_of("edit", calendar)):
        shown = page(camille, address).replace("\N{NO-BREAK SPACE}", " ")
        assert "Il n’y a plus d’agenda à cette adresse." in shown
        assert "lundi 23 novembre 2026 à 9 h 00" in shown


def test_a_deleted_calendar_gives_its_times_back(camille, calendar, busy):
    assert browser(camille).post(address_of("delete", calendar)).status_code == 302
    assert not OutsideCalendar.objects.exists()
    assert not Absence.objects.exists()


def test_many_are_not_deleted_at_once_which_would_leave_their_times(camille, calendar, busy):
    browser(camille).post(f"/admin/bulk/calendars/outsidecalendar/delete/?id={calendar.pk}")
    assert OutsideCalendar.objects.exists()
    assert Absence.objects.exists()


def test_another_look_is_asked_for_by_a_button_and_never_by_a_link(camille, calendar, busy):
    look = f"{LIST}{calendar.pk}/lire/"
    OutsideCalendar.objects.update(looked_at=NOW - HOUR, next_look_at=NOW + HOUR)
    assert browser(camille).get(look).status_code == 405
    assert OutsideCalendar.objects.get().next_look_at == NOW + HOUR
    assert browser(camille).post(look).status_code == 302
    assert OutsideCalendar.objects.get().next_look_at == NOW


def test_a_practitioner_sees_their_own_and_a_collaborator_everyones(denis, zoe, calendar):
    assert "Personnel" not in page(denis, LIST)
    assert "Personnel" in page(zoe, LIST)
    assert add(denis, name="À moi").status_code == 302
    assert OutsideCalendar.objects.get(name="À moi").practitioner.user == denis


@pytest.mark.parametrize("who", ["denis", "bob"])
@pytest.mark.parametrize("name", ["edit", "delete", "history", "usage"])
def test_who_has_nothing_to_do_with_it_does_not_know_of_it(request, who, name, calendar):
    user = request.getfixturevalue(who)
    for verb in ("get", "post"):
        assert getattr(browser(user), verb)(address_of(name, calendar)).status_code in (404, 405)
    assert browser(user).post(f"{LIST}{calendar.pk}/lire/").status_code == 404
    assert OutsideCalendar.objects.get().name == "Personnel"


def test_the_list_costs_as_much_for_one_as_for_three(camille, calendar, practice, django_assert_num_queries):
    page(camille, LIST)
    with CaptureQueriesContext(connection) as one:
        page(camille, LIST)
    for name in ("Famille", "Chorale"):
        calendar = OutsideCalendar(practitioner=practice.practitioner, name=name, address=SECRET)
        actions.save_calendar(calendar=calendar, now=NOW)
    with django_assert_num_queries(len(one)):
        page(camille, LIST)


# --- What they leave ------------------------------------------------------------------------------


def test_its_busy_times_are_no_ones_to_change_here(camille, busy):
    edit = reverse(Absence.snippet_viewset.get_url_name("edit"), args=[busy.pk])
    delete = reverse(Absence.snippet_viewset.get_url_name("delete"), args=[busy.pk])
    for address in (edit, delete):
        assert browser(camille).get(address).status_code == 404
        assert browser(camille).post(address).status_code == 404
    assert "26 novembre" not in page(camille, "/admin/absences/")
    assert Absence.objects.get() == busy


def test_why_is_this_time_closed_names_the_calendar(camille, practice, busy):
    asked = "prestation=coaching-individuel&praticien=camille&lieu=visio&jour=2026-11-26&heure=09:00"
    shown = page(camille, f"/admin/rendez-vous/pourquoi/?{asked}").replace("\N{NO-BREAK SPACE}", " ")
    assert "Occupé dans l’agenda « Personnel »" in shown
    assert f"/absences/edit/{busy.pk}/" not in shown


# --- Addresses that are given out -----------------------------------------------------------------


@pytest.mark.mission("O7")
def test_camille_makes_an_address_for_her_appointments_and_one_for_a_place_and_revokes_them(camille, practice):
    for about in (f"practitioner-{practice.practitioner.pk}", f"place-{practice.place.pk}"):
        made = browser(camille).post(ADDRESSES, {"about": about}).content.decode()
        address = re.search(r'value="http://localhost:8000(/agenda/[\w-]+\.ics)"', made)[1]
        assert Browser().get(address).status_code == 200
        assert address not in page(camille, ADDRESSES)
        feed = Feed.objects.latest("pk")
        assert not feed.shows_details
        assert browser(camille).post(ADDRESSES, {"revoke": feed.pk}).status_code == 302
        assert Browser().get(address).status_code == 404


def test_denis_may_choose_only_himself(denis, practice):
    shown = page(denis, ADDRESSES)
    assert "Camille" not in shown
    assert "Visio" not in shown
    for about in (f"practitioner-{practice.practitioner.pk}", f"place-{practice.place.pk}", "", "x"):
        assert browser(denis).post(ADDRESSES, {"about": about}).status_code == 200
    assert not Feed.objects.exists()


def test_who_has_no_agenda_to_look_into_finds_no_such_page(bob):
    assert browser(bob).get(ADDRESSES).status_code == 404


def test_nobody_revokes_another_persons_address(denis, camille, practice):
    feed, _token = actions.make_feed(holder=camille, practitioner=practice.practitioner, now=NOW)
    assert browser(denis).post(ADDRESSES, {"revoke": feed.pk}).status_code == 404
    assert Feed.objects.exists()
