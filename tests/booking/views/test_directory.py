"""The directory: who can be booked and when, by what stands in the address."""

import datetime as dt
import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from booking import actions
from home.models import SiteSettings
from practice.models import Absence, BookingRules, OpeningHours, Practitioner, Speciality
from tests.factories import make_place, make_practitioner, make_service

from .conftest import browser_of, paris, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M1")]

AFTERNOON = [(dt.time(14), dt.time(17))]


@pytest.fixture
def clinic(db):
    """Ana and Boris see people in Lyon, Chloé in Paris in the afternoon; Ana and Chloé are cardiologists."""
    lyon, paris = make_place("Lyon", town="Lyon"), make_place("Paris", town="Paris")
    service = make_service("Consultation", price=35)
    people = {
        "ana": make_practitioner("Ana Petit", slug="ana", places=[lyon], services=[service], position=1),
        "boris": make_practitioner("Boris Lefèvre", slug="boris", places=[lyon], services=[service], position=2),
        "chloe": make_practitioner(
            "Chloé Roux", slug="chloe", places=[paris], services=[service], windows=AFTERNOON, position=3
        ),
    }
    heart, skin = Speciality.objects.create(name="Cardiologie"), Speciality.objects.create(name="Dermatologie")
    for name, speciality, languages in [
        ("ana", heart, ["fr", "ar"]),
        ("boris", skin, ["fr"]),
        ("chloe", heart, ["en"]),
    ]:
        people[name].specialities.add(speciality)
        people[name].languages = languages
        people[name].save()
    return people | {"service": service, "lyon": lyon, "paris": paris}


def look(browser, address="/praticiens/", **filters):
    response = browser.get(f"{address}?{urlencode(filters)}" if filters else address)
    assert response.status_code == 200
    return response


def names(response):
    """Return whom the page shows, in order."""
    return re.findall(r'<h3><a href="[^"]*/praticiens/[^"]+">([^<]+)</a></h3>', response.content.decode())


def times(response):
    """Return `{address: hour}` of the free times that the page shows as links."""
    found = re.findall(
        r'<a href="([^"]*/coordonnees/[^"]+)"><strong>[^<]*</strong> <span>([^<]+)</span>', response.content.decode()
    )
    return {unescape(url): hour.replace("\N{NO-BREAK SPACE}", " ") for url, hour in found}


def book(clinic, name, bob, hour, minute=0, day=23):
    start = paris(day, f"{hour}:{minute:02}")
    where = clinic["paris"] if name == "chloe" else clinic["lyon"]
    parts = {"practitioner": clinic[name], "service": clinic["service"], "place": where}
    return actions.book(client=bob.client, **parts, start=start, by=bob, now=dt.datetime.now(dt.UTC))


def test_everyone_stands_there_with_the_next_three_free_times(visitor, clinic):
    page = look(visitor)
    assert names(page) == ["Ana Petit", "Boris Lefèvre", "Chloé Roux"]
    assert list(times(page).values()) == ["9 h 00", "9 h 55", "10 h 50"] * 2 + ["14 h 00", "14 h 55", "15 h 50"]
    assert "3 personnes" in text_of(page)


def test_a_time_leads_to_its_booking(visitor, clinic):
    url = next(iter(times(look(visitor))))
    assert "praticien=ana" in url
    page = visitor.get(url)
    assert page.status_code == 200
    assert "lundi 23 novembre 2026, 9 h 00 à 9 h 45" in text_of(page).lower()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"specialite": "cardiologie"}, ["Ana Petit", "Chloé Roux"]),
        ({"ville": "lyon"}, ["Ana Petit", "Boris Lefèvre"]),
        ({"specialite": "cardiologie", "ville": "paris"}, ["Chloé Roux"]),
        ({"nom": "lefevr"}, ["Boris Lefèvre"]),
        ({"nom": "chloe"}, ["Chloé Roux"]),
        ({"langue": "ar"}, ["Ana Petit"]),
        ({"quand": "semaine"}, ["Ana Petit", "Boris Lefèvre", "Chloé Roux"]),
        ({"jour": "2026-11-24", "moment": "matin"}, ["Ana Petit", "Boris Lefèvre"]),
        ({"jour": "2026-11-24", "moment": "apres-midi", "specialite": "cardiologie"}, ["Ana Petit", "Chloé Roux"]),
        ({"moment": "soir"}, []),
        ({"jour": "2026-11-28"}, []),
        ({"nom": "personne d’ici"}, []),
    ],
)
def test_the_filters_of_the_address_narrow_it(visitor, clinic, filters, found):
    assert names(look(visitor, **filters)) == found


def test_next_week_and_a_part_of_the_day_show_times_of_then(visitor, clinic):
    page = look(visitor, quand="semaine-prochaine", moment="matin", nom="ana")
    assert [url[url.index("debut=") :][6:22] for url in times(page)] == [
        "2026-11-30T08:00",
        "2026-11-30T08:55",
        "2026-11-30T09:50",
    ]


