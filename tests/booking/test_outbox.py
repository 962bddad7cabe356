"""The outbox: each mail leaves once, when it should, and what became of it is written down."""

import datetime as dt
import io
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import DatabaseError, transaction

from booking import actions, leases, outbox
from booking.models import Appointment, OutboxMessage

pytestmark = pytest.mark.django_db

# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
State = OutboxMessage.State


@pytest.fixture
def book(practice, bob_client):
    """Return a function that books for Bob, on Tuesday at nine unless told otherwise."""

    def wish(start=dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC), *, now=NOW, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return actions.book(client=bob_client, **parts, start=start, by=bob_client.user, now=now, **changed)

    return wish


@pytest.fixture
def refuse(monkeypatch):
    """Return a function that lets the mail server answer every mail with an error, or with None again."""
    take = EmailBackend.send_messages

    def answer_with(error):
        def send(self, letters):
            if error:
                raise error
            return take(self, letters)

        monkeypatch.setattr(EmailBackend, "send_messages", send)

    return answer_with


def states(**wanted):
    return set(OutboxMessage.objects.filter(**wanted).values_list("state", "dropped_for"))


def sent_to(person):
    return [letter.subject.split(":")[0].strip() for letter in mail.outbox if letter.to == [person.email]]


# --- Leaving ---------------------------------------------------------------------------------------


def test_mails_leave_once_in_the_clients_language_with_the_fact_in_the_subject(book, bob_client):
    bob_client.language = "en"
    bob_client.save()
    book(answers=[("Topic", "a secret plan")])
    assert outbox.deliver_due(now=NOW) == 2
    assert outbox.deliver_due(now=NOW) == 0
    sent = next(message for message in mail.outbox if message.to == [bob_client.email])
    assert sent.subject == "Confirmed: Tuesday 24 November at 9:00 with Camille Aubert"
    everything = sent.body + sent.alternatives[0][0]
    assert "Tuesday 24 November 2026, 9:00 to 9:45" in everything
    assert "secret" not in everything


