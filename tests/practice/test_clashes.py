"""A change of rules, hours or offer lists the appointments to come that would no longer fit, before it is kept."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from booking import actions as booking
from booking.availability import next_free
from booking.models import Appointment, State
from people.actions import client_for
from practice.models import BookingRules, OpeningHours, practice_zone
from tests import factories

from .conftest import MONDAY, NO_QUESTIONS, NOW, browser_of
from .test_hours_screen import fields as hours_fields
from .test_hours_screen import text_of
from .test_rules_screen import fields as rules_fields

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M4")]

RULES = "/admin/settings/practice/bookingrules/"
KEEP = re.compile(r'name="agreed" value="(\w+)"')
LISTED = re.compile(r'<li><a href="/admin/rendez-vous/inspect/(\d+)/">([^<]+)</a> · ([^<]+)</li>')
CHRISTMAS = dt.date(2026, 12, 25)


@pytest.fixture(autouse=True)
def saturday():
    """21 November 2026, 9:00 in Paris: the clock that the screens read."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def booked(practice, bob):
    """Book for Bob: `booked(day, "9:55")`."""

    def book(day=MONDAY, clock="9:00", **changed):
        wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place, **changed}
        start = dt.datetime.combine(day, dt.time.fromisoformat(clock.zfill(5)), practice_zone())
        return booking.book(client=client_for(user=bob), start=start, by=bob, now=NOW, **wish)

    return book


def service_fields(service, **changed):
    usual = {"name": service.name, "duration_minutes": "45", "gap_minutes": "10", "currency": "EUR", "is_active": "on"}
    return {**usual, **NO_QUESTIONS, **changed}


def listed(answer):
    """Return the appointments that the page lists, each with why."""
    assert answer.status_code == 200, answer.headers
    found = LISTED.findall(answer.content.decode())
    return {int(pk): html.unescape(why) for pk, _line, why in found}


def keep(coach, address, sent, answer):
    """Press the button below the list."""
    return coach.post(address, {**sent, "agreed": KEEP.search(answer.content.decode())[1]})


# --- Services -------------------------------------------------------------------------------------


@pytest.fixture
def service(practice):
    return f"/admin/prestations/edit/{practice.service.pk}/", practice.service


def test_a_longer_gap_lists_the_neighbours_that_are_too_close(coach, service, booked):
    first, second, alone = booked(), booked(clock="9:55"), booked(day=MONDAY + dt.timedelta(days=2))
    address, row = service
    sent = service_fields(row, gap_minutes="20", description="Une heure pour faire le point.")
    answer = coach.post(address, sent)
    assert listed(answer) == {
        first.pk: "trop près d’un rendez-vous",
        second.pk: "trop près d’un rendez-vous",
    }
    assert alone.pk not in listed(answer)
    page = text_of(answer)
    assert "2 rendez-vous à venir ne conviendraient plus" in page
    assert "lundi 23 novembre 2026, 9 h 00 à 9 h 45 · Bob Martin" in page
    row.refresh_from_db()
    assert (row.gap_minutes, row.description) == (10, "")
    # All that was typed is still there.
    assert "Une heure pour faire le point." in page
    assert answer.context["form"]["gap_minutes"].value() == "20"
    assert keep(coach, address, sent, answer).status_code == 302
    row.refresh_from_db()
    assert (row.gap_minutes, row.description) == (20, "Une heure pour faire le point.")


def test_what_stays_after_a_longer_gap_can_be_agreed_to_moved_and_cancelled(coach, camille, practice, service, booked):
    """The guard of the database has nothing to say of rows that keep the gap they were booked with."""
    practice.service.needs_approval = True
    practice.service.save()
    first, second, third = booked(), booked(clock="9:55"), booked(clock="10:50")
    before = list(Appointment.objects.order_by("pk").values("start_at", "end_at", "busy_until"))
    address, row = service
    sent = service_fields(row, gap_minutes="30", duration_minutes="60", needs_approval="on")
    keep(coach, address, sent, coach.post(address, sent))
    assert list(Appointment.objects.order_by("pk").values("start_at", "end_at", "busy_until")) == before
    assert booking.agree(appointment=first, by=camille, now=NOW).state == State.CONFIRMED
    assert booking.cancel(appointment=second, by=camille, now=NOW).state == State.CANCELLED
    free = next_free(practice.practitioner, practice.service, practice.place, now=NOW, ignoring=third)[-1]
    assert booking.move(appointment=third, start=free, by=camille, now=NOW).start_at == free
    for one in Appointment.objects.all():
        one.save()


def test_a_longer_session_lists_those_that_would_overlap(coach, service, booked):
    first, _second = booked(), booked(clock="9:55")
    address, row = service
    answer = coach.post(address, service_fields(row, duration_minutes="60"))
    assert listed(answer) == {first.pk: "pris par un rendez-vous"}


