"""Fifty people, one time, over HTTP, against a real server: one gets it, the others are told so.

`make soak` lets two hundred loose, a thousand times.
"""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from booking import guard
from booking.availability import next_free
from booking.models import Appointment
from people.models import Client
from practice.models import BookingRules, OpeningWindow, Practitioner
from tests import factories
from tests.crowd import REFUSED, WON, Rival, all_at_once, deadlocks, overlapping_pairs
from tests.server import running_site
from tests.soak import tally
from tests.soak.sizes import PEOPLE, ROUNDS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

#: After so many rounds there are no more openings within the horizon; they are emptied and used again.
LAP = 40
#: A site without its guard rightly says at /healthz that it is not well.
NOT_ASKED_HOW_IT_IS = "/robots.txt"


def a_start_every_minute():
    """Let fifty starts a minute apart all be on offer, and little else, so that the pages stay small."""
    rules = BookingRules.load()
    rules.step_minutes = 1
    rules.save()
    OpeningWindow.objects.filter(start__lt=dt.time(12)).update(end=dt.time(10, 40))
    OpeningWindow.objects.filter(start__gt=dt.time(12)).update(end=dt.time(15, 10))


def spread(start, apart):
    return [start + n * apart for n in range(PEOPLE)]


@pytest.mark.parametrize("apart", [dt.timedelta(0), dt.timedelta(minutes=1)], ids=["one slot", "a minute apart"])
def test_one_of_fifty_wins_and_the_others_are_refused(practice, apart):
    """With starts a minute apart all of them overlap and no two are equal."""
    if apart:
        a_start_every_minute()
    with running_site() as address:
        rivals = [Rival(n, address) for n in range(PEOPLE)]
        for done in range(ROUNDS):
            start = opening(practice, done % LAP)
            assert all_at_once(rivals, practice, spread(start, apart)) == {WON: 1, REFUSED: PEOPLE - 1}
            assert Appointment.objects.count() == done % LAP + 1
            assert overlapping_pairs() == 0
            # Nobody is to be stopped by having as many as they may have.
            Appointment.objects.update(client=Client.objects.first())
            if done % LAP == LAP - 1:
                Appointment.objects.all().delete()
            tally.count("rounds")
            tally.count("forms sent", PEOPLE)
    assert deadlocks() == 0


@pytest.mark.parametrize("limit", ["day_limit", "week_limit", "live_limit"])
def test_one_client_who_asks_for_a_whole_day_at_once_gets_what_the_practice_allows(practice, limit):
    BookingRules.objects.update_or_create(defaults={limit: 2})
    first = opening(practice, 0)
    starts = [first + n * (practice.service.duration + practice.service.gap) for n in range(4)]
    starts += [opening(practice, 1) + (start - first) for start in starts]
    with running_site() as address:
        rival = Rival(0, address)
        assert all_at_once([rival] * len(starts), practice, starts) == {WON: 2, REFUSED: len(starts) - 2}
    assert Appointment.objects.count() == 2


#: Enough to stand in each other's way, and few beside the fifty above.
A_DOZEN = 12


@pytest.fixture
def anyone(practice):
    """The practice with a second person in it, asked for whoever is free."""
    practice.denis = factories.make_practitioner("Denis", places=practice.places, services=[practice.service])
    nobody_in_particular = SimpleNamespace(slug=Practitioner.ANYONE)
    return SimpleNamespace(**{**vars(practice), "practitioner": nobody_in_particular})


def test_of_a_dozen_who_do_not_mind_with_whom_two_win_one_with_each(practice, anyone):
    with running_site() as address:
        rivals = [Rival(n, address) for n in range(A_DOZEN)]
        for count in range(4):
            start = opening(practice, count)
            assert all_at_once(rivals, anyone, [start] * A_DOZEN) == {WON: 2, REFUSED: A_DOZEN - 2}
            won = Appointment.objects.filter(start_at=start)
            assert {appointment.practitioner for appointment in won} == {practice.practitioner, practice.denis}
            assert len({appointment.client for appointment in won}) == 2
        unlucky = next(rival for rival in rivals if not won.filter(client=rival.client))
        refused = unlucky.send(anyone, start, key=uuid.uuid4())
    assert (refused.status, refused.text.count('<li><a class="slot"')) == (REFUSED, 3)
    assert overlapping_pairs() == 0
    assert deadlocks() == 0


