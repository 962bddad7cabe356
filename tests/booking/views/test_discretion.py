"""Discreet mails: asked for with a tick when booking, or always with a service that is so."""

import time_machine
from django.urls import reverse

from booking import mail
from booking.models import Appointment, OutboxMessage
from people import actions as people_actions
from people.models import Client
from practice.models import BookingRules

from .conftest import NOW, details_url, paris

NINE = paris(24, "9:00")
TICK = 'name="is_discreet"'


def send(browser, **typed):
    """Open the page of the last details, and half a minute later send what was typed; return the answer."""
    url = details_url(NINE)
    form = browser.get(url).context["form"]
    hidden = {"asked": form.asked_now}
    hidden |= {"seal": form.next_seal} if hasattr(form, "next_seal") else {"key": form["key"].value()}
    with time_machine.travel(NOW.replace(second=30), tick=False):
        return browser.post(url, {**hidden, **typed})


def mail_to_client():
    return mail.compose(OutboxMessage.objects.get(audience="client"))


def test_a_guest_asks_for_discretion_with_one_tick(visitor, one_way):
    assert TICK in visitor.get(details_url(NINE)).content.decode()
    answer = send(visitor, name="Louise Martin", email="louise@example.com", is_discreet="on")
    assert answer.status_code == 302
    assert Appointment.objects.get().client.is_discreet
    assert (
        mail_to_client().subject
        == "Confirmé\N{NO-BREAK SPACE}: mardi 24 novembre à 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00"
    )
    assert "Camille" not in mail_to_client().body


def test_without_the_tick_the_mail_says_with_whom(visitor, one_way):
    send(visitor, name="Louise Martin", email="louise@example.com")
    assert not Appointment.objects.get().client.is_discreet
    assert "Camille Aubert" in mail_to_client().subject


def test_the_code_that_shows_whose_address_it_is_is_discreet_too(visitor, one_way, mailoutbox, settings):
    settings.DEFAULT_FROM_EMAIL = "Camille Aubert <camille@coach.example>"
    settings.DISCREET_FROM_EMAIL = "rendez-vous@neutre.example"
    settings.BASE_URL = "https://coach.example"
    BookingRules.objects.update_or_create(defaults={"guest_email_confirmation": True})
    send(visitor, name="Louise Martin", email="louise@example.com", is_discreet="on")
    [code] = mailoutbox
    assert code.from_email == "rendez-vous@neutre.example"
    assert not [word for word in ("coach", "Camille", "Créneau", "-- ") if word in f"{code.subject}{code.body}"]


def test_the_next_person_with_the_same_name_and_address_takes_no_discretion_back(visitor, one_way):
    known = Client.objects.create(name="Louise Martin", email="louise@example.com", is_discreet=True)
    send(visitor, name="Louise Martin", email="louise@example.com")
    assert Appointment.objects.get().client == known
    known.refresh_from_db()
    assert known.is_discreet


def test_a_client_finds_the_tick_as_they_left_it_and_takes_it_back(bobs, bob, one_way):
    people_actions.set_discretion(client=bob.client, is_discreet=True)
    assert bobs.get(details_url(NINE)).context["form"]["is_discreet"].value() is True
    send(bobs)
    bob.client.refresh_from_db()
    assert not bob.client.is_discreet
    assert "Camille Aubert" in mail_to_client().subject


def test_where_the_service_is_discreet_nothing_is_asked(bobs, bob, one_way):
    one_way.service.is_discreet = True
    one_way.service.save()
    assert TICK not in bobs.get(details_url(NINE)).content.decode()
    send(bobs, is_discreet="")
    assert "Camille" not in mail_to_client().subject
    bob.client.refresh_from_db()
    assert not bob.client.is_discreet  # the service's rule is not the client's wish


def test_staff_tick_it_in_the_clients_file(client, camille, bob):
    client.force_login(camille)
    form = {"name": "Bob Martin", "email": "bob@example.com", "phone": "", "is_discreet": "on"}
    assert client.post(reverse("clients:edit", args=[bob.client.pk]), form).status_code == 302
    bob.client.refresh_from_db()
    assert bob.client.is_discreet
