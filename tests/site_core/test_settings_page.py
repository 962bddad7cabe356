"""“Tous les réglages”: each decision has a sentence and a way to it, and counts from the next page on."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.admin.menu import settings_menu
from wagtail.models import Site

from home.models import SiteSettings
from people.models import RegistrationRules
from practice.models import Absence, BookingRules, OpeningWindow, Place, Practitioner, Service
from tests.practice.test_hours_screen import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M4")]

PAGE = "/admin/reglages/"
#: What is Wagtail's own, and no decision of a practice.
NOT_A_DECISION = {"all-settings", "locales", "redirects", "sites", "collections", "groups", "users"}


def test_each_setting_is_there_with_a_sentence_and_leads_to_its_screen(client, camille, practice):
    client.force_login(camille)
    groups = client.get(PAGE).context["groups"]
    entries = [entry for _heading, some in groups for entry in some]
    assert len({entry.url for entry in entries}) == len(entries) == 17
    for entry in entries:
        assert str(entry.sentence).endswith(".")
        assert client.get(entry.url, follow=True).status_code == 200, entry.url


def test_what_stands_in_the_menu_of_settings_stands_here_too(rf, camille, client, practice):
    """A new setting that nobody put on the page is found out."""
    client.force_login(camille)
    request = client.get(PAGE).wsgi_request
    urls = {entry.url for _heading, some in client.get(PAGE).context["groups"] for entry in some}
    items = settings_menu.menu_items_for_request(request)
    assert min(items, key=lambda item: item.order).name == "all-settings"
    assert [item.name for item in items if item.name not in NOT_A_DECISION and item.url not in urls] == []


def test_it_says_in_french_what_each_decides(client, camille, practice):
    client.force_login(camille)
    page = text_of(client.get(PAGE))
    assert "Jusqu’à quand on réserve, annule et déplace" in page
    assert "Si les collègues lisent les notes les uns des autres sur les clients." in page


def test_each_reads_of_what_is_theirs_only(client, bob, zoe, practice):
    client.force_login(bob)
    assert client.get(PAGE).status_code in (302, 404)
    zoe.user_permissions.add(Permission.objects.get(codename="change_bookingrules"))
    client.force_login(zoe)
    entries = [entry for _heading, some in client.get(PAGE).context["groups"] for entry in some]
    assert "Règles de réservation" in [str(entry.label) for entry in entries]
    assert "Création de compte" not in [str(entry.label) for entry in entries]
    for entry in entries:
        assert client.get(entry.url, follow=True).status_code == 200, entry.url


# --- From the next page on -----------------------------------------------------------------------


def rules(**changed):
    BookingRules.objects.update_or_create(defaults=changed)


def closed_for_a_year():
    now = timezone.now()
    Absence.objects.create(start_at=now, end_at=now + dt.timedelta(days=400))


def site_settings(**changed):
    SiteSettings.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults=changed)


CHANGES = {
    "the days open for booking": lambda: rules(horizon_days=1),
    "the notice": lambda: rules(minimum_notice_minutes=30 * 24 * 60),
    "the step": lambda: rules(step_minutes=5),
    "the length of a service": lambda: Service.objects.update(duration_minutes=20),
    "the gap after it": lambda: Service.objects.update(gap_minutes=60),
    "its name": lambda: Service.objects.update(name="Bilan de compétences"),
    "a service closed": lambda: Service.objects.update(is_active=False),
    "a place closed": lambda: Place.objects.update(is_active=False),
    "a place renamed": lambda: Place.objects.update(name="Villeurbanne"),
    "its zone": lambda: Place.objects.update(time_zone="America/Montreal"),
    "a practitioner closed": lambda: Practitioner.objects.update(is_active=False),
    "the hours": lambda: OpeningWindow.objects.filter(start=dt.time(9)).update(start=dt.time(8, 3)),
    "an absence": closed_for_a_year,
    "the name of the site": lambda: site_settings(name="Cabinet des Tilleuls"),
    "its colours": lambda: site_settings(own_primary="#123456"),
    "who opens an account": lambda: RegistrationRules.objects.update_or_create(defaults={"sign_up": "invitation"}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_is_changed_counts_from_the_next_page_on(client, practice, change):
    """The visitor's page is kept between requests; nobody has to wait for it to be forgotten."""
    site_settings(name="Cabinet")
    rules(horizon_days=60)
    week = timezone.localdate() + dt.timedelta(days=7)
    parts = f"prestation={practice.service.slug}&praticien={practice.practitioner.slug}&lieu={practice.place.slug}"
    address = f"/rendez-vous/?semaine={week:%G-W%V}&{parts}"

    def page():
        answer = client.get(address)
        return answer.status_code, answer.content

    first, again = page(), page()
    assert first == again
    change()
    assert page() != first