def test_a_mail_server_that_is_down_is_tried_again_later(book, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    book()
    assert outbox.deliver_due(now=NOW) == 0
    message = OutboxMessage.objects.first()
    assert (message.state, message.attempts, message.next_try_at) == ("retried", 1, NOW + dt.timedelta(minutes=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.deliver_due(now=NOW) == 0
    assert outbox.deliver_due(now=NOW + dt.timedelta(minutes=1)) == 2
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 2


def test_pauses_grow_and_after_the_last_attempt_a_message_has_failed(book, refuse):
    book()
    refuse(smtplib.SMTPServerDisconnected("gone"))
    now, waits = NOW, []
    while OutboxMessage.objects.exclude(state=State.FAILED).exists():
        assert outbox.deliver_due(now=now) == 0
        message = OutboxMessage.objects.first()
        waits.append((message.next_try_at - now) // MINUTE)
        # Not a second earlier.
        assert outbox.deliver_due(now=message.next_try_at - dt.timedelta(seconds=1)) == 0
        assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {message.attempts}
        now = max(now, message.next_try_at)
    assert waits == [1, 5, 30, 120, 480, 0]
    assert set(OutboxMessage.objects.values_list("last_error", flat=True)) == {"SMTPServerDisconnected"}
    refuse(None)
    assert outbox.deliver_due(now=now + dt.timedelta(days=1)) == 0


def test_a_reader_whom_the_server_does_not_know_is_not_tried_again(book, refuse):
    book()
    refuse(smtplib.SMTPRecipientsRefused({"bob@example.com": (550, b"no such user bob@example.com")}))
    outbox.deliver_due(now=NOW)
    assert states() == {(State.FAILED, "")}
    assert not OutboxMessage.objects.filter(last_error__contains="bob").exists()


def test_a_mailbox_that_is_full_is_tried_again(book, refuse):
    book()
    refuse(smtplib.SMTPRecipientsRefused({"bob@example.com": (452, b"full")}))
    outbox.deliver_due(now=NOW)
    assert states() == {(State.RETRIED, "")}


def test_a_mail_that_cannot_be_written_keeps_no_other_back(book, monkeypatch):
    book()
    compose = outbox.mail.compose

    def compose_for_others(message):
        if message.audience == "client":
            raise ValueError("nonsense")
        return compose(message)

    monkeypatch.setattr(outbox.mail, "compose", compose_for_others)
    assert outbox.deliver_due(now=NOW) == 1
    assert states(audience="client") == {(State.RETRIED, "")}
    assert states(audience="practitioner") == {(State.SENT, "")}


def test_a_database_that_is_away_is_no_fault_of_the_mail(book, monkeypatch):
    book()

    def away(message):
        raise DatabaseError

    monkeypatch.setattr(outbox.mail, "compose", away)
    with pytest.raises(DatabaseError):
        outbox.deliver_due(now=NOW)
    assert states() == {(State.QUEUED, "")}


def test_a_booking_that_is_rolled_back_sends_nothing(book):
    with transaction.atomic():
        book()
        transaction.set_rollback(True)
    assert outbox.deliver_due(now=NOW) == 0
    assert mail.outbox == []


# --- Leases ----------------------------------------------------------------------------------------


def test_a_message_is_leased_to_one_worker(book):
    book()
    leased = [outbox.claim(NOW), outbox.claim(NOW)]
    assert len({message.pk for message in leased}) == 2
    assert outbox.claim(NOW) is None
    assert outbox.claim(NOW + leases.LEASE - dt.timedelta(seconds=1)) is None


def test_what_a_dead_worker_had_is_taken_over(book):
    book()
    dead = outbox.claim(NOW)
    assert outbox.deliver_due(now=NOW) == 1
    assert outbox.deliver_due(now=NOW + leases.LEASE) == 1
    taken_over = OutboxMessage.objects.get(pk=dead.pk)
    assert (taken_over.state, taken_over.attempts) == (State.SENT, 2)


def test_a_clock_that_is_set_back_leaves_no_lease_behind(book):
    book()
    outbox.claim(NOW)
    assert outbox.deliver_due(now=NOW - dt.timedelta(hours=1)) == 2


def test_a_worker_whose_lease_has_gone_to_another_sends_and_writes_nothing(book):
    book()
    late = outbox.claim(NOW)
    outbox.deliver_due(now=NOW + leases.LEASE)
    mail.outbox.clear()
    with outbox.get_connection() as server:
        assert not outbox.deliver(late, server, now=NOW)
    assert mail.outbox == []
    assert OutboxMessage.objects.get(pk=late.pk).sent_at == NOW + leases.LEASE


def test_a_message_that_kills_each_worker_is_given_up(book):
    book()
    now = NOW
    for _ in range(len(outbox.PAUSES) + 1):
        assert outbox.claim(now)
        assert outbox.claim(now)
        now += leases.LEASE
    assert outbox.deliver_due(now=now) == 0
    assert set(OutboxMessage.objects.values_list("state", "last_error")) == {(State.FAILED, "Interrupted")}


# --- What is no longer so --------------------------------------------------------------------------


def test_nobody_is_told_of_a_booking_that_was_cancelled_meanwhile(book, bob, camille):
    appointment = book()
    actions.cancel(appointment=appointment, by=bob, now=NOW)
    assert outbox.deliver_due(now=NOW) == 2
    assert states(kind="confirmed") == {(State.DROPPED, "changed")}
    assert (sent_to(bob), sent_to(camille)) == (["Annulé"], ["Annulé"])


def test_nobody_is_told_of_a_time_that_was_given_up_meanwhile(book, bob):
    appointment = book()
    later = dt.timedelta(minutes=55)
    actions.move(appointment=appointment, start=appointment.start_at + later, by=bob, now=NOW)
    actions.move(appointment=appointment, start=appointment.start_at, by=bob, now=NOW)
    actions.move(appointment=appointment, start=appointment.start_at + 2 * later, by=bob, now=NOW)
    assert outbox.deliver_due(now=NOW) == 2
    assert sent_to(bob) == ["Déplacé"]
    assert "10\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}50" in mail.outbox[0].subject


def test_nobody_is_asked_to_answer_what_was_answered(book, practice, bob, camille):
    practice.service.needs_approval = True
    practice.service.save()
    actions.agree(appointment=book(), by=camille, now=NOW)
    outbox.deliver_due(now=NOW)
    assert states(kind="requested") == {(State.DROPPED, "changed")}
    assert sent_to(bob) == ["Confirmé"]


def test_a_confirmation_that_was_held_up_does_not_leave_after_the_appointment(book):
    appointment = book()
    assert outbox.deliver_due(now=appointment.end_at) == 0
    assert states() == {(State.DROPPED, "over")}


# --- Sending again ---------------------------------------------------------------------------------


def test_a_mail_that_left_is_sent_again_as_a_mail_of_its_own_and_once_for_two_clicks(book, bob_client):
    book()
    outbox.deliver_due(now=NOW)
    bob_client.email = "bob.martin@example.com"
    bob_client.save()
    first = OutboxMessage.objects.select_related("appointment__client").get(audience="client")
    assert outbox.send_again(first, now=NOW) == outbox.send_again(first, now=NOW)
    assert outbox.deliver_due(now=NOW) == 1
    assert mail.outbox[-1].to == ["bob.martin@example.com"]
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 3


def test_a_mail_that_never_left_is_tried_at_once_with_all_its_attempts(book, refuse):
    book()
    refuse(smtplib.SMTPRecipientsRefused({"bob@example.com": (550, b"")}))
    outbox.deliver_due(now=NOW)
    failed = OutboxMessage.objects.get(audience="client")
    refuse(None)
    assert outbox.send_again(failed, now=NOW) == failed
    assert outbox.deliver_due(now=NOW) == 1
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.copy) == (State.SENT, 1, 0)


def test_a_mail_that_is_on_its_way_is_not_sent_twice(book):
    book()
    for message in OutboxMessage.objects.all():
        assert outbox.send_again(message, now=NOW) == message
    assert outbox.deliver_due(now=NOW) == 2


def test_a_mail_that_is_no_longer_so_is_not_sent_again(book, bob):
    appointment = book()
    outbox.deliver_due(now=NOW)
    actions.cancel(appointment=appointment, by=bob, now=NOW)
    assert outbox.send_again(OutboxMessage.objects.get(kind="confirmed", audience="client"), now=NOW) is None


# --- The worker ------------------------------------------------------------------------------------


def test_one_round_of_the_worker_ends_holds_reminds_and_sends(book, practice, bob):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    wednesday = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
    book(wednesday, now=wednesday - dt.timedelta(days=5))
    hold = {"start_at": wednesday + dt.timedelta(hours=2), "end_at": wednesday + dt.timedelta(hours=3)}
    Appointment.objects.create(**parts, **hold, busy_until=hold["end_at"], state="held", hold_expires_at=NOW)
    with time_machine.travel(wednesday - dt.timedelta(days=1), tick=False):
        call_command("deliver", once=True, stdout=io.StringIO())
    assert not Appointment.objects.filter(state="held").exists()
    assert sorted(sent_to(bob)) == ["Confirmé", "Rappel"]
