"""Reminders: who gets which, and when; once, and never for what is no longer so."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import actions, optout, outbox, reminders
from booking.models import OutboxMessage
from practice.models import BookingRules

pytestmark = pytest.mark.django_db

# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 2, 7, 0, tzinfo=dt.UTC)
#: Monday three weeks later, nine o’clock in Paris.
START = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
#: The next start of the same day.
LATER = START + dt.timedelta(minutes=55)
SECOND, HOUR, DAY = dt.timedelta(seconds=1), dt.timedelta(hours=1), dt.timedelta(days=1)
BOBS_HASH = optout.hash_of("bob@example.com")
Dropped = OutboxMessage.Dropped


@pytest.fixture
def book(practice, bob_client):
    """Return a function that books for Bob, so long before the start; it sends what tells of it."""

    def wish(ahead=20 * DAY, *, start=START, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        wish = {"client": bob_client, **parts, "start": start, "by": bob_client.user, "now": start - ahead, **changed}
        appointment = actions.book(**wish)
        send(start - ahead)
        return appointment

    return wish


def send(now):
    """Do what the worker does, and return what left about reminders."""
    before = len(mail.outbox)
    reminders.queue_due(now=now)
    outbox.deliver_due(now=now)
    return [letter for letter in mail.outbox[before:] if letter.subject.startswith("Rappel")]


def reminded(start=START, *, since):
    """Let the worker look twice a day, and return how many hours before the start reminders left."""
    halves = range(2 * ((start - since) // DAY) + 2, -3, -1)
    moments = [since, *(start - half * DAY / 2 for half in halves if start - half * DAY / 2 > since)]
    return [(start - now) / HOUR for now in moments for _ in send(now)]


def set_days(*days):
    BookingRules.objects.update_or_create(defaults={"reminder_days": list(days)})


# --- When ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahead", "hours"),
    [
        (20 * DAY, [168, 24]),
        (7 * DAY + HOUR, [168, 24]),
        (7 * DAY, [24]),
        (6 * DAY, [24]),
        (DAY + HOUR, [24]),
        (DAY, []),
        (2 * HOUR, []),
    ],
)
def test_a_reminder_is_for_those_who_booked_earlier_than_it_is_due(book, ahead, hours):
    book(ahead)
    assert reminded(since=START - ahead) == hours


def test_a_reminder_leaves_at_the_second_and_not_before(book):
    book()
    assert send(START - 7 * DAY - SECOND) == []
    assert len(send(START - 7 * DAY)) == 1
    assert send(START - DAY - SECOND) == []
    assert len(send(START - DAY)) == 1


def test_the_practice_chooses_other_days_or_none(book):
    set_days(3, 14, 2)
    book()
    assert reminded(since=START - 20 * DAY) == [14 * 24, 3 * 24, 2 * 24]
    set_days()
    book(start=LATER)
    assert reminded(LATER, since=LATER - 20 * DAY) == []


def test_days_chosen_later_hold_for_what_is_booked_already(book):
    set_days()
    book()
    set_days(2)
    assert reminded(since=START - 10 * DAY) == [48]


def test_a_worker_that_was_away_sends_the_latest_reminder_alone(book):
    book()
    assert len(send(START - HOUR)) == 1
    assert reminded(since=START - HOUR) == []


def test_a_worker_that_was_away_until_the_start_sends_none(book):
    book()
    assert send(START) == []


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY])
def test_whichever_way_the_clock_jumps_a_reminder_leaves_once(book, jump):
    book()
    due = START - 7 * DAY
    moments = [due - SECOND, due - SECOND + jump, due + SECOND, due + SECOND + jump, due + 2 * SECOND]
    assert [len(send(now)) for now in moments].count(1) == 1
    assert OutboxMessage.objects.filter(kind="reminder").count() == 1


def test_a_request_is_reminded_of_once_it_is_agreed_to(book, practice, camille):
    practice.service.needs_approval = True
    practice.service.save()
    asked = book()
    assert send(START - 7 * DAY) == []
    actions.agree(appointment=asked, by=camille, now=START - 3 * DAY)
    assert reminded(since=START - 3 * DAY) == [24]


def test_a_client_without_an_address_is_not_reminded(book, bob_client):
    book()
    bob_client.email = ""
    bob_client.save()
    assert reminded(since=START - 20 * DAY) == []


# --- No longer so ----------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", [START - 7 * DAY, START - DAY])
def test_what_was_cancelled_a_second_before_is_not_reminded_of(book, bob, moment):
    appointment = book()
    actions.cancel(appointment=appointment, by=None, now=moment - SECOND)
    assert send(moment) == []


def test_what_is_cancelled_between_queueing_and_sending_is_not_reminded_of(book):
    appointment = book()
    reminders.queue_due(now=START - DAY)
    actions.cancel(appointment=appointment, by=None, now=START - DAY)
    assert send(START - DAY) == []
    assert OutboxMessage.objects.get(kind="reminder").dropped_for == Dropped.CHANGED


def test_what_was_moved_is_reminded_of_for_its_new_time_alone(book):
    appointment = book()
    send(START - 7 * DAY)
    reminders.queue_due(now=START - DAY)
    later = START + 9 * DAY
    actions.move(appointment=appointment, start=later, by=None, now=START - DAY)
    assert reminded(later, since=START - DAY) == [168, 24]
    assert OutboxMessage.objects.get(kind="reminder", state="dropped").start_at == START


def test_a_reminder_that_was_held_up_until_the_start_does_not_leave(book):
    book()
    reminders.queue_due(now=START - DAY)
    assert send(START) == []
    assert OutboxMessage.objects.get(kind="reminder").dropped_for == Dropped.OVER


# --- Once ------------------------------------------------------------------------------------------


def test_the_database_keeps_a_second_reminder_of_the_same_time_out(book):
    appointment = book()
    reader = reminders.reader_of(appointment)
    first = outbox.new_message(appointment, "reminder", reader, now=NOW, days_before=1)
    first.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.new_message(appointment, "reminder", reader, now=NOW, days_before=1).save()
    outbox.new_message(appointment, "reminder", reader, now=NOW, days_before=7).save()
    appointment.start_at += HOUR
    outbox.new_message(appointment, "reminder", reader, now=NOW, days_before=1).save()


def test_a_worker_that_comes_second_queues_nothing(book, monkeypatch):
    """Both have looked before either wrote."""
    appointment = book()
    monkeypatch.setattr(reminders, "due", lambda days, *args, **kwargs: [appointment] if days == 1 else [])
    for _ in range(2):
        reminders.queue_due(now=START - DAY)
    assert OutboxMessage.objects.filter(kind="reminder").count() == 1


def test_many_reminders_take_as_many_queries_as_one(book, bob_client):
    book()
    with CaptureQueriesContext(connection) as one:
        reminders.queue_due(now=START - DAY)
    for later in range(1, 4):
        book(start=START + later * (LATER - START))
    with CaptureQueriesContext(connection) as many:
        reminders.queue_due(now=START - HOUR)
    assert OutboxMessage.objects.filter(kind="reminder").count() == 4
    assert len(many) == len(one)


# --- Stopping them ---------------------------------------------------------------------------------


def one_click(letter):
    """Return the path at which a mail reader stops the reminders, for its reader."""
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return re.fullmatch(r"<https?://[^/>]+(/[^>]+)>", letter.extra_headers["List-Unsubscribe"])[1]


@pytest.fixture
def reminder(book):
    book()
    (letter,) = send(START - 7 * DAY)
    return letter


def test_only_a_reminder_can_be_stopped(reminder):
    others = [letter for letter in mail.outbox if letter is not reminder]
    assert others
    assert not [letter for letter in others if "List-Unsubscribe" in letter.extra_headers]
    assert one_click(reminder) in reminder.body


def test_a_mail_reader_finds_the_address_whole(reminder):
    """It may begin a line of its own, and is neither broken nor encoded."""
    head, _body = reminder.message().as_bytes(linesep="\r\n").split(b"\r\n\r\n", 1)
    unfolded = re.sub("\r\n +", " ", head.decode("ascii"))
    lines = [re.sub(": +", ": ", line) for line in unfolded.split("\r\n")]
    assert f"List-Unsubscribe: {reminder.extra_headers['List-Unsubscribe']}" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_a_mail_reader_stops_the_reminders_with_one_post_and_no_cookie(reminder):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(one_click(reminder), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert send(START - DAY) == []
    assert OutboxMessage.objects.get(days_before=1).dropped_for == Dropped.UNWANTED


def test_a_mail_reader_may_post_a_form_of_one_line(reminder, client):
    client.post(one_click(reminder), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert optout.is_out("bob@example.com")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_stops_nothing(reminder, client, method):
    getattr(client, method)(one_click(reminder))
    assert not optout.is_out("bob@example.com")
    assert len(send(START - DAY)) == 1


def test_a_person_stops_the_reminders_and_takes_them_back(reminder, client):
    address = one_click(reminder)
    page = client.get(address)
    assert "Ne plus recevoir de rappels" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    page = client.post(address, {"wish": "off"}).content.decode()
    assert "Plus aucun rappel" in page
    assert "Recevoir de nouveau les rappels" in page
    client.post(address, {"wish": "on"})
    assert len(send(START - DAY)) == 1


def test_the_wish_holds_for_the_address_however_it_is_written_and_for_no_other(reminder, client):
    client.post(one_click(reminder))
    assert optout.is_out(" Bob@Example.COM ")
    assert not optout.is_out("charlie@example.com")


def test_the_link_says_nothing_of_the_address(reminder):
    assert "bob" not in one_click(reminder)


@pytest.mark.parametrize(
    "token", ["x", "a.b", optout.hash_of("bob@example.com"), f"{optout.hash_of('bob@example.com')}.x"]
)
def test_a_link_that_was_not_sent_stops_nothing_and_says_so(db, client, token):
    address = reverse("booking:reminders", args=[token])
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404
        assert "Ce lien n’est pas complet" in answer.content.decode()
    assert not optout.is_out("bob@example.com")


OWN, OWN_SWITCH = "/mes-rendez-vous/", "/mes-rendez-vous/rappels/"


def test_a_client_stops_them_among_their_appointments_and_takes_them_back(book, client, bob):
    book()
    client.force_login(bob)
    assert "Vos rendez-vous vous sont rappelés à bob@example.com." in client.get(OWN).content.decode()
    for _twice in range(2):
        assert client.post(OWN_SWITCH, {"wish": "off"})["Location"] == f"{OWN}#rappels"
    assert "Aucun rappel n’est envoyé à bob@example.com." in client.get(OWN).content.decode()
    assert send(START - 7 * DAY) == []
    client.post(OWN_SWITCH, {"wish": "on"})
    assert len(send(START - DAY)) == 1


def test_nobody_changes_it_for_another_or_without_meaning_to(book, client, bob, charlie):
    book()
    assert client.post(OWN_SWITCH, {"wish": "off"}).status_code == 302
    client.force_login(charlie)
    client.post(OWN_SWITCH, {"wish": "off"})
    client.force_login(bob)
    assert client.get(OWN_SWITCH).status_code == 405
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(bob)
    assert forger.post(OWN_SWITCH, {"wish": "off"}).status_code == 403
    assert not optout.is_out("bob@example.com")
    assert optout.is_out("charlie@example.com")


def test_where_nobody_is_reminded_there_is_nothing_to_stop(book, client, bob, camille):
    book()
    # The coach books for others: she has no appointments of her own.
    client.force_login(camille)
    assert "rappel" not in client.get(OWN).content.decode()
    assert client.post(OWN_SWITCH, {"wish": "off"}).status_code == 404
    client.force_login(bob)
    set_days()
    assert "rappel" not in client.get(OWN).content.decode()


# --- What people are told before ------------------------------------------------------------------


def test_what_is_to_come_is_what_will_be_sent(book, bob_client):
    appointment = book()
    assert reminders.to_come(appointment, now=START - 20 * DAY) == [START - 7 * DAY, START - DAY]
    assert reminders.to_come(appointment, now=START - 3 * DAY) == [START - DAY]
    assert reminders.to_come(appointment, now=START - HOUR) == []
    optout.set_out(optout.hash_of(bob_client.email), True, now=NOW)
    assert reminders.to_come(appointment, now=START - 20 * DAY) == []


def test_nothing_is_promised_to_who_booked_too_late_for_it(book):
    assert reminders.to_come(book(DAY), now=START - DAY) == []
    assert reminders.to_come(book(5 * DAY, start=LATER), now=LATER - 5 * DAY) == [LATER - DAY]


@pytest.mark.parametrize(
    ("days", "promise"),
    [
        ([7, 1], "Un rappel vous sera envoyé la veille."),
        ([7, 2], "Un rappel vous sera envoyé 2 jours avant."),
        ([], ""),
    ],
)
def test_the_confirmation_promises_what_will_be_sent(book, bob, client, days, promise):
    set_days(*days)
    appointment = book()
    with time_machine.travel(START - 20 * DAY, tick=False):
        client.force_login(bob)
        page = client.get(reverse("booking:appointment", args=[appointment.reference])).content.decode()
    assert "Vous n’avez rien d’autre à faire." in page
    assert re.findall(r"Un rappel [^.]*\.", page) == ([promise] if promise else [])