def test_a_service_is_a_filter_where_there_are_several(visitor, clinic):
    assert 'name="prestation"' not in look(visitor).content.decode()
    other = make_service("Bilan")
    clinic["boris"].services.add(other)
    assert names(look(visitor, prestation="bilan")) == ["Boris Lefèvre"]


def test_what_was_asked_stays_in_the_form(visitor, clinic):
    page = look(visitor, nom="Anna <b>", specialite="cardiologie", jour="2026-11-24", moment="matin").content.decode()
    assert 'value="Anna &lt;b&gt;"' in page
    assert '<option value="cardiologie" selected>' in page
    assert 'value="2026-11-24"' in page
    assert '<option value="matin" selected>' in page
    assert "<details open>" in page


def test_where_nobody_is_found_each_filter_can_be_taken_away(visitor, clinic):
    page = look(visitor, specialite="dermatologie", ville="paris")
    assert "Personne ne correspond à tout cela" in text_of(page)
    ways = re.findall(r'class="button button--small loosen" href="([^"]+)"', page.content.decode())
    assert [names(look(visitor, f"/praticiens/{way}")) for way in ways] == [["Chloé Roux"], ["Boris Lefèvre"]]


def test_where_nobody_is_free_then_another_time_is_one_click_away(visitor, clinic):
    page = look(visitor, specialite="cardiologie", jour="2026-11-28")
    way = re.search(r'<a class="button button--primary" href="([^"]+)">À n’importe quel moment', page.content.decode())[
        1
    ]
    assert names(look(visitor, f"/praticiens/{way}")) == ["Ana Petit", "Chloé Roux"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-22", "Ce jour est passé."),
        ("2028-01-01", "Les réservations sont ouvertes jusqu’au 22 janvier 2027."),
        ("demain", "Indiquez un jour"),
    ],
)
def test_a_day_that_cannot_be_had_is_said_at_its_field(visitor, clinic, day, said):
    page = look(visitor, jour=day, nom="ana")
    assert "Il y a un problème" in text_of(page)
    assert said in text_of(page)
    assert 'value="ana"' in page.content.decode()


def test_what_nobody_knows_is_passed_over_and_said(visitor, clinic):
    page = look(visitor, specialite="alchimie", ville="lyon", page="x", apres="-1", avant="²")
    assert names(page) == ["Ana Petit", "Boris Lefèvre"]
    assert "n’est plus proposée" in text_of(page)


def test_who_is_not_open_for_booking_is_not_there(visitor, clinic):
    Practitioner.objects.filter(slug="ana").update(is_active=False)
    assert names(look(visitor)) == ["Boris Lefèvre", "Chloé Roux"]
    assert visitor.get("/praticiens/ana/").status_code == 404


def test_who_has_no_time_left_is_there_and_says_so(visitor, clinic):
    OpeningHours.objects.filter(practitioner=clinic["ana"]).delete()
    page = look(visitor, nom="ana")
    assert names(page) == ["Ana Petit"]
    assert "Aucun créneau libre pour le moment." in text_of(page)
    assert names(look(visitor, nom="ana", quand="semaine")) == []


def test_it_has_pages(visitor, clinic):
    for number in range(24):
        make_practitioner(
            f"Zoé {number:02}", places=[clinic["lyon"]], services=[clinic["service"]], position=9, slug=f"zoe-{number}"
        )
    assert len(names(look(visitor))) == 12
    third = look(visitor, page=3)
    assert names(third) == ["Zoé 21", "Zoé 22", "Zoé 23"]
    seen, address = [], "/praticiens/?quand=semaine"
    while address:
        page = look(visitor, address)
        seen += names(page)
        onward = re.search(r'href="(\?[^"]+)" rel="next"', page.content.decode())
        address = onward and f"/praticiens/{unescape(onward[1])}"
    assert len(seen) == len(set(seen)) == 27
    back = re.search(r'href="(\?[^"]+)" rel="prev"', page.content.decode())[1]
    assert names(look(visitor, f"/praticiens/{unescape(back)}")) == seen[12:24]
    lost = visitor.get("/praticiens/?quand=semaine&avant=0")
    assert (lost.status_code, lost["Location"]) == (302, "/praticiens/?quand=semaine")


@pytest.mark.parametrize("filters", [{}, {"quand": "semaine", "nom": "a"}, {"moment": "apres-midi", "ville": "lyon"}])
def test_the_search_takes_as_many_queries_for_many_as_for_one(visitor, bob, clinic, filters):
    BookingRules.load()  # makes the row, once
    Practitioner.objects.exclude(slug="ana").delete()

    def queries():
        look(visitor)
        look(visitor, **filters)
        book(clinic, "ana", bob, *next(hours))
        with CaptureQueriesContext(connection) as found:
            look(visitor, **filters)
        return [query["sql"] for query in found if "wagtailimages" not in query["sql"]]

    hours = iter([(9, 0), (9, 55)])
    one = queries()
    for number in range(30):
        make_practitioner(f"Anais {number}", places=[clinic["lyon"]], services=[clinic["service"]], position=9)
    assert len(queries()) == len(one) <= 3


