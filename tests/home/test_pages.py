"""What a visitor reads."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from .conftest import add_page

FRIDAY_EVENING = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
METHOD = {"name": "Faire le point", "for_whom": "Vous hésitez.", "course": "Nous relisons.", "length": "Six séances"}


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.mission("C1")
def test_a_visitor_reads_the_promise_and_finds_the_next_three_times_as_links(client, pages):
    with time_machine.travel(FRIDAY_EVENING):
        page = text_of(client.get("/"))
    assert "<h1>Y voir clair</h1>" in page
    assert "Trois lignes sous la promesse." in page
    details = reverse("booking:details")
    for hour, shown in (("08:00", "9 h 00"), ("08:55", "9 h 55"), ("09:50", "10 h 50")):
        assert f'<a href="{details}?debut=2026-11-23T{hour}Z&amp;' in page
        assert f"<strong>Lundi 23 novembre</strong> <span>{shown.replace(' ', chr(160))}</span>" in page
    assert page.count(details) == 3


@pytest.mark.mission("C1")
def test_a_practice_without_hours_says_that_nothing_is_free(client, pages, practice):
    practice.practitioner.opening_hours.all().delete()
    page = text_of(client.get("/"))
    assert "Aucun créneau libre pour le moment." in page
    assert reverse("booking:details") not in page


@pytest.mark.mission("C1")
@pytest.mark.parametrize(
    ("address", "title"),
    [("/a-propos-de-moi/", "À propos de moi"), ("/methodes-de-coaching/", "Méthodes de coaching")],
)
def test_the_coachs_pages_are_read_without_an_account(client, pages, address, title):
    page = text_of(client.get(address))
    assert f"<h1>{title}</h1>" in page
    assert page.count("<h1") == 1


def test_a_page_that_is_not_published_is_not_there(client, pages):
    pages.about.unpublish()
    assert client.get("/a-propos-de-moi/").status_code == 404


@pytest.mark.mission("C1")
def test_a_method_card_leads_to_the_free_times_of_its_service(client, pages, practice):
    pages.methods.body = [("methods", {"methods": [{**METHOD, "service": practice.service}]})]
    pages.methods.save()
    page = text_of(client.get("/methodes-de-coaching/"))
    assert f'href="{reverse("booking:week")}?prestation=coaching-individuel"' in page
    assert "Faire le point" in page
    assert "Six séances" in page


def test_a_service_that_is_closed_or_gone_takes_its_button_along(client, pages, practice):
    pages.methods.body = [("methods", {"methods": [{**METHOD, "service": practice.service}]})]
    pages.methods.save()
    practice.service.is_active = False
    practice.service.save()
    assert "prestation=" not in text_of(client.get("/methodes-de-coaching/"))
    practice.service.delete()
    page = text_of(client.get("/methodes-de-coaching/"))
    assert "Faire le point" in page
    assert "prestation=" not in page


@pytest.mark.mission("C1")
def test_every_block_stands_on_the_page_in_its_order(client, pages, picture):
    pages.about.body = [
        ("text", "<h2>Un titre</h2><p>Un texte.</p>"),
        ("portrait", {"picture": {"image": picture, "decorative": False, "alt_text": "Camille assise"}, "text": ""}),
        ("quote", {"text": "Un pas à la fois.", "author": "Camille"}),
        ("path", {"title": "Mon parcours", "milestones": [{"when": "2016", "what": "Ouverture du cabinet."}]}),
        (
            "steps",
            {
                "title": "Une séance",
                "steps": [{"title": "Dire", "text": "Vous racontez."}],
                "facts": [{"label": "Durée", "text": "45 minutes"}],
            },
        ),
        (
            "questions",
            {"title": "Questions fréquentes", "questions": [{"question": "Un compte", "answer": "<p>Oui.</p>"}]},
        ),
        ("free_times", {"title": "Parlons-en", "text": ""}),
    ]
    pages.about.save()
    page = text_of(client.get("/a-propos-de-moi/"))
    wanted = [
        "<h2>Un titre</h2>",
        'alt="Camille assise"',
        "Un pas à la fois.",
        "<dt>2016</dt><dd>Ouverture du cabinet.</dd>",
        "<h3>Dire</h3>",
        "<dt>Durée</dt><dd>45 minutes</dd>",
        "<summary>Un compte</summary>",
        "<h2>Parlons-en</h2>",
    ]
    places = [page.find(one) for one in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_a_decorative_picture_has_no_words(client, pages, picture):
    image = {"image": picture, "decorative": True, "alt_text": ""}
    pages.about.body = [("portrait", {"picture": image, "caption": "", "text": ""})]
    pages.about.save()
    assert 'alt=""' in text_of(client.get("/a-propos-de-moi/"))


def test_the_portrait_is_cut_to_four_by_five_and_served_in_a_modern_format(client, pages, picture):
    pages.about.picture, pages.about.picture_text = picture, "Portrait de Camille"
    pages.about.save()
    page = text_of(client.get("/a-propos-de-moi/"))
    assert 'type="image/webp"' in page
    assert 'alt="Portrait de Camille" height="500"' in page
    assert 'width="400"' in page


@pytest.mark.usefixtures("made_anew")
def test_the_home_page_takes_the_same_queries_for_few_blocks_and_for_many(client, pages, practice):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        client.get("/")
        with CaptureQueriesContext(connection) as found:
            client.get("/")
        return len(found)

    quote = ("quote", {"text": "Un pas à la fois.", "author": ""})
    method = ("methods", {"methods": [{**METHOD, "service": practice.service}]})
    client.get("/")  # the very first makes the rows of the settings
    pages.home.body = [quote, method]
    pages.home.save()
    few = queries()
    pages.home.body = [quote, method] * 5
    pages.home.save()
    assert queries() == few


STEPS = ("steps", {"title": "Une séance", "steps": [{"title": "Dire", "text": "Vous racontez."}], "facts": []})


def second_button(client):
    return re.findall(r'<a class="button" href="([^"]*)">Comment se passe', client.get("/").content.decode())


def test_the_second_button_leads_to_its_page_or_to_the_steps_or_is_not_there(client, pages):
    assert second_button(client) == []
    pages.home.body = [STEPS, STEPS]
    pages.home.save()
    assert second_button(client) == ["#steps"]
    assert client.get("/").content.decode().count('id="steps"') == 1
    pages.home.second_button_page = pages.methods
    pages.home.save()
    assert second_button(client) == ["/methodes-de-coaching/"]
    pages.methods.unpublish()
    assert second_button(client) == ["#steps"]


@pytest.mark.parametrize("slug", ["en-ligne", "fr-anglais", "ru-par-ru"])
def test_a_page_whose_address_begins_like_a_language_is_found(client, pages, slug):
    add_page(pages.home, "En ligne", slug)
    answer = client.get(f"/{slug}/")
    assert (answer.status_code, answer["Content-Language"]) == (200, "fr")
