"""From the mail: a guest moves in three clicks, cancels in two, has a link sent again, and makes it an account."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from booking import actions, availability, link_requests, links, outbox
from booking.models import Appointment, State
from people.models import Client
from practice.models import Practitioner
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("O3"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

FIELDS = "main input:not([type=hidden]):visible, main textarea:visible, main select:visible"


@pytest.fixture
def site(practice, settings):
    """The address of a site with one service, one practitioner and one place; its mails lead there."""
    Practitioner.objects.get().places.set([practice.place])
    with running_site(settings_module="tests.journeys.settings") as address:
        settings.BASE_URL = address
        yield address


@pytest.fixture
def alice(db):
    return Client.objects.create(name="Alice Durand", email="alice@example.com", language="fr")


@pytest.fixture
def appointment(practice, alice):
    """Alice’s appointment, far enough away that she may still change it."""
    now = timezone.now()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    free = availability.next_free(**parts, now=now, count=60)
    start = next(start for start in free if start > now + dt.timedelta(days=3))
    return actions.book(client=alice, **parts, start=start, by=alice, now=now)


class Guest:
    """Someone who reads mails in a browser of their own, and counts their clicks."""

    def __init__(self, browser, address, *, javascript=True, **device):
        self.context = browser.new_context(base_url=address, locale="fr-FR", java_script_enabled=javascript, **device)
        self.page = self.context.new_page()
        self.told_others, self.complaints, self.clicks = [], [], 0
        self.page.on("request", lambda request: self.told_others.append(request.headers.get("referer", "")))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def follows_in_the_mail(self, words):
        """Press what the newest mail to them calls so."""
        outbox.deliver_due(now=timezone.now())
        body = next(message.body for message in reversed(mail.outbox) if message.to == ["alice@example.com"])
        self.address = re.search(rf"{words}\s:\s*(\S+)", body)[1]
        self.clicks += 1
        self.page.goto(self.address)
        assert links.hash_of(self.token) not in self.page.url
        assert self.token not in self.page.url

    @property
    def token(self):
        return re.search(r"[0-9a-f]{40}", self.address)[0]

    def presses(self, name):
        self.clicks += 1
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def picks(self, slot):
        self.clicks += 1
        slot.click()

    def sees_title(self, text):
        expect(self.page.get_by_role("heading", level=1, name=re.compile(text))).to_be_visible()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def guest(request, browser, site):
    guest = Guest(browser, site, javascript=request.param)
    yield guest
    guest.context.close()
    assert guest.complaints == []
    # Whatever a page asked for, it told nobody the address that it came by.
    assert not [referer for referer in guest.told_others if guest.token in referer]


def test_a_guest_moves_cancels_and_comes_back(guest, appointment):
    she_moves_in_three_clicks_and_writes_nothing(guest, appointment)
    she_cancels_in_two(guest, appointment)
    her_link_says_what_became_of_it(guest)


def she_moves_in_three_clicks_and_writes_nothing(guest, appointment):
    before = appointment.start_at
    guest.follows_in_the_mail("Déplacer le rendez-vous")
    guest.sees_title("Déplacer le rendez-vous du")
    expect(guest.page.get_by_text("Actuel", exact=True)).to_be_visible()
    guest.picks(guest.page.locator("a.slot").last)
    guest.sees_title("Déplacer le rendez-vous")
    expect(guest.page.locator(FIELDS)).to_have_count(0)
    appointment.refresh_from_db()
    assert appointment.start_at == before
    guest.presses("Déplacer le rendez-vous")
    expect(guest.page.get_by_text("Rendez-vous déplacé au")).to_be_visible()
    appointment.refresh_from_db()
    assert appointment.start_at != before
    assert guest.clicks == 3


def she_cancels_in_two(guest, appointment):
    guest.clicks = 0
    guest.follows_in_the_mail("Annuler le rendez-vous")
    guest.sees_title("Annuler le rendez-vous du")
    guest.presses("Annuler le rendez-vous")
    guest.sees_title("Rendez-vous annulé")
    appointment.refresh_from_db()
    assert (appointment.state, guest.clicks) == (State.CANCELLED, 2)


def her_link_says_what_became_of_it(guest):
    guest.page.goto(guest.address)
    expect(guest.page.get_by_text("Ce rendez-vous ne peut plus être modifié.")).to_be_visible()


def test_a_guest_has_a_new_link_sent_and_makes_an_account_with_one_field(guest, appointment):
    guest.follows_in_the_mail("Ajouter à mon agenda")
    links.revoke(Appointment.objects.all(), now=timezone.now())
    guest.page.reload()
    guest.sees_title("Ce lien n’est plus actif")
    guest.page.get_by_label("Adresse e-mail", exact=True).fill("alice@example.com")
    guest.presses("Recevoir un nouveau lien")
    guest.sees_title("Consultez vos e-mails")
    link_requests.answer(now=timezone.now())

    guest.follows_in_the_mail("Ajouter à mon agenda")
    guest.sees_title("Rendez-vous confirmé")
    assert guest.page.locator(FIELDS).count() == 1
    guest.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    guest.presses("Créer mon compte")
    expect(guest.page).to_have_url(re.compile(f"/mes-rendez-vous/{appointment.reference}/$"))
    guest.page.goto("/mes-rendez-vous/")
    expect(guest.page.get_by_text("Confirmé", exact=True)).to_be_visible()


@pytest.mark.mission("T9")
def test_a_device_in_montreal_proposes_its_own_clocks(browser, site, appointment):
    guest = Guest(browser, site, timezone_id="America/Toronto")
    guest.follows_in_the_mail("Ajouter à mon agenda")
    expect(guest.page.locator("main dl").get_by_text("Toronto")).to_have_count(0)
    expect(guest.page.get_by_label("Fuseau horaire", exact=True)).to_have_value("America/Toronto")
    guest.presses("Afficher cette heure")
    expect(guest.page.locator("main dl").get_by_text("Toronto")).to_be_visible()
    guest.context.close()
