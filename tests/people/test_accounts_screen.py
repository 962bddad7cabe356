"""“Comptes” in the admin: find, create, edit, block, delete; and forged posts that gain nothing."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import ModelLogEntry

from booking.models import Appointment, State
from people import actions
from people.models import Client, Role, User
from people.signals import consequences_of_deletion, person_will_be_deleted
from people.wording import SENTENCES
from tests.people.browsing import SLOT, browser_of, is_in, log_in

pytestmark = pytest.mark.django_db
Code = Role.Code


@pytest.fixture
def admin(camille):
    return browser_of(camille)


def fields_of(user, **changes):
    return {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "phone": user.phone,
        "role": user.role,
        **changes,
    }


def save(browser, user, **changes):
    return browser.post(f"/admin/users/edit/{user.pk}/", fields_of(user, **changes))


def names_in(page):
    return {str(user) for user in page.context["object_list"]}


def test_the_list_shows_who_has_which_role_and_who_is_blocked(admin, bob, newcomer, camille):
    actions.make_collaborator(user=newcomer, by=camille)
    actions.block(user=bob, by=camille)
    page = admin.get("/admin/users/").content.decode()
    for shown in ["Bob Martin", "bob@example.com", "Zoé Lambert", str(Code.COLLABORATOR.label)]:
        assert shown in page
    assert "/admin/users/unblock/" in page
    assert names_in(admin.get("/admin/users/?role=collaborator")) == {"Zoé Lambert"}
    assert names_in(admin.get("/admin/users/?blocked=true")) == {"Bob Martin"}
    assert names_in(admin.get("/admin/users/?blocked=false")) == {"Camille Aubert", "Zoé Lambert"}


@pytest.mark.parametrize("words", ["martin", "bob martin", "MARTIN Bob", "bob@example"])
def test_people_are_found_by_name_and_address(admin, bob, charlie, words):
    assert names_in(admin.get("/admin/users/", {"q": words})) == {"Bob Martin"}
    assert names_in(admin.get("/admin/users/results/", {"q": words})) == {"Bob Martin"}


@pytest.mark.parametrize("looker", ["camille", "alice"])
def test_the_list_asks_the_database_no_more_for_more_people(request, looker, camille):
    admin = browser_of(request.getfixturevalue(looker))

    def add(name):
        user = User.objects.create_user(f"{name}@example.com", "pass", first_name=name)
        actions.make_collaborator(user=user, by=camille)

    def count():
        with CaptureQueriesContext(connection) as queries:
            admin.get("/admin/users/")
        return len(queries)

    add("a")
    count()  # warm caches
    one = count()
    add("b")
    add("c")
    assert count() == one


def test_a_new_person_chooses_their_own_password(admin, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    new = {"first_name": "Rose", "last_name": "Noir", "email": "Rose@Example.com", "phone": "", "role": "client"}
    assert admin.post("/admin/users/new/", new).status_code == 302
    rose = User.objects.get(email="rose@example.com")
    assert not rose.has_usable_password()
    assert rose.client.name == "Rose Noir"
    visitor = Browser()
    visitor.post("/accounts/password/reset/", {"email": "rose@example.com"})
    assert mail.outbox[-1].to == ["rose@example.com"]


def test_a_new_collaborator_is_no_client(admin):
    new = {"first_name": "Rose", "last_name": "Noir", "email": "rose@example.com", "role": "collaborator"}
    admin.post("/admin/users/new/", new)
    rose = User.objects.get(email="rose@example.com")
    assert rose.role == Code.COLLABORATOR
    assert not Client.objects.exists()


def test_the_form_asks_in_a_coachs_words_and_for_no_password(admin, bob):
    form = admin.get(f"/admin/users/edit/{bob.pk}/").context["form"]
    assert list(form.fields) == ["first_name", "last_name", "email", "phone", "role"]


@pytest.mark.parametrize("taken", ["BOB@example.com", "other@example.com"])
def test_an_address_that_is_someone_elses_is_refused(admin, bob, charlie, taken):
    EmailAddress.objects.create(user=bob, email="other@example.com", verified=True)
    response = save(admin, charlie, email=taken)
    assert response.context["form"].errors["email"]


def test_a_changed_address_must_be_confirmed_and_the_old_one_opens_nothing(admin, bob):
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    save(admin, bob, email="robert@example.com", first_name="Robert")
    [address] = EmailAddress.objects.filter(user=bob)
    assert (address.email, address.primary, address.verified) == ("robert@example.com", True, False)
    assert log_in(Browser(), "bob@example.com", next=SLOT).status_code == 200
    assert log_in(Browser(), "robert@example.com", next=SLOT).status_code == 302
    client = Client.objects.get(user=bob)
    assert (client.name, client.email) == ("Robert Martin", "robert@example.com")


def test_a_client_known_under_another_name_keeps_it(admin, bob):
    Client.objects.filter(user=bob).update(name="Robert, dit Bob", email="bureau@example.com")
    save(admin, bob, first_name="Bobby", email="bobby@example.com")
    client = Client.objects.get(user=bob)
    assert (client.name, client.email) == ("Robert, dit Bob", "bureau@example.com")


@pytest.mark.mission("C12")
def test_the_role_is_a_simple_choice_in_the_form(admin, newcomer):
    save(admin, newcomer, role="collaborator")
    assert User.objects.get(pk=newcomer.pk).role == Code.COLLABORATOR


# --- Forged posts --------------------------------------------------------------------------------------


def forged(user, **changes):
    groups = list(Group.objects.values_list("pk", flat=True))
    permissions = list(Permission.objects.values_list("pk", flat=True)[:50])
    return {
        **fields_of(user, role="administrator", **changes),
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "groups": groups,
        "user_permissions": permissions,
        "password1": "forged forged forged",
        "password2": "forged forged forged",
    }


@pytest.fixture
def receptionist(roles):
    """Someone whom the practice allowed to edit people, below administrator."""
    user = User.objects.create_user("accueil@example.com", "pass", first_name="Ana", last_name="Silva")
    group = Group.objects.create(name="Accueil")
    group.permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "add_user", "change_user", "delete_user", "view_user"])
    )
    user.groups.add(group)
    return user


@pytest.mark.parametrize("whom", ["receptionist", "bob"])
def test_someone_who_may_edit_people_gives_no_rights(request, receptionist, bob, whom):
    target = request.getfixturevalue(whom)
    rights = target.get_all_permissions()
    groups = set(target.groups.all())
    browser_of(receptionist).post(f"/admin/users/edit/{target.pk}/", forged(target))
    target = User.objects.get(pk=target.pk)
    assert target.get_all_permissions() == rights
    assert (target.is_superuser, target.is_staff, set(target.groups.all())) == (False, False, groups)
    assert not target.check_password("forged forged forged")


def test_someone_who_may_add_people_makes_clients_only(receptionist):
    new = forged(receptionist, first_name="Mal", last_name="Lory", email="mallory@example.com")
    browser_of(receptionist).post("/admin/users/new/", new)
    mallory = User.objects.get(email="mallory@example.com")
    assert (mallory.is_superuser, mallory.role, mallory.groups.count()) == (False, Code.CLIENT, 0)
    assert not mallory.check_password("forged forged forged")


@pytest.mark.parametrize("page", ["edit", "delete", "block", "make_collaborator", "unmake_collaborator"])
def test_nobody_touches_someone_above_them(camille, alice, receptionist, page):
    for by, target in [(receptionist, alice), (receptionist, camille), (alice, camille)]:
        browser = browser_of(by)
        before = User.objects.filter(pk=target.pk).values().get()
        url = f"/admin/users/{page}/{target.pk}/"
        assert browser.get(url).status_code in (302, 404), (by, target)
        browser.post(url, {**forged(target), "email": "stolen@example.com"})
        assert User.objects.filter(pk=target.pk).values().get() == before
        assert url not in browser.get("/admin/users/").content.decode()


def test_nobody_raises_or_lowers_themselves_by_the_form(alice, camille):
    for user in (alice, camille):
        browser = browser_of(user)
        assert "role" not in browser.get(f"/admin/users/edit/{user.pk}/").context["form"].fields
        browser.post(f"/admin/users/edit/{user.pk}/", {**forged(user), "role": "client"})
        same = User.objects.get(pk=user.pk)
        assert (same.role, same.is_superuser) == (Code.ADMINISTRATOR, user.is_superuser)


@pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
def test_wagtails_actions_on_many_users_change_nothing(admin, receptionist, bob, roles, action):
    administrators = Role.objects.get(code=Code.ADMINISTRATOR).group
    url = f"/admin/bulk/people/user/{action}/?id={bob.pk}&id={receptionist.pk}"
    for browser in (admin, browser_of(receptionist)):
        response = browser.post(url, {"role": administrators.pk, "mark_as_active": "False"})
        assert response.headers["Location"] == "/admin/users/"
    for user in (bob, receptionist):
        same = User.objects.get(pk=user.pk)
        assert same.is_active
        assert same.role == Code.CLIENT


def test_there_is_no_copy_of_a_person(admin, bob):
    assert admin.get(f"/admin/users/copy/{bob.pk}/").status_code == 404


def test_wagtails_own_settings_of_oneself_change_no_address_nor_password(admin, camille):
    page = admin.get("/admin/account/")
    assert page.status_code == 200
    assert 'name="name_email-email"' not in page.content.decode()
    assert "password" not in page.content.decode().lower().replace("/password", "")


# --- Blocking -------------------------------------------------------------------------------------------


def test_blocking_takes_two_clicks_and_ends_the_session(admin, bob):
    bobs = browser_of(bob)
    assert is_in(bobs)
    url = f"/admin/users/block/{bob.pk}/"
    assert admin.get(url).status_code == 200
    assert is_in(bobs)
    admin.post(url)
    assert not is_in(bobs)
    admin.post(f"/admin/users/unblock/{bob.pk}/")
    assert not User.objects.get(pk=bob.pk).is_blocked
    assert list(ModelLogEntry.objects.order_by("timestamp").values_list("action", flat=True)) == [
        "people.block",
        "people.unblock",
    ]
    assert admin.get(f"/admin/users/history/{bob.pk}/").status_code == 200


# --- Deleting -------------------------------------------------------------------------------------------


def a_confirmed_appointment(practice, client, start):
    return Appointment.objects.create(
        client=client,
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.place,
        start_at=start,
        end_at=start + dt.timedelta(minutes=45),
        busy_until=start + dt.timedelta(minutes=55),
        state=State.CONFIRMED,
    )


@pytest.fixture
def upper_room():
    """A room above, with something to say about a person and something to do before they go."""
    done = []

    def tell(sender, user, now, **kwargs):
        return [f"3 rendez-vous de {user.first_name} seront annulés."]

    def carry_out(sender, user, by, now, **kwargs):
        done.append((user.pk, user.client.pk, by.pk))

    consequences_of_deletion.connect(tell)
    person_will_be_deleted.connect(carry_out)
    yield done
    consequences_of_deletion.disconnect(tell)
    person_will_be_deleted.disconnect(carry_out)


@pytest.mark.mission("C11")
def test_deleting_says_first_what_will_happen_then_does_it(admin, camille, bob, upper_room):
    url = f"/admin/users/delete/{bob.pk}/"
    client = bob.client
    page = admin.get(url)
    assert "3 rendez-vous de Bob seront annulés." in page.content.decode()
    assert User.objects.filter(pk=bob.pk).exists()
    assert upper_room == []

    assert admin.post(url).status_code == 302
    assert not User.objects.filter(pk=bob.pk).exists()
    assert upper_room == [(bob.pk, client.pk, camille.pk)]
    client.refresh_from_db()
    assert (client.name, client.email, client.user) == ("Bob Martin", "bob@example.com", None)
    assert ModelLogEntry.objects.get(action="wagtail.delete").label == "Bob Martin"


@pytest.mark.mission("C11")
def test_deleting_a_client_cancels_what_is_to_come_and_keeps_the_past(admin, camille, bob, practice):
    now = timezone.now()
    coming = a_confirmed_appointment(practice, bob.client, now + dt.timedelta(days=3))
    past = a_confirmed_appointment(practice, bob.client, now - dt.timedelta(days=3))
    told = actions.consequences_of_deleting(user=bob, now=now)
    assert len(told) == 2
    page = admin.get(f"/admin/users/delete/{bob.pk}/").content.decode()
    assert all(escape(sentence) in page for sentence in told)

    admin.post(f"/admin/users/delete/{bob.pk}/")
    coming.refresh_from_db()
    past.refresh_from_db()
    assert (coming.state, past.state) == (State.CANCELLED, State.CONFIRMED)
    assert coming.client == past.client == Client.objects.get(email="bob@example.com", user=None)
    assert coming.events.get().by == camille


@pytest.mark.mission("C11")
def test_what_another_room_cannot_carry_out_keeps_the_account(admin, bob):
    def fail(sender, **kwargs):
        raise RuntimeError("the appointments could not be cancelled")

    person_will_be_deleted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            admin.post(f"/admin/users/delete/{bob.pk}/")
    finally:
        person_will_be_deleted.disconnect(fail)
    assert User.objects.filter(pk=bob.pk).exists()
    assert not ModelLogEntry.objects.filter(action="wagtail.delete").exists()


def test_deleting_oneself_is_refused_with_a_sentence(admin, camille):
    response = admin.post(f"/admin/users/delete/{camille.pk}/", follow=True)
    assert User.objects.filter(pk=camille.pk).exists()
    [message] = response.context["messages"]
    assert str(message) == str(SENTENCES["yourself"])


def test_nothing_is_said_of_rooms_that_have_nothing_to_say(bob):
    assert all(isinstance(sentence, str) for sentence in actions.consequences_of_deleting(user=bob, now=timezone.now()))


def test_saving_a_person_undoes_no_block_that_came_meanwhile(camille, bob):
    """One administrator has the form open while another blocks Bob, who is then unblocked: his sessions stay over."""
    in_the_form, elsewhere = User.objects.get(pk=bob.pk), User.objects.get(pk=bob.pk)
    actions.block(user=elsewhere, by=camille)
    in_the_form.first_name = "Robert"
    actions.save_person(user=in_the_form, by=camille)
    bob.refresh_from_db()
    assert (bob.first_name, bob.is_blocked) == ("Robert", True)
    actions.unblock(user=elsewhere, by=camille)
    actions.save_person(user=in_the_form, by=camille)
    bob.refresh_from_db()
    assert bob.session_epoch == 1


@pytest.mark.parametrize("screen", ["edit", "delete", "block"])
def test_a_title_of_two_parts_keeps_the_french_space_before_its_colon(admin, bob, screen):
    page = admin.get(f"/admin/users/{screen}/{bob.pk}/", headers={"Accept-Language": "fr"}).content.decode()
    [title] = re.findall(r"<title>\s*(.*?)\s*</title>", page, re.S)
    assert "\u00a0: Bob Martin" in title
