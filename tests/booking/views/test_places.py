"""The places: what they are, how to get there, and the way to their free times."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice.days import Pattern, Repeat
from practice.models import BookingRules, OpeningHours, OpeningWindow, Place
from practice.wording import usual_hours_in_words
from tests.factories import make_place, make_practitioner, make_service

from .conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.mission("O1")]

MORNING, LATE = [(dt.time(9), dt.time(12))], [(dt.time(11), dt.time(16))]


@pytest.fixture
def agencies(db):
    """Three agencies; Ana gives two services in Clermont and Moulins, Boris one in Clermont, in other hours."""
    clermont = make_place(
        "Clermont",
        town="Clermont-Ferrand",
        address="3 place de Jaude\n63000 Clermont-Ferrand",
        access="Tram A, arrêt Jaude.",
        directions="Code 1234A",
        description="Au-dessus de la librairie.",
        position=1,
    )
    moulins = make_place("Moulins", town="Moulins", position=2)
    visio = make_place("Visio", position=3)
    advice, review = make_service("Conseil", price=0), make_service("Bilan")
    ana = make_practitioner("Ana", slug="ana", places=[clermont, moulins], services=[advice, review], windows=MORNING)
    boris = make_practitioner("Boris", slug="boris", places=[clermont], services=[advice], windows=LATE, position=1)
    return {"clermont": clermont, "moulins": moulins, "visio": visio, "ana": ana, "boris": boris, "advice": advice}


def page_at(visitor, address="/agences/"):
    response = visitor.get(address)
    assert response.status_code == 200
    return response


def cards(response):
    """Return the words of each card, by the name of its place."""
    found = re.findall(r'<li class="card place">(.*?)</li>\n', response.content.decode(), re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]+>", " ", card).replace("\N{NO-BREAK SPACE}", " ").split()) for card in found]
    return {text.split()[0]: text for text in texts}


def test_each_place_has_a_card_with_what_one_needs_to_choose(visitor, agencies):
    found = cards(page_at(visitor))
    assert list(found) == ["Clermont", "Moulins", "Visio"]
    for words in ("Au-dessus de la librairie.", "3 place de Jaude", "Tram A", "Conseil", "9 h 00–16 h 00"):
        assert words in found["Clermont"]
    assert "9 h 00–12 h 00" in found["Moulins"]
    assert "À distance" in found["Visio"]


def test_a_card_leads_to_the_free_times_of_its_place_and_stays_there(visitor, agencies):
    page = page_at(visitor).content.decode()
    assert re.findall(r'class="button button--primary" href="(/rendez-vous/\?[^"]+)"', page) == [
        "/rendez-vous/?lieu=clermont",
        "/rendez-vous/?lieu=moulins",
    ]
    # Two services are given there: whichever is chosen, the place stays.
    services = page_at(visitor, "/rendez-vous/?lieu=moulins").content.decode()
    urls = [unescape(url) for url in re.findall(r'<h2><a href="([^"]+)"', services)]
    assert urls == ["/rendez-vous/?lieu=moulins&prestation=bilan", "/rendez-vous/?lieu=moulins&prestation=conseil"]
    assert "Moulins" in text_of(page_at(visitor, urls[0]))


def test_what_opens_the_door_is_for_those_who_have_an_appointment(visitor, agencies):
    for address in ("/agences/", "/agences/clermont/"):
        assert "1234A" not in page_at(visitor, address).content.decode()


def test_the_page_of_a_place_says_who_is_there_what_they_give_and_when(visitor, agencies):
    page = page_at(visitor, "/agences/clermont/")
    text = text_of(page)
    for words in ("Ana", "Boris", "Conseil", "45 minutes · Gratuit", "Bilan", "Tram A", "9 h 00–16 h 00"):
        assert words in text
    html = page.content.decode()
    assert html.index("/praticiens/ana/") < html.index("/praticiens/boris/")
    # With whoever of the two is free first, and with the one who gives the other service.
    assert "praticien=tous" in html
    assert "prestation=bilan&amp;praticien=ana" in html


def test_a_place_elsewhere_names_its_clocks(visitor, agencies):
    Place.objects.filter(slug="moulins").update(time_zone="Indian/Reunion")
    assert "La Réunion (UTC+4)" in text_of(page_at(visitor))
    assert "La Réunion (UTC+4)" in text_of(page_at(visitor, "/agences/moulins/"))
    assert "La Réunion" not in text_of(page_at(visitor, "/agences/clermont/"))


def test_a_closed_place_is_not_there(visitor, agencies):
    Place.objects.filter(slug="moulins").update(is_active=False)
    assert list(cards(page_at(visitor))) == ["Clermont", "Visio"]
    assert visitor.get("/agences/moulins/").status_code == 404
    assert visitor.get("/agences/nulle-part/").status_code == 404


def test_a_practice_without_places_says_so(visitor, db):
    assert "Aucun lieu n’est ouvert à la réservation" in text_of(page_at(visitor))


def test_the_pages_are_there_in_three_languages(visitor, agencies):
    for address, words in [("/en/agences/", "See the free times"), ("/ru/agences/", "Свободное время")]:
        page = page_at(visitor, address)
        assert words in text_of(page)
        assert f'href="{address}clermont/"' in page.content.decode()


@pytest.mark.parametrize("address", ["/agences/", "/agences/clermont/"])
def test_many_people_cost_as_many_queries_as_few(visitor, agencies, address):
    BookingRules.load()  # makes the row, once

    def queries():
        page_at(visitor, "/praticiens/")
        Place.objects.filter(slug="visio").update(position=9)
        page_at(visitor, "/praticiens/")
        with CaptureQueriesContext(connection) as found:
            page_at(visitor, address)
        return len(found)

    few = queries()
    for number in range(9):
        place = make_place(f"Ville {number}", slug=f"ville-{number}", town=f"Ville {number}")
        make_practitioner(
            f"Zoé {number}", slug=f"z{number}", places=[place, agencies["clermont"]], services=[agencies["advice"]]
        )
    assert queries() == few


# --- Hours ----------------------------------------------------------------------------------------


def hours(practitioner, windows, pattern):
    row = OpeningHours.objects.create(
        practitioner=practitioner, days=pattern.recurrence(), applies_from=dt.date(2020, 1, 1)
    )
    for start, end in windows:
        OpeningWindow.objects.create(hours=row, start=start, end=end)
    return row


def test_hours_of_several_people_become_those_of_the_place(agencies):
    ana = agencies["ana"]
    rows = [
        hours(ana, MORNING, Pattern((0, 1))),
        hours(ana, LATE, Pattern((1,))),
        hours(ana, MORNING, Pattern((2,), Repeat.EVERY_SECOND_WEEK)),
    ]
    said = [
        (days, [window.replace("\N{NO-BREAK SPACE}", " ") for window in some])
        for days, some in usual_hours_in_words(rows)
    ]
    assert said[:2] == [("Le lundi", ["9 h 00–12 h 00"]), ("Le mardi", ["9 h 00–16 h 00"])]
    assert said[2][0].startswith("Le mercredi, une semaine sur deux")
    assert said[2][1] == []
