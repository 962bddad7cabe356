"""Requests answered together from the list: each by its own action, and the coach told what became of every one."""

import datetime as dt
import re
import uuid
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import actions, permissions
from booking.models import Appointment, AppointmentEvent, OutboxMessage
from people.actions import client_for
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "rendez-vous_modeladmin_index"
# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
STARTS = [dt.datetime(2026, 11, 26, 8, 0, tzinfo=dt.UTC) + n * dt.timedelta(minutes=55) for n in range(4)]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ask(practice):
    """Return a function that asks for a start; with approval, so that the appointment is a request."""
    practice.service.needs_approval = True
    practice.service.save()

    def wish(client, number, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return actions.book(**{**parts, "client": client, "start": STARTS[number], "by": client, "now": NOW, **changed})

    return wish


@pytest.fixture
def asked(ask, bob_client, charlie_client):
    """Three requests: Bob's, Charlie's, Bob's."""
    return [ask(bob_client, 0), ask(charlie_client, 1), ask(bob_client, 2)]


def address(name, *appointments):
    query = urlencode([("demande", one.reference) for one in appointments])
    return f"{reverse(f'booking_admin:{name}')}?{query}"


def boxes(page):
    return re.findall(r'<input type="checkbox"[^>]*name="demande" value="([^"]+)"', page.content.decode())


def states():
    return list(Appointment.objects.order_by("start_at").values_list("state", flat=True))


def messages_of(answer):
    return [(message.level_tag, str(message)) for message in answer.context["messages"]]


@pytest.mark.mission("T3")
def test_the_list_has_a_box_for_each_request_and_for_nothing_else(client, camille, asked):
    actions.agree(appointment=asked[1], by=camille, now=NOW)
    client.force_login(camille)
    page = client.get(reverse(LIST))
    assert boxes(page) == [str(asked[0].reference), str(asked[2].reference)]
    assert reverse("booking_admin:agree_all") in page.content.decode()


def test_without_a_request_there_is_nothing_to_tick(client, camille, asked):
    for one in asked:
        actions.agree(appointment=one, by=camille, now=NOW)
    client.force_login(camille)
    page = client.get(reverse(LIST))
    assert boxes(page) == []
    assert reverse("booking_admin:agree_all") not in page.content.decode()


@pytest.mark.parametrize("name", ["agree_all", "decline_all"])
def test_opening_the_page_changes_nothing(client, camille, asked, name):
    client.force_login(camille)
    for method in (client.get, client.head):
        assert method(address(name, *asked)).status_code == 200
    assert states() == ["requested"] * 3
    page = client.get(address(name, *asked[:2])).content.decode()
    assert ("Bob Martin" in page, "Charlie Petit" in page) == (True, True)


@pytest.mark.mission("P3")
@pytest.mark.mission("T3")
def test_the_coach_agrees_to_two_at_once_and_each_client_is_told(client, camille, asked, bob_client, charlie_client):
    OutboxMessage.objects.all().delete()
    client.force_login(camille)
    answer = client.post(address("agree_all", *asked[:2]), follow=True)
    assert states() == ["confirmed", "confirmed", "requested"]
    assert [level for level, _text in messages_of(answer)] == ["success"]
    told = OutboxMessage.objects.filter(audience="client").values_list("kind", "recipient")
    assert sorted(told) == [("agreed", bob_client.email), ("agreed", charlie_client.email)]


@pytest.mark.mission("P3")
def test_the_coach_declines_two_at_once_with_a_word_to_each(client, camille, asked):
    client.force_login(camille)
    client.post(address("decline_all", *asked[1:]), {"comment": "Je suis en formation."})
    assert states() == ["requested", "declined", "declined"]
    declined = AppointmentEvent.objects.filter(kind="declined")
    assert [event.comment for event in declined] == ["Je suis en formation."] * 2


def test_what_cannot_be_answered_any_more_is_named_with_the_reason_and_the_others_are_answered(client, camille, asked):
    client.force_login(camille)
    actions.cancel(appointment=asked[1], by=None, now=NOW)
    answer = client.post(address("agree_all", *asked), follow=True)
    assert states() == ["confirmed", "cancelled", "confirmed"]
    (done, (level, refused)) = messages_of(answer)
    assert (done[0], level) == ("success", "error")
    assert "Charlie Petit" in refused
    assert Appointment.objects.get(pk=asked[1].pk).get_state_display() in refused
    assert "Bob Martin" not in refused


def test_a_page_left_open_says_what_waits_no_more(client, camille, asked):
    client.force_login(camille)
    actions.cancel(appointment=asked[1], by=None, now=NOW)
    context = client.get(address("agree_all", *asked)).context
    assert [line["appointment"] for line in context["answered"]] == [asked[0], asked[2]]
    assert [line["appointment"] for line in context["left_out"]] == [asked[1]]


def test_a_name_is_a_name_wherever_it_is_shown(client, camille, ask, clock):
    nasty = factories.make_client("nasty@example.com", "<script>alert(1)</script>")
    request = ask(nasty, 0)
    actions.cancel(appointment=request, by=None, now=NOW)
    client.force_login(camille)
    for answer in (client.get(address("agree_all", request)), client.post(address("agree_all", request), follow=True)):
        assert "<script>alert(1)" not in answer.content.decode()
        assert "alert(1)" in answer.content.decode()


def test_nothing_ticked_leads_back_to_the_list(client, camille, asked):
    client.force_login(camille)
    for method in (client.get, client.post):
        answer = method(reverse("booking_admin:agree_all"), follow=True)
        assert answer.redirect_chain[0][0] == reverse(LIST)
        assert [level for level, _text in messages_of(answer)] == ["warning"]
    assert states() == ["requested"] * 3


@pytest.mark.parametrize("query", ["?demande=1", "?demande=%00", f"?demande={uuid.UUID(int=1)}"])
def test_what_is_not_there_is_not_found(client, camille, asked, query):
    client.force_login(camille)
    assert client.post(reverse("booking_admin:agree_all") + query).status_code == 404


def test_another_practitioner_does_not_learn_of_them_and_changes_nothing(client, denis, asked):
    client.force_login(denis)
    for name in ("agree_all", "decline_all"):
        assert client.get(address(name, asked[0])).status_code == 404
        assert client.post(address(name, *asked)).status_code == 404
    assert boxes(client.get(reverse(LIST))) == []
    assert states() == ["requested"] * 3


def test_nobody_agrees_to_their_own_request(client, denis, ask):
    """Denis, a practitioner, is Camille's client too: he sees his request in the list, and no box."""
    own = ask(client_for(user=denis), 0)
    client.force_login(denis)
    assert boxes(client.get(reverse(LIST))) == []
    answer = client.post(address("agree_all", own), follow=True)
    assert [level for level, _text in messages_of(answer)] == ["error"]
    assert states() == ["requested"]


def test_clients_and_visitors_answer_nothing(client, bob, asked):
    for user in (None, bob):
        if user:
            client.force_login(user)
        assert client.post(address("agree_all", *asked)).status_code in (302, 404)
    assert states() == ["requested"] * 3


def test_the_condition_of_a_query_is_the_predicate(
    asked, ask, camille, zoe, denis, bob, charlie_client, make_practitioner
):
    """`to_answer_by` and `may_answer` say the same of everybody and every state, now and once it is over."""
    others = make_practitioner("Ève")
    requests = [*asked, ask(charlie_client, 3, practitioner=others)]
    actions.decline(appointment=requests[0], by=camille, now=NOW)
    actions.agree(appointment=requests[1], by=camille, now=NOW)
    found = set()
    for user in (camille, zoe, denis, bob):
        for now in (NOW, STARTS[3] + dt.timedelta(hours=1)):
            rows = set(Appointment.objects.filter(permissions.to_answer_by(user, now)))
            everyone = Appointment.objects.with_parties()
            assert rows == {one for one in everyone if permissions.may_answer(user, one, now)}
            found |= rows
    assert found == {requests[2], requests[3]}


def test_the_list_takes_the_same_number_of_queries_for_one_request_and_for_three(client, camille, ask, bob_client):
    client.force_login(camille)
    ask(bob_client, 0)
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(LIST))
    ask(bob_client, 1)
    ask(bob_client, 2)
    with CaptureQueriesContext(connection) as three:
        page = client.get(reverse(LIST))
    assert len(boxes(page)) == 3
    assert len(three) == len(one)
