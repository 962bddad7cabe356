"""The waiting list when everything happens at once: times are freed, taken, let pass and passed on together."""

import datetime as dt
import functools
import time

import pytest
from django.db import connections
from django.utils import timezone

from booking import actions, availability, proposals, waiting
from booking.models import Appointment, OutboxMessage, Proposal, State, WaitingEntry
from people.models import Client
from practice.models import BookingRules
from tests import factories
from tests.crowd import deadlocks, each_at_once, overlapping_pairs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

PEOPLE = 20
DAY = dt.timedelta(days=1)


def alone(call):
    """Let `call` have a connection of its own, and say what became of it."""

    @functools.wraps(call)
    def run():
        try:
            return call()
        except actions.BookingRefused as refused:
            return refused.code
        finally:
            connections.close_all()

    return run


@pytest.fixture
def wish(practice):
    BookingRules.objects.update_or_create(defaults={"live_limit": 50})
    return {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}


@pytest.fixture
def full_day(wish, charlie):
    """Return a date on which nothing is free, and its appointments."""
    now = timezone.now()
    start = next(one for one in availability.next_free(**wish, now=now, count=60) if one > now + 4 * DAY)
    day = start.astimezone(wish["place"].zone).date()
    free = availability.free_starts(*wish.values(), day, day, now=now)[day]
    return day, [actions.book(client=charlie.client, **wish, start=one, by=charlie, now=now) for one in free]


@pytest.fixture
def entries(wish, full_day):
    """Return the entries of twenty guests who wait for that day, in the order in which they came."""
    day, _booked = full_day
    guests = [Client.objects.create(name=f"Guest {n}", email=f"guest-{n}@example.com") for n in range(PEOPLE)]
    days = {"first_day": day, "last_day": day, "now": timezone.now()}
    return [waiting.join(client=guest, **wish, **days) for guest in guests]


def take(entry, *, tries=50):
    """Take what is kept for an entry, once there is something."""
    for _try in range(tries):
        if proposal := Proposal.objects.select_related("practitioner").filter(entry=entry, closed_at=None).first():
            proposal.entry = WaitingEntry.objects.with_parties().get(pk=entry.pk)
            return actions.take(proposal=proposal, by=entry.client, now=timezone.now())
        time.sleep(0.02)
    return None


def holds_that_nobody_may_take():
    kept = Proposal.objects.filter(closed_at=None).values("hold")
    return Appointment.objects.filter(state=State.HELD).exclude(pk__in=kept).count()


def test_every_freed_time_reaches_one_person_and_everyone_one_time(full_day, entries, wish):
    _day, booked = full_day
    now = timezone.now()
    cancels = [functools.partial(actions.cancel, appointment=one, by=None, now=now) for one in booked]
    sweeps = [functools.partial(proposals.propose_all, now=now)] * 3
    takes = [functools.partial(take, entry) for entry in entries]
    each_at_once([alone(call) for call in [*cancels, *sweeps, *takes]])
    proposals.propose_all(now=now)
    for entry in WaitingEntry.objects.waiting():
        take(entry, tries=1)

    taken = Appointment.objects.filter(client__email__startswith="guest-", state=State.CONFIRMED)
    assert sorted(taken.values_list("start_at", flat=True)) == sorted(one.start_at for one in booked)
    assert taken.values("client").distinct().count() == len(booked)
    assert WaitingEntry.objects.filter(ended_for="taken").count() == len(booked)
    assert overlapping_pairs() == 0
    assert holds_that_nobody_may_take() == 0
    # Everyone was asked about each time once at most, and told of each by one mail.
    assert OutboxMessage.objects.filter(kind="proposed").count() == Proposal.objects.count()
    assert deadlocks() == 0


def test_who_waits_for_anyone_is_kept_one_time_though_two_come_free_at_once(full_day, wish, charlie):
    """Each of two practitioners has a lock of their own: it is the entry that says who was first."""
    day, booked = full_day
    now = timezone.now()
    denis = factories.make_practitioner("Denis Roux", places=[wish["place"]], services=[wish["service"]])
    with_denis = {**wish, "practitioner": denis}
    free = availability.free_starts(*with_denis.values(), day, day, now=now)[day]
    others = [Client.objects.create(name=f"Other {n}", email=f"other-{n}@example.com") for n in range(len(free))]
    booked += [
        actions.book(client=client, **with_denis, start=start, by=None, now=now)
        for client, start in zip(others, free, strict=True)
    ]
    days = {"first_day": day, "last_day": day, "now": now}
    for number in range(len(booked)):
        guest = Client.objects.create(name=f"Guest {number}", email=f"guest-{number}@example.com")
        waiting.join(client=guest, **{**wish, "practitioner": None}, **days)
    cancels = [functools.partial(actions.cancel, appointment=one, by=None, now=now) for one in booked]
    sweeps = [functools.partial(proposals.propose_all, now=now)] * 3
    answers = each_at_once([alone(call) for call in [*cancels, *sweeps]])
    # Nobody who called off suffered for it.
    assert [one.state for one in answers[: len(booked)]] == [State.CANCELLED] * len(booked)
    proposals.propose_all(now=now)
    kept = Proposal.objects.filter(closed_at=None)
    assert kept.count() == kept.values("entry").distinct().count() == len(booked)
    assert set(kept.values_list("practitioner", "start_at")) == {(one.practitioner_id, one.start_at) for one in booked}
    assert overlapping_pairs() == 0
    assert holds_that_nobody_may_take() == 0
    assert deadlocks() == 0


def test_taking_letting_pass_leaving_and_passing_on_at_once_have_one_outcome(full_day, entries):
    _day, booked = full_day
    for appointment in booked:
        actions.cancel(appointment=appointment, by=None, now=timezone.now())
        proposal = Proposal.objects.select_related("practitioner").get(start_at=appointment.start_at, closed_at=None)
        proposal.entry = entry = WaitingEntry.objects.with_parties().get(pk=proposal.entry_id)
        now = timezone.now()
        calls = [
            functools.partial(actions.take, proposal=proposal, by=entry.client, now=now),
            functools.partial(proposals.let_pass, proposal=proposal, now=now),
            functools.partial(waiting.leave, entry=entry, now=now),
            functools.partial(proposals.pass_on, now=proposal.expires_at),
            functools.partial(proposals.propose_all, now=now),
        ]
        each_at_once([alone(call) for call in calls])
        proposal.refresh_from_db()
        assert proposal.closed_at
        at_that_time = Appointment.objects.filter(start_at=appointment.start_at, state__in=["held", "confirmed"])
        assert at_that_time.count() <= 1
        assert overlapping_pairs() == 0
        assert holds_that_nobody_may_take() == 0
        # Who was asked and did not answer is asked again only half a day later: it has gone by at the next round.
        Proposal.objects.filter(outcome=Proposal.Outcome.LAPSED).update(closed_at=now - proposals.REST)
    assert deadlocks() == 0
