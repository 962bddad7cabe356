"""The address of a calendar kept elsewhere opens it, so the database holds it encrypted, as it holds notes."""

import datetime as dt
import importlib
import io
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from calendars import actions, looking
from calendars.models import OutsideCalendar
from tests.calendars.conftest import NINE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

SECRET = "https://calendar.example.com/private-4711/basic.ics"
OTHER_SECRET = "https://other.example.com/b.ics"
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def calendar(practice, settings):
    settings.NOTES_KEYS = [OLD]
    calendar = OutsideCalendar(practitioner=practice.practitioner, name="Personnel", address=SECRET)
    actions.save_calendar(calendar=calendar, now=NOW)
    return calendar


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM calendars_outsidecalendar")
        [(address,)] = cursor.fetchall()
    return address


def write(address):
    """Write into the database what another version of the site wrote there."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE calendars_outsidecalendar SET address = %s", [address])


def edit(user, **fields):
    """Fill in the calendar's form, or only open it, and return the page."""
    browser = Browser()
    browser.force_login(user)
    address = reverse(OutsideCalendar.snippet_viewset.get_url_name("edit"), args=[OutsideCalendar.objects.get().pk])
    return browser.post(address, fields) if fields else browser.get(address)


@pytest.mark.mission("O7")
def test_the_database_never_sees_it(calendar):
    assert "example.com" not in stored()
    assert "4711" not in stored()
    assert OutsideCalendar.objects.get().address == SECRET


def test_it_is_encrypted_anew_with_the_notes(calendar, settings):
    before = stored()
    settings.NOTES_KEYS = [NEW, OLD]
    out = io.StringIO()
    call_command("rotate_notes_keys", stdout=out)
    assert "calendars.OutsideCalendar: 1 of 1" in out.getvalue()
    settings.NOTES_KEYS = [NEW]
    assert OutsideCalendar.objects.get().address == SECRET
    assert stored() != before


def test_without_its_key_the_screen_says_so_and_another_address_mends_it(calendar, settings, camille, monkeypatch):
    asked = []
    monkeypatch.setattr(looking, "look", lambda address, **question: asked.append(address) or [])
    actions.keep_busy_times(calendar=calendar, spans=[(NINE, NINE + dt.timedelta(hours=1))], now=NOW)
    token = stored()
    settings.NOTES_KEYS = [NEW]
    actions.look_at_due(now=NOW)
    assert asked == []
    page = edit(camille).content.decode()
    assert "Aucune clé de ce site n’ouvre plus l’adresse" in page
    assert token not in page
    # What the last good look found still counts, and leaving the field empty is no address.
    assert OutsideCalendar.objects.get().absences.count() == 1
    assert edit(camille, name="Personnel", address="").status_code == 200
    assert stored() == token
    assert edit(camille, name="Personnel", address=OTHER_SECRET).status_code == 302
    actions.look_at_due(now=NOW)
    assert asked == [OTHER_SECRET]


def test_what_was_kept_in_the_clear_is_encrypted_by_the_migration_and_back(calendar):
    migration = importlib.import_module("calendars.migrations.0002_encrypted_addresses")
    editor = SimpleNamespace(connection=connection)
    write(SECRET)
    migration.encrypt(apps, editor)
    token = stored()
    assert "4711" not in token
    assert OutsideCalendar.objects.get().address == SECRET
    migration.encrypt(apps, editor)
    assert stored() == token
    migration.decrypt(apps, editor)
    assert stored() == SECRET
