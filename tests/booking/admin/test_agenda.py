"""“Agenda”: a day, a week or a month, for whoever may look into it; what is free leads to booking it."""

import datetime as dt
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from booking import actions
from booking.admin.columns import Column, Item, fit_side_by_side, put_side_by_side
from booking.models import Appointment, State
from coach_notes.models import NotesSettings
from practice.models import Absence, BookingRules, Practitioner
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C5"), pytest.mark.mission("M3")]

#: A Saturday, 9:00 in Paris; the week that is looked at is the next one.
NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _saturday():
    with time_machine.travel(NOW, tick=False):
        yield


def at(hour, minute=0, *, day=MONDAY):
    """Return a time of winter in Paris."""
    return dt.datetime.combine(day, dt.time(hour, minute), dt.UTC) - dt.timedelta(hours=1)


@pytest.fixture
def book(practice, bob):
    def book(start, *, client=bob.client, **changed):
        wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place, **changed}
        return actions.book(client=client, start=start, by=None, now=NOW, **wish)

    return book


@pytest.fixture
def open_agenda(client, camille):
    """Return a function that opens the agenda, as the coach unless told otherwise, and gives the answer."""

    def open_agenda(reader=camille, **asked):
        client.force_login(reader)
        return client.get(reverse("booking_admin:agenda"), {"date": MONDAY.isoformat(), **asked})

    return open_agenda


def text_of(html):
    return re.sub(r"\s+", " ", unescape(strip_tags(html)).replace(SPACE, " "))


def items(answer, kind="entry"):
    """Return the words of each item of a kind, in the order of the page."""
    parts = re.findall(
        r'<li class="agenda__item agenda__item--(\w+)[^>]*>(.*?)</li>', answer.content.decode(), re.DOTALL
    )
    return [text_of(html).strip() for found, html in parts if found == kind]


def days(answer):
    return [text_of(html).strip() for html in re.findall(r"<h3>(.*?)</h3>", answer.content.decode(), re.DOTALL)]


# --- What is shown ---------------------------------------------------------------------------------


def test_a_week_shows_who_comes_when_what_for_and_where(open_agenda, book):
    one = book(at(9))
    answer = open_agenda()
    assert days(answer) == [
        f"{day} novembre" for day in ("Lundi 23", "Mardi 24", "Mercredi 25", "Jeudi 26", "Vendredi 27")
    ]
    [words] = items(answer)
    assert words.startswith("9 h 00 à 9 h 45 Confirmé Bob Martin Coaching individuel · Visio")
    page = answer.content.decode()
    for address in (
        reverse("rendez-vous_modeladmin_inspect", args=[one.pk]),
        reverse("booking_admin:move", args=[one.reference]),
        reverse("coach_notes:add", args=[one.reference]),
    ):
        assert f'href="{address}?next=' in page


def test_a_weekend_is_shown_once_something_is_on_it(open_agenda, practice):
    saturday = MONDAY + 5 * DAY
    Absence.objects.create(
        practitioner=practice.practitioner, start_at=at(9, day=saturday), end_at=at(12, day=saturday), reason="Salon"
    )
    assert "Samedi 28 novembre" in days(open_agenda())
    assert items(open_agenda(), "away") == ["9 h 00 à 12 h 00 Absence · Salon"]


def test_a_day_shows_opening_hours_and_each_free_time(open_agenda, book):
    book(at(9))
    answer = open_agenda(vue="jour")
    assert items(answer, "open") == ["Ouvert : 9 h 00 à 12 h 30", "Ouvert : 13 h 30 à 17 h 00"]
    assert [words[:7].strip() for words in items(answer, "free")] == [
        *("9 h 55", "10 h 50", "11 h 45", "13 h 30", "14 h 25", "15 h 20", "16 h 15")
    ]


def test_hours_of_a_week_long_past_are_shown_too(open_agenda, practice):
    answer = open_agenda(date="2026-03-02")
    assert len(items(answer, "open")) == 10
    assert items(answer, "free") == []


