"""A practice of several people in each language, with the answers that it wrote itself."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from assistant.answers import reply
from assistant.models import Question
from people.models import RegistrationRules
from practice.models import BookingRules, Place, Practitioner, Service, Speciality
from practice.offers import offers
from tests import factories
from tests.assistant.practices import PRACTICES


def make_practice(language):
    told = PRACTICES[language]
    BookingRules.load(), RegistrationRules.load()
    places = [Place.objects.create(name=name, town=town, **fields) for name, town, fields in told["places"]]
    specialities = {name: Speciality.objects.create(name=name) for name in told["specialities"]}
    services = [
        Service.objects.create(name=name, duration_minutes=minutes, price=price, position=number)
        for number, (name, minutes, price) in enumerate(told["services"])
    ]
    for number, (name, known, spoken) in enumerate(told["people"]):
        slug = f"{language}-{number}"
        person = factories.make_practitioner(
            name, slug=slug, places=places, services=services, position=number, languages=spoken
        )
        person.specialities.set([specialities[one] for one in known])
    for key, (question, ways, answer) in told["questions"].items():
        Question.objects.create(
            language=language, question=question, other_ways="\n".join(ways), answer=answer, link=f"/{key}/"
        )
    return SimpleNamespace(places=places, services=services, people=list(Practitioner.objects.all()), offered=offers())


@pytest.fixture
def french(db):
    return make_practice("fr")


@pytest.fixture
def ask(db):
    """Return a function that asks as a visitor and returns the `Reply`."""

    def asked(text, who=None, language="fr", now=None, without=()):
        return reply(
            text, who=who or AnonymousUser(), language=language, now=now or timezone.now(), without=frozenset(without)
        )

    return asked
