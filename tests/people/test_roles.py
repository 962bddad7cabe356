"""What each role may do, and who may change it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client as Browser
from wagtail.models import GroupPagePermission, ModelLogEntry, Page

from people import actions, permissions
from people.models import Role, User
from people.roles import setup_roles
from tests.people.browsing import browser_of, log_in

pytestmark = pytest.mark.django_db
Code = Role.Code


@pytest.fixture
def person_in(camille):
    def make(code):
        user = User.objects.create_user(f"{code}@example.com", "pass")
        actions.set_role(user=user, role=code, by=camille)
        return User.objects.get(pk=user.pk)

    return make


@pytest.mark.mission("P9")
def test_the_roles_are_made_once_however_often_the_command_runs(capsys):
    for _ in range(3):
        call_command("setup_roles")
    assert {role.code for role in Role.objects.all()} == set(Code)
    administrators = Role.objects.get(code=Code.ADMINISTRATOR).group
    assert administrators.page_permissions.count() == len(
        set(administrators.page_permissions.values_list("permission", "page"))
    )
    assert Group.objects.filter(role__isnull=False).count() == 4


@pytest.mark.mission("P9")
def test_running_again_keeps_what_the_practice_added_and_its_names(roles):
    group = Role.objects.get(code=Code.COLLABORATOR).group
    extra = Permission.objects.get(codename="add_page")
    group.permissions.add(extra)
    group.permissions.remove(Permission.objects.get(codename="see_all_appointments"))
    group.name = "Les collègues"
    group.save()
    setup_roles()
    group.refresh_from_db()
    assert group.name == "Les collègues"
    assert extra in group.permissions.all()
    assert group.permissions.filter(codename="see_all_appointments").exists()


def test_the_groups_are_named_in_the_sites_language(settings):
    from django.utils import translation

    with translation.override("ru"):
        setup_roles()
    with translation.override(settings.LANGUAGE_CODE):
        assert {role.group.name for role in Role.objects.all()} == {str(code.label) for code in Code}


@pytest.mark.mission("O9")
@pytest.mark.parametrize(
    ("code", "admin", "all_appointments", "pages", "people"),
    [
        (Code.CLIENT, False, False, False, False),
        (Code.PRACTITIONER, True, False, False, False),
        (Code.COLLABORATOR, True, True, False, False),
        (Code.ADMINISTRATOR, True, True, True, True),
    ],
)
def test_what_each_role_may(person_in, code, admin, all_appointments, pages, people):
    user = person_in(code)
    assert user.role == code
    assert user.has_perm("wagtailadmin.access_admin") is admin
    assert user.has_perm("booking.see_all_appointments") is all_appointments
    assert GroupPagePermission.objects.filter(group__user=user, page=Page.get_first_root_node()).exists() is pages
    assert user.has_perm("people.change_user") is people
    assert user.is_staff is admin
    assert user.has_perm("simple_translation.submit_translation") is pages
    assert not user.has_perm("auth.change_group")
    assert browser_of(user).get("/admin/").status_code == (200 if admin else 404)


def test_a_collaborator_sees_neither_pages_nor_accounts_nor_settings(person_in):
    browser = browser_of(person_in(Code.COLLABORATOR))
    for path in ["/admin/users/", "/admin/groups/", "/admin/users/new/", "/admin/sites/", "/admin/images/"]:
        assert browser.get(path).status_code == 404, path
    assert browser.get("/admin/clients/").status_code == 200


@pytest.mark.mission("C12")
def test_a_colleague_signs_up_and_the_coach_makes_them_a_collaborator_in_two_clicks(camille, client):
    fields = {"first_name": "Zoé", "last_name": "Lambert", "email": "zoe@example.com", "password1": "une longue phrase"}
    zoe_browser = Browser()
    zoe_browser.post("/accounts/signup/", {**fields, "next": "/"})
    assert zoe_browser.get("/admin/").status_code == 404

    log_in(client, camille.email)
    zoe = User.objects.get(email="zoe@example.com")
    page = f"/admin/users/make_collaborator/{zoe.pk}/"
    assert page in client.get("/admin/users/").content.decode()
    assert client.get(page).status_code == 200
    assert User.objects.get(pk=zoe.pk).role == Code.CLIENT  # looking changes nothing
    client.post(page)

    zoe = User.objects.get(pk=zoe.pk)
    assert zoe.role == Code.COLLABORATOR
    assert zoe.has_perm("booking.see_all_appointments")
    assert zoe_browser.get("/admin/").status_code == 200

    client.post(f"/admin/users/unmake_collaborator/{zoe.pk}/")
    assert User.objects.get(pk=zoe.pk).role == Code.CLIENT
    assert zoe_browser.get("/admin/").status_code == 404
    assert list(ModelLogEntry.objects.order_by("timestamp").values_list("action", "user", "data")) == [
        ("people.role", camille.pk, {"role": "collaborator"}),
        ("people.role", camille.pk, {"role": "client"}),
    ]


@pytest.mark.mission("C12")
def test_a_collaborator_reads_and_writes_notes(person_in):
    user = person_in(Code.COLLABORATOR)
    assert user.has_perm("coach_notes.read_all_notes")
    assert user.has_perm("coach_notes.write_notes")
    assert not person_in(Code.PRACTITIONER).has_perm("coach_notes.read_all_notes")


def test_a_role_replaces_the_role_before_and_leaves_other_groups(camille, newcomer):
    friends = Group.objects.create(name="Chorale")
    newcomer.groups.add(friends)
    for code in (Code.ADMINISTRATOR, Code.PRACTITIONER):
        actions.set_role(user=newcomer, role=code, by=camille)
    assert set(newcomer.groups.all()) == {friends, Role.objects.get(code=Code.PRACTITIONER).group}


def test_roles_are_found_in_a_list_as_on_the_person(person_in, camille):
    for code in Code:
        person_in(code)
    for code in Code:
        assert {user.role for user in User.objects.in_role(code)} == {code}
    assert sum(User.objects.in_role(code).count() for code in Code) == User.objects.count()


# --- Nobody raises their own rights -----------------------------------------------------------------------


def test_nobody_changes_their_own_role_nor_blocks_nor_deletes_themselves(camille, alice):
    for who in (camille, alice):
        for change in (actions.make_collaborator, actions.unmake_collaborator, actions.block, actions.delete_person):
            with pytest.raises(actions.PersonRefused) as refused:
                change(user=who, by=who)
            assert refused.value.code == "yourself"


@pytest.mark.parametrize("code", [Code.CLIENT, Code.PRACTITIONER, Code.COLLABORATOR])
def test_only_administrators_make_collaborators_block_and_delete(person_in, bob, code):
    by = person_in(code)
    for change in (actions.make_collaborator, actions.block, actions.unblock, actions.delete_person):
        with pytest.raises(actions.PersonRefused) as refused:
            change(user=bob, by=by)
        assert refused.value.code == "above_you"
    assert User.objects.get(pk=bob.pk).role == Code.CLIENT


def test_an_administrator_does_not_touch_the_owner(camille, alice):
    for change in (actions.make_collaborator, actions.block, actions.delete_person):
        with pytest.raises(actions.PersonRefused):
            change(user=camille, by=alice)
    assert not permissions.may_edit_person(alice, camille)
    assert permissions.may_edit_person(camille, alice)


def test_the_last_administrator_stays(camille, alice, newcomer):
    actions.block(user=alice, by=camille)
    for change in (actions.make_collaborator, actions.block, actions.delete_person):
        user = User.objects.get(pk=camille.pk)
        user.is_superuser = False
        user.save()
        actions.set_role(user=user, role=Code.ADMINISTRATOR, by=None)
        with pytest.raises(actions.PersonRefused) as refused:
            change(user=user, by=None)
        assert refused.value.code == "last_administrator"
    actions.set_role(user=newcomer, role=Code.ADMINISTRATOR, by=None)
    actions.block(user=user, by=newcomer)
    assert User.objects.get(pk=camille.pk).is_blocked
