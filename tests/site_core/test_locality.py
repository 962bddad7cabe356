"""A site takes the language and the zone of the preset that fills it, keeps them, and obeys the environment first."""

import os
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from site_core import presets, startup
from site_core.settings import locality
from tests.site_core.test_settings import PRODUCTION, ask

NAMES = ("LANGUAGE_CODE", "TIME_ZONE")
HERE = "settings.LANGUAGE_CODE, settings.TIME_ZONE"
RUSSIAN = ("ru", "Europe/Moscow")


class BeganAgain(Exception):
    """Stands for the process that takes the place of this one."""


@pytest.fixture
def fresh(settings, tmp_path, monkeypatch):
    """A site in French on one machine, of which nothing is made yet."""
    settings.VAR_DIR, settings.FOLLOWS_PRESET = tmp_path, True

    def begin_again(program, arguments):
        assert (program, arguments) == (sys.executable, sys.orig_argv)
        raise BeganAgain

    monkeypatch.setattr(os, "execv", begin_again)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def now_in(settings, language, time_zone):
    settings.LANGUAGE_CODE, settings.TIME_ZONE = language, time_zone


@pytest.mark.mission("P10")
def test_an_empty_site_begins_again_in_the_language_of_its_preset(fresh, settings):
    with pytest.raises(BeganAgain):
        startup.settle("planner")
    now_in(settings, *locality.kept(fresh).values())
    assert (settings.LANGUAGE_CODE, settings.TIME_ZONE) == RUSSIAN
    startup.settle("planner")


@pytest.mark.mission("P10")
def test_what_was_kept_holds_at_the_next_start_and_the_environment_wins(tmp_path):
    locality.keep(tmp_path, *RUSSIAN)
    assert ask(HERE, var_dir=tmp_path).stdout == "ru Europe/Moscow\n"
    assert ask(HERE, var_dir=tmp_path, LANGUAGE_CODE="en").stdout == "en Europe/Moscow\n"
    assert ask(HERE, var_dir=tmp_path, TIME_ZONE="Asia/Omsk", LANGUAGE_CODE="").stdout == "ru Asia/Omsk\n"


@pytest.mark.mission("P10")
def test_in_production_the_environment_alone_decides(tmp_path, fresh, settings):
    locality.keep(tmp_path, *RUSSIAN)
    assert ask(HERE, "production", var_dir=tmp_path, **PRODUCTION).stdout == "fr Europe/Paris\n"
    named = dict(zip(NAMES, RUSSIAN, strict=True))
    assert ask(HERE, "production", var_dir=tmp_path, **PRODUCTION, **named).stdout == "ru Europe/Moscow\n"
    settings.FOLLOWS_PRESET = False
    startup.settle("counselling")
    assert locality.kept(tmp_path) == named


def test_a_start_in_which_the_environment_names_both_goes_on(fresh, monkeypatch):
    """The preset's are kept all the same, for a start without them."""
    monkeypatch.setenv("LANGUAGE_CODE", "fr")
    monkeypatch.setenv("TIME_ZONE", "Europe/Paris")
    startup.settle("planner")
    assert locality.kept(fresh) == dict(zip(NAMES, RUSSIAN, strict=True))


def test_a_site_with_content_keeps_its_language(db, camille):
    assert startup.is_new()
    call_command("load_preset", "coach", verbosity=0)
    assert not startup.is_new()


def test_a_preset_in_another_language_than_the_site_says_so(db, settings, tmp_path, monkeypatch):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    monkeypatch.setitem(presets.ORIGINS, "coach", presets.Origin(*RUSSIAN))
    said = StringIO()
    call_command("load_preset", "coach", verbosity=0, stderr=said)
    assert "are in Russian, this site is in French" in said.getvalue()
    assert "set LANGUAGE_CODE=ru and TIME_ZONE=Europe/Moscow" in said.getvalue()


def test_a_preset_in_the_language_of_the_site_says_nothing(db, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    said = StringIO()
    call_command("load_preset", "coach", verbosity=0, stderr=said)
    assert said.getvalue() == ""
