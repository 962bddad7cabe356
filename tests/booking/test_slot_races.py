"""A slot put up by hand while others do the same, and withdrawn while others book it: somebody is told no."""

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from booking.models import Appointment
from people.models import Client
from practice import actions
from practice.actions import SlotProblem, SlotRefused
from practice.models import PublishedSlot
from tests.crowd import WON, Rival, all_at_once
from tests.server import running_site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

RIVALS = 6
#: How long after the bookings were sent the slot is withdrawn, in each round, in milliseconds.
DELAYS = (0, 10, 20, 40, 80, 160)


def evening(practice, number=0):
    """Return a start on a day a week ahead, at 20:07, when there are no opening hours."""
    day = timezone.localdate() + dt.timedelta(days=7 + number)
    return dt.datetime.combine(day, dt.time(20, 7), practice.place.zone).astimezone(dt.UTC)


def slot_at(practice, start, minutes=50):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    return PublishedSlot(**parts, start_at=start, end_at=start + dt.timedelta(minutes=minutes))


def attempt(change, **wish):
    """Return None, or the code of the refusal; used in a thread, which leaves no connection behind."""
    try:
        change(now=timezone.now(), **wish)
    except SlotRefused as refused:
        return refused.code
    finally:
        connection.close()


def test_of_many_overlapping_slots_published_at_once_one_stands(practice):
    starts = [evening(practice) + dt.timedelta(minutes=n) for n in range(RIVALS)]
    with ThreadPoolExecutor(RIVALS) as crowd:
        answers = list(crowd.map(lambda start: attempt(actions.publish_slot, slot=slot_at(practice, start)), starts))
    assert sorted(answers, key=str) == [None, *[SlotProblem.OVERLAP] * (RIVALS - 1)]
    assert PublishedSlot.objects.count() == 1


def test_a_slot_is_booked_or_withdrawn_and_never_both(practice):
    with running_site() as address:
        rivals = [Rival(n, address) for n in range(RIVALS)]
        for number, delay in enumerate(DELAYS):
            slot = slot_at(practice, evening(practice, number))
            actions.publish_slot(slot=slot, now=timezone.now())
            with ThreadPoolExecutor(1) as coach:
                withdrawn = coach.submit(withdraw_after, delay, slot)
                booked = all_at_once(rivals, practice, [slot.start_at] * RIVALS)[WON]
            check_one_outcome(slot, withdrawn.result(), booked)
            # Nobody is to be stopped by having as many as they may have.
            Appointment.objects.update(client=Client.objects.first())


def withdraw_after(delay, slot):
    time.sleep(delay / 1000)
    return attempt(actions.withdraw_slot, slot=PublishedSlot.objects.get(pk=slot.pk))


def check_one_outcome(slot, refusal, booked):
    standing = Appointment.objects.filter(start_at=slot.start_at)
    if refusal is None:
        assert (booked, standing.count()) == (0, 0)
        assert not PublishedSlot.objects.filter(pk=slot.pk).exists()
    else:
        assert (refusal, booked, standing.get().published_slot_id) == (SlotProblem.BOOKED, 1, slot.pk)
