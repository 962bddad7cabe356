"""A webhook is told of each change once, signed, whoever listens, and whatever becomes of the attempts."""

import datetime as dt
import hashlib
import hmac
import json
import logging
import threading
from functools import partial

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction

from booking import actions as appointments
from booking import leases, outbox
from booking.models import AppointmentEvent, OutboxMessage
from outside import Obstacle, Unreached
from people.actions import set_role
from people.models import Role
from tests import factories
from webhooks import actions, deliveries, posting
from webhooks.models import Delivery, Webhook
from webhooks.signing import signature

from .conftest import NOW, TUESDAY

pytestmark = pytest.mark.django_db

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
State = Delivery.State
Kind = AppointmentEvent.Kind


def is_signed(headers, body, key):
    """Check a signature as whoever listens does, from the words of docs/api.md."""
    at, *found = [part.partition("=")[2] for part in headers["Creneau-Signature"].split(",")]
    return hmac.new(key.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest() in found


def told(listener):
    return [json.loads(body) for _headers, body in listener.received]


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


# --- What is told ----------------------------------------------------------------------------------


def test_a_booking_is_told_with_a_signature_that_no_changed_byte_bears(webhook, listener, book):
    appointment = book()
    assert deliveries.deliver_due(now=NOW) == 1
    [(headers, body)] = listener.received
    said = json.loads(body)
    assert headers["Creneau-Event"] == said["event"] == "booked"
    assert headers["Creneau-Delivery"] == said["id"] == str(Delivery.objects.get().reference)
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert said["at"] == "2026-11-23T07:00:00Z"
    assert said["appointment"]["id"] == str(appointment.reference)
    assert said["appointment"]["start"] == "2026-11-24T08:00:00Z"
    assert headers["Creneau-Signature"].startswith(f"t={int(NOW.timestamp())},v1=")
    assert is_signed(headers, body, webhook.secret)
    for at in range(0, len(body), 40):
        assert not is_signed(headers, body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :], webhook.secret)
    assert not is_signed(headers, body, webhook.secret[:-1] + "_")
    assert deliveries.deliver_due(now=NOW) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status, delivery.answer, delivery.attempts) == (State.SENT, 200, "thanks", 1)


def test_every_change_is_told_as_it_was_at_its_moment(webhook, listener, book, practice, camille):
    practice.service.needs_approval = True
    practice.service.save()
    first, second, third = (book(TUESDAY + hours) for hours in (dt.timedelta(), 55 * MINUTE, 110 * MINUTE))
    appointments.agree(appointment=first, by=camille, now=NOW)
    appointments.move(appointment=first, start=TUESDAY + DAY, by=camille, now=NOW)
    appointments.cancel(appointment=first, by=camille, now=NOW)
    appointments.decline(appointment=second, by=camille, now=NOW)
    appointments.agree(appointment=third, by=camille, now=NOW)
    appointments.miss(appointment=third, by=camille, now=TUESDAY + DAY)
    assert deliveries.deliver_due(now=TUESDAY + DAY, seconds=60) == 9
    expected = ["requested"] * 3 + ["agreed", "moved", "cancelled", "declined", "agreed", "missed"]
    found = told(listener)
    assert [said["event"] for said in found] == expected
    statuses = ["requested"] * 3 + ["confirmed", "confirmed", "cancelled", "declined", "confirmed", "missed"]
    assert [said["appointment"]["status"] for said in found] == statuses
    assert [len(said["appointment"]["history"]) for said in found] == [1, 1, 1, 2, 3, 4, 2, 2, 3]
    assert found[4]["appointment"]["start"] == "2026-11-25T08:00:00Z"


def test_a_booking_that_is_rolled_back_tells_nothing(webhook, listener, book):
    with transaction.atomic():
        book()
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)
    assert deliveries.deliver_due(now=NOW) == 0
    assert listener.received == []


def test_only_what_was_chosen_is_told_and_only_where_it_is_switched_on(make_webhook, listener, book, camille):
    make_webhook(listener.url, kinds=[Kind.CANCELLED])
    make_webhook(listener.url, is_active=False)
    appointment = book()
    assert states() == []
    appointments.cancel(appointment=appointment, by=camille, now=NOW)
    assert list(Delivery.objects.values_list("kind", flat=True)) == ["cancelled"]


def test_one_change_costs_the_same_queries_for_one_webhook_and_for_three(
    make_webhook, book, camille, django_assert_num_queries
):
    event = book().events.get()

    def cost():
        with django_assert_num_queries(4):  # who listens, the appointment, its history, and the rows
            deliveries.queue(event, now=NOW)
        Delivery.objects.all().delete()

    make_webhook("https://example.com/1")
    cost()
    make_webhook("https://example.com/2")
    make_webhook("https://example.com/3")
    cost()


