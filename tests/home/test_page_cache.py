"""Public pages are kept for visitors, until the very next change of what they show; nobody who is known gets them."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from booking import actions
from home.models import HomePage, SiteSettings

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 5, 0, 20, tzinfo=dt.UTC)
WEEK = "/rendez-vous/?prestation=coaching-individuel&lieu=visio"
PAGES = ["/", "/a-propos-de-moi/", WEEK, "/en/"]


@pytest.fixture(autouse=True)
def site(pages, english, site_settings, time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def visitor():
    return Browser()


def queries(visitor, url):
    with CaptureQueriesContext(connection) as captured:
        visitor.get(url)
    return len(captured)


def book_first(practice, bob):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    start = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
    return actions.book(client=bob.client, **parts, start=start, by=bob, now=NOW)


@pytest.mark.parametrize("url", PAGES)
def test_a_page_that_is_kept_costs_one_query_and_is_the_same(visitor, url):
    visitor.get(url)
    first = visitor.get(url)
    assert queries(visitor, url) == 1
    again = visitor.get(url)
    assert again.content == first.content
    assert {**again.headers} == {**first.headers}


@pytest.mark.parametrize("url", PAGES)
def test_reading_a_page_sets_no_cookie_and_shows_no_token(visitor, url):
    response = visitor.get(url)
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content


def test_who_has_it_is_told_so(visitor):
    visitor.get("/")
    tag = visitor.get("/")["ETag"]
    same = visitor.get("/", headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)


def test_a_published_edit_is_there_in_the_very_next_request(visitor):
    assert "Une phrase toute neuve" not in visitor.get("/").content.decode()
    home = HomePage.objects.get(locale__language_code="fr")
    home.promise = "Une phrase toute neuve"
    home.save_revision().publish()
    assert "Une phrase toute neuve" in visitor.get("/").content.decode()
    assert visitor.get("/a-propos-de-moi/").status_code == 200
    Page.objects.get(slug="a-propos-de-moi", locale__language_code="fr").unpublish()
    assert visitor.get("/a-propos-de-moi/").status_code == 404


def test_the_sites_settings_count_at_once(visitor):
    visitor.get("/")
    SiteSettings.objects.update(phone="04 78 00 00 00")
    assert "04 78 00 00 00" in visitor.get("/").content.decode()


def test_a_booking_is_gone_from_the_very_next_page(visitor, practice, bob):
    pages = ["/", WEEK]
    start = "debut=2026-11-23T08:00Z"
    assert all(start in visitor.get(url).content.decode() for url in pages)
    booked = book_first(practice, bob)
    assert not any(start in visitor.get(url).content.decode() for url in pages)
    actions.cancel(appointment=booked, by=bob, now=NOW - dt.timedelta(days=2))
    assert all(start in visitor.get(url).content.decode() for url in pages)


def test_time_alone_takes_a_start_away(visitor, time_machine):
    start = "debut=2026-11-23T08:00Z"
    time_machine.move_to(dt.datetime(2026, 11, 23, 8, 0, 0, tzinfo=dt.UTC), tick=False)
    assert start in visitor.get(WEEK).content.decode()
    time_machine.move_to(dt.datetime(2026, 11, 23, 8, 1, 0, tzinfo=dt.UTC), tick=False)
    assert start not in visitor.get(WEEK).content.decode()


def test_the_theme_and_the_language_are_the_readers_own(visitor):
    visitor.get("/")
    visitor.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in visitor.get("/").content.decode()
    del visitor.cookies["theme"]
    assert 'data-theme="dark"' not in visitor.get("/").content.decode()
    assert 'lang="en"' in visitor.get("/en/").content.decode()


def test_who_is_logged_in_reads_their_own_page_and_leaves_nothing_of_it(visitor, bob):
    anonymous = visitor.get("/").content
    known = Browser()
    known.force_login(bob)
    theirs = known.get("/").content
    assert theirs != anonymous
    assert visitor.get("/").content == anonymous
    assert known.get("/").content == theirs


@pytest.mark.parametrize(
    "url", ["/accounts/login/", "/rendez-vous/coordonnees/", "/healthz", "/admin/", "/nulle-part/"]
)
def test_nothing_else_is_kept(visitor, url):
    assert not visitor.get(url).has_header("ETag")


@pytest.mark.parametrize(("url", "most"), [(WEEK, 2), ("/", 10)])
def test_after_a_booking_only_the_appointments_are_read_anew(visitor, practice, bob, url, most):
    visitor.get("/")  # the very first page makes the rows of the settings
    visitor.get(url)
    book_first(practice, bob)
    assert queries(visitor, url) <= most
