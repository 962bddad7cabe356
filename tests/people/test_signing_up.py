"""A visitor signs up: what is stored, what is refused, and that the page they came for is found again."""

from urllib.parse import quote, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser
from django.test import override_settings

from people.models import Client, Role, User
from tests.factories import PASSWORD
from tests.people.browsing import SLOT, is_in, link_in_last_mail, log_in

pytestmark = pytest.mark.django_db

BOB = {"first_name": "Bob", "last_name": "Martin", "email": "bob@example.com", "password1": PASSWORD}


def sign_up(browser, **fields):
    return browser.post("/accounts/signup/", {**BOB, "next": SLOT, **fields})


@pytest.mark.mission("C2")
def test_a_visitor_signs_up_logs_out_and_logs_in(client):
    assert sign_up(client).headers["Location"] == SLOT
    assert is_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)  # looking at the page changes nothing
    client.post("/accounts/logout/")
    assert not is_in(client)
    assert log_in(client, "bob@example.com", next=SLOT).headers["Location"] == SLOT
    assert is_in(client)


def test_the_names_the_language_and_a_client_are_stored(client):
    client.post("/en/accounts/signup/", {**BOB, "next": SLOT})
    bob = User.objects.get()
    assert (bob.first_name, bob.last_name, bob.email, bob.language) == ("Bob", "Martin", "bob@example.com", "en")
    assert (bob.client.name, bob.client.email, bob.client.language) == ("Bob Martin", "bob@example.com", "en")
    assert bob.role == Role.Code.CLIENT


def test_each_field_tells_the_browser_what_it_is(client):
    form = client.get("/accounts/signup/").context["form"]
    tokens = {name: field.widget.attrs.get("autocomplete") for name, field in form.fields.items()}
    assert tokens == {
        "first_name": "given-name",
        "last_name": "family-name",
        "email": "email",
        "password1": "new-password",
    }
    form = client.get("/accounts/login/").context["form"]
    assert form.fields["login"].widget.attrs["autocomplete"] == "email"
    assert form.fields["password"].widget.attrs["autocomplete"] == "current-password"


def test_forged_fields_gain_nothing(client, bob, camille):
    sign_up(
        client,
        email="mallory@example.com",
        is_staff="on",
        is_superuser="on",
        is_active="",
        role="administrator",
        groups="4",
        user_permissions="1",
        pk=str(camille.pk),
        id=str(camille.pk),
        user=str(bob.pk),
        client=str(bob.client.pk),
        blocked_at="",
    )
    mallory = User.objects.get(email="mallory@example.com")
    assert mallory.pk not in {camille.pk, bob.pk}
    assert (mallory.is_staff, mallory.is_superuser, mallory.role) == (False, False, Role.Code.CLIENT)
    assert not mallory.groups.exists()
    assert not mallory.get_all_permissions()
    assert mallory.client.pk != bob.client.pk
    camille.refresh_from_db()
    assert camille.email == "camille@example.com"


@pytest.mark.parametrize(
    "lookalike",
    ["BOB@EXAMPLE.COM", "Bob@Example.Com", "ｂｏｂ@example.com", "bob@ｅxample.com"],
)
def test_an_address_has_one_account_however_it_is_written(client, bob, lookalike):
    response = sign_up(client, email=lookalike)
    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert User.objects.count() == 1


@pytest.mark.parametrize("address", ["bob", "bob@", "bob@example", "mıke@example.com", "MİKE@example.com"])
def test_an_incomplete_or_disguised_address_is_refused_in_words(client, address):
    response = client.post("/en/accounts/signup/", {**BOB, "email": address})
    assert response.context["form"].errors["email"] == ["Enter a full e-mail address, like name@example.com"]
    assert not User.objects.exists()


def test_a_kelvin_sign_is_a_k(client):
    User.objects.create_user("mike@example.com", PASSWORD)
    assert sign_up(client, email="mi\u212ae@example.com").context["form"].errors["email"]
    assert log_in(Browser(), "MI\u212aE@example.com", next=SLOT).headers["Location"] == SLOT


@pytest.mark.parametrize("name", ["Bob\nBcc: all@example.com", "Bob\x0b", "\u2028"])
def test_a_name_stands_on_one_line(client, name):
    assert sign_up(client, first_name=f"x{name}x").context["form"].errors["first_name"]
    assert not User.objects.exists()


