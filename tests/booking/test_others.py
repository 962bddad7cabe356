"""Another time for an appointment that cannot take place: what is proposed, and taken with one click (M3)."""

import datetime as dt
import re

import icalendar
import pytest
from django.core import mail
from django.utils import timezone

from booking import actions, outbox, permissions
from booking.actions import BookingRefused
from booking.models import AppointmentEvent, OutboxMessage, State
from booking.others import others
from calendars import actions as calendars
from calendars import ics
from people.actions import client_for
from people.models import Client
from practice.models import Absence, BookingRules
from scheduling import Code
from tests import factories
from tests.free import free_starts

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M3")]
Kind = AppointmentEvent.Kind


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def hugo(practice):
    parts = {"places": [practice.place], "services": [practice.service], "position": 1}
    user = factories.make_user("hugo@example.com", "Hugo", "Morel")
    return factories.make_practitioner("Hugo Morel", slug="hugo", user=user, **parts)


@pytest.fixture
def appointment(practice, bob, now):
    return book(practice, client_for(user=bob), bob, free_starts(practice)[1], now)


def book(practice, client, by, start, now):
    wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    return actions.book(client=client, **wish, start=start, by=by, now=now)


def away(appointment, camille, now, kind=Kind.OFFERED):
    """Camille is away on that day, and asks for another time."""
    day = appointment.start_at.replace(hour=0, minute=0)
    Absence.objects.create(practitioner=appointment.practitioner, start_at=day, end_at=day + dt.timedelta(hours=23))
    return actions.offer_others(appointment=appointment, kind=kind, by=camille, now=now)


def page_of(appointment):
    return f"/mes-rendez-vous/{appointment.reference}/autres-horaires/"


def sent(other):
    return {"debut": other.start_in_address, "praticien": other.practitioner.slug}


def test_three_times_of_the_same_practitioner_none_in_the_absence(appointment, camille, now):
    away(appointment, camille, now)
    found = others(appointment, now=now)
    assert len(found) == 3
    assert {one.practitioner for one in found} == {appointment.practitioner}
    assert appointment.start_at.date() not in {one.start.date() for one in found}


def test_a_colleague_who_is_free_at_the_same_time_comes_first(appointment, camille, hugo, now):
    away(appointment, camille, now, Kind.COLLEAGUE)
    first, *rest = others(appointment, now=now)
    assert (first.practitioner, first.start) == (hugo, appointment.start_at)
    assert {one.practitioner for one in rest} == {appointment.practitioner}


def test_a_colleague_who_is_busy_then_is_not_proposed(appointment, camille, hugo, charlie, now):
    wish = {"practitioner": hugo, "service": appointment.service, "place": appointment.place}
    actions.book(client=charlie.client, **wish, start=appointment.start_at, by=charlie, now=now)
    away(appointment, camille, now, Kind.COLLEAGUE)
    assert hugo not in {one.practitioner for one in others(appointment, now=now)}


def test_one_click_moves_it(client, appointment, camille, bob, now):
    away(appointment, camille, now)
    other = others(appointment, now=now)[0]
    client.force_login(bob)
    assert client.get(page_of(appointment)).status_code == 200
    appointment.refresh_from_db()
    assert appointment.start_at != other.start
    assert client.post(page_of(appointment), sent(other)).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.start_at, appointment.state, appointment.client_moves) == (other.start, State.CONFIRMED, 0)
    assert permissions.offer_of(appointment) is None
    assert client.get(page_of(appointment)).status_code == 302


def test_one_click_goes_to_the_colleague_and_who_gave_it_is_free(client, appointment, camille, bob, hugo, now):
    away(appointment, camille, now, Kind.COLLEAGUE)
    client.force_login(bob)
    assert client.post(page_of(appointment), sent(others(appointment, now=now)[0])).status_code == 302
    moved = type(appointment).objects.get(pk=appointment.pk)
    assert (moved.practitioner, moved.start_at, moved.reference) == (hugo, appointment.start_at, appointment.reference)
    assert moved.events.latest("pk").comment == "Hugo Morel à la place de Camille Aubert."
    outbox.deliver_due(now=timezone.now())
    told = [one for one in mail.outbox if one.subject.startswith("Déplacé") and "bob@example.com" in one.to]
    assert "Hugo Morel" in told[0].body


def test_a_colleague_who_was_not_proposed_is_not_to_be_had(client, appointment, camille, bob, hugo, now):
    away(appointment, camille, now)
    with pytest.raises(BookingRefused) as refused:
        actions.take_other(appointment=appointment, practitioner=hugo, start=appointment.start_at, by=bob, now=now)
    assert refused.value.code == Code.NOT_OPEN_TO_YOU


