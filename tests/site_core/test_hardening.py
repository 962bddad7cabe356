"""Doors that a stranger tried, and found open once; each is shut."""

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from people.models import User
from tests import factories

pytestmark = pytest.mark.django_db

LISTS = ["rendez-vous_modeladmin_index", "notes_modeladmin_index"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "practitioner__user__password__startswith=p",
        "user__password__startswith=p",
        "client__notes__author__is_superuser=1",
        "notes__isnull=0",
        "foo=bar",
        "state__regex=(",
        "email__regex=(",
        "start_at__gte=abc",
        "client=abc",
        "q=%00",
    ],
)
def test_a_list_is_narrowed_by_its_own_filters_only(client, camille, practice, name, query):
    """Even the coach's: with any other parameter, one could read a password's hash letter by letter."""
    client.force_login(camille)
    assert client.get(reverse(name)).status_code == 200
    assert client.get(f"{reverse(name)}?{query}").status_code == 404


def test_the_lists_own_filters_still_work(client, camille, practice):
    client.force_login(camille)
    for query in (
        "quand=tous",
        "state__exact=confirmed",
        f"practitioner__id__exact={practice.practitioner.pk}",
        "q=x&p=0",
    ):
        assert client.get(f"{reverse(LISTS[0])}?{query}").status_code == 200


@pytest.mark.parametrize("key", ["abc", "_00", "٣"])
def test_an_appointment_that_is_no_number_does_not_exist(client, camille, practice, key):
    client.force_login(camille)
    assert client.get(f"/admin/rendez-vous/inspect/{key}/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "documents/probe.html",
        "/documents/probe.html",
        "./documents/probe.html",
        "%2e/documents/probe.html",
        "%2fdocuments/probe.html",
        "x/../documents/probe.html",
        "images/%2e%2e/documents/probe.html",
        "images/..%2fdocuments%2fprobe.html",
        "../db.sqlite3",
    ],
)
def test_a_document_is_not_read_past_wagtail(client, tmp_path, settings, path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "documents").mkdir()
    (tmp_path / "images").mkdir()
    (tmp_path / "documents" / "probe.html").write_text("for some only")
    (tmp_path / "images" / "open.png").write_bytes(b"picture")
    assert client.get(f"/media/{path}").status_code in {400, 404}


def test_no_link_logs_a_member_of_staff_out(client, camille):
    client.force_login(camille)
    answer = client.get("/admin/logout/")
    assert (answer.status_code, settings.SESSION_COOKIE_NAME in answer.cookies) == (405, False)
    assert client.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "mfa_index", "account_logout"])
def test_account_pages_are_not_kept_by_the_browser(client, bob, name):
    client.force_login(bob)
    assert "no-store" in client.get(reverse(name), follow=True).headers["Cache-Control"]


@pytest.mark.parametrize(
    "target", ["foo", "account_login", "https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_the_choice_of_colours_leads_nowhere_else(client, target):
    answer = client.post(reverse("set_theme"), {"theme": "dark", "next": target})
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_session_cookie_that_we_did_not_make_is_dropped(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "aaaaaaaaaaaa\0"
    assert client.get(reverse("booking:mine")).status_code == 302


def test_a_mail_to_an_unconfirmed_address_carries_nobodys_words(client, roles):
    client.post(
        reverse("account_signup"),
        {
            "first_name": "Win a prize at",
            "last_name": "https://evil.example",
            "email": "stranger@example.com",
            "password1": factories.PASSWORD,
        },
    )
    assert User.objects.filter(email="stranger@example.com").exists()
    [letter] = mail.outbox
    assert "evil" not in f"{letter.subject}{letter.body}"
    assert "http" in letter.body


def test_a_name_that_turns_the_text_round_is_refused(client, roles):
    client.post(
        reverse("account_signup"),
        {"first_name": "A\u202eB", "last_name": "C", "email": "x@example.com", "password1": factories.PASSWORD},
    )
    assert not User.objects.filter(email="x@example.com").exists()


# --- The admin, for who does not keep its pages ------------------------------------------------------------

#: Wagtail shows these to everybody who may enter the admin.
FOR_EDITORS = [
    "/admin/api/main/pages/",
    "/admin/api/main/images/",
    "/admin/api/main/documents/",
    "/admin/choose-page/",
    "/admin/choose-external-link/",
    "/admin/workflows/task_chooser/create/",
    "/admin/reports/site-history/",
    "/admin/pages/create/home/standardpage",
]


@pytest.mark.parametrize("path", FOR_EDITORS)
def test_a_colleague_learns_nothing_of_pages_pictures_tasks_and_the_log_of_others(client, camille, zoe, path):
    client.force_login(zoe)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    client.force_login(camille)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"x-requested-with": "XMLHttpRequest"}])
def test_what_a_colleague_may_not_see_is_not_there_rather_than_refused(client, camille, zoe, headers):
    client.force_login(zoe)
    for path in ("/admin/users/", f"/admin/users/edit/{camille.pk}/", "/admin/users/edit/123456/", "/admin/groups/"):
        assert client.get(path, headers=headers).status_code == 404, path
    # No sentence about it waits for the next page either.
    assert "messages" not in client.session
    assert "messages" not in client.cookies


@pytest.mark.parametrize("path", ["/admin/failwhale/", "/admin/test404/"])
def test_nobody_tries_the_error_pages(client, camille, path):
    client.force_login(camille)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("verb", ["put", "patch", "delete", "trace"])
def test_pages_take_what_browsers_send_and_nothing_else(client, camille, verb):
    client.force_login(camille)
    for path in ("/", "/accounts/password/change/", "/admin/", "/mes-rendez-vous/", "/nulle-part/"):
        answer = getattr(client, verb)(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST, OPTIONS"), path
