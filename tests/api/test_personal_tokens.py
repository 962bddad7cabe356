"""Personal tokens at the API: as much as their scope says, never more than their owner, and nothing about accounts."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.models import Appointment
from people import tokens
from people.models import Client
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db

READ_ONLY = {"code": "token_reads_only", "detail": "This token may only read. Make one that may change things too."}
NOT_BY_TOKEN = {"code": "not_by_token", "detail": "No personal token may do this: log in for it."}


@pytest.fixture
def program():
    """Return a function that gives a program with a personal token of someone."""

    def program_of(user, scope="change", **made):
        parts = {"name": "Script", "days": 30, "now": timezone.now(), **made}
        _token, secret = tokens.make(owner=user, scope=scope, **parts)
        return Program(secret)

    return program_of


def test_one_that_reads_sees_what_its_owner_sees_and_changes_nothing(program, bob, practice):
    reader = program(bob, "read")
    assert reader.get("me/").json()["email"] == bob.email
    for address in ("slots/", "appointments/", "services/", "practitioners/"):
        assert reader.get(address).status_code == 200
    for answer in (
        reader.patch("me/", {"phone": "0600000000"}),
        reader.post("appointments/", {}),
        reader.delete("slots/1/"),
    ):
        assert (answer.status_code, answer.json()) == (403, READ_ONLY)
        assert answer["WWW-Authenticate"] == 'Bearer error="insufficient_scope"'
    bob.refresh_from_db()
    assert bob.phone != "0600000000"


def test_free_times_heed_it_too(program, bob, practice):
    asked = f"availability/?service={practice.service.pk}&place={practice.place.pk}&from=2026-11-23&to=2026-11-24"
    assert program(bob, "read").get(asked).status_code == 200
    answer = Program(f"creneau_{'a' * 43}").get(asked)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")


def test_one_that_changes_books_as_its_owner(program, bob, practice):
    start = dt.datetime.now(dt.UTC) + dt.timedelta(days=5)
    while start.weekday() != 1:
        start += dt.timedelta(days=1)
    start = start.replace(hour=8, minute=0, second=0, microsecond=0)
    wish = {"service": practice.service.pk, "place": practice.place.pk, "start": start.isoformat()}
    answer = program(bob).post("appointments/", wish)
    if answer.status_code == 409:
        answer = program(bob, name="Encore").post("appointments/", {**wish, "start": answer.json()["nearest"][0]})
    assert answer.status_code == 201
    assert Appointment.objects.get().client == Client.objects.get(user=bob)


def test_it_may_no_more_than_its_owner(program, bob, zoe):
    for user in (bob, zoe):
        assert program(user).get("users/").status_code == 403


def test_an_administrators_reads_people_and_changes_none(program, camille, bob):
    admins = program(camille)
    assert admins.get(f"users/{bob.pk}/").status_code == 200
    for answer in (
        admins.patch(f"users/{bob.pk}/", {"role": "administrator"}),
        admins.patch(f"users/{bob.pk}/block_user/"),
        admins.patch(f"users/{bob.pk}/unblock_user/"),
    ):
        assert (answer.status_code, answer.json()) == (403, NOT_BY_TOKEN)
    bob.refresh_from_db()
    assert (bob.role, bob.is_blocked) == ("client", False)


def test_a_token_that_is_not_good_is_no_visitors_either(bob, practice):
    for secret in ("creneau_", f"creneau_{'a' * 43}"):
        for address in ("me/", "services/"):
            answer = Program(secret).get(address)
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert Program(secret).patch(f"users/{bob.pk}/", {}).status_code == 401
        assert Program(secret).post("auth/jwt/refresh/", {"refresh": secret}).status_code == 401


def test_an_expired_one_is_told_to_log_in(program, bob):
    long_ago = timezone.now() - dt.timedelta(days=30)
    answer = program(bob, now=long_ago).get("me/")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")


def test_to_know_who_asks_costs_one_query(nobody, program, bob, practice, django_assert_num_queries):
    reader = program(bob, "read")
    reader.get("services/")
    with CaptureQueriesContext(connection) as without:
        nobody.get("services/")
    with django_assert_num_queries(len(without) + 1):
        reader.get("services/")


def test_the_description_says_which_calls_take_one_and_that_each_change_may_be_out_of_reach(nobody):
    schema = nobody.get("schema/").json()
    schemes = schema["components"]["securitySchemes"]
    assert {name: (one["type"], one["scheme"]) for name, one in schemes.items()} == {
        "LogIn": ("http", "bearer"),
        "PersonalToken": ("http", "bearer"),
    }
    without = set()
    for path, item in schema["paths"].items():
        for verb, call in item.items():
            takes = {name for one in call.get("security", []) for name in one}
            if takes == {"LogIn"}:
                without.add(f"{verb} {path}")
            assert verb == "get" or "PersonalToken" not in takes or "403" in call["responses"], path
    changes = ("", "block_user/", "unblock_user/")
    assert without == {f"patch /api/v1/users/{{pk}}/{change}" for change in changes}
