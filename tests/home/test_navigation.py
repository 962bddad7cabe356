"""Menu, foot of the page, languages, and the desk of those who work here."""

import re

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.models import SiteSettings
from practice.models import BookingRules, Place, Practitioner
from tests.factories import make_practitioner
from tests.home.conftest import add_page


def page_at(client, address):
    return client.get(address).content.decode()


def links_in(page, name):
    """Return `{text: address}` of the links within the navigation that is called `name`."""
    [nav] = re.findall(rf'<nav[^>]*aria-label="{name}".*?</nav>', page, re.S)
    return {
        re.sub(r"<[^>]+>", "", text).strip(): url for url, text in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', nav)
    }


def test_the_menu_follows_the_pages_of_the_admin(client, pages):
    links = links_in(page_at(client, "/"), "Principale")
    assert list(links.items())[:2] == [
        ("À propos de moi", "/a-propos-de-moi/"),
        ("Méthodes de coaching", "/methodes-de-coaching/"),
    ]
    pages.methods.move(pages.home, pos="first-child")
    pages.about.refresh_from_db()
    pages.about.show_in_menus = False
    pages.about.save()
    links = links_in(page_at(client, "/"), "Principale")
    assert next(iter(links)) == "Méthodes de coaching"
    assert "À propos de moi" not in links


def test_the_page_at_hand_is_marked_in_the_menu(client, pages):
    assert '<a href="/a-propos-de-moi/" aria-current="page">' in page_at(client, "/a-propos-de-moi/")
    assert '<a href="/a-propos-de-moi/">' in page_at(client, "/")


def test_the_foot_of_every_page_names_the_legal_pages(client, site_settings):
    for address in ("/", reverse("booking:week"), reverse("account_login")):
        assert links_in(page_at(client, address), "Pied de page") == {"Mentions légales": "/mentions-legales/"}


def test_a_legal_page_taken_off_the_site_is_no_longer_named(client, pages, site_settings):
    pages.legal.unpublish()
    assert 'aria-label="Pied de page"' not in page_at(client, "/")


def test_a_page_in_two_languages_links_to_the_other(client, pages, english):
    page = page_at(client, "/a-propos-de-moi/")
    assert 'href="/en/a-propos-de-moi/" lang="en" hreflang="en"' in page
    assert 'lang="ru"' not in page
    assert "<h1>About me</h1>" in page_at(client, "/en/a-propos-de-moi/")


def test_a_page_in_one_language_links_to_no_other(client, pages, english):
    assert 'hreflang="en"' not in page_at(client, "/methodes-de-coaching/")


def test_the_booking_pages_are_there_in_every_language_and_keep_what_was_chosen(client, pages):
    page = page_at(client, reverse("booking:week") + "?semaine=2026-W48&lieu=visio")
    for language in ("en", "ru"):
        assert f'href="/{language}/rendez-vous/?semaine=2026-W48&amp;lieu=visio" lang="{language}"' in page


def test_each_language_has_its_own_menu(client, pages, english):
    assert next(iter(links_in(page_at(client, "/en/"), "Main"))) == "About me"


def test_a_page_read_under_another_language_says_which_it_is_written_in(client, pages):
    page = page_at(client, "/ru/")
    assert '<html lang="ru"' in page
    assert '<div lang="fr">' in page
    assert '<div lang="fr">' not in page_at(client, "/")


@pytest.mark.mission("C10")
@pytest.mark.mission("T7")
def test_the_coach_finds_her_desk_on_the_site(client, pages, camille, practice):
    client.force_login(camille)
    links = links_in(page_at(client, "/a-propos-de-moi/"), "Votre bureau")
    assert list(links) == [
        "Tableau de bord",
        "Liste des rendez-vous",
        "Réserver pour un client",
        "Clients",
        "Notes des clients",
        "Mon espace",
        "Pages",
        "Modifier cette page",
    ]
    for address in links.values():
        assert client.get(address, follow=True).status_code == 200


@pytest.mark.mission("C12")
@pytest.mark.mission("T7")
def test_a_collaborator_finds_what_is_theirs(client, pages, zoe):
    client.force_login(zoe)
    links = links_in(page_at(client, "/"), "Votre bureau")
    assert list(links) == [
        "Tableau de bord",
        "Liste des rendez-vous",
        "Réserver pour un client",
        "Clients",
        "Notes des clients",
    ]
    for address in links.values():
        assert client.get(address).status_code == 200


@pytest.mark.mission("T7")
def test_a_practitioner_finds_their_own_corner_and_no_administration(client, pages, practitioner):
    client.force_login(practitioner)
    links = links_in(page_at(client, "/"), "Votre bureau")
    assert list(links) == [
        "Tableau de bord",
        "Liste des rendez-vous",
        "Réserver pour un client",
        "Notes des clients",
        "Mon espace",
    ]
    for address in links.values():
        assert client.get(address).status_code == 200


