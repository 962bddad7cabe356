"""Booking, moving, cancelling, answering: what happens, what is written down, who is told, what is refused."""

import datetime as dt
import uuid

import pytest

from booking import actions
from booking.models import Appointment, AppointmentEvent, OutboxMessage, State
from practice.models import Absence, BookingRules
from scheduling import Code

pytestmark = pytest.mark.django_db

# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)


def paris(day, clock):
    """Return a time of November 2026 on the wall clock of Paris, in UTC."""
    hour, minute = map(int, clock.split(":"))
    return dt.datetime(2026, 11, day, hour - 1, minute, tzinfo=dt.UTC)


@pytest.fixture
def book(practice, bob_client):
    """Return a function that books for Bob unless told otherwise, and gives the appointment."""

    def wish(day=24, clock="9:00", *, start=None, now=NOW, **changed):
        return actions.book(
            **{
                "client": bob_client,
                "practitioner": practice.practitioner,
                "service": practice.service,
                "place": practice.place,
                "start": start or paris(day, clock),
                "by": bob_client.user,
                "now": now,
                **changed,
            }
        )

    return wish


def refused(call, *args, **kwargs):
    """Return the refusal that `call` raises, having checked that it stored nothing."""
    before = list(Appointment.objects.order_by("pk").values())
    with pytest.raises(actions.BookingRefused) as caught:
        call(*args, **kwargs)
    assert list(Appointment.objects.order_by("pk").values()) == before
    return caught.value


@pytest.mark.mission("C4")
def test_a_booking_is_confirmed_written_down_and_told(book, bob_client, camille):
    appointment = book(answers=[("What would you like to talk about?", "Changer de métier")])

    assert appointment.state == State.CONFIRMED
    assert (appointment.end_at - appointment.start_at, appointment.gap) == (
        dt.timedelta(minutes=45),
        dt.timedelta(minutes=10),
    )
    event = appointment.events.get()
    assert (event.kind, event.by, event.at, event.to_start_at) == ("booked", bob_client.user, NOW, appointment.start_at)
    assert set(OutboxMessage.objects.values_list("recipient", "audience", "state")) == {
        (bob_client.email, "client", "queued"),
        (camille.email, "practitioner", "queued"),
    }
    assert appointment.answers.get().text == "Changer de métier"


def test_a_service_with_approval_is_requested_first(book, practice):
    practice.service.needs_approval = True
    practice.service.save()
    appointment = book()
    assert appointment.state == State.REQUESTED
    assert appointment.events.get().kind == "requested"


@pytest.mark.mission("C9")
@pytest.mark.parametrize(
    ("start", "code"),
    [
        (paris(28, "9:00"), Code.CLOSED_DAY),
        (paris(29, "9:00"), Code.CLOSED_DAY),
        (paris(24, "8:05"), Code.OUT_OF_HOURS),
        (paris(24, "12:40"), Code.OUT_OF_HOURS),
        (paris(24, "17:10"), Code.OUT_OF_HOURS),
        (paris(24, "9:10"), Code.OFF_GRID),
        (dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC), Code.PAST),
        (dt.datetime(2027, 1, 25, 8, 0, tzinfo=dt.UTC), Code.TOO_FAR),
    ],
)
def test_each_wrong_wish_has_its_own_refusal_and_three_nearest_times(book, start, code):
    refusal = refused(book, start=start)
    assert refusal.code == code
    assert len(refusal.nearest) == 3
    assert refusal.nearest == sorted(refusal.nearest)
    assert not AppointmentEvent.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.mission("C9")
def test_a_taken_time_and_its_gap_are_refused(book, charlie_client):
    book(24, "9:55")
    everyone = {"client": charlie_client, "by": charlie_client.user}
    assert refused(book, 24, "9:55", **everyone).code == Code.TAKEN
    assert refused(book, 24, "9:30", **everyone).code == Code.TAKEN
    assert refused(book, 24, "9:05", **everyone).code == Code.TOO_CLOSE
    assert book(24, "9:00", **everyone).state == State.CONFIRMED
    assert book(24, "10:50", **everyone).state == State.CONFIRMED


