"""The figures of a practice, beside a count written anew here, over a year by chance; and who may read them."""

import csv
import datetime as dt
import io
import random
import re
import statistics
from collections import Counter
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from booking.figures import BY, Period, figures
from booking.models import Appointment, AppointmentEvent, State
from people.models import Client
from practice.models import Absence, Practitioner
from practice.opened import minutes_open
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.mission("O8"), pytest.mark.mission("M5")]

PARIS = ZoneInfo("Europe/Paris")
NOW = dt.datetime(2027, 7, 1, 10, tzinfo=PARIS)
FIRST, LAST = dt.date(2026, 9, 14), dt.date(2027, 9, 13)
PAGE = reverse("booking_admin:figures")
LIST = reverse("rendez-vous_modeladmin_index")
NOTICE = dt.timedelta(hours=24)


@pytest.fixture
def year(practice, denis, bob, charlie, zoe):
    """Return what was dealt, as plain dictionaries: a year and some days around it, both clock changes included."""
    chance = random.Random(8)
    people = [practice.practitioner, Practitioner.objects.get(user=denis)]
    services = [practice.service, factories.make_service(name="Suivi", duration_minutes=30)]
    clients = [bob.client, charlie.client, Client.objects.create(name="Guest Durand", email="guest@example.com")]
    dealt, rows, events = [], [], []
    for number in range(400):
        # Midnights and the hours around them, where days and months change.
        wall = dt.datetime.combine(FIRST, dt.time()) + dt.timedelta(
            days=number - 15, hours=chance.choice([0, 9, 10, 14, 23]), minutes=chance.choice([0, 30])
        )
        start = wall.replace(tzinfo=PARIS).astimezone(dt.UTC)
        one = {
            "practitioner": people[number % 2],
            "service": chance.choice(services),
            "place": chance.choice(practice.places),
            "client": chance.choice(clients),
            "start": start,
            "made": start - dt.timedelta(hours=chance.randrange(1, 900)),
            "state": chance.choice(
                [State.CONFIRMED] * 4 + [State.REQUESTED, State.MISSED, State.DECLINED] + [State.CANCELLED] * 3
            ),
            "by": chance.choice(["account", "link", "colleague", "site"]),
            "cancelled": start - dt.timedelta(minutes=chance.choice([10, 24 * 60 - 1, 24 * 60, 24 * 60 + 1, 5000])),
        }
        one["end"] = start + one["service"].duration
        dealt.append(one)
        row = Appointment(
            **{name: one[name] for name in ("practitioner", "service", "place", "client", "state")},
            start_at=start,
            end_at=one["end"],
            busy_until=one["end"],
            created_at=one["made"],
        )
        rows.append(row)
        if one["state"] == State.CANCELLED:
            if one["by"] == "account" and one["client"].user_id is None:
                one["by"] = "link"
            by = {"account": one["client"].user, "colleague": zoe}.get(one["by"])
            name = {"link": one["client"].name, "site": ""}.get(one["by"], str(by or ""))
            events.append((row, one["cancelled"], by, name))
    Appointment.objects.bulk_create(rows)
    AppointmentEvent.objects.bulk_create(
        AppointmentEvent(
            appointment=row,
            kind="cancelled",
            at=at,
            by=by,
            by_name=name,
            to_state="cancelled",
            to_start_at=row.start_at,
        )
        for row, at, by, name in events
    )
    return dealt


def outcome_of(one):
    """Return what became of one of those dealt, by other words than the site's."""
    over = one["end"] <= NOW
    if one["state"] == State.CANCELLED:
        return "annule-client" if one["by"] in ("account", "link") else "annule-cabinet"
    simple = {State.MISSED: "absent", State.DECLINED: "refuse"}
    if one["state"] in simple:
        return simple[one["state"]]
    if one["state"] == State.REQUESTED:
        return "sans-reponse" if over else "a-venir"
    return "honore" if over else "a-venir"


def key_of(one, by):
    local = one["start"].astimezone(PARIS)
    return {
        "mois": local.date().replace(day=1),
        "semaine": local.date() - dt.timedelta(days=local.weekday()),
        "praticien": one["practitioner"].pk,
        "lieu": one["place"].pk,
        "prestation": one["service"].pk,
        "heure": local.hour,
    }[by]


def counted(found, by):
    """Return `{key: (outcomes, late, people, minutes)}` of what is in the period, counted one by one."""
    groups = {}
    for one in found:
        outcomes, late, people, minutes = groups.setdefault(key_of(one, by), (Counter(), [], set(), []))
        outcome = outcome_of(one)
        outcomes[outcome] += 1
        if outcome.startswith("annule") and one["start"] - one["cancelled"] < NOTICE:
            late.append(one)
        if outcome == "honore":
            people.add(one["client"].pk)
        if one["state"] in (State.CONFIRMED, State.MISSED):
            minutes.append((one["end"] - one["start"]).total_seconds() / 60)
    return {key: (dict(o), len(late), len(people), sum(m)) for key, (o, late, people, m) in groups.items()}


def told(groups):
    """Return the site's figures in the same form, without groups in which nothing is."""
    return {
        key: (
            {outcome.value: number for outcome, number in counts.outcomes.items() if number},
            counts.late,
            counts.people,
            counts.minutes_taken,
        )
        for key, counts in groups.items()
        if counts.total
    }


def within(dealt, **chosen):
    return [
        one
        for one in dealt
        if FIRST <= one["start"].astimezone(PARIS).date() <= LAST
        and all(one[name] == row for name, row in chosen.items())
    ]


