"""Appointments changed by many at once: all moved to one time; one agreed to, declined, cancelled and moved together.

`make soak` does it far more often.
"""

import functools
import itertools
import random
from collections import Counter
from dataclasses import dataclass

import pytest
from django.db import connection
from django.utils import timezone

from booking import actions, guard
from booking.models import Appointment, AppointmentEvent, CancellationReason, OutboxMessage, State
from practice.models import BookingRules
from scheduling import Code
from tests.crowd import REFUSED, WON, Rival, deadlocks, each_at_once, overlapping_pairs
from tests.free import free_starts
from tests.server import running_site
from tests.soak import tally
from tests.soak.sizes import ANSWER_ROUNDS, MOVE_ROUNDS, MOVERS, SEED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

NOT_ASKED_HOW_IT_IS = "/robots.txt"


# --- Everyone wants the same other time -----------------------------------------------------------


@dataclass(frozen=True)
class Holder:
    """A rival and the appointment that is theirs."""

    rival: Rival
    appointment: Appointment

    def move(self, start):
        return self.rival.move(self.appointment, start).status


def holders_of(practice, address, starts):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    holders = []
    for number, start in enumerate(starts):
        rival = Rival(number, address)
        wish = {**parts, "client": rival.client, "by": rival.client.user, "start": start}
        holders.append(Holder(rival, actions.book(**wish, now=timezone.now())))
    return holders


def move_all(holders, start):
    return Counter(each_at_once([functools.partial(holder.move, start) for holder in holders]))


def start_of_each():
    return dict(Appointment.objects.values_list("pk", "start_at"))


def test_one_holder_moves_and_the_others_keep_theirs(practice):
    with running_site() as address:
        *own, target = free_starts(practice, count=MOVERS + 1)
        holders = holders_of(practice, address, own)
        for _round in range(MOVE_ROUNDS):
            before, mails = start_of_each(), OutboxMessage.objects.count()
            assert move_all(holders, target) == {WON: 1, REFUSED: MOVERS - 1}
            after = start_of_each()
            (moved,) = (pk for pk in before if after[pk] != before[pk])
            assert after[moved] == target
            assert overlapping_pairs() == 0
            # To the one who moved and to the practitioner.
            assert OutboxMessage.objects.count() == mails + 2
            # The time that was left is the next that everyone wants.
            target = before[moved]
            tally.count("rounds")
            tally.count("moves tried", MOVERS)
    assert AppointmentEvent.objects.filter(kind="moved").count() == MOVE_ROUNDS
    assert set(Appointment.objects.values_list("state", flat=True)) == {State.CONFIRMED}
    assert deadlocks() == 0


def test_control_without_lock_and_guard_several_move_to_one_time(practice):
    """If this ever finds one only, the race above proves nothing."""
    guard.remove(connection)
    unguarded = {"settings_module": "tests.unguarded.settings", "well_at": NOT_ASKED_HOW_IT_IS}
    try:
        with running_site(**unguarded) as address:
            *own, target = free_starts(practice, count=MOVERS + 1)
            assert move_all(holders_of(practice, address, own), target)[WON] > 1
        assert overlapping_pairs() > 0
    finally:
        Appointment.objects.all().delete()
        guard.install(connection)


def test_one_client_who_moves_to_three_times_at_once_moves_as_often_as_allowed(practice):
    BookingRules.objects.update_or_create(defaults={"moves_limit": 1})
    with running_site() as address:
        own, *targets = free_starts(practice, count=4)
        (holder,) = holders_of(practice, address, [own])
        statuses = each_at_once([functools.partial(holder.move, start) for start in targets])
    assert sorted(statuses) == [WON, REFUSED, REFUSED]
    appointment = Appointment.objects.get()
    assert (appointment.client_moves, appointment.events.filter(kind="moved").count()) == (1, 1)


# --- Everything happens to one request ------------------------------------------------------------


@pytest.fixture
def request_at(practice, bob):
    """Return a function that asks for a start for Bob."""
    practice.service.needs_approval = True
    practice.service.save()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    return lambda start: actions.book(**parts, client=bob.client, start=start, by=bob, now=timezone.now())


def attempt(change, appointment, **wish):
    """Return None, or the code of the refusal; used in a thread, which leaves no connection behind."""
    try:
        change(appointment=Appointment.objects.with_parties().get(pk=appointment.pk), now=timezone.now(), **wish)
    except actions.BookingRefused as refused:
        return refused.code
    finally:
        connection.close()


def check_story(appointment, answers):
    """Every change that was not refused is one event, each follows from the one before, and each has one mail for each.

    `answers` are what `attempt` returned, of every change that was tried.
    """
    events = list(appointment.events.order_by("pk"))
    assert len(events) == 1 + answers.count(None)
    assert set(answers) <= {None, Code.STATE, Code.BUSY}
    for before, after in itertools.pairwise(events):
        assert (after.from_state, after.from_start_at) == (before.to_state, before.to_start_at)
    appointment.refresh_from_db()
    assert (appointment.state, appointment.start_at) == (events[-1].to_state, events[-1].to_start_at)
    told = Counter(OutboxMessage.objects.filter(event__in=events).values_list("event", "audience"))
    assert told == {(event.pk, audience): 1 for event in events for audience in ("client", "practitioner")}
    return [event.kind for event in events[1:]]


def test_agreed_to_declined_cancelled_and_moved_together_it_has_one_story(practice, request_at, bob, camille, zoe):
    reason = CancellationReason.objects.create(label="Force majeure")
    start, other = free_starts(practice, count=2)
    changes = [
        (actions.agree, {"by": camille}),
        (actions.agree, {"by": zoe}),
        (actions.decline, {"by": zoe, "comment": "Je suis en formation."}),
        (actions.cancel, {"by": bob.client, "reason": reason}),
        (actions.move, {"by": bob, "start": other}),
    ]
    dice, stories = random.Random(SEED), Counter()
    for _round in range(ANSWER_ROUNDS):
        asked = request_at(start)
        dice.shuffle(changes)
        attempts = [functools.partial(attempt, change, asked, **wish) for change, wish in changes]
        story = check_story(asked, each_at_once(attempts))
        # Bob's word or the practice's ends it; it is answered once, and nothing happens afterwards.
        assert story[-1] in ("cancelled", "declined")
        assert sum(kind in ("agreed", "declined") for kind in story) <= 1
        stories[" ".join(story)] += 1
        tally.count("rounds")
        tally.count("changes tried", len(changes))
    assert len(stories) > 1, f"they did not come in each other's way: {stories}"
    assert overlapping_pairs() == 0
    assert deadlocks() == 0


def test_control_what_is_not_read_anew_under_the_lock_has_two_stories(request_at, practice, camille, zoe, monkeypatch):
    """If this story ever passes, the one above proves nothing."""
    asked = request_at(free_starts(practice, count=1)[0])
    stale = [Appointment.objects.with_parties().get(pk=asked.pk) for _who in (camille, zoe)]
    monkeypatch.setattr(actions.steps, "locked", lambda appointment: appointment)
    actions.agree(appointment=stale[0], by=camille, now=timezone.now())
    actions.decline(appointment=stale[1], by=zoe, now=timezone.now())
    with pytest.raises(AssertionError):
        check_story(asked, [None, None])
