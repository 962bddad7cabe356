"""The directory for programs: who gives what, where, and when they are free next."""

import datetime as dt

import pytest
from django.utils import timezone

from booking import availability
from people.models import RegistrationRules
from practice.models import Absence, BookingRules, Speciality
from tests.factories import make_practitioner

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def denis(practice):
    denis = make_practitioner("Denis Ménard", places=practice.places[:1], services=[practice.service], languages=["ru"])
    denis.specialities.set([Speciality.objects.create(name="Cardiologie")])
    return denis


def names(answer):
    return [row["name"] for row in answer.json()]


@pytest.mark.mission("M7")
def test_each_is_there_with_their_next_three_free_times(nobody, practice, denis):
    camille, other = nobody.get("practitioners/").json()
    parts = (practice.practitioner, practice.service, practice.place)
    free = availability.next_free(*parts, now=timezone.now(), count=3)
    assert camille == {
        "id": practice.practitioner.pk,
        "name": "Camille Aubert",
        "title": "",
        "languages": [],
        "specialities": [],
        "places": [place.pk for place in practice.places],
        "services": [practice.service.pk],
        "next_free": [f"{start:%Y-%m-%dT%H:%M:%SZ}" for start in free],
    }
    assert (other["name"], other["languages"], len(other["next_free"])) == ("Denis Ménard", ["ru"], 3)


def test_they_are_narrowed_by_what_is_asked(nobody, practice, denis):
    visio, lyon = practice.places
    assert names(nobody.get(f"practitioners/?speciality={denis.specialities.get().pk}")) == ["Denis Ménard"]
    assert names(nobody.get(f"practitioners/?place={lyon.pk}")) == ["Camille Aubert"]
    assert names(nobody.get(f"practitioners/?place={visio.pk}&service={practice.service.pk}")) == [
        *("Camille Aubert", "Denis Ménard")
    ]
    assert names(nobody.get("practitioners/?q=menrad")) == ["Denis Ménard"]
    assert nobody.get("practitioners/?limit=1").json()["count"] == 2
    assert list(nobody.get("practitioners/?day=tomorrow").json()) == ["day"]


def test_a_day_leaves_out_who_is_not_free_then(nobody, practice, denis):
    tuesday = next(day for n in range(7, 14) if (day := timezone.localdate() + n * DAY).weekday() == 1)
    midnight = timezone.make_aware(dt.datetime.combine(tuesday, dt.time()))
    Absence.objects.create(practitioner=denis, start_at=midnight, end_at=midnight + DAY)
    [camille] = nobody.get(f"practitioners/?day={tuesday}").json()
    assert camille["name"] == "Camille Aubert"
    assert {start[:10] for start in camille["next_free"]} == {str(tuesday)}


def test_by_invitation_visitors_are_told_no_times(nobody, log_in, bob, practice):
    rules = RegistrationRules.load()
    rules.sign_up = RegistrationRules.SignUp.INVITATION
    rules.save()
    assert nobody.get("practitioners/").json()[0]["next_free"] == []
    assert len(log_in(bob).get("practitioners/").json()[0]["next_free"]) == 3


def test_many_cost_no_more_queries_than_one(nobody, practice, django_assert_num_queries):
    BookingRules.load(), RegistrationRules.load()
    for count in (1, 6):
        nobody.get("practitioners/")
        with django_assert_num_queries(4):
            assert len(nobody.get("practitioners/").json()) == count
        for number in range(5):
            make_practitioner(f"Eve {count} {number}", places=practice.places, services=[practice.service])
