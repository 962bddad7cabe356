"""What holds at every call that the description lists: tokens, unknown fields, pages, and the form of refusals."""

import datetime as dt
import re
import uuid

import jwt
import pytest
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from people import actions
from people.models import RegistrationRules
from tests.api.conftest import BASE, Program
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

VERBS = ("get", "post", "patch", "delete")


@pytest.fixture
def calls(nobody):
    """Return the verb, the address and the description of every call; rows in addresses are of nobody."""
    paths = nobody.get("schema/").json()["paths"]
    return [
        (verb.upper(), filled_in(path), call)
        for path, item in paths.items()
        for verb, call in item.items()
        if verb in VERBS
    ]


def filled_in(path):
    return re.sub(r"\{(\w+)\}", lambda part: "1" if part[1] == "pk" else str(uuid.uuid4()), path.removeprefix(BASE))


# --- Tokens ----------------------------------------------------------------------------------------


def pair_of(nobody, user):
    return nobody.post("auth/jwt/create/", {"email": user.email, "password": PASSWORD}).json()


def not_verified(token, **changed):
    return {**jwt.decode(token, options={"verify_signature": False}), **changed}


def signed(payload, key=None):
    return jwt.encode(payload, key or settings.HEADLESS_JWT_PRIVATE_KEY, algorithm="HS256")


#: Each is made of a token that is good, so that nothing else is against it.
BAD_TOKENS = {
    "nobody signed it": lambda pair, bob: jwt.encode(not_verified(pair["access"]), None, algorithm="none"),
    "another key": lambda pair, bob: signed(not_verified(pair["access"]), "another key, as long as the right one is"),
    "another algorithm": lambda pair, bob: jwt.encode(
        not_verified(pair["access"]), settings.HEADLESS_JWT_PRIVATE_KEY, algorithm="HS512"
    ),
    "someone else's name": lambda pair, bob: signed(not_verified(pair["access"], sub=str(bob.pk + 1))),
    "expired": lambda pair, bob: signed(not_verified(pair["access"], exp=int(timezone.now().timestamp()) - 1)),
    "for refreshing": lambda pair, bob: pair["refresh"],
    "half of one": lambda pair, bob: pair["access"][:-20],
    "no session": lambda pair, bob: create_access_token(bob, SessionStore(session_key="x" * 32), {}),
    "of a blocked person": lambda pair, bob: [actions.block(user=bob, by=None), pair["access"]][-1],
    "nothing": lambda pair, bob: "",
}


@pytest.mark.mission("P2")
@pytest.mark.parametrize("kind", BAD_TOKENS)
def test_a_token_that_is_not_good_opens_no_call(calls, nobody, bob, charlie, kind):
    pair = pair_of(nobody, bob)
    assert Program(pair["access"]).get("me/").status_code == 200
    program = Program(BAD_TOKENS[kind](pair, bob))
    program.headers = program.headers or {"Authorization": "Bearer "}
    asked = [(verb, address) for verb, address, call in calls if any(call.get("security", ()))]
    assert len(asked) > 30
    for verb, address in asked:
        answer = program.send(verb, address, {} if verb != "GET" else None)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in"), (verb, address)
        assert answer["WWW-Authenticate"] == "Bearer"


def test_one_more_call_is_not_forgotten_here(calls):
    """What needs no token says so itself: everything else is asked above."""
    open_to_all = {f"{verb} {address}" for verb, address, call in calls if not any(call.get("security", ()))}
    assert open_to_all == {"POST register/", *(f"POST auth/jwt/{call}/" for call in ("create", "refresh", "verify"))}


@pytest.mark.mission("T4")
def test_by_invitation_free_times_are_told_to_a_token_and_to_nobody_else(practice, nobody, bobs):
    day = timezone.localdate() + dt.timedelta(days=7)
    asked = f"availability/?service={practice.service.pk}&place={practice.place.pk}&from={day}&to={day}"
    told = nobody.get(asked).json()
    rules = RegistrationRules.load()
    rules.sign_up = RegistrationRules.SignUp.INVITATION
    rules.save()
    refused = nobody.get(asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_open_to_you")
    assert bobs.get(asked).json() == told


def test_who_logs_in_here_is_given_tokens_and_no_cookie_for_the_pages(nobody, bob):
    """Somebody else's page could send a form to this address, and leave its reader logged in as whoever it likes."""
    answer = nobody.post("auth/jwt/create/", {"email": bob.email, "password": PASSWORD})
    renewed = nobody.post("auth/jwt/refresh/", {"refresh": answer.json()["refresh"]})
    assert (answer.status_code, renewed.status_code) == (200, 200)
    assert not answer.cookies
    assert not renewed.cookies
    assert not nobody.browser.cookies


# --- What is sent ----------------------------------------------------------------------------------


def test_a_field_that_there_is_not_is_refused_by_its_name(calls, camilles):
    with_body = [(verb, address) for verb, address, call in calls if "requestBody" in call]
    assert len(with_body) > 15
    for verb, address in with_body:
        answer = camilles.send(verb, address, {"is_superuser": True})
        assert answer.status_code == 400, (verb, address)
        assert answer.json()["is_superuser"] == ["There is no field of this name."], (verb, address)


@pytest.mark.parametrize("body", ["{", "[]", "1", "null", '"text"', "\xff"])
def test_a_body_that_is_no_object_is_refused_and_nothing_breaks(calls, camilles, body):
    for verb, address, call in calls:
        if "requestBody" in call and call["requestBody"].get("required"):
            answer = camilles.browser.generic(
                verb, BASE + address, data=body, content_type="application/json", headers=camilles.headers
            )
            assert answer.status_code == 400, (verb, address)
            assert all(isinstance(sentences, list) for sentences in answer.json().values()), (verb, address)


# --- Lists -----------------------------------------------------------------------------------------

LISTS = ["slots/", "users/", "appointments/", "practitioners/", "opening-hours/", "absences/"]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_has_pages_when_they_are_asked_for_and_not_otherwise(camilles, slot, address):
    whole = camilles.get(address).json()
    assert isinstance(whole, list)
    for asked in ("page=1", "limit=200", "page=1&limit=200"):
        page = camilles.get(f"{address}?{asked}").json()
        assert page == {"count": len(whole), "next": None, "previous": None, "results": whole}
    assert camilles.get(f"{address}?page=2").json()["results"] == []
    for asked in ("page=0", "limit=0", "limit=201", "page=x"):
        refused = camilles.get(f"{address}?{asked}")
        assert (refused.status_code, list(refused.json())) == (400, [asked.split("=")[0]])
