"""The French presets of practices of many: what they make, and what their demonstrations show."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client as Browser
from django.test import override_settings
from django.utils import timezone, translation

from booking.availability import free_starts
from booking.models import Appointment, AppointmentEvent, OutboxMessage, State, WaitingEntry
from home.models import NewsPage, SiteSettings
from people.models import Client, Role, User
from practice.models import Absence, Place, Practitioner, Service
from site_core import logins
from site_core.presets import legal_fr
from site_core.presets.clinic import pages as clinic_pages
from site_core.presets.incubator import pages as incubator_pages
from tests.site_core.test_load_preset import texts_in

pytestmark = pytest.mark.django_db

FRENCH = ["clinic", "incubator"]


def load(name, *options):
    said = StringIO()
    call_command("load_preset", name, *options, stdout=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


@pytest.fixture(scope="module", params=FRENCH)
def site(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """A site that was filled once, with its demonstration; the load is undone at the end."""
    folder = tmp_path_factory.mktemp(request.param)
    with (
        override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "media"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        load(request.param, "--demo")
        yield request.param
        transaction.set_rollback(True)


# --- What is made --------------------------------------------------------------------------------


@pytest.mark.mission("O4")
def test_every_page_is_there(site, client):
    listed = client.get("/sitemap.xml").content.decode()
    paths = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", listed)
    assert len(paths) >= 12
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200, path
        assert "<h1" in page.content.decode(), path
    assert {"/", "/actualites/", "/mentions-legales/", "/confidentialite/"} <= set(paths)


@pytest.mark.mission("O4")
def test_the_news_are_of_the_last_months(site):
    days = list(NewsPage.objects.values_list("published_on", flat=True))
    assert len(days) == 4
    today = timezone.localdate()
    assert all(today - dt.timedelta(days=100) <= day < today for day in days)


def test_everyone_has_a_portrait_hours_and_something_to_book(site):
    for one in Practitioner.objects.all():
        assert one.photo_id
        assert one.bio
        assert one.languages
        assert one.opening_hours.exists()
        assert one.services.exists()
        assert one.specialities.exists()
        one.full_clean()
    for place in Place.objects.filter(is_online=False):
        assert place.town
        assert place.address
        assert place.access
        assert place.description


@pytest.mark.mission("O1")
def test_there_are_three_towns(site):
    assert Place.objects.exclude(town="").values("town").distinct().count() == 3


def test_the_settings_name_the_practice_and_its_own_colours(site):
    chosen = SiteSettings.objects.get()
    assert chosen.chosen_colours != ("#155A52", "#A8432A")
    assert chosen.practitioner_word
    assert len(chosen.footer_pages) == 4


@pytest.mark.mission("M4")
def test_there_are_log_ins_for_each_role_and_they_open_the_site(site):
    roles = [User.objects.get(email=login.email).role for login in logins.usable()]
    assert roles.count(Role.Code.ADMINISTRATOR) == 1
    assert roles.count(Role.Code.COLLABORATOR) == 1
    assert roles.count(Role.Code.PRACTITIONER) == 2
    assert roles.count(Role.Code.CLIENT) >= 2
    for login in logins.usable():
        browser = Browser()
        browser.post("/accounts/login/", {"login": login.email, "password": login.password})
        is_staff = User.objects.get(email=login.email).is_staff
        assert browser.get("/admin/").status_code == (200 if is_staff else 404), login.role


# --- The demonstration ---------------------------------------------------------------------------


@pytest.mark.mission("O5")
def test_the_demonstration_shows_every_state(site):
    now = timezone.now()
    states = set(Appointment.objects.values_list("state", flat=True))
    wanted = {State.CONFIRMED, State.CANCELLED, State.MISSED}
    assert wanted <= states
    if site == "incubator":
        assert {State.REQUESTED, State.DECLINED} <= states
        assert Appointment.objects.filter(state=State.REQUESTED, start_at__gt=now).exists()
    assert Appointment.objects.filter(end_at__lte=now).count() > 20
    assert Appointment.objects.upcoming(now).count() > 20
    assert "moved" in set(AppointmentEvent.objects.values_list("kind", flat=True))


def test_everybody_has_work_behind_and_ahead(site):
    for one in Practitioner.objects.all():
        assert one.appointments.exists(), one.name


def test_everything_was_done_in_its_time(site):
    now = timezone.now()
    assert all(event.at <= now for event in AppointmentEvent.objects.all())
    assert all(row.created_at < row.start_at for row in Appointment.objects.all())


def test_no_mail_goes_to_people_who_do_not_exist(site):
    assert OutboxMessage.objects.exists()
    assert not OutboxMessage.objects.exclude(state=OutboxMessage.State.SENT).exists()
    assert all(email.endswith(".example") for email in Client.objects.exclude(email="").values_list("email", flat=True))


@pytest.mark.mission("O9")
def test_somebody_waits_for_a_day_that_is_full(site):
    [entry] = WaitingEntry.objects.all()
    parts = (entry.practitioner, entry.service, entry.place)
    assert free_starts(*parts, entry.first_day, entry.last_day, now=timezone.now())[entry.first_day] == []


@pytest.mark.mission("O2")
def test_requests_come_with_what_was_asked(site):
    asking = [service for service in Service.objects.all() if service.questionnaire]
    assert asking
    for one in Appointment.objects.filter(service__in=asking):
        assert one.answers.exists()


def test_absences_hold_no_appointment(site):
    for away in Absence.objects.all():
        own = Appointment.objects.overlapping(away.start_at, away.end_at).filter(practitioner=away.practitioner)
        assert not own.exclude(state__in=(State.CANCELLED, State.DECLINED)).exists()


# --- The texts -----------------------------------------------------------------------------------


class Anything(dict):
    def __missing__(self, key):
        return None


def texts_of(pages):
    pictures = Anything()
    written = [pages.home(), pages.about(pictures), pages.news_index(), pages.NEWS, pages.footer_pages()]
    written += [pages.SETTINGS, legal_fr.accessibility()]
    if pages is clinic_pages:
        written += [pages.home_body(index=None, about=None), pages.how_it_works(pictures), pages.team([])]
    else:
        written += [pages.home_body(index=None, team=None), pages.team([], pictures)]
    return list(texts_in(written))


@pytest.mark.parametrize("pages", [clinic_pages, incubator_pages], ids=FRENCH)
def test_the_french_texts_keep_the_rules_of_typography(pages):
    texts = texts_of(pages)
    assert len(texts) > 100
    wrong = [
        text
        for text in texts
        if not text.startswith("/") and re.search(r"[^\u00a0/]([;?!:»])|«[^\u00a0]|'|\u202f|\d h ", text)
    ]
    assert wrong == []
    assert not [text for text in texts if re.search(r"lorem|ipsum|TODO|XXX|veuillez|désolé|oups", text, re.IGNORECASE)]
