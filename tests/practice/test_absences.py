"""“Absences” in the admin, and what is planned within one."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking import actions as booking
from booking import outbox
from booking.availability import free_starts, refusal_for
from booking.models import State
from people.actions import client_for
from people.models import Client
from practice import actions
from practice.actions import AbsenceTouches, Touched
from practice.models import Absence, practice_zone
from scheduling import Code
from tests import factories

from .conftest import browser_of
from .test_hours_screen import text_of

LIST = "/admin/absences/"


@pytest.fixture
def tuesday():
    """A Tuesday ahead of the real clock, which the screens read."""
    today = timezone.localdate()
    return today + dt.timedelta(days=(1 - today.weekday()) % 7 + 7)


@pytest.fixture
def at(tuesday):
    def moment(hour, minute=0, day=0):
        day = tuesday + dt.timedelta(days=day)
        return dt.datetime.combine(day, dt.time(hour, minute), practice_zone())

    return moment


@pytest.fixture
def appointment(practice, bob, at):
    """Bob's appointment on Tuesday at 9:00."""
    return booking.book(
        client=client_for(user=bob),
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.place,
        start=at(9),
        by=bob,
        now=timezone.now(),
    )


def fields(first_day, **changed):
    return {"first_day": first_day.isoformat(), "last_day": "", "starts_at": "", "ends_at": "", "reason": "", **changed}


def test_one_date_is_a_whole_day_off(coach, practice, tuesday, at):
    assert coach.post(f"{LIST}add/", fields(tuesday, reason="Formation")).status_code == 302
    absence = Absence.objects.get()
    assert (absence.start_at, absence.end_at) == (at(0), at(0, day=1))
    assert absence.practitioner == practice.practitioner
    asked = practice.practitioner, practice.service, practice.place
    assert free_starts(*asked, tuesday, tuesday, now=timezone.now()) == {tuesday: []}
    assert refusal_for(*asked, at(9), now=timezone.now()).code == Code.ABSENT


def test_two_dates_are_a_week_off(coach, practice, tuesday, at):
    coach.post(f"{LIST}add/", fields(tuesday, last_day=(tuesday + dt.timedelta(days=6)).isoformat()))
    absence = Absence.objects.get()
    assert (absence.start_at, absence.end_at) == (at(0), at(0, day=7))


def test_some_hours_of_a_day(coach, practice, tuesday, at):
    coach.post(f"{LIST}add/", fields(tuesday, starts_at="09:00", ends_at="11:00"))
    absence = Absence.objects.get()
    assert (absence.start_at, absence.end_at) == (at(9), at(11))
    form = coach.get(f"{LIST}edit/{absence.pk}/").context["form"]
    assert form.initial["first_day"] == form.initial["last_day"] == tuesday
    assert (form.initial["starts_at"], form.initial["ends_at"]) == (dt.time(9), dt.time(11))


def test_what_is_shown_again_is_kept_as_it_was(coach, practice, tuesday, at):
    coach.post(f"{LIST}add/", fields(tuesday, last_day=(tuesday + dt.timedelta(days=6)).isoformat()))
    absence = Absence.objects.get()
    initial = coach.get(f"{LIST}edit/{absence.pk}/").context["form"].initial
    coach.post(f"{LIST}edit/{absence.pk}/", fields(initial["first_day"], last_day=initial["last_day"].isoformat()))
    absence.refresh_from_db()
    assert (absence.start_at, absence.end_at) == (at(0), at(0, day=7))