def test_the_page_is_there_in_three_languages(visitor, clinic):
    for address, words in [
        ("/en/praticiens/", "Take all filters away"),
        ("/ru/praticiens/", "Убрать все фильтры"),
        ("/praticiens/", "Retirer tous les filtres"),
    ]:
        page = look(visitor, address, nom="ana")
        assert words in text_of(page)
        assert names(page) == ["Ana Petit"]


def test_the_practices_own_word_heads_it(visitor, clinic):
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.name, settings.practitioners_word = "Clinique", "médecins"
    settings.save()
    assert "<h1>Médecins</h1>" in look(visitor).content.decode()
    assert "<h1>Practitioners</h1>" in look(visitor, "/en/praticiens/").content.decode()


def test_where_free_times_are_not_for_everyone_nobody_reads_them(visitor, clinic, monkeypatch):
    monkeypatch.setattr("booking.permissions.may_see_free_times", lambda who: False)
    for address in ("/praticiens/?quand=semaine", "/praticiens/ana/", "/agences/", "/agences/lyon/"):
        page = look(visitor, address)
        assert "debut=" not in page.content.decode()
        assert 'name="quand"' not in page.content.decode()
        assert "/rendez-vous/?" not in page.content.decode()


# --- One of them ----------------------------------------------------------------------------------


def test_a_profile_says_who_somebody_is_and_when_they_are_free(visitor, clinic):
    Practitioner.objects.filter(slug="ana").update(
        title="Cardiologue", bio="Elle écoute.", email="ana@example.com", phone="04 78 00 00 00"
    )
    page = look(visitor, "/praticiens/ana/")
    text = text_of(page)
    for words in ("Ana Petit", "Cardiologue", "Elle écoute.", "Cardiologie", "Arabe", "Français", "Lyon"):
        assert words in text
    assert "Consultation" in text
    assert "45 minutes · 35 €" in text
    assert 'href="mailto:ana@example.com"' in page.content.decode()
    assert 'href="tel:0478000000"' in page.content.decode()
    assert list(times(page).values()) == ["9 h 00", "9 h 55", "10 h 50"]
    assert visitor.get("/praticiens/personne/").status_code == 404


def test_a_profile_tells_search_engines_whose_it_is(visitor, clinic, settings):
    Practitioner.objects.filter(slug="ana").update(title="Cardiologue</script>", languages=["fr", "ar"])
    page = look(visitor, "/praticiens/ana/").content.decode()
    (found,) = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert found == {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": "Ana Petit",
        "jobTitle": "Cardiologue</script>",
        "url": f"{settings.BASE_URL}/praticiens/ana/",
        "knowsLanguage": ["fr", "ar"],
    }
    assert f'<link rel="canonical" href="{settings.BASE_URL}/praticiens/ana/">' in page


def test_a_profile_shows_each_way_in_the_same_number_of_queries(visitor, clinic, bob):
    BookingRules.load()  # makes the row, once

    def queries(hour):
        look(visitor)
        look(visitor, "/praticiens/ana/")
        book(clinic, "ana", bob, *hour)
        with CaptureQueriesContext(connection) as found:
            look(visitor, "/praticiens/ana/")
        return len(found)

    one = queries((9, 0))
    for number in range(5):
        clinic["ana"].services.add(make_service(f"Séance {number}"))
    clinic["ana"].places.add(clinic["paris"])
    assert queries((9, 55)) == one


# --- Kept for visitors ----------------------------------------------------------------------------

PAGES = ["/praticiens/", "/praticiens/ana/", "/agences/", "/agences/lyon/"]


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_are_kept_for_visitors(visitor, clinic, address):
    look(visitor, address)
    first = look(visitor, address)
    with CaptureQueriesContext(connection) as found:
        assert look(visitor, address).content == first.content
    assert len(found) == 1


@pytest.mark.parametrize("address", [*PAGES[:2], PAGES[3], "/praticiens/?quand=semaine&specialite=cardiologie"])
def test_what_is_booked_cancelled_or_away_shows_in_the_very_next_request(visitor, clinic, bob, address):
    def first():
        return next(iter(times(look(visitor, address))))

    clinic["boris"].places.clear()  # at the place, Ana alone
    before = first()
    booked = book(clinic, "ana", bob, 9)
    after = first()
    assert before != after
    actions.cancel(appointment=booked, by=bob, now=dt.datetime.now(dt.UTC) - dt.timedelta(days=9))
    assert first() == before
    Absence.objects.create(practitioner=clinic["ana"], start_at=paris(23, "0:00"), end_at=paris(24, "0:00"))
    assert first() != before


@pytest.mark.parametrize("address", PAGES[:3])
def test_a_change_of_who_they_are_shows_in_the_very_next_request(visitor, clinic, address):
    look(visitor, address)
    Practitioner.objects.filter(slug="ana").update(name="Ana Autrement")
    clinic["lyon"].description = "Une description toute neuve"
    clinic["lyon"].save()
    page = text_of(look(visitor, address))
    assert "Ana Autrement" in page or "toute neuve" in page


def test_who_is_known_reads_it_too(clinic, bob):
    assert names(look(browser_of(bob))) == ["Ana Petit", "Boris Lefèvre", "Chloé Roux"]
