"""The waiting list: who waits first is asked first, for a while; nobody slips in between, and nobody is asked twice."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

import people.actions
from booking import actions, availability, outbox, proposals, waiting
from booking.limits import Limit
from booking.models import Appointment, OutboxMessage, Proposal, State, WaitingEntry
from people.models import Client
from practice.models import Absence, BookingRules
from scheduling import Code
from tests import factories

pytestmark = pytest.mark.django_db

# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
THURSDAY = dt.date(2026, 11, 26)
DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
Ended, Outcome = WaitingEntry.Ended, Proposal.Outcome


@pytest.fixture
def wish(practice):
    return {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}


@pytest.fixture
def free(wish):
    """Return a function that tells what a stranger could book on that Thursday."""
    return lambda now=NOW: availability.free_starts(*wish.values(), THURSDAY, THURSDAY, now=now)[THURSDAY]


@pytest.fixture
def full(wish, free, charlie_client):
    """Fill the Thursday, and return its eight appointments."""
    change_rules(live_limit=50)
    booked = [actions.book(**wish, client=charlie_client, start=start, by=charlie_client, now=NOW) for start in free()]
    OutboxMessage.objects.all().delete()
    return booked


@pytest.fixture
def wait(wish, bob_client):
    """Return a function that puts someone on the list, for that Thursday unless told otherwise."""

    def join(client=bob_client, first_day=THURSDAY, last_day=THURSDAY, now=NOW, **changed):
        days = {"first_day": first_day, "last_day": last_day}
        return factories.make_wait(**{**wish, **days, "client": client, "now": now, **changed})

    return join


@pytest.fixture
def denis(make_practitioner):
    return make_practitioner("Denis Roux")


def change_rules(**rules):
    BookingRules.objects.update_or_create(defaults=rules)


def guest(name="Louise Martin", email="louise@example.com", **fields):
    return Client(name=name, email=email, language="fr", **fields)


def cancel(appointment, now=NOW, by=None):
    return actions.cancel(appointment=appointment, by=by, now=now)


def proposed_to(entry):
    """Return the start that is kept for an entry, or None."""
    return entry.proposals.filter(closed_at=None).values_list("start_at", flat=True).first()


def refused(action, **wish):
    with pytest.raises(actions.BookingRefused) as caught:
        action(**wish)
    return caught.value


# --- Getting on the list --------------------------------------------------------------------------


def test_joining_twice_gives_one_place_on_the_list(full, wait):
    assert wait() == wait()
    assert OutboxMessage.objects.filter(kind="waiting").count() == 1


def test_a_guest_waits_under_their_address_and_takes_over_nobodys_file(full, wait, bob_client):
    entry = wait(guest(email=bob_client.email))
    assert entry.client != bob_client
    assert wait(guest(email="LOUISE@example.com")) == wait(guest(email="louise@example.com"))


def test_nobody_waits_for_more_than_a_few_things_at_once(full, wait):
    for number in range(waiting.MOST_ENTRIES):
        wait(first_day=THURSDAY - number * DAY)
    refusal = refused(wait, first_day=THURSDAY, last_day=THURSDAY + DAY)
    assert (refusal.code, refusal.ref) == (Code.LIMIT_REACHED, Limit.WAITING)


def test_where_something_is_free_nobody_gets_on_the_list(full, wish, bob_client):
    guest = Client(name="Louise Martin", email="louise@example.com", language="fr")
    friday = {"first_day": THURSDAY, "last_day": THURSDAY + DAY, "now": NOW}
    for client in (bob_client, guest):
        with pytest.raises(waiting.FreeAlready) as caught:
            waiting.join(client=client, **wish, **friday)
        assert {start.date() for start in caught.value.starts} == {THURSDAY + DAY}
        assert len(caught.value.starts) == 8
    assert not WaitingEntry.objects.exists()
    assert not Client.objects.filter(email=guest.email).exists()
    assert waiting.join(client=bob_client, **wish, **{**friday, "last_day": THURSDAY}).pk


def test_nobody_waits_for_an_earlier_time_that_is_free(wish, bob_client, free):
    mine = actions.book(**wish, client=bob_client, start=free()[-1], by=bob_client, now=NOW)
    with pytest.raises(waiting.FreeAlready) as caught:
        waiting.wait_for_earlier(appointment=mine, by=bob_client, now=NOW)
    assert max(caught.value.starts) < mine.start_at
    assert not WaitingEntry.objects.exists()


def test_who_is_blocked_is_off_the_list_and_cannot_come_back(full, wait, bob_client, camille, free):
    entry = wait()
    cancel(full[0])
    assert proposed_to(entry)
    people.actions.block(user=bob_client.user, by=camille)
    entry.refresh_from_db()
    assert (entry.ended_for, proposed_to(entry)) == (Ended.REMOVED, None)
    assert free() == [full[0].start_at]
    assert refused(wait, last_day=THURSDAY + DAY).code == Code.BLOCKED


def test_a_practice_may_have_no_waiting_list(full, wait):
    change_rules(waiting_minutes=0)
    assert refused(wait).code == Code.NOT_OPEN_TO_YOU


def test_one_waits_for_what_is_offered(full, wait, wish):
    wish["practitioner"].services.clear()
    assert refused(wait).code == Code.NOT_OPEN_TO_YOU
    assert refused(wait, practitioner=None).code == Code.NOT_OPEN_TO_YOU


# --- A time comes free ----------------------------------------------------------------------------


@pytest.mark.mission("O9")
def test_a_freed_time_is_kept_for_the_first_who_waits_and_for_nobody_else(full, wait, free):
    first, second = wait(), wait(guest(), now=NOW + MINUTE)
    start = full[2].start_at
    cancel(full[2])
    assert proposed_to(first) == start
    assert proposed_to(second) is None
    assert free() == []
    assert refused(actions.book, **booking_of(second, start)).code == Code.TAKEN


def booking_of(entry, start):
    parts = {name: getattr(entry, name) for name in ("client", "practitioner", "service", "place")}
    return {**parts, "start": start, "by": entry.client, "now": NOW}


@pytest.mark.parametrize("how", ["cancelled", "declined", "moved", "called off by an absence"])
def test_whatever_frees_a_time_proposes_it_at_once(full, wait, how, wish):
    entry, appointment = wait(), full[0]
    start = appointment.start_at
    if how == "moved":
        other = availability.next_free(*wish.values(), now=NOW + 4 * DAY)[0]
        actions.move(appointment=appointment, start=other, by=None, now=NOW)
    elif how == "declined":
        Appointment.objects.filter(pk=appointment.pk).update(state=State.REQUESTED)
        actions.decline(appointment=appointment, by=wish["practitioner"].user, now=NOW)
    else:
        cancel(appointment)
    assert proposed_to(entry) == start


def test_nothing_is_proposed_while_the_practitioner_is_away(full, wait, wish):
    entry = wait()
    Absence.objects.create(practitioner=wish["practitioner"], start_at=NOW, end_at=NOW + 7 * DAY)
    cancel(full[0])
    assert proposed_to(entry) is None


def test_it_is_kept_as_long_as_the_practice_says_then_passed_on(full, wait, free):
    change_rules(waiting_minutes=30)
    first, second = wait(), wait(guest(), now=NOW + MINUTE)
    cancel(full[0])
    proposals.pass_on(now=NOW + 29 * MINUTE)
    assert proposed_to(first)
    proposals.pass_on(now=NOW + 30 * MINUTE)
    assert proposed_to(first) is None
    assert proposed_to(second) == full[0].start_at
    proposals.pass_on(now=NOW + HOUR)
    proposals.propose_all(now=NOW + HOUR)
    assert proposed_to(first) is None  # it is proposed to everyone once
    assert free(NOW + HOUR) == [full[0].start_at]
    assert first.is_waiting


def test_letting_it_pass_gives_it_to_the_next_at_once(full, wait):
    first, second = wait(), wait(guest(), now=NOW + MINUTE)
    cancel(full[0])
    proposals.let_pass(proposal=proposals.open_proposal(first), now=NOW + MINUTE)
    assert proposed_to(second) == full[0].start_at
    cancel(full[1])
    assert proposed_to(first) == full[1].start_at


def test_leaving_the_list_gives_it_to_the_next_at_once(full, wait):
    first, second = wait(), wait(guest(), now=NOW + MINUTE)
    cancel(full[0])
    waiting.leave(entry=first, now=NOW)
    first.refresh_from_db()
    assert first.ended_for == Ended.LEFT
    assert proposed_to(second) == full[0].start_at


def test_who_never_answers_is_taken_off_the_list(full, wait):
    entry = wait()
    for number in range(proposals.MOST_LAPSED):
        now = NOW + number * DAY
        cancel(full[number], now=now)
        assert proposed_to(entry)
        outbox.deliver_due(now=now)
        proposals.pass_on(now=now + 2 * HOUR)
    entry.refresh_from_db()
    assert entry.ended_for == Ended.SILENT
    cancel(full[5], now=NOW + 2 * DAY + 20 * HOUR)
    assert proposed_to(entry) is None


def test_who_was_never_told_is_not_taken_for_silent(full, wait):
    entry = wait()
    for number in range(proposals.MOST_LAPSED):
        cancel(full[number], now=NOW + number * DAY)
        proposals.pass_on(now=NOW + number * DAY + 2 * HOUR)
    entry.refresh_from_db()
    assert entry.is_waiting


def test_who_did_not_answer_lets_others_go_first_for_a_while(full, wait):
    first, second = wait(), wait(guest(), now=NOW + MINUTE)
    cancel(full[0])
    proposals.pass_on(now=NOW + 2 * HOUR)
    proposals.let_pass(proposal=proposals.open_proposal(second), now=NOW + 2 * HOUR)
    cancel(full[1], now=NOW + 3 * HOUR)
    assert (proposed_to(first), proposed_to(second)) == (None, full[1].start_at)
    cancel(full[2], now=NOW + 2 * HOUR + proposals.REST)
    assert proposed_to(first)


@pytest.mark.parametrize(
    ("at", "minutes", "until"),
    [
        ((23, 9, 0), 120, (23, 11, 0)),
        ((23, 20, 0), 120, (24, 9, 0)),
        ((23, 23, 30), 120, (24, 10, 0)),
        ((24, 3, 0), 30, (24, 8, 30)),
        ((23, 12, 0), 1440, (25, 10, 0)),
    ],
)
def test_the_night_is_nobodys_time_to_answer(at, minutes, until):
    at, until = (dt.datetime(2026, 11, *one, tzinfo=ZoneInfo("Europe/Paris")) for one in (at, until))
    assert proposals.after_waking_hours(at.astimezone(dt.UTC), minutes * MINUTE) == until


def test_what_comes_free_at_night_is_kept_until_the_morning(full, wait):
    entry = wait()
    cancel(full[0], now=NOW + 15 * HOUR)  # eleven in the evening
    assert proposals.open_proposal(entry).expires_at == NOW + 26 * HOUR


def test_one_time_is_kept_for_one_person(full, wait, bob_client):
    first, second = wait(), wait(last_day=THURSDAY + DAY)
    cancel(full[0])
    cancel(full[1])
    assert [proposed_to(entry) for entry in (first, second)] == [full[0].start_at, None]


def test_what_can_no_longer_be_taken_is_withdrawn(full, wait, wish):
    entry = wait()
    cancel(full[0])
    Absence.objects.create(practitioner=wish["practitioner"], start_at=NOW, end_at=NOW + 7 * DAY)
    proposals.withdraw_what_is_void(now=NOW)
    assert entry.proposals.get().outcome == Outcome.VOID
    assert not Appointment.objects.filter(state=State.HELD).exists()


def test_what_nobody_could_be_told_of_goes_to_the_next(full, wait):
    first, second = wait(), wait(guest(), now=NOW + MINUTE)
    cancel(full[0])
    proposals.withdraw_what_is_void(now=NOW)
    assert proposed_to(first)
    OutboxMessage.objects.filter(kind="proposed").update(state="failed")
    proposals.withdraw_what_is_void(now=NOW)
    assert (proposed_to(first), proposed_to(second)) == (None, full[0].start_at)


def test_a_moment_is_not_enough_to_decide(full, wait):
    change_rules(minimum_notice_minutes=60)
    entry, start = wait(), full[0].start_at
    cancel(full[0], now=start - 70 * MINUTE)
    assert proposed_to(entry) is None


def test_an_appointment_keeps_its_own_gap_when_its_time_is_exchanged(full, wish, bob_client, charlie_client):
    """The service's gap has grown since: what is kept is what the appointment takes, and nobody is in the way."""
    late = dt.datetime(2026, 12, 3, 8, 0, tzinfo=dt.UTC)
    mine = actions.book(**wish, client=bob_client, start=late, by=bob_client, now=NOW)
    Absence.objects.create(practitioner=wish["practitioner"], start_at=NOW + 4 * DAY, end_at=late - HOUR)
    Absence.objects.create(practitioner=wish["practitioner"], start_at=NOW, end_at=NOW + 2 * DAY + 12 * HOUR)
    entry = waiting.wait_for_earlier(appointment=mine, by=bob_client, now=NOW)
    wish["service"].gap_minutes = 30
    wish["service"].save()
    cancel(full[2])
    hold = Appointment.objects.get(pk=proposals.open_proposal(entry).hold_id)
    assert (hold.start_at, hold.gap) == (full[2].start_at, mine.gap)


