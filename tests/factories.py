"""Rows that many tests need, each made by a function with sensible values; pass only what the test is about."""

import datetime as dt
from unittest.mock import patch

from booking import waiting
from people import actions
from people.models import User
from practice.models import OpeningHours, OpeningWindow, Place, Practitioner, Question, Service

PASSWORD = "un-long-mot-de-passe"
MORNING_AND_AFTERNOON = [(dt.time(9), dt.time(12, 30)), (dt.time(13, 30), dt.time(17))]


def make_user(email, first_name, last_name="", **fields):
    return User.objects.create_user(email, PASSWORD, first_name=first_name, last_name=last_name, **fields)


def make_client(email, first_name, last_name="", **fields):
    """Return the client of a new account."""
    return actions.client_for(user=make_user(email, first_name, last_name, **fields))


def make_place(name="Visio", **fields):
    return Place.objects.create(**{"name": name, "slug": name.lower(), "is_online": name == "Visio", **fields})


def make_service(name="Coaching individuel", **fields):
    """Return a service of 45 minutes with a gap of 10."""
    return Service.objects.create(**{"name": name, "slug": name.lower().replace(" ", "-"), **fields})


def make_questions(service):
    """Let the service ask one question of each kind; three must be answered."""
    Kind = Question.Kind
    asked = [
        {"text": "Votre projet en une phrase", "is_required": True},
        {"text": "Ce que vous avez déjà essayé", "kind": Kind.LONG, "help_text": "Quelques lignes suffisent."},
        {"text": "Depuis quand y pensez-vous ?", "kind": Kind.CHOICE, "is_required": True},
        {"text": "Ce qui vous aiderait", "kind": Kind.CHOICES},
        {"text": "Personnes dans votre équipe", "kind": Kind.NUMBER},
        {"text": "Date de votre prise de poste", "kind": Kind.DATE},
        {"text": "J’accepte que ma coach lise mes réponses", "kind": Kind.CONSENT, "is_required": True},
    ]
    options = {Kind.CHOICE: "Quelques semaines\nQuelques mois", Kind.CHOICES: "Y voir clair\nDécider"}
    for number, fields in enumerate(asked):
        Question.objects.create(
            service=service, sort_order=number, options=options.get(fields.get("kind"), ""), **fields
        )


def make_practitioner(name, *, places, services, windows=MORNING_AND_AFTERNOON, **fields):
    """Return someone whose time is booked, at work from Monday to Friday within `windows`."""
    practitioner = Practitioner.objects.create(**{"name": name, "slug": name.lower().replace(" ", "-"), **fields})
    practitioner.places.set(places)
    practitioner.services.set(services)
    hours = OpeningHours.objects.create(practitioner=practitioner, applies_from=dt.date(2020, 1, 1))
    for start, end in windows:
        OpeningWindow.objects.create(hours=hours, start=start, end=end)
    return practitioner


def make_wait(**wish):
    """Return the entry of someone who got on the waiting list when nothing was free, whatever is so now.

    The parameters are those of `waiting.join`.
    """
    with patch("booking.waiting.free_already", return_value=[]):
        return waiting.join(**wish)
