"""Tokens: who gets them, how long they are good, and what ends them."""

import base64
import datetime as dt
import json

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings

from people import actions
from tests.api.conftest import Program
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def pair_of(nobody, user, **more):
    return nobody.post("auth/jwt/create/", {"email": user.email, "password": PASSWORD, **more})


def is_good(nobody, token):
    return nobody.post("auth/jwt/verify/", {"token": token}).status_code == 200


@pytest.mark.mission("P2")
def test_an_address_and_a_password_give_tokens_that_open_what_is_theirs(nobody, bob):
    pair = pair_of(nobody, bob).json()
    assert list(pair) == ["access", "refresh"]
    assert nobody.get("slots/").status_code == 401
    assert Program(pair["access"]).get("slots/").status_code == 200
    assert is_good(nobody, pair["access"])
    assert is_good(nobody, pair["refresh"])


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(nobody, bob):
    wrong = nobody.post("auth/jwt/create/", {"email": bob.email, "password": "faux"})
    unknown = nobody.post("auth/jwt/create/", {"email": "nobody@example.com", "password": "faux"})
    assert wrong.status_code == unknown.status_code == 401
    assert (
        wrong.json()
        == unknown.json()
        == {
            "code": "no_such_login",
            "detail": "The address or password does not match.",
        }
    )


@pytest.mark.mission("P2")
def test_a_refresh_token_gives_a_new_pair_once(nobody, bob):
    first = pair_of(nobody, bob).json()
    second = nobody.post("auth/jwt/refresh/", {"refresh": first["refresh"]})
    assert second.status_code == 200
    assert is_good(nobody, second.json()["access"])
    assert nobody.post("auth/jwt/refresh/", {"refresh": first["refresh"]}).status_code == 401
    assert nobody.post("auth/jwt/refresh/", {"refresh": second.json()["refresh"]}).status_code == 200


def forged(bob, **changed):
    """Return a token for Bob as someone would write it who does not have the key."""
    now = int(dt.datetime.now(dt.UTC).timestamp())
    payload = {"sub": str(bob.pk), "sid": "x", "jti": "x", "token_use": "access", "iat": now, "exp": now + 300}
    return {**payload, **changed}


def test_a_token_that_nobody_signed_opens_nothing(nobody, bob):
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(json.dumps(forged(bob)).encode()).rstrip(b"=").decode()
    assert Program(f"{head}.{body}.").get("slots/").status_code == 401


def test_a_token_signed_with_another_key_opens_nothing(bob):
    token = jwt.encode(forged(bob), "another key, quite as long as the right one is", algorithm="HS256")
    assert Program(token).get("slots/").status_code == 401


def test_a_rightly_signed_token_without_a_session_opens_nothing(bob):
    token = jwt.encode(forged(bob), settings.HEADLESS_JWT_PRIVATE_KEY, algorithm="HS256")
    assert Program(token).get("slots/").status_code == 401


def test_an_access_token_is_good_for_a_quarter_of_an_hour(nobody, bob, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC), tick=False)
    pair = pair_of(nobody, bob).json()
    time_machine.move_to(dt.datetime(2026, 11, 23, 8, 14, 59, tzinfo=dt.UTC), tick=False)
    assert is_good(nobody, pair["access"])
    time_machine.move_to(dt.datetime(2026, 11, 23, 8, 15, 1, tzinfo=dt.UTC), tick=False)
    assert not is_good(nobody, pair["access"])
    assert Program(pair["access"]).get("slots/").status_code == 401
    assert is_good(nobody, pair["refresh"])


def test_a_refresh_token_is_no_access_token_and_the_other_way_round(nobody, bob):
    pair = pair_of(nobody, bob).json()
    assert Program(pair["refresh"]).get("slots/").status_code == 401
    assert nobody.post("auth/jwt/refresh/", {"refresh": pair["access"]}).status_code == 401


@pytest.mark.mission("P5")
def test_a_blocked_persons_tokens_are_dead_at_the_next_request_and_stay_so(nobody, bob, camille):
    pair = pair_of(nobody, bob).json()
    actions.block(user=bob, by=camille)
    for _again in range(2):
        assert Program(pair["access"]).get("slots/").status_code == 401
        assert not is_good(nobody, pair["access"])
        assert not is_good(nobody, pair["refresh"])
        assert nobody.post("auth/jwt/refresh/", {"refresh": pair["refresh"]}).status_code == 401
        if bob.is_blocked:
            answer = pair_of(nobody, bob)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_active")
            bob.refresh_from_db()
            actions.unblock(user=bob, by=camille)
    assert pair_of(nobody, bob).status_code == 200


def test_another_password_ends_the_tokens(nobody, bob):
    pair = pair_of(nobody, bob).json()
    bob.set_password("une autre phrase bien longue")
    bob.save()
    assert Program(pair["access"]).get("slots/").status_code == 401
    assert nobody.post("auth/jwt/refresh/", {"refresh": pair["refresh"]}).status_code == 401


def test_who_has_a_second_factor_is_told_how_to_go_on(nobody, bob):
    secret = generate_totp_secret()
    TOTP.activate(bob, secret)
    answer = pair_of(nobody, bob)
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor")
    assert pair_of(nobody, bob, code="000000").json()["code"] == "second_factor"
    counter = next(iter(yield_hotp_counters_from_time()))
    right = f"{hotp_value(secret, counter):06}"
    assert Program(pair_of(nobody, bob, code=right).json()["access"]).get("slots/").status_code == 200


def test_an_address_that_must_be_confirmed_first_is_told_so(nobody, bob, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    answer = pair_of(nobody, bob)
    assert (answer.status_code, answer.json()["code"]) == (401, "email_unconfirmed")


def test_guessing_is_slowed_down_as_on_the_page(nobody, bob):
    for _guess in range(5):
        assert nobody.post("auth/jwt/create/", {"email": bob.email, "password": "faux"}).status_code == 401
    answer = pair_of(nobody, bob)
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")


def test_one_machine_logs_in_thirty_times_a_minute(nobody, bob):
    answers = [pair_of(nobody, bob) for _time in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {200}
    assert (answers[30].status_code, answers[30]["Retry-After"]) == (429, "60")


def test_a_cookie_of_the_pages_opens_nothing_here(client, bob):
    client.force_login(bob)
    assert client.get("/api/v1/slots/").status_code == 401


def test_what_is_missing_and_what_is_unknown_is_named(nobody):
    answer = nobody.post("auth/jwt/create/", {"email": "bob@example.com", "is_staff": True})
    assert answer.status_code == 400
    assert answer.json() == {
        "password": ["This field is needed."],
        "is_staff": ["There is no field of this name."],
    }


def test_a_body_that_is_no_json_is_told_so(nobody):
    answer = nobody.browser.generic("POST", "/api/v1/auth/jwt/create/", data="{", content_type="application/json")
    assert answer.status_code == 400
    assert list(answer.json()) == ["body"]
