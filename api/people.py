"""Who registers, who asks, and what administrators read and change of people."""

from typing import Annotated, Literal

from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import AfterValidator

from people import actions, permissions, registering
from people.actions import PersonRefused
from people.models import Role, User
from people.wording import sentence_for

from .addresses import Address
from .errors import NEEDED, Faults, Problem, documented, too_often
from .moments import zone_name
from .paging import Page, Paging, listed
from .texts import Line, Text
from .tokens import by_log_in_only

router = Router(tags=["People"])
Language = Literal[tuple(code for code, _name in settings.LANGUAGES)]
#: What a role is called here.
NAME_OF = {
    Role.Code.CLIENT: "client",
    Role.Code.PRACTITIONER: "specialist",
    Role.Code.COLLABORATOR: "collaborator",
    Role.Code.ADMINISTRATOR: "administrator",
}


#: The numbers by which programs of the planner name roles.
ROLE_OF = {1: Role.Code.ADMINISTRATOR, 2: Role.Code.PRACTITIONER, 3: Role.Code.CLIENT}
ROLE_CALLED = {name: role for role, name in NAME_OF.items()}
#: The parts of a name, any of which says who it is.
NAMES = ("first_name", "last_name", "middle_name")
A_MINUTE = 60


class RegisterIn(Schema, extra="forbid"):
    first_name: Line(150, needed=True)
    last_name: Line(150, needed=True)
    middle_name: Line(150) = ""
    email: Address
    #: 2: a specialist, who waits for approval. 3: a client. Nobody makes themselves an administrator (1).
    role: int
    password: Text


class RegisterOut(Schema):
    id: int
    first_name: str
    last_name: str
    middle_name: str
    email: str
    role: int
    is_active: bool


class UserOut(Schema):
    id: int
    first_name: str
    last_name: str
    middle_name: str
    role: str
    phone: str
    email: str
    is_staff: bool
    is_active: bool
    is_blocked: bool


class UserChange(Schema, extra="forbid"):
    first_name: Line(150, needed=True) | None = None
    last_name: Line(150, needed=True) | None = None
    middle_name: Line(150) | None = None
    #: A role's name, or its number as in `register/`.
    role: Literal[tuple(NAME_OF.values())] | Literal[tuple(ROLE_OF)] | None = None
    #: Follows from the role; anything else is refused.
    is_staff: bool | None = None
    is_active: bool | None = None
    is_blocked: bool | None = None


class MeOut(Schema):
    id: int
    email: str
    name: str
    first_name: str
    last_name: str
    middle_name: str
    phone: str
    time_zone: str
    language: str
    role: str


class MeChange(Schema, extra="forbid"):
    #: The whole name at once, first name first; or its parts.
    name: Line(300) | None = None
    first_name: Line(150) | None = None
    last_name: Line(150) | None = None
    middle_name: Line(150) | None = None
    phone: Line(40) | None = None
    #: Empty: the practice's own.
    time_zone: Annotated[str, AfterValidator(zone_name)] | None = None
    language: Language | None = None


def me_shown(user):
    names = ("email", "first_name", "last_name", "middle_name", "phone", "time_zone", "language")
    return {
        "id": user.pk,
        "name": user.get_full_name(),
        **{name: getattr(user, name) for name in names},
        "role": NAME_OF[user.role],
    }


@router.get("me/", response={200: MeOut, **documented(401)}, summary="Who you are")
def me(request):
    return me_shown(request.user)


@router.patch("me/", response={200: MeOut, **documented(400, 401, 403)}, summary="Change what is said of you")
def change_me(request, sent: MeChange):
    written = sent.dict(exclude_unset=True)
    if empty := [name for name, value in written.items() if value is None]:
        raise Faults({name: [NEEDED] for name in empty})
    if (name := written.pop("name", None)) is not None:
        written = {**names_in(name), **written}
    refuse_no_name(request.user, written)
    if written:
        actions.change_own(user=request.user, written=written)
    return me_shown(request.user)


def refuse_no_name(user, written):
    """Raise `Faults` for a change that would leave someone without any name."""
    emptied = [name for name in NAMES if written.get(name) == ""]
    if emptied and not any(written.get(name, getattr(user, name)) for name in NAMES):
        raise Faults({name: [NEEDED] for name in emptied})


