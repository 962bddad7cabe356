"""Booking with anyone: what several people have free together, who gets the appointment, why nobody can have it."""

import datetime as dt
import uuid

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import actions, availability, outbox
from booking.models import Appointment
from booking.wording import sentence_for
from practice import actions as practice_actions
from practice.models import Absence, BookingRules, PublishedSlot
from scheduling import Code
from tests import factories

pytestmark = pytest.mark.django_db

# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
MONDAY, FRIDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 27)
MINUTE = dt.timedelta(minutes=1)


def paris(day, clock):
    hour, minute = map(int, clock.split(":"))
    return dt.datetime(2026, 11, day, hour - 1, minute, tzinfo=dt.UTC)


NINE = paris(24, "9:00")


@pytest.fixture
def camilles(practice):
    """Camille, who comes first in the practice's order."""
    return practice.practitioner


@pytest.fixture
def denis(practice):
    """A colleague who gives the same, an hour longer in the afternoon."""
    windows = [(dt.time(9), dt.time(12, 30)), (dt.time(13, 30), dt.time(18))]
    return factories.make_practitioner(
        "Denis Roux", places=practice.places, services=[practice.service], windows=windows, position=1
    )


@pytest.fixture
def anyone(practice, denis):
    """Return what the engine is asked about: nobody in particular."""
    BookingRules.load()  # makes the row
    return None, practice.service, practice.place


@pytest.fixture
def people(roles):
    """Return a function that gives one new client after another."""
    numbers = iter(range(1000))
    return lambda: factories.make_client(f"person{(number := next(numbers))}@example.com", f"Person {number}")


@pytest.fixture
def book(anyone, people):
    """Return a function that books, for a new client with anyone unless told otherwise, and gives the appointment."""

    def wish(start=NINE, practitioner=None, client=None, now=NOW, **changed):
        _nobody, service, place = anyone
        client = client or people()
        parts = {"practitioner": practitioner, "service": service, "place": place}
        return actions.book(**{**parts, "client": client, "start": start, "by": client.user, "now": now, **changed})

    return wish


def refused(call, *args, **kwargs):
    """Return the refusal that `call` raises, having checked that it stored nothing."""
    before = list(Appointment.objects.order_by("pk").values())
    with pytest.raises(actions.BookingRefused) as caught:
        call(*args, **kwargs)
    assert list(Appointment.objects.order_by("pk").values()) == before
    return caught.value


def is_away(practitioner, start, end):
    Absence.objects.create(practitioner=practitioner, start_at=start, end_at=end)


# --- What is free ---------------------------------------------------------------------------------


def test_a_start_is_free_when_anyone_has_it_free(anyone, book, camilles, denis):
    free = [f"{start:%H:%M}" for start in availability.free_starts(*anyone, FRIDAY, FRIDAY, now=NOW)[FRIDAY]]
    assert free == ["08:00", "08:55", "09:50", "10:45", "12:30", "13:25", "14:20", "15:15", "16:10"]
    book(paris(27, "9:00"), camilles)
    assert paris(27, "9:00") in availability.free_starts(*anyone, FRIDAY, FRIDAY, now=NOW)[FRIDAY]
    book(paris(27, "9:00"), denis)
    assert paris(27, "9:00") not in availability.free_starts(*anyone, FRIDAY, FRIDAY, now=NOW)[FRIDAY]


def test_only_those_count_who_give_this_service_at_this_place(anyone, practice, denis):
    denis.places.set(practice.places[1:])
    assert paris(27, "17:10") not in availability.free_starts(*anyone, FRIDAY, FRIDAY, now=NOW)[FRIDAY]
    denis.places.set(practice.places)
    denis.services.clear()
    assert paris(27, "17:10") not in availability.free_starts(*anyone, FRIDAY, FRIDAY, now=NOW)[FRIDAY]


def test_who_joins_counts_at_once(anyone, practice):
    factories.make_practitioner(
        "Eve", places=practice.places, services=[practice.service], windows=[(dt.time(19), dt.time(20))]
    )
    assert paris(27, "19:00") in availability.free_starts(*anyone, FRIDAY, FRIDAY, now=NOW)[FRIDAY]


def test_offered_means_bookable_and_nothing_else_is(anyone, book, camilles, denis):
    """Every fifth minute of three days, in a calendar in which each of the two is booked and away at other times."""
    for start in (paris(24, "9:00"), paris(24, "13:30"), paris(25, "10:50")):
        book(start, camilles)
    for start in (paris(24, "9:55"), paris(24, "13:30"), paris(26, "9:00")):
        book(start, denis)
    is_away(camilles, paris(26, "9:20"), paris(26, "15:00"))
    is_away(denis, paris(25, "9:00"), paris(25, "12:00"))
    first, last = dt.date(2026, 11, 24), dt.date(2026, 11, 26)
    offered = {start for day in availability.free_starts(*anyone, first, last, now=NOW).values() for start in day}
    every_fifth = (paris(24, "8:00") + n * 5 * MINUTE for n in range(3 * 24 * 12))
    accepted = {start for start in every_fifth if availability.refusal_for(*anyone, start, now=NOW) is None}
    assert accepted == offered
    for start in sorted(offered):
        appointment = book(start)
        assert appointment.start_at == start
        appointment.delete()


