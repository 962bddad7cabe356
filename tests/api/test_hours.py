"""Opening hours and absences through the API: one's own, or everyone's for staff, under the rules of the pages."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from booking import actions, availability
from booking.models import Appointment, State
from practice.models import Absence, OpeningHours

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MONDAYS = {"weekdays": [0], "hours": "9h-12h30, 13h30-17h"}


def days_from_now(count):
    return timezone.localdate() + count * DAY


@pytest.mark.mission("M7")
def test_a_practitioner_writes_and_changes_their_own_hours(deniss, denis):
    made = deniss.post("opening-hours/", {**MONDAYS, "applies_from": "2027-03-01"})
    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"],
        "practitioner": denis.practitioner.pk,
        "place": None,
        "weekdays": [0],
        "repeat": "every_week",
        "windows": [{"start": "09:00", "end": "12:30"}, {"start": "13:30", "end": "17:00"}],
        "applies_from": "2027-03-01",
        "applies_until": None,
        "is_exception": False,
    }
    address = f"opening-hours/{made.json()['id']}/"
    changed = deniss.patch(address, {"hours": "10:00-11:00", "repeat": "every_second_week"}).json()
    assert (changed["windows"], changed["repeat"]) == ([{"start": "10:00", "end": "11:00"}], "every_second_week")
    assert changed["weekdays"] == [0]
    assert deniss.delete(address).status_code == 204
    assert deniss.patch(address, {"hours": "10:00-11:00"}).status_code == 404


def test_what_is_changed_is_what_can_be_booked_next(deniss, denis, nobody, practice):
    monday = next(day for day in map(days_from_now, range(7, 14)) if day.weekday() == 0)
    parts = {"practitioner": denis.practitioner.pk, "service": practice.service.pk, "place": practice.place.pk}
    asked = f"availability/?{urlencode({**parts, 'from': monday, 'to': monday + 4 * DAY})}"
    assert all(nobody.get(asked).json()["days"].values())
    [hours] = deniss.get("opening-hours/").json()
    deniss.patch(f"opening-hours/{hours['id']}/", {"weekdays": [1]})
    days = nobody.get(asked).json()["days"]
    assert [day for day, starts in days.items() if starts] == [str(monday + DAY)]


def test_nobody_sees_or_changes_anyone_elses(deniss, log_in, bob, practice):
    camilles_hours = OpeningHours.objects.get(practitioner=practice.practitioner)
    away = Absence.objects.create(
        practitioner=practice.practitioner, start_at=timezone.now(), end_at=timezone.now() + dt.timedelta(days=1)
    )
    assert camilles_hours.pk not in [row["id"] for row in deniss.get("opening-hours/").json()]
    assert deniss.get("absences/").json() == []
    assert deniss.patch(f"opening-hours/{camilles_hours.pk}/", {"weekdays": [1]}).status_code == 404
    assert deniss.delete(f"absences/{away.pk}/").status_code == 404
    assert list(deniss.post("opening-hours/", {**MONDAYS, "practitioner": practice.practitioner.pk}).json()) == [
        "practitioner"
    ]
    for address in ("opening-hours/", "absences/"):
        assert log_in(bob).get(address).status_code == 403


def test_staff_see_and_change_everyones(log_in, zoe, denis, practice):
    program = log_in(zoe)
    assert len(program.get("opening-hours/").json()) == 2
    assert list(program.post("opening-hours/", MONDAYS).json()) == ["practitioner"]
    assert program.post("opening-hours/", {**MONDAYS, "practitioner": denis.practitioner.pk}).status_code == 201


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hours": "whenever"}, "hours"),
        ({"hours": "12:00-11:00"}, "hours"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [7]}, "weekdays"),
        ({"repeat": "never"}, "repeat"),
        ({"place": 999_999}, "place"),
        ({"applies_from": "0001-01-01"}, "applies_from"),
        ({"applies_from": "2027-01-02", "applies_until": "2027-01-01"}, "applies_until"),
        ({"is_exception": True}, "applies_until"),
    ],
)
def test_hours_that_cannot_be_are_named_by_their_field(deniss, changed, field):
    answer = deniss.post("opening-hours/", {**MONDAYS, **changed})
    assert (answer.status_code, list(answer.json())) == (400, [field])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hours": "12:00-11:00"}, "hours"),
        ({"weekdays": []}, "weekdays"),
        ({"place": 2**80}, "place"),
        ({"applies_from": 1_800_000_000}, "applies_from"),
        ({"applies_until": "2019-01-01"}, "applies_until"),
        ({"practitioner": 1}, "practitioner"),
    ],
)
def test_hours_are_changed_under_the_rules_under_which_they_are_written(deniss, denis, changed, field):
    [before] = deniss.get("opening-hours/").json()
    answer = deniss.patch(f"opening-hours/{before['id']}/", changed)
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert deniss.get("opening-hours/").json() == [before]


@pytest.mark.parametrize("pk", [999_999, 2**63, 2**80])
def test_hours_and_absences_that_there_are_not_are_not_found(camilles, practice, pk):
    for rows in ("opening-hours", "absences"):
        for answer in (camilles.patch(f"{rows}/{pk}/", {}), camilles.delete(f"{rows}/{pk}/")):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"start": "2027-01-05T10:00:00"}, "start"),
        ({"start": 1_800_000_000}, "start"),
        ({"end": None}, "end"),
        ({"reason": "x" * 201}, "reason"),
        ({"touched": "delete"}, "touched"),
        ({"practitioner": 999_999}, "practitioner"),
        ({"origin": "Google"}, "origin"),
    ],
)
def test_an_absence_that_cannot_be_is_named_by_its_field(camilles, practice, changed, field):
    away = {"start": "2027-01-05T10:00:00Z", "end": "2027-01-05T11:00:00Z"}
    answer = camilles.post("absences/", {**away, **changed})
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not Absence.objects.exists()


@pytest.mark.mission("M7")
def test_a_longer_absence_asks_again_what_becomes_of_the_appointments_within(camilles, practice, bob):
    now = timezone.now()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    start = availability.next_free(**parts, now=now, count=30)[-1]
    actions.book(client=bob.client, **parts, start=start, by=bob, now=now)
    times = {"start": (start - 2 * DAY).isoformat(), "end": (start - DAY).isoformat()}
    made = camilles.post("absences/", {**times, "touched": "cancel"}).json()
    address, longer = f"absences/{made['id']}/", {"end": (start + DAY).isoformat()}
    asked = camilles.patch(address, longer)
    assert (asked.status_code, asked.json()["code"]) == (409, "touches_appointments")
    assert camilles.get("absences/").json() == [made]
    assert camilles.patch(address, {**longer, "touched": "keep"}).status_code == 200
    assert Appointment.objects.get().state == State.CONFIRMED


@pytest.mark.mission("M7")
def test_an_absence_asks_what_becomes_of_the_appointments_within(camilles, practice, bob):
    now = timezone.now()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    start = availability.next_free(**parts, now=now, count=30)[-1]
    appointment = actions.book(client=bob.client, **parts, start=start, by=bob, now=now)
    away = {"start": start.isoformat(), "end": (start + dt.timedelta(hours=1)).isoformat()}
    asked = camilles.post("absences/", away)
    assert (asked.status_code, asked.json()["code"]) == (409, "touches_appointments")
    assert "Bob Martin" in asked.json()["appointments"][0]
    assert not Absence.objects.exists()
    made = camilles.post("absences/", {**away, "touched": "cancel", "message": "Je suis souffrante."})
    assert made.status_code == 201
    appointment.refresh_from_db()
    assert appointment.state == State.CANCELLED
    assert Appointment.objects.count() == 1
    assert camilles.delete(f"absences/{made.json()['id']}/").status_code == 204


def test_only_staff_close_the_whole_practice(deniss, camilles):
    start = timezone.now() + dt.timedelta(days=30)
    away = {"practitioner": None, "start": start.isoformat(), "end": (start + dt.timedelta(days=1)).isoformat()}
    assert deniss.post("absences/", away).status_code == 403
    made = camilles.post("absences/", away)
    assert (made.status_code, made.json()["practitioner"]) == (201, None)


def test_an_absence_ends_after_it_begins(practice, camilles):
    answer = camilles.post("absences/", {"start": "2027-01-05T10:00:00Z", "end": "2027-01-05T10:00:00Z"})
    assert (answer.status_code, list(answer.json())) == (400, ["end"])