def test_a_free_time_leads_to_booking_that_very_time(open_agenda, client, bob, book, practice):
    book(at(9), client=bob.client)
    page = open_agenda(vue="jour").content.decode()
    [address] = [unescape(one) for one in re.findall(r'href="([^"]*reserver/\?[^"]*)"', page) if "14%3A25" in one]
    assert parse_qs(urlsplit(address).query) == {
        "praticien": ["camille"],
        "prestation": [practice.service.slug],
        "lieu": ["lyon"],
        "jour": ["2026-11-23"],
        "heure": ["14:25"],
        "next": ["/admin/rendez-vous/agenda/?date=2026-11-23&vue=jour"],
    }
    # The time is kept while the client is looked for.
    found = client.get(address + "&q=bob").content.decode()
    assert '<input type="hidden" name="heure" value="14:25">' in found
    [chosen] = [unescape(one) for one in re.findall(r'href="([^"]*client=\d+[^"]*)"', found)]
    assert 'name="debut" value="2026-11-23T13:25:00+00:00"' in client.get(chosen).content.decode()


def test_what_was_cancelled_is_shown_only_when_asked_for(open_agenda, book, camille):
    actions.cancel(appointment=book(at(9)), by=camille, now=NOW)
    assert items(open_agenda()) == []
    answer = open_agenda(annules="on")
    [words] = items(answer)
    assert words.startswith("9 h 00 à 9 h 45 Annulé Bob Martin")
    assert "<del>Bob Martin</del>" in answer.content.decode()
    # Its time is free again, and it is counted nowhere.
    assert len(items(answer, "free")) == 40
    assert "1 rendez-vous" not in text_of(answer.content.decode())


def test_a_request_is_told_by_word(open_agenda, book, practice):
    practice.service.needs_approval = True
    practice.service.save()
    book(at(9))
    answer = open_agenda()
    assert "agenda__item--requested" in answer.content.decode()
    assert items(answer)[0].startswith("9 h 00 à 9 h 45 En attente Bob Martin")
    assert "1 demande" in text_of(open_agenda(vue="mois").content.decode())


def test_whole_days_away_and_public_holidays_stand_above_the_day(open_agenda, practice):
    BookingRules.objects.update(holidays_region="FR")
    Absence.objects.create(practitioner=None, start_at=at(0), end_at=at(0, day=MONDAY + 2 * DAY), reason="Travaux")
    assert text_of(open_agenda().content.decode()).count("Tout le monde est absent · Travaux") == 2
    assert items(open_agenda(vue="jour"), "free") == []
    assert "Noël" in text_of(open_agenda(vue="jour", date="2026-12-25").content.decode())
    assert "Noël" in text_of(open_agenda(vue="mois", date="2026-12-01").content.decode())


def away(start, hours, **fields):
    Absence.objects.create(start_at=start, end_at=start + dt.timedelta(hours=hours), reason="Congrès", **fields)


def shown_hours(answer):
    return answer.context_data["first_hour"], answer.context_data["hour_count"]


def test_an_absence_is_drawn_as_far_as_the_hours_of_the_page_reach(open_agenda, practice):
    usual = shown_hours(open_agenda(vue="semaine"))
    away(at(2), 9, practitioner=practice.practitioner)
    away(at(1, day=MONDAY + DAY), 3, practitioner=practice.practitioner)
    answer = open_agenda(vue="semaine")
    assert shown_hours(answer) == usual
    monday, tuesday, *_rest = answer.context_data["columns"]
    [item] = [item for item in monday.items if item.kind == "away"]
    assert (item.start, item.end) == (usual[0] * 60, 11 * 60)
    assert not [item for item in tuesday.items if item.kind == "away"]
    assert [text_of(notice.words) for notice in tuesday.notices] == ["Absence · Congrès, 1 h 00 à 4 h 00"]


def test_absences_of_several_stand_above_the_day(open_agenda, practice, denis):
    away(at(9), 2, practitioner=denis.practitioner)
    answer = open_agenda(vue="semaine", praticien="tous")
    assert items(answer, "away") == []
    [notice] = answer.context_data["columns"][0].notices
    assert text_of(notice.words) == "Absence · Denis · Congrès, 9 h 00 à 11 h 00"


def test_a_month_counts_and_names_the_first_of_each_day(open_agenda, book):
    for hour, minute in [(9, 0), (9, 55), (10, 50), (11, 45), (13, 30)]:
        book(at(hour, minute))
    page = text_of(open_agenda(vue="mois").content.decode())
    assert "5 rendez-vous · 3 créneaux libres" in page
    assert "9 h 00 Bob Martin" in page
    assert "2 de plus" in page
    assert "11 h 45 Bob Martin" not in page


