"""`GET /api/v1/availability/`: every day of a range, its free starts, and a tag that tells whether they still hold."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from booking import actions, availability
from booking.answers import Question, answer
from practice.models import BookingRules
from tests.factories import make_practitioner

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 23)
TUESDAY = dt.date(2026, 11, 24)
ADDRESS = "/api/v1/availability/"
DAY_OF_EIGHT = ["08:00", "08:55", "09:50", "10:45", "12:30", "13:25", "14:20", "15:15"]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ask(client, practice):
    """Return a function that asks for Monday and Tuesday; parameters replace its own, None leaves one out."""

    def get(*, tag=None, **changed):
        asked = {
            "practitioner": practice.practitioner.pk,
            "service": practice.service.pk,
            "place": practice.place.pk,
            "from": MONDAY,
            "to": TUESDAY,
            **changed,
        }
        asked = {name: value for name, value in asked.items() if value is not None}
        return client.get(ADDRESS, asked, headers={"If-None-Match": tag} if tag else {})

    return get


@pytest.fixture
def book(practice, bob):
    def at(hour, minute=0, day=MONDAY):
        return actions.book(
            client=bob.client,
            practitioner=practice.practitioner,
            service=practice.service,
            place=practice.place,
            start=dt.datetime.combine(day, dt.time(hour, minute), dt.UTC),
            by=bob,
            now=NOW,
        )

    return at


def starts(response, day=MONDAY):
    return [start[11:16] for start in response.json()["days"][day.isoformat()]]


def test_every_day_is_there_with_its_starts_in_utc(ask):
    response = ask(to=MONDAY + dt.timedelta(days=6))
    assert response.json()["time_zone"] == "Europe/Paris"
    assert (response.json()["duration_minutes"], response.json()["gap_minutes"]) == (45, 10)
    assert list(response.json()["days"]) == [f"2026-11-{day}" for day in range(23, 30)]
    assert response.json()["days"]["2026-11-23"][0] == "2026-11-23T08:00:00Z"
    assert starts(response) == DAY_OF_EIGHT
    assert starts(response, dt.date(2026, 11, 28)) == []


def test_it_is_what_the_pages_offer(ask, practice, book):
    book(9, 50)
    parts = (practice.practitioner, practice.service, practice.place)
    offered = availability.free_starts(*parts, MONDAY, MONDAY, now=NOW)[MONDAY]
    assert starts(ask()) == [f"{start:%H:%M}" for start in offered]


def test_who_has_the_answer_is_told_so_until_it_is_another(ask, book):
    tag = ask()["ETag"]
    same = ask(tag=tag)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    book(9, 50)
    other = ask(tag=tag)
    assert other.status_code == 200
    assert starts(other) == [start for start in DAY_OF_EIGHT if start != "09:50"]
    assert other["ETag"] != tag


@pytest.mark.parametrize("told", ["{}", "W/{}", '"other", {}', 'W/"other", W/{}', "*", " * "])
def test_who_has_it_among_others_or_packed_on_the_way_is_told_so(ask, told):
    assert ask(tag=told.format(ask()["ETag"])).status_code == 304


@pytest.mark.parametrize("told", ["", '"', "none", '"other"', 'W/"other"', "W/", '"*"', "\xff"])
def test_who_has_another_or_says_it_badly_is_given_the_answer(ask, told):
    assert ask(tag=told).status_code == 200


def test_a_cancelled_appointment_brings_the_first_answer_back(ask, book, bob):
    before = ask()
    booked = book(9, 50)
    actions.cancel(appointment=booked, by=bob, now=NOW)
    after = ask()
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_time_alone_takes_a_start_away(ask, time_machine):
    assert starts(ask())[0] == "08:00"
    time_machine.move_to(dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC), tick=False)
    assert starts(ask())[0] == "08:00"
    time_machine.move_to(dt.datetime(2026, 11, 23, 8, 0, 1, tzinfo=dt.UTC), tick=False)
    assert starts(ask())[0] == "08:55"


def test_midnight_of_the_practice_opens_another_day(ask, time_machine):
    last = dt.date(2027, 1, 21)
    assert last.weekday() == 3
    asked = {"from": last, "to": last}
    time_machine.move_to(dt.datetime(2026, 11, 21, 22, 59, tzinfo=dt.UTC), tick=False)
    assert starts(ask(**asked), last) == []
    time_machine.move_to(dt.datetime(2026, 11, 21, 23, 0, tzinfo=dt.UTC), tick=False)
    assert starts(ask(**asked), last) == DAY_OF_EIGHT


def test_anyone_has_the_starts_of_all(ask, practice, book):
    make_practitioner("Denis", places=practice.places, services=[practice.service], windows=[(dt.time(9), dt.time(10))])
    book(8)
    book(9, 50)
    both = ask(practitioner=None)
    assert starts(both) == [start for start in DAY_OF_EIGHT if start != "09:50"]
    assert starts(ask()) == [start for start in DAY_OF_EIGHT if start not in ("08:00", "09:50")]


def test_who_joins_is_in_the_next_answer(ask, practice):
    before = ask(practitioner=None)
    make_practitioner(
        "Denis", places=practice.places, services=[practice.service], windows=[(dt.time(19), dt.time(20))]
    )
    assert [*starts(before), "18:00"] == starts(ask(practitioner=None))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"service": None}, "service"),
        ({"place": "Lyon"}, "place"),
        ({"practitioner": "-1"}, "practitioner"),
        ({"from": "tomorrow"}, "from"),
        ({"from": "0001-01-01"}, "from"),
        ({"to": "2026-11-22"}, "to"),
        ({"to": "2027-02-23"}, "to"),
    ],
)
def test_what_cannot_be_read_is_named(ask, changed, field):
    response = ask(**changed)
    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert all(sentence.endswith(".") for sentence in response.json()[field])


def test_ninety_two_days_are_answered(ask):
    assert len(ask(to="2027-02-22").json()["days"]) == 92


def test_what_is_not_offered_is_not_found(ask, practice):
    practice.practitioner.services.clear()
    response = ask()
    assert (response.status_code, response.json()["code"]) == (404, "not_open_to_you")
    assert ask(practitioner=999).status_code == 404


def test_an_answer_costs_two_queries_and_the_same_again_one(ask, practice, django_assert_num_queries, book):
    ask()
    book(9, 50)
    with django_assert_num_queries(2):
        ask()
    with django_assert_num_queries(1):
        ask()


def test_many_appointments_cost_no_more_queries(practice, book, django_assert_num_queries):
    asked = Question(practice.service.pk, practice.place.pk, MONDAY, TUESDAY, practice.practitioner.pk)
    answer(asked, to=AnonymousUser(), now=NOW)
    for count in (1, 3):
        for hour, minute in [(8, 0), (8, 55), (9, 50)][:count]:
            if count == 1 or (hour, minute) != (8, 0):
                book(hour, minute)
        with django_assert_num_queries(2):
            answer(asked, to=AnonymousUser(), now=NOW)


def test_rules_of_the_practice_count_at_once(ask):
    ask()
    rules = BookingRules.load()
    rules.step_minutes = 60
    rules.save()
    assert starts(ask())[:3] == ["08:00", "09:00", "10:00"]
