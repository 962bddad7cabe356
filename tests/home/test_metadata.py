"""What a page says of itself to search engines and to those who share it."""

import json
import re

import pytest
from wagtail.models import Page

from home.models import HomePage
from tests import factories
from tests.home.conftest import add_page

BASE = "http://localhost:8000"


def data_of(client, address):
    page = client.get(address).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return {one["@type"]: one for text in found for one in json.loads(text)}


def head_of(client, address):
    return client.get(address).content.decode().split("</head>")[0]


@pytest.fixture(autouse=True)
def _address(settings):
    settings.BASE_URL = BASE


def test_the_home_page_describes_the_practice(client, pages, site_settings, practice):
    site_settings.phone = "04 65 71 00 12"
    site_settings.save()
    practice.service.price = 80
    practice.service.save()
    described = data_of(client, "/")["ProfessionalService"]
    assert described["name"] == "Camille Aubert"
    assert described["telephone"] == "04 65 71 00 12"
    assert described["priceRange"] == "80 EUR"
    assert described["potentialAction"] == {"@type": "ReserveAction", "target": f"{BASE}/rendez-vous/"}
    week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert [(row["dayOfWeek"], row["opens"], row["closes"]) for row in described["openingHoursSpecification"]] == [
        (week, "09:00", "12:30"),
        (week, "13:30", "17:00"),
    ]
    assert "email" not in described


def test_a_page_may_present_a_person(client, pages, practice):
    assert data_of(client, "/a-propos-de-moi/") == {}
    pages.about.practitioner = practice.practitioner
    pages.about.save()
    person = data_of(client, "/a-propos-de-moi/")["Person"]
    assert person["name"] == "Camille Aubert"
    assert person["url"] == f"{BASE}/a-propos-de-moi/"


def test_questions_are_told_to_search_engines_and_cannot_break_out_of_their_script(client, pages):
    questions = [{"question": "</script><script>alert(1)</script>", "answer": "<p>Oui &amp; non.</p>"}]
    pages.home.body = [("questions", {"title": "Questions", "questions": questions})]
    pages.home.save()
    page = client.get("/").content.decode()
    assert "<script>alert(1)" not in page
    [question] = data_of(client, "/")["FAQPage"]["mainEntity"]
    assert question["name"] == "</script><script>alert(1)</script>"
    assert question["acceptedAnswer"]["text"] == "Oui & non."


def test_a_page_describes_itself_with_its_own_words_or_else_its_introduction(client, pages):
    assert '<meta name="description" content="Trois lignes sous la promesse.">' in head_of(client, "/")
    pages.home.search_description = "Coach à Lyon."
    pages.home.save()
    head = head_of(client, "/")
    assert '<meta name="description" content="Coach à Lyon.">' in head
    assert '<meta property="og:description" content="Coach à Lyon.">' in head


def test_a_page_names_its_address_and_those_of_its_translations(client, pages, english):
    head = head_of(client, "/a-propos-de-moi/")
    assert f'<link rel="canonical" href="{BASE}/a-propos-de-moi/">' in head
    assert re.findall(r'hreflang="([a-z-]+)" href="([^"]+)"', head) == [
        ("fr", f"{BASE}/a-propos-de-moi/"),
        ("en", f"{BASE}/en/a-propos-de-moi/"),
        ("x-default", f"{BASE}/a-propos-de-moi/"),
    ]


def test_a_page_read_under_another_language_names_the_address_of_the_one_that_it_is(client, pages):
    assert f'<link rel="canonical" href="{BASE}/">' in head_of(client, "/ru/")


def test_the_picture_that_is_shared_is_the_pages_own_in_full_address(client, pages, picture):
    assert f'<meta property="og:image" content="{BASE}/static/img/share.png">' in head_of(client, "/")
    pages.home.picture = picture
    pages.home.save()
    head = head_of(client, "/")
    assert re.search(rf'<meta property="og:image" content="{BASE}/media/images/[^"]+fill-1200x630[^"]*">', head)


def test_a_range_of_prices_keeps_to_one_currency(practice, pages, client):
    for price, currency in [(80, "EUR"), (0, "EUR"), (95, "CHF")]:
        factories.make_service(slug=f"{price}", price=price, currency=currency)
    assert data_of(client, "/")["ProfessionalService"]["priceRange"] == "0–80 EUR, 95 CHF"


def test_words_of_a_rich_text_stay_apart_and_whole(client, pages):
    pages.about.intro = "<p>Coach&nbsp;: l’écoute &amp; l’élan.</p><ul><li>Un</li><li>Deux</li></ul><p>Fin<br/>ici</p>"
    pages.about.save()
    head = head_of(client, "/a-propos-de-moi/")
    assert 'name="description" content="Coach\u00a0: l’écoute &amp; l’élan. Un Deux Fin ici"' in head


def test_a_picture_whose_file_is_lost_is_replaced_and_the_page_is_read(client, pages, picture):
    pages.home.picture = picture
    pages.home.save()
    picture.file.storage.delete(picture.file.name)
    head = head_of(client, "/")
    assert f'<meta property="og:image" content="{BASE}/static/img/share.png">' in head


def test_a_page_outside_the_site_can_be_previewed(pages, practice):
    """A second first page, made by hand at the top of the tree, has no address."""
    root = Page.get_first_root_node()
    fields = {"promise": "Ailleurs", "lead": "Ici", "first_button": "Oui", "free_times_title": "Libre"}
    outside = root.add_child(instance=HomePage(title="Ailleurs", slug="ailleurs", **fields))
    below = add_page(outside, "Une page", "une-page", practitioner=practice.practitioner)
    for page in (outside, below):
        shown = page.make_preview_request()
        assert shown.status_code == 200
        assert 'rel="canonical"' not in shown.render().content.decode()
