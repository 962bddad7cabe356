"""The incubator at work: a guest with a project, the adviser who answers, the desk that sees all of it."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from booking import outbox
from booking.guests import QUICKEST
from booking.models import Appointment, State, WaitingEntry
from practice.models import Place
from site_core import logins
from tests.server import running_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DIRECTOR, COORDINATION = "direction@sources-auvergne.example", "accueil@sources-auvergne.example"
ADVISER = "mathieu@sources-auvergne.example"
PROJECT = "Des confitures de baies sauvages, vendues aux épiceries du Cantal."


@pytest.fixture
def site(transactional_db, settings, tmp_path):
    """The address of a site that the preset filled, with its people and appointments."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call_command("load_preset", "incubator", "--demo", verbosity=0)
    environment = {"TESTS_VAR_DIR": str(tmp_path)}
    with running_site(settings_module="tests.journeys.settings", environment=environment) as address:
        settings.BASE_URL = address
        yield address


@pytest.fixture
def enter(browser, site):
    """Return a function that opens a window of someone who has not been here before."""
    contexts = []

    def open_window(*, javascript=True):
        contexts.append(browser.new_context(base_url=site, locale="fr-FR", java_script_enabled=javascript))
        contexts[-1].set_default_timeout(60_000)
        return contexts[-1].new_page()

    yield open_window
    for context in contexts:
        context.close()


def sees_title(page, text):
    expect(page.get_by_role("heading", level=1, name=re.compile(text))).to_be_visible()


