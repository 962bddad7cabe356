"""The admin has one door, allauth's: no password goes round the second factor, and clients find nothing there."""

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import LoginView
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from people.models import User
from tests.factories import PASSWORD
from tests.people.browsing import browser_of, is_in, log_in

pytestmark = pytest.mark.django_db

DOORS = ["/admin/login/", "/django-admin/login/", "/_util/login/", "/en/_util/login/", "/admin/password_reset/"]


@pytest.fixture
def second_factor(camille):
    secret = generate_totp_secret()
    TOTP.activate(camille, secret)
    return secret


def current_code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.mission("C10")
def test_createsuperuser_makes_the_coach_who_logs_in_and_opens_the_admin(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="Camille@Example.com", interactive=False, verbosity=0)
    assert User.objects.get().email == "camille@example.com"

    first = client.get("/admin/")
    assert first.headers["Location"] == "/accounts/login/?next=/admin/"
    page = client.get(first.headers["Location"])
    response = log_in(client, "camille@example.com", next=page.context["redirect_field_value"])
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("door", DOORS)
def test_no_other_door_takes_a_password(client, camille, second_factor, door):
    client.post(door, {"username": camille.email, "login": camille.email, "password": PASSWORD, "email": camille.email})
    assert not is_in(client)
    assert client.get("/admin/").status_code == 302


def test_the_password_alone_does_not_open_the_admin_to_someone_with_a_second_factor(client, camille, second_factor):
    response = log_in(client, camille.email, next="/admin/")
    assert response.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302
    assert not is_in(client)

    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert client.get("/admin/").status_code == 302
    response = client.post("/accounts/2fa/authenticate/", {"code": current_code(second_factor)})
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def views_of(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views_of(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), getattr(pattern.callback, "view_class", None)


def test_every_log_in_that_django_or_wagtail_bring_stands_behind_a_redirect():
    django_doors = [
        path for path, view in views_of(get_resolver().url_patterns) if view and issubclass(view, LoginView)
    ]
    assert {"admin/login/", "_util/login/"} <= set(django_doors)
    for path in django_doors:
        view = getattr(resolve(f"/{path}").func, "view_class", None)
        assert not (view and issubclass(view, LoginView)), path


def test_wagtails_own_reset_is_closed(client, camille):
    uid, token = urlsafe_base64_encode(force_bytes(camille.pk)), default_token_generator.make_token(camille)
    assert client.get(f"/admin/password_reset/confirm/{uid}/{token}/").status_code == 404


def test_an_administrator_turns_on_a_second_factor(client, camille):
    log_in(client, camille.email)
    asked_again = client.get("/accounts/2fa/totp/activate/").headers["Location"]
    assert asked_again.startswith("/accounts/reauthenticate/")
    response = client.post(asked_again, {"password": PASSWORD}, follow=True)
    secret = response.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": current_code(secret)})
    assert Authenticator.objects.filter(user=camille, type=Authenticator.Type.TOTP).exists()
    assert get_mfa_adapter().is_mfa_enabled(camille)
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


ADMIN_PAGES = [
    "/admin/",
    "/admin/users/",
    "/admin/clients/",
    "/admin/pages/",
    "/admin/groups/",
    "/admin/nowhere/",
    "/admin/login/",
]


@pytest.mark.parametrize("path", ADMIN_PAGES)
def test_a_client_finds_nothing_in_the_admin(bob, path):
    assert browser_of(bob).get(path).status_code == 404
