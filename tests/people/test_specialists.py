"""Specialists register themselves, wait for approval, and gain nothing before; the coach answers in two clicks."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from people import actions
from people.models import Client, Role, User
from people.refusals import PersonRefused
from practice.models import Practitioner
from tests.factories import PASSWORD, make_service
from tests.people.browsing import browser_of, is_in, log_in
from tests.people.test_registration_rules import decide
from tests.people.test_signing_up import sign_up

pytestmark = pytest.mark.django_db
Code = Role.Code
IRINA = {"email": "irina@example.com", "first_name": "Ирина", "last_name": "Смирнова", "middle_name": "Петровна"}


def register(**fields):
    return actions.register(**{**IRINA, "password": PASSWORD, "now": timezone.now(), **fields})


@pytest.fixture
def irina(roles):
    decide(specialists_allowed=True)
    return register(role=Code.PRACTITIONER)


@pytest.mark.mission("P1")
def test_a_specialist_registers_and_sees_that_they_wait(client, roles):
    decide(specialists_allowed=True, asks_middle_name=True)
    form = client.get("/accounts/signup/").context["form"]
    assert list(form.fields) == ["role", "last_name", "first_name", "middle_name", "email", "password1"]
    answer = sign_up(client, **IRINA, role="practitioner")
    assert answer.headers["Location"] == "/accounts/en-attente/"
    assert client.get("/en/accounts/en-attente/").status_code == 200
    irina = User.objects.get(email="irina@example.com")
    assert (irina.is_active, irina.is_staff, irina.role, irina.middle_name) == (False, False, Code.CLIENT, "Петровна")
    assert not is_in(client)
    assert not Practitioner.objects.exists()
    assert not Client.objects.exists()
    assert log_in(client, "irina@example.com").headers["Location"] == "/accounts/en-attente/"
    assert not is_in(client)


@pytest.mark.mission("P1")
def test_the_coach_finds_who_waits_and_approves_in_two_clicks(client, camille, irina, practice):
    admin = browser_of(camille)
    url = f"/admin/users/approve/{irina.pk}/"
    assert url in admin.get("/admin/").content.decode()
    assert url in admin.get("/admin/users/?approval=waiting").content.decode()
    assert admin.get(url).status_code == 200
    assert not User.objects.get(pk=irina.pk).is_active  # looking changes nothing
    for _ in range(2):
        admin.post(url)
    irina = User.objects.get(pk=irina.pk)
    assert (irina.is_active, irina.role, irina.approval) == (True, Code.PRACTITIONER, "")
    row = Practitioner.objects.get(user=irina)
    assert (row.name, list(row.services.all())) == ("Ирина Петровна Смирнова", [practice.service])
    call_command("deliver", once=True, verbosity=0)
    assert [letter.to for letter in mail.outbox] == [["irina@example.com"]]
    log_in(client, "irina@example.com")
    assert client.get("/admin/").status_code == 200
    assert "/admin/users/approve/" not in admin.get("/admin/").content.decode()


def test_a_newcomer_begins_with_what_is_marked_for_newcomers_or_with_the_only_one_there_is(camille, irina, practice):
    """So that a slot can be published at once; where there are several and none is marked, the practice decides."""
    make_service("Autre", is_for_newcomers=True)
    make_service("Ancienne", is_for_newcomers=True, is_active=False)
    actions.approve(user=irina, by=camille, now=timezone.now())
    row = Practitioner.objects.get(user=irina)
    assert [service.name for service in row.services.all()] == ["Autre"]
    assert not row.places.exists()  # Two, and none of them marked.


def test_who_was_refused_stays_outside_is_told_and_can_be_approved_later(client, camille, irina):
    admin = browser_of(camille)
    admin.post(f"/admin/users/refuse/{irina.pk}/")
    log_in(client, "irina@example.com")
    assert not is_in(client)
    call_command("deliver", once=True, verbosity=0)
    [letter] = mail.outbox
    assert letter.to == ["irina@example.com"]
    admin.post(f"/admin/users/approve/{irina.pk}/")
    assert User.objects.get(pk=irina.pk).role == Code.PRACTITIONER


@pytest.mark.parametrize("who", ["zoe", "bob", "irina"])
def test_nobody_but_an_administrator_approves(request, irina, who):
    by = User.objects.get(pk=request.getfixturevalue(who).pk)
    for answer in (actions.approve, actions.refuse):
        with pytest.raises(PersonRefused):
            answer(user=irina, by=by, now=timezone.now())
    browser_of(by).post(f"/admin/users/approve/{irina.pk}/")
    assert not User.objects.get(pk=irina.pk).is_active


@pytest.mark.mission("P1")
def test_nobody_gives_themselves_rights_by_a_field_more(client, camille):
    decide(specialists_allowed=True)
    forged = {
        "is_staff": "on",
        "is_active": "on",
        "is_superuser": "1",
        "groups": "1",
        "approval": "",
        "user": camille.pk,
    }
    for role in ("practitioner", "administrator", "collaborator", "1"):
        sign_up(client, **{**IRINA, "email": f"{role}@example.com"}, role=role, **forged)
    made = User.objects.exclude(pk=camille.pk)
    assert [user.email for user in made] == ["practitioner@example.com"]
    [specialist] = made
    assert (specialist.is_active, specialist.is_staff, specialist.is_superuser) == (False, False, False)
    assert not specialist.groups.exists()


def test_where_specialists_do_not_register_the_field_is_not_there_and_a_forged_one_gains_nothing(client):
    sign_up(client, **IRINA, role="practitioner")
    irina = User.objects.get(email="irina@example.com")
    assert (irina.is_active, irina.approval, irina.middle_name) == (True, "", "")
    assert irina.client


# --- Below the doors: what the API calls ------------------------------------------------------------------


@pytest.mark.parametrize("role", [Code.ADMINISTRATOR, Code.COLLABORATOR])
def test_no_other_role_is_registered_for(roles, role):
    decide(specialists_allowed=True)
    with pytest.raises(PersonRefused) as refused:
        register(role=role)
    assert refused.value.code == "not_given"


@pytest.mark.parametrize(
    ("rules", "role", "code"),
    [
        ({"sign_up": "invitation"}, Code.CLIENT, "by_invitation"),
        ({"sign_up": "closed"}, Code.CLIENT, "sign_up_closed"),
        ({}, Code.PRACTITIONER, "no_specialists"),
    ],
)
def test_the_practices_rules_hold_below_all_doors(roles, rules, role, code):
    decide(**rules)
    with pytest.raises(PersonRefused) as refused:
        register(role=role)
    assert refused.value.code == code
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"email": "irina"}, "email"), ({"first_name": "x\ny"}, "first_name"), ({"last_name": "a" * 151}, "last_name")],
)
def test_what_is_wrong_is_told_by_the_name_of_the_field(roles, wrong, field):
    with pytest.raises(ValidationError) as refused:
        register(**wrong)
    assert set(refused.value.message_dict) == {field}


def test_an_address_has_one_account(roles, bob):
    with pytest.raises(PersonRefused) as refused:
        register(email="BOB@example.com")
    assert refused.value.code == "has_account"