def presses(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def logs_in(page, email):
    password = next(login.password for login in logins.usable() if login.email == email)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    presses(page, "Se connecter")
    page.wait_for_url(lambda url: "login" not in url)


@pytest.mark.mission("O1", "O2", "O3", "O5", "O7")
def test_a_guest_asks_for_a_meeting_moves_it_and_is_agreed_to(enter):
    guest, adviser = enter(javascript=False), enter()
    she_chooses_an_agency_and_a_time(guest)
    she_tells_of_her_project(guest)
    asked = Appointment.objects.get(client__email="alice@example.com")
    assert (asked.state, asked.place.slug) == (State.REQUESTED, "aurillac")
    she_moves_it_by_the_link_of_her_mail(guest, asked)
    the_adviser_reads_her_answers_and_agrees(adviser, asked)
    the_mail_brings_an_invitation_for_her_calendar(asked)
    she_cancels_by_the_link(guest, asked)


def she_chooses_an_agency_and_a_time(guest):
    guest.goto("/rendez-vous/")
    guest.get_by_role("link", name="Premier rendez-vous", exact=True).click()
    for town in ("Clermont-Ferrand", "Aurillac", "Puy-en-Velay"):
        expect(guest.locator("main")).to_contain_text(town)
    guest.locator(".card--link", has_text="Mathieu Espinasse").get_by_role("link").click()
    # The first weeks may be full: the page leads to the first free time.
    expect(guest.locator("a.slot").first).to_be_visible()
    guest.locator("a.slot").last.click()
    sees_title(guest, "Vos coordonnées")


def she_tells_of_her_project(guest):
    guest.locator("[name=name]").fill("Alice Durand")
    guest.locator("[name=email]").fill("alice@example.com")
    main = guest.locator("main")
    main.get_by_label("Votre projet en quelques phrases").fill(PROJECT)
    main.get_by_label("Une idée", exact=True).check()
    main.get_by_label("Votre secteur d’activité").select_option("Alimentation et restauration")
    main.get_by_label("Choisir un statut", exact=True).check()
    main.get_by_label("J’accepte que la personne qui me reçoit lise mes réponses").check()
    guest.wait_for_timeout(QUICKEST.total_seconds() * 1000 + 200)  # Nobody is quicker than that.
    presses(guest, "Continuer")
    sees_title(guest, "Vérifiez avant")
    expect(main).to_contain_text(PROJECT)
    main.locator("form button:not([type=button])").last.click()
    sees_title(guest, "Demande envoyée")


def address_in_the_mail(words):
    """Return the address that the newest mail to her calls so."""
    outbox.deliver_due(now=timezone.now())
    body = next(message.body for message in reversed(mail.outbox) if message.to == ["alice@example.com"])
    return re.search(rf"{words}\s:\s*(\S+)", body)[1]


def she_moves_it_by_the_link_of_her_mail(guest, asked):
    before = asked.start_at
    guest.goto(address_in_the_mail("Demander une autre heure"))
    asked.refresh_from_db()
    assert asked.start_at == before
    guest.locator("a.slot:not(.slot--current)").last.click()
    presses(guest, "Déplacer le rendez-vous")
    expect(guest.get_by_text(re.compile("déplacé", re.IGNORECASE)).first).to_be_visible()
    asked.refresh_from_db()
    assert asked.start_at != before
    assert asked.state == State.REQUESTED


def the_adviser_reads_her_answers_and_agrees(adviser, asked):
    logs_in(adviser, ADVISER)
    adviser.goto(f"/admin/rendez-vous/inspect/{asked.pk}/")
    expect(adviser.locator(".appointment-answers")).to_contain_text(PROJECT)
    answers(adviser, "Accepter")
    expect(adviser.get_by_text("Demande acceptée").first).to_be_visible()
    asked.refresh_from_db()
    assert asked.state == State.CONFIRMED


def answers(staff, word):
    """Go to the page of the answer, and press its button."""
    staff.get_by_role("link", name=word, exact=True).first.click()
    staff.locator("main form").get_by_role("button", name=re.compile(word)).first.click()


def the_mail_brings_an_invitation_for_her_calendar(asked):
    outbox.deliver_due(now=timezone.now())
    newest = next(message for message in reversed(mail.outbox) if message.to == ["alice@example.com"])
    [calendar] = {part.get_payload(decode=True) for part in newest.message().walk() if is_calendar(part)}
    assert f"UID:{asked.reference}".encode() in calendar
    assert b"METHOD:REQUEST" in calendar


def is_calendar(part):
    return part.get_content_type() == "text/calendar"


def she_cancels_by_the_link(guest, asked):
    guest.goto(address_in_the_mail("Annuler le rendez-vous"))
    asked.refresh_from_db()
    assert asked.state == State.CONFIRMED
    presses(guest, "Annuler le rendez-vous")
    sees_title(guest, "Rendez-vous annulé")
    asked.refresh_from_db()
    assert asked.state == State.CANCELLED


@pytest.mark.mission("O4")
def test_a_visitor_reads_about_the_team_and_the_news(enter):
    visitor = enter(javascript=False)
    visitor.goto("/")
    expect(visitor.get_by_role("heading", level=2, name="Actualités", exact=True)).to_be_visible()
    visitor.goto("/equipe/")
    expect(visitor.locator(".person h2")).to_have_count(8)
    expect(visitor.locator(".person picture")).to_have_count(8)
    visitor.goto("/actualites/")
    visitor.get_by_role("link", name="Onze projets dans la promotion d’hiver", exact=True).click()
    sees_title(visitor, "Onze projets")
    feed = visitor.locator("link[type='application/atom+xml']").get_attribute("href")
    answer = visitor.request.get(feed)
    assert answer.status == 200
    assert answer.text().count("<entry>") == 4


@pytest.mark.mission("O5", "O7", "O9")
def test_the_desk_sees_all_and_the_adviser_their_own(enter):
    desk, adviser = enter(), enter()
    logs_in(desk, COORDINATION)
    desk.goto("/admin/")
    expect(desk.get_by_role("heading", name=re.compile(r"\d+ demandes? à traiter"))).to_be_visible()
    the_desk_declines_a_request(desk)
    desk.goto("/admin/liste-d-attente/")
    waiting = WaitingEntry.objects.select_related("client").get()
    expect(desk.locator("main")).to_contain_text(waiting.client.name)
    logs_in(adviser, ADVISER)
    adviser.goto("/admin/rendez-vous/")
    others = Appointment.objects.upcoming(timezone.now()).exclude(practitioner__user__email=ADVISER)
    assert adviser.request.get(f"/admin/rendez-vous/inspect/{others.first().pk}/").status == 404
    assert desk.request.get(f"/admin/rendez-vous/inspect/{others.first().pk}/").status == 200
    of_agency = feed_of(desk, "Agence d’Aurillac")
    of_adviser = feed_of(adviser, "Mathieu Espinasse")
    here = Appointment.objects.upcoming(timezone.now()).filter(place__slug="aurillac")
    assert here.exists()
    for one in here:
        assert str(one.reference) in of_agency
    for one in others:
        assert str(one.reference) not in of_adviser


def feed_of(staff, name):
    """Make an address for the appointments of an agency, or of an adviser, and return what a calendar reads there."""
    staff.goto("/admin/agendas/adresses/")
    staff.locator("[name=about]").select_option(label=name)
    presses(staff, "Créer une adresse")
    answer = staff.context.browser.new_context().request.get(staff.locator("#address").input_value())
    assert answer.headers["content-type"].startswith("text/calendar")
    return answer.text()


def the_desk_declines_a_request(desk):
    asked = Appointment.objects.filter(state=State.REQUESTED, start_at__gt=timezone.now()).earliest("start_at")
    desk.goto(f"/admin/rendez-vous/inspect/{asked.pk}/")
    answers(desk, "Refuser")
    expect(desk.get_by_text("Demande refusée").first).to_be_visible()
    asked.refresh_from_db()
    assert asked.state == State.DECLINED


@pytest.mark.mission("O5")
def test_the_director_adds_an_agency(enter):
    director = enter()
    logs_in(director, DIRECTOR)
    director.goto("/admin/lieux/add/")
    director.locator("[name=name]").fill("Agence de Vichy")
    director.locator("[name=town]").fill("Vichy")
    director.get_by_role("button", name="Enregistrer").first.click()
    director.wait_for_url(re.compile("/admin/lieux/$"))
    assert Place.objects.filter(town="Vichy", is_active=True).exists()
