"""Every form of the site: none is taken without its token, and none gives more than it shows."""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.cache import cache

from people.models import User
from tests.access.stage import (
    CLIENT,
    COLLABORATOR,
    GUEST,
    OTHER_CLIENT,
    PRACTITIONER,
    VISITOR,
    WHO,
    Caller,
)
from tests.access.test_table import addresses_of, lines, undone

pytestmark = pytest.mark.django_db

#: Taken without a token, and why.
WITHOUT_TOKEN = {
    "apparence/": "the worst that another site can do is to turn on the dark; a token would set a cookie",
    "rappels/<str:token>/": "a mail reader posts for its user, without a cookie (RFC 8058)",
}


def takes_posts():
    """Return each address at which anybody's POST is more than refused, with the letters of who may."""
    for line, answers in lines():
        letters = [letter for letter, answer in zip(WHO, answers["POST"], strict=True) if answer in "+>!R"]
        for route in addresses_of(line) if letters else []:
            yield route, letters


def test_no_form_is_taken_without_its_token(stage, samples):
    """But by programs: they send no cookies, so that no other site can send them along."""
    taken = []
    for route, letters in takes_posts():
        if route.startswith("api/"):
            continue
        letter = "a" if "a" in letters else letters[0]
        call = Caller(enforce_csrf_checks=True, **stage.sessions[WHO[letter]])
        cache.clear()
        with undone():
            if call.post(samples.of(route)).status_code != 403:
                taken.append(route)
    assert sorted(taken) == sorted(WITHOUT_TOKEN)


# --- Fields that no form shows ----------------------------------------------------------------------------

#: What somebody might add to a form to get more than it gives. Nothing of it may arrive anywhere.
EXTRA = {
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "is_administrator": "on",
    "role": "administrator",
    "roles": "administrator",
    "groups": "1",
    "user_permissions": "1",
    "permissions": "1",
    "blocked_at": "",
    "session_epoch": "0",
    "password": "pirate-pirate-pirate",
    "client_moves": "0",
    "state": "confirmed",
    "hold": "1",
    "hold_expires_at": "2099-01-01 00:00",
    "published_slot": "1",
    "created_at": "2000-01-01 00:00",
    "is_verified": "on",
    "verified": "on",
    "primary": "on",
    "approved": "on",
    "is_approved": "on",
    "approved_at": "2000-01-01",
    "origin": "pirate",
    "id": "1",
    "pk": "1",
    "reference": "00000000-0000-0000-0000-000000000001",
}


def extra_of(stage):
    """Return `EXTRA` with rows of others, by whichever name a form might know them."""
    owner, other, colleague = stage.owner.pk, stage.other_client.pk, stage.other_practitioner.pk
    return {
        **EXTRA,
        **dict.fromkeys(["user", "user_id", "owner", "author", "holder"], owner),
        **dict.fromkeys(["client", "client_id"], other),
        "practitioner_id": colleague,
    }


#: Who fills in the forms that they see: everybody but administrators, who give rights by them.
WRITERS = [VISITOR, GUEST, CLIENT, OTHER_CLIENT, PRACTITIONER, COLLABORATOR]
#: What decides what a person may do: nobody's may be another after a form of theirs.
RIGHTS = ["is_staff", "is_superuser", "is_active", "blocked_at", "session_epoch"]


def rights_of_all():
    """Return what each person may do, and who is whose: as plain values, to be compared."""
    people = {
        user.email: (
            *(getattr(user, field) for field in RIGHTS),
            sorted(user.groups.values_list("name", flat=True)),
            sorted(user.user_permissions.values_list("pk", flat=True)),
        )
        for user in User.objects.all()
    }
    owners = {
        (model.__name__, row.pk): (getattr(row, "user_id", None), getattr(row, "client_id", None))
        for model in (apps.get_model("people", "Client"), apps.get_model("booking", "Appointment"))
        for row in model.objects.all()
    }
    practitioners = {row.pk: row.user_id for row in apps.get_model("practice", "Practitioner").objects.all()}
    return people, owners, practitioners


def forms_on(page, path):
    """Return the forms of a page that are sent by POST: where to, and what a browser would send."""
    for form in BeautifulSoup(page, "html.parser").find_all("form"):
        if form.get("method", "").lower() == "post":
            yield form.get("action") or path, filled_in(form)


def filled_in(form):
    """Return a form's fields, each with something in it that its kind takes."""
    filled = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name, kind = field.get("name"), field.get("type", field.name)
        if not name or name in filled or kind in ("submit", "button", "file", "image"):
            continue
        if kind == "select":
            options = [option.get("value", "") for option in field.find_all("option")]
            chosen = [option.get("value", "") for option in field.find_all("option", selected=True)]
            filled[name] = next((value for value in [*chosen, *options] if value), "")
        else:
            written = field.get_text() if kind == "textarea" else field.get("value", "")
            filled[name] = written or TYPED.get(kind, "Quelque chose")
    return filled


TYPED = {
    "email": "pirate@example.com",
    "tel": "0612345678",
    "number": "1",
    "date": "2026-12-01",
    "time": "10:00",
    "url": "https://example.com/",
    "password": "une phrase de pirate",
    "hidden": "",
    "checkbox": "on",
    "search": "",
}


@pytest.mark.parametrize("who", WRITERS)
def test_what_is_added_to_a_form_gives_nothing(stage, samples, who):
    """Each form that this person finds is filled in and sent, once as it is and once with all of `EXTRA`."""
    sent, opened = {}, set()
    letter = next(letter for letter, name in WHO.items() if name == who)
    for line, answers in lines():
        if answers["GET"][list(WHO).index(letter)] != "+":
            continue
        for route in addresses_of(line):
            path = samples.of(route)
            page = Caller(**stage.sessions[who]).get(path)
            if "html" in page.headers.get("Content-Type", "") and page.content.strip():
                sent |= {(action, *fields): fields for action, fields in forms_on(page.content, path)}
    assert len(sent) >= 4, "so few forms: are they looked for in the right place?"
    for (action, *_names), fields in sent.items():
        cache.clear()
        with undone():
            before = rights_of_all()
            unseen = {name: value for name, value in extra_of(stage).items() if name not in fields}
            Caller(**stage.sessions[who]).post(action, {**fields, **unseen})
            after = rights_of_all()
            opened |= after[0].keys() - before[0].keys()
            gained(before, after, action, who)
    # A form that refused everything would prove nothing.
    assert opened or who not in (VISITOR, GUEST)


def gained(before, after, action, who):
    people, owners, practitioners = before
    people_now, owners_now, practitioners_now = after
    cell = f"{action} by the {who}"
    for email in people_now.keys() & people.keys():
        assert people_now[email] == people[email], cell
    for email in people_now.keys() - people.keys():
        is_staff, is_superuser, *_rest, groups, permissions = people_now[email]
        assert (is_staff, is_superuser, groups, permissions) == (False, False, [], []), cell
    known = {owner for owner, _client in owners.values()}
    for key in owners_now.keys() & owners.keys():
        was, is_now = owners[key], owners_now[key]
        # A guest who opens an account becomes its owner; that account is a new one, and a client's.
        assert is_now == was or (was == (None, None) and is_now[0] not in known), cell
    assert practitioners_now == practitioners, cell
