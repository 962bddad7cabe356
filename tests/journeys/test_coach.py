"""C1 to C12 in one story: a visitor becomes a client, the coach works at her desk, a colleague joins her.

In a real browser on a real site, filled by the coach's preset, once with JavaScript and once without.
"""

import contextlib
import datetime as dt
import re
import uuid
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect

from booking.models import Answer, Appointment
from coach_notes.models import Note
from practice.models import BookingRules
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    *(pytest.mark.mission(f"C{row}") for row in range(1, 13)),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PARIS = ZoneInfo("Europe/Paris")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
EIGHT_STARTS = ["9 h 00", "9 h 55", "10 h 50", "11 h 45", "13 h 30", "14 h 25", "15 h 20", "16 h 15"]
SATURDAY, TUESDAY = 5, 1
NEW_PASSWORD = "un-autre-mot-de-passe"


# --- Days, and how the site says them --------------------------------------------------------------


def today():
    return dt.datetime.now(PARIS).date()


def next_weekday(weekday, *, after):
    """Return the first such day that comes after the date `after`."""
    return after + dt.timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def last_open_day(until):
    """Return the last day from Monday to Friday that is not later than `until`."""
    return until - dt.timedelta(days=max(0, until.weekday() - 4))


def in_words(day, *, year=False):
    words = f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if year else words


def tuesday_in_words(day):
    return f"mardi {in_words(day)}"


# --- The people ------------------------------------------------------------------------------------


class Person:
    """Someone at a browser of their own; whatever it complains of on a public page is kept in `complaints`."""

    def __init__(self, browser, address, *, javascript):
        self.address = address
        self.has_javascript = javascript
        self.complaints = []
        self.context = browser.new_context(base_url=address, locale="fr-FR", java_script_enabled=javascript)
        self.page = self.context.new_page()
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complain(error))
        self.page.on("requestfailed", self.note_failure)
        self.page.on("response", self.note_answer)

    def complain(self, what):
        if "/admin/" not in self.page.url:
            self.complaints.append(f"{self.page.url}: {what}")

    def hear(self, message):
        # A refusal is answered with 409, and Chromium calls any answer of the kind an error.
        if message.type == "error" and "409 (Conflict)" not in message.text:
            self.complain(message.text)

    def note_failure(self, request):
        # What was still on its way when the reader went on to another page is given up.
        if request.failure != "net::ERR_ABORTED":
            self.complain(f"{request.url} {request.failure}")

    def note_answer(self, response):
        if response.status >= 400 and response.status != 409:
            self.complain(f"{response.url} {response.status}")

    def opens(self, address):
        return self.page.goto(address)

    def follows(self, name, *, within="main", exact=True):
        self.page.locator(within).get_by_role("link", name=name, exact=exact).first.click()

    def opens_menu(self, name):
        """Follow a link of the main menu, which a wide screen shows at once."""
        self.follows(name, within="header")

    def presses(self, name, *, within="main"):
        self.page.locator(within).get_by_role("button", name=name, exact=True).click()

    def fills(self, label, text):
        self.page.get_by_label(label, exact=True).fill(text)

    def sees(self, text, *, within="main"):
        expect(self.page.locator(within).get_by_text(text).first).to_be_visible()

    def sees_title(self, text):
        expect(self.page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()

    def does_not_see(self, text):
        expect(self.page.get_by_text(text)).to_have_count(0)

    # --- Accounts

    def signs_up(self, first_name, last_name):
        self.follows("Créez-en un")
        self.sees_title("Créer un compte")
        self.fills("Prénom", first_name)
        self.fills("Nom", last_name)
        self.fills("Adresse e-mail", f"{first_name.lower().replace('é', 'e')}@example.com")
        self.fills("Mot de passe", PASSWORD)
        self.presses("Créer mon compte")

    def logs_in(self, email, password=PASSWORD):
        self.opens("/accounts/login/")
        self.fills("Adresse e-mail", email)
        self.fills("Mot de passe", password)
        self.presses("Se connecter")

    def logs_out(self):
        self.opens("/accounts/logout/")
        self.presses("Se déconnecter")
        expect(self.page.locator("header").get_by_text("Se connecter")).to_have_count(1)

    # --- Booking

    def checks_and_confirms(self):
        """What has a price is shown once more before it is booked."""
        self.presses("Continuer")
        self.sees_title("Vérifiez avant de réserver")
        self.sees("80\N{NO-BREAK SPACE}€")
        self.presses("Confirmer le rendez-vous")
        self.sees_title("Rendez-vous confirmé")

    # --- Choosing a time

    def goes_to_date(self, day):
        self.opens("/rendez-vous/")
        self.fills("Aller à une date", day.isoformat())
        self.presses("Afficher")
        expect(self.page.locator(f"#d{day.isoformat()}")).to_be_visible()

    def slots_of(self, day):
        return self.page.locator("[data-day]", has=self.page.locator(f"#d{day.isoformat()}")).locator("a.slot")

    def picks(self, day, clock):
        self.goes_to_date(day)
        self.slots_of(day).filter(has_text=re.compile(rf"\b{clock.replace(' ', chr(92) + 's')}$")).click()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request):
    return request.param


