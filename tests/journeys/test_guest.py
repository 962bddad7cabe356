"""A guest books from the home page: two clicks and two fields, and the time is kept meanwhile."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from booking.guests import QUICKEST
from booking.models import Appointment, State
from practice.models import Service
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("O2"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

MILLISECOND = dt.timedelta(milliseconds=1)


@pytest.fixture
def site(transactional_db, monkeypatch):
    """The address of a site as a coach starts one, whose first session costs nothing: there is nothing to check."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="camille@example.com", verbosity=0)
    call_command("load_preset", "coach", verbosity=0)
    Service.objects.update(price=0)
    with running_site(settings_module="tests.journeys.settings") as address:
        yield address


@pytest.fixture
def enter(browser, site):
    """Return a function that opens a window of someone who has not been here before."""
    contexts = []

    def open_window(**device):
        contexts.append(browser.new_context(base_url=site, locale="fr-FR", **device))
        return contexts[-1].new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    "device",
    [{}, {"java_script_enabled": False}, {"viewport": {"width": 320, "height": 640}}],
    ids=["with JavaScript", "without JavaScript", "on a telephone"],
)
def test_a_guest_books_from_home_in_two_clicks_and_two_fields(enter, device):
    page = enter(**device)
    page.goto("/")
    page.locator(".next-slots a").first.click()
    expect(page.get_by_role("heading", level=1, name="Vos coordonnées", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"Créneau gardé pour vous jusqu’à \d+\sh\s\d\d\."))).to_be_visible()
    expect(page.locator("main").locator("[required]:visible")).to_have_count(2)
    # Somebody else finds another time, and not this one.
    assert enter().goto(page.url).status == 409

    page.get_by_label("Nom et prénom", exact=True).fill("Alice Durand")
    page.get_by_label("Adresse e-mail", exact=True).fill("alice@example.com")
    page.wait_for_timeout(QUICKEST / MILLISECOND)
    page.get_by_role("button", name="Confirmer le rendez-vous", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Rendez-vous confirmé", exact=True)).to_be_visible()
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.client.name) == (State.CONFIRMED, "Alice Durand")
