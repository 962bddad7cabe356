"""Processes are killed while people book: what was confirmed is there, and a form sent again has not booked twice.

The suite kills processes of the site. `make soak` kills the database too, which then is no one else's.
"""

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from booking import availability
from booking.models import Appointment
from practice.days import Pattern
from practice.models import BookingRules, OpeningHours, OpeningWindow
from tests import postgresql
from tests.crowd import Rival, overlapping_pairs
from tests.server import Site
from tests.soak import sizes, tally
from tests.soak.load import Load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

PEOPLE = 8
#: So many answers are awaited after each kill: the site works again.
ANSWERS_AFTERWARDS = 2 * PEOPLE


@pytest.fixture
def open_practice(practice):
    """Camille’s practice, with a session each five minutes at all hours of the next week."""
    BookingRules.objects.update_or_create(defaults={"horizon_days": 7, "live_limit": 10_000})
    OpeningHours.objects.update(days=Pattern(tuple(range(7))).recurrence())
    OpeningWindow.objects.filter(start__hour__gt=12).delete()
    OpeningWindow.objects.update(start="00:00", end="00:00")
    practice.service.duration_minutes, practice.service.gap_minutes = 5, 0
    practice.service.save()
    return practice


def free_starts(practice):
    now = timezone.now()
    today, last = availability.bookable_days(practice.place, now)
    days = availability.free_starts(practice.practitioner, practice.service, practice.place, today, last, now=now)
    return [start for day, starts in days.items() if day > today for start in starts]


# --- Killing -------------------------------------------------------------------------------------


def kill_a_worker(site, chance):
    """One process of the site dies; its parent starts another."""
    chance.choice(site.workers()).kill()


def kill_the_site(site, chance):
    """All of the site dies, and is started again."""
    site.kill()
    site.start()


def kill_the_database(site, chance):
    """The database’s server dies as by a power cut, and is started again."""
    folder = Path(told_by_the_database("SHOW data_directory"))
    connection.close()
    postgresql.kill(folder)
    postgresql.start_again(folder)


def kill_a_backend(site, chance):
    """One process of the database dies: it throws everyone out and recovers by itself."""
    query = "SELECT max(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    if pid := told_by_the_database(query):
        os.kill(pid, signal.SIGKILL)
    connection.close()


def told_by_the_database(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def ways_to_kill():
    ways = [kill_a_worker, kill_a_worker, kill_the_site]
    if sizes.DATABASE_KILLS and connection.vendor == "postgresql":
        assert told_by_the_database("SHOW synchronous_commit") == "on"
        ways += [kill_the_database, kill_the_database, kill_a_backend]
    return ways


# --- Looking -------------------------------------------------------------------------------------


def wait_for_the_database():
    for _ in range(300):
        try:
            return told_by_the_database("SELECT 1")
        except DatabaseError:
            connection.close()
            time.sleep(0.1)
    raise AssertionError("the database does not come back")


def look(wishes):
    """Compare what people were told with what is stored."""
    stored = Appointment.objects.filter(idempotency_key__isnull=False)
    booked = Counter(stored.values_list("idempotency_key", "client_id", "start_at"))
    told = {(wish.key, wish.rival.client.pk, wish.start): wish.won for wish in wishes}
    assert None not in told.values(), "someone was never told"
    lost = [wish for wish, won in told.items() if won and not booked[wish]]
    assert not lost, f"confirmed and lost: {lost}"
    assert set(booked) == {wish for wish, won in told.items() if won}
    assert set(booked.values()) <= {1}
    assert Appointment.objects.count() == len(booked)
    assert overlapping_pairs() == 0
    for appointment in Appointment.objects.prefetch_related("events__messages"):
        [event] = appointment.events.all()
        assert {message.audience for message in event.messages.all()} == {"client", "practitioner"}


def test_what_was_confirmed_is_there_whatever_dies(open_practice):
    chance = random.Random(sizes.SEED)
    ways = ways_to_kill()
    site = Site(settings_module="tests.soak.settings", well_at="/healthz")
    site.start()
    try:
        rivals = [Rival(number, site.address) for number in range(PEOPLE)]
        for number in range(sizes.KILLS):
            with Load(rivals, open_practice, free_starts(open_practice)) as load:
                time.sleep(chance.uniform(0.3, 1.5))
                ways[number % len(ways)](site, chance)
                wait_for_answers(load)
            wait_for_the_database()
            look(load.wishes)
            count(load, ways[number % len(ways)])
            Appointment.objects.all().delete()
    finally:
        site.stop()


def wait_for_answers(load):
    """Wait until people are answered again, for a minute at most."""
    enough = load.settled() + ANSWERS_AFTERWARDS
    until = time.monotonic() + 60
    while load.settled() < enough and time.monotonic() < until:
        time.sleep(0.05)
    assert load.settled() >= enough, "the site does not answer again"


def count(load, way):
    tally.count("kills")
    tally.count(f"kills: {way.__name__}")
    tally.count("bookings confirmed", sum(wish.won for wish in load.wishes))
    tally.count("answers unheard", sum(wish.unheard for wish in load.wishes))