@pytest.fixture
def site(transactional_db, monkeypatch):
    """The address of a site as a coach starts one: her account, then the preset."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="camille@example.com", verbosity=0)
    call_command("load_preset", "coach", verbosity=0)
    # This coach wants to know whom she sees, and lets the first to confirm have the time.
    BookingRules.objects.update_or_create(defaults={"guests_allowed": False, "hold_minutes": 0})
    with running_site(settings_module="tests.journeys.settings") as address:
        yield address


@pytest.fixture
def enter(browser, site, javascript):
    """Return a function that lets one more person in; in the end none of their browsers has complained."""
    people = []

    def enter_(*, javascript=javascript):
        people.append(Person(browser, site, javascript=javascript))
        return people[-1]

    yield enter_
    for person in people:
        person.context.close()
    assert [complaint for person in people for complaint in person.complaints] == []


def last_link_in_terminal(address, path):
    """Return the last link to `path` that the site printed where it was started."""
    terminals = sorted(Path(settings.VAR_DIR).glob("server-*.log"), key=lambda log: log.stat().st_mtime)
    printed = "".join(log.read_text() for log in terminals)
    return re.findall(rf"{re.escape(address + path)}\S+", printed)[-1]


@contextlib.contextmanager
def nothing_stored():
    before = [list(model.objects.order_by("pk").values()) for model in (Appointment, Answer)]
    yield
    assert [list(model.objects.order_by("pk").values()) for model in (Appointment, Answer)] == before


# --- The story -------------------------------------------------------------------------------------


def test_a_coachs_site_from_the_first_visit_to_the_last_note(enter):
    visitor, coach, colleague = enter(), enter(), enter()
    # Wagtail's page editor is the one screen that needs JavaScript: there the coach always has it.
    editor = enter(javascript=True)
    tuesday = next_weekday(TUESDAY, after=today() + dt.timedelta(days=6))

    a_visitor_reads_who_the_coach_is(visitor)
    the_coach_edits_her_page(editor, visitor)

    bob = visitor
    address = bob_picks_a_time_and_signs_up_on_the_way(bob, tuesday)
    bob_books_and_finds_his_session(bob, tuesday)
    bob_logs_out_and_renews_his_password(bob)
    a_free_tuesday_offers_eight_starts(bob, tuesday + dt.timedelta(days=7))
    bookings_are_open_for_sixty_days(bob)
    what_cannot_be_had_is_refused(bob, address, tuesday)
    a_taken_time_is_refused_and_what_was_typed_is_kept(colleague, bob, tuesday)

    the_coach_logs_in_and_sees_her_menu(coach)
    the_coach_writes_a_note_from_the_list(coach, tuesday)
    the_coach_reads_the_notes_on_a_client(coach)
    the_coach_makes_a_collaborator(coach)
    the_colleague_sees_all_and_writes_a_note(colleague, tuesday)
    the_coach_deletes_a_note(coach)
    the_coach_deletes_an_account(coach, bob)


def a_visitor_reads_who_the_coach_is(visitor):
    visitor.opens("/")
    visitor.sees_title("Y voir clair, choisir, avancer")
    visitor.sees("Prochains créneaux libres")
    visitor.opens_menu("À propos de moi")
    visitor.sees_title("À propos de moi")
    visitor.sees("Coach professionnelle depuis 2016, à Lyon et en visio.")
    expect(visitor.page.get_by_role("img", name=re.compile("^Portrait dessiné de Camille Aubert"))).to_be_visible()
    visitor.opens_menu("Méthodes de coaching")
    visitor.sees_title("Méthodes de coaching")
    visitor.sees("Réussir une prise de poste")


def the_coach_edits_her_page(editor, visitor):
    editor.logs_in("camille@example.com")
    editor.opens("/a-propos-de-moi/")
    editor.follows("Modifier cette page", within="nav.desk")
    editor.page.locator("[name=lead]").fill("Coach depuis dix ans, toujours à Lyon.")
    editor.presses("Publier", within="body")
    expect(editor.page.get_by_text("publiée").first).to_be_visible()
    visitor.opens("/a-propos-de-moi/")
    visitor.sees("Coach depuis dix ans, toujours à Lyon.")
    visitor.does_not_see("Coach professionnelle depuis 2016")


def bob_picks_a_time_and_signs_up_on_the_way(bob, tuesday):
    """Return the address of the chosen time."""
    bob.picks(tuesday, "9 h 00")
    bob.sees_title("Se connecter")
    bob.sees("Le créneau choisi vous attend")
    bob.signs_up("Bob", "Martin")
    bob.sees_title("Vos coordonnées")
    bob.sees(f"Mardi {in_words(tuesday, year=True)}, 9 h 00 à 9 h 45")
    return bob.page.url


def bob_books_and_finds_his_session(bob, tuesday):
    bob.checks_and_confirms()
    bob.opens_menu("Mes rendez-vous")
    bob.sees_title("Mes rendez-vous")
    bob.sees(f"Mardi {in_words(tuesday, year=True)}, 9 h 00 à 9 h 45")
    bob.sees("Confirmé")


def bob_logs_out_and_renews_his_password(bob):
    bob.logs_out()
    bob.opens("/accounts/login/")
    bob.follows("Mot de passe oublié ?")
    bob.sees_title("Mot de passe oublié")
    bob.fills("Adresse e-mail", "bob@example.com")
    bob.presses("Recevoir le lien")
    bob.sees_title("Consultez vos e-mails")
    bob.opens(last_link_in_terminal(bob.address, "/accounts/password/reset/key/"))
    bob.sees_title("Choisissez un nouveau mot de passe")
    bob.page.locator("[name=password1]").fill(NEW_PASSWORD)
    bob.presses("Enregistrer le mot de passe")
    bob.sees_title("Mot de passe modifié")
    bob.logs_in("bob@example.com", PASSWORD)
    bob.sees("L’adresse ou le mot de passe ne correspond pas.")
    bob.logs_in("bob@example.com", NEW_PASSWORD)
    bob.sees_title("Mes rendez-vous")


def a_free_tuesday_offers_eight_starts(bob, tuesday):
    bob.goes_to_date(tuesday)
    expect(bob.slots_of(tuesday)).to_have_text([f"{tuesday_in_words(tuesday)} à {clock}" for clock in EIGHT_STARTS])


def bookings_are_open_for_sixty_days(bob):
    sixtieth = today() + dt.timedelta(days=60)
    last = last_open_day(sixtieth)
    bob.goes_to_date(last)
    bob.sees(f"Jusqu’au {in_words(sixtieth, year=True)}")
    expect(bob.page.get_by_label("Aller à une date")).to_have_attribute("max", sixtieth.isoformat())
    expect(bob.slots_of(last)).to_have_count(8)
    expect(bob.page.get_by_role("link", name="Précédente")).to_be_visible()
    expect(bob.page.get_by_role("link", name="Suivante")).to_have_count(0)
    bob.slots_of(last).last.click()
    bob.sees_title("Vos coordonnées")


def what_cannot_be_had_is_refused(bob, address, tuesday):
    sixty_first = today() + dt.timedelta(days=61)
    saturday = next_weekday(SATURDAY, after=tuesday)
    until = in_words(today() + dt.timedelta(days=60), year=True)
    hours = "entre 9 h 00 et 11 h 45, puis entre 13 h 30 et 16 h 15"
    with nothing_stored():
        for day, hour, sentence in [
            (saturday, 9, "Les séances ont lieu du lundi au vendredi. Choisissez un autre jour."),
            (tuesday, 8, f"Les séances commencent {hours}."),
            (sixty_first, 9, f"Les réservations sont ouvertes jusqu’au {until}. Choisissez une date plus proche."),
            (today() - dt.timedelta(days=1), 9, "Cette heure est passée. Voici les prochains créneaux libres."),
        ]:
            refused(bob, at(address, day, hour), sentence)


def refused(person, address, sentence):
    """The address, made by hand, and a form sent to it by hand, are answered with `sentence` and three free times."""
    assert person.opens(address).status == 409
    person.sees(sentence)
    expect(person.page.locator(".offers a.slot")).to_have_count(3)
    token = next(cookie["value"] for cookie in person.context.cookies() if cookie["name"] == "csrftoken")
    form = {"csrfmiddlewaretoken": token, "key": str(uuid.uuid4())}
    answer = person.context.request.post(address, form=form, headers={"Referer": address})
    assert answer.status == 409
    assert sentence in " ".join(answer.text().split())


def at(address, day, hour):
    """Return `address`, where a time is booked, for another one."""
    start = dt.datetime.combine(day, dt.time(hour), PARIS).astimezone(dt.UTC)
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), "debut": start.strftime("%Y-%m-%dT%H:%MZ")}
    return parts._replace(query=urlencode(query)).geturl()


def a_taken_time_is_refused_and_what_was_typed_is_kept(colleague, bob, tuesday):
    """Zoé, not yet a colleague, is filling in the form when Bob takes the time that she wants."""
    colleague.picks(tuesday, "9 h 55")
    colleague.signs_up("Zoé", "Lambert")
    colleague.sees_title("Vos coordonnées")
    colleague.page.locator("[name=topic]").fill("Une prise de poste")
    bob.picks(tuesday, "9 h 55")
    bob.checks_and_confirms()
    with nothing_stored():
        colleague.presses("Continuer")
        colleague.sees("Ce créneau vient d’être réservé. Vos informations sont gardées : choisissez-en un autre.")
        colleague.sees("Une prise de poste")
        expect(colleague.page.locator(".offers a.slot")).to_have_count(3)


def the_coach_logs_in_and_sees_her_menu(coach):
    coach.logs_in("camille@example.com")
    expect(coach.page).to_have_url(re.compile("/admin/$"))
    coach.sees("Rendez-vous du jour")
    coach.opens("/")
    for name in ["Tableau de bord", "Liste des rendez-vous", "Notes des clients", "Pages", "Modifier cette page"]:
        expect(coach.page.locator("nav.desk").get_by_role("link", name=name, exact=True)).to_be_visible()


def the_coach_writes_a_note_from_the_list(coach, tuesday):
    from_desk(coach, "Liste des rendez-vous")
    rows = coach.page.get_by_role("row").filter(has_text="Bob Martin")
    expect(rows).to_have_count(2)
    row = rows.filter(has_text=f"Mardi {in_words(tuesday)}, 9 h 00 à 9 h 45")
    row.get_by_text("Écrire une note").click()
    write_note(coach, "Bob hésite entre deux postes.")
    coach.sees(f"Séance du mardi {in_words(tuesday, year=True)} à 9 h 00")
    note = Note.objects.get()
    assert note.client.name == "Bob Martin"
    assert note.appointment == Appointment.objects.earliest("start_at")


def the_coach_reads_the_notes_on_a_client(coach):
    from_desk(coach, "Notes des clients")
    coach.follows("Bob Martin")
    write_note(coach, "Rappeler ses trois priorités.")
    expect(coach.page.locator(".note__body")).to_have_text(
        ["Rappeler ses trois priorités.", "Bob hésite entre deux postes."]
    )


def from_desk(person, name):
    person.opens("/")
    person.follows(name, within="nav.desk")
    expect(person.page.get_by_role("heading", name=name).first).to_be_visible()


def write_note(person, text):
    person.page.locator("[name=body]").fill(text)
    person.presses("Enregistrer la note")
    person.sees("La note est enregistrée.", within="body")


def the_coach_makes_a_collaborator(coach):
    coach.opens("/admin/users/")
    coach.page.get_by_role("row").filter(has_text="zoe@example.com").get_by_text("Faire collaborateur").click()
    coach.sees("Zoé Lambert verra tous les rendez-vous, et pourra lire et écrire des notes sur les clients.")
    coach.presses("Faire de cette personne un collaborateur")
    coach.sees("Zoé Lambert fait maintenant partie des collaborateurs.", within="body")


def the_colleague_sees_all_and_writes_a_note(colleague, tuesday):
    from_desk(colleague, "Liste des rendez-vous")
    expect(colleague.page.get_by_role("row").filter(has_text="Bob Martin")).to_have_count(2)
    from_desk(colleague, "Notes des clients")
    colleague.follows("Bob Martin")
    colleague.sees("Bob hésite entre deux postes.")
    write_note(colleague, "Vu avec Camille.")
    expect(colleague.page.locator(".note__body").first).to_have_text("Vu avec Camille.")


def the_coach_deletes_a_note(coach):
    from_desk(coach, "Notes des clients")
    coach.follows("Bob Martin")
    note = coach.page.locator(".note").filter(has_text="Bob hésite entre deux postes.")
    note.get_by_role("link", name=re.compile("^Supprimer")).click()
    coach.sees("Elle est supprimée définitivement. Le rendez-vous dont elle parlait reste inchangé.")
    coach.presses("Supprimer la note")
    coach.sees("La note est supprimée.", within="body")
    expect(coach.page.locator(".note__body")).to_have_text(["Vu avec Camille.", "Rappeler ses trois priorités."])
    assert Appointment.objects.count() == 2


def follow_in_more_actions(person, name):
    """Follow a link of the admin's “…” menu, which only a script can open; without one, go where it leads."""
    menu = person.page.locator("#w-slim-header-buttons")
    if person.has_javascript:
        menu.get_by_role("button", name="Actions").click()
        person.page.get_by_role("link", name=name, exact=True).click()
    else:
        person.opens(menu.locator("a").filter(has_text=name).get_attribute("href"))


def the_coach_deletes_an_account(coach, bob):
    coach.opens("/admin/users/")
    coach.follows("Bob Martin")
    follow_in_more_actions(coach, "Supprimer")
    coach.sees("Le compte de Bob Martin (bob@example.com) disparaît aussitôt")
    coach.sees("2 rendez-vous à venir seront annulés")
    coach.sees("Sa fiche de client est conservée, sans compte.")
    coach.presses("Oui, supprimer")
    coach.sees("Le compte de Bob Martin est supprimé.", within="body")
    assert {one.state for one in Appointment.objects.all()} == {"cancelled"}
    bob.opens("/mes-rendez-vous/")
    bob.sees_title("Se connecter")
