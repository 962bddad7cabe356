"""Invitations: one link, for one address, once; sent by those who may, to no more than they have."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.models import OutboxMessage
from people import actions, invitations, permissions
from people.models import Client, Invitation, Role, User
from people.refusals import PersonRefused
from practice.models import Practitioner
from tests.factories import PASSWORD, make_user
from tests.people.browsing import browser_of, is_in
from tests.people.test_registration_rules import decide

pytestmark = pytest.mark.django_db
Code = Role.Code
LOUISE = {"first_name": "Louise", "last_name": "Martin", "password1": PASSWORD}


@pytest.fixture
def pierre(camille):
    """A practitioner who is neither collaborator nor administrator."""
    user = make_user("pierre@example.com", "Pierre", "Faure")
    actions.set_role(user=user, role=Code.PRACTITIONER, by=camille)
    return user


@pytest.fixture
def invite(camille):
    def make(email="louise@example.com", role=Code.CLIENT, by=camille, now=None, **words):
        asked = {"emails": [email], "role": role, "language": "fr", **words}
        [outcome] = invitations.invite(**asked, by=by, now=now or timezone.now())
        return outcome.invitation

    return make


def link_of(invitation):
    return f"/invitation/{invitation.token}/"


def open_link(browser, invitation):
    """Open the link as a browser does, and return the page it leads to."""
    return browser.get(link_of(invitation), follow=True)


def accept(browser, invitation, **fields):
    open_link(browser, invitation)
    return browser.post("/invitation/", {**LOUISE, **fields})


def deliver():
    call_command("deliver", once=True, verbosity=0)


# --- Sending ---------------------------------------------------------------------------------------------


@pytest.mark.mission("T4")
def test_inviting_takes_two_fields_and_two_clicks_and_the_worker_sends_the_mail(camille):
    admin = browser_of(camille)
    assert "/admin/invitations/new/" in admin.get("/admin/invitations/").content.decode()
    form = admin.get("/admin/invitations/new/").context["form"]
    assert [name for name, field in form.fields.items() if field.required and not field.initial] == ["emails"]
    sent = admin.post(
        "/admin/invitations/new/", {"emails": "Louise@Example.com", "role": "client", "language": "en", "message": ""}
    )
    assert sent.headers["Location"] == "/admin/invitations/"
    assert mail.outbox == []  # not in the request
    deliver()
    [letter] = mail.outbox
    assert letter.to == ["louise@example.com"]
    assert letter.subject.startswith("Your invitation to ")
    assert f"/en{link_of(Invitation.objects.get())}" in letter.body
    assert "Camille Aubert invites you" in letter.body
    assert letter.alternatives[0].mimetype == "text/html"


@pytest.mark.mission("T4")
def test_the_list_tells_the_state_of_each_and_what_can_be_done_with_it(camille, invite):
    """In two clicks: the button in the list, and the one that says what it means."""
    open_one, withdrawn = invite(), invite("back@example.com")
    invite("old@example.com", now=timezone.now() - dt.timedelta(days=20))
    invitations.withdraw(invitation=withdrawn, by=camille, now=timezone.now())
    page = browser_of(camille).get("/admin/invitations/").content.decode()
    for words in ("Envoyée", "Expirée", "Retirée"):
        assert words in page
    assert f"/admin/invitations/{open_one.reference}/send-again/" in page
    assert f"/admin/invitations/{open_one.reference}/withdraw/" in page
    assert str(withdrawn.reference) not in page


@pytest.mark.mission("T4")
def test_an_invitation_that_reached_nobody_says_so_until_it_is_sent_again(camille, invite):
    invitation = invite()
    invite("mehdi@example.com")
    OutboxMessage.objects.filter(invitation=invitation).update(state=OutboxMessage.State.FAILED)
    page = browser_of(camille).get("/admin/invitations/").content.decode()
    assert page.count("Non distribuée") == 1
    assert f"/admin/invitations/{invitation.reference}/send-again/" in page
    invitations.send_again(invitation=invitation, by=camille, now=timezone.now())
    assert "Non distribuée" not in browser_of(camille).get("/admin/invitations/").content.decode()


@pytest.mark.mission("T4")
def test_several_are_invited_at_once_each_in_their_own_mail(camille, bob):
    admin = browser_of(camille)
    lines = "louise@example.com\n\nLOUISE@example.com\nmehdi@example.com, bob@example.com"
    answer = admin.post(
        "/admin/invitations/new/",
        {"emails": lines, "role": "client", "language": "ru", "message": "À bientôt"},
        follow=True,
    )
    assert set(Invitation.objects.values_list("email", flat=True)) == {"louise@example.com", "mehdi@example.com"}
    assert any("bob@example.com" in str(message) for message in answer.context["messages"])
    deliver()
    assert {tuple(letter.to) for letter in mail.outbox} == {("louise@example.com",), ("mehdi@example.com",)}
    assert all("À bientôt" in letter.body and "/ru/invitation/" in letter.body for letter in mail.outbox)


def test_a_line_that_is_no_address_is_named_and_nothing_is_sent(camille):
    answer = browser_of(camille).post(
        "/admin/invitations/new/", {"emails": "louise@example.com\nmehdi", "role": "client", "language": "fr"}
    )
    assert "mehdi" in str(answer.context["form"].errors["emails"])
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        ("pierre", [Code.CLIENT]),
        ("zoe", [Code.CLIENT]),
        ("alice", list(Code)),
        ("bob", []),
    ],
)
def test_nobody_invites_to_more_than_they_have(request, who, roles):
    user = User.objects.get(pk=request.getfixturevalue(who).pk)
    assert permissions.roles_to_invite(user) == roles
    browser = browser_of(user)
    forged = {"emails": "louise@example.com", "role": "administrator", "language": "fr"}
    answer = browser.post("/admin/invitations/new/", forged)
    given = set(Invitation.objects.values_list("role", flat=True))
    assert given == ({"administrator"} if Code.ADMINISTRATOR in roles else {"client"} if roles else set())
    assert answer.status_code == (302 if roles else 404)
    for code in set(Code) - set(roles):
        with pytest.raises(PersonRefused):
            invitations.invite(emails=["x@example.com"], role=code, language="fr", by=user, now=timezone.now())


def test_each_sees_the_invitations_that_are_theirs_to_know(camille, pierre, zoe, invite):
    of_client, of_colleague = invite("louise@example.com"), invite("colleague@example.com", Code.COLLABORATOR)
    own = invite("own@example.com", by=User.objects.get(pk=pierre.pk))
    shown = {who: set(Invitation.objects.visible_to(User.objects.get(pk=who.pk))) for who in (camille, pierre, zoe)}
    assert shown == {camille: {of_client, of_colleague, own}, pierre: {own}, zoe: {of_client, own}}
    for name in ("send-again", "withdraw"):
        assert browser_of(pierre).post(f"/admin/invitations/{of_client.reference}/{name}/").status_code == 404
        assert browser_of(zoe).post(f"/admin/invitations/{of_colleague.reference}/{name}/").status_code == 404
    assert Invitation.objects.unanswered().count() == 3


def test_a_collaborator_does_not_turn_an_administrators_invitation_into_another(invite, zoe):
    first = invite(role=Code.PRACTITIONER)
    assert invite(by=User.objects.get(pk=zoe.pk)) is None
    first.refresh_from_db()
    assert first.role == Code.PRACTITIONER


def test_the_list_costs_the_same_for_one_and_for_many(camille, invite):
    admin = browser_of(camille)

    def count():
        with CaptureQueriesContext(connection) as queries:
            admin.get("/admin/invitations/")
        return len(queries)

    invite()
    count()
    one = count()
    for number in range(3):
        invite(f"{number}@example.com")
    assert count() == one


# --- The link --------------------------------------------------------------------------------------------


@pytest.mark.mission("T4")
def test_the_link_opens_an_account_once_even_where_sign_up_is_by_invitation(client, invite):
    decide(sign_up="invitation")
    invitation = invite()
    page = open_link(client, invitation)
    assert page.status_code == 200
    assert "louise@example.com" in page.content.decode()
    answer = accept(client, invitation)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/mes-rendez-vous/")
    assert is_in(client)
    louise = User.objects.get(email="louise@example.com")
    assert (louise.role, louise.client.name, louise.is_staff) == (Code.CLIENT, "Louise Martin", False)
    assert louise.emailaddress_set.get().verified

    other = Browser()
    again = open_link(other, invitation)
    assert again.status_code == 410
    other.post("/invitation/", {**LOUISE, "first_name": "Mallory"})
    assert not is_in(other)
    assert User.objects.filter(email="louise@example.com").count() == 1


@pytest.mark.mission("T4")
def test_opening_the_link_changes_nothing_and_leaves_no_token_in_the_address(client, invite):
    invitation = invite()
    before = Invitation.objects.values().get()
    for browser in (Browser(), Browser(), client):
        answer = browser.get(link_of(invitation))
        assert answer.headers["Location"] == "/invitation/"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        browser.head(link_of(invitation))
        assert invitation.token not in browser.get("/invitation/").content.decode()
    assert Invitation.objects.values().get() == before
    assert not User.objects.filter(email="louise@example.com").exists()
    assert accept(client, invitation).status_code == 302


@pytest.mark.mission("T4")
def test_it_is_bound_to_the_address_and_gives_nothing_that_is_not_in_it(client, invite):
    forged = {
        "email": "mallory@example.com",
        "role": "administrator",
        "is_staff": "on",
        "groups": "1",
        "is_superuser": "1",
    }
    accept(client, invite(), **forged)
    louise = User.objects.get(email="louise@example.com")
    assert (louise.role, louise.is_staff, louise.is_superuser, louise.groups.count()) == (Code.CLIENT, False, False, 0)
    assert not User.objects.filter(email="mallory@example.com").exists()


@pytest.mark.mission("T4")
def test_a_link_that_has_expired_or_was_withdrawn_says_so(invite, camille):
    now = timezone.now()
    old = invite("old@example.com", now=now - dt.timedelta(days=15))
    taken_back = invite("back@example.com")
    browser_of(camille).post(f"/admin/invitations/{taken_back.reference}/withdraw/")
    for invitation, words in [(old, "has expired"), (taken_back, "has been withdrawn")]:
        browser = Browser()
        page = browser.get(f"/en{link_of(invitation)}", follow=True)
        assert page.status_code == 410
        assert words in page.content.decode()
        browser.post("/invitation/", LOUISE)
        assert not User.objects.filter(email=invitation.email).exists()


@pytest.mark.mission("T4")
def test_sent_again_the_new_link_opens_and_the_old_one_does_not(client, camille, invite):
    invitation = invite(now=timezone.now() - dt.timedelta(days=20))
    old = link_of(invitation)
    browser_of(camille).post(f"/admin/invitations/{invitation.reference}/send-again/")
    invitation.refresh_from_db()
    assert link_of(invitation) != old
    assert client.get(old, follow=True).status_code == 404
    deliver()
    assert [letter.to for letter in mail.outbox] == [["louise@example.com"]]  # the first one has become void
    assert accept(client, invitation).status_code == 302


def test_a_copy_of_the_database_holds_no_link(invite):
    invitation = invite()
    deliver()
    stored = {*Invitation.objects.values_list().get(), *OutboxMessage.objects.values_list().get()}
    assert invitation.token not in map(str, stored)
    assert len(invitation.token) * 4 >= 128


@pytest.mark.parametrize("token", ["0" * 64, "x", "..", "0" * 500])
def test_a_made_up_link_opens_nothing(client, token):
    assert client.get(f"/invitation/{token}/", follow=True).status_code == 404
    assert client.post("/invitation/", LOUISE).status_code == 404


@pytest.mark.mission("T4")
@pytest.mark.parametrize("role", [Code.CLIENT, Code.COLLABORATOR])
def test_an_account_that_is_there_is_never_taken_over_and_gains_nothing(client, invite, role):
    """Mallory opens an account with Louise's address after she was invited: the link gives that account no rights."""
    invitation = invite(role=role)
    louise = make_user("louise@example.com", "Mallory")
    before = User.objects.values().get(pk=louise.pk)
    for browser in (client, browser_of(louise)):
        page = open_link(browser, invitation)
        assert page.status_code == 200
        assert "form" not in page.context
        browser.post("/invitation/", LOUISE)
    after = User.objects.values().get(pk=louise.pk)
    assert {**after, "last_login": None} == {**before, "last_login": None}
    assert User.objects.get(pk=louise.pk).role == Code.CLIENT
    assert not louise.groups.exists()


