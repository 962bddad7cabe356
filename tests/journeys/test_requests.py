"""Requests come in; the coach agrees to some together and declines one with a word; the clients read her answers."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from booking import actions, outbox
from booking.availability import next_free
from booking.models import State
from tests.factories import PASSWORD
from tests.journeys.walk import Walk
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("P3"),
    pytest.mark.mission("T1"),
    pytest.mark.mission("T3"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

WORD = "Je suis en formation ce jour-là."


@pytest.fixture
def asked(practice, bob, charlie):
    """Bob's two requests, and Charlie's one, the last of the three."""
    practice.service.needs_approval = True
    practice.service.save()
    parts = (practice.practitioner, practice.service, practice.place)
    now = timezone.now()
    starts = next_free(*parts, now=now + dt.timedelta(days=2), count=3)
    wish = dict(zip(("practitioner", "service", "place"), parts, strict=True))
    return [
        actions.book(**wish, client=user.client, start=start, by=user, now=now)
        for user, start in zip((bob, bob, charlie), starts, strict=True)
    ]


@pytest.fixture
def enter(browser, asked):
    """Return a function that opens a window of someone who has not been here before."""
    contexts = []
    with running_site(settings_module="tests.journeys.settings") as address:

        def open_window(*, javascript):
            contexts.append(browser.new_context(base_url=address, locale="fr-FR", java_script_enabled=javascript))
            return contexts[-1].new_page()

        yield open_window
        for context in contexts:
            context.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_coach_answers_several_requests_and_the_clients_read_it(enter, asked, javascript):
    coach = enter(javascript=javascript)
    logs_in(coach, "camille@example.com")
    the_coach_finds_what_waits(coach)
    the_coach_ticks(coach, everything=javascript)
    the_coach_agrees_to_the_first_two(coach)
    the_coach_declines_the_last_with_a_word(coach)
    for one in asked:
        one.refresh_from_db()
    assert [one.state for one in asked] == [State.CONFIRMED, State.CONFIRMED, State.DECLINED]
    bob_reads_that_both_are_confirmed(enter(javascript=javascript))
    charlie_reads_the_word(enter(javascript=javascript))


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_coach_comes_by_the_mail_and_answers_one_by_one(enter, asked, javascript):
    coach = Walk(enter(javascript=javascript))
    coach.follow(path_in_the_mail_about(asked[0]))
    # The link in a mail is no key: she logs in first, and arrives where it led.
    logs_in(coach.page, "camille@example.com", go_there=False)
    coach.click(coach.page.locator("main").get_by_role("link", name="Accepter", exact=True))
    coach.press("Accepter")
    expect(coach.page.locator(".messages")).to_contain_text("Demande acceptée.")
    assert (coach.clicked, coach.filled) == (3, 0)

    coach.follow(path_in_the_mail_about(asked[2]))
    coach.click(coach.page.locator("main").get_by_role("link", name="Refuser", exact=True))
    coach.page.get_by_label("Un mot au client").fill(WORD)
    coach.press("Refuser")
    expect(coach.page.locator(".messages")).to_contain_text("Demande refusée.")
    assert coach.clicked == 6
    for one in asked:
        one.refresh_from_db()
    assert [one.state for one in asked] == [State.CONFIRMED, State.REQUESTED, State.DECLINED]
    charlie_reads_the_word(enter(javascript=javascript))


def path_in_the_mail_about(appointment):
    """Return where the mail that tells the coach of a request leads her."""
    outbox.deliver_due(now=timezone.now())
    path = reverse("rendez-vous_modeladmin_inspect", args=[appointment.pk])
    assert [letter for letter in mail.outbox if letter.to == ["camille@example.com"] and path in letter.body]
    return path


def logs_in(page, email, *, go_there=True):
    if go_there:
        page.goto("/accounts/login/")
    page.get_by_label("Adresse e-mail", exact=True).fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter", exact=True).click()


def the_coach_finds_what_waits(coach):
    coach.goto("/admin/")
    expect(coach.get_by_role("heading", name="3 demandes à traiter")).to_be_visible()
    coach.get_by_role("link", name="Répondre à plusieurs demandes à la fois").click()
    expect(boxes(coach)).to_have_count(3)


def boxes(coach):
    return coach.locator("input[name=demande]")


def the_coach_ticks(coach, *, everything):
    """With JavaScript one box ticks all others, and follows them."""
    all_of_them = coach.locator("form#answers input[type=checkbox]")
    if everything:
        all_of_them.check()
        boxes(coach).nth(2).uncheck()
        expect(all_of_them).not_to_be_checked()
        expect(boxes(coach).nth(1)).to_be_checked()
    else:
        expect(all_of_them).to_be_hidden()
        boxes(coach).nth(0).check()
        boxes(coach).nth(1).check()


def the_coach_agrees_to_the_first_two(coach):
    coach.get_by_role("button", name="Accepter les demandes cochées").click()
    expect(coach.locator(".requests li")).to_have_count(2)
    coach.get_by_role("button", name="Accepter 2 demandes").click()
    expect(coach.locator(".messages")).to_contain_text("2 demandes acceptées.")


def the_coach_declines_the_last_with_a_word(coach):
    expect(boxes(coach)).to_have_count(1)
    boxes(coach).check()
    coach.get_by_role("button", name="Refuser les demandes cochées").click()
    coach.get_by_label("Un mot à chaque client").fill(WORD)
    coach.get_by_role("button", name="Refuser 1 demande").click()
    expect(coach.locator(".messages")).to_contain_text("1 demande refusée.")
    expect(boxes(coach)).to_have_count(0)


def bob_reads_that_both_are_confirmed(bob):
    logs_in(bob, "bob@example.com")
    bob.goto("/mes-rendez-vous/")
    expect(bob.locator(".appointment").filter(has_text="Confirmé")).to_have_count(2)


def charlie_reads_the_word(charlie):
    logs_in(charlie, "charlie@example.com")
    charlie.goto("/mes-rendez-vous/")
    charlie.locator(".appointment").filter(has_text="Refusé").get_by_role("link").click()
    expect(charlie.locator("main")).to_contain_text(WORD)