@pytest.mark.parametrize(
    ("first", "last", "is_asked"), [(-1, -1, False), (1, 1, False), (-1, 0, True), (0, 5, True), (-2, 9, True)]
)
def test_only_the_days_that_are_waited_for_count(full, wait, first, last, is_asked):
    entry = wait(first_day=THURSDAY + first * DAY, last_day=THURSDAY + last * DAY)
    cancel(full[0])
    assert bool(proposed_to(entry)) is is_asked


def test_nobody_is_asked_about_a_time_that_they_cannot_have(full, wait, wish, denis, bob_client, free):
    start = full[0].start_at
    actions.book(**{**wish, "practitioner": denis}, client=bob_client, start=start, by=bob_client, now=NOW)
    bobs, louises = wait(), wait(guest(), now=NOW + MINUTE)
    cancel(full[0])
    assert proposed_to(bobs) is None  # he is with Denis then
    assert proposed_to(louises) == start


def test_who_waits_for_anyone_is_asked_about_whoever_has_time(full, wait, wish, denis, charlie_client):
    colleague = {**wish, "practitioner": denis}
    for start in availability.free_starts(*colleague.values(), THURSDAY, THURSDAY, now=NOW)[THURSDAY]:
        client = guest(f"Guest {start}", f"{start:%H%M}@example.com")
        last = actions.book(**colleague, client=client, start=start, by=None, now=NOW)
    entry = wait(practitioner=None)
    cancel(last)
    proposal = proposals.open_proposal(entry)
    assert (proposal.practitioner, proposal.start_at) == (denis, last.start_at)