def test_the_filters_show_what_was_asked_for_and_complain_of_nothing(open_agenda, practice, denis):
    form = open_agenda(lieu="lyon", praticien="tous", annules="on").context_data["form"]
    assert {name: form[name].value() for name in ("lieu", "praticien", "prestation", "annules")} == {
        "lieu": "lyon",
        "praticien": "tous",
        "prestation": None,
        "annules": "on",
    }
    assert not form.is_bound
    assert not any(field.required for field in form.fields.values() if not field.widget.is_hidden)


def test_views_and_days_keep_what_was_asked_for(open_agenda, practice):
    page = unescape(open_agenda(vue="jour", lieu="lyon").content.decode())
    for address in ("?vue=semaine&date=2026-11-23&lieu=lyon", "?vue=jour&date=2026-11-24&lieu=lyon"):
        assert f'href="{address}"' in page
    assert "du=2026-11-23&au=2026-11-23&place__id__exact=" in page


@pytest.mark.parametrize("asked", [{"date": "demain"}, {"date": "0001-01-01"}, {"vue": "an"}, {"lieu": "nulle-part"}])
def test_what_an_address_says_that_is_nothing_is_passed_over(open_agenda, practice, asked):
    assert open_agenda(**asked).status_code == 200


def test_a_practice_without_anyone_has_an_empty_agenda(open_agenda):
    for view in ("jour", "semaine", "mois"):
        assert open_agenda(vue=view).status_code == 200


# --- For whom --------------------------------------------------------------------------------------


def test_places_and_services_narrow_it_down(open_agenda, book, practice):
    _visio, lyon = practice.places
    review = factories.make_service("Bilan")
    practice.practitioner.services.add(review)
    book(at(9))
    book(at(9, 55), place=lyon)
    book(at(10, 50), service=review)
    assert len(items(open_agenda())) == 3
    assert [words[:6] for words in items(open_agenda(lieu="lyon"))] == ["9 h 55"]
    assert [words[:7] for words in items(open_agenda(prestation="bilan"))] == ["10 h 50"]
    free = re.findall(r"prestation=([\w-]+)", open_agenda(prestation="bilan", vue="jour").content.decode())
    assert set(free) == {"bilan"}


def test_a_practitioner_sees_their_own_and_may_not_ask_for_others(open_agenda, book, denis, bob):
    book(at(9))
    book(at(10, 50), practitioner=of(denis))
    answer = open_agenda(denis)
    assert [words[:7] for words in items(answer)] == ["10 h 50"]
    assert open_agenda(denis, praticien="camille").status_code == 404
    assert open_agenda(denis, praticien="tous").content.decode().count("Bob Martin</a>") == 1


def of(user):
    return Practitioner.objects.get(user=user)


def test_the_coach_begins_with_her_own_and_may_see_everyones(open_agenda, book, denis):
    book(at(9))
    book(at(10, 50), practitioner=of(denis))
    assert [words[:6] for words in items(open_agenda())] == ["9 h 00"]
    both = open_agenda(praticien="tous")
    assert [words[:7].strip() for words in items(both)] == ["9 h 00", "10 h 50"]
    assert "Coaching individuel · Visio · Denis" in items(both)[1]
    # Each has a column of the day.
    assert days(open_agenda(praticien="tous", vue="jour")) == ["Camille Aubert", "Denis"]


def test_clients_find_no_agenda(open_agenda, practice, bob):
    assert open_agenda(bob).status_code in (302, 404)


def test_who_reads_no_notes_gets_no_link_to_them(open_agenda, book, zoe, practice):
    one = book(at(9))
    address = reverse("coach_notes:add", args=[one.reference])
    assert address in open_agenda(zoe).content.decode()
    NotesSettings.objects.update_or_create(defaults={"notes_are_shared": False})
    assert address not in open_agenda(zoe).content.decode()


# --- Whose clocks ----------------------------------------------------------------------------------


def test_another_zone_is_named(open_agenda, book, practice):
    montreal = factories.make_place("Montréal", slug="montreal", time_zone="America/Montreal")
    practice.practitioner.places.add(montreal)
    start = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
    book(start, place=montreal)
    assert items(open_agenda())[0].startswith("9 h 00 à 9 h 45, Montréal (UTC−5)")
    assert "Paris (UTC+1)" in text_of(open_agenda().content.decode())
    # Alone, its days are those of its own clocks.
    assert items(open_agenda(lieu="montreal"))[0].startswith("9 h 00 à 9 h 45 ")