@pytest.mark.mission("T7")
@pytest.mark.parametrize(
    ("who", "last"),
    [
        (None, ["Mes rendez-vous", "Se connecter"]),
        ("bob", ["Mes rendez-vous", "Mon compte", "Déconnexion"]),
        ("practitioner", ["Mes rendez-vous", "Mon compte", "Déconnexion"]),
        ("zoe", ["Mes rendez-vous", "Mon compte", "Déconnexion"]),
        ("camille", ["Mes rendez-vous", "Mon compte", "Déconnexion"]),
    ],
)
def test_each_role_has_its_menu(client, pages, practice, who, last, request):
    if who:
        client.force_login(request.getfixturevalue(who))
    page = page_at(client, "/")
    links = links_in(page, "Principale")
    links.pop("FRfrançais", None)
    shown = [text for text in links if not text.startswith(("FR", "EN", "RU"))]
    assert shown[-len(last) :] == last
    assert set(shown[: -len(last)]) <= {"À propos de moi", "Méthodes de coaching", "Lieux", "Praticiens"}
    assert re.search(r'<a class="brand" href="/">.*Accueil', page)
    assert "Prendre rendez-vous" in page
    for address in links.values():
        assert client.get(address, follow=True).status_code == 200


@pytest.mark.parametrize("who", [None, "bob"])
def test_nobody_else_sees_a_desk_or_the_bar_of_the_editors(client, pages, who, request):
    if who:
        client.force_login(request.getfixturevalue(who))
    page = page_at(client, "/")
    assert 'class="desk"' not in page
    assert "wagtail-userbar" not in page
    assert "/admin/" not in page


@pytest.mark.usefixtures("made_anew")
@pytest.mark.parametrize("address", ["/", "/a-propos-de-moi/", "/accounts/login/"])
def test_the_frame_of_a_page_takes_the_same_queries_for_one_page_and_for_ten(client, pages, site_settings, address):
    from django.db import connection

    def queries():
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    client.get(address)  # the very first makes the rows of the settings

    few = queries()
    for number in range(10):
        page = add_page(pages.home, f"Page {number}", f"page-{number}", show_in_menus=True)
        site_settings.footer_pages.append(("page", page))
    site_settings.save()
    assert queries() == few


def test_the_frame_takes_one_query_until_something_on_the_pages_changes(client, pages, site_settings):
    from django.db import connection

    def queries_on(*tables):
        with CaptureQueriesContext(connection) as found:
            client.get("/accounts/login/")
        return [query for query in found if any(table in query["sql"] for table in tables)]

    BookingRules.load()  # makes the row, once
    for _time in range(2):  # the very first makes the rows of the settings
        queries_on()
    assert len(queries_on("wagtailcore_", "home_", "practice_version")) == 1
    site_settings.name = "Cabinet Aubert"
    site_settings.save()
    assert "Cabinet Aubert" in client.get("/accounts/login/").content.decode()


def test_the_words_of_the_practice_are_those_of_its_own_language(rf, site_settings):
    from django.utils import translation

    site_settings.client_word = "coaché"
    assert site_settings.words["client"] == "coaché"
    assert site_settings.words["practitioner"] == "praticien"
    with translation.override("en"):
        assert site_settings.words["client"] == "client"


def test_the_title_of_a_private_page_is_told_to_nobody(client, pages, site_settings):
    for page in (pages.about, pages.legal):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    page = page_at(client, "/")
    assert "Méthodes de coaching" in page
    assert "À propos de moi" not in page
    assert "Mentions légales" not in page


def test_people_and_places_are_in_the_menu_where_there_are_several(client, pages, practice):
    page = page_at(client, "/")
    assert "/agences/" in links_in(page, "Principale").values()
    assert "/praticiens/" not in links_in(page, "Principale").values()
    other = make_practitioner("Denis Roux", places=practice.places, services=[practice.service])
    assert "/praticiens/" in links_in(page_at(client, "/"), "Principale").values()
    Practitioner.objects.filter(pk=other.pk).update(is_active=False)
    Place.objects.filter(pk=practice.place.pk).update(is_active=False)
    menu = links_in(page_at(client, "/"), "Principale")
    assert not {"/praticiens/", "/agences/"} & {*menu.values()}


def test_the_menu_calls_practitioners_by_the_practices_own_word(client, pages, practice, site_settings):
    make_practitioner("Denis Roux", places=practice.places, services=[practice.service])
    SiteSettings.objects.update(practitioners_word="médecins")
    assert links_in(page_at(client, "/"), "Principale")["Médecins"] == "/praticiens/"
    page = page_at(client, "/praticiens/")
    assert '<a href="/praticiens/" aria-current="page">Médecins</a>' in page
    assert '<a href="/en/praticiens/" aria-current="page">Practitioners</a>' in page_at(client, "/en/praticiens/")