# --- Who gets it ----------------------------------------------------------------------------------


def test_whoever_has_fewest_appointments_that_day_gets_it_and_then_the_first_of_the_practice(book, camilles, denis):
    assert book(paris(24, "9:00")).practitioner == camilles
    assert book(paris(24, "9:55")).practitioner == denis
    assert book(paris(24, "10:50")).practitioner == camilles
    assert book(paris(25, "9:00")).practitioner == camilles


def test_appointments_anywhere_count_and_cancelled_ones_do_not(book, practice, camilles, denis, camille):
    elsewhere = book(paris(24, "13:30"), camilles, place=practice.places[1])
    assert book(paris(24, "9:00")).practitioner == denis
    actions.cancel(appointment=elsewhere, by=camille, now=NOW)
    assert book(paris(24, "9:55")).practitioner == camilles


def test_the_same_time_is_had_once_with_each_and_then_refused(book, camilles, denis):
    assert {book().practitioner, book().practitioner} == {camilles, denis}
    refusal = refused(book)
    assert refusal.code == Code.TAKEN
    assert refusal.nearest == [paris(24, "9:55"), paris(24, "10:50"), paris(24, "11:45")]


def test_who_is_taken_in_the_last_moment_is_passed_over(book, camilles, denis, monkeypatch):
    """Between the look at the calendars and the lock, someone else books the first who was free."""
    ask = availability.ask

    def ask_and_be_overtaken(*args, **kwargs):
        monkeypatch.undo()
        verdict = ask(*args, **kwargs)
        book(practitioner=camilles)
        return verdict

    monkeypatch.setattr(availability, "ask", ask_and_be_overtaken)
    assert book().practitioner == denis


def test_moving_keeps_the_practitioner(book, denis, camille):
    appointment = book(paris(24, "17:10"))
    assert appointment.practitioner == denis
    moved = actions.move(appointment=appointment, start=paris(25, "9:00"), by=camille, now=NOW)
    assert moved.practitioner == denis
    camilles = book(paris(26, "9:00"))
    assert refused(actions.move, appointment=camilles, start=paris(26, "17:10"), by=camille, now=NOW)


def test_a_form_sent_ten_times_books_once(book, people):
    client, key = people(), uuid.uuid4()
    assert len({book(client=client, idempotency_key=key).pk for _ in range(10)}) == 1


def test_a_form_sent_again_finds_its_appointment_when_nobody_is_left(book, people, denis):
    client, key = people(), uuid.uuid4()
    last = book(paris(24, "17:10"), client=client, idempotency_key=key)
    assert book(paris(24, "17:10"), client=client, idempotency_key=key) == last


def test_the_mails_say_with_whom_it_is(book, denis, camilles, camille):
    is_away(camilles, paris(24, "9:00"), paris(25, "9:00"))
    appointment = book()
    outbox.deliver_due(now=NOW)
    (sent,) = django_mail.outbox
    assert sent.to == [appointment.client.email]
    assert "Denis Roux" in sent.subject
    assert "Denis Roux" in sent.body
    assert "Camille" not in sent.body


# --- Published slots ------------------------------------------------------------------------------


def publish(practitioner, anyone, start, minutes):
    _nobody, service, place = anyone
    parts = {"practitioner": practitioner, "service": service, "place": place}
    slot = PublishedSlot(**parts, start_at=start, end_at=start + minutes * MINUTE, cost=90)
    practice_actions.publish_slot(slot=slot, now=NOW)
    return slot


def test_a_slot_of_one_of_them_is_offered_and_booked_with_its_own_end(anyone, book, denis):
    slot = publish(denis, anyone, paris(24, "20:00"), 90)
    assert slot.start_at in availability.free_starts(*anyone, MONDAY, FRIDAY, now=NOW)[dt.date(2026, 11, 24)]
    appointment = book(slot.start_at)
    assert (appointment.practitioner, appointment.published_slot, appointment.end_at) == (denis, slot, slot.end_at)


def test_who_gives_the_service_as_it_is_described_comes_before_a_slot_at_another_price(anyone, book, camilles, denis):
    publish(camilles, anyone, NINE, 45)
    assert book().practitioner == denis
    assert book().published_slot.practitioner == camilles


# --- Refusals -------------------------------------------------------------------------------------


