"""Who is free then, and when first: for the directory, and whoever else looks for a person and not for a time."""

import datetime as dt

import pytest

from booking import actions, availability
from booking.directory import Part, Search, find_free
from people.models import RegistrationRules
from practice import actions as practice_actions
from practice.models import Absence, BookingRules, Practitioner, Speciality
from tests.factories import make_place, make_practitioner, make_service

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 23)
SATURDAY = dt.date(2026, 11, 28)
AFTERNOON = [(dt.time(14), dt.time(17))]


@pytest.fixture
def clinic(db):
    """Ana and Boris see people in Lyon, Chloé in Paris; Ana and Chloé are cardiologists, Chloé works in afternoons."""
    lyon, paris = make_place("Lyon", town="Lyon"), make_place("Paris", town="Paris")
    service = make_service()
    heart = Speciality.objects.create(name="Cardiologie")
    people = {
        "Ana": make_practitioner("Ana", places=[lyon], services=[service], position=1),
        "Boris": make_practitioner("Boris", places=[lyon], services=[service], position=2),
        "Chloé": make_practitioner("Chloé", places=[paris], services=[service], windows=AFTERNOON, position=3),
    }
    for name in ("Ana", "Chloé"):
        people[name].specialities.add(heart)
    return people | {"heart": heart, "service": service, "lyon": lyon, "paris": paris}


def names(search, **page):
    return [one.practitioner.name for one in find_free(search, now=NOW, **page).found]


def monday(**wish):
    return Search(MONDAY, MONDAY, **wish)


def book(clinic, name, bob, hour, minute=0):
    where = clinic["paris"] if name == "Chloé" else clinic["lyon"]
    start = dt.datetime.combine(MONDAY, dt.time(hour, minute), dt.UTC)
    parts = {"practitioner": clinic[name], "service": clinic["service"], "place": where}
    return actions.book(client=bob.client, **parts, start=start, by=bob, now=NOW)


def test_everyone_who_is_free_is_found_in_the_practices_order(clinic):
    assert names(monday()) == ["Ana", "Boris", "Chloé"]
    assert names(Search(SATURDAY, SATURDAY)) == []


def test_a_speciality_a_town_and_a_part_of_the_day_narrow_it(clinic):
    assert names(monday(speciality_id=clinic["heart"].pk)) == ["Ana", "Chloé"]
    assert names(monday(speciality_id=clinic["heart"].pk, town="lyon")) == ["Ana"]
    assert names(monday(part=Part.MORNING)) == ["Ana", "Boris"]
    assert names(monday(part=Part.EVENING)) == []
    assert names(monday(service_id=make_service("Bilan").pk)) == []


def test_a_name_with_errors_and_a_language_narrow_it(clinic):
    Practitioner.objects.filter(name__in=["Ana", "Boris"]).update(languages=["fr", "ru"])
    assert names(monday(language="ru")) == ["Ana", "Boris"]
    assert names(monday(language="ru", name="boriss")) == ["Boris"]
    assert names(monday(language="fr", name="chloe")) == []
    assert names(monday(name="chloe")) == ["Chloé"]


def test_who_is_not_open_for_booking_is_not_found(clinic):
    Practitioner.objects.filter(name="Ana").update(is_active=False)
    assert names(monday()) == ["Boris", "Chloé"]


def test_a_place_to_which_nobody_has_to_go_is_a_town_of_its_own(clinic):
    clinic["Boris"].places.set([make_place("Visio", town="Lyon")])
    assert names(monday(town="en-ligne")) == ["Boris"]
    assert names(monday(town="lyon")) == ["Ana"]


def test_without_days_all_that_is_open_for_booking_is_looked_at(clinic):
    found = find_free(Search(part=Part.AFTERNOON), now=NOW).found
    assert [(one.practitioner.name, one.starts[0].date()) for one in found] == [
        (name, MONDAY) for name in ("Ana", "Boris", "Chloé")
    ]


