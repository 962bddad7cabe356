"""“Créneaux publiés” in the admin."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from booking import actions as booking
from booking.models import State
from people.actions import client_for
from practice.models import PublishedSlot, practice_zone
from tests import factories

from .conftest import browser_of
from .test_hours_screen import text_of

LIST = "/admin/creneaux-publies/"


@pytest.fixture
def tuesday():
    """A Tuesday ahead of the real clock, which the screens read, with no clock change in its week or the next."""
    day = timezone.localdate() + dt.timedelta(days=7)
    return day + dt.timedelta(days=(1 - day.weekday()) % 7)


@pytest.fixture
def at(tuesday):
    def moment(hour, minute=0, day=0):
        local = dt.datetime.combine(tuesday + dt.timedelta(days=day), dt.time(hour, minute), practice_zone())
        return local.astimezone(dt.UTC)

    return moment


@pytest.fixture
def only_place(practice):
    practice.practitioner.places.set([practice.place])
    return practice


@pytest.fixture
def fields(tuesday, only_place):
    def sent(**changed):
        when = {"day": tuesday.isoformat(), "starts_at": "18:00", "ends_at": "19:00"}
        parts = {name: getattr(only_place, name).pk for name in ("practitioner", "service", "place")}
        return {**when, **parts, "context": "", "cost": "", **changed}

    return sent


@pytest.fixture
def booked(coach, fields, only_place, bob, at):
    """Bob's appointment on a slot at 9:00, which is twice as long as the service."""
    coach.post(f"{LIST}add/", fields(starts_at="09:00", ends_at="10:30"))
    parts = {"practitioner": only_place.practitioner, "service": only_place.service, "place": only_place.place}
    return booking.book(client=client_for(user=bob), **parts, start=at(9), by=bob, now=timezone.now())


@pytest.mark.mission("P3")
def test_the_coach_publishes_a_slot_in_four_words(coach, practice, fields, at):
    answer = coach.post(f"{LIST}add/", fields(context="Préparer un entretien", cost="30"), follow=True)
    slot = PublishedSlot.objects.get()
    assert (slot.start_at, slot.end_at, slot.cost) == (at(18), at(19), Decimal(30))
    assert (slot.practitioner, slot.service, slot.place) == (practice.practitioner, practice.service, practice.place)
    assert f"Créneau publié : {slot.summary()}".replace("\u00a0", " ") in text_of(answer)


def test_nobody_is_asked_what_there_is_no_choice_of(coach, only_place):
    form = coach.get(f"{LIST}add/").context["form"]
    assert set(form.fields) == {"context", "cost", "day", "starts_at", "ends_at", "repeat_until"}


def test_a_place_is_asked_for_where_there_are_two(coach, practice):
    form = coach.get(f"{LIST}add/").context["form"]
    assert set(form.fields["place"].queryset) == set(practice.places)


def test_a_slot_is_put_up_each_week_until_a_day(coach, fields, tuesday, at):
    sent = fields(repeat_until=(tuesday + dt.timedelta(days=20)).isoformat(), cost="0", context="Atelier")
    answer = coach.post(f"{LIST}add/", sent, follow=True)
    slots = list(PublishedSlot.objects.all())
    local = [slot.start_at.astimezone(practice_zone()).replace(tzinfo=None) for slot in slots]
    first = dt.datetime.combine(tuesday, dt.time(18))
    assert local == [first, first + dt.timedelta(weeks=1), first + dt.timedelta(weeks=2)]
    assert {(slot.cost, slot.context, slot.duration) for slot in slots} == {(0, "Atelier", dt.timedelta(hours=1))}
    assert "3 créneaux publiés" in text_of(answer)
    assert [len(coach.get(f"{LIST}history/{slot.pk}/").context["object_list"]) for slot in slots] == [1, 1, 1]


