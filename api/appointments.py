"""Appointments: booked, moved, cancelled and answered by programs as they are on the pages."""

import uuid
from typing import Annotated

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, Header, Query, Router, Schema, Status
from pydantic import AfterValidator

from booking import actions, guests, permissions, questions
from booking.models import Appointment, State
from booking.record import HISTORY, record_of
from people.actions import client_for
from people.models import Client
from people.permissions import may_enter_admin
from practice.models import BookingRules
from practice.offers import offers

from .addresses import Address
from .errors import Faults, Problem, documented, too_often
from .moments import Moment, zone_name
from .paging import Asked, Page, listed
from .reasons import reason_called
from .texts import Line, Lines, Text
from .tokens import anyone

router = Router(tags=["Appointments"])
#: Under which a program's own key is made one of ours.
KEYS = uuid.UUID("5f0c6d1e-1f53-4c55-9a51-3f2f8f7f9f3e")
AN_HOUR = 3600


class GuestIn(Schema, extra="forbid"):
    name: Line(200, needed=True)
    email: Address
    phone: Line(40) = ""


class BookingIn(Schema, extra="forbid"):
    #: Left out, or null: whoever gives the service there is free.
    practitioner: int | None = None
    service: int
    place: int
    start: Moment
    #: By the number of the question, as a text or a list of texts.
    answers: dict[Text, Text | list[Text] | bool | int | float | None] = {}
    time_zone: Annotated[str, AfterValidator(zone_name)] = ""
    guest: GuestIn | None = None
    client: int | None = None


class MoveIn(Schema, extra="forbid"):
    start: Moment


class CancelIn(Schema, extra="forbid"):
    reason: Line(120) | None = None
    text: Lines(1000) = ""


class DeclineIn(Schema, extra="forbid"):
    text: Lines(1000) = ""


class AppointmentsAsked(Asked):
    from_: Annotated[Moment | None, Field(alias="from")] = None
    to: Moment | None = None
    status: State | None = None


class EventOut(Schema):
    at: str
    by: str
    what: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    from_start: str | None
    to_start: str | None
    reason: str
    text: str


class AppointmentOut(Schema):
    id: str
    status: State
    start: str
    end: str
    practitioner: int
    service: int
    place: int
    client: int
    client_name: str
    created_at: str
    history: list[EventOut]


def shown(appointment):
    return record_of(appointment, now=timezone.now())


def visible_to(user):
    return Appointment.objects.visible_to(user).with_parties().prefetch_related(HISTORY)


def one(user, reference):
    """Return the appointment that `user` may know of. Raises 404."""
    appointment = visible_to(user).filter(reference=reference).first()
    if appointment is None:
        raise Http404
    return appointment


@router.get(
    "",
    response={200: list[AppointmentOut] | Page[AppointmentOut], **documented(400, 401)},
    by_alias=True,
    summary="Appointments that you may see",
)
def appointments(request, asked: Query[AppointmentsAsked]):
    """One's own; a practitioner's; all for collaborators and administrators. By start; `from` and `to` are of it."""
    rows = visible_to(request.user).order_by("start_at", "pk")
    if asked.from_:
        rows = rows.filter(start_at__gte=asked.from_)
    if asked.to:
        rows = rows.filter(start_at__lt=asked.to)
    if asked.status:
        rows = rows.shown_as(asked.status, timezone.now())
    return listed(request, rows, asked, shown)


@router.get(
    "{uuid:reference}/",
    response={200: AppointmentOut, **documented(401, 404)},
    by_alias=True,
    summary="One appointment",
)
def appointment(request, reference: uuid.UUID):
    return shown(one(request.user, reference))


# --- Booking ---------------------------------------------------------------------------------------


@router.post(
    "",
    auth=anyone,
    response={201: AppointmentOut, **documented(400, 401, 403, 404, 409, 429)},
    by_alias=True,
    summary="Book an appointment",
)
def book(request, sent: BookingIn, idempotency_key: Annotated[str, Header(max_length=200)] = ""):
    """The same `Idempotency-Key` from the same client, or with the same body from a guest, gives the same appointment.

    Clients book for themselves; those who give or oversee appointments name the `client`; a visitor, where the
    practice allows guests, sends `guest`.
    """
    wish = wish_of(sent)
    client = client_of(request, sent, wish["practitioner"])
    is_for_another = sent.client is not None
    request.wish = {**wish, "now": timezone.now(), "to_guest": not request.user.is_authenticated}
    del request.wish["start"]
    booked = actions.book(
        **wish,
        client=client,
        by=request.user if request.user.is_authenticated else client,
        now=timezone.now(),
        idempotency_key=key_of(request.user, idempotency_key, sent),
        answers=answers_of(wish["service"], sent.answers, may_be_empty=is_for_another),
        is_agreed=is_for_another,
    )
    return Status(201, shown(visible_to_its_own(booked)))