@pytest.mark.mission("C8")
@pytest.mark.parametrize(
    "now", [dt.datetime(2026, 11, 22, 23, 0, tzinfo=dt.UTC), dt.datetime(2026, 11, 23, 22, 59, 59, tzinfo=dt.UTC)]
)
def test_the_sixtieth_day_is_open_and_the_sixty_first_is_not(book, now):
    """23 November 2026 from 0:00:00 to 23:59:59 in Paris; 60 days on is Friday 22 January 2027."""
    rules = BookingRules.load()
    rules.horizon_days = 60
    rules.save()
    assert book(start=dt.datetime(2027, 1, 22, 8, 0, tzinfo=dt.UTC), now=now).state == State.CONFIRMED
    assert refused(book, start=dt.datetime(2027, 1, 25, 8, 0, tzinfo=dt.UTC), now=now).code == Code.TOO_FAR


@pytest.mark.mission("C8")
def test_the_sixtieth_day_counts_across_a_clock_change(book):
    """From 1 October 2026 to 30 November 2026 the clocks of Paris go back an hour."""
    for second, open_ in (
        (dt.datetime(2026, 9, 30, 22, 0, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 9, 30, 21, 59, 59, tzinfo=dt.UTC), False),
    ):
        wish = {"start": dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.UTC), "now": second}
        if open_:
            book(**wish)
        else:
            assert refused(book, **wish).code == Code.TOO_FAR


def test_an_absence_closes_its_time(book, practice):
    Absence.objects.create(practitioner=practice.practitioner, start_at=paris(24, "8:00"), end_at=paris(24, "13:00"))
    assert refused(book, 24, "9:00").code == Code.ABSENT
    assert book(24, "13:30").state == State.CONFIRMED


def test_bob_cannot_be_in_two_places_at_once(book, make_practitioner):
    book(24, "9:00")
    refusal = refused(book, 24, "9:00", practitioner=make_practitioner("Denis"))
    assert refusal.code == Code.OWN_OVERLAP
    assert paris(24, "9:00") not in refusal.nearest  # free for the practitioner, not for Bob


def test_no_more_live_appointments_than_the_practice_allows(book):
    rules = BookingRules.load()
    rules.live_limit = 2
    rules.save()
    book(24, "9:00")
    kept = book(25, "9:00")
    assert refused(book, 26, "9:00").code == Code.LIMIT_REACHED
    actions.cancel(appointment=kept, by=None, now=NOW)
    book(26, "9:00")


def test_a_blocked_person_books_nothing(book, bob_client):
    bob_client.user.blocked_at = NOW
    bob_client.user.save()
    assert refused(book).code == Code.BLOCKED


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_are_refused_like_any_other_day(book, year):
    edge = dt.datetime(year, 1, 1, tzinfo=dt.UTC) if year == 1 else dt.datetime(year, 12, 31, 23, 59, tzinfo=dt.UTC)
    assert refused(book, start=edge).code == (Code.PAST if year == 1 else Code.TOO_FAR)


def test_a_service_not_given_here_is_refused(book, practice):
    practice.practitioner.services.clear()
    assert refused(book).code == Code.NOT_OPEN_TO_YOU


def test_the_same_form_sent_ten_times_books_once(book):
    key = uuid.uuid4()
    assert len({book(idempotency_key=key).pk for _ in range(10)}) == 1
    assert Appointment.objects.count() == 1
    assert AppointmentEvent.objects.count() == 1


def test_moving_keeps_the_identity_and_frees_the_old_time(book, bob_client, charlie_client):
    appointment = book(25, "9:00")
    OutboxMessage.objects.all().delete()
    moved = actions.move(appointment=appointment, start=paris(26, "9:55"), by=bob_client.user, now=NOW)

    assert (moved.pk, moved.reference, moved.state) == (appointment.pk, appointment.reference, State.CONFIRMED)
    assert (moved.start_at, moved.busy_until) == (paris(26, "9:55"), paris(26, "10:50"))
    event = moved.events.last()
    assert (event.kind, event.from_start_at, event.to_start_at) == ("moved", paris(25, "9:00"), paris(26, "9:55"))
    assert set(OutboxMessage.objects.values_list("kind", flat=True)) == {"moved"}
    book(25, "9:00", client=charlie_client, by=charlie_client.user)