def test_half_of_them_want_one_person_and_half_anyone(practice, anyone):
    """Two win, one of them with the person that half of them asked for."""
    with running_site() as address:
        rivals = [Rival(n, address) for n in range(A_DOZEN)]
        for count in range(4):
            start = opening(practice, count)
            with ThreadPoolExecutor(A_DOZEN) as crowd:
                asked = [practice if n % 2 else anyone for n in range(A_DOZEN)]
                statuses = list(crowd.map(Rival.post, rivals, asked, [start] * A_DOZEN))
            assert sorted(statuses) == [WON] * 2 + [REFUSED] * (A_DOZEN - 2)
            won = Appointment.objects.filter(start_at=start)
            assert {appointment.practitioner for appointment in won} == {practice.practitioner, practice.denis}
    assert deadlocks() == 0


def test_one_form_for_anyone_sent_a_dozen_times_at_once_books_once(practice, anyone):
    with running_site() as address:
        rival, start, key = Rival(0, address), opening(practice, 0), uuid.uuid4()
        with ThreadPoolExecutor(A_DOZEN) as crowd:
            answers = list(crowd.map(lambda _time: rival.send(anyone, start, key=key), range(A_DOZEN)))
    assert {(answer.status, answer.getheader("Location")) for answer in answers} == {
        (WON, f"/mes-rendez-vous/{Appointment.objects.get().reference}/")
    }


def opening(practice, count):
    """Return the `count`th opening from a week ahead: two a day, at 9:00 and at 13:30, from Monday to Friday."""
    days, afternoon = divmod(count, 2)
    weeks, weekday = divmod(days, 5)
    monday = timezone.now().date() + dt.timedelta(days=7 - timezone.now().weekday())
    day = monday + dt.timedelta(weeks=weeks, days=weekday)
    clock = dt.time(13, 30) if afternoon else dt.time(9)
    return dt.datetime.combine(day, clock, practice.place.zone).astimezone(dt.UTC)


def winners_without_a_lock(practice):
    """Return how many were told that they have the slot on a site whose lock was taken away, over three rounds."""
    with running_site(settings_module="tests.unguarded.settings", well_at=NOT_ASKED_HOW_IT_IS) as address:
        rivals = [Rival(n, address) for n in range(PEOPLE)]
        return [all_at_once(rivals, practice, [opening(practice, n)] * PEOPLE) for n in range(3)]


def test_control_without_the_lock_the_database_still_lets_one_in(practice):
    for round_ in winners_without_a_lock(practice):
        assert round_ == {WON: 1, REFUSED: PEOPLE - 1}
    assert overlapping_pairs() == 0


def test_control_without_lock_and_guard_people_are_double_booked(practice):
    """If this ever finds one winner only, the races above prove nothing."""
    guard.remove(connection)
    try:
        assert sum(round_[WON] for round_ in winners_without_a_lock(practice)) > 3
        assert overlapping_pairs() > 0
    finally:
        Appointment.objects.all().delete()
        guard.install(connection)


def test_control_without_the_guard_the_lock_lets_one_in(practice):
    guard.remove(connection)
    try:
        with running_site(settings_module="tests.unguarded.settings_locked", well_at=NOT_ASKED_HOW_IT_IS) as address:
            rivals = [Rival(n, address) for n in range(PEOPLE)]
            for n in range(3):
                assert all_at_once(rivals, practice, [opening(practice, n)] * PEOPLE) == {WON: 1, REFUSED: PEOPLE - 1}
    finally:
        Appointment.objects.all().delete()
        guard.install(connection)


def test_the_next_free_times_are_offered_again_after_a_race(practice):
    first = next_free(practice.practitioner, practice.service, practice.place, now=timezone.now(), count=1)[0]
    with running_site() as address:
        rivals = [Rival(n, address) for n in range(4)]
        all_at_once(rivals, practice, [first] * 4)
    assert first not in next_free(practice.practitioner, practice.service, practice.place, now=timezone.now())