def test_the_worker_finds_what_came_free_otherwise(full, wait, wish, free):
    entry = wait(first_day=THURSDAY + DAY, last_day=THURSDAY + DAY)
    absence = Absence.objects.create(
        practitioner=wish["practitioner"], start_at=NOW + 4 * DAY - 12 * HOUR, end_at=NOW + 4 * DAY + 12 * HOUR
    )
    proposals.propose_all(now=NOW)
    assert proposed_to(entry) is None
    absence.delete()
    proposals.propose_all(now=NOW)
    assert proposed_to(entry) == dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)


def test_the_worker_ends_what_is_over(full, wait):
    entry = wait()
    proposals.propose_all(now=NOW + 3 * DAY)
    entry.refresh_from_db()
    assert entry.is_waiting
    proposals.propose_all(now=NOW + 4 * DAY)
    entry.refresh_from_db()
    assert entry.ended_for == Ended.OVER


def test_a_time_is_kept_no_longer_than_it_can_be_booked(full, wait):
    change_rules(minimum_notice_minutes=60)
    entry, start = wait(), full[0].start_at
    cancel(full[0], now=start - 90 * MINUTE)
    assert proposals.open_proposal(entry).expires_at == start - HOUR


# --- Taking it ------------------------------------------------------------------------------------