def test_each_has_the_first_starts_of_what_was_asked(clinic):
    found = {one.practitioner.name: one for one in find_free(monday(part=Part.AFTERNOON), now=NOW).found}
    assert [f"{start:%H:%M}" for start in found["Ana"].starts] == ["12:30", "13:25", "14:20"]
    assert [f"{start:%H:%M}" for start in found["Chloé"].starts] == ["13:00", "13:55", "14:50"]
    assert found["Chloé"].place == clinic["paris"]


def test_what_it_names_is_what_the_pages_offer(clinic, bob):
    book(clinic, "Ana", bob, 8)
    for one in find_free(monday(), now=NOW, starts=99).found:
        parts = (one.practitioner, one.service, one.place)
        assert one.starts == availability.free_starts(*parts, MONDAY, MONDAY, now=NOW)[MONDAY]


def test_who_has_nothing_left_or_is_away_is_not_named(clinic, bob):
    full = [(13, 0), (13, 55), (14, 50)]
    for hour, minute in full:
        book(clinic, "Chloé", bob, hour, minute)
    assert names(monday()) == ["Ana", "Boris"]
    start = dt.datetime.combine(MONDAY, dt.time(0), dt.UTC)
    absence = Absence(practitioner=clinic["Boris"], start_at=start, end_at=start + dt.timedelta(days=1))
    practice_actions.save_absence(absence=absence, by=None, now=NOW)
    assert names(monday()) == ["Ana"]


def test_of_several_places_the_earliest_is_named(clinic):
    clinic["Ana"].places.add(clinic["paris"])
    clinic["Ana"].opening_hours.update(place=clinic["paris"])
    (ana,) = [one for one in find_free(monday(), now=NOW).found if one.practitioner.name == "Ana"]
    assert ana.place == clinic["paris"]


def test_pages_follow_one_another_without_a_gap(clinic):
    first = find_free(monday(), now=NOW, count=1)
    second = find_free(monday(), now=NOW, count=1, after=first.after)
    third = find_free(monday(), now=NOW, count=1, after=second.after)
    assert [page.found[0].practitioner.name for page in (first, second, third)] == ["Ana", "Boris", "Chloé"]
    assert third.after is None


def test_pages_lead_back_the_same_way(clinic):
    def page(**where):
        found = find_free(monday(), now=NOW, count=1, **where)
        return [one.practitioner.name for one in found.found], found.before, found.after

    assert page() == (["Ana"], None, 1)
    assert page(after=1) == (["Boris"], 1, 2)
    assert page(after=2) == (["Chloé"], 2, None)
    assert page(before=2) == (["Boris"], 1, 2)
    assert page(before=1) == (["Ana"], None, 1)
    assert page(before=0) == ([], None, 0)


def test_a_page_back_passes_over_who_is_not_free(clinic):
    clinic["Boris"].opening_hours.all().delete()
    found = find_free(monday(), now=NOW, count=1, before=2)
    assert [one.practitioner.name for one in found.found] == ["Ana"]


def test_a_page_that_the_first_few_do_not_fill_is_filled_from_the_others(clinic, bob):
    for number in range(4):
        make_practitioner(
            f"Zoom {number}", places=[clinic["lyon"]], services=[clinic["service"]], windows=[], position=0
        )
    assert names(monday(), count=1) == ["Ana"]


@pytest.mark.parametrize("others", [0, 40])
def test_three_queries_at_most_however_many_there_are(clinic, bob, others, django_assert_max_num_queries):
    for number in range(others):
        windows = [] if number < 39 else AFTERNOON
        make_practitioner(
            f"{number}", places=[clinic["lyon"]], services=[clinic["service"]], windows=windows, position=9
        )
    BookingRules.load(), RegistrationRules.load()  # makes the rows, once
    find_free(monday(part=Part.AFTERNOON), now=NOW)
    book(clinic, "Ana", bob, 12, 30)
    with django_assert_max_num_queries(3):
        assert len(find_free(monday(part=Part.AFTERNOON), now=NOW).found) == (3 if not others else 4)
    with django_assert_max_num_queries(3):
        assert find_free(monday(name="a", language="fr"), now=NOW).found == []
