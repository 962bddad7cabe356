"""The clinic at work: a patient books with one of many, finds it among her consultations, and cancels."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from booking.models import Appointment, State
from people.models import User
from practice.models import Absence, BookingRules, Practitioner, Speciality
from tests.journeys.test_desk import hours_are_written
from tests.journeys.test_incubator import logs_in, presses, sees_title
from tests.server import running_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DIRECTOR, SECRETARY = "direction@sante-val.example", "secretariat@sante-val.example"
WORDS = "Médecin généraliste à Tours depuis 2009, elle suit aussi les femmes enceintes."
DOCTOR, PATIENT = "leila.amrani@sante-val.example", "mathilde.renaud@courriel.example"


@pytest.fixture
def site(transactional_db, settings, tmp_path):
    """The address of a site that the preset filled, with its people and appointments."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call_command("load_preset", "clinic", "--demo", verbosity=0)
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


@pytest.mark.mission("M2")
def test_a_patient_books_and_cancels_without_javascript(enter):
    patient = enter(javascript=False)
    logs_in(patient, PATIENT)
    she_chooses_a_paediatrician_in_orleans(patient)
    she_books(patient)
    booked = Appointment.objects.filter(client__user__email=PATIENT).latest("created_at")
    assert booked.practitioner.name == "Dre Awa Traoré"
    she_finds_it_among_her_appointments_and_cancels(patient, booked)


def she_chooses_a_paediatrician_in_orleans(patient):
    patient.goto("/rendez-vous/?prestation=consultation-de-pediatrie&lieu=orleans")
    expect(patient.locator("main")).to_contain_text("Awa Traoré")
    expect(patient.locator("main")).not_to_contain_text("Juliette Mercier")
    # Later than the notice that cancelling needs, and than what she has already.
    patient.locator("[data-week-link=next]").click()
    patient.locator("a.slot").last.click()


def she_books(patient):
    sees_title(patient, "Vos coordonnées")
    presses(patient, "Continuer")
    sees_title(patient, "Vérifiez avant")
    presses(patient, "Confirmer le rendez-vous")
    sees_title(patient, "Rendez-vous confirmé")


def she_finds_it_among_her_appointments_and_cancels(patient, booked):
    patient.goto("/mes-rendez-vous/")
    expect(patient.locator(".appointment")).not_to_have_count(0)
    patient.goto(f"/mes-rendez-vous/{booked.reference}/")
    expect(patient.locator("main")).to_contain_text("Dre Awa Traoré")
    patient.goto(f"/mes-rendez-vous/{booked.reference}/annuler/")
    presses(patient, "Annuler le rendez-vous")
    sees_title(patient, "Rendez-vous annulé")
    booked.refresh_from_db()
    assert booked.state == State.CANCELLED


@pytest.mark.mission("M3", "M4")
def test_a_doctor_keeps_her_own_corner_and_the_director_the_platform(enter):
    doctor, visitor, director = enter(javascript=False), enter(javascript=False), enter()
    leila = Practitioner.objects.get(user__email=DOCTOR)
    asked = a_request_to(leila)
    logs_in(doctor, DOCTOR)
    she_agrees_to_a_request_and_sees_what_has_been(doctor, asked)
    she_writes_her_profile(doctor)
    visitor.goto(f"/praticiens/{leila.slug}/")
    expect(visitor.locator("main")).to_contain_text(WORDS)
    she_changes_her_hours_and_is_away(doctor, leila)
    logs_in(director, DIRECTOR)
    the_director_oversees_everybody(director)
    the_director_blocks_a_patient(director)
    the_director_sets_the_platform_without_code(director)


def a_request_to(practitioner):
    """Return an appointment to come that waits for this practitioner's answer."""
    asked = Appointment.objects.upcoming(timezone.now()).filter(practitioner=practitioner)[0]
    Appointment.objects.filter(pk=asked.pk).update(state=State.REQUESTED)
    return asked


def she_agrees_to_a_request_and_sees_what_has_been(doctor, asked):
    doctor.goto("/mon-espace/")
    expect(doctor.get_by_role("heading", level=2, name="À venir")).to_be_visible()
    expect(doctor.locator(".appointment--past").first).to_be_visible()
    doctor.locator(f"form[action*='{asked.reference}'] button").first.click()
    asked.refresh_from_db()
    assert asked.state == State.CONFIRMED


def she_writes_her_profile(doctor):
    doctor.goto("/mon-espace/profil/")
    doctor.locator("[name=bio]").fill(WORDS)
    doctor.locator("[name=languages][value=it]").check()
    doctor.locator("[name=phone]").fill("02 47 00 00 00")
    presses(doctor, "Enregistrer")
    expect(doctor.locator(".notice--ok")).to_be_visible()


def she_changes_her_hours_and_is_away(doctor, leila):
    before = leila.opening_hours.count()
    doctor.goto("/mon-espace/")
    hours_are_written(doctor, javascript=False, gives="10\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}25")
    assert leila.opening_hours.count() == before + 1
    day = timezone.now().date() + dt.timedelta(days=300)
    doctor.goto("/mon-espace/absences/nouvelle/")
    doctor.locator("[name=first_day]").fill(day.isoformat())
    presses(doctor, "Enregistrer")
    expect(doctor.locator(".notice--ok")).to_be_visible()
    assert Absence.objects.filter(practitioner=leila).latest("pk").start_at.date() <= day


def the_director_oversees_everybody(director):
    """Patients, practitioners and administrators, and the appointments of all of them."""
    for address, words in (
        ("/admin/rendez-vous/?quand=tous", "Mathilde Renaud"),
        ("/admin/clients/?q=renaud", "Mathilde Renaud"),
        ("/admin/praticiens/", "Awa Traoré"),
        ("/admin/users/?q=direction", DIRECTOR),
    ):
        director.goto(address)
        expect(director.locator("main").get_by_text(words).first).to_be_visible()


def the_director_blocks_a_patient(director):
    patient = User.objects.get(email=PATIENT)
    director.goto(f"/admin/users/block/{patient.pk}/")
    director.locator("main form button[type=submit]").first.click()
    patient.refresh_from_db()
    assert patient.is_blocked


def the_director_sets_the_platform_without_code(director):
    director.goto("/admin/specialites/add/")
    director.locator("[name=name]").fill("Rhumatologie")
    director.get_by_role("button", name="Enregistrer").first.click()
    director.wait_for_url(re.compile("/admin/specialites/$"))
    assert Speciality.objects.filter(name="Rhumatologie").exists()
    director.goto("/admin/reglages/")
    director.locator("main").get_by_role("link", name="Règles de réservation").first.click()
    director.locator("[name=horizon_days]").fill("45")
    director.get_by_role("button", name="Enregistrer").first.click()
    expect(director.locator(".messages")).to_be_visible()
    assert BookingRules.load().horizon_days == 45
