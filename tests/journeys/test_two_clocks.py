"""A client in Montréal, a practitioner in Paris: each reads their own time, on page, in mail and in the calendar."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from booking import outbox
from booking.models import Appointment
from practice.models import Practitioner
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("T9"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

MONTREAL, PARIS = r"Montréal \(UTC−[45]\)", r"Paris \(UTC\+[12]\)"


@pytest.fixture
def site(practice, bob, settings):
    """The address of a site on which Bob reads his times on the clocks of Montréal."""
    Practitioner.objects.get().places.set([practice.place])
    for row in (bob, bob.client):
        row.time_zone = "America/Montreal"
        row.save()
    with running_site(settings_module="tests.journeys.settings") as address:
        settings.BASE_URL = address
        yield address


@pytest.fixture
def page(browser, site):
    # The browser stands in Montréal too; the site does not ask it.
    context = browser.new_context(base_url=site, locale="fr-FR", timezone_id="America/Montreal")
    yield context.new_page()
    context.close()


def log_in(page, email):
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def words_of(text):
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def clock(moment, zone):
    local = moment.astimezone(zone)
    return f"{local.hour} h {local.minute:02}"


def test_each_reads_their_own_time_with_the_name_of_the_zone(page, site, practice, bob):
    log_in(page, "bob@example.com")
    page.goto("/rendez-vous/")
    page.locator("main .slots a").first.click()
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.get_by_role("heading", level=1, name="Rendez-vous confirmé")).to_be_visible()
    appointment = Appointment.objects.get()
    start = appointment.start_at
    in_paris = clock(start, practice.place.zone)
    in_montreal = clock(start, ZoneInfo("America/Montreal"))
    assert in_paris != in_montreal

    shown = words_of(page.locator("main").inner_text())
    assert re.search(rf"{PARIS}", shown)
    assert re.search(rf"{MONTREAL}\s+\w+ \w+ \w+ \d{{4}}, {in_montreal} à", shown)
    assert in_paris in shown

    outbox.deliver_due(now=timezone.now())
    letters = {letter.to[0]: letter for letter in mail.outbox}
    clients, practitioners = letters["bob@example.com"], letters["camille@example.com"]
    assert re.search(rf"{in_montreal} – {MONTREAL}", words_of(clients.subject))
    assert re.search(rf"{in_montreal} à .* – {MONTREAL}", words_of(clients.body))
    assert in_paris in words_of(practitioners.subject)
    assert "Montréal" not in practitioners.body

    for letter, local, zone in ((clients, in_montreal, MONTREAL), (practitioners, in_paris, None)):
        (invitation,) = (part for part in letter.alternatives if "text/calendar" in part[1])
        event = icalendar.Calendar.from_ical(invitation[0]).walk("VEVENT")[0]
        # One moment for both; the words say it on the reader's clocks.
        assert event["DTSTART"].dt.astimezone(dt.UTC) == start
        said = words_of(str(event["DESCRIPTION"]))
        assert local in said
        assert bool(zone and re.search(zone, said)) is bool(zone)