@pytest.mark.parametrize("by", BY)
def test_the_figures_agree_to_the_unit_with_another_count(year, by):
    people = tuple(Practitioner.objects.prefetch_related("places"))
    found = figures(Period(FIRST, LAST, people), by, now=NOW)
    assert told(found.groups) == counted(within(year), by)
    [whole] = told({0: found.total}).values()
    merged = counted(within(year), "heure").values()
    assert whole[0] == dict(sum((Counter(one[0]) for one in merged), Counter()))
    assert found.total.people == 3
    assert found.lead == statistics.median(one["start"] - one["made"] for one in within(year))


def test_a_place_a_service_and_a_practitioner_are_left(year, practice):
    place, service = practice.places[1], practice.service
    period = Period(FIRST, LAST, (practice.practitioner,), place, service)
    chosen = {"practitioner": practice.practitioner, "place": place, "service": service}
    assert told(figures(period, "mois", now=NOW).groups) == counted(within(year, **chosen), "mois")


def test_months_and_weeks_without_anything_are_told(practice):
    practitioner = practice.practitioner
    found = figures(Period(FIRST, LAST, (practitioner,)), "mois", now=NOW)
    assert [f"{key:%m}" for key in found.groups] == ["09", "10", "11", "12", *(f"{n:02}" for n in range(1, 10))]
    assert found.total.share_honoured is None


def test_hours_taken_are_a_part_of_the_opening_hours_less_absences(practice):
    """Monday to Friday, 9:00–12:30 and 13:30–17:00: seven hours a day."""
    monday = dt.date(2026, 11, 2)
    week = (monday, monday + dt.timedelta(days=6))
    open_by_day = minutes_open([practice.practitioner], *week)
    assert sum(open_by_day.values()) == 5 * 420
    Absence.objects.create(
        practitioner=practice.practitioner,
        start_at=dt.datetime(2026, 11, 3, 10, tzinfo=PARIS),
        end_at=dt.datetime(2026, 11, 4, 13, 30, tzinfo=PARIS),
    )
    assert sum(minutes_open([practice.practitioner], *week).values()) == 5 * 420 - 360 - 210
    start = dt.datetime(2026, 11, 2, 9, tzinfo=PARIS)
    Appointment.objects.create(
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.place,
        client=Client.objects.create(name="Ada"),
        state=State.CONFIRMED,
        start_at=start,
        end_at=start + dt.timedelta(minutes=45),
        busy_until=start + dt.timedelta(minutes=55),
    )
    found = figures(Period(*week, (practice.practitioner,)), "semaine", now=NOW)
    assert found.total.occupancy == pytest.approx(45 / (5 * 420 - 570))
    assert found.groups[monday].occupancy == found.total.occupancy


# --- The screen ------------------------------------------------------------------------------------


def links_in(page):
    return [(unescape(url), int(number)) for url, number in re.findall(r'<a href="([^"]*issue[^"]*)">(\d+)</a>', page)]


@pytest.mark.parametrize("by", BY)
def test_every_number_leads_to_the_list_behind_it(client, camille, year, monkeypatch, by):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(camille)
    page = client.get(f"{PAGE}?du={FIRST}&au={LAST}&par={by}").content.decode()
    links = links_in(page)
    assert len(links) >= 7
    chance = random.Random(by)
    for url, number in chance.sample(links, 5):
        assert client.get(url).context["result_count"] == number, url


def test_the_numbers_stand_beside_the_bars_and_in_a_csv(client, camille, year, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(camille)
    address = f"{PAGE}?du={FIRST}&au={LAST}&par=heure"
    page = client.get(address).content.decode()
    answer = client.get(f"{address}&export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    expected = counted(within(year), "heure")
    assert [int(row["Honorés"]) for row in rows] == [expected[hour][0].get("honore", 0) for hour in sorted(expected)]
    assert page.count("<svg viewBox") == len(rows) == len(expected)


def test_a_period_that_ends_before_it_begins_is_explained(client, camille):
    client.force_login(camille)
    page = client.get(f"{PAGE}?du=2026-12-01&au=2026-11-01").content.decode()
    assert "Le dernier jour précède le premier." in page
    assert client.get(f"{PAGE}?du=0001-01-01&au=2026-11-01").status_code == 200
    assert client.get(f"{PAGE}?du=no&au=2026-11-01&par=rien&praticien=personne").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "issue=rien",
        "du=hier",
        "heure=24",
        "heure=x",
        "au=2026-13-01",
        "au=9999-12-31",
        "du=0001-01-01",
        "heure=99999999999999999999",
    ],
)
def test_the_list_knows_no_other_words(client, camille, query):
    client.force_login(camille)
    assert client.get(f"{LIST}?{query}").status_code == 404


def test_a_practitioner_reads_their_own_figures_and_a_colleague_those_that_they_may(
    client, year, denis, zoe, bob, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(denis)
    page = client.get(f"{PAGE}?du={FIRST}&au={LAST}&par=praticien").content.decode()
    assert "Camille" not in page[page.index("<table") :]
    own = within(year, practitioner=Practitioner.objects.get(user=denis))
    assert f">{Counter(map(outcome_of, own))['honore']}</a>" in page
    client.force_login(zoe)
    assert client.get(PAGE).status_code == 404
    zoe.user_permissions.add(Permission.objects.get(codename="see_figures"))
    assert "Camille" in client.get(f"{PAGE}?par=praticien").content.decode()
    client.force_login(bob)
    assert client.get(PAGE).status_code in (302, 404)


def test_the_same_number_of_queries_for_a_year_and_for_nothing(client, camille, practice, denis, request):
    client.force_login(camille)
    address = f"{PAGE}?du={FIRST}&au={LAST}&par=mois"
    client.get(address)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    nothing = count()
    request.getfixturevalue("year")
    assert count() == nothing