def code_of(anyone, start, **more):
    refusal = availability.refusal_for(*anyone, start, now=NOW, **more)
    return refusal and refusal.code


def test_of_several_reasons_the_one_that_was_nearest_to_free_is_told(anyone, book, camilles, denis):
    late = paris(24, "17:10")
    assert code_of(anyone, late) is None
    book(late, denis)
    assert availability.refusal_for(camilles, *anyone[1:], late, now=NOW).code == Code.OUT_OF_HOURS
    assert code_of(anyone, late) == Code.TAKEN
    assert code_of(anyone, paris(24, "17:05")) == Code.TAKEN
    assert code_of(anyone, paris(24, "16:20")) == Code.TOO_CLOSE
    assert code_of(anyone, paris(24, "9:10")) == Code.OFF_GRID
    assert code_of(anyone, paris(24, "18:10")) == Code.OUT_OF_HOURS
    assert code_of(anyone, paris(28, "9:00")) == Code.CLOSED_DAY
    assert code_of(anyone, paris(20, "9:00")) == Code.PAST
    assert code_of(anyone, dt.datetime(2027, 1, 25, 8, tzinfo=dt.UTC)) == Code.TOO_FAR


def test_one_who_is_away_says_more_than_one_who_never_works_then(anyone, denis):
    is_away(denis, paris(24, "17:00"), paris(24, "18:00"))
    assert code_of(anyone, paris(24, "17:10")) == Code.ABSENT


def test_the_clients_own_appointments_count_whoever_is_free(anyone, book, people, camilles):
    client = people()
    own = book(client=client)
    refusal = availability.refusal_for(*anyone, NINE, client=client, now=NOW)
    assert (refusal.code, refusal.ref) == (Code.OWN_OVERLAP, own.pk)
    assert refused(book, client=client).code == Code.OWN_OVERLAP
    BookingRules.objects.update_or_create(defaults={"live_limit": 1})
    assert refused(book, paris(25, "9:00"), client=client).code == Code.LIMIT_REACHED


def test_who_is_blocked_books_with_nobody(book, people):
    client = people()
    client.user.blocked_at = NOW
    client.user.save()
    assert refused(book, client=client).code == Code.BLOCKED


def test_where_nobody_gives_it_it_is_not_open(anyone, book, practice, denis):
    for practitioner in (practice.practitioner, denis):
        practitioner.services.clear()
    refusal = refused(book)
    assert (refusal.code, refusal.nearest) == (Code.NOT_OPEN_TO_YOU, [])
    assert availability.next_free(*anyone, now=NOW) == []


def test_the_nearest_three_are_the_nearest_of_all(anyone, book, camilles, denis):
    for clock in ("9:00", "9:55"):
        for practitioner in (camilles, denis):
            book(paris(24, clock), practitioner)
    assert availability.nearest_free(*anyone, NINE, now=NOW) == [
        paris(24, "10:50"),
        paris(24, "11:45"),
        paris(24, "13:30"),
    ]
    book(paris(24, "10:50"), camilles)
    assert availability.nearest_free(*anyone, NINE, now=NOW)[0] == paris(24, "10:50")


@pytest.mark.parametrize("code", [Code.CLOSED_DAY, Code.OUT_OF_HOURS, Code.ABSENT, Code.TAKEN, Code.OFF_GRID])
def test_every_refusal_has_a_sentence_that_names_nobody(anyone, code, camilles, denis):
    _nobody, service, place = anyone
    refusal = actions.BookingRefused(availability.Refusal(code), start=NINE)
    sentence = sentence_for(refusal, practitioner=None, service=service, place=place, now=NOW)
    assert sentence.endswith(".")
    assert not any(name in sentence for name in ("Camille", "Denis", "None"))


# --- What it costs --------------------------------------------------------------------------------


def queries_of(call):
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_two_queries_for_any_number_of_people_and_appointments(anyone, practice, book):
    def look():
        return availability.free_starts(*anyone, MONDAY, FRIDAY, now=NOW)

    assert queries_of(look) == 2
    for name in ("Eve", "Fanny", "Guy"):
        factories.make_practitioner(name, places=practice.places, services=[practice.service])
    for _ in range(5):
        book()
    assert queries_of(look) == 2


def test_two_queries_for_any_number_of_wishes(anyone, practice, denis):
    people = (None, practice.practitioner, denis)
    wishes = [(one, practice.service, place) for one in people for place in practice.places]
    assert queries_of(lambda: availability.first_free(wishes[:1], now=NOW)) == 2
    assert queries_of(lambda: availability.first_free(wishes, now=NOW)) == 2
    assert availability.first_free(wishes, now=NOW) == [
        availability.next_free(*wish, now=NOW, count=1)[0] for wish in wishes
    ]