def test_taking_it_books_it_once_and_ends_the_wait(full, wait, bob_client):
    entry = wait()
    cancel(full[0])
    proposal = proposals.open_proposal(entry)
    taken = actions.take(proposal=proposal, by=bob_client.user, now=NOW + MINUTE)
    again = actions.take(proposal=proposal, by=bob_client.user, now=NOW + MINUTE)
    assert taken == again
    assert (taken.start_at, taken.client, taken.state) == (full[0].start_at, bob_client, State.CONFIRMED)
    entry.refresh_from_db()
    proposal.refresh_from_db()
    assert (entry.ended_for, proposal.outcome) == (Ended.TAKEN, Outcome.TAKEN)
    assert not Appointment.objects.filter(state=State.HELD).exists()
    assert [event.kind for event in taken.events.all()] == ["booked"]


def test_late_it_is_a_wish_like_any_other(full, wait, bob_client, wish):
    entry = wait()
    cancel(full[0])
    proposal = proposals.open_proposal(entry)
    late = NOW + 3 * HOUR
    proposals.pass_on(now=late)
    assert actions.take(proposal=proposal, by=bob_client, now=late).start_at == full[0].start_at
    entry.refresh_from_db()
    assert entry.ended_for == Ended.TAKEN


def test_late_and_taken_by_the_next_it_is_refused(full, wait, bob_client):
    first, _second = wait(), wait(guest(), now=NOW + MINUTE)
    cancel(full[0])
    proposal = proposals.open_proposal(first)
    late = NOW + 3 * HOUR
    proposals.pass_on(now=late)
    refusal = refused(actions.take, proposal=proposal, by=bob_client, now=late)
    assert refusal.code == Code.TAKEN
    first.refresh_from_db()
    assert first.is_waiting


