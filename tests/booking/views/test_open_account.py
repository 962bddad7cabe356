"""“Create my account” after a guest's booking: one field, and the appointment is in it."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as django_mail
from django.utils import translation

from booking import links
from booking.views.visits import OPENED
from people.adapter import AccountAdapter
from people.models import Client, User
from tests import factories

from .conftest import NOW, browser_of, paris, text_of

pytestmark = pytest.mark.django_db

TYPED = {"password1": factories.PASSWORD}


@pytest.fixture
def alice(db):
    """A guest."""
    return Client.objects.create(
        name="Alice Durand Roche", email="alice@example.com", phone="06 12 34 56 78", language="fr"
    )


@pytest.fixture
def appointment(book, alice):
    return book(paris(26, "9:00"), client=alice, by=alice)


@pytest.fixture
def page(appointment):
    return f"/rendez-vous/gerer/{appointment.reference}/"


@pytest.fixture
def by_mail(visitor, appointment):
    """A browser in which the link in Alice's mail was opened."""
    with translation.override("fr"):
        visitor.get(links.issue(appointment, to=appointment.client.email, now=NOW))
    return visitor


@pytest.fixture
def just_booked(appointment):
    """The browser in which someone who calls herself Alice has just booked."""
    browser = browser_of()
    session = browser.session
    session[OPENED] = {str(appointment.reference): links.make(appointment, now=NOW).pk}
    session.save()
    return browser


def test_one_field_and_the_appointment_is_in_the_account(by_mail, page, appointment, alice):
    offered = by_mail.get(page).content.decode()
    [form] = re.findall(r'<form[^>]*/compte/".*?</form>', offered, re.DOTALL)
    assert re.findall(r'<input type="(?!hidden)(\w+)"', form) == ["password"]
    arrived = by_mail.post(f"{page}compte/", TYPED, follow=True)
    assert arrived.redirect_chain[-1][0] == f"/mes-rendez-vous/{appointment.reference}/"
    alice.refresh_from_db()
    user = alice.user
    assert (user.email, user.get_full_name(), user.phone) == ("alice@example.com", "Alice Durand Roche", alice.phone)
    assert "Jeudi 26 novembre 2026" in text_of(by_mail.get("/mes-rendez-vous/"))
    # The link came by mail: the address needs no other proof.
    assert EmailAddress.objects.get(user=user).verified
    assert list(Client.objects.filter(email="alice@example.com")) == [alice]
    assert (
        browser_of()
        .post("/accounts/login/", {"login": "alice@example.com", "password": factories.PASSWORD})
        .status_code
        == 302
    )


def test_in_the_browser_that_has_just_booked_the_address_is_confirmed_by_mail(just_booked, page, alice):
    just_booked.post(f"{page}compte/", TYPED)
    alice.refresh_from_db()
    assert not EmailAddress.objects.get(user=alice.user).verified
    assert [message.to for message in django_mail.outbox] == [["alice@example.com"]]


def test_nobody_gets_an_earlier_file_by_booking_under_its_name(just_booked, page, appointment, book, alice):
    earlier = book(paris(24, "9:00"), client=alice, by=alice)
    just_booked.post(f"{page}compte/", TYPED)
    alice.refresh_from_db()
    user = User.objects.get(email="alice@example.com")
    assert alice.user is None
    assert just_booked.get(f"/mes-rendez-vous/{earlier.reference}/").status_code == 404
    # The booking itself stays open to the browser that made it.
    assert just_booked.get(page).status_code == 200
    # Once the address is confirmed, everything is theirs.
    [path] = re.findall(r"https?://[^/]+(/accounts/confirm-email/\S+)", django_mail.outbox[-1].body)
    just_booked.post(path)
    alice.refresh_from_db()
    assert alice.user == user
    assert just_booked.get(f"/mes-rendez-vous/{earlier.reference}/").status_code == 200


def test_an_account_is_never_taken_over(by_mail, page, alice):
    account = factories.make_user("alice@example.com", "Alice")
    before = User.objects.values().get(pk=account.pk)
    response = by_mail.post(f"{page}compte/", TYPED)
    assert response.status_code == 422
    assert "Connectez-vous" in text_of(response)
    assert User.objects.values().get(pk=account.pk) == before
    alice.refresh_from_db()
    assert alice.user is None
    assert "_auth_user_id" not in by_mail.session


@pytest.mark.parametrize("password", ["", "court", "motdepasse", "alice@example.com"])
def test_a_weak_password_is_explained_and_nothing_made(by_mail, page, password):
    response = by_mail.post(f"{page}compte/", {"password1": password})
    assert response.status_code == 422
    assert response.context["form"].errors["password1"]
    assert not User.objects.filter(email="alice@example.com").exists()


def test_pressing_twice_makes_one_account(by_mail, page, alice):
    by_mail.post(f"{page}compte/", TYPED)
    assert by_mail.post(f"{page}compte/", TYPED).status_code == 302
    assert User.objects.filter(email="alice@example.com").count() == 1


def test_it_is_offered_to_guests_only(by_mail, page, appointment, charlie, monkeypatch):
    monkeypatch.setattr(AccountAdapter, "is_open_for_signup", lambda self, request: False)
    assert "Créer mon compte" not in text_of(by_mail.get(page))
    assert by_mail.post(f"{page}compte/", TYPED).url == page
    monkeypatch.undo()
    assert "Créer mon compte" in text_of(by_mail.get(page))
    by_mail.force_login(charlie)
    assert "Créer mon compte" not in text_of(by_mail.get(page))
    assert by_mail.post(f"{page}compte/", TYPED).url == page
    assert not User.objects.filter(email="alice@example.com").exists()


def test_a_stranger_makes_no_account_of_it(visitor, page):
    assert visitor.post(f"{page}compte/", TYPED).status_code == 404
    assert not User.objects.filter(email="alice@example.com").exists()