def test_who_is_logged_in_as_someone_else_is_told_whose_it_is(bob, invite):
    page = open_link(browser_of(bob), invite())
    assert "louise@example.com" in page.content.decode()
    assert "password1" not in page.content.decode()


def test_a_colleague_comes_in_with_the_role_of_the_invitation(client, invite):
    accept(client, invite(role=Code.COLLABORATOR))
    louise = User.objects.get(email="louise@example.com")
    assert (louise.role, louise.is_staff) == (Code.COLLABORATOR, True)
    assert not Client.objects.for_user(louise).exists()
    assert client.get("/admin/").status_code == 200


def test_a_practitioner_comes_in_with_a_row_of_their_own(client, invite, practice):
    accept(client, invite(role=Code.PRACTITIONER))
    assert Practitioner.objects.get(user__email="louise@example.com").name == "Louise Martin"


@pytest.mark.parametrize("loss", ["blocked", "demoted", "deleted"])
def test_who_may_no_longer_give_a_role_has_not_given_it(client, camille, alice, invite, loss):
    invitation = invite(role=Code.ADMINISTRATOR, by=User.objects.get(pk=alice.pk))
    if loss == "blocked":
        actions.block(user=alice, by=camille)
    elif loss == "demoted":
        actions.set_role(user=alice, role=Code.COLLABORATOR, by=camille)
    else:
        actions.delete_person(user=alice, by=camille)
    assert open_link(client, invitation).status_code == 410
    accept(client, invitation)
    assert not User.objects.filter(email="louise@example.com").exists()
    deliver()
    assert mail.outbox == []


def test_what_somebody_left_as_a_guest_is_theirs_once_they_come_by_the_link(client, invite):
    guest = Client.objects.create(name="Louise M.", email="Louise@example.com")
    accept(client, invite())
    assert User.objects.get(email="louise@example.com").client == guest


def test_a_weak_password_is_told_beside_its_field_and_the_names_are_kept(client, invite):
    answer = accept(client, invite(), password1="azerty")
    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors["password1"]
    assert form["first_name"].value() == "Louise"


def test_the_mail_holds_no_address_of_another_host(invite, settings):
    settings.BASE_URL = "https://rdv.example.org"
    invite()
    deliver()
    assert re.search(r"https://rdv\.example\.org/invitation/[0-9a-f]{64}/", mail.outbox[0].body)