def test_neither_the_notice_nor_the_limit_of_moves_is_against_it(client, appointment, camille, bob, now):
    BookingRules.objects.update(cancellation_notice_hours=24 * 30, moves_limit=0)
    away(appointment, camille, now)
    assert not permissions.may_move(bob, appointment, now)
    client.force_login(bob)
    assert client.post(page_of(appointment), sent(others(appointment, now=now)[0])).status_code == 302
    appointment.refresh_from_db()
    assert appointment.events.latest("pk").kind == Kind.MOVED


def test_what_someone_else_was_quicker_to_take_is_refused_and_others_are_shown(
    client, appointment, practice, camille, bob, charlie, now
):
    away(appointment, camille, now)
    gone, *_rest = others(appointment, now=now)
    book(practice, charlie.client, charlie, gone.start, now)
    client.force_login(bob)
    answer = client.post(page_of(appointment), sent(gone))
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert f'value="{gone.start_in_address}"' not in answer.content.decode()
    appointment.refresh_from_db()
    assert appointment.start_at != gone.start


def test_none_of_them_cancels_even_late(client, appointment, camille, bob, now):
    BookingRules.objects.update(cancellation_notice_hours=24 * 30)
    away(appointment, camille, now)
    client.force_login(bob)
    client.post(page_of(appointment), {"annuler": "1"})
    appointment.refresh_from_db()
    assert appointment.state == State.CANCELLED


def test_the_link_in_the_mail_leads_there_and_opening_it_changes_nothing(client, appointment, camille, now):
    away(appointment, camille, now)
    outbox.deliver_due(now=timezone.now())
    letter = next(one for one in mail.outbox if "autres-horaires" in one.body)
    path = re.search(r"https?://[^/\s]+(/rendez-vous/\S+/autres-horaires/)", letter.body)[1]
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert "Choisir un autre horaire" in answer.content.decode()
    assert appointment.events.latest("pk").kind == Kind.OFFERED
    other = others(appointment, now=now)[0]
    assert client.post(answer.request["PATH_INFO"], sent(other)).status_code == 302
    appointment.refresh_from_db()
    assert appointment.start_at == other.start


def test_the_page_of_the_appointment_leads_there_for_its_client_alone(client, appointment, camille, bob, now):
    address = f"/mes-rendez-vous/{appointment.reference}/"
    client.force_login(bob)
    assert "autres-horaires" not in client.get(address).content.decode()
    away(appointment, camille, now)
    assert "autres-horaires" in client.get(address).content.decode()
    client.force_login(camille)
    assert "autres-horaires" not in client.get(address).content.decode()


@pytest.mark.parametrize("sent_by", ["charlie", "camille"])
def test_nobody_else_chooses(client, appointment, camille, request, sent_by, now):
    away(appointment, camille, now)
    client.force_login(request.getfixturevalue(sent_by))
    client.post(page_of(appointment), sent(others(appointment, now=now)[0]))
    assert appointment.events.latest("pk").kind == Kind.OFFERED


@pytest.mark.parametrize(("wrong", "status"), [({}, 400), ({"debut": "hier"}, 400), ({"praticien": "personne"}, 404)])
def test_what_cannot_be_read_changes_nothing(client, appointment, camille, bob, now, wrong, status):
    away(appointment, camille, now)
    client.force_login(bob)
    given = {**sent(others(appointment, now=now)[0]), **wrong} if wrong else {}
    assert client.post(page_of(appointment), given).status_code == status
    assert appointment.events.latest("pk").kind == Kind.OFFERED


def test_a_discreet_mail_names_nobody(appointment, camille, hugo, now):
    Client.objects.filter(pk=appointment.client_id).update(is_discreet=True)
    away(appointment, camille, now, Kind.COLLEAGUE)
    outbox.deliver_due(now=timezone.now())
    letter = next(one for one in mail.outbox if "autres-horaires" in one.body)
    assert "1. " in letter.body
    assert "Hugo" not in letter.body
    assert "Camille" not in letter.body


def test_an_appointment_that_was_moved_since_is_not_written_about(appointment, practice, camille, now):
    away(appointment, camille, now)
    actions.move(appointment=appointment, start=free_starts(practice, days=8)[0], by=camille, now=now)
    outbox.deliver_due(now=timezone.now())
    assert not any("autres-horaires" in one.body for one in mail.outbox)