def test_a_webhook_that_is_deleted_while_somebody_books_keeps_nobody_from_booking(webhook, book, monkeypatch):
    gone = Webhook.objects.told_of(Kind.BOOKED)
    Webhook.objects.filter(pk=webhook.pk).delete()
    monkeypatch.setattr(type(Webhook.objects.all()), "told_of", lambda self, kind: gone)
    book()
    connection.check_constraints()
    assert states() == [State.QUEUED]
    assert deliveries.deliver_due(now=NOW) == 0


# --- Discretion ------------------------------------------------------------------------------------


@pytest.fixture
def cancelled(book, bob, practice):
    def cancel():
        practice.service.refresh_from_db()
        appointment = book(answers=[("Sujet", "mon secret")])
        appointments.cancel(appointment=appointment, by=bob, now=NOW, comment="Je suis souffrant")

    return cancel


def test_nobody_is_named_and_no_word_of_theirs_is_told_unless_it_was_asked_for(webhook, cancelled):
    cancelled()
    for body in Delivery.objects.values_list("body", flat=True):
        assert not [word for word in ("Bob", "Martin", "bob@", "souffrant", "secret") if word in body]
        assert "client_name" not in body
        assert "by" not in json.loads(body)["appointment"]["history"][0]


def test_with_names_it_is_what_the_api_gives_to_staff_and_the_address(make_webhook, cancelled, bob):
    make_webhook("https://example.com/", tells_who=True)
    cancelled()
    body = Delivery.objects.get(kind="cancelled").body
    record = json.loads(body)["appointment"]
    assert (record["client_name"], record["client_email"]) == ("Bob Martin", bob.email)
    assert record["history"][1]["text"] == "Je suis souffrant"
    assert "mon secret" not in body


@pytest.mark.parametrize("whose", ["client", "service"])
def test_who_asks_for_discretion_is_named_to_no_program(make_webhook, cancelled, bob, practice, whose):
    make_webhook("https://example.com/", tells_who=True)
    if whose == "client":
        type(bob.client).objects.filter(pk=bob.client.pk).update(is_discreet=True)
        bob.client.refresh_from_db()
    else:
        practice.service.is_discreet = True
        practice.service.save()
    cancelled()
    assert not Delivery.objects.filter(body__contains="Bob").exists()
    assert not Delivery.objects.filter(body__contains="souffrant").exists()


# --- Attempts --------------------------------------------------------------------------------------


def test_pauses_grow_and_after_the_last_attempt_it_has_failed(webhook, listener, book):
    listener.status, listener.words = 500, b"out of\x00 order\n" + b"x" * 5000
    book()
    now, waits = NOW, []
    while states() != [State.FAILED]:
        assert deliveries.deliver_due(now=now) == 0
        delivery = Delivery.objects.get()
        waits.append((delivery.next_try_at - now) // MINUTE)
        # Not a second earlier.
        assert deliveries.deliver_due(now=delivery.next_try_at - dt.timedelta(seconds=1)) == 0
        assert Delivery.objects.get().attempts == delivery.attempts
        now = max(now, delivery.next_try_at)
    assert waits == [1, 5, 30, 120, 480, 1440, 0]
    assert (delivery.status, delivery.answer[:13], len(delivery.answer)) == (500, "out of order ", 500)
    assert len({body for _headers, body in listener.received}) == 1
    # Each attempt is signed at its own time.
    assert len({headers["Creneau-Signature"] for headers, _body in listener.received}) == 7
    listener.status = 200
    assert deliveries.deliver_due(now=now + DAY) == 0


def test_a_server_that_comes_back_is_told_the_same(webhook, listener, book):
    listener.status = 503
    book()
    deliveries.deliver_due(now=NOW)
    assert Webhook.objects.get().failures == 1
    listener.status = 204
    assert deliveries.deliver_due(now=NOW + MINUTE) == 1
    assert len({body for _headers, body in listener.received}) == 1
    assert (Webhook.objects.get().failures, Webhook.objects.get().failing_since) == (0, None)


def test_a_server_that_is_slow_is_left_and_tried_again(webhook, listener, book, serve, monkeypatch):
    done = threading.Event()

    def drip(handler):
        handler.send_response(200)
        handler.flush_headers()
        while not done.wait(0.2):
            handler.wfile.write(b"X-Drop: 1\r\n")

    Webhook.objects.update(address=serve(drip))
    monkeypatch.setattr(posting, "post", partial(posting.post, seconds=1))
    book()
    assert deliveries.deliver_due(now=NOW) == 0
    done.set()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.problem, delivery.next_try_at) == (State.RETRIED, "slow", NOW + MINUTE)


