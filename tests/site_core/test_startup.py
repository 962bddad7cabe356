"""What a start prepares, and mends after one that was ended half way."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from wagtail.models import Site

from booking import guard
from people.models import Role
from site_core import startup

pytestmark = pytest.mark.django_db


def prepared():
    said = []
    startup.prepare_database(said.append)
    return said


def test_a_start_that_was_ended_after_its_last_migration_is_mended_by_the_next():
    """The guard, the rights and the roles come after the tables."""
    guard.remove(connection)
    Permission.objects.all().delete()
    assert prepared() == []
    assert not guard.is_missing(connection)
    assert Role.objects.get(code=Role.Code.COLLABORATOR).group.permissions.filter(codename="write_notes").exists()


def test_each_release_follows_the_address_of_the_site(settings):
    settings.BASE_URL = "https://coach.example"
    call_command("migrate", verbosity=0)
    assert Site.objects.get(is_default_site=True).root_url == "https://coach.example"


def test_a_release_does_without_a_default_site():
    Site.objects.update(is_default_site=False)
    call_command("migrate", verbosity=0)
    assert not Site.objects.filter(is_default_site=True).exists()


@pytest.mark.parametrize(
    ("demo", "with_people"), [("", False), ("0", False), ("off", False), ("1", True), ("on", True)]
)
def test_demo_is_a_switch_like_any_other(monkeypatch, demo, with_people):
    asked = []
    monkeypatch.setattr(startup, "call_command", lambda *names, **options: asked.append((names, options["demo"])))
    monkeypatch.setenv("DEMO", demo)
    monkeypatch.setenv("PRESET", " ")
    startup.prepare_content(lambda line: None)
    assert asked == [(("load_preset", "coach"), with_people)]


def test_a_demo_that_is_neither_on_nor_off_is_told(monkeypatch):
    monkeypatch.setenv("DEMO", "perhaps")
    with pytest.raises(SystemExit, match="DEMO cannot be used"):
        startup.prepare_content(lambda line: None)
