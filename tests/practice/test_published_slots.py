"""Slots put up by hand: published, changed, withdrawn, and booked."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from booking import actions as booking
from booking import guard
from booking.models import Appointment, State
from practice import actions, wording
from practice.actions import SlotProblem, SlotRefused
from practice.models import PublishedSlot, practice_zone
from tests import factories

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)


def paris(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=practice_zone()).astimezone(dt.UTC)


@pytest.fixture
def a_slot(practice):
    """Return a function that makes a slot, unsaved, on Tuesday 24 November 2026 from 18:00 to 19:00."""

    def make(start=(18, 0), end=(19, 0), day=24, **fields):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return PublishedSlot(**{**parts, "start_at": paris(day, *start), "end_at": paris(day, *end), **fields})

    return make


@pytest.fixture
def publish(a_slot):
    def put_up(*args, now=NOW, **fields):
        slot = a_slot(*args, **fields)
        actions.publish_slot(slot=slot, now=now)
        return slot

    return put_up


@pytest.fixture
def book(practice, bob):
    def wish(start, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return booking.book(**{**parts, "client": bob.client, "start": start, "by": bob, "now": NOW, **changed})

    return wish


def refused(call, **kwargs):
    before = list(PublishedSlot.objects.order_by("pk").values())
    with pytest.raises(SlotRefused) as caught:
        call(now=NOW, **kwargs)
    assert list(PublishedSlot.objects.order_by("pk").values()) == before
    return caught.value


# --- Publishing ----------------------------------------------------------------------------------


@pytest.mark.mission("P3")
def test_a_slot_is_published_with_context_and_cost(publish, practice):
    publish(context="Préparer un entretien", cost=30)
    slot = PublishedSlot.objects.get()
    assert (slot.start_at, slot.end_at) == (paris(24, 18), paris(24, 19))
    assert (slot.context, slot.cost, slot.practitioner) == ("Préparer un entretien", 30, practice.practitioner)


@pytest.mark.mission("P3")
@pytest.mark.parametrize(
    ("start", "end"),
    [((18, 0), (19, 0)), ((17, 30), (18, 1)), ((18, 59), (20, 0)), ((18, 20), (18, 40)), ((17, 0), (20, 0))],
)
def test_a_slot_that_overlaps_another_is_refused(publish, a_slot, start, end):
    other = publish()
    refusal = refused(actions.publish_slot, slot=a_slot(start, end))
    assert (refusal.code, refusal.slot) == (SlotProblem.OVERLAP, other)
    assert "Mardi 24 novembre 2026, 18\u00a0h\u00a000 à 19\u00a0h\u00a000" in wording.slot_refused(refusal)


def test_slots_that_touch_are_allowed(publish):
    publish()
    publish((17, 0), (18, 0))
    publish((19, 0), (19, 7))
    assert PublishedSlot.objects.count() == 3


def test_a_colleagues_slot_is_no_obstacle(publish, hugo):
    publish()
    publish(practitioner=hugo.practitioner)
    assert PublishedSlot.objects.count() == 2


def test_another_place_is_an_obstacle(publish, a_slot, practice):
    """One cannot be in two places at once."""
    publish()
    assert refused(actions.publish_slot, slot=a_slot(place=practice.places[1])).code == SlotProblem.OVERLAP


def test_a_slot_in_the_past_is_refused(a_slot):
    refusal = refused(actions.publish_slot, slot=a_slot(day=20))
    assert refusal.code == SlotProblem.PAST
    assert wording.slot_refused(refusal) == "Cette heure est passée. Choisissez-en une plus tardive."


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"end_at": paris(24, 18)}, "end_at"),
        ({"end_at": paris(24, 17)}, "end_at"),
        ({"start_at": paris(24, 18).replace(second=1)}, "start_at"),
        ({"end_at": paris(24, 19).replace(microsecond=1)}, "end_at"),
        ({"end_at": paris(25, 6, 1)}, "end_at"),
        ({"start_at": paris(24, 18).replace(year=226)}, "start_at"),
        ({"cost": -1}, "cost"),
    ],
)
def test_what_cannot_be_a_slot_is_named(a_slot, fields, named):
    with pytest.raises(ValidationError) as refusal:
        a_slot(**fields).full_clean()
    assert list(refusal.value.message_dict) == [named]


@pytest.mark.parametrize("fields", [{"end_at": paris(24, 18)}, {"cost": "-0.01"}])
def test_the_database_refuses_it_too(a_slot, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_slot(**fields).save()


def test_the_database_refuses_a_second_slot_at_the_same_start(a_slot):
    a_slot().save()
    with pytest.raises(IntegrityError), transaction.atomic():
        a_slot(end=(18, 5)).save()


def test_publishing_waits_for_the_lock_that_a_booking_takes(a_slot):
    with CaptureQueriesContext(connection) as asked:
        actions.publish_slot(slot=a_slot(), now=NOW)
    queries = [query["sql"] for query in asked]
    locked = next(number for number, sql in enumerate(queries) if 'FROM "practice_practitioner"' in sql)
    assert locked < next(number for number, sql in enumerate(queries) if 'FROM "practice_publishedslot"' in sql)
    if connection.features.has_select_for_update:
        assert "FOR NO KEY UPDATE" in queries[locked]


def test_the_guard_stands_beside_the_new_column(practice):
    assert not guard.is_missing(connection)


def test_slots_between_two_moments_come_in_order(publish):
    late, early = publish(), publish((8, 0), (9, 0))
    publish(day=25)
    assert list(PublishedSlot.objects.between(paris(24, 8), paris(24, 18))) == [early]
    assert list(PublishedSlot.objects.between(paris(24, 0), paris(25, 0))) == [early, late]


def test_everyone_sees_their_own(publish, camille, zoe, hugo, bob):
    slot, other = publish(), publish(practitioner=hugo.practitioner)
    assert set(PublishedSlot.objects.visible_to(camille)) == {slot, other}
    assert set(PublishedSlot.objects.visible_to(zoe)) == {slot, other}
    assert set(PublishedSlot.objects.visible_to(hugo)) == {other}
    assert not PublishedSlot.objects.visible_to(bob)


# --- Changing and withdrawing --------------------------------------------------------------------


def test_a_free_slot_is_changed_within_its_own_time(publish):
    slot = publish()
    slot.start_at = paris(24, 18, 10)
    slot.cost = 0
    actions.change_slot(slot=slot, now=NOW)
    slot.refresh_from_db()
    assert (slot.start_at, slot.cost) == (paris(24, 18, 10), 0)


def test_a_slot_is_not_changed_onto_another(publish):
    publish((19, 0), (20, 0))
    slot = publish()
    slot.end_at = paris(24, 19, 1)
    assert refused(actions.change_slot, slot=slot).code == SlotProblem.OVERLAP


def test_a_free_slot_is_withdrawn(publish):
    actions.withdraw_slot(slot=publish(), now=NOW)
    assert not PublishedSlot.objects.exists()


def test_a_slot_that_is_gone_is_not_put_back_by_a_change(publish):
    slot = publish()
    actions.withdraw_slot(slot=PublishedSlot.objects.get(), now=NOW)
    assert refused(actions.change_slot, slot=slot).code == SlotProblem.GONE
    assert refused(actions.withdraw_slot, slot=slot).code == SlotProblem.GONE


# --- Booked --------------------------------------------------------------------------------------


def test_an_appointment_on_a_slot_lasts_as_long_as_the_slot(publish, book):
    slot = publish((9, 0), (10, 30))
    appointment = book(paris(24, 9))
    assert (appointment.published_slot, appointment.end_at) == (slot, paris(24, 10, 30))
    assert appointment.busy_until == paris(24, 10, 40)


def test_a_slot_of_another_service_is_not_taken(publish, book, practice):
    other = factories.make_service("Bilan")
    practice.practitioner.services.add(other)
    publish((9, 0), (10, 30), service=other)
    appointment = book(paris(24, 9))
    assert (appointment.published_slot, appointment.end_at) == (None, paris(24, 9, 45))


def test_what_a_client_pays_is_the_slots_cost_where_it_has_one(publish, book, practice):
    practice.service.price = 70
    practice.service.save()
    publish((9, 0), (9, 30), cost=0)
    publish((9, 0), (9, 30), day=25)
    assert [book(paris(day, 9)).price for day in (24, 25, 26)] == [0, 70, 70]


@pytest.mark.mission("P3")
@pytest.mark.parametrize("change", [actions.change_slot, actions.withdraw_slot])
@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED, State.MISSED])
def test_a_slot_on_which_an_appointment_stands_stays_as_it_is(publish, book, change, state):
    slot = publish((9, 0), (10, 30))
    Appointment.objects.filter(pk=book(paris(24, 9)).pk).update(state=state)
    refusal = refused(change, slot=slot)
    assert refusal.code == SlotProblem.BOOKED
    assert "Bob Martin" in wording.slot_refused(refusal)


def test_a_cancelled_appointment_leaves_the_slot_free_and_stays_when_it_goes(publish, book):
    slot = publish((9, 0), (10, 30))
    appointment = book(paris(24, 9))
    booking.cancel(appointment=appointment, by=None, now=NOW)
    assert book(paris(24, 9)).published_slot == slot
    Appointment.objects.update(state=State.DECLINED)
    actions.withdraw_slot(slot=slot, now=NOW)
    appointment.refresh_from_db()
    assert (appointment.published_slot, appointment.end_at) == (None, paris(24, 10, 30))


def test_a_hold_that_lapsed_does_not_keep_a_slot(publish, book):
    slot = publish((9, 0), (10, 30))
    Appointment.objects.filter(pk=book(paris(24, 9)).pk).update(state=State.HELD, hold_expires_at=NOW)
    actions.withdraw_slot(slot=slot, now=NOW)
    assert not PublishedSlot.objects.exists()


def test_moving_onto_a_slot_takes_its_length_and_moving_off_leaves_it(publish, book):
    slot = publish((9, 0), (10, 30))
    appointment = book(paris(25, 9))
    on_it = booking.move(appointment=appointment, start=paris(24, 9), by=None, now=NOW)
    assert (on_it.published_slot, on_it.end_at, on_it.gap) == (slot, paris(24, 10, 30), dt.timedelta(minutes=10))
    off_it = booking.move(appointment=on_it, start=paris(25, 9, 55), by=None, now=NOW)
    assert (off_it.published_slot, off_it.end_at, off_it.gap) == (None, paris(25, 10, 40), dt.timedelta(minutes=10))
