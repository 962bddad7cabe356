"""Programs at the planner's slots all at once, over HTTP, against a real server: one has it, the others are told so.

`make soak ONLY=reservations` does it far more often.
"""

import datetime as dt
import functools
import random
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from booking import guard, published
from booking.availability import next_free
from booking.models import Appointment, AppointmentEvent, CancellationReason, OutboxMessage, State
from tests.api.conftest import make_slot
from tests.crowd import deadlocks, each_at_once, overlapping_pairs
from tests.factories import make_client
from tests.programs import program_of
from tests.server import running_site
from tests.soak import tally
from tests.soak.sizes import REPLY_ROUNDS, RESERVE_ROUNDS, RESERVERS, SEED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

#: A site without its guard rightly says at /healthz that it is not well.
UNGUARDED = {"settings_module": "tests.unguarded.settings", "well_at": "/robots.txt"}
#: Tokens are good for a quarter of an hour: after so many rounds everyone logs in anew.
LAP = 50
HOUR = dt.timedelta(hours=1)
HAS_IT, IS_TAKEN = (200, ""), (409, "taken")


@pytest.fixture
def users(planner):
    return [make_client(f"rival{number}@example.com", f"Rival {number}").user for number in range(RESERVERS)]


def all_at_once(programs, path):
    """Let every program PATCH `path` at the same moment, and return what each was answered."""
    return each_at_once([functools.partial(program.patch, path) for program in programs])


def tell(answers):
    return Counter((answer.status, answer.code) for answer in answers)


@pytest.mark.mission("P4")
@pytest.mark.mission("P6")
def test_of_fifty_clients_one_reserves_the_slot_and_the_others_are_told_that_it_is_taken(users, camille, slot):
    """The specialist declines after each round, so that the same slot is free again for the next."""
    address = f"slots/{slot.pk}/"
    with running_site() as site:
        for done in range(RESERVE_ROUNDS):
            if done % LAP == 0:
                rivals, camilles = [program_of(user, site) for user in users], program_of(camille, site)
            mails = OutboxMessage.objects.count()
            answers = all_at_once(rivals, f"{address}reserve/")
            assert tell(answers) == {HAS_IT: 1, IS_TAKEN: RESERVERS - 1}
            [won] = [answer.json for answer in answers if answer.status == 200]
            standing = Appointment.objects.get(published_slot=slot, state__in=published.STANDING)
            assert (won["status"], won["client"]) == ("reserved", standing.client.user_id)
            # To the one who has it and to the specialist.
            assert OutboxMessage.objects.count() == mails + 2
            assert overlapping_pairs() == 0
            assert camilles.patch(f"{address}cancel_specialist/").json["status"] == "free"
            tally.count("rounds")
            tally.count("reservations tried", RESERVERS)
    assert Appointment.objects.count() == RESERVE_ROUNDS
    assert deadlocks() == 0


def test_control_without_lock_and_guard_several_reserve_the_same_slot(users, planner, slot):
    """If this ever finds one for each slot only, the race above proves nothing."""
    slots = [slot, *(make_slot(planner, slot.start_at + hours * HOUR) for hours in (2, 4))]
    guard.remove(connection)
    try:
        with running_site(**UNGUARDED) as site:
            rivals = [program_of(user, site) for user in users[:12]]
            told = [tell(all_at_once(rivals, f"slots/{one.pk}/reserve/")) for one in slots]
        assert sum(answers[HAS_IT] for answers in told) > len(slots), told
        assert overlapping_pairs() > 0
    finally:
        Appointment.objects.all().delete()
        guard.install(connection)


def test_one_booking_sent_a_dozen_times_at_once_with_one_key_books_once(practice, bob):
    parts = {name: getattr(practice, name) for name in ("practitioner", "service", "place")}
    start = next_free(**parts, now=timezone.now(), count=1)[0]
    wish = {**{name: row.pk for name, row in parts.items()}, "start": start.isoformat()}
    with running_site() as site:
        program = program_of(bob, site)
        call = functools.partial(program.post, "appointments/", wish, **{"Idempotency-Key": "one wish"})
        answers = each_at_once([call] * 12)
    assert {(answer.status, answer.json["id"]) for answer in answers} == {
        (201, str(Appointment.objects.get().reference))
    }


# --- Everything happens to one reservation ---------------------------------------------------------

#: What ends a reservation that nobody has answered, and the state in which that leaves it.
CALLS = {"agree": State.CONFIRMED, "cancel_specialist": State.DECLINED, "cancel_client": State.CANCELLED}


@pytest.mark.mission("P3")
@pytest.mark.mission("P4")
def test_agreed_to_declined_and_given_up_at_once_it_ends_in_one_way_with_one_event(camille, bob, slot):
    CancellationReason.objects.create(label="Форс-мажор", is_default=True)
    address, ends, dice = f"slots/{slot.pk}/", Counter(), random.Random(SEED)
    with running_site() as site:
        for done in range(REPLY_ROUNDS):
            if done % (LAP * 10) == 0:
                bobs, camilles = program_of(bob, site), program_of(camille, site)
            assert bobs.patch(f"{address}reserve/").status == 200
            asked = Appointment.objects.latest("pk")
            who = {"agree": camilles, "cancel_specialist": camilles, "cancel_client": bobs}
            order = dice.sample(list(CALLS), k=len(CALLS))
            answers = dict(zip(order, replies(address, order, who), strict=True))
            [won] = [call for call, answer in answers.items() if answer.status == 200]
            # Who comes too late for what was given up or declined finds it gone, or no longer as it was.
            assert {(answer.status, answer.code) for call, answer in answers.items() if call != won} <= {
                (409, "state"),
                (404, "not_found"),
            }
            asked.refresh_from_db()
            assert asked.state == CALLS[won]
            [booked, ended] = AppointmentEvent.objects.filter(appointment=asked).order_by("pk")
            assert (booked.to_state, ended.from_state, ended.to_state) == (
                State.REQUESTED,
                State.REQUESTED,
                asked.state,
            )
            assert OutboxMessage.objects.filter(event=ended).count() == 2
            ends[won] += 1
            tally.count("replies", len(CALLS))
            Appointment.objects.all().delete()
    assert len(ends) > 1, f"they did not come in each other's way: {ends}"
    assert deadlocks() == 0


def replies(address, calls, who):
    bodies = {"cancel_client": {}}
    return each_at_once([functools.partial(who[call].patch, f"{address}{call}/", bodies.get(call)) for call in calls])
