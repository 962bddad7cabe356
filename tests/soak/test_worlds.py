"""Whole practices in the database: what is offered is what an oracle finds, and what is offered can be booked."""

import datetime as dt
import random
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, seed

from booking import actions, availability
from scheduling import Code
from tests import factories
from tests.soak import sizes, tally
from tests.soak.life import a_practice
from tests.soak.oracle import Oracle
from tests.soak.rows import Rows
from tests.soak.stage import attempt, standing_in, undone
from tests.soak.worlds import CLIENTS, ZONES, World, clock_changes, worlds

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
#: Someone who has no appointment yet.
VISITOR = "Zacharie"
#: Of the minutes that are not offered so many are asked about, and so many tried, for each choice.
ASKED_IN_VAIN, BOOKED_IN_VAIN = 16, 3


@pytest.fixture
def clients(db):
    return {name: factories.make_client(f"{name.lower()}@example.com", name) for name in [*CLIENTS, VISITOR]}


@pytest.mark.mission("C7")
@pytest.mark.mission("C8")
@pytest.mark.mission("C9")
@pytest.mark.parametrize("shard", range(sizes.SHARDS))
def test_what_is_offered_is_what_the_oracle_finds_and_can_be_booked(clients, shard):
    def in_that_world(world):
        with undone(), standing_in(world):
            look_at(world, Rows(world.practice, clients))

    for number in sizes.seeds(sizes.WORLDS, shard):
        seed(number)(sizes.one_example()(given(worlds())(in_that_world)))()
        tally.count("worlds")


@pytest.mark.parametrize("server_zone", ["Europe/Paris", "Pacific/Kiritimati"])
@pytest.mark.parametrize(("zone", "day"), [(zone, day) for zone in ZONES for day in clock_changes(zone)[:4]])
def test_nine_stays_nine_when_the_clocks_change(clients, zone, day, server_zone):
    """The week around the change, with its Sunday: the same times on the wall each day, wherever the server stands."""
    now = dt.datetime.combine(day - 4 * DAY, dt.time(12), dt.UTC)
    world = World(a_practice(now.date()), now, server_zone)
    for place in world.practice.places.values():
        place.zone = zone
    world.practice.zone = zone
    with standing_in(world):
        rows = Rows(world.practice, clients)
        chosen = rows.chosen(("Camille", "coaching", "visio"))
        days = availability.free_starts(**chosen, first=day - 3 * DAY, last=day + 3 * DAY, now=now)
    on_the_wall = {tuple(f"{start.astimezone(ZoneInfo(zone)):%H:%M}" for start in starts) for starts in days.values()}
    assert on_the_wall == {("09:00", "09:55", "10:50", "11:45", "13:30", "14:25", "15:20", "16:15")}


def look_at(world, rows):
    oracle = Oracle(world.practice, world.now)
    chance = random.Random(f"{world}")
    open_choices = world.practice.choices()
    for who in world.practice.practitioners.values():
        choice = (who.name, chance.choice(who.services), chance.choice(who.places))
        if choice in open_choices:
            look_at_choice(world, rows, oracle, choice, chance)
            look_at_choice(world, rows, oracle, (None, *choice[1:]), chance)
        else:
            start = world.now + chance.randrange(5000) * MINUTE
            assert refusal(world, rows, choice, start).code == Code.NOT_OPEN_TO_YOU


def look_at_choice(world, rows, oracle, choice, chance):
    offered = free_starts(world, rows, choice)
    assert offered == oracle.offered(*choice)
    assert all(earlier < later for earlier, later in pairwise(offered))
    assert availability.next_free(**rows.chosen(choice), now=world.now) == offered[:3]
    tally.count("starts offered", len(offered))
    for start in some(offered, sizes.STARTS, chance):
        can_be_had(world, rows, oracle, choice, start, chance.choice(list(rows.clients)))
    closed = some(closed_minutes(world, offered, chance), ASKED_IN_VAIN, chance)
    for start in closed:
        assert refusal(world, rows, choice, start), start
    for start in closed[:BOOKED_IN_VAIN]:
        cannot_be_had(world, rows, choice, start, offered)
    tally.count("minutes refused", len(closed))


def some(found, most, chance):
    return found if len(found) <= most else sorted(chance.sample(found, most))


def free_starts(world, rows, choice):
    """Return all that is offered, having looked that each start stands under its own date at the place."""
    chosen = rows.chosen(choice)
    first, last = availability.bookable_days(chosen["place"], world.now)
    days = availability.free_starts(**chosen, first=first - 2 * DAY, last=last + 2 * DAY, now=world.now)
    for day, starts in days.items():
        assert {start.astimezone(chosen["place"].zone).date() for start in starts} <= {day}
    return [start for starts in days.values() for start in starts]


def refusal(world, rows, choice, start):
    return availability.refusal_for(**rows.chosen(choice), start=start, now=world.now)


def wish_of(world, rows, choice, start, client):
    return {"client": client, **rows.chosen(choice), "start": start, "by": client.user, "now": world.now}


def can_be_had(world, rows, oracle, choice, start, name):
    """Look that anyone may have `start`, and book it for the client `name`, unless they have their own reasons."""
    assert refusal(world, rows, choice, start) is None, start
    accepted = oracle.accepts(name, choice, start)
    with undone():
        appointment, refused = attempt(actions.book, **wish_of(world, rows, choice, start, rows.clients[name]))
        assert (appointment is not None) == accepted, (name, start, refused)
        if accepted:
            assert (appointment.start_at, appointment.events.count()) == (start, 1)
            assert oracle.accepts(name, (appointment.practitioner.name, *choice[1:]), start)
        else:
            assert refused in (Code.OWN_OVERLAP, Code.LIMIT_REACHED)
    tally.count("offered starts tried")


def cannot_be_had(world, rows, choice, start, offered):
    """Try to book what is not offered: nothing is stored, and the nearest free starts are named."""
    with undone():
        with pytest.raises(actions.BookingRefused) as refused:
            actions.book(**wish_of(world, rows, choice, start, rows.clients[VISITOR]))
        assert not rows.clients[VISITOR].appointments.exists()
    nearest = sorted(offered, key=lambda free: (abs(free - start), free))[:3]
    assert refused.value.nearest == sorted(nearest)


def closed_minutes(world, offered, chance):
    """Return minutes that are not offered: many beside those that are, others anywhere, some that are no minute."""
    latest = world.now + (world.practice.policy.horizon_days + 2) * DAY
    anywhere = range(int((latest - world.now) / MINUTE) + 2 * 1440)
    tried = {world.now - DAY + chance.choice(anywhere) * MINUTE for _ in range(20)}
    tried |= {start + apart for start in offered for apart in (-MINUTE, MINUTE, MINUTE / 2)}
    tried |= {world.now, *(visit.start for visit in world.practice.visits), *(v.end for v in world.practice.visits)}
    return sorted(tried - set(offered))
