"""Log-in, forgotten password, sessions, and the limits on guessing."""

import datetime as dt
import io
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client as Browser
from django.utils import timezone

from people import actions
from tests.factories import PASSWORD
from tests.people.browsing import SLOT, browser_of, is_in, link_in_last_mail, log_in

pytestmark = pytest.mark.django_db
NEW = "une autre phrase bien longue"
SECOND = dt.timedelta(seconds=1)


def test_a_wrong_address_and_a_wrong_password_get_the_same_sentence(client, bob):
    answers = [
        client.post("/en/accounts/login/", {"login": login, "password": "faux"}).context["form"].non_field_errors()
        for login in ("bob@example.com", "nobody@example.com")
    ]
    assert answers == [["The address or password does not match."]] * 2
    assert not is_in(client)


def test_case_and_spaces_around_the_address_do_not_matter(client, bob):
    assert log_in(client, "  BOB@Example.com ", next=SLOT).headers["Location"] == SLOT


def test_staff_land_in_the_admin_and_clients_on_their_appointments(client, camille, bob):
    assert log_in(client, camille.email).headers["Location"] == "/admin/"
    assert log_in(Browser(), bob.email).headers["Location"] == "/mes-rendez-vous/"
    english = Browser().post("/en/accounts/login/", {"login": bob.email, "password": PASSWORD})
    assert english.headers["Location"] == "/en/mes-rendez-vous/"


def test_logging_in_opens_a_new_session(client, bob):
    client.get("/accounts/login/")
    session = client.session
    session["mark"] = "before"
    session.save()
    client.cookies["sessionid"] = session.session_key
    log_in(client, bob.email)
    assert client.cookies["sessionid"].value != session.session_key


# --- Forgotten password ---------------------------------------------------------------------------------


@pytest.mark.mission("C3")
def test_a_forgotten_password_is_renewed_by_an_e_mailed_link(client, bob):
    client.post("/accounts/password/reset/", {"email": "bob@example.com"})
    [message] = mail.outbox
    assert message.to == ["bob@example.com"]
    link = link_in_last_mail("/accounts/password/reset/key/")
    page = client.get(link, follow=True)
    [form_url] = [url for url, _ in page.redirect_chain]
    assert re.search(r"-set-password/$", form_url)  # the key is no longer in the address
    assert client.post(form_url, {"password1": NEW}).status_code == 302
    assert log_in(Browser(), bob.email, PASSWORD, next=SLOT).status_code == 200
    assert log_in(Browser(), bob.email, NEW, next=SLOT).headers["Location"] == SLOT

    again = Browser().get(link, follow=True)
    assert again.context["token_fail"]


