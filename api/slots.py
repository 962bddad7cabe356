"""The planner's slots: published by specialists, reserved by clients, agreed to or declined."""

from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from booking import actions, published
from booking.models import State
from booking.published import SlotStatus
from booking.record import in_utc
from people.actions import client_for
from people.models import Role
from practice import actions as practice_actions
from practice.models import Practitioner, PublishedSlot
from practice.wording import slot_refused
from scheduling import Code

from .errors import Faults, Problem, documented, faults_of_model
from .moments import Moment
from .paging import Page, Paging, listed
from .reasons import reason_called
from .texts import Line, Lines

router = Router(tags=["Slots"])
FIELDS = {"start_at": "start_time", "end_at": "end_time"}
Cost = Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)]


class SlotIn(Schema, extra="forbid"):
    start_time: Moment
    end_time: Moment
    context: Lines(2000) = ""
    cost: Cost | None = None
    #: Left out: the first of those that the specialist gives, and of the places where they work.
    service: int | None = None
    place: int | None = None


class SlotChange(Schema, extra="forbid"):
    start_time: Moment | None = None
    end_time: Moment | None = None
    context: Lines(2000) | None = None
    cost: Cost | None = None


class SlotOut(Schema):
    id: int
    specialist: int | None
    start_time: str
    end_time: str
    context: str
    cost: str | None
    status: SlotStatus
    client: int | None


class GiveUpIn(Schema, extra="forbid"):
    reason: Line(120) | None = None
    text: Lines(1000) = ""
    #: Passed over, whatever is sent: the server knows both.
    client: Any = None
    slot: Any = None


def shown(slot):
    return {
        "id": slot.pk,
        "specialist": slot.practitioner.user_id,
        "start_time": in_utc(slot.start_at),
        "end_time": in_utc(slot.end_at),
        "context": slot.context,
        "cost": None if slot.price is None else f"{slot.price:.2f}",
        "status": published.status_of(slot),
        "client": slot.standing_client,
    }


@router.get("", response={200: list[SlotOut] | Page[SlotOut], **documented(400, 401)}, summary="Slots that you may see")
def slots(request, asked: Paging):
    """A client sees free slots and their own, a specialist their own, an administrator all; sorted by status."""
    return listed(request, published.visible_to(request.user, now=timezone.now()), asked, shown)


@router.get("{int:pk}/", response={200: SlotOut, **documented(401, 404)}, summary="One slot")
def slot(request, pk: int):
    return shown(seen_by(request.user, pk))


def seen_by(user, pk):
    slot = published.one_visible_to(user, pk, now=timezone.now()) if pk < 2**63 else None
    if slot is None:
        raise Http404
    return slot


# --- Specialists -----------------------------------------------------------------------------------


@router.post("", response={201: SlotOut, **documented(400, 401, 403, 409)}, summary="Publish a slot")
def publish(request, sent: SlotIn):
    """Two slots of one specialist may touch and not overlap. Times carry an offset."""
    practitioner = specialist(request.user)
    slot = PublishedSlot(
        practitioner=practitioner,
        service=the_one(practitioner.services, sent.service, "service"),
        place=the_one(practitioner.places, sent.place, "place"),
        start_at=sent.start_time,
        end_at=sent.end_time,
        context=sent.context,
        cost=sent.cost,
    )
    check(slot)
    change(practice_actions.publish_slot, slot)
    return Status(201, shown(published.all_slots().get(pk=slot.pk)))


def specialist(user):
    practitioner = Practitioner.objects.for_user(user).first()
    if practitioner is None:
        raise PermissionDenied
    return practitioner


def the_one(rows, pk, name):
    """Return the row that is asked for, or the first in the practice's order. Raises `Faults` for what is not given."""
    found = rows.active().filter(**({} if pk is None else {"pk": pk})).first()
    if found is None:
        raise Faults({name: [_("You do not offer this. Ask the practice to add it to what you offer.")]})
    return found


def check(slot):
    try:
        slot.clean()
    except ValidationError as error:
        raise faults_of_model(error, FIELDS) from None


def change(action, slot):
    """Carry out a change of a slot; what is against it is told of the field, or as the state of things."""
    Problems = practice_actions.SlotProblem
    try:
        action(slot=slot, now=timezone.now())
    except practice_actions.SlotRefused as refused:
        if refused.code == Problems.GONE:
            raise Http404 from None
        sentence = slot_refused(refused)
        if refused.code == Problems.PAST:
            raise Faults({"start_time": [sentence]}) from None
        raise Problem(409, refused.code.value, sentence) from None