def test_who_books_for_those_days_by_themselves_no_longer_waits(full, wait, wish, bob_client):
    entry = wait(last_day=THURSDAY + DAY)
    friday = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)
    actions.book(**wish, client=bob_client, start=friday, by=bob_client, now=NOW)
    entry.refresh_from_db()
    assert entry.ended_for == Ended.TAKEN


def test_what_was_kept_for_them_is_free_again_when_they_book_another(full, wait, wish, bob_client, free):
    entry = wait(last_day=THURSDAY + DAY)
    cancel(full[0])
    assert free() == []
    friday = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)
    actions.book(**wish, client=bob_client, start=friday, by=bob_client, now=NOW)
    assert free() == [full[0].start_at]
    assert entry.proposals.get().outcome == Outcome.VOID


# --- Earlier than mine ----------------------------------------------------------------------------


@pytest.fixture
def late_one(full, wish, bob_client):
    """Bob's appointment, the week after."""
    start = dt.datetime(2026, 12, 3, 8, 0, tzinfo=dt.UTC)
    return actions.book(**wish, client=bob_client, start=start, by=bob_client, now=NOW)


@pytest.fixture
def nothing_earlier(wish, late_one):
    """Let no day but that Thursday be open before Bob's appointment."""
    for first, last in [(NOW, NOW + 2 * DAY + 12 * HOUR), (NOW + 3 * DAY + 12 * HOUR, late_one.start_at)]:
        Absence.objects.create(practitioner=wish["practitioner"], start_at=first, end_at=last)


@pytest.mark.mission("O9")
def test_the_earlier_one_is_swapped_for_the_present_one_in_one_go(full, late_one, nothing_earlier, bob, free):
    entry = waiting.wait_for_earlier(appointment=late_one, by=bob, now=NOW)
    assert entry == waiting.wait_for_earlier(appointment=late_one, by=bob, now=NOW)
    cancel(full[3])
    proposal = proposals.open_proposal(entry)
    assert proposal.start_at == full[3].start_at
    moved = actions.take(proposal=proposal, by=bob, now=NOW + MINUTE)
    assert (moved.pk, moved.start_at) == (late_one.pk, full[3].start_at)
    assert [event.kind for event in moved.events.all()] == ["booked", "moved"]
    assert not Appointment.objects.filter(state=State.HELD).exists()
    entry.refresh_from_db()
    assert entry.ended_for == Ended.TAKEN
    assert Appointment.objects.live(NOW).filter(client=bob.client).count() == 1


def test_only_what_is_earlier_is_proposed(late_one, nothing_earlier, bob, full, wish):
    entry = waiting.wait_for_earlier(appointment=full[2], by=full[2].client, now=NOW)
    cancel(full[3])
    assert proposed_to(entry) is None
    cancel(full[0])
    assert proposed_to(entry) == full[0].start_at


def test_a_swap_that_fails_leaves_everything_as_it_was(full, late_one, nothing_earlier, bob, charlie_client):
    entry = waiting.wait_for_earlier(appointment=late_one, by=bob, now=NOW)
    cancel(full[3])
    proposal = proposals.open_proposal(entry)
    late = NOW + 3 * HOUR
    proposals.pass_on(now=late)
    parts = {name: getattr(late_one, name) for name in ("practitioner", "service", "place")}
    actions.book(**parts, client=charlie_client, start=full[3].start_at, by=charlie_client, now=late)
    assert refused(actions.take, proposal=proposal, by=bob, now=late).code == Code.TAKEN
    late_one.refresh_from_db()
    assert late_one.start_at == dt.datetime(2026, 12, 3, 8, 0, tzinfo=dt.UTC)


def test_the_wait_ends_with_the_appointment(late_one, nothing_earlier, bob, full, free):
    entry = waiting.wait_for_earlier(appointment=late_one, by=bob, now=NOW)
    cancel(full[3])
    actions.cancel(appointment=late_one, by=bob, now=NOW)
    entry.refresh_from_db()
    assert entry.ended_for == Ended.OVER
    assert free() == [full[3].start_at]


