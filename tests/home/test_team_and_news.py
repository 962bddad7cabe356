"""Who works here, and what is new: pages that the practice edits, and a feed of the news."""

import datetime as dt
import json
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from home.models import NewsIndexPage, NewsPage, TeamPage
from tests import factories
from tests.factories import MORNING_AND_AFTERNOON

pytestmark = [pytest.mark.mission("O4"), pytest.mark.django_db]

BASE = "http://localhost:8000"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.BASE_URL = BASE


@pytest.fixture
def team(pages):
    return pages.home.add_child(instance=TeamPage(title="L’équipe", slug="equipe", locale=pages.home.locale))


@pytest.fixture
def index(pages):
    return pages.home.add_child(instance=NewsIndexPage(title="Actualités", slug="actualites", locale=pages.home.locale))


def add_news(index, number, **fields):
    written = {"title": f"Nouvelle {number}", "lead": f"Introduction {number}.", "slug": f"nouvelle-{number}"}
    day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
    return index.add_child(instance=NewsPage(**{**written, "published_on": day, "locale": index.locale, **fields}))


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def warm_up(client, address):
    """Let the rows of the settings and the sizes of pictures be made, and what all pages share be kept."""
    for _time in range(2):
        client.get(address)


# --- The team ------------------------------------------------------------------------------------


def test_the_team_shows_practitioners_as_they_are_and_others_as_written(client, team, practice, picture):
    practice.practitioner.title, practice.practitioner.photo = "Coach professionnelle", picture
    practice.practitioner.save()
    team.team = [
        ("practitioner", practice.practitioner),
        ("person", {"name": "Zoé Petit", "role": "Accueil", "text": "Elle répond.", "picture": None}),
    ]
    team.save()
    page = text_of(client, "/equipe/")
    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Camille Aubert", "Zoé Petit"]
    assert "Coach professionnelle" in page
    assert "Accueil" in page
    assert page.count("<picture") == 1
    assert page.count(f"?praticien={practice.practitioner.slug}") == 1


def test_a_change_of_a_practitioner_is_on_the_page_at_once(client, team, practice):
    team.team = [("practitioner", practice.practitioner)]
    team.save()
    assert "Médiatrice" not in text_of(client, "/equipe/")
    practice.practitioner.title, practice.practitioner.is_active = "Médiatrice", False
    practice.practitioner.save()
    page = text_of(client, "/equipe/")
    assert "Médiatrice" in page
    assert "?praticien=" not in page
    practice.practitioner.opening_hours.all().delete()
    practice.practitioner.delete()
    assert "Médiatrice" not in text_of(client, "/equipe/")


def test_a_team_of_one_costs_as_many_queries_as_a_team_of_three(client, made_anew, team, practice, picture):
    someone = {"role": "", "text": "", "picture": picture}
    practice.practitioner.photo = picture
    practice.practitioner.save()
    one = [("practitioner", practice.practitioner), ("person", {"name": "Zoé", **someone})]
    team.team = one
    team.save()
    # What is the same for all pages is read once, and kept.
    warm_up(client, "/equipe/")
    few = queries(client, "/equipe/")
    others = [
        factories.make_practitioner(name, places=[], services=[], windows=MORNING_AND_AFTERNOON, photo=picture)
        for name in ("Anne Roy", "Paul Roy")
    ]
    team.team = [*one, *[("practitioner", other) for other in others], ("person", {"name": "Ali", **someone})]
    team.save()
    warm_up(client, "/equipe/")
    assert queries(client, "/equipe/") == few


def test_the_editor_of_the_team_offers_practitioners_in_a_list(client, camille, team, practice):
    client.force_login(camille)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[team.pk]))
    assert page.status_code == 200
    fields = {"title": "Qui nous sommes", "slug": "equipe", "lead": "", "picture": "", "picture_text": ""}
    fields |= {"seo_title": "", "search_description": "", "body": streamfield([])}
    fields["team"] = streamfield([("practitioner", str(practice.practitioner.pk))])
    counts = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}
    form = nested_form_data(fields) | {f"comments-{name}": value for name, value in counts.items()}
    sent = client.post(reverse("wagtailadmin_pages:edit", args=[team.pk]), {**form, "action-publish": "action-publish"})
    assert sent.status_code == 302, sent.context["form"].errors
    page = text_of(client, "/equipe/")
    assert "<h1>Qui nous sommes</h1>" in page
    assert "<h2>Camille Aubert</h2>" in page


# --- News ----------------------------------------------------------------------------------------


def test_the_latest_news_come_first_nine_to_a_page(client, index):
    for number in range(1, 12):
        add_news(index, number)
    page = text_of(client, "/actualites/")
    assert re.findall(r"Nouvelle \d+", page) == [f"Nouvelle {number}" for number in range(11, 2, -1)]
    assert ">2 janvier 2026<" not in page
    older = text_of(client, "/actualites/?page=2")
    assert re.findall(r"Nouvelle \d+", older) == ["Nouvelle 2", "Nouvelle 1"]
    assert ">2 janvier 2026<" in older
    assert f'<link rel="canonical" href="{BASE}/actualites/?page=2">' in older
    assert f'<link rel="canonical" href="{BASE}/actualites/">' in page