def test_who_leaves_it_to_a_colleague_learns_of_it_and_the_colleague_too(
    appointment, practice, camille, bob, hugo, now, settings
):
    settings.NOTIFICATION_EMAIL = ["cabinet@example.com", camille.email]
    outbox.deliver_due(now=now)
    hand_over(appointment, camille, bob, hugo, now)
    told = mails_to([camille.email, "hugo@example.com", "cabinet@example.com"])
    assert {address: letter.subject.partition("\u00a0")[0] for address, letter in told.items()} == {
        camille.email: "Confié à un collègue",
        "hugo@example.com": "Confirmé",
        "cabinet@example.com": "Déplacé",
    }
    for letter in told.values():
        assert "Hugo Morel à la place de Camille Aubert." in letter.body
        assert "Avant" not in letter.body, "the time is the same"
    # Whoever has left it may no longer look at it.
    assert "/rendez-vous/" not in told[camille.email].body
    assert f"/rendez-vous/inspect/{appointment.pk}/" in told["hugo@example.com"].body


def test_a_request_that_goes_to_a_colleague_asks_them_for_an_answer(practice, bob, camille, hugo, now):
    practice.service.needs_approval = True
    practice.service.save()
    appointment = book(practice, client_for(user=bob), bob, free_starts(practice)[1], now)
    hand_over(appointment, camille, bob, hugo, now)
    assert "Accepter ou refuser" in mails_to(["hugo@example.com"])["hugo@example.com"].body


def test_the_calendars_of_both_follow(appointment, practice, camille, bob, hugo, now):
    """Even where a mail of the booking has not left yet: it must not bring the appointment back."""
    hand_over(appointment, camille, bob, hugo, now)
    told = mails_to([camille.email, "hugo@example.com"])
    (gone, was), (method, comes) = (event_in(told[address]) for address in (camille.email, "hugo@example.com"))
    assert (gone, was["STATUS"], method, comes["STATUS"]) == ("CANCEL", "CANCELLED", "REQUEST", "CONFIRMED")
    assert was["UID"] == comes["UID"]
    assert was["SEQUENCE"] == comes["SEQUENCE"] == 1
    assert was["DTSTART"].dt == appointment.start_at
    assert (was["ATTENDEE"], comes["ATTENDEE"]) == (f"mailto:{camille.email}", "mailto:hugo@example.com")
    assert was["ATTENDEE"].params["CN"] == "Camille Aubert"
    assert [message.to for message in mail.outbox].count([camille.email]) == 1


def test_a_feed_drops_it_and_the_colleagues_has_it(client, appointment, practice, camille, bob, hugo, now):
    feeds = [calendars.make_feed(holder=camille, now=now, practitioner=one)[1] for one in (practice.practitioner, hugo)]
    hand_over(appointment, camille, bob, hugo, now)
    read = [client.get(f"/agenda/{token}.ics").content.decode() for token in feeds]
    assert [ics.uid_of(appointment.reference) in text for text in read] == [False, True]


def test_sent_again_it_goes_to_whoever_it_was_for(appointment, practice, camille, bob, hugo, now):
    hand_over(appointment, camille, bob, hugo, now)
    outbox.deliver_due(now=timezone.now())
    left = OutboxMessage.objects.get(kind="left")
    camille.email = "camille@nouvelle.example"
    camille.save()
    again = outbox.send_again(left, now=timezone.now())
    assert (again.recipient, again.practitioner) == ("camille@nouvelle.example", practice.practitioner)


def test_what_comes_back_to_them_was_not_left(appointment, practice, camille, bob, hugo, now):
    outbox.deliver_due(now=now)
    hand_over(appointment, camille, bob, hugo, now)
    Absence.objects.all().delete()
    appointment.refresh_from_db()
    hand_over(appointment, hugo.user, bob, practice.practitioner, now)
    told = mails_to([camille.email, "hugo@example.com"])
    assert event_in(told[camille.email])[0] == "REQUEST"
    assert event_in(told["hugo@example.com"])[0] == "CANCEL"


def hand_over(appointment, by, client, colleague, now):
    away(appointment, by, now, Kind.COLLEAGUE)
    taken = {"practitioner": colleague, "start": appointment.start_at}
    actions.take_other(appointment=appointment, **taken, by=client, now=now)


def mails_to(addresses):
    """Send what is due; return the one mail to each address."""
    mail.outbox.clear()
    outbox.deliver_due(now=timezone.now())
    sent = {address: [letter for letter in mail.outbox if letter.to == [address]] for address in addresses}
    assert {address: len(letters) for address, letters in sent.items()} == dict.fromkeys(addresses, 1)
    return {address: letter for address, (letter,) in sent.items()}


def event_in(letter):
    """Return the method and the one event of the calendar that comes with a mail."""
    (text,) = [part.content for part in letter.alternatives if part.mimetype.startswith("text/calendar")]
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event
