import datetime as dt
from types import SimpleNamespace

import pytest

from people.models import Client, User
from practice.models import OpeningHours, OpeningWindow, Place, Practitioner, Service


@pytest.fixture
def camille(db):
    return User.objects.create_superuser("camille@example.com", "pass", first_name="Camille", last_name="Aubert")


@pytest.fixture
def practice(camille):
    place = Place.objects.create(name="Visio", slug="visio", is_online=True)
    service = Service.objects.create(name="Coaching individuel", slug="coaching")
    practitioner = Practitioner.objects.create(name="Camille Aubert", slug="camille", user=camille)
    make_hours(practitioner, service, place)
    return SimpleNamespace(place=place, service=service, practitioner=practitioner)


def make_hours(practitioner, service, place):
    practitioner.services.add(service)
    practitioner.places.add(place)
    hours = OpeningHours.objects.create(practitioner=practitioner, applies_from=dt.date(2020, 1, 1))
    for start, end in (((9, 0), (12, 30)), ((13, 30), (17, 0))):
        OpeningWindow.objects.create(hours=hours, start=dt.time(*start), end=dt.time(*end))


@pytest.fixture
def make_practitioner(practice):
    def make(name):
        one = Practitioner.objects.create(name=name, slug=name.lower())
        make_hours(one, practice.service, practice.place)
        return one

    return make


@pytest.fixture
def bob_client(db):
    user = User.objects.create_user("bob@example.com", "pass", first_name="Bob")
    return Client.objects.get_or_create(user=user, defaults={"name": "Bob", "email": user.email})[0]


@pytest.fixture
def charlie_client(db):
    user = User.objects.create_user("charlie@example.com", "pass", first_name="Charlie")
    return Client.objects.get_or_create(user=user, defaults={"name": "Charlie", "email": user.email})[0]


@pytest.fixture
def zoe(db):
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("zoe@example.com", "pass", first_name="Zoé")
    user.user_permissions.add(Permission.objects.get(codename="see_all_appointments"))
    return user
