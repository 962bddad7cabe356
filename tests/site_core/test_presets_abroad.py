"""The practices from elsewhere: their own language has the addresses without a prefix, and their pages are in it."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import clear_url_caches
from wagtail.models import Locale, Page

from booking.models import Appointment, CancellationReason, State
from home.models import HomePage, StandardPage
from practice.models import Practitioner, PublishedSlot, Service
from site_core import presets
from tests.site_core.test_foreign_words import texts_of

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P10")]

BOTH = ["counselling", "planner"]


@pytest.fixture
def load(settings, tmp_path):
    """Return a function that fills the site with a preset, in the preset's language."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path

    def load_(name, *options):
        settings.LANGUAGE_CODE, settings.TIME_ZONE = presets.origin(name)
        clear_url_caches()  # the addresses of each language are kept, prefixes and all
        said = StringIO()
        call_command("load_preset", name, *options, stdout=StringIO(), stderr=said)
        assert said.getvalue() == ""
        return settings.LANGUAGE_CODE

    yield load_
    clear_url_caches()


@pytest.mark.parametrize("name", BOTH)
def test_every_page_is_at_an_address_without_a_prefix_and_in_the_preset_s_language(load, client, name):
    language = load(name)
    assert set(Page.objects.filter(depth__gt=1).values_list("locale__language_code", flat=True)) == {language}
    assert Locale.get_default().language_code == language
    pages = [*HomePage.objects.all(), *StandardPage.objects.all()]
    assert len(pages) > 5
    for page in pages:
        answer = client.get(page.url)
        assert (answer.status_code, page.url.count("/")) == (200, 1 if page.depth == 2 else 2)
        html = answer.content.decode()
        assert f'<html lang="{language}"' in html
        assert "<div lang=" not in html
        assert not re.search(r"lorem|ipsum|TODO|XXX", html)


@pytest.mark.parametrize("name", BOTH)
def test_machines_find_the_same_addresses(load, client, name):
    language = load(name)
    listed = re.findall(r"<loc>[^<]*?//[^/<]+(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert "/" in listed
    # The directory and the places are in every language; the pages in that of the practice.
    assert not [path for path in listed if re.match(r"/(fr|en|ru)/(?!praticiens/|agences/)", path)]
    html = client.get("/accounts/login/").content.decode()
    found = dict(re.findall(r'hreflang="([\w-]+)" href="https?://[^/"]+([^"]+)"', html))
    prefixes = {code: "" if code == language else f"/{code}" for code in ("fr", "en", "ru")}
    wanted = {code: f"{prefix}/accounts/login/" for code, prefix in prefixes.items()}
    assert found == {**wanted, "x-default": "/accounts/login/"}


def test_russian_pages_hold_no_other_letters(load, client):
    load("planner")
    known = re.compile(r"\S+@\S+|API|/api/v1/|WCAG 2\.2|AA|JavaScript|cookie|FR|EN|RU|Français|English")
    for page in [*HomePage.objects.all(), *StandardPage.objects.all()]:
        texts = texts_of(client.get(page.url).content.decode())
        assert [text for text in texts if re.search("[A-Za-zÀ-ÿ]{2,}", known.sub("", text))] == []


@pytest.mark.mission("T2")
def test_the_counsellors_see_people_for_an_hour_from_nine_to_six(load):
    load("counselling")
    assert {service.duration_minutes for service in Service.objects.all()} == {60}
    for counsellor in Practitioner.objects.all():
        [hours] = counsellor.opening_hours.all()
        assert [str(window) for window in hours.windows.all()] == ["09:00–18:00"]


@pytest.mark.mission("P4")
def test_the_reason_that_is_chosen_at_first_is_force_majeure_in_russian(load):
    load("planner")
    assert CancellationReason.objects.get(is_default=True).label == "Форс-мажор"


@pytest.mark.mission("P3")
def test_the_planners_demonstration_has_slots_in_each_state(load):
    load("planner", "--demo")
    states = set(Appointment.objects.values_list("state", flat=True))
    assert states == {State.REQUESTED, State.CONFIRMED, State.DECLINED, State.CANCELLED}
    free = PublishedSlot.objects.filter(appointments=None)
    assert {slot.practitioner_id for slot in free} == set(Practitioner.objects.values_list("pk", flat=True))
    assert all(slot.context for slot in PublishedSlot.objects.all())
    for row in Appointment.objects.prefetch_related("events"):
        assert [event.at for event in row.events.all()] == sorted(event.at for event in row.events.all())
        assert row.created_at < row.start_at


def test_the_counselling_demonstration_has_both_counsellors_at_work(load):
    load("counselling", "--demo")
    assert set(Appointment.objects.values_list("practitioner__slug", flat=True)) == {"eleanor-hart", "samuel-okafor"}
    states = set(Appointment.objects.values_list("state", flat=True))
    assert {State.REQUESTED, State.CONFIRMED, State.CANCELLED, State.MISSED} == states
