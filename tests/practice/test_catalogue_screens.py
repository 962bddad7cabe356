"""Services, places, practitioners, specialities and the rules of booking in the admin."""

import pytest
from django.utils import timezone

from booking.actions import book
from booking.availability import next_free
from people.actions import client_for
from practice.models import Place, Practitioner, Service, Speciality

from .conftest import NO_QUESTIONS, browser_of
from .test_hours_screen import text_of

SCREENS = {
    "/admin/horaires/": ("Horaires d’ouverture", "Ajouter des horaires", "Nouveaux horaires"),
    "/admin/creneaux-publies/": ("Créneaux publiés", "Publier un créneau", "Nouveau créneau publié"),
    "/admin/absences/": ("Absences", "Ajouter une absence", "Nouvelle absence"),
    "/admin/prestations/": ("Prestations", "Ajouter une prestation", "Nouvelle prestation"),
    "/admin/lieux/": ("Lieux", "Ajouter un lieu", "Nouveau lieu"),
    "/admin/praticiens/": ("Praticiens", "Ajouter un praticien", "Nouveau praticien"),
    "/admin/specialites/": ("Spécialités", "Ajouter une spécialité", "Nouvelle spécialité"),
}
SERVICE = {
    "name": "Bilan",
    "duration_minutes": "60",
    "gap_minutes": "0",
    "currency": "EUR",
    "is_active": "on",
    **NO_QUESTIONS,
}


@pytest.mark.parametrize("address", SCREENS)
def test_each_list_and_each_form_speaks_french(coach, practice, address):
    title, add, new = SCREENS[address]
    page = text_of(coach.get(address))
    assert title in page
    assert add in page
    assert new in text_of(coach.get(f"{address}add/"))


def test_each_row_opens(coach, practice):
    speciality = Speciality.objects.create(name="Orientation")
    for address, row in [
        ("prestations", practice.service),
        ("lieux", practice.place),
        ("praticiens", practice.practitioner),
        ("specialites", speciality),
    ]:
        assert str(row) in text_of(coach.get(f"/admin/{address}/edit/{row.pk}/"))
        assert str(row) in text_of(coach.get(f"/admin/{address}/?q={row.name[:5]}"))


def test_the_group_stands_in_the_coachs_menu(coach, practice):
    assert "Horaires et prestations" in coach.get("/admin/").content.decode()


def test_an_address_on_the_site_is_made_from_the_name(db):
    first = Service.objects.create(name="Séance découverte")
    again = Service.objects.create(name="Séance découverte")
    russian = Place.objects.create(name="Москва")
    nothing = Place.objects.create(name="…")
    assert [first.slug, again.slug, russian.slug, nothing.slug] == [
        "seance-decouverte",
        "seance-decouverte-2",
        "moskva",
        "place",
    ]


def test_an_address_that_was_given_stays_when_the_name_changes(db):
    service = Service.objects.create(name="Bilan", slug="bilan-de-competences")
    service.name = "Autre"
    service.save()
    assert service.slug == "bilan-de-competences"


def test_a_new_service_is_offered_by_the_only_practitioner(coach, practice):
    assert coach.post("/admin/prestations/add/", SERVICE).status_code == 302
    assert list(Service.objects.get(name="Bilan").practitioners.all()) == [practice.practitioner]


def test_a_new_service_is_offered_by_those_who_are_ticked(coach, practice, hugo):
    form = coach.get("/admin/prestations/add/").context["form"]
    assert form["practitioners"].initial.count() == 2
    coach.post("/admin/prestations/add/", {**SERVICE, "practitioners": [hugo.practitioner.pk]})
    assert list(Service.objects.get(name="Bilan").practitioners.all()) == [hugo.practitioner]


def test_a_place_has_a_zone_that_exists(coach, practice):
    sent = {"name": "Montréal", "time_zone": "America/Montreal", "is_active": "on"}
    assert coach.post("/admin/lieux/add/", sent).status_code == 302
    assert Place.objects.get(name="Montréal").zone.key == "America/Montreal"
    assert coach.post("/admin/lieux/add/", {**sent, "time_zone": "Mars/Olympus"}).status_code == 200


def test_a_practitioner_is_tied_to_an_account_of_the_staff_only(coach, practice, bob, zoe):
    form = coach.get("/admin/praticiens/add/").context["form"]
    assert zoe in form.fields["user"].queryset
    assert bob not in form.fields["user"].queryset


def test_what_appointments_refer_to_cannot_be_deleted(coach, practice, bob):
    now = timezone.now()
    book(
        client=client_for(user=bob),
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.place,
        start=next_free(practice.practitioner, practice.service, practice.place, now=now)[0],
        by=bob,
        now=now,
    )
    for address, row in [
        ("prestations", practice.service),
        ("lieux", practice.place),
        ("praticiens", practice.practitioner),
    ]:
        answer = coach.post(f"/admin/{address}/delete/{row.pk}/", follow=True)
        assert f"{row} a des rendez-vous, qui sont gardés." in text_of(answer)
    assert Service.objects.filter(pk=practice.service.pk).exists()
    assert Place.objects.filter(pk=practice.place.pk).exists()


def test_a_practitioner_does_not_change_what_the_practice_offers(hugo, practice):
    browser = browser_of(hugo)
    for address in ("prestations", "lieux", "praticiens", "specialites", "settings/practice/bookingrules"):
        assert browser.get(f"/admin/{address}/", follow=True).status_code == 404, address
    assert Practitioner.objects.count() == 2