def names_in(name):
    """Return the parts of a whole name: what stands before the first space, and the rest."""
    longest = User._meta.get_field("first_name").max_length
    first, _space, last = name.partition(" ")
    if not first or max(len(first), len(last)) > longest:
        raise Faults({"name": [NEEDED]})
    return {"first_name": first, "middle_name": "", "last_name": last.strip()}


# --- Registering -----------------------------------------------------------------------------------


@router.post(
    "register/", auth=None, response={201: RegisterOut, **documented(400, 403, 429)}, summary="Open an account"
)
def register(request, sent: RegisterIn):
    """A specialist is not active, and cannot log in, until an administrator has said so."""
    if not ratelimit.consume(request, action="signup"):
        raise too_often(A_MINUTE)
    role = ROLE_OF.get(sent.role)
    if role not in registering.CHOSEN_ROLES:
        raise Faults({"role": [_("Write 2 for a specialist or 3 for a client.")]})
    try:
        user = registering.register(
            **sent.dict(exclude={"role"}), role=role, language=get_language(), now=timezone.now()
        )
    except PersonRefused as refused:
        raise not_registered(refused) from None
    except ValidationError as error:
        raise Faults(getattr(error, "message_dict", None) or {"password": error.messages}) from None
    names = ("first_name", "last_name", "middle_name", "email", "is_active")
    return Status(201, {"id": user.pk, "role": sent.role, **{name: getattr(user, name) for name in names}})


def not_registered(refused):
    """Return what is told of a refused registration: of the address, of the role, or of the practice's rules."""
    field = {"has_account": "email", "no_specialists": "role", "not_given": "role"}.get(refused.code)
    if field:
        return Faults({field: [sentence_for(refused)]})
    return Problem(403, refused.code, sentence_for(refused))


# --- Administrators --------------------------------------------------------------------------------


def user_shown(user):
    names = ("first_name", "last_name", "middle_name", "phone", "email", "is_staff", "is_active", "is_blocked")
    return {"id": user.pk, "role": NAME_OF[user.role], **{name: getattr(user, name) for name in names}}


def refuse_unless_administrator(user):
    if not permissions.is_administrator(user):
        raise PermissionDenied


def person(request, pk):
    refuse_unless_administrator(request.user)
    found = User.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@router.get("users/", response={200: list[UserOut] | Page[UserOut], **documented(400, 401, 403)}, summary="All people")
def users(request, asked: Paging):
    refuse_unless_administrator(request.user)
    return listed(request, User.objects.prefetch_related("groups__role").order_by("pk"), asked, user_shown)


@router.get("users/{int:pk}/", response={200: UserOut, **documented(401, 403, 404)}, summary="One person")
def user(request, pk: int):
    return user_shown(person(request, pk))


@router.patch(
    "users/{int:pk}/",
    auth=by_log_in_only,
    response={200: UserOut, **documented(400, 401, 403, 404, 409)},
    summary="Change a person",
)
def change_user(request, pk: int, sent: UserChange):
    """`is_active` true lets a specialist in who waits for approval."""
    found = person(request, pk)
    written = {name: value for name, value in sent.dict(exclude_unset=True).items() if value is not None}
    role = role_called(written.pop("role", None))
    if "is_staff" in written and written.pop("is_staff") != ((role or found.role) in Role.STAFF):
        raise Faults({"is_staff": [_("This follows from the role: change the role instead.")]})
    actions.change_person(user=found, by=request.user, now=timezone.now(), role=role, **written)
    return user_shown(User.objects.get(pk=pk))


def role_called(word):
    """Return the role of that name or number; None for none."""
    return ROLE_OF.get(word) or ROLE_CALLED.get(word)


@router.patch(
    "users/{int:pk}/block_user/",
    auth=by_log_in_only,
    response={200: UserOut, **documented(401, 403, 404, 409)},
    summary="Block",
)
def block_user(request, pk: int):
    """Out at the next request, by every door."""
    actions.change_person(user=person(request, pk), by=request.user, now=timezone.now(), is_blocked=True)
    return user_shown(User.objects.get(pk=pk))


@router.patch(
    "users/{int:pk}/unblock_user/",
    auth=by_log_in_only,
    response={200: UserOut, **documented(401, 403, 404, 409)},
    summary="Unblock",
)
def unblock_user(request, pk: int):
    actions.change_person(user=person(request, pk), by=request.user, now=timezone.now(), is_blocked=False)
    return user_shown(User.objects.get(pk=pk))
