"""What each role finds in the side menu of the admin: what they may open, and nothing else."""

import pytest
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin.menu import admin_menu

from people import actions
from people.models import Role, User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.mission("T7")]


@pytest.fixture
def denis(camille):
    """A practitioner."""
    user = factories.make_user("denis@example.com", "Denis")
    actions.set_role(user=user, role=Role.Code.PRACTITIONER, by=camille)
    factories.make_practitioner("Denis", user=user, places=[], services=[])
    return User.objects.get(pk=user.pk)


@pytest.fixture
def alice(camille):
    """An administrator who is not the owner."""
    user = factories.make_user("alice@example.com", "Alice")
    actions.set_role(user=user, role=Role.Code.ADMINISTRATOR, by=camille)
    return User.objects.get(pk=user.pk)


def menu_of(user, rf):
    """Return `{label: [label of each item below]}` of the side menu."""
    request = rf.get(reverse("wagtailadmin_home"))
    request.user = user
    return {
        capfirst(str(item.label)): [str(one.label) for one in item.menu.menu_items_for_request(request)]
        if hasattr(item, "menu")
        else []
        for item in admin_menu.menu_items_for_request(request)
    }


APPOINTMENTS = {
    "Agenda",
    "Réserver pour un client",
    "Liste des rendez-vous",
    "Notes des clients",
    "Liste d’attente",
    "Pourquoi une heure est-elle fermée\N{NO-BREAK SPACE}?",
    "Adresses d’agenda",
    "Agendas extérieurs",
}
OWN_HOURS = {"Horaires d’ouverture", "Créneaux publiés", "Absences"}
#: Wagtail's own; nothing of the practice is behind it.
HELP = "Aide"


def test_a_practitioner_finds_appointments_and_hours(denis, rf):
    menu = menu_of(denis, rf)
    assert set(menu) == {"Rendez-vous", "Horaires et prestations", "Invitations", HELP}
    assert set(menu["Rendez-vous"]) == APPOINTMENTS | {"Statistiques"}
    assert set(menu["Horaires et prestations"]) == OWN_HOURS


def test_a_collaborator_finds_clients_too_and_no_administration_of_the_site(zoe, rf, practice):
    menu = menu_of(zoe, rf)
    assert set(menu) == {"Rendez-vous", "Horaires et prestations", "Assistant", "Clients", "Invitations", HELP}
    assert menu["Assistant"] == ["Messages"]
    assert set(menu["Rendez-vous"]) == APPOINTMENTS
    assert set(menu["Horaires et prestations"]) == OWN_HOURS | {"Praticiens"}


def test_administrators_find_the_site_and_its_people(alice, camille, rf, practice):
    site = {"Pages", "Images", "Documents", "Assistant", "Comptes", "Paramètres", "Rapports"}
    for one in (alice, camille):
        menu = menu_of(one, rf)
        assert site <= set(menu)
        assert set(menu["Rendez-vous"]) >= APPOINTMENTS | {"Statistiques"}
        assert "Règles de réservation" in menu["Paramètres"]
        assert "Journal" in menu["Rapports"]
        assert "Historique du site" not in menu["Rapports"]


def test_whoever_is_shown_an_item_may_open_it(denis, zoe, client, rf):
    for one in (denis, zoe):
        request = rf.get(reverse("wagtailadmin_home"))
        request.user = one
        client.force_login(one)
        for item in admin_menu.menu_items_for_request(request):
            below = item.menu.menu_items_for_request(request) if hasattr(item, "menu") else [item]
            for address in (each.url for each in below if each.url.startswith("/admin/")):
                assert client.get(address).status_code == 200, address