def test_a_piece_of_news_shows_its_date_its_picture_and_its_blocks(client, index, picture):
    one = add_news(index, 1, picture=picture, picture_text="Un portrait dessiné")
    one.body = [("quote", {"text": "Un pas à la fois.", "author": "Camille"})]
    one.save()
    page = text_of(client, "/actualites/nouvelle-1/")
    assert "<h1>Nouvelle 1</h1>" in page
    assert '<time datetime="2026-01-02">2 janvier 2026</time>' in page
    assert 'alt="Un portrait dessiné"' in page
    assert "Un pas à la fois." in page
    assert '<a href="/actualites/">Actualités</a>' in page


def test_what_is_published_is_in_the_list_at_once_and_what_is_withdrawn_is_gone(client, index):
    add_news(index, 1)
    assert "Nouvelle 2" not in text_of(client, "/actualites/")
    second = add_news(index, 2)
    assert "Nouvelle 2" in text_of(client, "/actualites/")
    second.unpublish()
    assert "Nouvelle 2" not in text_of(client, "/actualites/")
    assert "Nouvelle 2" not in text_of(client, "/actualites/flux/")


def test_a_visitor_gets_the_list_and_the_feed_that_are_kept(client, index):
    add_news(index, 1)
    for address in ("/actualites/", "/actualites/flux/", "/actualites/nouvelle-1/"):
        warm_up(client, address)
        assert queries(client, address) == 1
        assert client.get(address)["ETag"]


def test_a_list_of_one_costs_as_many_queries_as_a_list_of_five(client, made_anew, index, picture):
    def counted():
        warm_up(client, "/actualites/")
        return queries(client, "/actualites/"), queries(client, "/actualites/flux/")

    add_news(index, 1, picture=picture)
    few = counted()
    for number in range(2, 6):
        add_news(index, number, picture=picture)
    assert counted() == few


def test_the_home_page_may_show_the_latest_three(client, pages, index):
    for number in range(1, 5):
        add_news(index, number)
    pages.home.body = [("latest_news", {"title": "À la une", "index": index})]
    pages.home.save()
    page = text_of(client, "/")
    assert re.findall(r"Nouvelle \d", page) == ["Nouvelle 4", "Nouvelle 3", "Nouvelle 2"]
    index.unpublish()
    assert "À la une" not in text_of(client, "/")


def test_a_card_leads_to_its_page_or_to_its_address(client, pages):
    doors = [
        {"title": "La méthode", "text": "", "page": pages.methods, "address": ""},
        {"title": "Les conseillers", "text": "", "page": None, "address": "/praticiens/"},
    ]
    pages.home.body = [("doors", {"title": "Par où commencer", "text": "", "doors": doors})]
    pages.home.save()
    page = text_of(client, "/")
    assert '<a href="/methodes-de-coaching/">La méthode</a>' in page
    assert '<a href="/praticiens/">Les conseillers</a>' in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//ailleurs.example", "http://ailleurs.example"])
def test_a_card_leads_to_no_address_of_another_kind(pages, address):
    block = pages.home.body.stream_block.child_blocks["doors"].child_blocks["doors"].child_block.child_blocks["address"]
    with pytest.raises(Exception, match="Commencez l’adresse"):
        block.clean(address)


# --- The feed, and what search engines read ------------------------------------------------------


def test_the_feed_is_named_in_the_head_and_tells_the_latest_news(client, index):
    for number in range(1, 23):
        add_news(index, number)
    link = f'<link rel="alternate" type="application/atom+xml" title="Actualités" href="{BASE}/actualites/flux/">'
    assert link in text_of(client, "/actualites/")
    assert link in text_of(client, "/actualites/nouvelle-3/")
    response = client.get("/actualites/flux/")
    assert response["Content-Type"] == "application/atom+xml"
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 20
    assert entries[0].findtext(f"{ATOM}title") == "Nouvelle 22"
    assert entries[0].find(f"{ATOM}link").get("href") == f"{BASE}/actualites/nouvelle-22/"
    assert entries[0].findtext(f"{ATOM}summary") == "Introduction 22."
    assert entries[0].findtext(f"{ATOM}published").startswith("2026-01-23T00:00:00+01:00")


def test_news_for_some_readers_only_are_in_no_list(client, index):
    add_news(index, 1)
    secret = add_news(index, 2)
    PageViewRestriction.objects.create(page=Page.objects.get(pk=secret.pk), restriction_type="login")
    assert "Nouvelle 2" not in text_of(client, "/actualites/")
    assert "Nouvelle 2" not in text_of(client, "/actualites/flux/")


def test_search_engines_are_told_what_an_article_is(client, index, site_settings, picture):
    add_news(index, 1, picture=picture)
    page = text_of(client, "/actualites/nouvelle-1/")
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    [article] = json.loads(found)
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == "Nouvelle 1"
    assert article["datePublished"] == "2026-01-02"
    assert article["publisher"] == {"@type": "Organization", "name": "Camille Aubert"}
    assert article["image"].startswith(f"{BASE}/media/images/")
    assert article["url"] == f"{BASE}/actualites/nouvelle-1/"


def test_the_site_map_names_team_and_news(client, team, index):
    add_news(index, 1)
    listed = text_of(client, "/sitemap.xml")
    for address in ("/equipe/", "/actualites/", "/actualites/nouvelle-1/"):
        assert f"{address}</loc>" in listed