def test_a_service_that_is_closed_lists_what_is_booked_of_it(coach, service, booked):
    appointment = booked()
    address, row = service
    sent = service_fields(row)
    del sent["is_active"]
    answer = coach.post(address, sent)
    assert listed(answer) == {appointment.pk: "fermé à la réservation"}
    assert keep(coach, address, sent, answer).status_code == 302
    row.refresh_from_db()
    assert not row.is_active
    assert Appointment.objects.upcoming(NOW).get() == appointment


def test_what_touches_no_appointment_is_kept_at_once(coach, service, booked):
    booked()
    address, row = service
    assert coach.post(address, service_fields(row, gap_minutes="20", name="Coaching")).status_code == 302


def test_what_had_no_place_before_is_not_listed_for_another_change(coach, camille, practice, service, booked):
    """Booked in the summer’s hours, say: it is known, and a later change has nothing to do with it."""
    booked()
    later = dt.timedelta(hours=3, minutes=17)
    times = {name: F(name) + later for name in ("start_at", "end_at", "busy_until")}
    Appointment.objects.update(**times)
    address, row = service
    assert coach.post(address, service_fields(row, name="Coaching")).status_code == 302


def test_what_is_booked_while_one_reads_the_list_is_asked_about_too(coach, service, booked):
    booked(), booked(clock="9:55")
    address, row = service
    sent = service_fields(row, gap_minutes="20")
    seen = coach.post(address, sent)
    third = booked(clock="10:50")
    again = keep(coach, address, sent, seen)
    assert third.pk in listed(again)
    assert keep(coach, address, sent, again).status_code == 302


@pytest.mark.parametrize("agreed", ["", "yes", "0" * 20])
def test_only_the_seal_of_the_list_keeps_it(coach, service, booked, agreed):
    booked(), booked(clock="9:55")
    address, row = service
    answer = coach.post(address, service_fields(row, gap_minutes="20") | {"agreed": agreed})
    assert len(listed(answer)) == 2
    row.refresh_from_db()
    assert row.gap_minutes == 10


def test_the_enter_key_agrees_to_nothing(coach, service, booked):
    """In a field it presses the first button that sends the form."""
    booked(), booked(clock="9:55")
    address, row = service
    page = coach.post(address, service_fields(row, gap_minutes="20")).content.decode()
    first = re.search(r'<button type="submit"[^>]*>', page[page.index('class="clashes"') :])
    assert first[0] == '<button type="submit" hidden>'


def test_questions_that_were_typed_are_not_lost(coach, service, booked):
    booked(), booked(clock="9:55")
    address, row = service
    question = {
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "0",
        "questions-0-text": "Votre projet ?",
        "questions-0-kind": "short",
        "questions-0-ORDER": "1",
        "questions-0-id": "",
    }
    sent = service_fields(row, gap_minutes="20") | question
    answer = coach.post(address, sent)
    assert "Votre projet ?" in answer.content.decode()
    assert row.questions.count() == 0
    assert keep(coach, address, sent, answer).status_code == 302
    assert row.questions.get().text == "Votre projet ?"


# --- Places and practitioners ---------------------------------------------------------------------


def test_a_place_that_is_closed_lists_what_is_booked_there(coach, practice, booked):
    here, _elsewhere = booked(), booked(clock="9:55", place=practice.places[1])
    address = f"/admin/lieux/edit/{practice.place.pk}/"
    assert listed(coach.post(address, {"name": "Visio", "time_zone": ""})) == {here.pk: "fermé à la réservation"}


def test_a_place_in_another_zone_lists_what_falls_out_of_its_hours(coach, practice, booked):
    appointment = booked()
    sent = {"name": "Visio", "is_active": "on", "time_zone": "America/Montreal"}
    assert listed(coach.post(f"/admin/lieux/edit/{practice.place.pk}/", sent))[appointment.pk]


def test_a_practitioner_who_gives_a_service_no_more(coach, practice, booked):
    appointment = booked()
    address = f"/admin/praticiens/edit/{practice.practitioner.pk}/"
    sent = {"name": "Camille Aubert", "places": [place.pk for place in practice.places], "is_active": "on"}
    answer = coach.post(address, sent)
    assert listed(answer) == {appointment.pk: "fermé à la réservation"}
    assert practice.practitioner.services.count() == 1
    assert keep(coach, address, sent, answer).status_code == 302
    assert practice.practitioner.services.count() == 0


# --- Hours ----------------------------------------------------------------------------------------


def test_shorter_hours_list_what_lies_outside(coach, hours, booked):
    booked(), booked(clock="10:50")
    late = booked(clock="16:15")
    address = f"/admin/horaires/edit/{hours.pk}/"
    sent = hours_fields(hours="9:00–12:30")
    answer = coach.post(address, sent)
    assert listed(answer) == {late.pk: "hors des horaires d’ouverture"}
    assert hours.windows.count() == 2
    assert keep(coach, address, sent, answer).status_code == 302
    assert hours.windows.count() == 1


