"""Holds: a chosen time is kept for whoever chose it, for a while, and never against them."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from booking import actions, availability
from booking.limits import HOLDS_OF_A_NETWORK
from booking.models import Appointment, AppointmentEvent, OutboxMessage, State
from practice.models import BookingRules
from scheduling import Code

from .test_actions import NOW, paris, refused

pytestmark = pytest.mark.django_db

TEN_MINUTES = dt.timedelta(minutes=10)


@pytest.fixture
def wish(practice):
    """Return a function that gives the parts of a wish, for Tuesday at nine with Camille unless told otherwise."""

    def of(day=24, clock="9:00", **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return {**parts, "start": paris(day, clock), "now": NOW, **changed}

    return of


@pytest.fixture
def hold(wish):
    """Return a function that puts a time on hold for someone who is not known yet."""

    def put(*when, client=None, **changed):
        return actions.put_on_hold(**{**wish(*when), "client": client, **changed})

    return put


@pytest.fixture
def book(wish, bob_client):
    def book_it(*when, client=bob_client, **changed):
        return actions.book(**{**wish(*when), "client": client, "by": client.user, **changed})

    return book_it


@pytest.fixture
def nobody_in_particular(practice, make_practitioner):
    """A colleague gives the same service: it can be had with anyone."""
    return make_practitioner("Denis")


def is_free(**wish):
    return availability.refusal_for(**wish) is None


# --- What a hold is -------------------------------------------------------------------------------


def test_a_hold_takes_the_time_for_ten_minutes_and_is_nobodys(hold, book, wish):
    held = hold()
    assert (held.state, held.client, held.hold_expires_at) == (State.HELD, None, NOW + TEN_MINUTES)
    assert (held.end_at - held.start_at, held.gap) == (dt.timedelta(minutes=45), TEN_MINUTES)
    assert refused(book).code == Code.TAKEN
    assert is_free(**wish(now=NOW + TEN_MINUTES))
    assert not AppointmentEvent.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_only_a_hold_is_nobodys(hold):
    held = hold()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=held.pk).update(state=State.CONFIRMED)


def test_a_refused_time_is_not_held_and_three_others_are_offered(hold, book):
    book()
    refusal = refused(hold)
    assert refusal.code == Code.TAKEN
    assert len(refusal.nearest) == 3


def test_the_practice_says_how_long_a_time_is_kept(hold):
    rules = BookingRules.load()
    rules.hold_minutes = 25
    rules.save()
    assert hold().hold_expires_at == NOW + dt.timedelta(minutes=25)


def test_no_time_is_kept_where_the_practice_keeps_none(hold, book):
    BookingRules.objects.update_or_create(defaults={"hold_minutes": 0})
    assert hold() is None
    assert not Appointment.objects.exists()
    assert refused(hold, 28, "9:00").code == Code.CLOSED_DAY
    book()


# --- Whose it is ----------------------------------------------------------------------------------


def test_ones_own_hold_becomes_the_appointment(hold, book):
    held = hold()
    appointment = book(hold=held)
    assert (appointment.state, appointment.start_at) == (State.CONFIRMED, held.start_at)
    assert list(Appointment.objects.all()) == [appointment]


def test_a_lapsed_hold_confirms_all_the_same(hold, book):
    held = hold()
    appointment = book(hold=held, now=NOW + 2 * TEN_MINUTES)
    assert list(Appointment.objects.all()) == [appointment]


def test_a_lapsed_hold_whose_time_has_gone_is_refused_with_three_others(hold, book, charlie_client):
    held = hold()
    later = NOW + TEN_MINUTES
    book(client=charlie_client, now=later)
    refusal = refused(book, hold=held, now=later)
    assert (refusal.code, len(refusal.nearest)) == (Code.TAKEN, 3)


def test_choosing_another_time_gives_the_first_up(hold, wish):
    first = hold(24, "9:00")
    second = hold(24, "9:55", hold=first)
    assert list(Appointment.objects.all()) == [second]
    assert is_free(**wish(24, "9:00"))


def test_choosing_the_time_beside_ones_own_is_not_refused_by_it(hold):
    """With starts every five minutes, the next one overlaps what is held."""
    rules = BookingRules.load()
    rules.step_minutes = 5
    rules.save()
    first = hold(24, "14:00")
    assert hold(24, "14:05", hold=first).start_at == paris(24, "14:05")


def test_the_same_time_again_is_kept_for_longer(hold):
    first = hold()
    again = hold(hold=first, now=NOW + dt.timedelta(minutes=7))
    assert Appointment.objects.get() == again
    assert again.hold_expires_at == NOW + dt.timedelta(minutes=17)


def test_a_refused_change_leaves_the_hold_as_it_was(hold, book, charlie_client):
    book(24, "9:55", client=charlie_client)
    first = hold(24, "9:00")
    refusal = refused(hold, 24, "9:55", hold=first)
    assert paris(24, "9:00") in refusal.nearest
    assert Appointment.objects.filter(pk=first.pk, state=State.HELD).exists()


def test_a_hold_with_someone_else_is_given_up_too(hold, book, nobody_in_particular):
    with_denis = hold(practitioner=nobody_in_particular)
    with_camille = hold(24, "9:55", hold=with_denis)
    assert list(Appointment.objects.all()) == [with_camille]
    appointment = book(25, "9:00", practitioner=nobody_in_particular, hold=with_camille)
    assert list(Appointment.objects.all()) == [appointment]


def test_who_is_known_is_held_nothing_that_they_could_not_book(hold, book, bob_client, nobody_in_particular):
    book()
    assert refused(hold, client=bob_client, practitioner=nobody_in_particular).code == Code.OWN_OVERLAP


def test_ones_own_hold_is_no_obstacle_to_a_move(hold, book):
    appointment = book(25, "9:00")
    held = hold()
    moved = actions.move(appointment=appointment, start=held.start_at, by=None, now=NOW, hold=held)
    assert list(Appointment.objects.all()) == [moved]


def test_an_appointment_moves_onto_a_time_whose_hold_has_lapsed(hold, book):
    appointment = book(25, "9:00")
    hold()
    moved = actions.move(appointment=appointment, start=paris(24, "9:00"), by=None, now=NOW + TEN_MINUTES)
    assert moved.start_at == paris(24, "9:00")
    assert Appointment.objects.count() == 1


# --- With anyone ----------------------------------------------------------------------------------


def test_with_anyone_the_person_who_is_held_is_the_one_booked(hold, book, practice, nobody_in_particular):
    held = hold(practitioner=None)
    other = ({practice.practitioner, nobody_in_particular} - {held.practitioner}).pop()
    # By now the other has fewer appointments that day, and would be asked first.
    hold(24, "14:25", practitioner=held.practitioner)
    assert availability.ask(**{**vars_of(held), "practitioner": None}, hold=held).free_people[0] == other
    assert book(practitioner=None, hold=held).practitioner == held.practitioner


def vars_of(held):
    return {"service": held.service, "place": held.place, "start": held.start_at, "now": NOW}


def test_with_anyone_the_same_time_again_stays_with_the_same_person(hold, nobody_in_particular):
    first = hold(practitioner=None)
    again = hold(practitioner=None, hold=first)
    assert (again.practitioner, Appointment.objects.count()) == (first.practitioner, 1)


def test_with_anyone_two_people_are_held_for_two_visitors_and_none_for_a_third(hold, nobody_in_particular):
    assert hold(practitioner=None).practitioner != hold(practitioner=None).practitioner
    assert refused(hold, practitioner=None).code == Code.TAKEN


# --- How many -------------------------------------------------------------------------------------


def test_a_network_holds_a_few_times_and_never_an_agenda(hold):
    days = [(day, "9:00") for day in (24, 25, 26, 27, 30)] + [(24, "14:25")]
    held = [hold(*when, network="a crawler") for when in days[:HOLDS_OF_A_NETWORK]]
    assert all(held)
    assert hold(24, "15:20", network="a crawler") is None
    assert hold(24, "15:20", network="someone else").state == State.HELD
    # Going from one time to another stays within it; what has lapsed no longer counts.
    assert hold(24, "16:15", network="a crawler", hold=held[0])
    assert hold(25, "16:15", network="a crawler", now=NOW + TEN_MINUTES)


def test_someone_whose_network_holds_enough_books_all_the_same(hold, book):
    for clock in ("9:00", "9:55", "10:50", "11:45", "13:30"):
        hold(25, clock, network="an office")
    assert hold(24, "9:00", network="an office") is None
    assert book(24, "9:00").state == State.CONFIRMED


# --- What it costs --------------------------------------------------------------------------------


def test_a_hold_costs_a_booking_no_query(hold, book, django_assert_num_queries):
    BookingRules.load()  # makes the row
    held = hold(26, "9:00")
    with CaptureQueriesContext(connection) as without:
        book(27, "9:00")
    with django_assert_num_queries(len(without)):
        book(26, "9:00", hold=held)