def test_a_server_that_is_dead_keeps_no_other_waiting(make_webhook, listen, book, monkeypatch):
    alive, dead = listen(), listen()
    dead.status = 500
    make_webhook(dead.url)
    make_webhook(alive.url)
    for number in range(3):
        book(TUESDAY + number * 55 * MINUTE)
    assert deliveries.deliver_due(now=NOW, seconds=60) == 3
    assert (len(alive.received), len(dead.received)) == (3, 1)


def test_a_worker_that_dies_leaves_its_delivery_to_another(webhook, listener, book):
    book()
    dead = deliveries.claim(NOW)
    assert deliveries.deliver_due(now=NOW) == 0
    assert deliveries.deliver_due(now=NOW + leases.LEASE) == 1
    # Back from the dead, it neither sends nor writes any more.
    assert deliveries.deliver(dead, now=NOW + leases.LEASE) is False
    assert len(listener.received) == 1


def test_what_brings_each_worker_down_is_given_up(webhook, listener, book):
    book()
    now = NOW
    for _attempt in range(len(deliveries.PAUSES) + 1):
        assert deliveries.claim(now)
        now += leases.LEASE
    assert deliveries.deliver_due(now=now) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.problem, listener.received) == (State.FAILED, "interrupted", [])


def test_without_their_key_address_and_secret_are_not_used(webhook, listener, book, settings):
    book()
    settings.NOTES_KEYS = ["b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItb3Q="]
    assert deliveries.deliver_due(now=NOW) == 0
    assert (Delivery.objects.get().problem, listener.received) == ("locked", [])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_however_many_workers_there_are_each_delivery_arrives_once(webhook, listener, book):
    for number in range(4):
        book(TUESDAY + number * 55 * MINUTE)
    start, taken = threading.Barrier(3), []

    def work():
        try:
            start.wait(timeout=10)
            taken.append(deliveries.deliver_due(now=NOW, seconds=60))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(taken) == 4
    arrived = [headers["Creneau-Delivery"] for headers, _body in listener.received]
    assert sorted(arrived) == sorted(str(one) for one in Delivery.objects.values_list("reference", flat=True))


# --- Pausing ---------------------------------------------------------------------------------------


@pytest.fixture
def dominique(roles):
    """Another administrator."""
    user = factories.make_user("dominique@example.com", "Dominique", "Exemple")
    set_role(user=user, role=Role.Code.ADMINISTRATOR, by=None)
    return user


def attempts_in_vain(book, listener, *, days):
    """Let one delivery fail for good at first, and another some days later; return when that was tried."""
    listener.status = 500
    book()
    now = NOW
    for pause in [dt.timedelta(), *deliveries.PAUSES]:
        now += pause
        deliveries.deliver_due(now=now)
    later = NOW + days * DAY
    book(TUESDAY + 14 * DAY, now=later)
    deliveries.deliver_due(now=later)
    return later


def test_after_days_without_an_answer_it_is_paused_and_administrators_are_told_once(
    webhook, listener, book, camille, zoe, dominique
):
    later = attempts_in_vain(book, listener, days=4)
    paused = Webhook.objects.get()
    assert (paused.is_active, paused.paused_at, paused.failures) == (False, later, 8)
    letters = OutboxMessage.objects.filter(kind="webhook")
    assert set(letters.values_list("recipient", flat=True)) == {camille.email, dominique.email}
    mail.outbox.clear()
    outbox.deliver_due(now=later)
    letter = next(one for one in mail.outbox if one.to == [camille.email] and "webhook" in one.subject)
    assert letter.subject.startswith("Un webhook est en pause")
    assert "/admin/webhooks/" in letter.body
    # What waits stays, and nothing new is written.
    book(TUESDAY + 15 * DAY, now=later)
    assert deliveries.deliver_due(now=later + DAY) == 0
    assert states() == [State.FAILED, State.RETRIED]
    # Switched on again, it has a clean slate, and what waited leaves.
    listener.status = 200
    paused.is_active = True
    actions.change_webhook(webhook=paused, by=camille)
    assert deliveries.deliver_due(now=later + DAY) == 1
    mended = Webhook.objects.get()
    assert (mended.failures, mended.failing_since, mended.paused_at) == (0, None, None)
    assert letters.count() == 2


def test_a_bad_day_is_no_reason_to_pause(webhook, listener, book):
    attempts_in_vain(book, listener, days=2)
    assert Webhook.objects.get().is_active
    assert Webhook.objects.get().failures == 8


