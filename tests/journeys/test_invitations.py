"""The counsellor invites a client after a first talk: an address, a click; the client comes in by the mail's link."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from booking import outbox
from people.models import Invitation, RegistrationRules, User
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("T4"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def site(transactional_db, monkeypatch):
    """The address of a site on which one has an account by invitation only."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="camille@example.com", verbosity=0)
    call_command("load_preset", "coach", verbosity=0)
    rules = RegistrationRules.load()
    rules.sign_up = RegistrationRules.SignUp.INVITATION
    rules.save()
    with running_site(settings_module="tests.journeys.settings") as address:
        yield address


@pytest.fixture
def enter(browser, site):
    """Return a function that opens a window of someone who has not been here before."""
    contexts = []

    def open_window(**device):
        contexts.append(browser.new_context(base_url=site, locale="fr-FR", **device))
        return contexts[-1].new_page()

    yield open_window
    for context in contexts:
        context.close()


def link_in_mail():
    """Return the path of the link in the mail that the worker sends now."""
    outbox.deliver_due(now=timezone.now())
    return re.search(r"/invitation/[0-9a-f]{64}/", mail.outbox[-1].body).group()


@pytest.mark.parametrize(
    "device",
    [{}, {"java_script_enabled": False}, {"viewport": {"width": 320, "height": 640}}],
    ids=["with JavaScript", "without JavaScript", "on a telephone"],
)
def test_a_client_is_invited_and_comes_in_by_the_link(enter, device):
    stranger = enter(**device)
    stranger.goto("/rendez-vous/")
    expect(stranger.get_by_role("heading", level=1, name="Les rendez-vous sont sur invitation")).to_be_visible()
    stranger.goto("/accounts/signup/")
    expect(stranger.locator("main input[type=password]")).to_have_count(0)

    coach = enter(**device)
    coach.goto("/accounts/login/?next=/admin/invitations/")
    coach.get_by_label("Adresse e-mail", exact=True).fill("camille@example.com")
    coach.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    coach.locator("main form button[type=submit]").first.click()
    coach.locator("a[href='/admin/invitations/new/']").first.click()
    coach.get_by_label("Adresses e-mail").fill("louise@example.com")
    coach.get_by_role("button", name="Envoyer", exact=True).click()
    expect(coach.get_by_text("louise@example.com").first).to_be_visible()

    louise, link = enter(**device), link_in_mail()
    louise.goto(link)
    assert louise.url.endswith("/invitation/")
    expect(louise.get_by_text("louise@example.com")).to_be_visible()
    louise.get_by_label("Prénom", exact=True).fill("Louise")
    louise.get_by_label("Nom", exact=True).fill("Martin")
    louise.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    louise.get_by_role("button", name="Créer mon compte", exact=True).click()
    louise.wait_for_url("**/mes-rendez-vous/")
    assert Invitation.objects.get().account == User.objects.get(email="louise@example.com")
    louise.goto("/rendez-vous/")
    expect(louise.get_by_text("sur invitation")).to_have_count(0)

    again = enter(**device)
    assert again.goto(link).status == 410
    expect(again.get_by_role("heading", level=1, name="Cette invitation a déjà servi")).to_be_visible()
