"""One command fills an empty site with a practice, and leaves one that has content alone."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import translation
from wagtail.images.models import Image
from wagtail.models import Page, Site

from booking.availability import free_starts
from booking.models import Appointment, CancellationReason
from coach_notes.models import Note
from home.models import HomePage, SiteSettings
from people.models import User
from practice.models import OpeningHours, Practitioner
from site_core import logins, presets
from site_core.presets.coach import pages_en, pages_fr

FRENCH = ["/", "/a-propos-de-moi/", "/methodes-de-coaching/", "/mentions-legales/", "/confidentialite/"]
FRENCH += ["/accessibilite/", "/aide-et-contact/"]


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    with translation.override("fr"):
        yield


def load(*options):
    said = StringIO()
    call_command("load_preset", "coach", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def coach_site(db):
    return load()


def test_the_command_names_the_presets_that_there_are():
    assert "coach" in presets.names()
    with pytest.raises(CommandError, match="coach"):
        call_command("load_preset", "nothing")


@pytest.mark.mission("C1")
def test_every_page_of_the_preset_is_there_in_french_and_in_english(coach_site, client):
    for address in FRENCH:
        for prefix, language in (("", "fr"), ("/en", "en")):
            page = client.get(prefix + address)
            assert page.status_code == 200, prefix + address
            assert f'<html lang="{language}"' in page.content.decode()
            assert "<div lang=" not in page.content.decode()


def test_wagtails_own_first_page_is_gone_and_the_site_begins_at_ours(coach_site):
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    site = Site.objects.get()
    assert isinstance(site.root_page.specific, HomePage)
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.mission("C7")
def test_the_hours_are_the_coachs_and_a_free_day_offers_the_eight_starts(coach_site):
    [hours] = OpeningHours.objects.all()
    assert [str(window) for window in hours.windows.all()] == ["09:00–12:30", "13:30–17:00"]
    practitioner = Practitioner.objects.get()
    now = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
    tuesday = dt.date(2026, 11, 24)
    place = practitioner.places.get(is_active=True)
    starts = free_starts(practitioner, practitioner.services.get(), place, tuesday, tuesday, now=now)[tuesday]
    assert [f"{start.astimezone(place.zone):%H:%M}" for start in starts] == [
        "09:00",
        "09:55",
        "10:50",
        "11:45",
        "13:30",
        "14:25",
        "15:20",
        "16:15",
    ]


def test_the_booking_page_shows_the_week_at_once(coach_site, client):
    page = client.get("/rendez-vous/")
    assert page.status_code == 200
    assert "data-week" in page.content.decode()


def test_the_reason_that_is_chosen_at_first_is_force_majeure(coach_site):
    assert CancellationReason.objects.get(is_default=True).label == "Force majeure"


def test_the_site_settings_are_filled_in(coach_site):
    settings = SiteSettings.objects.get()
    assert settings.name == settings.site.site_name == "Camille Aubert"
    assert [block.value.title for block in settings.footer_pages] == [
        "Mentions légales",
        "Confidentialité",
        "Accessibilité",
        "Aide et contact",
    ]


# --- Log-ins -------------------------------------------------------------------------------------


@pytest.mark.mission("C10")
def test_the_coach_gets_an_account_whose_password_is_shown_and_opens_the_admin(coach_site):
    [login] = logins.usable()
    assert login.email in coach_site
    assert login.password in coach_site
    browser = Browser()
    browser.post("/accounts/login/", {"login": login.email, "password": login.password})
    assert browser.get("/admin/").status_code == 200
    assert User.objects.get().is_superuser


def test_a_coach_made_by_createsuperuser_keeps_the_site(camille):
    load()
    assert Practitioner.objects.get().user == camille
    assert User.objects.get() == camille
    assert logins.usable() == []


def test_passwords_are_made_anew_for_each_site(db):
    load()
    first = logins.usable()[0].password
    User.objects.all().delete()
    load("--replace")
    second = logins.usable()[0].password
    assert first != second
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", second)


# --- A site that has content ---------------------------------------------------------------------


def counts():
    models = (Page, Image, User, Practitioner, OpeningHours, Appointment, Note, CancellationReason)
    return {model.__name__: model.objects.count() for model in models}


def test_a_site_with_content_is_refused_and_nothing_changes(coach_site):
    before = counts()
    with pytest.raises(CommandError, match="--replace"):
        load("--demo")
    assert counts() == before


def test_replacing_begins_again_and_leaves_accounts_and_pictures(db):
    load("--demo")
    before, keys = counts(), set(Page.objects.values_list("translation_key", flat=True))
    accounts = set(User.objects.values_list("pk", "password"))
    load("--demo", "--replace")
    assert counts() == before
    assert set(User.objects.values_list("pk", "password")) == accounts
    # The top of the tree alone is the same.
    assert len(keys & set(Page.objects.values_list("translation_key", flat=True))) == 1


def test_what_fails_half_way_leaves_an_empty_site(db, monkeypatch):
    monkeypatch.setattr("site_core.presets.coach.demo.write_notes", lambda *given: 1 / 0)
    before = counts()
    with pytest.raises(ZeroDivisionError):
        load("--demo")
    assert counts() == before


# --- The texts -----------------------------------------------------------------------------------


def texts_in(value):
    """Every text within lists and dictionaries, without tags."""
    if isinstance(value, str):
        yield re.sub(r"<[^>]+>", " ", value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts_in(one)


def pages_of(module):
    nothing = dict.fromkeys(["service", "practitioner", "portrait", "cabinet"])
    return [module.home(), *module.standard_pages(**nothing)]


def test_the_french_texts_keep_the_rules_of_typography():
    texts = list(texts_in(pages_of(pages_fr)))
    assert len(texts) > 100
    wrong = [text for text in texts if re.search(r"[^\u00a0/]([;?!:»])|«[^\u00a0]|'|\u202f|\d h ", text)]
    assert wrong == []


@pytest.mark.parametrize("module", [pages_fr, pages_en])
def test_the_texts_are_meant_for_readers(module):
    for text in texts_in(pages_of(module)):
        assert not re.search(r"lorem|ipsum|TODO|XXX|veuillez|désolé|oups", text, re.IGNORECASE)


def test_both_languages_have_the_same_pages():
    assert len(pages_of(pages_fr)) == len(pages_of(pages_en))
