"""The coach's morning: two requests are answered, the last note is read and a new one written, from one page."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from booking import actions
from booking.availability import next_free
from booking.models import Appointment, State
from coach_notes import actions as notes
from coach_notes.models import ClientFile, Note
from practice.models import practice_zone
from tests.factories import PASSWORD
from tests.journeys.walk import Walk
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("C5"),
    pytest.mark.mission("C6"),
    pytest.mark.mission("M3"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

BEFORE, AFTER = "Elle hésite encore.", "Elle a choisi."


@pytest.fixture
def morning(practice, camille, bob, charlie):
    """Charlie's two requests, and Bob's appointment at noon today, on whom there is a note."""
    practice.service.needs_approval = True
    practice.service.save()
    now = timezone.now()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    for start in next_free(*parts.values(), now=now + dt.timedelta(days=2), count=2):
        actions.book(client=charlie.client, **parts, start=start, by=charlie, now=now)
    noon = dt.datetime.combine(now.astimezone(practice_zone()).date(), dt.time(12), practice_zone())
    end = noon + dt.timedelta(minutes=45)
    Appointment.objects.create(
        client=bob.client, **parts, start_at=noon, end_at=end, busy_until=end, state=State.CONFIRMED
    )
    file = ClientFile.objects.get(pk=bob.client.pk)
    notes.write(client=file, by=camille, now=now - dt.timedelta(days=7), body=BEFORE, appointment=None)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_morning_takes_four_clicks_and_one_text(browser, morning, javascript):
    with running_site(settings_module="tests.journeys.settings") as address:
        context = browser.new_context(base_url=address, locale="fr-FR", java_script_enabled=javascript)
        coach = Walk(context.new_page())
        logs_in(coach.page)
        coach.page.goto("/admin/")
        today = coach.page.locator(".today-panel").first
        for left in (1, 0):
            coach.click(today.get_by_role("button", name="Accepter").first)
            expect(coach.page.locator(".messages")).to_contain_text("Demande acceptée.")
            expect(today.get_by_role("button", name="Accepter")).to_have_count(left)
        coach.click(today.get_by_role("link", name="Notes – Bob Martin").first)
        expect(coach.page.locator(".note__body").first).to_have_text(BEFORE)
        coach.page.locator("[name=body]").fill(AFTER)
        coach.click(coach.page.locator("main").get_by_role("button", name="Enregistrer la note"))
        expect(coach.page.locator(".note__body").first).to_have_text(AFTER)
        context.close()
    assert coach.clicked == 4
    assert [note.author.email for note in Note.objects.all()] == ["camille@example.com"] * 2
    assert Appointment.objects.filter(state=State.CONFIRMED).count() == 3


def logs_in(page):
    page.goto("/accounts/login/")
    page.get_by_label("Adresse e-mail", exact=True).fill("camille@example.com")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)