def test_of_several_slots_all_are_put_up_or_none(coach, fields, tuesday):
    coach.post(f"{LIST}add/", fields(day=(tuesday + dt.timedelta(weeks=1)).isoformat()))
    answer = coach.post(f"{LIST}add/", fields(repeat_until=(tuesday + dt.timedelta(weeks=2)).isoformat()))
    assert "Cela chevauche un autre créneau publié" in text_of(answer)
    assert PublishedSlot.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ends_at": "17:00"}, "La fin précède le début. Choisissez plus tard."),
        ({"ends_at": "18:00"}, "La fin précède le début. Choisissez plus tard."),
        ({"starts_at": "06:00", "ends_at": "18:01"}, "Un créneau dure douze heures au plus."),
        ({"day": "2020-01-07"}, "Cette heure est passée. Choisissez-en une plus tardive."),
        ({"day": "9999-12-31"}, "Écrivez une année à quatre chiffres, par exemple 2027."),
        ({"day": "2000-01-01", "starts_at": "00:00"}, "Écrivez une année à quatre chiffres, par exemple 2027."),
        ({"repeat_until": "2020-01-07"}, "C’est avant le premier jour. Choisissez-en un plus tardif."),
        ({"repeat_until": "2199-01-07"}, "C’est plus d’un an. Choisissez un jour plus proche."),
        ({"cost": "-1"}, "supérieure ou égale à 0"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words_and_nothing_kept(coach, fields, changed, sentence):
    answer = coach.post(f"{LIST}add/", fields(**changed))
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert not PublishedSlot.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"day": ""},
        {"day": "0000-00-00"},
        {"starts_at": "25:00"},
        {"ends_at": "x"},
        {"service": "x"},
        {"place": "999999"},
        {"cost": "NaN"},
        {"cost": "9" * 30},
        {"context": "\x00"},
        {"repeat_until": "9999-12-31"},
        {"practitioner": "0"},
    ],
)
def test_no_bad_input_breaks_the_screen(coach, fields, changed):
    assert coach.post(f"{LIST}add/", fields(**changed)).status_code in (200, 302)


def test_a_slot_may_go_on_past_midnight(coach, fields, at):
    coach.post(f"{LIST}add/", fields(starts_at="22:00", ends_at="00:30"))
    slot = PublishedSlot.objects.get()
    assert (slot.start_at, slot.end_at) == (at(22), at(0, 30, day=1))


def test_times_are_read_on_the_clocks_of_the_place(coach, fields, practice, tuesday):
    practice.place.time_zone = "America/Montreal"
    practice.place.save()
    coach.post(f"{LIST}add/", fields())
    slot = PublishedSlot.objects.get()
    assert slot.start_at == dt.datetime.combine(tuesday, dt.time(18), practice.place.zone)
    form = coach.get(f"{LIST}edit/{slot.pk}/").context["form"]
    assert (form.initial["day"], form.initial["starts_at"]) == (tuesday, dt.time(18))


def test_a_time_that_the_clocks_skip_is_refused(coach, fields):
    answer = coach.post(f"{LIST}add/", fields(day="2027-03-28", starts_at="02:30", ends_at="04:00"))
    assert "Changement d’heure : 2 h 30 n’existe pas le dimanche 28 mars 2027." in text_of(answer)
    assert not PublishedSlot.objects.exists()


def test_what_is_shown_again_is_kept_as_it_was(coach, fields):
    """Even the second round of an hour that the clocks repeat."""
    coach.post(f"{LIST}add/", fields(day="2027-10-31", starts_at="01:00", ends_at="04:00"))
    slot = PublishedSlot.objects.get()
    PublishedSlot.objects.update(start_at=dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC))
    initial = coach.get(f"{LIST}edit/{slot.pk}/").context["form"].initial
    kept = {name: initial[name].isoformat() for name in ("day", "starts_at", "ends_at")}
    assert coach.post(f"{LIST}edit/{slot.pk}/", fields(**kept, context="Autre")).status_code == 302
    slot.refresh_from_db()
    assert (slot.context, slot.start_at) == ("Autre", dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC))


def test_a_service_that_the_practitioner_does_not_give_is_refused(zoe, hugo, fields, practice):
    other = factories.make_service("Bilan")
    sent = fields(practitioner=hugo.practitioner.pk, service=other.pk, place=practice.place.pk)
    answer = browser_of(zoe).post(f"{LIST}add/", sent)
    assert "Hugo Morel ne propose pas « Bilan »." in text_of(answer)
    assert not PublishedSlot.objects.exists()


def test_a_free_slot_is_changed_and_withdrawn(coach, fields, at):
    coach.post(f"{LIST}add/", fields())
    slot = PublishedSlot.objects.get()
    assert coach.post(f"{LIST}edit/{slot.pk}/", fields(starts_at="18:30", cost="12.50")).status_code == 302
    slot.refresh_from_db()
    assert (slot.start_at, slot.cost) == (at(18, 30), Decimal("12.50"))
    assert "Ce créneau ne sera plus proposé." in text_of(coach.get(f"{LIST}delete/{slot.pk}/"))
    answer = coach.post(f"{LIST}delete/{slot.pk}/", follow=True)
    assert "Créneau retiré" in text_of(answer)
    assert not PublishedSlot.objects.exists()


# --- Booked --------------------------------------------------------------------------------------