def test_who_may_not_move_it_cannot_wait_for_an_earlier_one(late_one, nothing_earlier, bob, charlie, full):
    assert refused(waiting.wait_for_earlier, appointment=late_one, by=charlie, now=NOW).code == Code.NOT_YOURS
    change_rules(moves_limit=0)
    assert refused(waiting.wait_for_earlier, appointment=late_one, by=bob, now=NOW).code == Code.STATE


def test_nothing_is_proposed_once_it_is_too_late_to_move(late_one, nothing_earlier, bob, full):
    entry = waiting.wait_for_earlier(appointment=late_one, by=bob, now=NOW)
    change_rules(cancellation_notice_hours=24 * 12)
    cancel(full[3])
    assert proposed_to(entry) is None


def words_of(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- Telling them ---------------------------------------------------------------------------------


def test_the_worker_tells_them_by_mail_and_a_mail_that_is_no_longer_so_stays(full, wait):
    entry = wait(guest())
    outbox.deliver_due(now=NOW)
    cancel(full[0])
    outbox.deliver_due(now=NOW)
    joined, told = (one for one in mail.outbox if one.to == ["louise@example.com"])
    assert words_of(joined.subject) == "Sur liste d’attente avec Camille Aubert : jeudi 26 novembre"
    assert words_of(told.subject) == "Un créneau libre avec Camille Aubert : jeudi 26 novembre à 9 h 00"
    assert "jusqu’au lundi 23 novembre à 10 h 00" in words_of(told.body)
    assert "/rendez-vous/attente/" in told.body
    assert not told.attachments

    proposals.let_pass(proposal=proposals.open_proposal(entry), now=NOW)
    cancel(full[1])
    proposals.let_pass(proposal=proposals.open_proposal(entry), now=NOW)
    outbox.deliver_due(now=NOW)
    late = OutboxMessage.objects.filter(kind="proposed").last()
    assert (late.state, late.dropped_for) == ("dropped", "changed")


def test_a_discreet_client_reads_neither_with_whom_nor_where(full, wait):
    wait(guest(is_discreet=True))
    cancel(full[0])
    outbox.deliver_due(now=NOW)
    for told in (one for one in mail.outbox if one.to == ["louise@example.com"]):
        words = told.subject + told.body
        assert "Camille" not in words
        assert "Visio" not in words


def test_a_booking_that_is_rolled_back_proposes_nothing(full, wait, monkeypatch):
    entry = wait()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(outbox, "queue_for", fail)
    with pytest.raises(RuntimeError):
        cancel(full[0])
    full[0].refresh_from_db()
    assert full[0].state == State.CONFIRMED
    assert proposed_to(entry) is None


def test_deliver_does_it_all(full, wait):
    entry = wait()
    cancel(full[0], now=NOW)
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        call_command("deliver", "--once")
    assert entry.proposals.get().outcome == Outcome.LAPSED


# --- What it costs --------------------------------------------------------------------------------


def test_whoever_frees_a_time_waits_no_longer_for_a_long_list(full, wait):
    queries = []
    for count, appointment in zip([2, 10], full[:2], strict=True):
        for number in range(count):
            wait(guest(f"Guest {count} {number}", f"guest-{count}-{number}@example.com"))
        with CaptureQueriesContext(connection) as captured:
            cancel(appointment)
        queries.append(len(captured))
    assert queries[0] == queries[1]


def test_the_worker_looks_once_for_all_who_wait_for_the_same(full, wait):
    queries = []
    for count in (2, 10):
        for number in range(count):
            someone = guest(f"Guest {count} {number}", f"guest-{count}-{number}@example.com")
            # The weekend is closed: they wait for different days, and nothing is free on any.
            wait(someone, first_day=THURSDAY + (2 + number % 2) * DAY, last_day=THURSDAY + 3 * DAY)
        with CaptureQueriesContext(connection) as captured:
            proposals.propose_all(now=NOW)
        queries.append(len(captured))
    assert queries[0] == queries[1]


def test_what_ended_long_ago_is_forgotten(full, wait):
    entry = wait()
    waiting.leave(entry=entry, now=NOW)
    waiting.forget_ended(now=NOW + waiting.KEPT - DAY)
    assert WaitingEntry.objects.count() == 1
    waiting.forget_ended(now=NOW + waiting.KEPT)
    assert not WaitingEntry.objects.exists()
