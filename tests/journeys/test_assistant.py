"""A question in words leads to a free time, and the time to an appointment, in the clinic."""

import re

import pytest
from playwright.sync_api import expect

from booking.models import Appointment, State
from tests.journeys.test_clinic import enter, site  # noqa: F401
from tests.journeys.test_guest import takes_her_time
from tests.journeys.test_incubator import presses, sees_title

pytestmark = [pytest.mark.browser, pytest.mark.mission("M6"), pytest.mark.django_db(transaction=True)]
QUESTION = "rdv pediatre a orleans la semaine prochaine"


def asks_in_the_panel(page):
    page.locator("a[data-talk]").click()
    field = page.locator(".talk input[name=q]")
    expect(field).to_be_focused()
    field.fill(QUESTION)
    field.press("Enter")
    # What is typed next is there again on the next page.
    expect(page.locator(".talk__times a").first).to_be_visible()
    field.fill("et le prix ?")


def asks_on_the_page(page):
    page.locator("a[data-talk]").click()
    page.locator("main input[name=q]").fill(QUESTION)
    page.locator("main input[name=q]").press("Enter")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_question_leads_to_an_answer_a_time_and_an_appointment(enter, javascript):  # noqa: F811
    page = enter(javascript=javascript)
    page.goto("/agences/")
    (asks_in_the_panel if javascript else asks_on_the_page)(page)
    expect(page.locator(".talk__filters")).to_contain_text("Orléans")
    page.locator(".talk__times a").first.click()
    sees_title(page, "Vos coordonnées")
    if javascript:
        page.locator("a[data-talk]").click()
        expect(page.locator(".talk input[name=q]")).to_have_value("et le prix ?")
        expect(page.locator("[data-talk-log]")).to_contain_text(QUESTION)
        page.keyboard.press("Escape")
        expect(page.locator("a[data-talk]")).to_be_focused()
    page.locator("[name=name]").fill("Alice Durand")
    page.locator("[name=email]").fill("alice@example.com")
    takes_her_time(page)
    page.locator("main form button.button--primary").click()
    if page.get_by_role("heading", level=1, name=re.compile("Vérifiez")).is_visible():
        presses(page, "Confirmer le rendez-vous")
    sees_title(page, "Rendez-vous confirmé|Demande envoyée")
    booked = Appointment.objects.get(client__email="alice@example.com")
    assert booked.state in (State.CONFIRMED, State.REQUESTED)
    assert booked.place.town == "Orléans"