# --- Where nothing is sent --------------------------------------------------------------------------


def test_a_server_in_a_private_network_is_told_nothing(webhook, listener, book, settings):
    settings.PRIVATE_WEBHOOK_HOSTS = []
    book()
    assert deliveries.deliver_due(now=NOW) == 0
    assert (Delivery.objects.get().problem, listener.received) == ("private", [])


def test_a_redirect_is_not_followed_wherever_it_leads(make_webhook, listen, book):
    here, there = listen(), listen()
    here.status, here.headers = 307, {"Location": there.url}
    make_webhook(here.url)
    book()
    assert deliveries.deliver_due(now=NOW) == 0
    assert (len(here.received), there.received) == (1, [])
    assert (Delivery.objects.get().state, Delivery.objects.get().status) == (State.RETRIED, 307)


def test_a_name_that_changes_a_moment_later_changes_nothing(resolve):
    """DNS rebinding: public when it is checked, ours when it is connected to."""
    connected = resolve(["93.184.216.34"], ["127.0.0.1"])
    with pytest.raises(Unreached) as unreached:
        posting.said_by("https://hooks.example.com/", "{}", {}, [])
    assert unreached.value.obstacle == Obstacle.UNREACHABLE
    assert connected == [("93.184.216.34", 443)]


@pytest.mark.parametrize("found", [["127.0.0.1"], ["169.254.169.254"], ["93.184.216.34", "10.0.0.1"]])
def test_a_name_that_leads_into_a_private_network_is_never_connected_to(resolve, found):
    connected = resolve(found)
    with pytest.raises(Unreached) as unreached:
        posting.said_by("https://hooks.example.com/", "{}", {}, [])
    assert (unreached.value.obstacle, connected) == (Obstacle.PRIVATE, [])


# --- The secret ------------------------------------------------------------------------------------


def test_the_secret_and_the_address_are_nowhere_in_clear(webhook, listener, book, caplog):
    caplog.set_level(logging.DEBUG)
    listener.status = 500
    book()
    deliveries.deliver_due(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM webhooks_webhook")
        rows = cursor.fetchall()
        cursor.execute("SELECT * FROM webhooks_delivery")
        rows += cursor.fetchall()
        cursor.execute("SELECT * FROM wagtailcore_modellogentry")
        rows += cursor.fetchall()
    assert "Comptabilité" in str(rows)
    assert webhook.secret not in str(rows) + caplog.text
    assert listener.url not in str(rows) + caplog.text
    assert Webhook.objects.get().secret == webhook.secret


def test_another_secret_signs_at_once_and_the_one_before_beside_it_for_a_day(webhook, camille):
    renewed = actions.renew_secret(webhook=webhook, renewals=0, by=camille, now=NOW)
    kept = Webhook.objects.get()
    assert kept.secrets(NOW + DAY - MINUTE) == [renewed, webhook.secret]
    assert kept.secrets(NOW + DAY) == [renewed]
    header = signature(b"{}", kept.secrets(NOW), at=NOW)
    assert header.count("v1=") == 2
    assert is_signed({"Creneau-Signature": header}, b"{}", webhook.secret)
    assert is_signed({"Creneau-Signature": header}, b"{}", renewed)
    # Asked for twice, by the same form, it is made once.
    assert actions.renew_secret(webhook=webhook, renewals=0, by=camille, now=NOW) is None
    assert Webhook.objects.get().secrets(NOW) == [renewed, webhook.secret]


# --- Again, and no more ----------------------------------------------------------------------------


def test_what_was_delivered_can_be_sent_again_and_is_the_same(webhook, listener, book):
    book()
    deliveries.deliver_due(now=NOW)
    delivery = Delivery.objects.get()
    assert deliveries.send_again(delivery=delivery, now=NOW + DAY)
    assert not deliveries.send_again(delivery=delivery, now=NOW + DAY)
    assert deliveries.deliver_due(now=NOW + DAY) == 1
    (first, said), (second, again) = listener.received
    assert first["Creneau-Delivery"] == second["Creneau-Delivery"]
    assert said == again
    assert first["Creneau-Signature"] != second["Creneau-Signature"]


def test_old_deliveries_are_forgotten(webhook, book):
    book()
    deliveries.forget_old(now=NOW + deliveries.KEPT)
    assert Delivery.objects.count() == 1
    deliveries.forget_old(now=NOW + deliveries.KEPT + MINUTE)
    assert Delivery.objects.count() == 0


def test_the_worker_sends_what_is_due(webhook, listener, book):
    book()
    call_command("deliver", once=True)
    assert [said["event"] for said in told(listener)] == ["booked"]
