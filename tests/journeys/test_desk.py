"""The desk: staff book, move and cancel for a client; a practitioner keeps hours and absences from the public site."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from booking import actions, links
from booking.availability import next_free
from booking.models import Appointment, State
from people.actions import set_role
from people.models import Client, Role
from practice.models import Absence, OpeningHours
from tests import factories
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    *(pytest.mark.mission(row) for row in ("T3", "T5", "T6", "T7", "M2", "M3")),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

WORD = "Je suis en formation ce jour-là."
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


@pytest.fixture
def denis(practice, camille):
    """A practitioner with an account of his own."""
    user = factories.make_user("denis@example.com", "Denis", "Roux")
    set_role(user=user, role=Role.Code.PRACTITIONER, by=camille)
    return factories.make_practitioner(
        "Denis Roux", user=user, places=[practice.place], services=[practice.service], position=1
    )


@pytest.fixture
def asked(practice, denis, bob):
    """Bob's appointment with Denis, in some days."""
    now = timezone.now()
    parts = {"practitioner": denis, "service": practice.service, "place": practice.place}
    start = next_free(**parts, now=now + dt.timedelta(days=3), count=1)[0]
    return actions.book(**parts, client=bob.client, start=start, by=bob, now=now)


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


def logs_in(page, email):
    page.goto("/accounts/login/")
    page.get_by_label("Adresse e-mail", exact=True).fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


# --- The coach at her desk ------------------------------------------------------------------------


@both_ways
def test_the_coach_books_moves_and_cancels_for_a_client(enter, practice, javascript):
    coach = enter(javascript=javascript)
    logs_in(coach, "camille@example.com")
    the_coach_finds_bob_as_she_types(coach, javascript=javascript)
    the_coach_reads_why_a_time_is_closed(coach, practice)
    the_coach_books(coach)
    booked = Appointment.objects.get(practitioner=practice.practitioner)
    assert (booked.client.name, booked.state) == ("Bob Martin", State.CONFIRMED)
    the_coach_moves_it(coach)
    moved = Appointment.objects.get(pk=booked.pk)
    assert moved.start_at != booked.start_at
    the_coach_cancels_it_with_a_word(coach)
    assert [event.by_name for event in booked.events.order_by("pk")] == ["Camille Aubert"] * 3


def the_coach_finds_bob_as_she_types(coach, *, javascript):
    coach.goto("/mes-rendez-vous/")
    coach.locator("nav.desk").get_by_role("link", name="Réserver pour un client").click()
    search = coach.get_by_label("Nom, adresse e-mail ou téléphone")
    search.press_sequentially("bob mar")
    if not javascript:
        coach.locator("main").get_by_role("button", name="Rechercher").click()
    coach.locator("main").get_by_role("link", name=re.compile("Bob Martin")).click()
    expect(coach.locator("main")).to_contain_text("bob@example.com")


def the_coach_reads_why_a_time_is_closed(coach, practice):
    coach.locator("[name=praticien]").select_option("camille")
    coach.get_by_text("Une autre heure", exact=True).press("Enter")
    coach.locator("[name=heure]").fill("12:45")
    coach.get_by_role("button", name="Afficher", exact=True).click()
    expect(coach.locator(".why-answer")).to_contain_text("hors des horaires d’ouverture")
    # The nearest three, of which one leads back to a time that can be booked.
    expect(coach.locator(".why-starts").last.get_by_role("link")).to_have_count(3)
    coach.get_by_role("link", name="Toutes les heures libres de cette semaine").click()


def the_coach_books(coach):
    """Only what is free can be chosen, with the arrow keys too."""
    free = coach.locator("input[name=debut]")
    free.nth(0).focus()
    coach.keyboard.press("ArrowDown")
    expect(free.nth(1)).to_be_checked()
    coach.get_by_role("button", name="Réserver pour Bob Martin").click()
    expect(coach.locator(".messages")).to_contain_text("Réservé pour Bob Martin")
    expect(coach.locator("main")).to_contain_text("Camille Aubert")


def the_coach_moves_it(coach):
    """A day in the month first: what is not free is no link there."""
    coach.locator("main").get_by_role("link", name="Déplacer", exact=True).click()
    coach.locator(".month summary").press("Enter")
    coach.locator(".month__days a").last.press("Enter")
    coach.locator("input[name=start]").last.check()
    coach.get_by_role("button", name="Déplacer le rendez-vous").click()
    expect(coach.locator(".messages")).to_contain_text("Rendez-vous déplacé")


def the_coach_cancels_it_with_a_word(coach):
    coach.locator("main").get_by_role("link", name="Annuler", exact=True).click()
    coach.get_by_label("Un mot au client").fill(WORD)
    coach.get_by_role("button", name="Annuler le rendez-vous").click()
    expect(coach.locator(".messages")).to_contain_text(re.compile("annulé", re.IGNORECASE))
    expect(coach.locator("main")).to_contain_text(WORD)


