"""An appointment or a note that one may not know of is a 404, at every address that the site has for it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import get_resolver, reverse
from django.utils import timezone

from booking import actions
from booking.availability import next_free
from booking.models import Appointment
from coach_notes.models import AgreedAction, Note
from tests import factories

pytestmark = pytest.mark.django_db

ROOMS = ("booking:", "booking_admin:", "calendars:", "coach_notes:", "rendez-vous_modeladmin_", "notes_modeladmin_")
OF_A_FILE = {f"coach_notes:{name}" for name in ("client", "log", "draft", "throw_draft_away")}
OF_AN_ACTION = {"coach_notes:finish", "coach_notes:reopen"}
VERBS = ["get", "head", "post", "put", "patch", "delete", "options"]


def addresses_of_one(resolver=None, namespace=""):
    """Yield (name, what its address is made of) for each address in our rooms that is about one row."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses_of_one(pattern, inner)
            continue
        name = f"{namespace}{pattern.name}"
        parts = {*pattern.pattern.converters, *pattern.pattern.regex.groupindex}
        # Whoever holds a token may come in: what it opens, and when it dies, is proved beside each kind of it.
        # A word in the address stands for a page that all may read.
        if name.startswith(ROOMS) and parts and parts not in ({"token"}, {"slug"}):
            [part] = parts
            yield name, part


OBJECT_ADDRESSES = sorted(set(addresses_of_one()))


def test_the_walk_finds_the_rooms():
    """A new room, or a new kind of address, must be added to this test before it can pass."""
    assert {part for _, part in OBJECT_ADDRESSES} == {"reference", "pk", "instance_pk"}
    assert len(OBJECT_ADDRESSES) >= 14
    assert {name.split(":")[0] for name, _ in OBJECT_ADDRESSES} >= {
        "booking",
        "booking_admin",
        "calendars",
        "coach_notes",
    }


@pytest.fixture
def bobs(practice, bob):
    """Bob's appointment, and a note on it that holds something that could leak."""
    now = timezone.now()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    start = next_free(**parts, now=now, count=40)[-1]
    appointment = actions.book(client=bob.client, **parts, start=start, by=bob, now=now)
    note = Note.objects.create(
        client=bob.client, appointment=appointment, author=practice.practitioner.user, body="CANARI confidentiel"
    )
    AgreedAction.objects.create(note=note, text="CANARI confidentiel")
    return appointment, note


def address(name, part, bobs):
    appointment, note = bobs
    values = {
        "reference": appointment.reference,
        "instance_pk": appointment.pk,
        # Some addresses are a client's, or an agreed action's; the others are a note's.
        "pk": note.agreed.get().pk if name in OF_AN_ACTION else appointment.client_id if name in OF_A_FILE else note.pk,
    }
    return reverse(name, kwargs={part: values[part]})


@pytest.fixture
def other_practitioner(practice):
    practitioner = factories.make_practitioner("Denis", places=practice.places, services=[practice.service])
    practitioner.user = factories.make_user("denis@example.com", "Denis")
    practitioner.user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    practitioner.save()
    return practitioner.user


@pytest.fixture
def keyholder(roles):
    """Someone with a key to the admin and no right at all in it."""
    user = factories.make_user("eve@example.com", "Ève")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.mark.parametrize("outsider", ["visitor", "charlie", "other_practitioner", "keyholder"])
@pytest.mark.parametrize(("name", "part"), OBJECT_ADDRESSES)
def test_an_outsider_learns_nothing_and_changes_nothing(client, bobs, request, outsider, name, part):
    if outsider != "visitor":
        client.force_login(request.getfixturevalue(outsider))
    before = list(Appointment.objects.values()), Note.objects.count()
    target = address(name, part, bobs)
    for verb in VERBS:
        answer = getattr(client, verb)(target)
        assert answer.status_code in allowed(outsider, target), (verb, target, answer.status_code)
        body = answer.content.decode()
        assert "CANARI" not in body
        assert "Martin" not in body
    assert (list(Appointment.objects.values()), Note.objects.count()) == before


def allowed(outsider, target):
    """A visitor is sent to log in; anyone else is told that there is no such thing, or no such verb."""
    return {302, 404, 405} if outsider == "visitor" else {404, 405}


@pytest.mark.parametrize(
    ("name", "part"), [found for found in OBJECT_ADDRESSES if not found[0].startswith(("booking:", "calendars:"))]
)
def test_the_client_does_not_see_the_practices_side_of_it(client, bobs, bob, name, part):
    client.force_login(bob)
    for verb in ("get", "post"):
        answer = getattr(client, verb)(address(name, part, bobs))
        assert answer.status_code == 404
        assert "CANARI" not in answer.content.decode()


def test_what_does_not_exist_answers_like_what_one_may_not_know_of(client, bobs, charlie):
    """Otherwise the difference tells that it exists."""
    client.force_login(charlie)
    for name in ("booking:appointment", "booking:cancel", "booking:move", "calendars:appointment"):
        real = client.get(address(name, "reference", bobs))
        invented = client.get(reverse(name, args=["00000000-0000-4000-8000-000000000000"]))
        assert real.status_code == invented.status_code == 404