def test_a_short_or_common_password_is_refused_and_the_rest_kept(client):
    response = sign_up(client, password1="azertyuiop")
    form = response.context["form"]
    assert form.errors["password1"]
    assert form["first_name"].value() == "Bob"
    assert not User.objects.exists()


def test_a_full_name_missing_is_told_beside_each_field(client):
    response = client.post("/en/accounts/signup/", {**BOB, "first_name": "", "last_name": " "})
    errors = response.context["form"].errors
    assert errors == {"first_name": ["Enter your first name"], "last_name": ["Enter your last name"]}


# --- A visitor who chose a slot finds it again ---------------------------------------------------------


def follow_link_to_sign_up(browser):
    """Open the log-in with the slot, then the link to sign-up that it shows; return that page."""
    page = browser.get(f"/accounts/login/?next={quote(SLOT, safe='')}")
    url = page.context["signup_url"]
    assert url.replace("&", "&amp;") in page.content.decode() or url in page.content.decode()
    return browser.get(url)


def next_field_of(page):
    """Return the hidden field's value as a browser would send it."""
    assert "redirect_field" in page.context
    assert str(page.context["redirect_field"]) in page.content.decode()
    return page.context["redirect_field_value"]


@pytest.mark.mission("C2")
def test_the_chosen_slot_survives_log_in_and_sign_up(client):
    page = follow_link_to_sign_up(client)
    response = client.post("/accounts/signup/", {**BOB, "next": next_field_of(page)})
    assert response.headers["Location"] == SLOT


@override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")
def test_the_chosen_slot_survives_the_confirmation_of_the_address(client):
    page = follow_link_to_sign_up(client)
    response = client.post("/accounts/signup/", {**BOB, "next": next_field_of(page)})
    assert urlsplit(response.headers["Location"]).path == "/accounts/confirm-email/"
    assert not is_in(client)

    link = link_in_last_mail("/accounts/confirm-email/")
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified  # opening the link changes nothing
    response = client.post(link.partition("?")[0])
    assert response.headers["Location"] == SLOT
    assert is_in(client)


@override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")
def test_confirming_in_another_browser_leads_to_the_slot_but_logs_nobody_in(client):
    sign_up(client)
    other = Browser()
    link = link_in_last_mail("/accounts/confirm-email/")
    page = other.get(link)
    response = other.post(link.partition("?")[0], {"next": next_field_of(page)})
    assert response.headers["Location"] == SLOT
    assert not is_in(other)
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
@pytest.mark.parametrize("door", ["login", "signup"])
def test_nobody_is_led_to_another_site(client, camille, door, target):
    if door == "login":
        response = log_in(client, camille.email, next=target)
        assert response.headers["Location"] == "/admin/"
    else:
        response = sign_up(client, next=target)
        assert "evil" not in response.headers["Location"]
        assert response.headers["Location"].startswith("/mes-rendez-vous/")


# --- A guest who comes back with an account ---------------------------------------------------------------


@pytest.fixture
def guest(db):
    return Client.objects.create(name="Bob M.", email="Bob@Example.com")


def confirm_address(browser):
    browser.post(link_in_last_mail("/accounts/confirm-email/"))


def test_a_guests_file_is_theirs_once_the_address_is_confirmed(client, guest):
    sign_up(client)
    bob = User.objects.get()
    assert bob.client != guest
    confirm_address(client)
    bob = User.objects.get()
    assert bob.client == guest
    assert Client.objects.count() == 1


def test_two_guests_at_one_address_stay_who_they_are(client, guest):
    Client.objects.create(name="Brigitte M.", email="bob@example.com")
    sign_up(client)
    confirm_address(client)
    assert User.objects.get().client.name == "Bob Martin"
    assert Client.objects.filter(user=None).count() == 2


def test_someone_elses_client_is_never_attached(client, charlie):
    Client.objects.filter(user=charlie).update(email="bob@example.com")
    sign_up(client)
    confirm_address(client)
    charlie.refresh_from_db()
    assert charlie.client.name == "Charlie Petit"
    assert User.objects.get(email="bob@example.com").client.name == "Bob Martin"


def test_the_confirmation_is_written_in_the_readers_language_and_names_our_site(client, settings):
    settings.BASE_URL = "https://rdv.example.org"
    client.post("/en/accounts/signup/", BOB, headers={"host": "evil.example"})
    [message] = mail.outbox
    assert message.to == ["bob@example.com"]
    assert link_in_last_mail("/en/accounts/confirm-email/").startswith("https://rdv.example.org/en/accounts/")
    assert "evil" not in message.subject + message.body