@both_ways
def test_someone_new_is_written_down_once(enter, practice, javascript):
    coach = enter(javascript=javascript)
    logs_in(coach, "camille@example.com")
    coach.goto("/admin/rendez-vous/reserver/")
    write_down(coach, "Martin Bob")
    expect(coach.get_by_role("heading", name="Est-ce l’une de ces personnes")).to_be_visible()
    assert not Client.objects.filter(name="Martin Bob").exists()
    write_down(coach, "Nadia Roux")
    expect(coach.locator(".messages")).to_contain_text("Nadia Roux")
    coach.locator("input[name=debut]").first.check()
    coach.get_by_role("button", name="Réserver pour Nadia Roux").click()
    expect(coach.locator(".messages")).to_contain_text("il n’y a pas d’adresse e-mail")
    assert Appointment.objects.get(client__name="Nadia Roux").state == State.CONFIRMED


def write_down(coach, name):
    coach.locator("[name=name]:visible").fill(name)
    coach.get_by_role("button", name="Continuer").click()


# --- A practitioner on the public site ------------------------------------------------------------


@both_ways
def test_a_practitioner_sets_hours_and_an_absence_and_answers(enter, denis, asked, javascript):
    page = enter(javascript=javascript)
    logs_in(page, "denis@example.com")
    page.goto("/mes-rendez-vous/")
    page.locator("nav.desk").get_by_role("link", name="Mon espace").click()
    expect(page.locator("main")).to_contain_text("Bob Martin")
    hours_are_written(page, javascript=javascript)
    an_absence_asks_about_bob(page, asked)
    asked.refresh_from_db()
    assert asked.state == State.CANCELLED
    assert Absence.objects.get().practitioner == denis
    bob = enter(javascript=javascript)
    logs_in(bob, "bob@example.com")
    bob.goto(f"/mes-rendez-vous/{asked.reference}/")
    expect(bob.locator("main")).to_contain_text(WORD)


class Counted:
    """What a person does at a page: each click and each field that is filled."""

    def __init__(self, page):
        self.page, self.clicks, self.fields = page, 0, 0

    def click(self, role, name):
        self.page.locator("main").get_by_role(role, name=name, exact=True).first.click()
        self.clicks += 1

    def fill(self, name, text):
        self.page.locator(f"[name={name}]").fill(text)
        self.fields += 1


@pytest.mark.parametrize("address", ["/mon-espace/absences/", "/admin/absences/"])
def test_a_week_off_takes_two_clicks_and_two_fields(enter, denis, address):
    page = enter(javascript=True)
    logs_in(page, "denis@example.com")
    page.goto(address)
    first = timezone.localdate() + dt.timedelta(days=40)
    done = Counted(page)
    done.click("link", "Ajouter une absence")
    done.fill("first_day", first.isoformat())
    done.fill("last_day", (first + dt.timedelta(days=6)).isoformat())
    done.click("button", "Enregistrer")
    page.wait_for_url(f"**{address}")
    assert (done.clicks, done.fields) == (2, 2)
    absence = Absence.objects.get()
    assert (absence.practitioner, absence.end_at - absence.start_at >= dt.timedelta(days=6)) == (denis, True)


@both_ways
def test_who_is_touched_chooses_another_time_from_the_mail(enter, denis, asked, javascript):
    page = enter(javascript=javascript)
    logs_in(page, "denis@example.com")
    page.goto("/mon-espace/absences/nouvelle/")
    day = asked.start_at.astimezone(asked.place.zone).date()
    page.locator("[name=first_day]").fill(day.isoformat())
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("section:has([name=touched])")).to_contain_text("Bob Martin")
    page.locator("[name=touched][value=times]").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".notice--ok")).to_be_visible()
    bob = enter(javascript=javascript)
    bob.goto(f"{links.issue(asked, to='bob@example.com', now=timezone.now())}autres-horaires/")
    asked.refresh_from_db()
    assert asked.start_at.astimezone(asked.place.zone).date() == day
    bob.locator("form:has([name=debut]) button").first.click()
    expect(bob.locator("main")).to_contain_text("Denis Roux")
    asked.refresh_from_db()
    assert asked.start_at.astimezone(asked.place.zone).date() != day
    assert (asked.practitioner, asked.state) == (denis, State.CONFIRMED)


def hours_are_written(page, *, javascript, gives="10 h 55"):
    """Receive on Saturdays from 10:00 to 12:00, once the page has shown that this `gives` a start."""
    page.get_by_role("link", name="Horaires d’ouverture").click()
    page.get_by_role("link", name="Ajouter des horaires").click()
    for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi"):
        page.get_by_label(day, exact=True).uncheck()
    page.get_by_label("samedi", exact=True).check()
    page.get_by_label("Heures", exact=True).fill("10h-12h")
    if not javascript:
        page.get_by_role("button", name="Voir les débuts").or_(page.locator("[data-preview-button]")).first.click()
    expect(page.locator(".starts")).to_contain_text(gives)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".notice--ok")).to_be_visible()
    windows = OpeningHours.objects.latest("pk").windows.all()
    assert [str(window) for window in windows] == ["10:00–12:00"]


def an_absence_asks_about_bob(page, asked):
    page.get_by_role("link", name="Absences", exact=True).click()
    page.get_by_role("link", name="Ajouter une absence").click()
    day = asked.start_at.astimezone(asked.place.zone).date()
    page.get_by_label("Premier jour", exact=True).fill(day.isoformat())
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("section:has([name=touched])")).to_contain_text("Bob Martin")
    page.locator("[name=touched][value=cancel]").check()
    page.locator("[name=message]").fill(WORD)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".notice--ok")).to_be_visible()
