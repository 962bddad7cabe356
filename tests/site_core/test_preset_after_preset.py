"""Any preset takes the place of any other, and nothing of the first is left but people and what is theirs."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import translation

from people.models import User
from practice.models import Practitioner
from site_core import logins, presets
from site_core.presets import making

#: What stays when another preset takes a site over: people, what they may do, and what is theirs to say.
KEPT = {"people.User", "people.Role", "practice.Version", "coach_notes.NoteAccess", "booking.ReminderOptOut"}
ROOMS = ["home", "people", "practice", "booking", "coach_notes", "calendars"]


def load(name, *options):
    said = StringIO()
    call_command("load_preset", name, *options, stdout=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.mark.parametrize("name", presets.names())
def test_nothing_of_a_preset_is_left_when_another_takes_its_place(name, db):
    load(name, "--demo")
    people = set(User.objects.values_list("email", flat=True))
    making.clear()
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    left = {model._meta.label for model in models if model.objects.exists()}
    assert left <= KEPT
    others = presets.names()
    following = others[(others.index(name) + 1) % len(others)]
    load(name)
    said = load(following, "--replace")
    assert Practitioner.objects.exists()
    assert set(User.objects.values_list("email", flat=True)) >= people
    shown = [login for login in logins.usable() if login.email not in people]
    assert shown
    assert all(login.password in said for login in shown)