@pytest.mark.mission("C3")
def test_in_development_the_mail_is_printed_in_the_terminal(client, bob, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    client.post("/accounts/password/reset/", {"email": "bob@example.com"})
    assert "/accounts/password/reset/key/" in capsys.readouterr().out


def test_development_prints_mails_unless_a_server_is_named(monkeypatch):
    import subprocess
    import sys

    script = "from site_core.settings import base; print(base.EMAIL_BACKEND)"
    environment = {"IGNORE_DOTENV": "1", "PATH": ""}
    shown = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "django.core.mail.backends.console.EmailBackend"


def without_token(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def test_nobody_learns_at_the_reset_who_has_an_account(client, bob):
    known = client.post("/accounts/password/reset/", {"email": "bob@example.com"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert without_token(known) == without_token(unknown)
    assert [message.to for message in mail.outbox] == [["bob@example.com"], ["nobody@example.com"]]


def test_the_reset_goes_to_the_stored_address_and_our_own_site(client, bob, settings):
    settings.BASE_URL = "https://rdv.example.org"
    for host in ("evil.example", "evil.example:8000"):
        client.post("/accounts/password/reset/", {"email": "BOB@EXAMPLE.COM"}, headers={"host": host})
        assert mail.outbox[-1].to == ["bob@example.com"]
        assert link_in_last_mail("/accounts/password/reset/key/").startswith("https://rdv.example.org/accounts/")
        assert "evil" not in mail.outbox[-1].body + mail.outbox[-1].subject
    client.post("/accounts/password/reset/", {"email": "nobody@example.com"}, headers={"host": "evil.example"})
    assert link_in_last_mail("/accounts/signup/") == "https://rdv.example.org/accounts/signup/"
    assert "evil" not in mail.outbox[-1].body


def test_a_mail_is_in_its_readers_language(client, bob):
    bob.language = "en"
    bob.save()
    client.post("/accounts/password/reset/", {"email": "bob@example.com"})
    english = mail.outbox[-1].subject
    bob.language = "ru"
    bob.save()
    client.post("/accounts/password/reset/", {"email": "bob@example.com"})
    assert english != mail.outbox[-1].subject


def test_a_new_password_ends_the_other_sessions(bob):
    here, elsewhere = browser_of(bob), browser_of(bob)
    assert is_in(elsewhere)
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_reset_password_ends_all_sessions(client, bob):
    elsewhere = browser_of(bob)
    assert is_in(elsewhere)
    client.post("/accounts/password/reset/", {"email": "bob@example.com"})
    form_url = client.get(link_in_last_mail("/accounts/password/reset/key/")).headers["Location"]
    client.post(form_url, {"password1": NEW})
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert not is_in(elsewhere)


# --- Limits on guessing ---------------------------------------------------------------------------------


def guess(times, **extra):
    for _ in range(times):
        Browser().post("/accounts/login/", {"login": "bob@example.com", "password": "faux"}, **extra)


def test_after_five_wrong_guesses_even_the_right_password_waits(bob, charlie):
    guess(4)
    assert log_in(Browser(), "bob@example.com", next=SLOT).status_code == 302
    guess(1)
    assert log_in(Browser(), "bob@example.com", next=SLOT).status_code == 200
    assert log_in(Browser(), "charlie@example.com", next=SLOT).status_code == 302


def test_another_host_port_or_forged_address_does_not_open_new_guesses(bob):
    for port in range(5):
        guess(1, headers={"host": f"localhost:{port + 1}", "x-forwarded-for": f"203.0.113.{port}"})
    assert log_in(Browser(), "bob@example.com", next=SLOT).status_code == 200
    cache.clear()
    assert log_in(Browser(), "bob@example.com", next=SLOT).status_code == 302


def test_the_limits_are_kept_where_all_processes_look(settings):
    import subprocess
    import sys

    script = "from site_core.settings import base; print(base.CACHES['default']['BACKEND'])"
    shown = subprocess.run(
        [sys.executable, "-c", script], env={"IGNORE_DOTENV": "1"}, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "django.core.cache.backends.db.DatabaseCache"


# --- Blocked people ---------------------------------------------------------------------------------------


def test_a_blocked_person_is_out_at_the_next_request_and_told_so(camille, bob):
    browser = browser_of(bob)
    assert is_in(browser)
    actions.block(user=bob, by=camille)
    response = browser.get("/accounts/password/change/")
    assert response.headers["Location"] == "/accounts/inactive/"
    assert browser.get("/accounts/inactive/").status_code == 200
    assert "_auth_user_id" not in browser.session


def test_a_blocked_person_changes_nothing_with_that_last_request(camille, bob):
    browser = browser_of(bob)
    actions.block(user=bob, by=camille)
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)


def test_a_blocked_or_inactive_person_cannot_log_in(camille, bob, charlie):
    actions.block(user=bob, by=camille)
    charlie.is_active = False
    charlie.save()
    for user in (bob, charlie):
        browser = Browser()
        assert log_in(browser, user.email, next=SLOT).headers["Location"] == "/accounts/inactive/"
        assert not is_in(browser)


def test_someone_who_becomes_inactive_is_out_at_once(bob):
    browser = browser_of(bob)
    assert is_in(browser)
    bob.is_active = False
    bob.save()
    assert not is_in(browser)


def test_a_blocked_person_gets_in_by_no_confirmation_nor_reset(camille, bob, client):
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=False)
    actions.block(user=bob, by=camille)
    client.post("/accounts/password/reset/", {"email": "bob@example.com"})
    form_url = client.get(link_in_last_mail("/accounts/password/reset/key/")).headers["Location"]
    client.post(form_url, {"password1": NEW})
    assert log_in(client, bob.email, NEW).headers["Location"] == "/accounts/inactive/"
    assert not is_in(client)


def test_an_unblocked_person_logs_in_again_but_old_sessions_stay_over(camille, bob):
    old = browser_of(bob)
    actions.block(user=bob, by=camille)
    actions.unblock(user=bob, by=camille)
    assert not is_in(old)
    new = Browser()
    assert log_in(new, bob.email, next=SLOT).headers["Location"] == SLOT
    assert is_in(new)


# --- A code by e-mail instead of the password --------------------------------------------------------------


def ask_for_a_code(browser, user):
    """Return the mailed code, and the page where it is typed."""
    page = browser.post("/accounts/login/code/", {"email": user.email, "next": SLOT}).headers["Location"]
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.MULTILINE).group()
    return page, {"code": code}


def test_a_code_by_e_mail_logs_in_and_the_slot_is_found_again(client, bob):
    page, code = ask_for_a_code(client, bob)
    assert not is_in(client)
    assert client.post(page, code).headers["Location"] == SLOT
    assert is_in(client)


def test_a_code_by_e_mail_goes_round_neither_the_second_factor_nor_a_block(client, camille, bob):
    TOTP.activate(camille, generate_totp_secret())
    response = client.post(*ask_for_a_code(client, camille))
    assert response.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)

    actions.block(user=bob, by=camille)
    other = Browser()
    response = other.post(*ask_for_a_code(other, bob))
    assert response.headers["Location"] == "/accounts/inactive/"
    assert not is_in(other)


def test_the_worker_forgets_the_sessions_that_are_over(client, bob, time_machine):
    client.force_login(bob)
    held = Session.objects.count()
    time_machine.move_to(timezone.now() + settings.SESSION_COOKIE_AGE * SECOND - 60 * SECOND)
    call_command("deliver", once=True, stdout=io.StringIO())
    assert Session.objects.count() == held > 0
    time_machine.move_to(timezone.now() + 120 * SECOND)
    call_command("deliver", once=True, stdout=io.StringIO())
    assert Session.objects.count() == 0
