"""A freed time reaches the person who waits for it: from the full day, over the mail, to the appointment."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from booking import actions, availability, outbox, waiting
from booking.guests import QUICKEST
from booking.models import Appointment, OutboxMessage, State
from people.models import Client
from practice.models import Absence, BookingRules, Practitioner
from tests.factories import PASSWORD
from tests.journeys.walk import Walk
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("O9"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

MILLISECOND = dt.timedelta(milliseconds=1)


@pytest.fixture
def site(practice, settings):
    """The address of a site with one service, one practitioner and one place; its mails lead there."""
    Practitioner.objects.get().places.set([practice.place])
    BookingRules.objects.update_or_create(defaults={"live_limit": 50})
    with running_site(settings_module="tests.journeys.settings") as address:
        settings.BASE_URL = address
        yield address


@pytest.fixture
def wish(practice):
    return {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}


@pytest.fixture
def full_day(wish, charlie):
    """Return the appointments of a day on which nothing is free any more."""
    now = timezone.now()
    start = next(one for one in availability.next_free(**wish, now=now, count=60) if one > now + dt.timedelta(days=4))
    day = start.astimezone(wish["place"].zone).date()
    free = availability.free_starts(*wish.values(), day, day, now=now)[day]
    return [actions.book(client=charlie.client, **wish, start=one, by=charlie, now=now) for one in free]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def enter(request, browser, site):
    """Return a function that opens a window of someone who has not been here before."""
    contexts = []

    def open_window():
        context = browser.new_context(base_url=site, locale="fr-FR", java_script_enabled=request.param)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


def log_in(page, email):
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def coach_cancels(page, appointment):
    """The coach, in her own window, calls an appointment off in the admin."""
    log_in(page, "camille@example.com")
    page.goto(f"/admin/rendez-vous/{appointment.reference}/annuler/")
    Walk(page).press("Annuler le rendez-vous")
    expect(page.get_by_text("Rendez-vous annulé.", exact=False).or_(page.get_by_text("Annulé."))).to_be_visible()


def link_in_the_latest_mail(address):
    outbox.deliver_due(now=timezone.now())
    letter = [one for one in mail.outbox if one.to == [address]][-1]
    return re.search(r"https?://\S+/rendez-vous/attente/\S+", letter.body)[0]


def test_a_guest_waits_for_a_full_day_and_gets_the_time_that_comes_free(enter, full_day, wish):
    day = full_day[0].start_at.astimezone(wish["place"].zone).date()
    page = enter()
    alice = Walk(page)
    page.goto(f"/rendez-vous/?date={day}")
    alice.click(page.get_by_role("link", name=re.compile("^Me prévenir")))
    # The day is filled in already.
    expect(page.locator("[name=first_day]")).to_have_value(day.isoformat())
    alice.fill_in(first_day=day.isoformat(), name="Alice Durand", email="alice@example.com")
    page.wait_for_timeout(QUICKEST / MILLISECOND)
    alice.press("M’inscrire sur la liste d’attente")
    alice.sees_title("Vous êtes sur la liste d’attente")
    assert (alice.clicked, alice.filled) == (2, 3)
    page.goto(link_in_the_latest_mail("alice@example.com"))
    expect(page.get_by_text("Vous attendez un créneau")).to_be_visible()

    coach_cancels(enter(), full_day[2])
    # Before any mail has left it is kept: somebody else does not find it.
    stranger = enter()
    stranger.goto(f"/rendez-vous/?date={day}")
    expect(stranger.get_by_role("link", name=re.compile("^Me prévenir"))).to_be_visible()

    # In another browser, where nobody knows her.
    reader = Walk(enter())
    reader.follow(link_in_the_latest_mail("alice@example.com"))
    reader.sees_title("Un créneau s’est libéré")
    assert OutboxMessage.objects.filter(kind="confirmed", recipient="alice@example.com").count() == 0
    reader.press("Prendre ce créneau")
    reader.sees_title("Rendez-vous confirmé")
    assert (reader.clicked, reader.filled) == (2, 0)
    appointment = Appointment.objects.get(client__email="alice@example.com")
    assert (appointment.start_at, appointment.state) == (full_day[2].start_at, State.CONFIRMED)


def test_an_earlier_time_takes_the_place_of_the_present_one(enter, full_day, wish, bob):
    now, first = timezone.now(), full_day[0].start_at
    Absence.objects.create(practitioner=wish["practitioner"], start_at=now, end_at=first - dt.timedelta(hours=2))
    later = next(one for one in availability.next_free(**wish, now=now, count=20) if one > full_day[-1].end_at)
    mine = actions.book(client=bob.client, **wish, start=later, by=bob, now=now)

    page = enter()
    log_in(page, "bob@example.com")
    page.goto(f"/mes-rendez-vous/{mine.reference}/")
    waiting_bob = Walk(page)
    waiting_bob.press("Me prévenir d’un créneau plus tôt")
    waiting_bob.sees_title("Vous êtes sur la liste d’attente")

    coach_cancels(enter(), full_day[1])
    waiting_bob.follow(link_in_the_latest_mail("bob@example.com"))
    waiting_bob.sees_title("Un créneau s’est libéré")
    waiting_bob.press("Prendre ce créneau à la place")
    waiting_bob.sees_title("Rendez-vous confirmé")
    assert (waiting_bob.clicked, waiting_bob.filled) == (3, 0)
    mine.refresh_from_db()
    assert mine.start_at == full_day[1].start_at
    assert Appointment.objects.live(timezone.now()).filter(client=bob.client).count() == 1


def test_what_one_lets_pass_reaches_the_next(enter, full_day, wish, bob):
    day = full_day[0].start_at.astimezone(wish["place"].zone).date()
    page = enter()
    log_in(page, "bob@example.com")
    page.goto(f"/rendez-vous/attente/?du={day}")
    Walk(page).press("M’inscrire sur la liste d’attente")
    other = Client.objects.create(name="Alice Durand", email="alice@example.com", language="fr")
    waiting.join(client=other, **wish, first_day=day, last_day=day, now=timezone.now())
    coach_cancels(enter(), full_day[0])
    page.reload()
    Walk(page).press("Laisser passer")
    expect(page.get_by_text("Ce créneau est proposé à la personne suivante.")).to_be_visible()
    reader = Walk(enter())
    reader.follow(link_in_the_latest_mail("alice@example.com"))
    reader.sees_title("Un créneau s’est libéré")
