"""What is attached to mails: an invitation that programs accept, follow through moves, and take back."""

import datetime as dt
import email
from email import policy

import icalendar
import pytest
import vobject
from django.core import mail

from booking import actions, outbox
from booking.models import OutboxMessage
from people.models import Client
from tests.calendars.conftest import NINE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Return a function that sends what is due and gives the mails to an address, as they go over the wire."""

    def to(address):
        with django_capture_on_commit_callbacks(execute=True):
            outbox.deliver_due(now=NOW)
        found = [one for one in mail.outbox if one.to == [address]]
        mail.outbox.clear()
        return [email.message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in found]

    return to


def parts_of(message, kind):
    return [part for part in message.walk() if part.get_content_type() == kind]


def event_in(message):
    """Return the method and the one event, which both copies of it in the mail hold."""
    [part] = parts_of(message, "text/calendar")
    [attached] = parts_of(message, "application/ics")
    text = part.get_content()
    assert attached.get_content().decode().splitlines() == text.splitlines()
    assert attached.get_filename() == "rendez-vous.ics"
    calendar = icalendar.Calendar.from_ical(text)
    assert str(calendar["METHOD"]) == part.get_param("method")
    [event] = calendar.walk("VEVENT")
    return part.get_param("method"), event


@pytest.mark.mission("O7")
def test_an_invitation_goes_with_the_confirmation(appointment, sent):
    [message] = sent("bob@example.com")
    method, event = event_in(message)
    assert method == "REQUEST"
    assert event["UID"] == f"{appointment.reference}@creneau"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (NINE, NINE + dt.timedelta(minutes=45))
    assert event["SUMMARY"] == "Rendez-vous avec Camille Aubert"
    assert event["LOCATION"] == "Visio"
    assert event["ORGANIZER"] == "mailto:rendez-vous@localhost"
    assert event["ATTENDEE"] == "mailto:bob@example.com"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_the_method_is_said_in_the_mail_too_and_the_charset_once(appointment, sent):
    [message] = sent("bob@example.com")
    [part] = parts_of(message, "text/calendar")
    assert part["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}
    assert part["Content-Type"].lower().count("charset") == 1
    alternative = next(part for part in message.walk() if part.get_content_type() == "multipart/alternative")
    kinds = ["text/plain", "text/html", "text/calendar"]
    assert [part.get_content_type() for part in alternative.iter_parts()] == kinds


@pytest.mark.mission("O7")
def test_it_keeps_its_identity_through_moves_until_it_is_taken_back(appointment, bob, sent):
    sent("bob@example.com")
    for sequence, days in enumerate((1, 4), start=1):
        actions.move(appointment=appointment, start=NINE + days * DAY, by=bob, now=NOW)
        [message] = sent("bob@example.com")
        method, moved = event_in(message)
        assert (method, moved["SEQUENCE"], moved.decoded("DTSTART")) == ("REQUEST", sequence, NINE + days * DAY)
    actions.cancel(appointment=appointment, by=bob, now=NOW)
    [last] = sent("bob@example.com")
    method, gone = event_in(last)
    assert (method, gone["SEQUENCE"], gone["STATUS"]) == ("CANCEL", 3, "CANCELLED")
    assert gone["UID"] == moved["UID"] == f"{appointment.reference}@creneau"


def test_a_request_is_tentative_until_it_is_agreed_to_and_taken_back_if_declined(practice, bob, camille, sent):
    practice.service.needs_approval = True
    practice.service.save()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    one, other = (actions.book(client=bob.client, **parts, start=NINE + days * DAY, by=bob, now=NOW) for days in (0, 1))
    assert [event_in(message)[1]["STATUS"] for message in sent("bob@example.com")] == ["TENTATIVE", "TENTATIVE"]
    actions.agree(appointment=one, by=camille, now=NOW)
    actions.decline(appointment=other, by=camille, now=NOW)
    agreed, declined = (event_in(message) for message in sent("bob@example.com"))
    assert (agreed[0], agreed[1]["STATUS"], agreed[1]["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 1)
    assert (declined[0], declined[1]["STATUS"], declined[1]["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_a_mail_that_leaves_late_never_brings_an_appointment_back(appointment, bob, sent):
    actions.cancel(appointment=appointment, by=bob, now=NOW)
    assert {event_in(message)[0] for message in sent("bob@example.com")} == {"CANCEL"}


def test_the_practitioner_is_invited_with_the_clients_name(appointment, sent, settings):
    settings.NOTIFICATION_EMAIL = ["accueil@example.com"]
    [message] = sent("camille@example.com")
    _method, event = event_in(message)
    assert event["SUMMARY"] == "Rendez-vous avec Bob Martin"
    assert event["ATTENDEE"] == "mailto:camille@example.com"


def test_the_practices_own_address_is_told_and_not_invited(practice, bob, sent, settings):
    settings.NOTIFICATION_EMAIL = ["accueil@example.com"]
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    actions.book(client=bob.client, **parts, start=NINE, by=bob, now=NOW)
    [message] = sent("accueil@example.com")
    assert not parts_of(message, "text/calendar")


def test_nothing_private_is_in_it(practice, bob, sent):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    actions.book(client=bob.client, **parts, start=NINE, by=bob, now=NOW, answers=[("Sujet", "CANARI")])
    [message] = sent("bob@example.com")
    text = event_in(message)[1].to_ical().decode()
    assert "CANARI" not in text
    assert practice.service.name not in text


@pytest.mark.parametrize("who", ["client", "service"])
def test_discretion_holds_here_too(practice, bob, sent, who):
    wants_it = bob.client if who == "client" else practice.service
    wants_it.is_discreet = True
    wants_it.save()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    actions.book(client=bob.client, **parts, start=NINE, by=bob, now=NOW)
    [message] = sent("bob@example.com")
    _method, event = event_in(message)
    assert event["SUMMARY"] == "Rendez-vous"
    assert not {"LOCATION", "URL"} & set(event)
    assert not {"Camille", "Aubert", "Visio"} & set(event.to_ical().decode().replace("\r\n ", "").split())


def test_a_client_in_montreal_reads_their_own_time_and_its_zone(practice, bob, sent):
    Client.objects.filter(pk=bob.client.pk).update(time_zone="America/Montreal", language="fr")
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    client = Client.objects.get(pk=bob.client.pk)
    actions.book(client=client, **parts, start=NINE, by=bob, now=NOW)
    [message] = sent("bob@example.com")
    _method, event = event_in(message)
    words = event["DESCRIPTION"].replace("\N{NO-BREAK SPACE}", " ")
    assert words == "Jeudi 26 novembre 2026, 3 h 00 à 3 h 45 – Montréal (UTC−5)"
    # The instant itself is exact, whatever clocks do.
    assert event.to_ical().decode().count("DTSTART:20261126T080000Z") == 1


# --- Names ----------------------------------------------------------------------------------------

HOSTILE = [
    "Bob\r\nATTENDEE:mailto:eve@example.com",
    "Bob\nX-EVIL:1\r\rBEGIN:VEVENT",
    "Bob\u2028END:VEVENT\u2029\x85\x0b\x0cX:1",
    'Bob "le grand"; CN=Eve:mailto:eve@example.com',
    "Bob\\nATTENDEE:x, y; z",
    "Zoé 🎉 Müller, ^n ^' d’Été",
    "\u202egnirts\u202c \u2067bidi\u2069 \u200fعلي",
    "é" * 200,
    "🎉" * 200,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_adds_a_property_or_an_attendee(practice, bob, sent, name):
    """Written past the forms, which refuse most of these: an import, or another program, would not."""
    Client.objects.filter(pk=bob.client.pk).update(name=name)
    type(practice.practitioner).objects.filter(pk=practice.practitioner.pk).update(name=name)
    type(practice.place).objects.filter(pk=practice.place.pk).update(name=name[:120], address=f"{name}\n{name}")
    practitioner, place = (type(row).objects.get(pk=row.pk) for row in (practice.practitioner, practice.place))
    client = Client.objects.get(pk=bob.client.pk)
    actions.book(
        client=client, practitioner=practitioner, service=practice.service, place=place, start=NINE, by=bob, now=NOW
    )
    [message] = sent("bob@example.com")
    _method, event = event_in(message)
    names = ["UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "SUMMARY", "LOCATION", "URL", "DESCRIPTION"]
    assert sorted(event) == sorted([*names, "ORGANIZER", "ATTENDEE"])
    assert event["ATTENDEE"] == "mailto:bob@example.com"
    assert event["ORGANIZER"] == "mailto:rendez-vous@localhost"
    text = parts_of(message, "text/calendar")[0].get_content()
    assert all(len(line.encode()) <= 75 for line in text.splitlines())
    # Another reader, which was written by others, finds the same.
    [read] = vobject.readOne(text).contents["vevent"]
    assert sorted(read.contents) == sorted(name.lower() for name in event)
    assert read.summary.value == str(event["SUMMARY"])
    assert read.attendee.value == "mailto:bob@example.com"
    assert "\n" not in read.summary.value
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067") & set(text)


def test_a_name_reads_well_all_the_same(practice, bob, sent):
    Client.objects.filter(pk=bob.client.pk).update(name='Zoé "Zo" d’Été, née 🎉; علي')
    client = Client.objects.get(pk=bob.client.pk)
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    actions.book(client=client, **parts, start=NINE, by=bob, now=NOW)
    [message] = sent("camille@example.com")
    _method, event = event_in(message)
    assert event["SUMMARY"] == 'Rendez-vous avec \u2068Zoé "Zo" d’Été, née 🎉; علي\u2069'
    assert OutboxMessage.objects.filter(state="sent").count() == 2