def own(user, pk):
    """Return a slot of the specialist who asks. Raises 403 for who is none, 404 for another's."""
    practitioner = specialist(user)
    slot = published.all_slots().filter(practitioner=practitioner, pk=pk).first() if pk < 2**63 else None
    if slot is None:
        raise Http404
    return slot


@router.patch("{int:pk}/", response={200: SlotOut, **documented(400, 401, 403, 404, 409)}, summary="Change a free slot")
def patch(request, pk: int, sent: SlotChange):
    slot = own(request.user, pk)
    written = sent.dict(exclude_unset=True)
    if missing := [name for name in ("start_time", "end_time", "context") if written.get(name, "") is None]:
        raise Faults({name: [_("This field is needed.")] for name in missing})
    for field, name in {**FIELDS, "context": "context", "cost": "cost"}.items():
        if name in written:
            setattr(slot, field, written[name])
    check(slot)
    change(practice_actions.change_slot, slot)
    return shown(published.all_slots().get(pk=slot.pk))


@router.delete("{int:pk}/", response={204: None, **documented(401, 403, 404, 409)}, summary="Withdraw a free slot")
def delete(request, pk: int):
    change(practice_actions.withdraw_slot, own(request.user, pk))
    return Status(204, None)


@router.patch(
    "{int:pk}/agree/", response={200: SlotOut, **documented(401, 403, 404, 409)}, summary="Agree to a reservation"
)
def agree(request, pk: int):
    return answered(request, own(request.user, pk), actions.agree)


@router.patch(
    "{int:pk}/cancel_specialist/",
    response={200: SlotOut, **documented(401, 403, 404, 409)},
    summary="Decline a reservation; the slot is free again",
)
def cancel_specialist(request, pk: int):
    return answered(request, own(request.user, pk), actions.decline)


def answered(request, slot, action, **more):
    appointment = published.standing_on(slot)
    if appointment is None:
        raise Problem(409, Code.STATE.value, _("Nobody has reserved this slot."))
    action(appointment=appointment, by=request.user, now=timezone.now(), **more)
    return shown(published.all_slots().get(pk=slot.pk))


# --- Clients ---------------------------------------------------------------------------------------


@router.patch("{int:pk}/reserve/", response={200: SlotOut, **documented(401, 403, 404, 409)}, summary="Reserve a slot")
def reserve(request, pk: int):
    """The slot must be free: 409 `taken` where somebody was quicker. The specialist is told by e-mail."""
    refuse_unless_client(request.user)
    slot = published.all_slots().filter(pk=pk).first() if pk < 2**63 else None
    if slot is None:
        raise Http404
    now = timezone.now()
    wish = {"practitioner": slot.practitioner, "service": slot.service, "place": slot.place}
    request.wish = {**wish, "now": now}
    try:
        actions.book(client=client_for(user=request.user), **wish, start=slot.start_at, by=request.user, now=now)
    except actions.BookingRefused as refused:
        if published.standing_on(slot):
            raise Problem(409, Code.TAKEN.value, _("This slot has just been reserved. Choose another one.")) from None
        raise refused
    return shown(published.all_slots().get(pk=slot.pk))


def refuse_unless_client(user):
    if user.role != Role.Code.CLIENT:
        raise PermissionDenied


@router.patch(
    "{int:pk}/cancel_client/",
    response={200: SlotOut, **documented(400, 401, 403, 404, 409)},
    summary="Give up a reservation that was not agreed to yet",
)
def cancel_client(request, pk: int, sent: GiveUpIn):
    """`reason` is one of the practice's list; left out, the one chosen at first. `text` is a word of one's own."""
    refuse_unless_client(request.user)
    slot = seen_by(request.user, pk)
    appointment = published.standing_on(slot)
    if appointment is None or slot.standing_client != request.user.pk:
        raise Http404
    if appointment.state != State.REQUESTED:
        raise Problem(409, Code.STATE.value, _("It has been agreed to already. Write to the practice."))
    # The specialist may agree at this very moment: whether it is still a request is asked again under the lock.
    actions.take_back(
        appointment=appointment,
        by=request.user,
        now=timezone.now(),
        reason=reason_called(sent.reason),
        comment=sent.text,
    )
    return shown(published.all_slots().get(pk=slot.pk))
