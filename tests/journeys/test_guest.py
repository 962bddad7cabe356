"""A guest books from the home page: two clicks and two fields, and the time is kept meanwhile."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from booking.guests import QUICKEST
from booking.models import Appointment, State
from practice.models import Question, Service
from tests.factories import PASSWORD
from tests.journeys.walk import Walk
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


ALICE = {"name": "Alice Durand", "email": "alice@example.com"}


def takes_her_time(page):
    """Nobody fills in a form at once; who does is taken for a program."""
    page.wait_for_timeout(QUICKEST / MILLISECOND)


@pytest.mark.parametrize(
    "device",
    [{}, {"java_script_enabled": False}, {"viewport": {"width": 320, "height": 640}}],
    ids=["with JavaScript", "without JavaScript", "on a telephone"],
)
def test_a_guest_books_from_home_in_two_clicks_and_two_fields(enter, device):
    page = enter(**device)
    alice = Walk(page)
    page.goto("/")
    alice.click(page.locator(".next-slots a").first)
    alice.sees_title("^Vos coordonnées$")
    expect(page.get_by_text(re.compile(r"Créneau gardé pour vous jusqu’à \d+\sh\s\d\d\."))).to_be_visible()
    # Somebody else finds another time, and not this one.
    assert enter().goto(page.url).status == 409

    alice.fill_in(**ALICE)
    takes_her_time(page)
    alice.press("Confirmer le rendez-vous")
    alice.sees_title("^Rendez-vous confirmé$")
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.client.name) == (State.CONFIRMED, "Alice Durand")
    assert (alice.clicked, alice.filled) == (2, 2)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_question_adds_its_field_and_one_click_to_look_at_it_all_once_more(enter, javascript):
    question = Question.objects.create(
        service=Service.objects.get(), text="Votre projet", kind="short", is_required=True
    )
    page = enter(java_script_enabled=javascript)
    alice = Walk(page)
    page.goto("/")
    alice.click(page.locator(".next-slots a").first)
    alice.fill_in(**ALICE, **{f"question_{question.pk}": "Ouvrir une librairie"})
    takes_her_time(page)
    alice.press("Continuer")
    alice.sees_title("^Vérifiez avant de réserver$")
    alice.press("Confirmer le rendez-vous")
    alice.sees_title("^Rendez-vous confirmé$")
    assert Appointment.objects.get().answers.get().text == "Ouvrir une librairie"
    assert (alice.clicked, alice.filled) == (3, 3)
