"""What holds at every call that the description lists: tokens, unknown fields, pages, and the form of refusals."""

import datetime as dt
import json
import re
import uuid

import jwt
import pytest
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder

from api.door import api
from people import actions, tokens
from people.models import RegistrationRules
from tests.api.conftest import BASE, Program
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

VERBS = ("get", "post", "patch", "delete")


@pytest.fixture(scope="module")
def schema():
    """What `schema/` answers, made once: it takes a second."""
    return json.loads(json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder))


@pytest.fixture(scope="module")
def calls(schema):
    """Return the verb, the address and the description of every call."""
    return [
        (verb.upper(), filled_in(path), call)
        for path, item in schema["paths"].items()
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


def personal(bob, **made):
    return tokens.make(owner=bob, **{"name": "Script", "scope": "change", "days": 30, "now": timezone.now(), **made})


def revoked(bob):
    token, secret = personal(bob)
    tokens.revoke(token=token, by=bob, now=timezone.now())
    return secret


BAD_TOKENS |= {
    "a personal one that nobody has": lambda pair, bob: f"creneau_{'a' * 43}",
    "a personal one, expired": lambda pair, bob: personal(bob, now=timezone.now() - dt.timedelta(days=30))[1],
    "a personal one, revoked": lambda pair, bob: revoked(bob),
    "a personal one of a blocked person": lambda pair, bob: [personal(bob)[1], actions.block(user=bob, by=None)][0],
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


@pytest.mark.parametrize("scope", ["read", "change"])
def test_a_personal_token_is_let_as_far_as_its_scope_at_every_call(calls, camilles, camille, practice, scope):
    """Camille's reaches everything: she gives appointments, and is an administrator."""
    program = Program(personal(camille, scope=scope)[1])
    for verb, address, call in calls:
        open_to_all = not any(call.get("security", ()))
        address = address.replace("/1/", "/999999/")
        told, known = (one.send(verb, address, {} if verb != "GET" else None) for one in (program, camilles))
        refused = told.json()["code"] if told.status_code == 403 else ""
        if verb == "PATCH" and address.startswith("users/"):
            assert refused == "not_by_token", (verb, address)
        elif verb != "GET" and scope == "read" and not open_to_all:
            assert refused == "token_reads_only", (verb, address)
        else:
            assert (told.status_code, told.content) == (known.status_code, known.content), (verb, address)


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


def sent_as_it_is(program, verb, address, body, content_type="application/json", **headers):
    headers = {**program.headers, "Accept-Language": "en", **headers}
    return program.browser.generic(verb, BASE + address, data=body, content_type=content_type, headers=headers)


#: What no program of good will sends, and no call reads: neither JSON nor an object.
NO_OBJECTS = {
    "half": "{",
    "list": "[]",
    "number": "1",
    "null": "null",
    "text": '"text"',
    "nothing": "",
    "no UTF-8": b"\xff",
    "deep": '{"a":' * 50_000,
    "a number without end": f'{{"a": {"9" * 5000}}}',
    "a form": "phone=06&role=3",
    "too large": " " * 3_000_000,
}


@pytest.mark.parametrize("body", NO_OBJECTS.values(), ids=NO_OBJECTS)
def test_a_body_that_is_no_object_is_refused_as_a_whole_and_nothing_breaks(calls, camilles, body):
    asked = [(verb, address) for verb, address, call in calls if call.get("requestBody", {}).get("required")]
    assert len(asked) > 10
    for verb, address in asked:
        answer = sent_as_it_is(camilles, verb, address, body)
        assert (answer.status_code, list(answer.json())) == (400, ["body"]), (verb, address)


#: What JSON can say and nothing can keep.
PASSED_OVER = {("slots/1/cancel_client/", field) for field in ("client", "slot")}
HALF_A_SIGN, ZERO = "\ud800", "a\x00b"


@pytest.mark.parametrize("text", [HALF_A_SIGN, ZERO], ids=["half a sign", "zero"])
def test_a_text_that_nothing_can_keep_breaks_no_call(calls, nobody, camilles, schema, text):
    """In each field in turn, whatever stands in the others."""
    tried = 0
    for verb, address, call in calls:
        for field in fields_of(call, schema):
            if (address, field) in PASSED_OVER:
                continue
            program = camilles if any(call.get("security", ())) else nobody
            answer = program.send(verb, address, {field: text})
            assert answer.status_code == 400, (verb, address, field)
            assert field in answer.json(), (verb, address, field)
            tried += 1
    assert tried > 50


def fields_of(call, schema):
    form = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    reference = form.get("$ref") or next((one["$ref"] for one in form.get("anyOf", ()) if "$ref" in one), "")
    return schema["components"]["schemas"].get(reference.rpartition("/")[2], {}).get("properties", {})


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_json_is_read_whatever_it_is_called(bobs, bob, kind):
    assert sent_as_it_is(bobs, "PATCH", "me/", '{"phone": "0611111111"}', kind).json()["phone"] == "0611111111"


def test_of_a_field_that_is_sent_twice_the_last_counts_for_the_rules_too(nobody, db):
    twice = '{"role": 3, "first_name": "A", "last_name": "B", "email": "a@example.com", "password": "konsultant27", '
    answer = sent_as_it_is(nobody, "POST", "register/", f'{twice} "role": 1}}')
    assert (answer.status_code, list(answer.json())) == (400, ["role"])


# --- Verbs and headers -----------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["PUT", "OPTIONS", "TRACE", "BREW"])
def test_a_verb_that_an_address_does_not_take_is_refused_in_the_form_of_the_others(calls, camilles, verb):
    for address in {address for _verb, address, _call in calls} | {"schema/", "swagger/"}:
        answer = camilles.send(verb, address)
        assert (answer.status_code, answer.json()["code"]) == (405, "wrong_verb"), address
        known = {known for known, found, _call in calls if found == address} or {"GET"}
        assert set(answer["Allow"].split(", ")) - {"HEAD"} == known, address


def test_no_header_turns_one_verb_into_another(bobs, bob):
    answer = sent_as_it_is(bobs, "POST", "me/", '{"phone": "06"}', **{"X-HTTP-Method-Override": "PATCH"})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "language", ["xx", "*", "fr;q=abc", "x" * 600, "fr-" * 200, "../etc", ",,;;", "ru;q=0", "\xe9"]
)
def test_whatever_language_is_asked_for_there_is_an_answer_in_one(bobs, language):
    answer = bobs.get("users/", **{"Accept-Language": language})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize(("language", "word"), [("fr-CA, en;q=0.5", "rôle"), ("ru, fr;q=0.5", "роли"), ("en", "role")])
def test_a_refusal_is_said_in_the_language_that_is_asked_for(bobs, language, word):
    assert word in bobs.get("users/", **{"Accept-Language": language}).json()["detail"]


# --- Lists -----------------------------------------------------------------------------------------

LISTS = ["slots/", "users/", "appointments/", "opening-hours/", "absences/"]
LISTS += ["practitioners/", "places/", "services/", "specialities/"]


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
