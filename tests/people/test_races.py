"""Changes of people at the same moment: an administrator stays, and an invitation opens one account."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from people import actions, invitations
from people.models import Invitation, Role, User
from people.refusals import PersonRefused
from people.roles import setup_roles
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)
Code = Role.Code


def all_at_once(changes):
    """Make the changes at the same moment; return for each the code of its refusal, or an empty string."""
    line = Barrier(len(changes))

    def run(change):
        line.wait()
        try:
            change()
        except PersonRefused as refused:
            return refused.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(changes)) as pool:
        return sorted(pool.map(run, changes))


@pytest.fixture
def administrators():
    setup_roles()
    people = [make_user(f"{name}@example.com", name) for name in ("Ana", "Ben")]
    for person in people:
        actions.set_role(user=person, role=Code.ADMINISTRATOR, by=None)
    return [User.objects.get(pk=person.pk) for person in people]


@pytest.mark.parametrize("change", [actions.unmake_collaborator, actions.block, actions.delete_person])
def test_two_administrators_who_remove_one_another_at_once_leave_one(administrators, change):
    one, other = administrators
    # Each request reads its own rows.
    here, there = (User.objects.in_bulk([one.pk, other.pk]) for _request in range(2))
    told = all_at_once(
        [
            lambda: change(user=here[one.pk], by=here[other.pk]),
            lambda: change(user=there[other.pk], by=there[one.pk]),
        ]
    )
    assert User.objects.able_to_log_in().in_role(Code.ADMINISTRATOR).count() == 1
    assert told[0] == ""
    assert told[1] in ("last_administrator", "above_you")


def test_a_link_that_is_opened_by_several_at_once_opens_one_account(administrators):
    asked = {"emails": ["louise@example.com"], "role": Code.COLLABORATOR, "language": "fr"}
    invitations.invite(**asked, by=administrators[0], now=timezone.now())
    invitation = Invitation.objects.get()
    names = {"email": "", "first_name": "Louise", "last_name": "Martin", "password": PASSWORD}
    told = all_at_once(
        [lambda: actions.register(**names, invitation=invitation, now=timezone.now()) for _number in range(4)]
    )
    assert told == ["", "answered", "answered", "answered"]
    assert User.objects.filter(email="louise@example.com").count() == 1


def test_an_address_that_is_invited_by_two_at_once_has_one_invitation(administrators):
    asked = {"emails": ["louise@example.com"], "role": Code.CLIENT, "language": "fr"}
    invite = partial(invitations.invite, **asked, now=timezone.now())
    told = all_at_once([partial(invite, by=administrator) for administrator in administrators])
    assert told == ["", ""]
    assert Invitation.objects.count() == 1
