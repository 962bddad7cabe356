"""The coach composes her questions in the admin; a guest answers them, looks at it all once more, and books."""

import re

import pytest
from playwright.sync_api import expect

from booking.guests import QUICKEST
from booking.models import Appointment
from practice.models import Practitioner
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("O2"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PROJECT, SINCE, RULES = "Votre projet en une phrase", "Depuis quand ?", "J’ai lu le règlement"


@pytest.fixture
def site(practice):
    """The address of a site with one service, one practitioner and one place."""
    Practitioner.objects.get().places.set([practice.place])
    with running_site(settings_module="tests.journeys.settings") as address:
        yield address


@pytest.fixture
def enter(browser, site):
    """Return a function that opens a window of someone who has not been here before."""
    contexts = []

    def open_window(*, javascript):
        contexts.append(browser.new_context(base_url=site, locale="fr-FR", java_script_enabled=javascript))
        return contexts[-1].new_page()

    yield open_window
    for context in contexts:
        context.close()


def presses(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def sees_title(page, text):
    expect(page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_guest_answers_what_the_coach_asks(enter, javascript):
    coach, guest = enter(javascript=True), enter(javascript=javascript)
    the_coach_logs_in(coach)
    the_coach_composes_her_questions(coach)
    the_guest_sees_what_is_missing(guest)
    the_guest_answers_and_changes_her_mind(guest)
    the_coach_reads_the_answers(coach)


def the_coach_logs_in(coach):
    coach.goto("/accounts/login/")
    coach.get_by_label("Adresse e-mail", exact=True).fill("camille@example.com")
    coach.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    presses(coach, "Se connecter")


def the_coach_composes_her_questions(coach):
    coach.goto("/admin/prestations/")
    coach.get_by_role("link", name="Coaching individuel", exact=True).click()
    questions = [(PROJECT, "short", ""), (SINCE, "choice", "Un mois\nUn an"), (RULES, "consent", "")]
    for number, (text, kind, options) in enumerate(questions):
        coach.locator("#id_questions-ADD").click()
        row = f"[name=questions-{number}"
        coach.locator(f"{row}-text]").fill(text)
        coach.locator(f"{row}-kind]").select_option(kind)
        coach.locator(f"{row}-is_required]").check()
        if options:
            coach.locator(f"{row}-options]").fill(options)
        else:
            expect(coach.locator(f"{row}-options]")).to_be_hidden()
    coach.get_by_role("button", name="Enregistrer").first.click()
    expect(coach).to_have_url(re.compile("/admin/prestations/$"))


def the_guest_sees_what_is_missing(guest):
    guest.goto("/rendez-vous/")
    guest.locator("a.slot").first.click()
    sees_title(guest, "Vos coordonnées")
    guest.locator("[name=name]").fill("Louise Martin")
    guest.locator("[name=email]").fill("louise@example.com")
    guest.wait_for_timeout(QUICKEST.total_seconds() * 1000 + 200)  # Nobody is quicker than that.
    presses(guest, "Continuer")
    missing = guest.locator(".errors a")
    expect(missing).to_have_count(3)
    missing.nth(1).click()
    expect(guest.get_by_label("Un mois", exact=True)).to_be_in_viewport()


def the_guest_answers_and_changes_her_mind(guest):
    guest.get_by_label(PROJECT, exact=True).fill("Ouvrir une librairie")
    guest.get_by_label("Un mois", exact=True).check()
    guest.get_by_label(RULES, exact=True).check()
    presses(guest, "Continuer")
    sees_title(guest, "Vérifiez avant de réserver")
    assert not Appointment.objects.exclude(state="held").exists()
    guest.get_by_role("link", name=f"Modifier {SINCE}", exact=True).click()
    sees_title(guest, "Vos coordonnées")
    expect(guest.get_by_label(PROJECT, exact=True)).to_have_value("Ouvrir une librairie")
    expect(guest.locator("[name=name]")).to_have_value("Louise Martin")
    guest.get_by_label("Un an", exact=True).check()
    guest.wait_for_timeout(QUICKEST.total_seconds() * 1000 + 200)
    presses(guest, "Continuer")
    expect(guest.locator("main")).to_contain_text("Un an")
    presses(guest, "Confirmer le rendez-vous")
    sees_title(guest, "Rendez-vous confirmé")


def the_coach_reads_the_answers(coach):
    coach.goto("/admin/rendez-vous/")
    coach.get_by_role("link", name="Louise Martin", exact=True).click()
    answers = coach.locator(".appointment-answers")
    expect(answers).to_contain_text("Ouvrir une librairie")
    expect(answers).to_contain_text("Un an")
    expect(answers).not_to_contain_text("Un mois")
