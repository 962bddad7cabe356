"""Who may open an account, and which passwords are good enough: set by the coach, without code."""

import pytest

from people.models import RegistrationRules, User
from tests.people.browsing import browser_of
from tests.people.test_signing_up import BOB, sign_up

pytestmark = pytest.mark.django_db
SignUp = RegistrationRules.SignUp


def decide(**fields):
    """Write down what the practice decides."""
    rules = RegistrationRules.load()
    for name, value in fields.items():
        setattr(rules, name, value)
    rules.full_clean()
    rules.save()
    return rules


def errors_of(response):
    return response.context["form"].errors


# --- The screen ------------------------------------------------------------------------------------------


@pytest.mark.mission("M4")
def test_the_coach_sets_who_may_sign_up_and_each_field_says_what_it_does(alice):
    browser = browser_of(alice)
    page = browser.get("/admin/settings/people/registrationrules/", follow=True)
    form = page.context["form"]
    assert page.status_code == 200
    assert all(field.help_text for field in form.fields.values())
    asked = {**form.initial, "sign_up": "invitation", "password_length": "8", "password_needs_letter_and_digit": "on"}
    asked = {name: value for name, value in asked.items() if value not in (False, None)}
    browser.post(page.wsgi_request.path, asked)
    rules = RegistrationRules.load()
    assert (rules.sign_up, rules.password_length, rules.password_needs_letter_and_digit) == ("invitation", 8, True)


def test_who_has_no_say_in_it_finds_no_screen(zoe, bob):
    assert browser_of(zoe).get("/admin/settings/people/registrationrules/", follow=True).redirect_chain
    assert browser_of(bob).get("/admin/settings/people/registrationrules/").status_code == 404


@pytest.mark.parametrize("length", [7, 65])
def test_a_password_of_less_than_8_or_more_than_64_cannot_be_asked_for(db, length):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        decide(password_length=length)


# --- Passwords -------------------------------------------------------------------------------------------


@pytest.mark.mission("P1")
@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("zebre7lu", True),
        ("ZEBRE7Lu", True),
        ("zebre7l", False),
        ("zebrelune", False),
        ("ZEBRE777", False),
        ("зебра777", False),
        ("13572468", False),
        ("zebre٣lu", False),
    ],
)
def test_eight_characters_with_a_lower_case_latin_letter_and_a_digit(client, password, is_good):
    decide(password_length=8, password_needs_letter_and_digit=True)
    response = sign_up(client, password1=password)
    assert User.objects.exists() is is_good
    assert is_good or errors_of(response)["password1"]


def test_by_default_twelve_characters_will_do_whichever_they_are(client):
    response = client.post("/en/accounts/signup/", {**BOB, "password1": "abcdefghijk"})
    assert errors_of(response)["password1"] == ["Choose a longer password: at least 12 characters."]
    assert response.context["form"].fields["password1"].help_text == "At least 12 characters."
    sign_up(client, password1="zèbre lunaire")
    assert User.objects.exists()


def test_everything_that_is_wrong_with_a_password_is_told_at_once(client):
    decide(password_length=8, password_needs_letter_and_digit=True)
    response = client.post("/en/accounts/signup/", {**BOB, "password1": "ZÈBRE"})
    assert len(errors_of(response)["password1"]) == 2
    assert "a lower-case Latin letter and a digit" in response.context["form"].fields["password1"].help_text


def test_the_rule_holds_wherever_a_password_is_chosen(bob):
    decide(password_length=20)
    from tests.factories import PASSWORD

    browser = browser_of(bob)
    changed = browser.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "zèbre lunaire", "password2": "zèbre lunaire"},
    )
    assert errors_of(changed)["password1"]


# --- Who may sign up -------------------------------------------------------------------------------------


@pytest.mark.mission("T4")
@pytest.mark.parametrize("sign_up_is", [SignUp.INVITATION, SignUp.CLOSED])
def test_where_sign_up_is_not_open_a_forged_form_makes_no_account(client, sign_up_is):
    decide(sign_up=sign_up_is)
    page = client.get("/en/accounts/signup/").content.decode()
    assert '<form method="post"' not in page.partition("<main")[2].partition("</main>")[0]
    sign_up(client)
    assert not User.objects.exists()


@pytest.mark.mission("T4")
def test_by_invitation_the_page_says_how_to_get_in(client, site_with_contact):
    decide(sign_up=SignUp.INVITATION)
    page = client.get("/en/accounts/signup/").content.decode()
    assert "Accounts are by invitation" in page
    assert "mailto:contact@example.com" in page
    assert "How to get one" in client.get("/en/accounts/login/").content.decode()


def test_closed_the_log_in_page_offers_no_account(client):
    decide(sign_up=SignUp.CLOSED)
    assert "/accounts/signup/" not in client.get("/accounts/login/").content.decode().partition("<main")[2]