@pytest.mark.parametrize(
    "changed",
    [
        {"last_day": "9999-12-31"},
        {"last_day": "2020-01-01"},
        {"starts_at": "11:00", "ends_at": "09:00"},
        {"first_day": ""},
        {"ends_at": "soon"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(coach, practice, tuesday, changed):
    answer = coach.post(f"{LIST}add/", {**fields(tuesday), **changed})
    assert answer.status_code == 200
    assert "Rien n’est encore enregistré" in text_of(answer)
    assert not Absence.objects.exists()


def test_deleting_gives_the_time_back(coach, practice, tuesday, at):
    absence = Absence.objects.create(start_at=at(0), end_at=at(0, day=1))
    assert coach.post(f"{LIST}delete/{absence.pk}/").status_code == 302
    asked = practice.practitioner, practice.service, practice.place
    assert len(free_starts(*asked, tuesday, tuesday, now=timezone.now())[tuesday]) == 8


# --- Appointments within -------------------------------------------------------------------------


def test_what_is_planned_then_is_shown_first_and_nothing_is_kept(coach, appointment, tuesday):
    answer = coach.post(f"{LIST}add/", fields(tuesday))
    assert answer.status_code == 200
    assert "Bob Martin" in text_of(answer)
    assert "Choisissez ce que deviennent ces rendez-vous." in text_of(answer)
    assert not Absence.objects.exists()


def test_what_is_planned_can_stay(coach, appointment, tuesday):
    assert coach.post(f"{LIST}add/", fields(tuesday, touched="keep")).status_code == 302
    appointment.refresh_from_db()
    assert appointment.state == State.CONFIRMED
    assert Absence.objects.count() == 1


def test_what_is_planned_can_be_cancelled_with_a_word(coach, camille, appointment, tuesday):
    answer = coach.post(f"{LIST}add/", fields(tuesday, touched="cancel", message="Je suis souffrante."))
    assert answer.status_code == 302
    appointment.refresh_from_db()
    assert appointment.state == State.CANCELLED
    event = appointment.events.latest("pk")
    assert (event.by, event.comment) == (camille, "Je suis souffrante.")
    outbox.deliver_due(now=timezone.now())
    assert "Je suis souffrante." in next(sent for sent in reversed(mail.outbox) if "bob@example.com" in sent.to).body


def test_nothing_is_asked_when_only_the_reason_changes(coach, practice, appointment, tuesday):
    coach.post(f"{LIST}add/", fields(tuesday, touched="keep"))
    absence = Absence.objects.get()
    assert coach.post(f"{LIST}edit/{absence.pk}/", fields(tuesday, reason="Congés")).status_code == 302
    absence.refresh_from_db()
    assert absence.reason == "Congés"


def test_an_appointment_outside_is_no_one_to_ask_about(coach, appointment, tuesday):
    assert coach.post(f"{LIST}add/", fields(tuesday, starts_at="09:45")).status_code == 302


def test_a_colleagues_appointment_stays_out_of_it(appointment, hugo, tuesday):
    assert browser_of(hugo).post(f"{LIST}add/", fields(tuesday)).status_code == 302
    assert Absence.objects.get().practitioner == hugo.practitioner


def test_closing_the_whole_practice_asks_about_everyone(zoe, appointment, hugo, tuesday):
    answer = browser_of(zoe).post(f"{LIST}add/", fields(tuesday, practitioner=""))
    assert "Bob Martin" in text_of(answer)
    answer = browser_of(zoe).post(f"{LIST}add/", fields(tuesday, practitioner="", touched="cancel"))
    assert answer.status_code == 302
    assert Absence.objects.get().practitioner is None
    appointment.refresh_from_db()
    assert appointment.state == State.CANCELLED


def test_the_action_asks_under_the_lock_that_a_booking_takes(camille, practice, appointment, at):
    absence = Absence(practitioner=practice.practitioner, start_at=at(0), end_at=at(0, day=1))
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        pytest.raises(AbsenceTouches) as found,
    ):
        actions.save_absence(absence=absence, by=camille, now=timezone.now())
    assert "Bob Martin" in found.value.clashes[0].line
    queries = [query["sql"] for query in asked]
    locked = next(number for number, sql in enumerate(queries) if "practice_practitioner" in sql)
    assert locked < next(number for number, sql in enumerate(queries) if "booking_appointment" in sql)
    if connection.features.has_select_for_update:
        assert "FOR NO KEY UPDATE" in queries[locked]
    actions.save_absence(absence=absence, by=camille, now=timezone.now(), touched=Touched.KEEP)
    assert absence.pk


# --- Another time in its place --------------------------------------------------------------------


@pytest.fixture
def second(practice, charlie, at):
    """Charlie's appointment on the same Tuesday, at 9:55."""
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    return booking.book(client=client_for(user=charlie), **parts, start=at(9, 55), by=charlie, now=timezone.now())


def kinds_of(appointment):
    return list(appointment.events.order_by("pk").values_list("kind", flat=True))


@pytest.mark.mission("M3")
def test_clients_can_be_asked_to_choose_another_time(coach, appointment, tuesday):
    sent = fields(tuesday, touched="times", message="Je suis en formation.")
    assert coach.post(f"{LIST}add/", sent).status_code == 302
    appointment.refresh_from_db()
    assert appointment.state == State.CONFIRMED
    assert kinds_of(appointment) == ["booked", "offered"]
    outbox.deliver_due(now=timezone.now())
    letters = [one for one in mail.outbox if "ne peut pas avoir lieu" in one.body]
    assert [one.to for one in letters] == [["bob@example.com"]]
    for words in ("Je suis en formation.", "1. ", "3. ", "/autres-horaires/"):
        assert words in letters[0].body


@pytest.mark.mission("M3")
def test_each_can_be_decided_on_apart(coach, appointment, second, tuesday):
    answer = coach.post(f"{LIST}add/", fields(tuesday))
    assert "Décider pour chacun" in text_of(answer)
    assert f'name="touched_{second.pk}"' in answer.content.decode()
    chosen = {"touched": "keep", f"touched_{second.pk}": "cancel"}
    assert coach.post(f"{LIST}add/", fields(tuesday, **chosen)).status_code == 302
    for one, kinds in ((appointment, ["booked"]), (second, ["booked", "cancelled"])):
        assert kinds_of(one) == kinds


def test_who_is_not_answered_for_is_asked_about_again(coach, appointment, second, tuesday):
    answer = coach.post(f"{LIST}add/", fields(tuesday, **{f"touched_{second.pk}": "cancel"}))
    assert answer.status_code == 200
    assert "Choisissez ce que deviennent ces rendez-vous." in text_of(answer)
    assert '<details class="touched-each" open>' in answer.content.decode()
    assert not Absence.objects.exists()
    assert kinds_of(second) == ["booked"]
    both = {f"touched_{one.pk}": "keep" for one in (appointment, second)}
    assert coach.post(f"{LIST}add/", fields(tuesday, **both)).status_code == 302


def test_what_is_no_answer_is_none(coach, appointment, second, tuesday):
    sent = fields(tuesday, touched="keep", **{f"touched_{second.pk}": "delete", "touched_999": "cancel"})
    assert coach.post(f"{LIST}add/", sent).status_code == 302
    assert kinds_of(second) == ["booked"]


def test_who_has_no_address_stays_planned(coach, appointment, tuesday):
    Client.objects.filter(pk=appointment.client_id).update(email="")
    answer = coach.post(f"{LIST}add/", fields(tuesday))
    assert "sans adresse e-mail" in text_of(answer)
    assert coach.post(f"{LIST}add/", fields(tuesday, touched="times")).status_code == 302
    assert kinds_of(appointment) == ["booked"]


@pytest.mark.parametrize("several", [False, True])
def test_a_colleague_is_proposed_where_there_is_one(coach, appointment, tuesday, several, practice):
    if several:
        factories.make_practitioner("Hugo Morel", places=[practice.place], services=[practice.service])
    answer = coach.post(f"{LIST}add/", {**fields(tuesday), "practitioner": practice.practitioner.pk})
    assert "Bob Martin" in text_of(answer)
    assert ('value="colleague"' in answer.content.decode()) is several


# --- Whose absences ------------------------------------------------------------------------------


def test_a_practitioner_does_not_know_of_others_absences(hugo, practice, at):
    other = Absence.objects.create(
        practitioner=practice.practitioner, start_at=at(0), end_at=at(0, day=1), reason="Hôpital"
    )
    browser = browser_of(hugo)
    assert list(browser.get(LIST).context["object_list"]) == []
    for address in ("edit", "delete", "history", "usage"):
        assert browser.get(f"{LIST}{address}/{other.pk}/").status_code == 404, address
        assert browser.post(f"{LIST}{address}/{other.pk}/", {}).status_code in (404, 405), address
    assert browser.get("/admin/snippets/choose/practice/absence/").status_code == 404
    assert Absence.objects.count() == 1


def test_a_practitioner_reads_when_the_whole_practice_is_closed_and_changes_nothing(hugo, practice, at):
    closure = Absence.objects.create(start_at=at(0, day=2), end_at=at(0, day=3), reason="Inventaire")
    own = Absence.objects.create(practitioner=hugo.practitioner, start_at=at(0), end_at=at(0, day=1))
    browser = browser_of(hugo)
    page = browser.get(LIST)
    assert set(page.context["object_list"]) == {closure, own}
    assert "Inventaire" in text_of(page)
    assert f"{LIST}edit/{own.pk}/" in page.content.decode()
    for address in ("edit", "delete", "history", "usage"):
        assert f"{LIST}{address}/{closure.pk}/" not in page.content.decode()
        assert browser.get(f"{LIST}{address}/{closure.pk}/").status_code == 404, address
        assert browser.post(f"{LIST}{address}/{closure.pk}/", {}).status_code in (404, 405), address
    assert Absence.objects.count() == 2


def test_a_practitioner_cannot_close_the_whole_practice(hugo, tuesday):
    browser_of(hugo).post(f"{LIST}add/", fields(tuesday, practitioner=""))
    assert Absence.objects.get().practitioner == hugo.practitioner


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_one_row_and_for_thirty(coach, practice, at, rows, django_assert_max_num_queries):
    for number in range(rows):
        Absence.objects.create(
            practitioner=practice.practitioner, start_at=at(9, day=number), end_at=at(10, day=number)
        )
    coach.get(LIST)
    with django_assert_max_num_queries(16):
        assert len(coach.get(LIST).context["object_list"]) == rows