def test_hours_instead_of_the_usual_ones_list_what_they_leave_out(coach, practice, booked):
    morning, _afternoon = booked(), booked(clock="14:25")
    sent = hours_fields(hours="13:30–17:00", applies_from="2026-11-23", applies_until="2026-11-27", is_exception="on")
    answer = coach.post("/admin/horaires/add/", sent)
    assert listed(answer) == {morning.pk: "hors des horaires d’ouverture"}
    assert OpeningHours.objects.count() == 1
    assert keep(coach, "/admin/horaires/add/", sent, answer).status_code == 302
    assert OpeningHours.objects.count() == 2


def test_hours_that_are_deleted_list_what_is_booked_within(coach, hours, booked):
    appointment = booked()
    address = f"/admin/horaires/delete/{hours.pk}/"
    answer = coach.post(address)
    assert listed(answer) == {appointment.pk: "jour sans séances"}
    assert OpeningHours.objects.filter(pk=hours.pk).exists()
    assert keep(coach, address, {}, answer).status_code == 302
    assert not OpeningHours.objects.exists()
    assert Appointment.objects.upcoming(NOW).get() == appointment


def test_hours_within_which_nothing_is_booked_are_deleted_at_once(coach, hours, practice):
    assert coach.post(f"/admin/horaires/delete/{hours.pk}/").status_code == 302


def test_a_practitioner_is_told_of_their_own_appointments_only(practice, hugo, booked):
    booked()
    own = booked(clock="14:25", practitioner=hugo.practitioner)
    address = f"/admin/horaires/edit/{hugo.practitioner.opening_hours.get().pk}/"
    answer = browser_of(hugo).post(address, hours_fields(hours="16:00–17:00"))
    assert list(listed(answer)) == [own.pk]


# --- The rules ------------------------------------------------------------------------------------


@pytest.fixture
def rules(coach, practice):
    return coach.get(RULES).url


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"step_minutes": "60"}, "entre deux débuts de séance"),
        ({"horizon_days": "1"}, "trop loin dans le temps"),
    ],
)
def test_a_changed_rule_lists_what_would_not_be_offered(coach, rules, booked, changed, why):
    appointment = booked(clock="14:25")
    before = BookingRules.objects.values().get()
    sent = rules_fields(**changed)
    answer = coach.post(rules, sent)
    assert listed(answer) == {appointment.pk: why}
    assert BookingRules.objects.values().get() == before
    assert keep(coach, rules, sent, answer).status_code == 302
    assert BookingRules.objects.values().get() != before


def test_public_holidays_list_what_is_booked_on_them(coach, rules, booked):
    appointment = booked(day=CHRISTMAS)
    sent = rules_fields(holidays_region="FR")
    answer = coach.post(rules, sent)
    assert listed(answer) == {appointment.pk: "jour férié"}
    assert coach.post(rules, sent | {"holidays_worked": ["Noël"]}).status_code == 302


def test_a_longer_notice_lists_nothing(coach, rules, booked):
    """What is booked is booked, however soon it begins."""
    booked()
    sent = rules_fields(minimum_notice_minutes_0="7", minimum_notice_minutes_1="1440")
    assert coach.post(rules, sent).status_code == 302


def test_rules_that_contradict_each_other_are_named_before_anything_is_listed(coach, rules, booked):
    booked()
    answer = coach.post(rules, rules_fields(horizon_days="1", day_limit="4", week_limit="3"))
    assert listed(answer) == {}
    assert answer.context["form"].errors["day_limit"]


def test_a_published_slot_stays_where_it_was_put(coach, practice, rules, booked):
    day = MONDAY + dt.timedelta(days=5)
    start = dt.datetime.combine(day, dt.time(20, 7), practice_zone())
    practice.practitioner.published_slots.create(
        service=practice.service, place=practice.place, start_at=start, end_at=start + dt.timedelta(minutes=50)
    )
    booked(day=day, clock="20:07")
    assert coach.post(rules, rules_fields(step_minutes="60")).status_code == 302


def test_many_are_counted_and_some_are_named(coach, rules, booked, monkeypatch):
    monkeypatch.setattr("practice.admin.screens.MOST_LISTED", 2)
    for number in range(3):
        booked(day=MONDAY + dt.timedelta(days=number), clock="9:55")
    answer = coach.post(rules, rules_fields(step_minutes="60"))
    assert len(listed(answer)) == 2
    assert "et 1 autre" in text_of(answer)


# --- Cost -----------------------------------------------------------------------------------------


def test_three_appointments_cost_as_many_queries_as_one(coach, practice, rules, booked):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = coach.post(rules, rules_fields(step_minutes="60"))
        assert listed(answer)
        return len(queries)

    booked(clock="9:55")
    coach.post(rules, rules_fields(step_minutes="60"))
    one = cost()
    hugo = factories.make_practitioner("Hugo Morel", places=practice.places, services=[practice.service])
    booked(clock="14:25", practitioner=hugo, place=practice.places[1])
    booked(day=MONDAY + dt.timedelta(days=1), clock="9:55")
    coach.post(rules, rules_fields(step_minutes="60"))
    assert cost() == one
