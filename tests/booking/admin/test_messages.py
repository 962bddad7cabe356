"""The mails on an appointment's page: what became of each, and “Send again”."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from booking import actions, optout, outbox, reminders
from booking.models import OutboxMessage
from people.actions import client_for
from practice.wording import when_in_words

from .test_appointments import INSPECT, book_for

pytestmark = pytest.mark.django_db
State = OutboxMessage.State


@pytest.fixture
def bobs(practice, bob_client):
    """Bob's appointment in more than a week, of which he and Camille have been told."""
    appointment = book_for(bob_client, practice, after_days=9)
    outbox.deliver_due(now=timezone.now())
    return appointment


def row_of(client, appointment, *words):
    """Return the words of the only line of mails that holds all of `words`."""
    page = client.get(reverse(INSPECT, args=[appointment.pk])).content.decode()
    table = page.split(">E-mails<")[-1].split("</table>")[0]
    rows = [" ".join(strip_tags(row).split()) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    (found,) = [row for row in rows if all(word in row for word in words)]
    return found


def again(appointment, **wanted):
    """Return what a browser sends to have the client's confirmation sent again: an address and a form."""
    message = appointment.messages.get(**{"audience": "client", "kind": "confirmed", "copy": 0, **wanted})
    return reverse("booking_admin:send_again", args=[appointment.reference]), {"message": message.pk}


def test_the_coach_reads_what_became_of_each_mail_and_what_is_to_come(client, camille, bobs):
    client.force_login(camille)
    assert "Envoyé" in row_of(client, bobs, "Confirmation", "bob@example.com")
    assert "Envoyé" in row_of(client, bobs, "Confirmation", camille.email)
    for moment in reminders.to_come(bobs, now=timezone.now()):
        with translation.override("fr"):
            when = " ".join(when_in_words(moment, None, bobs.place.zone).split())
        assert "Renvoyer" not in row_of(client, bobs, "Rappel", "Prévu", when)


@pytest.mark.parametrize(
    ("became", "words"),
    [
        ({"state": State.QUEUED}, ["En file"]),
        (
            {"state": State.RETRIED, "last_error": "SMTPDataError 451"},
            ["Nouvel essai prévu", "SMTPDataError 451", "Renvoyer"],
        ),
        ({"state": State.FAILED, "last_error": "SMTPDataError 554"}, ["Échec", "SMTPDataError 554", "Renvoyer"]),
        ({"state": State.DROPPED, "dropped_for": "changed"}, ["Non envoyé", "a changé depuis"]),
    ],
)
def test_each_state_is_said_with_what_explains_it(client, camille, bobs, became, words):
    bobs.messages.filter(audience="client").update(**became)
    client.force_login(camille)
    row = row_of(client, bobs, "Confirmation", "bob@example.com")
    assert [word for word in words if word not in row] == []
    assert ("Renvoyer" in row) == (became["state"] in (State.RETRIED, State.FAILED))


def test_the_coach_sends_a_mail_again(client, camille, bobs):
    client.force_login(camille)
    answer = client.post(*again(bobs))
    assert answer.url == reverse(INSPECT, args=[bobs.pk])
    assert "bob@example.com" in client.get(answer.url).content.decode()
    mail.outbox.clear()
    assert outbox.deliver_due(now=timezone.now()) == 1
    assert mail.outbox[0].to == ["bob@example.com"]


def test_only_the_latest_copy_is_offered_to_be_sent_again(client, camille, bobs):
    client.force_login(camille)
    client.post(*again(bobs))
    outbox.deliver_due(now=timezone.now())
    page = client.get(reverse(INSPECT, args=[bobs.pk])).content.decode()
    offered = [int(pk) for pk in re.findall(r'name="message" value="(\d+)"', page)]
    assert bobs.messages.get(audience="client", copy=0).pk not in offered
    assert bobs.messages.get(audience="client", copy=1).pk in offered


def test_opening_the_address_sends_nothing(client, camille, bobs):
    client.force_login(camille)
    for method in (client.get, client.head):
        assert method(*again(bobs)).status_code == 405
    assert bobs.messages.count() == 2


def test_what_is_no_longer_so_is_not_sent_again_and_the_coach_is_told(client, camille, bobs):
    actions.cancel(appointment=bobs, by=camille, now=timezone.now())
    client.force_login(camille)
    answer = client.post(*again(bobs), follow=True)
    assert "n’a pas été renvoyé" in answer.content.decode()
    assert not bobs.messages.filter(copy=1).exists()
    assert "Renvoyer" not in row_of(client, bobs, "Confirmation", "bob@example.com")


def test_no_reminder_is_planned_for_who_wants_none(client, camille, bobs):
    optout.set_out(optout.hash_of("bob@example.com"), True, now=timezone.now())
    client.force_login(camille)
    assert "Rappel" not in client.get(reverse(INSPECT, args=[bobs.pk])).content.decode().split(">E-mails<")[-1]


def test_a_collaborator_sends_a_mail_again(client, zoe, bobs):
    client.force_login(zoe)
    client.post(*again(bobs))
    assert bobs.messages.filter(copy=1).count() == 1


def test_another_practitioner_a_client_and_a_visitor_send_nothing(client, denis, bob, charlie, bobs):
    for user in (denis, bob, charlie, None):
        client.logout()
        if user:
            client.force_login(user)
        assert client.post(*again(bobs)).status_code in (302, 404)
    assert bobs.messages.count() == 2


def test_a_practitioner_who_is_the_client_sends_nothing_to_the_other(client, denis, practice):
    """They see their own appointment in the admin, and do not manage it."""
    appointment = book_for(client_for(user=denis), practice, by=denis)
    denis.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(denis)
    outbox.deliver_due(now=timezone.now())
    assert client.post(*again(appointment)).status_code == 404
    assert "Renvoyer" not in client.get(reverse(INSPECT, args=[appointment.pk])).content.decode()


def test_a_mail_of_another_appointment_is_not_sent_through_this_one(client, camille, practice, charlie_client, bobs):
    charlies = book_for(charlie_client, practice)
    address, _form = again(bobs)
    client.force_login(camille)
    for pk in (charlies.messages.first().pk, "", "x", "²", "9" * 30):
        assert client.post(address, {"message": pk}).status_code == 404
    assert not OutboxMessage.objects.filter(copy=1).exists()
