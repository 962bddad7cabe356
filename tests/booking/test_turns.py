"""Changes wait for their turn: whoever waits too long is told so, whatever they wanted to change."""

import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from booking import actions, proposals, turns, waiting
from booking.availability import next_free
from booking.management.commands.deliver import Command
from booking.models import WaitingEntry
from scheduling import Code
from tests import factories

LOCKED = "database is locked"


def always_in_the_way(*parts, **wish):
    raise OperationalError(LOCKED)


def refused(change, **wish):
    with pytest.raises(actions.BookingRefused) as caught:
        change(**wish)
    return caught.value.code


@pytest.mark.django_db
def test_a_change_is_tried_twice_then_refused():
    tried = []

    @turns.in_one_transaction
    def change(**wish):
        tried.append(wish)
        always_in_the_way()

    assert refused(change, start=None) == Code.BUSY
    assert len(tried) == 2


@pytest.mark.django_db
def test_a_database_that_is_away_is_no_refusal():
    @turns.in_one_transaction
    def change(**wish):
        raise OperationalError("connection refused")

    with pytest.raises(OperationalError):
        change()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_behind_someone_who_does_not_let_go_one_is_told_so(practice, bob):
    taken, let_go = threading.Event(), threading.Event()

    def hold_on():
        with transaction.atomic():
            turns.lock(practice.practitioner, None)
            taken.set()
            let_go.wait(30)
        connection.close()

    holding_on = threading.Thread(target=hold_on)
    holding_on.start()
    assert taken.wait(30)
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    [start] = next_free(*parts.values(), now=timezone.now(), count=1)
    wish = {"client": bob.client, **parts, "start": start, "by": bob, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 50")
    try:
        assert refused(actions.book, **wish) == Code.BUSY
    finally:
        let_go.set()
        holding_on.join()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 3000")
    assert actions.book(**wish).start_at == start


@pytest.mark.django_db
def test_on_the_waiting_list_one_reads_it_and_nothing_has_changed(practice, bob, client, monkeypatch):
    today = timezone.now().date()
    wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    entry = factories.make_wait(client=bob.client, **wish, first_day=today, last_day=today, now=timezone.now())
    monkeypatch.setattr(waiting, "end", always_in_the_way)
    client.force_login(bob)
    page = client.post(f"/rendez-vous/attente/{entry.reference}/", {"leave": "1"}, follow=True)
    assert page.status_code == 200
    assert "Réessayez dans une minute." in page.content.decode()
    assert WaitingEntry.objects.get().is_waiting


@pytest.mark.django_db
def test_the_worker_tries_again_in_its_next_round(monkeypatch, capsys):
    monkeypatch.setattr(proposals, "pass_on", turns.in_one_transaction(always_in_the_way))
    command = Command()
    command.careful_round()
    assert "trying again" in capsys.readouterr().err
