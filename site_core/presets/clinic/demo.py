"""Patients, and their consultations around today. All of it is invented."""

from django.utils.translation import gettext as _

from booking.questions import Given
from coach_notes import actions as notes
from people.models import Role
from practice.models import Place, Practitioner, Service
from site_core.presets import making
from site_core.presets.crowd import HOUR, Crowd

from .people import NOTES, PATIENTS, WITH_ACCOUNT

SECRETARY = ("secretariat@sante-val.example", {"first_name": "Nora", "last_name": "Petit"})
#: Appointments of each practitioner, about.
EACH = 14


def load_demo(say, now):
    email, names = SECRETARY
    staff = making.in_role(making.account(email, _("Collaborator"), **names), Role.Code.COLLABORATOR)
    patients = [make_patient(number, name) for number, name in enumerate(PATIENTS)]
    crowd = Crowd(patients, now=now, staff=staff, answers=answers_of)
    for practitioner in Practitioner.objects.all():
        crowd.fill(practitioner, EACH)
    day = fill_a_day(crowd, patients)
    say(f"Demonstration: {len(patients)} patients, {len(crowd.made)} appointments, one waiting for {day}")
    say(f"Demonstration: {write_notes(crowd)} notes")
    making.call_mails_sent()


def make_patient(number, name):
    address = "{}.{}@courriel.example".format(*making.plain_words(name))
    fields = {"phone": f"06 39 98 30 {number + 10}"}
    if number < WITH_ACCOUNT:
        return making.client_who_logs_in(name, address, _("Client"), **fields)
    return making.guest(name, address, **fields)


def answers_of(patient, service):
    """Return the first choice of each list, and few words elsewhere."""
    return [
        Given(asked.text, asked.choices[0] if asked.offers_list else "Aucun", asked.kind, asked.help_text)
        for asked in service.questionnaire
    ]


def fill_a_day(crowd, patients):
    """Fill a day of the dermatologist's, for which somebody then waits, and return it."""
    haddad = Practitioner.objects.get(slug="dr-karim-haddad")
    way = (haddad, Service.objects.get(slug="consultation-de-dermatologie"), Place.objects.get(slug="orleans"))
    waiting, others = patients[WITH_ACCOUNT - 1], patients[WITH_ACCOUNT:]
    day = crowd.full_day(*way, clients=others)
    crowd.wait(waiting, *way, day)
    return day


def write_notes(crowd):
    """Let those with an account write on whom they have seen, and return how many notes there are."""
    count = 0
    for one in crowd.made:
        author = one.practitioner.user
        if author and one.shown_state(crowd.now) == "completed" and one.end_at + HOUR < crowd.now:
            written = {"body": NOTES[count % len(NOTES)], "by": author, "now": one.end_at + HOUR / 6}
            notes.write(client=one.client, appointment=one, is_private=True, **written)
            count += 1
    return count
