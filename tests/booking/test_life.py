"""What becomes of an appointment: how often it may be moved, why it was called off, who has its time afterwards."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from booking import actions, permissions, wording
from booking.limits import Limit
from booking.models import Appointment, CancellationReason, OutboxMessage, State
from people.models import Client
from practice.models import BookingRules
from scheduling import Code
from tests import factories

pytestmark = pytest.mark.django_db

# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
STARTS = [dt.datetime(2026, 11, 26, 8, 0, tzinfo=dt.UTC) + n * dt.timedelta(minutes=55) for n in range(4)]


@pytest.fixture
def book(practice, bob_client):
    """Return a function that books for Bob, at the first of `STARTS` unless told otherwise."""

    def wish(start=STARTS[0], client=bob_client, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return actions.book(**{**parts, "client": client, "start": start, "by": client, "now": NOW, **changed})

    return wish


@pytest.fixture
def with_approval(practice):
    practice.service.needs_approval = True
    practice.service.save()


def move(appointment, number, by):
    return actions.move(appointment=appointment, start=STARTS[number], by=by, now=NOW)


def refused(action, **wish):
    with pytest.raises(actions.BookingRefused) as caught:
        action(now=NOW, **wish)
    return caught.value


def allow_moves(limit):
    BookingRules.objects.update_or_create(defaults={"moves_limit": limit})


# --- Moving ---------------------------------------------------------------------------------------


def test_what_a_refused_move_offers_instead_its_client_can_have(book, practice, bob, charlie_client):
    appointment = book()
    denis = factories.make_practitioner("Denis Roux", places=[practice.place], services=[practice.service])
    book(STARTS[1], practitioner=denis)
    book(STARTS[2], client=charlie_client)
    refusal = refused(actions.move, appointment=appointment, start=STARTS[2], by=bob)
    assert refusal.code == Code.TAKEN
    assert len(refusal.nearest) == 3
    assert STARTS[1] not in refusal.nearest  # free, but Bob is with Denis then


def test_clients_move_as_often_as_they_like_unless_the_practice_says_otherwise(book, bob):
    appointment = book()
    for number in (1, 2, 3, 0, 1, 2):
        assert move(appointment, number, bob).start_at == STARTS[number]


@pytest.mark.parametrize("by_link", [False, True], ids=["logged in", "by their link"])
def test_after_the_last_move_a_client_is_told_so_and_may_still_cancel(book, bob, practice, by_link):
    allow_moves(2)
    who = bob.client if by_link else bob
    appointment = book()
    move(appointment, 1, who)
    appointment = move(appointment, 2, who)
    assert not permissions.may_move(who, appointment, NOW)

    refusal = refused(actions.move, appointment=appointment, start=STARTS[3], by=who)

    assert (refusal.code, refusal.ref) == (Code.LIMIT_REACHED, Limit.MOVES)
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    sentence = wording.sentence_for(refusal, **parts, now=NOW)
    assert "2" in sentence
    appointment.refresh_from_db()
    assert (appointment.start_at, appointment.events.filter(kind="moved").count()) == (STARTS[2], 2)
    assert actions.cancel(appointment=appointment, by=who, now=NOW).state == State.CANCELLED


def test_what_staff_move_counts_for_nobody_and_is_never_too_often(book, bob, camille, zoe):
    allow_moves(1)
    appointment = book()
    for number, who in enumerate([camille, zoe, None], start=1):
        appointment = move(appointment, number, who)
    appointment = move(appointment, 0, bob)
    assert refused(actions.move, appointment=appointment, start=STARTS[1], by=bob).ref == Limit.MOVES
    assert move(appointment, 2, camille).start_at == STARTS[2]


def test_choosing_the_present_time_again_is_no_move(book, bob):
    allow_moves(1)
    appointment = book()
    move(appointment, 0, bob)
    assert move(appointment, 1, bob).start_at == STARTS[1]


def test_where_clients_may_not_move_at_all_they_are_led_to_cancelling(book, bob, practice):
    allow_moves(0)
    refusal = refused(actions.move, appointment=book(), start=STARTS[1], by=bob)
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    assert (refusal.code, refusal.ref) == (Code.LIMIT_REACHED, Limit.MOVES)
    assert wording.sentence_for(refusal, **parts, now=NOW) != wording.moves_in_words(1)


def test_too_late_is_said_before_too_often(book, bob):
    allow_moves(0)
    appointment = book()
    late = STARTS[0] - dt.timedelta(hours=1)
    with pytest.raises(actions.BookingRefused) as caught:
        actions.move(appointment=appointment, start=STARTS[1], by=bob, now=late)
    assert (caught.value.code, caught.value.late) == (Code.STATE, True)


def test_a_list_asks_for_no_more_rows_with_a_limit_than_without(book, bob, django_assert_num_queries):
    allow_moves(1)
    appointments = [book(), book(STARTS[1])]
    rules = BookingRules.load()
    with django_assert_num_queries(0):
        assert all(permissions.may_move(bob.client, one, NOW, rules=rules) for one in appointments)


# --- Why it was called off ------------------------------------------------------------------------


def test_a_reason_that_is_renamed_or_deleted_changes_no_history(book, bob):
    reason = CancellationReason.objects.create(label="Force majeure", is_default=True)
    appointment = actions.cancel(appointment=book(), by=bob, now=NOW, reason=reason)
    reason.label = "Imprévu"
    reason.save()
    assert appointment.events.last().reason_label == "Force majeure"
    reason.delete()
    event = appointment.events.last()
    assert (event.reason, event.reason_label) == (None, "Force majeure")


# --- Its time afterwards --------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["cancelled", "declined"])
def test_the_time_can_be_booked_again_by_anyone_and_by_the_same_client(
    book, bob, camille, charlie_client, with_approval, end
):
    first = book()
    finish = {"cancelled": actions.cancel, "declined": actions.decline}[end]
    finish(appointment=first, by=camille, now=NOW)
    second = book(client=charlie_client)
    actions.cancel(appointment=second, by=charlie_client, now=NOW)
    third = book()
    assert len({first.pk, second.pk, third.pk}) == 3
    assert [one.state for one in Appointment.objects.order_by("pk")] == [end, "cancelled", "requested"]


@pytest.mark.parametrize("end", ["cancelled", "declined"])
def test_what_was_called_off_is_never_revived_over_another(book, camille, charlie_client, with_approval, end):
    """No action leads back; and the database refuses whoever writes past the actions."""
    first = book()
    finish = {"cancelled": actions.cancel, "declined": actions.decline}[end]
    finish(appointment=first, by=camille, now=NOW)
    book(client=charlie_client)
    for action in (actions.agree, actions.decline, actions.cancel, actions.miss):
        assert refused(action, appointment=first, by=camille).code == Code.STATE
    assert refused(actions.move, appointment=first, start=STARTS[2], by=camille).code == Code.STATE
    for live in (State.CONFIRMED, State.REQUESTED):
        with pytest.raises(IntegrityError, match="booking_guard"), transaction.atomic():
            Appointment.objects.filter(pk=first.pk).update(state=live)
    first.refresh_from_db()
    assert first.state == end


# --- Who is told ----------------------------------------------------------------------------------


@pytest.mark.mission("P3")
@pytest.mark.parametrize(("answer", "kind"), [(actions.agree, "agreed"), (actions.decline, "declined")])
def test_the_client_gets_one_mail_whatever_the_answer(book, camille, bob_client, with_approval, answer, kind):
    appointment = book()
    answer(appointment=appointment, by=camille, now=NOW)
    refused(answer, appointment=appointment, by=camille)
    mails = OutboxMessage.objects.filter(event__kind=kind)
    assert sorted(mails.values_list("recipient", flat=True)) == sorted([bob_client.email, camille.email])


@pytest.mark.mission("P4")
def test_until_it_is_agreed_a_client_cancels_with_a_reason_and_the_specialist_is_told(
    book, bob, camille, with_approval
):
    reason = CancellationReason.objects.create(label="Форс-мажор", is_default=True)
    appointment = book()
    actions.cancel(appointment=appointment, by=bob, now=NOW, reason=reason, comment="Заболел ребёнок")
    event = appointment.events.last()
    assert (event.from_state, event.to_state) == ("requested", "cancelled")
    assert (event.reason_label, event.comment) == ("Форс-мажор", "Заболел ребёнок")
    assert OutboxMessage.objects.filter(event=event, recipient=camille.email).count() == 1


def test_a_client_without_an_account_has_the_same_say(book, practice):
    guest = Client.objects.create(name="Alice Durand", email="alice@example.com")
    allow_moves(1)
    appointment = move(book(client=guest), 1, guest)
    assert refused(actions.move, appointment=appointment, start=STARTS[2], by=guest).ref == Limit.MOVES
