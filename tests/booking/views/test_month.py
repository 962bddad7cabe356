"""The month on the week page: days with free times are links, others cannot be chosen; and where it leads."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice.models import Absence

from .conftest import paris

pytestmark = [pytest.mark.django_db, pytest.mark.mission("T5")]


@pytest.fixture
def month(visitor, one_way):
    """Return a function that opens the page for a month and gives what it shows of it."""

    def get(mois="", **parameters):
        response = visitor.get("/rendez-vous/", {"mois": mois, **parameters})
        assert response.status_code == 200
        return response.context["card"]["month"]

    return get


def counts(month):
    return {day.date.day: day.count for week in month.weeks for day in week if day}


def links(month):
    return [day.date.day for week in month.weeks for day in week if day and day.url]


def test_days_with_free_times_are_links_and_say_how_many(month, book, practice):
    book(paris(24, "9:55"))
    Absence.objects.create(practitioner=practice.practitioner, start_at=paris(25, "0:00"), end_at=paris(26, "0:00"))
    november = month("2026-11")
    assert links(november) == [23, 24, 26, 27, 30]
    assert counts(november)[24] == 7
    assert counts(november)[25] == 0
    words = {day.date.day: day.words for week in november.weeks for day in week if day}
    assert words[24] == "mardi 24 novembre, 7 créneaux libres"


def test_a_day_without_free_times_is_no_link(visitor, one_way):
    page = visitor.get("/rendez-vous/", {"mois": "2026-12"}).content.decode()
    table = page[page.index('<table class="month__days"') : page.index("</table>")]
    linked = re.findall(r"date=2026-12-(\d\d)", table)
    assert "01" in linked
    assert not {"05", "06"} & set(linked)  # a Saturday and a Sunday
    assert ">5</span>" in table
    assert "mardi 1er décembre, 8 créneaux libres" in table


def test_a_day_leads_to_its_own_week_with_the_choice(month, visitor):
    [day] = [day for week in month("2026-12").weeks for day in week if day and day.date == dt.date(2026, 12, 15)]
    assert day.url.endswith("#d2026-12-15")
    assert "praticien=camille" in day.url
    shown = visitor.get(day.url).context["card"]["week"]
    assert shown.first_day == dt.date(2026, 12, 14)


def test_the_next_month_is_shown_once_nothing_of_this_one_is_free(month, practice):
    away = {"practitioner": practice.practitioner, "start_at": paris(1, "0:00"), "end_at": paris(30, "23:00")}
    Absence.objects.create(**away)
    assert month().first == dt.date(2026, 12, 1)
    assert month("2026-11").first == dt.date(2026, 11, 1)  # who asks for it is shown it


def test_it_opens_at_the_month_of_the_week_and_is_folded_until_another_is_asked_for(visitor, month):
    assert month(semaine="2026-W51").first == dt.date(2026, 12, 1)
    for parameters, is_open in (({}, False), ({"mois": "2026-12"}, True), ({"mois": "x"}, False)):
        page = visitor.get("/rendez-vous/", parameters).content.decode()
        assert ('<details class="month" open>' in page) == is_open


def test_it_leads_to_the_months_in_which_something_is_bookable_and_no_further(month):
    # Sixty days from 23 November end on 22 January.
    november, january = month("2026-11"), month("2027-01")
    assert (november.previous, november.next) == (None, dt.date(2026, 12, 1))
    assert (january.previous, january.next) == (dt.date(2026, 12, 1), None)
    assert links(january)[-1] == 22


@pytest.mark.parametrize(
    ("asked", "first"), [("2020-01", "2026-11-01"), ("2199-12", "2027-01-01"), ("2026-13", "2026-11-01")]
)
def test_a_month_that_cannot_be_had_shows_the_nearest(month, asked, first):
    assert month(asked).first.isoformat() == first


def test_another_month_keeps_the_week_and_says_what_it_holds(visitor, month):
    december = month("2026-12", semaine="2026-W49")
    assert "semaine=2026-W49" in december.next_url
    response = visitor.get("/rendez-vous/", {"mois": "2026-12", "semaine": "2026-W49"})
    assert response.context["card"]["week"].first_day == dt.date(2026, 11, 30)
    assert response.context["card"]["announce"].startswith("Décembre 2026, ")


def test_it_asks_nothing_more_of_the_database(visitor, one_way):
    def queries(**parameters):
        for _until_all_is_kept in range(2):
            visitor.get("/rendez-vous/", parameters)
        with CaptureQueriesContext(connection) as captured:
            visitor.get("/rendez-vous/", {**parameters, "x": "1"})
        return len(captured)

    assert queries(mois="2026-12") == queries(semaine="2026-W48")


def test_whoever_moves_an_appointment_chooses_a_day_too(bobs, book):
    appointment = book(paris(24, "9:00"))
    page = bobs.get(f"/mes-rendez-vous/{appointment.reference}/deplacer/", {"mois": "2026-11"})
    # The present time is none of those that are free.
    assert counts(page.context["card"]["month"])[24] == 7
    url = next(day.url for week in page.context["card"]["month"].weeks for day in week if day and day.url)
    assert bobs.get(url).status_code == 200
