"""Tokens for programs, on the page of one's account: made after the password was asked anew, shown once, revoked."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import ModelLogEntry

from booking import outbox
from people import actions, tokens
from people.models import PersonalToken, User
from people.refusals import PersonRefused
from tests.factories import PASSWORD

from .browsing import browser_of

pytestmark = pytest.mark.django_db

PAGE = "/accounts/jetons/"
NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
SECRET = re.compile(r"creneau_[\w-]{43}")


def ask_for_one(browser, name="Agenda", scope="read", days=30, *, page=PAGE):
    return browser.post(page, {"name": name, "scope": scope, "days": days})


def confirm(browser, asked):
    """Give the password where one was led, and return what comes of it."""
    assert asked.url.startswith("/accounts/reauthenticate/?")
    return browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": PAGE})


@pytest.fixture
def browser(bob):
    """Bob's, who has just given his password."""
    browser = browser_of(bob)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


@pytest.fixture
def make(bob):
    """Return a function that makes a token of Bob's and gives it back with its secret."""

    def make(name="Agenda", *, owner=bob, scope="read", days=30, now=NOW):
        return tokens.make(owner=owner, name=name, scope=scope, days=days, now=now)

    return make


def me(secret, *, verb="get", **body):
    headers = {"Authorization": f"Bearer {secret}"}
    return getattr(Browser(), verb)("/api/v1/me/", body, content_type="application/json", headers=headers)


# --- The way of one token ---------------------------------------------------------------------------


def test_made_used_revoked_and_dead(bob):
    browser = browser_of(bob)
    page = confirm(browser, ask_for_one(browser))
    [secret] = set(SECRET.findall(page.content.decode()))
    assert me(secret).json()["email"] == bob.email

    page = browser.get(PAGE).content.decode()
    assert secret not in page
    assert secret[:12] in page
    token = PersonalToken.objects.get()
    answer = browser.post(f"{PAGE}{token.pk}/revoquer/")
    assert answer.url == PAGE
    assert secret[:12] not in browser.get(PAGE).content.decode()
    assert me(secret).status_code == 401


def test_to_make_one_the_password_is_asked_anew_and_what_was_typed_is_kept(bob):
    browser = browser_of(bob)
    asked = ask_for_one(browser, "Sauvegarde", "change", 365)
    assert not PersonalToken.objects.exists()
    wrong = browser.post("/accounts/reauthenticate/", {"password": "faux", "next": PAGE})
    assert wrong.status_code == 200
    assert not PersonalToken.objects.exists()
    confirm(browser, asked)
    token = PersonalToken.objects.get()
    assert (token.owner, token.name, token.scope, token.days) == (bob, "Sauvegarde", "change", 365)


def test_neither_the_database_nor_the_session_holds_the_secret(bob):
    browser = browser_of(bob)
    secret = SECRET.search(confirm(browser, ask_for_one(browser)).content.decode()).group()
    kept = [str(row) for row in PersonalToken.objects.values()] + [str(dict(browser.session))]
    kept += [str(row) for row in ModelLogEntry.objects.values()]
    assert not [row for row in kept if secret in row or secret[12:] in row]


def test_sent_twice_there_is_one(browser):
    first, second = ask_for_one(browser), ask_for_one(browser, "AGENDA")
    assert SECRET.search(first.content.decode())
    assert set(second.context["form"].errors) == {"name"}
    assert PersonalToken.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("name", "a\u202eb"), ("name", "a" * 61), ("scope", "all"), ("days", "366"), ("days", "")],
)
def test_what_cannot_be_is_told_beside_its_field(browser, field, typed):
    answer = browser.post(PAGE, {"name": "Agenda", "scope": "read", "days": 30, field: typed})
    assert set(answer.context["form"].errors) == {field}
    assert not PersonalToken.objects.exists()


def test_one_revokes_ones_own_only_and_twice_is_once(bob, charlie, make):
    token, secret = make(now=dt.datetime.now(dt.UTC))
    assert browser_of(charlie).post(f"{PAGE}{token.pk}/revoquer/").status_code == 404
    assert me(secret).status_code == 200
    assert "Agenda" not in browser_of(charlie).get(PAGE).content.decode()
    for _again in range(2):
        assert browser_of(bob).post(f"{PAGE}{token.pk}/revoquer/").status_code == 302
    assert ModelLogEntry.objects.filter(action="people.revoke_token").count() == 1


def test_the_list_costs_the_same_for_one_and_for_three(practice, browser, make, django_assert_num_queries):
    make("Un")
    for _until_all_is_kept in range(2):
        browser.get(PAGE)
    with CaptureQueriesContext(connection) as with_one:
        browser.get(PAGE)
    make("Deux"), make("Trois")
    with django_assert_num_queries(len(with_one)):
        assert browser.get(PAGE).content.decode().count("/revoquer/") == 3