def put(practice, bob, start, minutes=45):
    end = start + dt.timedelta(minutes=minutes)
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    return Appointment.objects.create(
        client=bob.client, **parts, start_at=start, end_at=end, busy_until=end, state=State.CONFIRMED
    )


def test_the_hour_that_is_read_twice_is_told_apart(open_agenda, practice, bob):
    first = dt.datetime(2026, 10, 25, 0, 15, tzinfo=dt.UTC)
    for start in (first, first + dt.timedelta(hours=1), dt.datetime(2026, 10, 25, 22, 30, tzinfo=dt.UTC)):
        put(practice, bob, start, 30)
    answer = open_agenda(vue="jour", date="2026-10-25")
    assert [words.split(" Effectué")[0] for words in items(answer)] == [
        "2 h 15 à 2 h 45, Paris (UTC+2)",
        "2 h 15 à 2 h 45, Paris (UTC+1)",
        "23 h 30 à 0 h 00",
    ]
    # Side by side: they stand at the same hour of the wall clock.
    assert re.findall(r"at-h2 at-m15 for-h0 for-m30 (lane-\d)", answer.content.decode()) == ["lane-1", "lane-2"]


def test_the_hour_that_is_skipped_makes_no_appointment_longer(open_agenda, practice, bob):
    put(practice, bob, dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC))
    put(practice, bob, dt.datetime(2027, 3, 28, 21, 30, tzinfo=dt.UTC), 30)
    answer = open_agenda(vue="jour", date="2027-03-28")
    assert [words.split(" Confirmé")[0] for words in items(answer)] == ["1 h 30 à 3 h 15", "23 h 30 à 0 h 00"]
    assert "at-h1 at-m30 for-h0 for-m45" in answer.content.decode()
    assert len(items(open_agenda(date="2027-03-28"))) == 2


# --- Beside the hours ------------------------------------------------------------------------------


def item(start, end):
    return Item("entry", "", "", start, end)


def test_what_overlaps_stands_side_by_side_and_the_rest_takes_the_whole_width():
    found = [item(540, 600), item(550, 580), item(590, 620), item(620, 660)]
    assert put_side_by_side(found) == 2
    assert [one.lane for one in found] == [1, 2, 2, 0]
    assert put_side_by_side([]) == 1


def test_more_than_three_side_by_side_are_a_list(open_agenda, practice, bob, make_practitioner):
    for number in range(4):
        start = at(10, number)
        put_with = make_practitioner(f"Denis {number}")
        parts = {"practitioner": put_with, "service": practice.service, "place": practice.place}
        end = start + dt.timedelta(minutes=45)
        Appointment.objects.create(
            client=bob.client, **parts, start_at=start, end_at=end, busy_until=end, state=State.CONFIRMED
        )
    answer = open_agenda(praticien="tous")
    assert len(items(answer)) == 4
    assert "agenda__days--by-the-hour" not in answer.content.decode()


@pytest.mark.parametrize(
    ("lanes", "fit"),
    [
        ([], True),
        ([1] * 7, True),
        ([1] * 8, False),
        ([2] * 3, True),
        ([2, 1, 1, 1], False),
        ([3, 1], True),
        ([4], False),
    ],
)
def test_what_stands_side_by_side_leaves_room_to_be_read(lanes, fit):
    assert fit_side_by_side([Column("", [], lanes=count) for count in lanes]) == fit


# --- What it costs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["jour", "semaine", "mois"])
def test_one_appointment_costs_as_many_queries_as_many(open_agenda, book, make_practitioner, view):
    colleagues = [make_practitioner(f"Denis {number}") for number in range(3)]
    put_one(colleagues[0], book, at(13, 30))
    open_agenda(vue=view, praticien="tous")
    with CaptureQueriesContext(connection) as for_one:
        open_agenda(vue=view, praticien="tous")
    for colleague in colleagues:
        for hour, minute in [(9, 0), (9, 55), (10, 50)]:
            put_one(colleague, book, at(hour, minute))
    with CaptureQueriesContext(connection) as for_many:
        open_agenda(vue=view, praticien="tous")
    assert len(for_many) == len(for_one)


def put_one(colleague, book, start):
    client = factories.make_client(f"{colleague.slug}{start:%d%H%M}@example.com", "Alice")
    return book(start, practitioner=colleague, client=client)
