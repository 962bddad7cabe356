"""“Horaires d’ouverture” in the admin."""

import datetime as dt
import html
import re

import pytest
import recurrence

from booking.availability import free_starts
from practice.days import Pattern, Repeat, pattern_of
from practice.models import OpeningHours, OpeningWindow, Service

from .conftest import DAY_OF_EIGHT, MONDAY, NO_QUESTIONS, NOW, browser_of

LIST = "/admin/horaires/"


def edit(hours):
    return f"{LIST}edit/{hours.pk}/"


def fields(**changed):
    usual = {
        "weekdays": ["0", "1", "2", "3", "4"],
        "repeat": "every_week",
        "hours": "9:00–12:30, 13:30–17:00",
        "applies_from": "2020-01-01",
        "applies_until": "",
        "place": "",
    }
    return {**usual, **changed}


def starts_on(practice, day):
    starts = free_starts(practice.practitioner, practice.service, practice.place, day, day, now=NOW)[day]
    return [f"{start.astimezone(practice.place.zone):%H:%M}" for start in starts]


def text_of(response):
    """Return what a person reads, with plain spaces."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(words.replace("\u00a0", " ").split())


@pytest.mark.mission("C7")
def test_the_coach_changes_her_hours_and_the_starts_change(coach, practice, hours):
    assert starts_on(practice, MONDAY) == DAY_OF_EIGHT
    answer = coach.post(edit(hours), fields(weekdays=["0", "2"], hours="10h–12h, 14 h 00 à 15 h 40"))
    assert answer.status_code == 302
    assert starts_on(practice, MONDAY) == ["10:00", "10:55", "14:00", "14:55"]
    assert starts_on(practice, MONDAY + dt.timedelta(days=1)) == []
    assert starts_on(practice, MONDAY + dt.timedelta(days=2)) == ["10:00", "10:55", "14:00", "14:55"]


@pytest.mark.mission("C7")
def test_the_coach_changes_length_and_gap_and_the_starts_change(coach, practice):
    sent = {
        "name": "Séance longue",
        "duration_minutes": "60",
        "gap_minutes": "30",
        "currency": "EUR",
        "is_active": "on",
    }
    answer = coach.post(f"/admin/prestations/edit/{practice.service.pk}/", {**sent, **NO_QUESTIONS})
    assert answer.status_code == 302
    practice.service.refresh_from_db()
    assert starts_on(practice, MONDAY) == ["09:00", "10:30", "13:30", "15:00"]


def test_hours_can_be_added(coach, practice):
    answer = coach.post(f"{LIST}add/", fields(weekdays=["5"], hours="9–12", applies_from="2026-11-01"))
    assert answer.status_code == 302
    added = OpeningHours.objects.latest("pk")
    assert added.practitioner == practice.practitioner
    assert pattern_of(added.days) == Pattern((5,))
    assert starts_on(practice, dt.date(2026, 11, 28)) == ["09:00", "09:55", "10:50"]


def test_every_second_week_is_kept_as_a_rule_of_days(coach, hours):
    coach.post(edit(hours), fields(weekdays=["1"], repeat="every_second_week"))
    hours.refresh_from_db()
    assert pattern_of(hours.days) == Pattern((1,), Repeat.EVERY_SECOND_WEEK)
    assert "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU" in recurrence.serialize(hours.days)


def test_the_form_shows_what_is_stored(coach, hours):
    hours.days = Pattern((1, 3), Repeat.LAST).recurrence()
    hours.save()
    form = coach.get(edit(hours)).context["form"]
    assert form.initial["weekdays"] == (1, 3)
    assert form.initial["repeat"] == "last"
    assert form.initial["hours"] == "9:00–12:30, 13:30–17:00"


def test_a_rule_that_the_form_cannot_write_is_kept_until_another_is_chosen(coach, hours):
    third_week = recurrence.Rule(recurrence.WEEKLY, interval=3, byday=[recurrence.MO])
    hours.days = recurrence.Recurrence(rrules=[third_week], include_dtstart=False)
    hours.save()
    page = coach.get(edit(hours))
    assert page.context["form"].initial["repeat"] == "as_it_is"
    assert "Sans changement" in text_of(page)

    coach.post(edit(hours), fields(weekdays=[], repeat="as_it_is", hours="9–10"))
    hours.refresh_from_db()
    assert hours.days.rrules[0].interval == 3
    assert [str(window) for window in hours.windows.all()] == ["09:00–10:00"]

    coach.post(edit(hours), fields(weekdays=["0"], repeat="every_week"))
    hours.refresh_from_db()
    assert pattern_of(hours.days) == Pattern((0,))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"hours": ""}, "Indiquez au moins une plage, par exemple 9:00–12:30."),
        ({"hours": "17:00–13:30"}, "« 17:00–13:30 » finit avant de commencer. Écrivez d’abord l’heure la plus tôt."),
        ({"hours": "9–13, 12–17"}, "9:00–13:00 et 12:00–17:00 se chevauchent."),
        ({"weekdays": []}, "Choisissez au moins un jour."),
        ({"applies_until": "2019-12-31"}, "Le dernier jour précède le premier."),
        ({"applies_from": "9999-12-31"}, "Écrivez une année à quatre chiffres, par exemple 2027."),
        ({"is_exception": "on"}, "Indiquez jusqu’à quand ces horaires remplacent les habituels."),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words_and_nothing_changes(coach, hours, changed, sentence):
    answer = coach.post(edit(hours), fields(**changed))
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert [str(window) for window in OpeningWindow.objects.filter(hours=hours)] == ["09:00–12:30", "13:30–17:00"]


@pytest.mark.parametrize(
    "changed",
    [
        {"weekdays": ["7"]},
        {"weekdays": ["x"]},
        {"repeat": "RDATE:99999999T000000Z"},
        {"days": "RDATE:99999999T000000Z"},
        {"hours": "\x00"},
        {"hours": "9" * 5000},
        {"applies_from": "0000-00-00"},
        {"applies_from": "9999-12-31"},
        {"practitioner": "x"},
    ],
)
def test_no_bad_input_breaks_the_screen(coach, hours, changed):
    assert coach.post(edit(hours), fields(**changed)).status_code in (200, 302)
    assert coach.get(f"{LIST}starts/{hours.pk}/", fields(**changed)).status_code == 200


def test_a_change_is_in_the_history_with_its_author(coach, camille, hours):
    coach.post(edit(hours), fields(hours="9–10"))
    history = coach.get(f"{LIST}history/{hours.pk}/")
    assert [entry.user for entry in history.context["object_list"]] == [camille]


# --- The starts beside the form ------------------------------------------------------------------


def test_the_starts_stand_beside_the_stored_hours(coach, hours):
    page = text_of(coach.get(edit(hours)))
    assert "Du lundi au vendredi, 9 h 00–12 h 30 et 13 h 30–17 h 00 Coaching individuel 45 minutes" in page
    assert "9 h 00 9 h 55 10 h 50 11 h 45 13 h 30 14 h 25 15 h 20 16 h 15 8 séances par jour libre" in page


def test_each_service_of_the_practitioner_has_its_own_starts(coach, practice, hours):
    practice.practitioner.services.add(Service.objects.create(name="Bilan", duration_minutes=90, gap_minutes=0))
    Service.objects.create(name="Ailleurs")
    page = text_of(coach.get(f"{LIST}starts/{hours.pk}/", fields(hours="9–12:30")))
    assert "Bilan 90 minutes 9 h 00 10 h 30 2 séances" in page
    assert "Ailleurs" not in page


def test_the_starts_follow_what_is_typed_and_nothing_is_kept(coach, hours):
    answer = coach.get(f"{LIST}starts/{hours.pk}/", fields(weekdays=["5"], hours="9h–11h"))
    assert "Le samedi, 9 h 00–11 h 00" in text_of(answer)
    assert "9 h 00 9 h 55 2 séances par jour libre" in text_of(answer)
    hours.refresh_from_db()
    assert pattern_of(hours.days) == Pattern((0, 1, 2, 3, 4))


def test_the_starts_of_hours_not_kept_yet(coach, practice):
    assert "3 séances" in text_of(coach.get(f"{LIST}starts/", fields(hours="9h–12h")))


def test_the_starts_say_what_is_wrong(coach, hours):
    answer = text_of(coach.get(f"{LIST}starts/{hours.pk}/", fields(hours="17–9")))
    assert answer == "« 17–9 » finit avant de commencer. Écrivez d’abord l’heure la plus tôt."
    too_short = coach.get(f"{LIST}starts/{hours.pk}/", fields(hours="9:00–9:30"))
    assert "Ces heures sont trop courtes pour une séance." in text_of(too_short)
    over = coach.get(f"{LIST}starts/{hours.pk}/", fields(applies_until="2020-02-01"))
    assert "Ces horaires n’ouvrent aucun jour à venir." in text_of(over)


def test_without_javascript_a_button_shows_the_starts_and_keeps_nothing(coach, hours):
    answer = coach.post(edit(hours), fields(hours="9h–11h", **{"show-starts": "1"}))
    assert answer.status_code == 200
    assert "9 h 00 9 h 55 2 séances par jour libre" in text_of(answer)
    assert [str(window) for window in OpeningWindow.objects.filter(hours=hours)] == ["09:00–12:30", "13:30–17:00"]


# --- Whose hours ---------------------------------------------------------------------------------


def test_nobody_is_asked_who_or_where_when_there_is_no_choice(coach, practice, hours):
    practice.places[1].delete()
    form = coach.get(edit(hours)).context["form"]
    assert set(form.fields) == {"weekdays", "repeat", "hours", "applies_from", "applies_until", "is_exception"}


def test_a_practitioner_changes_their_own_hours_and_does_not_know_of_others(hugo, hours):
    browser = browser_of(hugo)
    own = hugo.practitioner.opening_hours.get()
    assert [row.pk for row in browser.get(LIST).context["object_list"]] == [own.pk]
    assert browser.post(edit(own), fields(hours="9–10")).status_code == 302
    assert [str(window) for window in own.windows.all()] == ["09:00–10:00"]
    for address in ("edit", "delete", "history", "usage", "starts"):
        assert browser.get(f"{LIST}{address}/{hours.pk}/").status_code == 404, address
    assert browser.post(edit(hours), fields(hours="9–10")).status_code == 404
    assert browser.post(f"{LIST}delete/{hours.pk}/").status_code == 404
    assert hours.windows.count() == 2


def test_a_practitioner_cannot_add_hours_to_a_colleague(hugo, practice):
    browser_of(hugo).post(f"{LIST}add/", fields(practitioner=str(practice.practitioner.pk), weekdays=["5"]))
    assert OpeningHours.objects.latest("pk").practitioner == hugo.practitioner


def test_a_collaborator_changes_everyones_hours(zoe, hugo, hours):
    browser = browser_of(zoe)
    assert len(browser.get(LIST).context["object_list"]) == 2
    answer = browser.post(edit(hours), fields(practitioner=str(hours.practitioner_id), hours="9–10"))
    assert answer.status_code == 302
    assert hours.windows.count() == 1


@pytest.mark.parametrize("address", ["", "add/", "starts/", "edit/{pk}/", "starts/{pk}/", "delete/{pk}/"])
def test_a_client_and_a_visitor_are_kept_out(client, bob, hours, address):
    address = LIST + address.format(pk=hours.pk)
    assert client.get(address).url.startswith("/accounts/login/")
    assert browser_of(bob).get(address).status_code in (302, 403, 404)


def test_many_rows_at_once_are_not_deleted(coach, hours):
    answer = coach.post(f"/admin/bulk/practice/openinghours/delete/?id={hours.pk}")
    assert answer.status_code == 302
    assert OpeningHours.objects.filter(pk=hours.pk).exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_one_row_and_for_thirty(coach, open_at, rows, django_assert_max_num_queries, hours):
    for _ in range(rows - 1):
        open_at(Pattern((0,)), (9, 12))
    coach.get(LIST)
    with django_assert_max_num_queries(17):
        assert len(coach.get(LIST).context["object_list"]) == min(rows, 50)


# --- Copying -------------------------------------------------------------------------------------


@pytest.mark.mission("M3")
def test_hours_are_copied_to_the_days_that_have_none(coach, practice, hours):
    assert f"{LIST}add/?comme={hours.pk}" in coach.get(LIST).content.decode()
    form = coach.get(f"{LIST}add/?comme={hours.pk}").context["form"]
    assert (form["weekdays"].value(), form["hours"].value()) == ([5, 6], "9:00–12:30, 13:30–17:00")
    assert coach.post(f"{LIST}add/?comme={hours.pk}", fields(weekdays=["5"], hours="9:00–12:30")).status_code == 302
    assert starts_on(practice, MONDAY) == DAY_OF_EIGHT
    assert starts_on(practice, MONDAY + dt.timedelta(days=5)) == DAY_OF_EIGHT[:4]


@pytest.mark.parametrize(("asked", "status"), [("x", 200), ("", 200), ("9" * 30, 200), ("99999", 404)])
def test_what_is_nothing_to_copy(coach, practice, asked, status):
    assert coach.get(f"{LIST}add/?comme={asked}").status_code == status


def test_a_practitioner_copies_their_own_hours_alone(hugo, hours):
    mine, own = browser_of(hugo), hugo.practitioner.opening_hours.get()
    for address in (f"{LIST}add/", "/mon-espace/horaires/nouveaux/"):
        assert mine.get(f"{address}?comme={own.pk}").context["form"]["weekdays"].value() == [5, 6]
        assert mine.get(f"{address}?comme={hours.pk}").status_code == 404
