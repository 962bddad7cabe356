"""A visitor looks for somebody, chooses a place, and arrives at the booking: with JavaScript and without."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from booking.guests import QUICKEST
from booking.models import Appointment, State
from people.models import User
from practice.models import Speciality
from tests.factories import PASSWORD, make_place, make_practitioner, make_service
from tests.server import running_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MILLISECOND = dt.timedelta(milliseconds=1)
ALL_DAY = [(dt.time(9), dt.time(19))]
DEVICES = pytest.mark.parametrize(
    "device",
    [{}, {"java_script_enabled": False}, {"viewport": {"width": 320, "height": 640}}],
    ids=["with JavaScript", "without JavaScript", "on a telephone"],
)


@pytest.fixture
def site(transactional_db):
    """The address of a clinic: cardiologists in Lyon and Moulins, a dermatologist who is seen online only."""
    lyon = make_place("Cabinet de Lyon", slug="lyon", town="Lyon", address="12 rue de Marseille\n69007 Lyon")
    moulins = make_place("Cabinet de Moulins", slug="moulins", town="Moulins", access="À deux pas de la gare.")
    service = make_service("Consultation", asks_topic=False)
    heart, skin = Speciality.objects.create(name="Cardiologie"), Speciality.objects.create(name="Dermatologie")
    for name, place, speciality in [
        ("Ana Petit", lyon, heart),
        ("Gaëlle Lefèvre", moulins, heart),
        ("Driss Benali", make_place("Visio"), skin),
    ]:
        one = make_practitioner(
            name, slug=name.split()[-1].lower().replace("è", "e"), places=[place], services=[service], windows=ALL_DAY
        )
        one.specialities.add(speciality)
        one.languages = ["fr", "ar"] if name.startswith("Driss") else ["fr"]
        one.save()
    User.objects.create_superuser("camille@example.com", PASSWORD)
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


def found(page):
    return page.locator(".matches h3")


@pytest.mark.mission("M1")
@DEVICES
def test_a_visitor_finds_a_practitioner_and_books_a_time_from_the_card(enter, device):
    page = enter(**device)
    page.goto("/praticiens/")
    expect(found(page)).to_have_count(3)
    page.get_by_label("Nom", exact=True).fill("gaele lefevre")
    page.get_by_label("Spécialité", exact=True).select_option(label="Cardiologie")
    page.get_by_role("button", name="Rechercher", exact=True).click()
    expect(found(page)).to_have_text(["Gaëlle Lefèvre"])
    expect(page.get_by_label("Nom", exact=True)).to_have_value("gaele lefevre")
    assert "specialite=cardiologie" in page.url
    expect(page.locator(".match .times a")).to_have_count(3)

    page.locator(".match .times a").first.click()
    page.get_by_label("Nom et prénom", exact=True).fill("Alice Durand")
    page.get_by_label("Adresse e-mail", exact=True).fill("alice@example.com")
    page.wait_for_timeout(QUICKEST / MILLISECOND)
    page.get_by_role("button", name="Confirmer le rendez-vous", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Rendez-vous confirmé", exact=True)).to_be_visible()
    booked = Appointment.objects.exclude(state=State.HELD).get()
    assert (booked.practitioner.name, booked.place.name) == ("Gaëlle Lefèvre", "Cabinet de Moulins")


@pytest.mark.mission("M1")
@DEVICES
def test_a_visitor_asks_who_is_free_then_and_loosens_a_filter(enter, device):
    page = enter(**device)
    page.goto("/praticiens/")
    page.get_by_text("Plus de filtres", exact=True).click()
    page.get_by_label("Langue", exact=True).select_option(label="Arabe")
    page.get_by_label("Quand", exact=True).select_option(label="La semaine prochaine")
    page.get_by_label("Moment de la journée", exact=True).select_option(label="Le soir")
    page.get_by_label("Ville", exact=True).select_option(label="Lyon")
    page.get_by_role("button", name="Rechercher", exact=True).click()
    expect(page.get_by_role("heading", name="Personne ne correspond à tout cela", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Lyon$")).click()
    expect(found(page)).to_have_text(["Driss Benali"])
    expect(page.locator(".match .times span:not(.visually-hidden)")).to_have_text([re.compile("^18")] * 3)
    page.get_by_role("link", name="Driss Benali", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Driss Benali", exact=True)).to_be_visible()
    expect(page.locator(".next-times .times a")).to_have_count(3)


@pytest.mark.mission("O1")
@DEVICES
def test_a_visitor_chooses_a_place_and_sees_its_free_times(enter, device):
    page = enter(**device)
    page.goto("/agences/")
    expect(page.locator(".place")).to_have_count(3)
    page.get_by_role("link", name="Cabinet de Moulins", exact=True).click()
    expect(page.get_by_text("À deux pas de la gare.", exact=True)).to_be_visible()
    expect(page.locator(".next-times .times a")).to_have_count(3)
    page.go_back()
    page.locator(".place", has_text="Moulins").get_by_role("link", name=re.compile("^Voir les créneaux libres")).click()
    expect(page.locator("a.slot").first).to_be_visible()
    expect(page.locator(".summary")).to_contain_text("Cabinet de Moulins")
