"""A blocked person is out at the next request, by every door that was open to them."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from booking import links, optout
from booking.models import ReminderOptOut
from calendars import actions as calendar_actions
from people import actions
from people.models import User
from tests.access.addresses import all_addresses
from tests.factories import PASSWORD
from tests.people.browsing import browser_of, is_in, log_in
from tests.people.test_admin_doors import current_code

pytestmark = pytest.mark.django_db

PUT_OUT = "/accounts/inactive/"


def block(user):
    actions.block(user=User.objects.get(pk=user.pk), by=None)


def is_out(response):
    return response.headers.get("Location", "").startswith(PUT_OUT)


# --- Each door: opened, blocked, tried --------------------------------------------------------------------


def session(stage):
    browser = browser_of(stage.client.user)
    assert is_in(browser)
    block(stage.client.user)
    return is_out(browser.get("/mes-rendez-vous/")) and not is_in(browser)


def session_of_the_admin(stage):
    browser = browser_of(stage.administrator)
    assert browser.get("/admin/users/").status_code == 200
    block(stage.administrator)
    return is_out(browser.post(f"/admin/users/block/{stage.client.user.pk}/")) and not is_in(browser)


def remembered_log_in(stage):
    browser = Browser()
    log_in(browser, stage.client.email, remember="on")
    assert browser.cookies["sessionid"]["max-age"]
    block(stage.client.user)
    return is_out(browser.get("/mes-rendez-vous/")) and not is_in(browser)


def password(stage):
    block(stage.client.user)
    browser = Browser()
    return is_out(log_in(browser, stage.client.email)) and not is_in(browser)


def second_step(stage):
    """The password was right already, and the code is: between the two they were blocked."""
    secret = generate_totp_secret()
    TOTP.activate(stage.client.user, secret)
    browser = Browser()
    assert "/2fa/authenticate/" in log_in(browser, stage.client.email).headers["Location"]
    block(stage.client.user)
    response = browser.post("/accounts/2fa/authenticate/", {"code": current_code(secret)})
    return is_out(response) and not is_in(browser)


def mailed_code(stage):
    browser = Browser()
    page = browser.post("/accounts/login/code/", {"email": stage.client.email}).headers["Location"]
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.MULTILINE).group()
    block(stage.client.user)
    return is_out(browser.post(page, {"code": code})) and not is_in(browser)


def password_reset(stage):
    user = stage.client.user
    browser = Browser()
    path = f"/accounts/password/reset/key/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}/"
    block(user)
    browser.post(browser.get(path).headers["Location"], {"password1": "une autre phrase bien longue"})
    return not is_in(browser) and is_out(log_in(browser, user.email, "une autre phrase bien longue"))


def confirmed_address(stage):
    user = stage.client.user
    address = EmailAddress.objects.create(user=user, email="nouvelle@example.com")
    block(user)
    browser = Browser()
    browser.post(f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/")
    return not is_in(browser)


def link_in_a_mail(stage):
    token = "b2" * links.TOKEN_BYTES
    links.make(stage.appointment, token=token, email=stage.client.email, now=timezone.now())
    browser, opened = Browser(), Browser()
    opened.get(f"/rendez-vous/{token}/")
    page = f"/rendez-vous/gerer/{stage.appointment.reference}/"
    assert opened.get(page).status_code == 200
    block(stage.client.user)
    new = browser.get(f"/rendez-vous/{token}/").headers["Location"]
    return new == "/rendez-vous/lien/inactif/" and opened.get(page).status_code == 404


def waiting_list(stage):
    stage.entry.client = stage.client
    stage.entry.save()
    path = f"/rendez-vous/attente/{links.token_of(stage.entry)}/"
    opened = Browser()
    page = opened.get(path).headers["Location"]
    assert opened.get(page).status_code == 200
    block(stage.client.user)
    return (
        Browser().get(path).headers["Location"] == "/rendez-vous/lien/inactif/"
        and opened.get(page).status_code == 404
        and opened.post(page, {"leave": ""}).status_code == 404
    )


def feed(stage):
    _feed, token = calendar_actions.make_feed(holder=stage.client.user, now=timezone.now())
    assert Browser().get(f"/agenda/{token}.ics").status_code == 200
    block(stage.client.user)
    return Browser().get(f"/agenda/{token}.ics").status_code == 404


def feed_of_a_practitioner(stage):
    path = f"/agenda/{stage.feed_token}.ics"
    assert Browser().get(path).status_code == 200
    block(stage.practitioner_user)
    return Browser().get(path).status_code == 404


def token_of_a_program(stage):
    headers = {"Authorization": f"Bearer {stage.tokens['client']}"}
    assert Browser().get("/api/v1/me/", headers=headers).status_code == 200
    block(stage.client.user)
    return Browser().get("/api/v1/me/", headers=headers).status_code == 401


def personal_token(stage):
    headers = {"Authorization": f"Bearer {stage.personal_secret}"}
    assert Browser().get("/api/v1/me/", headers=headers).status_code == 200
    block(stage.client.user)
    return Browser().get("/api/v1/me/", headers=headers).status_code == 401


def booking_as_a_guest(stage):
    """Without a log-in, with the address that is theirs."""
    block(stage.client.user)
    return actions.guest_client(guest=stage.guest.__class__(name="Autre", email=stage.client.email)).is_blocked


DOORS = [
    session,
    session_of_the_admin,
    remembered_log_in,
    password,
    second_step,
    mailed_code,
    password_reset,
    confirmed_address,
    link_in_a_mail,
    waiting_list,
    feed,
    feed_of_a_practitioner,
    token_of_a_program,
    personal_token,
    booking_as_a_guest,
]
#: What gives programs a key: once there is such an address, its key is a door, and belongs into the list above.
GIVES_TOKENS = re.compile(r"api/.*(?:jwt|token|auth)")


@pytest.mark.mission("P5")
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_blocked_person_is_out_by_every_door(stage, afresh, door):
    assert door(stage)


def test_what_gives_programs_a_key_is_among_the_doors():
    given = [route for route in all_addresses() if GIVES_TOKENS.match(route)]
    assert not given or [door for door in DOORS if "token" in door.__name__], f"try a blocked person’s key: {given}"


def test_who_is_blocked_may_still_stop_the_mails_that_they_get(stage, afresh):
    """The one link that goes on: it opens nothing, and mails to an address are its owner's to end."""
    block(stage.client.user)
    path = f"/rappels/{optout.signer.sign(optout.hash_of(stage.client.email))}/"
    assert Browser().post(path).status_code == 200
    assert ReminderOptOut.objects.count() == 1


def test_unblocked_only_what_is_opened_anew_opens(stage, afresh):
    browser = browser_of(stage.client.user)
    block(stage.client.user)
    actions.unblock(user=User.objects.get(pk=stage.client.user.pk), by=None)
    assert not is_in(browser)
    assert Browser().post("/accounts/login/", {"login": stage.client.email, "password": PASSWORD}).status_code == 302
