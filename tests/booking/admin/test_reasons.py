"""The reasons for cancelling, edited by the coach, and what people choose from."""

import pytest
from django.urls import reverse

from booking.forms import CancelForm
from booking.models import CancellationReason

pytestmark = pytest.mark.django_db

SCREEN = "/admin/motifs-d-annulation/"


@pytest.fixture
def reasons(db):
    return [
        CancellationReason.objects.create(label=label, is_default=not number, position=number)
        for number, label in enumerate(["Force majeure", "Maladie"])
    ]


@pytest.fixture
def coach(client, camille):
    client.force_login(camille)
    return client


def defaults():
    return list(CancellationReason.objects.filter(is_default=True).values_list("label", flat=True))


def offered():
    form = CancelForm()
    return [reason.label for reason in form.fields["reason"].queryset] if "reason" in form.fields else []


def test_the_coach_finds_adds_changes_and_takes_away_reasons(coach, reasons):
    page = coach.get(SCREEN).content.decode()
    assert ("Force majeure" in page, "Maladie" in page) == (True, True)
    assert coach.get(f"{SCREEN}add/").status_code == 200
    coach.post(f"{SCREEN}add/", {"label": "Grève des trains", "is_active": "on"})
    assert set(offered()) == {"Force majeure", "Maladie", "Grève des trains"}
    coach.post(f"{SCREEN}edit/{reasons[1].pk}/", {"label": "Raison de santé", "is_active": "on"})
    coach.post(f"{SCREEN}delete/{CancellationReason.objects.get(label='Grève des trains').pk}/")
    assert offered() == ["Force majeure", "Raison de santé"]


def test_the_one_chosen_at_first_takes_the_place_of_the_one_before(coach, reasons):
    coach.post(f"{SCREEN}edit/{reasons[1].pk}/", {"label": "Maladie", "is_active": "on", "is_default": "on"})
    assert defaults() == ["Maladie"]
    coach.post(f"{SCREEN}add/", {"label": "Grève", "is_active": "on", "is_default": "on"})
    assert defaults() == ["Grève"]
    assert CancelForm().fields["reason"].initial.label == "Grève"


def test_one_that_nobody_may_choose_is_not_chosen_at_first(coach, reasons):
    answer = coach.post(f"{SCREEN}edit/{reasons[1].pk}/", {"label": "Maladie", "is_default": "on"})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["is_default"]
    assert defaults() == ["Force majeure"]


def test_one_that_is_offered_no_more_cannot_be_chosen(coach, reasons):
    coach.post(f"{SCREEN}edit/{reasons[1].pk}/", {"label": "Maladie"})
    assert offered() == ["Force majeure"]
    form = CancelForm({"reason": reasons[1].pk, "comment": ""})
    assert list(form.errors) == ["reason"]


def test_the_same_reason_is_not_added_twice(coach, reasons):
    answer = coach.post(f"{SCREEN}add/", {"label": "Maladie", "is_active": "on"})
    assert answer.status_code == 200
    assert CancellationReason.objects.count() == 2


def test_it_stands_among_the_settings_of_those_who_may(coach, client, zoe, reasons):
    assert SCREEN in coach.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(zoe)
    assert SCREEN not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(SCREEN).status_code == 404
