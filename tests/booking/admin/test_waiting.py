"""“Liste d'attente” in the admin: who sees it, what it says, and taking someone off it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import actions, availability
from booking.models import OutboxMessage, WaitingEntry
from people.models import Client
from tests import factories

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
THURSDAY = dt.date(2026, 11, 26)
LIST = "/admin/liste-d-attente/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def wish(practice):
    return {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}


@pytest.fixture
def wait(wish):
    def join(name="Louise Martin", **changed):
        guest = Client(name=name, email=f"{name.split()[0].lower()}@example.com", language="fr")
        days = {"first_day": THURSDAY, "last_day": THURSDAY}
        return factories.make_wait(**{**wish, **days, "client": guest, "now": NOW, **changed})

    return join


def text(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def remove_url(entry):
    return f"{LIST}{entry.reference}/retirer/"


def test_the_list_says_who_waits_for_what_and_what_is_kept(client, camille, wish, wait, charlie_client):
    free = availability.free_starts(*wish.values(), THURSDAY, THURSDAY, now=NOW)[THURSDAY]
    booked = [actions.book(**wish, client=charlie_client, start=start, by=None, now=NOW) for start in free]
    wait()
    wait("Zoé Petit")
    actions.cancel(appointment=booked[0], by=None, now=NOW)
    client.force_login(camille)
    page = text(client.get(LIST))
    assert "Louise Martin" in page
    assert "louise@example.com" in page
    assert "Jeudi 26 novembre à 9 h 00, gardé jusqu’au lundi 23 novembre à 10 h 00" in page
    assert page.index("Louise Martin") < page.index("Zoé Petit")
    OutboxMessage.objects.filter(kind="proposed").update(state="failed")
    assert "L’e-mail n’est pas parti." in text(client.get(LIST))


def test_an_empty_list_says_where_one_joins_it(client, camille, practice):
    client.force_login(camille)
    assert "Personne n’a encore attendu de créneau." in text(client.get(LIST))


def test_taking_someone_off_the_list_asks_once_more(client, camille, wait):
    entry = wait()
    client.force_login(camille)
    assert remove_url(entry) in text(client.get(LIST))
    assert "Louise Martin" in text(client.get(remove_url(entry)))
    assert WaitingEntry.objects.waiting().exists()
    assert "Louise Martin n’est plus sur la liste." in text(client.post(remove_url(entry), follow=True))
    entry.refresh_from_db()
    assert entry.ended_for == WaitingEntry.Ended.REMOVED
    assert "Retiré par le cabinet" in text(client.get(f"{LIST}?etat=fini"))
    assert "Louise Martin" not in text(client.get(LIST))


def test_a_practitioner_knows_of_those_who_wait_for_their_own_time(client, denis, wait, practice):
    camilles, anyones = wait(), wait("Zoé Petit", practitioner=None)
    client.force_login(denis)
    page = text(client.get(LIST))
    assert "Louise Martin" not in page
    assert "Zoé Petit" in page
    for entry in (camilles, anyones):
        assert client.get(remove_url(entry)).status_code == 404
        assert client.post(remove_url(entry)).status_code == 404
    assert WaitingEntry.objects.waiting().count() == 2


def test_clients_and_visitors_are_kept_out(client, bob, wait):
    entry = wait()
    for _who in range(2):
        for url in (LIST, remove_url(entry)):
            assert client.get(url).status_code in (302, 404)
            assert client.post(url).status_code in (302, 404)
        client.force_login(bob)
    assert WaitingEntry.objects.waiting().exists()


def test_the_list_takes_as_many_queries_for_one_as_for_many(client, camille, wait):
    client.force_login(camille)
    counts = []
    for names in (["Anne A"], ["Bea B", "Cleo C", "Dora D"]):
        for name in names:
            wait(name)
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["?client__user__password__startswith=a", "?etat=x", "?q=%00"])
def test_strange_addresses_do_not_open_the_list(client, camille, wait, query):
    client.force_login(camille)
    assert client.get(LIST + query).status_code in (200, 302, 404)