def test_an_appointment_may_move_into_its_own_shadow(book, practice, bob_client):
    """Its own time counts as free: with starts every five minutes it moves by five."""
    rules = BookingRules.load()
    rules.step_minutes = 5
    rules.save()
    appointment = book(24, "14:00")
    moved = actions.move(appointment=appointment, start=paris(24, "14:05"), by=None, now=NOW)
    assert moved.start_at == paris(24, "14:05")


def test_moving_to_a_taken_time_leaves_everything_as_it_was(book, charlie_client):
    book(24, "9:55", client=charlie_client, by=charlie_client.user)
    appointment = book(26, "9:00")
    refusal = refused(actions.move, appointment=appointment, start=paris(24, "9:55"), by=None, now=NOW)
    assert refusal.code == Code.TAKEN
    assert len(refusal.nearest) == 3


def test_clients_may_cancel_until_a_day_before_and_staff_at_any_time(book, bob_client, zoe):
    appointment = book(24, "9:00")
    a_day_before = paris(23, "9:00")
    refusal = refused(
        actions.cancel, appointment=appointment, by=bob_client.user, now=a_day_before + dt.timedelta(seconds=1)
    )
    assert (refusal.code, refusal.late) == (Code.STATE, True)
    actions.cancel(appointment=appointment, by=zoe, now=a_day_before + dt.timedelta(hours=20))
    again = book(24, "9:00", now=a_day_before)
    actions.cancel(appointment=again, by=bob_client.user, now=a_day_before)
    assert set(Appointment.objects.values_list("state", flat=True)) == {"cancelled"}


def test_nothing_is_cancelled_twice(book, bob_client):
    appointment = book(27, "9:00")
    actions.cancel(appointment=appointment, by=bob_client.user, now=NOW)
    assert refused(actions.cancel, appointment=appointment, by=bob_client.user, now=NOW).code == Code.STATE
    assert appointment.events.filter(kind="cancelled").count() == 1


@pytest.mark.parametrize("action", [actions.cancel, actions.agree, actions.decline, actions.miss])
def test_charlie_changes_nothing_of_bobs(book, charlie_client, action):
    appointment = book(27, "9:00")
    assert refused(action, appointment=appointment, by=charlie_client.user, now=NOW).code == Code.NOT_YOURS


def test_a_client_does_not_agree_to_their_own_request(book, practice, bob_client, camille):
    practice.service.needs_approval = True
    practice.service.save()
    appointment = book(27, "9:00")
    assert refused(actions.agree, appointment=appointment, by=bob_client.user, now=NOW).code == Code.STATE
    assert actions.agree(appointment=appointment, by=camille, now=NOW).state == State.CONFIRMED
    assert refused(actions.decline, appointment=appointment, by=camille, now=NOW).code == Code.STATE


def test_what_was_agreed_to_meanwhile_is_cancelled_and_not_taken_back(book, practice, bob_client, camille):
    practice.service.needs_approval = True
    practice.service.save()
    seen = book(27, "9:00")
    actions.agree(appointment=seen, by=camille, now=NOW)
    assert seen.state == State.REQUESTED  # As somebody read it a moment before.
    wish = {"appointment": seen, "by": bob_client.user, "now": NOW}
    assert refused(actions.take_back, **wish).code == Code.STATE
    assert actions.cancel(**wish).state == State.CANCELLED


def test_a_declined_request_frees_its_time(book, practice, charlie_client, camille):
    practice.service.needs_approval = True
    practice.service.save()
    appointment = book(27, "9:00")
    actions.decline(appointment=appointment, by=camille, now=NOW, comment="Je suis en formation.")
    assert appointment.events.last().comment == "Je suis en formation."
    assert book(27, "9:00", client=charlie_client, by=charlie_client.user).state == State.REQUESTED


def test_missed_is_said_only_once_it_has_begun(book, camille):
    appointment = book(24, "9:00")
    early = paris(24, "8:59")
    assert refused(actions.miss, appointment=appointment, by=camille, now=early).code == Code.STATE
    assert actions.miss(appointment=appointment, by=camille, now=paris(24, "9:20")).state == State.MISSED


def test_a_past_confirmed_appointment_counts_as_honoured(book):
    appointment = book(24, "9:00")
    assert appointment.shown_state(paris(24, "9:44")) == State.CONFIRMED
    assert appointment.shown_state(paris(24, "9:45")) == State.COMPLETED
