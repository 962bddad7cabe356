"""T1 to T9 at the counselling practice, in English, as far as a browser shows them; without JavaScript."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from booking import outbox
from booking.models import Appointment, State
from practice.holidays import holidays_between
from practice.models import practice_today
from tests.factories import PASSWORD
from tests.journeys.abroad import Reader, site_of

pytestmark = [
    *(pytest.mark.mission(f"T{row}") for row in (1, 2, 3, 4, 5, 7, 9)),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

RUTH = "ruth@post.example"
GRACE, ELEANOR = "grace.whitfield@post.example", "eleanor@elmrow.example"
INDIVIDUAL = {"prestation": "individual", "praticien": "eleanor-hart", "lieu": "elm-row"}
NINE_STARTS = [f"{hour}:00" for hour in range(9, 18)]


class EnglishReader(Reader):
    words = {"email": "E-mail address", "log in": "Log in"}


@pytest.fixture
def site(transactional_db):
    with site_of("counselling") as address:
        yield address


@pytest.fixture
def enter(browser, site):
    people = []

    def enter_():
        people.append(EnglishReader(browser, site, javascript=False))
        return people[-1]

    yield enter_
    for person in people:
        person.context.close()
    assert [complaint for person in people for complaint in person.complaints] == []


def quiet_monday():
    """Return a Monday after the weeks that the demonstration fills, still open for booking."""
    today = practice_today()
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=7)
    return monday if monday not in holidays_between("GB-ENG", monday, monday) else monday + dt.timedelta(days=1)


@pytest.mark.mission("T4", "T5", "T6")
def test_a_counselling_practice_by_invitation(enter):
    visitor, grace, eleanor, ruth = enter(), enter(), enter(), enter()
    day = quiet_monday()
    a_visitor_reads_who_they_are_and_how_to_get_in(visitor)
    grace_sees_what_is_to_come(grace)
    unavailable_days_and_times_cannot_be_chosen(grace, day)
    grace_books_an_hour(grace, day)
    grace_reads_it_on_the_clocks_of_toronto(grace)
    the_counsellor_sees_everyones_and_agrees_to_a_request(eleanor)
    the_counsellor_invites_ruth(eleanor)
    ruth_comes_in_by_the_link_once(ruth, visitor)
    the_counsellor_books_for_ruth_moves_it_and_cancels(eleanor, ruth)


def a_visitor_reads_who_they_are_and_how_to_get_in(visitor):
    visitor.opens("/")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.sees_title("Room to think, and someone who listens")
    menu = visitor.page.locator("header nav li")
    words = ["About us", "Our approach", "Fees", "Questions", "Counsellors", "Places", "My appointments", "Log in"]
    expect(menu).to_have_text(words)
    visitor.opens_menu("Fees")
    visitor.sees("By yourself: £65")
    visitor.follows("Help in an emergency", within="footer")
    visitor.sees("Samaritans")
    visitor.opens("/rendez-vous/")
    visitor.sees_title("Appointments are by invitation")
    visitor.opens("/accounts/signup/")
    visitor.sees_title("Accounts are by invitation")
    visitor.sees("No invitation yet?")


def grace_sees_what_is_to_come(grace):
    grace.logs_in(GRACE)
    grace.sees_title("My appointments")
    grace.sees("Confirmed")
    expect(grace.page.locator("header").get_by_text("My account", exact=True)).to_be_visible()
    expect(grace.page.locator("nav.desk")).to_have_count(0)


def unavailable_days_and_times_cannot_be_chosen(grace, day):
    grace.opens_day(day, **INDIVIDUAL)
    assert grace.starts_on(day) == NINE_STARTS
    sunday = day + dt.timedelta(days=6 - day.weekday())
    assert grace.starts_on(sunday) == []


def grace_books_an_hour(grace, day):
    grace.slots_of(day).first.click()
    grace.sees_title("Your details")
    grace.sees("9:00 to 10:00")
    grace.presses("Continue")
    grace.sees_title("Check before you book")
    grace.sees("£65")
    grace.presses("Confirm the appointment")
    grace.sees_title("Appointment confirmed")
    booked = Appointment.objects.latest("pk")
    assert (booked.state, booked.duration) == (State.CONFIRMED, dt.timedelta(hours=1))
    grace.opens_day(day, **INDIVIDUAL)
    assert grace.starts_on(day) == NINE_STARTS[1:]


def grace_reads_it_on_the_clocks_of_toronto(grace):
    booked = Appointment.objects.latest("pk")
    grace.opens("/accounts/preferences/")
    grace.page.get_by_label("Time zone").select_option("America/Toronto")
    grace.presses("Keep my choice")
    grace.sees("Your choice is kept.")
    grace.opens(f"/mes-rendez-vous/{booked.reference}/")
    grace.sees("Toronto (UTC−")
    grace.sees("London (UTC")


def the_counsellor_sees_everyones_and_agrees_to_a_request(eleanor):
    asked = Appointment.objects.filter(state=State.REQUESTED).earliest("start_at")
    eleanor.logs_in(ELEANOR)
    eleanor.opens("/")
    desk = eleanor.page.locator("nav.desk")
    expect(desk.get_by_role("link", name="Appointments list")).to_be_visible()
    eleanor.follows("Appointments list", within="nav.desk")
    for name in ("Grace Whitfield", "Daniel Kowalski"):
        expect(eleanor.page.locator("main").get_by_text(name).first).to_be_visible()
    eleanor.opens(f"/admin/rendez-vous/{asked.reference}/accepter/")
    eleanor.page.get_by_role("button", name="Agree", exact=True).click()
    expect(eleanor.page.locator(".messages")).to_be_visible()
    asked.refresh_from_db()
    assert asked.state == State.CONFIRMED


def the_counsellor_invites_ruth(eleanor):
    """After a first talk by telephone: an address, and the link is sent."""
    eleanor.opens("/admin/invitations/new/")
    eleanor.fills("E-mail addresses*", RUTH)
    eleanor.presses("Send")
    expect(eleanor.page.locator("main").get_by_text(RUTH).first).to_be_visible()


def ruth_comes_in_by_the_link_once(ruth, visitor):
    outbox.deliver_due(now=timezone.now())
    body = next(message.body for message in mail.outbox if message.to == [RUTH])
    link = re.search(r"/invitation/[0-9a-f]{64}/", body).group()
    ruth.opens(link)
    ruth.sees(RUTH)
    ruth.fills("First name", "Ruth")
    ruth.fills("Last name", "Ellis")
    ruth.fills("Password", PASSWORD)
    ruth.presses("Create my account")
    ruth.sees_title("My appointments")
    assert visitor.page.request.get(link).status == 410


def the_counsellor_books_for_ruth_moves_it_and_cancels(eleanor, ruth):
    page = eleanor.page
    eleanor.opens("/admin/rendez-vous/reserver/?q=ruth")
    page.locator("main").get_by_role("link", name=re.compile("Ruth Ellis")).click()
    chooses_the_last_day(page)
    page.locator("input[name=debut]").first.check()
    eleanor.presses("Book for Ruth Ellis")
    expect(page.locator(".messages")).to_contain_text("Booked for Ruth Ellis")
    booked = Appointment.objects.get(client__user__email=RUTH)
    page.locator("main").get_by_role("link", name="Move", exact=True).click()
    chooses_the_last_day(page)
    page.locator("input[name=start]").last.check()
    eleanor.presses("Move the appointment")
    ruth.opens("/mes-rendez-vous/")
    ruth.sees("Confirmed")
    page.locator("main").get_by_role("link", name="Cancel", exact=True).click()
    eleanor.presses("Cancel the appointment")
    before = booked.start_at
    booked.refresh_from_db()
    assert (booked.state, booked.start_at != before) == (State.CANCELLED, True)
    assert {event.by_name for event in booked.events.all()} == {"Eleanor Hart"}


def chooses_the_last_day(page):
    """In the month: a day without free times is no link."""
    page.locator(".month summary").press("Enter")
    page.locator(".month__days a").last.press("Enter")
