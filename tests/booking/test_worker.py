"""Workers in processes of their own, and a real mail server: each mail arrives once, whatever happens to whom."""

import datetime as dt
import random
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from booking import actions, availability, leases, outbox, reminders
from booking.models import Appointment, OutboxMessage
from practice.models import BookingRules
from tests.mail_server import MOMENTS, MailServer
from tests.soak import sizes, tally
from tests.workers import Workers, kill, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
State = OutboxMessage.State
#: On SQLite one worker is what a site has.
WORKERS = {"postgresql": 3, "sqlite": 1}


@pytest.fixture
def mail_server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


@pytest.fixture
def workers(mail_server, tmp_path):
    with Workers(mail_server, tmp_path) as workers:
        yield workers


@pytest.fixture
def book(practice, bob_client):
    """Return a function that books so many of the next free starts for Bob; two are told of each."""
    BookingRules.objects.update_or_create(defaults={"live_limit": 1000, "horizon_days": 365})

    def wish(count, *, now=None, not_before=None):
        now = now or timezone.now()
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        free = availability.next_free(*parts.values(), now=not_before or now, count=count)
        return [actions.book(client=bob_client, start=start, by=bob_client.user, now=now, **parts) for start in free]

    return wish


def nothing_waits():
    return not OutboxMessage.objects.filter(state__in=[State.QUEUED, State.RETRIED]).exists()


def stored():
    return set(OutboxMessage.objects.values_list("message_id", flat=True))


def arrived_once(mail_server):
    return set(mail_server.copies()) == stored() and set(mail_server.copies().values()) == {1}


@pytest.mark.mission("P8")
def test_at_whatever_moment_a_worker_dies_each_mail_arrives_and_one_at_most_twice(book, workers, mail_server):
    chance = random.Random(sizes.SEED)
    # Spread over all the mails: one that goes down with its worker time and again is given up (see test_outbox).
    apart = sizes.SENDS // sizes.MAIL_KILLS
    book(sizes.SENDS // 2)
    for number in range(sizes.MAIL_KILLS):
        # A lease of the dead has lapsed.
        workers.set_clock(number * leases.LEASE)
        died, pid = threading.Event(), workers.start()

        def strike(pid=pid, died=died):
            kill(pid)
            died.set()

        moment = MOMENTS[number % len(MOMENTS)]
        mail_server.at(moment, strike, after=0 if moment == "greeted" else chance.randrange(apart))
        assert died.wait(timeout=60), "all mails had left before"
        tally.count("kills")
    assert not nothing_waits()
    workers.set_clock(sizes.MAIL_KILLS * leases.LEASE)
    workers.start()
    until(nothing_waits, seconds=600)
    copies = mail_server.copies()
    assert set(copies) == stored()
    assert len(copies) >= sizes.SENDS // 2 * 2
    assert copies.total() - len(copies) <= sizes.MAIL_KILLS
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.SENT}


def test_however_many_workers_there_are_and_however_the_clock_jumps_each_mail_arrives_once(book, workers, mail_server):
    now = timezone.now()
    # A day full of appointments, whose first reminders fall due within some hours of each other.
    tuesday = now.replace(hour=0) + (14 + (1 - now.weekday()) % 7) * DAY
    day = book(8, now=now - 10 * DAY, not_before=tuesday)
    due = day[len(day) // 2].start_at - 7 * DAY
    book(sizes.SENDS // 2, not_before=tuesday + 14 * DAY)
    pids = [workers.start() for _ in range(WORKERS[connection.vendor])]
    for jump in [0, 1, -1, 0, -1, 1] * 3:
        workers.set_clock(due - now + jump * HOUR)
        time.sleep(0.1)
    workers.set_clock(due - now + DAY)
    until(lambda: OutboxMessage.objects.filter(kind="reminder").count() == len(day) and nothing_waits(), seconds=600)
    for pid in pids:
        kill(pid)
    told = OutboxMessage.objects.filter(state=State.SENT)
    assert mail_server.copies() == dict.fromkeys(told.values_list("message_id", flat=True), 1)
    reminded = told.filter(kind="reminder").values_list("appointment_id", "days_before")
    assert sorted(reminded) == sorted((appointment.pk, 7) for appointment in day)
    assert mail_server.most_at_once > 1 or len(pids) == 1


@pytest.fixture
def due(book):
    """An appointment in two weeks, of which everyone was told, and the moment at which its first reminder is due."""
    [appointment] = book(1, now=timezone.now() - 10 * DAY, not_before=timezone.now() + 14 * DAY)
    due = appointment.start_at - 7 * DAY
    outbox.deliver_due(now=due - HOUR)
    return appointment, due


def remind(now):
    reminders.queue_due(now=now)
    outbox.deliver_due(now=now)


def subjects_in(mail_server):
    return sorted(letter["Subject"].split(":")[0].strip() for letter in mail_server.letters)


def test_what_was_cancelled_a_second_before_is_not_reminded_of(mail_server, due):
    appointment, moment = due
    actions.cancel(appointment=appointment, by=None, now=moment - SECOND)
    remind(moment)
    assert subjects_in(mail_server) == ["Annulé", "Annulé", "Confirmé", "Confirmé"]


def test_what_was_moved_a_second_before_is_reminded_of_for_its_new_time_alone(mail_server, due, practice):
    appointment, moment = due
    parts = (practice.practitioner, practice.service, practice.place)
    [later] = availability.next_free(*parts, now=appointment.start_at + 7 * DAY, count=1)
    moved = actions.move(appointment=appointment, start=later, by=None, now=moment - SECOND)
    remind(moment)
    assert subjects_in(mail_server) == ["Confirmé", "Confirmé", "Déplacé", "Déplacé"]
    for _twice in range(2):
        remind(later - 7 * DAY)
    assert subjects_in(mail_server) == ["Confirmé", "Confirmé", "Déplacé", "Déplacé", "Rappel"]
    assert OutboxMessage.objects.get(kind="reminder").start_at == moved.start_at == later


def test_a_booking_that_is_rolled_back_sends_nothing(book, workers, mail_server):
    with transaction.atomic():
        book(1)
        transaction.set_rollback(True)
    [kept] = book(1)
    workers.start()
    until(lambda: len(mail_server.letters) == 2)
    assert arrived_once(mail_server)
    assert [kept] == list(Appointment.objects.all())


@pytest.mark.postgresql
def test_a_clock_that_jumps_ahead_takes_no_mail_from_the_worker_that_is_sending_it(book, mail_server):
    """The lease is over by then; the row is not let go before the mail has left."""
    book(1)
    OutboxMessage.objects.filter(audience="practitioner").delete()
    reached, go_on = threading.Event(), threading.Event()
    mail_server.at("data", lambda: (reached.set(), go_on.wait(30)))
    now = timezone.now()

    def send():
        outbox.deliver_due(now=now)
        connection.close()

    sending = threading.Thread(target=send)
    sending.start()
    assert reached.wait(30)
    assert outbox.due(now + HOUR).count() == 1
    assert outbox.deliver_due(now=now + HOUR) == 0
    go_on.set()
    sending.join()
    assert arrived_once(mail_server)