def key_of(user, key, sent):
    """Return a program's own key as one of ours, or None.

    A guest shows nothing but what they send: a key that can be guessed would tell of whoever has that address.
    """
    if not key:
        return None
    return uuid.uuid5(KEYS, key if user.is_authenticated else f"{key}\n{sent.model_dump_json()}")


def visible_to_its_own(booked):
    return Appointment.objects.with_parties().prefetch_related(HISTORY).get(pk=booked.pk)


def wish_of(sent):
    offered = offers()
    parts = {"service": offered.services, "place": offered.places, "practitioner": offered.practitioners}
    found = {name: rows.get(getattr(sent, name)) for name, rows in parts.items()}
    missing = [name for name, row in found.items() if row is None and getattr(sent, name) is not None]
    if missing:
        raise Faults({name: [_("There is none with this number.")] for name in missing})
    return {**found, "start": sent.start}


def client_of(request, sent, practitioner):
    """Return for whom it is booked: the one who asks, a guest, or whom staff name."""
    if not request.user.is_authenticated:
        return guest_of(request, sent)
    if sent.guest is not None:
        raise Faults({"guest": [_("You have logged in: leave this out, or name a client.")]})
    if sent.client is None:
        client = client_for(user=request.user)
        if sent.time_zone and not client.time_zone:
            client.time_zone = sent.time_zone
        return client
    return named_client(request.user, sent.client, practitioner)


def named_client(user, pk, practitioner):
    """Return the client `pk`, for whom `user` may book with `practitioner`."""
    gives = practitioner is not None and practitioner.user_id == user.pk
    if not (permissions.sees_all(user) or gives):
        raise PermissionDenied if may_enter_admin(user) else Http404
    client = permissions.clients_for(user).filter(pk=pk).first() if pk < 2**63 else None
    if client is None:
        raise Faults({"client": [_("There is none with this number.")]})
    return client


def guest_of(request, sent):
    if sent.guest is None or sent.client is not None or not permissions.may_book_as_guest():
        raise Problem(401, "not_logged_in", _("Log in first: send a token that is still good."))
    if BookingRules.load().guest_email_confirmation:
        raise Problem(403, "email_unconfirmed", _("Guests confirm their address on the site’s own page."))
    if not guests.may_book(request):
        raise too_often(AN_HOUR)
    return Client(**sent.guest.dict(), time_zone=sent.time_zone, language=get_language())


def answers_of(service, sent, *, may_be_empty):
    """Return what was `Given` to the service's questions. Raises `Faults` that name each as `answers.<number>`."""
    form = forms.Form(data={f"question_{number}": value for number, value in sent.items()})
    form.fields.update(questions.fields_for(service, may_be_empty=may_be_empty))
    unknown = [f"answers.{number}" for number in sent if f"question_{number}" not in form.fields]
    faults = {name: [_("There is no question with this number.")] for name in unknown}
    if not form.is_valid():
        named = form.errors.items()
        faults |= {name.replace("question_", "answers."): list(sentences) for name, sentences in named}
    if faults:
        raise Faults(faults)
    return list(questions.given_in(form.cleaned_data, service).values())


# --- Changing --------------------------------------------------------------------------------------


def changed(request, reference, action, **more):
    found = one(request.user, reference)
    wish = {"practitioner": found.practitioner, "service": found.service, "place": found.place}
    request.wish = {**wish, "now": timezone.now()}
    action(appointment=found, by=request.user, now=timezone.now(), **more)
    return shown(one(request.user, reference))


def answered(request, reference, action, **more):
    """Do what only those may who give or oversee the appointment."""
    if not permissions.may_manage(request.user, one(request.user, reference)):
        raise PermissionDenied
    return changed(request, reference, action, **more)


CHANGED = {"by_alias": True, "response": {200: AppointmentOut, **documented(400, 401, 403, 404, 409)}}
ANSWERED = {"by_alias": True, "response": {200: AppointmentOut, **documented(400, 401, 403, 404, 409)}}


@router.post("{uuid:reference}/move/", summary="Move to another time", **CHANGED)
def move(request, reference: uuid.UUID, sent: MoveIn):
    """The appointment keeps its identity. Clients may until the practice's notice, staff at any time."""
    return changed(request, reference, actions.move, start=sent.start)


@router.post("{uuid:reference}/cancel/", summary="Cancel", **CHANGED)
def cancel(request, reference: uuid.UUID, sent: CancelIn):
    reason = reason_called(sent.reason)
    return changed(request, reference, actions.cancel, reason=reason, comment=sent.text)


@router.post("{uuid:reference}/agree/", summary="Agree to a request", **ANSWERED)
def agree(request, reference: uuid.UUID):
    return answered(request, reference, actions.agree)


@router.post("{uuid:reference}/decline/", summary="Decline a request", **ANSWERED)
def decline(request, reference: uuid.UUID, sent: DeclineIn = DeclineIn()):  # noqa: B008
    return answered(request, reference, actions.decline, comment=sent.text)


@router.post("{uuid:reference}/miss/", summary="Mark as one to which the client did not come", **ANSWERED)
def miss(request, reference: uuid.UUID):
    return answered(request, reference, actions.miss)