# --- What is told -----------------------------------------------------------------------------------


def test_its_owner_is_told_by_mail_in_their_language(bob, make):
    actions.set_preferences(user=bob, language="en", time_zone="")
    bob.refresh_from_db()
    make("Backup", scope="change", days=30)
    outbox.deliver_due(now=NOW)
    [letter] = mail.outbox
    assert letter.to == [bob.email]
    assert letter.subject.startswith("A token was made for your account")
    assert "“Backup”: read and change, until Wednesday 23 December 2026 at 9:00." in letter.body
    assert "/en/accounts/jetons/" in letter.body
    assert "creneau_" not in letter.body


def test_the_history_of_the_account_says_so_in_a_sentence(bob, make):
    token, _secret = make("Agenda")
    tokens.revoke(token=token, by=bob, now=NOW)
    entries = ModelLogEntry.objects.for_instance(bob).order_by("pk")
    with translation.override("en"):
        assert [(entry.message, entry.user) for entry in entries] == [
            ("Personal token “Agenda” made: read only, 30 days", bob),
            ("Personal token “Agenda” revoked", bob),
        ]


# --- How long it is good ----------------------------------------------------------------------------


def is_good(secret, now=NOW):
    return tokens.token_behind(secret, now=now) is not None


@pytest.mark.parametrize("days", [30, 90, 365])
def test_it_is_good_until_its_last_moment(make, days):
    _token, secret = make(days=days)
    end = NOW + dt.timedelta(days=days)
    assert is_good(secret, end - dt.timedelta(seconds=1))
    assert not is_good(secret, end)


def test_none_is_good_for_more_than_a_year(bob, make):
    with pytest.raises(ValueError, match="366"):
        make(days=366)
    token, _secret = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalToken.objects.filter(pk=token.pk).update(days=366)


def change_password(bob):
    bob.set_password("une autre phrase bien longue")
    bob.save()


def block(bob):
    actions.block(user=bob, by=None)


def block_and_unblock(bob):
    actions.block(user=bob, by=None)
    actions.unblock(user=bob, by=None)


def close(bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)


def close_and_open(bob):
    for is_active in (False, True):
        actions.change_person(user=bob, by=None, now=NOW, is_active=is_active)


def leave(bob):
    actions.delete_person(user=bob, by=None)


@pytest.mark.mission("P5")
@pytest.mark.parametrize("end", [change_password, block, block_and_unblock, close, close_and_open, leave])
def test_what_ends_sessions_ends_tokens(bob, make, end):
    _token, secret = make()
    assert is_good(secret)
    end(bob)
    assert not is_good(secret)


def test_what_has_ended_says_so_and_its_name_is_free_again(bob, make):
    make("Agenda")
    change_password(bob)
    assert "Ne fonctionne plus" in browser_of(bob).get(PAGE).content.decode()
    _token, secret = make("Agenda")
    assert is_good(secret)


def test_the_same_password_hashed_anew_ends_no_token(bob, make, settings):
    _token, secret = make()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    before = bob.password
    assert bob.check_password(PASSWORD)
    bob.refresh_from_db()
    assert bob.password != before
    assert is_good(secret)


def test_a_wrong_password_changes_nothing(bob, make):
    _token, secret = make()
    assert not bob.check_password("faux")
    assert is_good(secret)


def test_twenty_at_a_time_and_no_more(make):
    made = [make(f"Agenda {number}")[0] for number in range(tokens.MOST_TOKENS)]
    with pytest.raises(PersonRefused, match="too_many_tokens"):
        make("Un de trop")
    tokens.revoke(token=made[0], by=made[0].owner, now=NOW)
    assert make("Un de plus")


# --- When it was used -------------------------------------------------------------------------------


def test_when_it_was_last_used_is_written_once_a_minute(make, django_assert_num_queries):
    token, secret = make()
    for seconds, queries, seen in [(0, 2, 0), (59, 1, 0), (60, 2, 60), (61, 1, 60)]:
        with django_assert_num_queries(queries):
            tokens.token_behind(secret, now=NOW + dt.timedelta(seconds=seconds))
        token.refresh_from_db()
        assert token.last_used_at == NOW + dt.timedelta(seconds=seen)


def test_a_try_with_a_dead_token_is_no_use_of_it(make):
    token, secret = make()
    tokens.token_behind(secret, now=NOW + dt.timedelta(days=31))
    token.refresh_from_db()
    assert token.last_used_at is None