@pytest.mark.mission("P3")
def test_a_booked_slot_says_so_and_stays_as_it_is(coach, booked, fields):
    slot = PublishedSlot.objects.get()
    assert "Réservé : Bob Martin · Confirmé" in text_of(coach.get(LIST))
    assert "Ce créneau est réservé : " in text_of(coach.get(f"{LIST}edit/{slot.pk}/"))
    answer = coach.post(f"{LIST}edit/{slot.pk}/", fields(starts_at="09:00", ends_at="10:30", cost="5"))
    assert "Bob Martin · Confirmé. Il reste tel quel tant que ce rendez-vous tient." in text_of(answer)
    answer = coach.post(f"{LIST}delete/{slot.pk}/", follow=True)
    assert "Ce créneau est réservé : " in text_of(answer)
    slot.refresh_from_db()
    assert slot.cost is None


def test_a_refused_withdrawal_leaves_no_line_in_the_history(coach, booked):
    coach.post(f"{LIST}delete/{booked.published_slot_id}/")
    assert not ModelLogEntry.objects.filter(action="wagtail.delete").exists()


def test_a_declined_request_leaves_the_slot_free(coach, booked):
    booked.state = State.DECLINED
    booked.save()
    page = text_of(coach.get(LIST))
    assert "Libre" in page
    assert "Bob Martin" not in page


# --- The list ------------------------------------------------------------------------------------


def test_an_empty_list_says_so_and_leads_on(coach, practice):
    page = coach.get(LIST)
    assert "Rien ici pour l’instant. Publier un créneau" in text_of(page)
    assert f'<a class="button" href="{LIST}add/">' in page.content.decode()
    assert "Rien ici" not in text_of(coach.get(f"{LIST}?q=introuvable"))


def test_what_is_to_come_stands_first_and_what_is_over_last(coach, only_place, at):
    parts = {"practitioner": only_place.practitioner, "service": only_place.service, "place": only_place.place}
    days = [3, -300, 1, -200]
    for day in days:
        PublishedSlot.objects.create(**parts, start_at=at(18, day=day), end_at=at(19, day=day))
    shown = [slot.start_at for slot in coach.get(LIST).context["object_list"]]
    assert shown == [at(18, day=day) for day in (1, 3, -200, -300)]
    assert text_of(coach.get(LIST)).count("Passé") == 2


def test_a_practitioner_publishes_their_own_and_does_not_know_of_others(hugo, booked, fields, practice):
    other = PublishedSlot.objects.get()
    browser = browser_of(hugo)
    hugo.practitioner.places.set([practice.place])
    assert list(browser.get(LIST).context["object_list"]) == []
    assert browser.post(f"{LIST}add/", fields(practitioner=str(practice.practitioner.pk))).status_code == 302
    assert PublishedSlot.objects.latest("pk").practitioner == hugo.practitioner
    for address in ("edit", "delete", "history", "usage"):
        assert browser.get(f"{LIST}{address}/{other.pk}/").status_code == 404, address
        assert browser.post(f"{LIST}{address}/{other.pk}/", fields()).status_code in (404, 405), address
    assert browser.get("/admin/snippets/choose/practice/publishedslot/").status_code == 404
    assert "Bob" not in text_of(browser.get(LIST))


def test_a_collaborator_publishes_for_everyone(zoe, hugo, fields, practice):
    sent = fields(practitioner=hugo.practitioner.pk, service=practice.service.pk, place=practice.place.pk)
    assert browser_of(zoe).post(f"{LIST}add/", sent).status_code == 302
    assert PublishedSlot.objects.get().practitioner == hugo.practitioner


@pytest.mark.parametrize("address", ["", "add/", "edit/{pk}/", "delete/{pk}/", "history/{pk}/"])
def test_a_client_and_a_visitor_are_kept_out(client, bob, booked, address):
    address = LIST + address.format(pk=booked.published_slot_id)
    assert client.get(address).url.startswith("/accounts/login/")
    assert browser_of(bob).get(address).status_code in (302, 403, 404)


def test_many_rows_at_once_are_not_deleted(coach, booked):
    coach.post(f"/admin/bulk/practice/publishedslot/delete/?id={booked.published_slot_id}")
    assert PublishedSlot.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_one_row_and_for_thirty(coach, only_place, at, rows, django_assert_max_num_queries):
    parts = {"practitioner": only_place.practitioner, "service": only_place.service, "place": only_place.place}
    for day in range(rows):
        PublishedSlot.objects.create(**parts, start_at=at(18, day=day), end_at=at(19, day=day))
    coach.get(LIST)
    with django_assert_max_num_queries(20):
        assert len(coach.get(LIST).context["object_list"]) == rows
