"""In which language and on whose clocks a person reads is theirs to choose, once, for pages, mails and the admin."""

import pytest
from django.core import mail
from django.test import Client as Browser

from people import actions
from people.models import Client

from .browsing import browser_of, log_in

pytestmark = pytest.mark.django_db

PAGE = "/accounts/preferences/"


def choose(browser, language, time_zone="", *, address=PAGE):
    return browser.post(address, {"language": language, "time_zone": time_zone})


def kept(user):
    user.refresh_from_db()
    client = Client.objects.get(user=user)
    profile = user.wagtail_userprofile
    return (
        (user.language, user.time_zone),
        (client.language, client.time_zone),
        (profile.preferred_language, profile.current_time_zone),
    )


@pytest.mark.mission("P10")
@pytest.mark.mission("T9")
def test_a_choice_holds_for_the_account_the_client_and_the_admin(bob):
    answer = choose(browser_of(bob), "en", "America/Montreal")
    assert answer.url == f"/en{PAGE}"
    assert kept(bob) == (("en", "America/Montreal"),) * 3


@pytest.mark.mission("P10")
def test_the_page_then_speaks_the_language_that_was_chosen(bob):
    browser = browser_of(bob)
    page = browser.get(choose(browser, "ru").url).content.decode()
    assert "Ваш выбор сохранён." in page
    assert '<option value="ru" selected>Русский</option>' in page


@pytest.mark.mission("P10")
@pytest.mark.parametrize(("language", "mine"), [("", "/"), ("fr", "/"), ("en", "/en/"), ("ru", "/ru/")])
def test_after_log_in_a_person_reads_in_their_language(bob, language, mine):
    bob.language = language
    bob.save()
    assert log_in(Browser(), bob.email).url == f"{mine}mes-rendez-vous/"


def test_who_was_on_the_way_to_a_page_reads_it_in_the_language_of_its_address(bob):
    bob.language = "ru"
    bob.save()
    assert log_in(Browser(), bob.email, next="/en/accounts/email/").url == "/en/accounts/email/"


@pytest.mark.mission("P10")
def test_the_sites_mails_follow(bob):
    actions.set_preferences(user=bob, language="ru", time_zone="")
    Browser().post("/accounts/password/reset/", {"email": bob.email})
    assert "пароль" in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("language", "time_zone", "said"),
    [("de", "", "de"), ("fr", "Europe/Atlantis", "Europe/Atlantis"), ("", "", "")],
)
def test_what_there_is_not_is_refused_and_nothing_changes(bob, language, time_zone, said):
    actions.set_preferences(user=bob, language="fr", time_zone="Europe/Paris")
    answer = choose(browser_of(bob), language, time_zone)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"language" if language != "fr" else "time_zone"}
    assert kept(bob) == (("fr", "Europe/Paris"),) * 3


def test_one_chooses_for_oneself_only(bob, charlie):
    browser_of(bob).post(PAGE, {"language": "en", "time_zone": "", "user": charlie.pk, "email": charlie.email})
    charlie.refresh_from_db()
    assert charlie.language != "en"


def test_a_visitor_logs_in_first():
    assert Browser().get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_sent_twice_it_is_kept_once(bob):
    browser = browser_of(bob)
    for _ in range(2):
        assert choose(browser, "en").status_code == 302
    assert kept(bob) == (("en", ""),) * 3


def test_someone_who_is_no_client_chooses_too(camille):
    choose(browser_of(camille), "en", "Europe/London")
    camille.refresh_from_db()
    assert (camille.language, camille.time_zone) == ("en", "Europe/London")
    assert camille.wagtail_userprofile.preferred_language == "en"
