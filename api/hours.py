"""When someone can be booked: opening hours and absences, of practitioners by themselves and of all by staff."""

from typing import Annotated

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from wagtail.log_actions import log

from booking.record import in_utc
from practice import actions, permissions
from practice.actions import AbsenceTouches, Touched
from practice.days import Pattern, Repeat, pattern_of
from practice.models import Absence, OpeningHours, Place, Practitioner
from practice.ranges import read_ranges

from .errors import NEEDED, Faults, Problem, documented, faults_of_model
from .moments import Day, Moment
from .paging import Page, Paging, listed
from .texts import Line, Lines

router = Router(tags=["Hours and absences"])


class WindowOut(Schema):
    start: str
    end: str


class HoursIn(Schema, extra="forbid"):
    practitioner: int | None = None
    #: Left out, or null: all places of the practitioner.
    place: int | None = None
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]
    repeat: Repeat = Repeat.EVERY_WEEK
    #: As on a door plate: “9:00–12:30, 13:30–17:00”.
    hours: Line(200, needed=True)
    applies_from: Day | None = None
    applies_until: Day | None = None
    is_exception: bool = False


class HoursChange(Schema, extra="forbid"):
    place: int | None = None
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)] | None = None
    repeat: Repeat | None = None
    hours: Line(200, needed=True) | None = None
    applies_from: Day | None = None
    applies_until: Day | None = None
    is_exception: bool | None = None


class HoursOut(Schema):
    id: int
    practitioner: int
    place: int | None
    #: Monday is 0; null, as `repeat`, where the days follow a rule that this call cannot write.
    weekdays: list[int] | None
    repeat: Repeat | None
    windows: list[WindowOut]
    applies_from: str
    applies_until: str | None
    is_exception: bool


class AbsenceIn(Schema, extra="forbid"):
    #: Null: the whole practice is closed. Left out: one's own.
    practitioner: int | None = None
    start: Moment
    end: Moment
    reason: Line(200) = ""
    #: What becomes of the appointments within; without it they are named, and nothing is saved.
    touched: Touched | None = None
    message: Lines(1000) = ""


class AbsenceChange(Schema, extra="forbid"):
    start: Moment | None = None
    end: Moment | None = None
    reason: Line(200) | None = None
    touched: Touched | None = None
    message: Lines(1000) = ""


class AbsenceOut(Schema):
    id: int
    practitioner: int | None
    start: str
    end: str
    reason: str
    #: The calendar that says so, where it was read elsewhere: it is changed there.
    origin: str


# --- Whose -----------------------------------------------------------------------------------------


def refuse_others(user, model):
    """Raise 403 for who has no hours of their own and sees to nobody's."""
    if not permissions.practitioners_for(user, model).exists():
        raise PermissionDenied


def whose(user, model, pk):
    """Return the practitioner of a new row: the one named, or the one that `user` is."""
    known = permissions.practitioners_for(user, model)
    if pk is None and (own := Practitioner.objects.for_user(user).first()):
        return own
    if pk is None:
        raise Faults({"practitioner": [NEEDED]})
    return found(known, pk, "practitioner")


def found(rows, pk, name):
    row = rows.filter(pk=pk).first() if abs(pk) < 2**63 else None
    if row is None:
        raise Faults({name: [_("There is none with this number.")]})
    return row


def one(user, model, pk):
    """Return a row that `user` may change. Raises 403 for who changes none, 404 for another's."""
    refuse_others(user, model)
    row = model.objects.visible_to(user).filter(pk=pk).first() if pk < 2**63 else None
    if row is None or not permissions.may_change(user, row):
        raise Http404
    return row


def cleaned(row, names=None):
    try:
        row.full_clean()
    except ValidationError as error:
        raise faults_of_model(error, names) from None


# --- Opening hours ---------------------------------------------------------------------------------


def hours_shown(hours):
    pattern = pattern_of(hours.days)
    return {
        "id": hours.pk,
        "practitioner": hours.practitioner_id,
        "place": hours.place_id,
        "weekdays": list(pattern.weekdays) if pattern else None,
        "repeat": pattern.repeat if pattern else None,
        "windows": [{"start": f"{one.start:%H:%M}", "end": f"{one.end:%H:%M}"} for one in hours.windows.all()],
        "applies_from": hours.applies_from.isoformat(),
        "applies_until": hours.applies_until and hours.applies_until.isoformat(),
        "is_exception": hours.is_exception,
    }


def hours_with_windows(pk):
    return hours_shown(OpeningHours.objects.prefetch_related("windows").get(pk=pk))


@router.get(
    "opening-hours/",
    response={200: list[HoursOut] | Page[HoursOut], **documented(400, 401, 403)},
    summary="Opening hours: one’s own, or everyone’s for staff",
)
def opening_hours(request, asked: Paging):
    refuse_others(request.user, OpeningHours)
    rows = OpeningHours.objects.visible_to(request.user).prefetch_related("windows").order_by("pk")
    return listed(request, rows, asked, hours_shown)


@router.post(
    "opening-hours/", response={201: HoursOut, **documented(400, 401, 403)}, summary="Open on some days, at some hours"
)
def add_hours(request, sent: HoursIn):
    refuse_others(request.user, OpeningHours)
    hours = OpeningHours(
        practitioner=whose(request.user, OpeningHours, sent.practitioner),
        days=Pattern(tuple(sorted(set(sent.weekdays))), sent.repeat).recurrence(),
        is_exception=sent.is_exception,
        applies_until=sent.applies_until,
        **({"applies_from": sent.applies_from} if sent.applies_from else {}),
    )
    hours.place = place_of(hours, sent.place)
    save_hours(request, hours, sent.hours, "wagtail.create")
    return Status(201, hours_with_windows(hours.pk))


def place_of(hours, pk):
    return None if pk is None else found(Place.objects.filter(practitioners=hours.practitioner), pk, "place")


def save_hours(request, hours, text, action):
    cleaned(hours)
    try:
        ranges = read_ranges(text) if text else [(window.start, window.end) for window in hours.windows.all()]
    except ValidationError as error:
        raise Faults({"hours": error.messages}) from None
    actions.save_hours(hours=hours, ranges=ranges)
    log(instance=hours, action=action, user=request.user)


@router.patch(
    "opening-hours/{int:pk}/", response={200: HoursOut, **documented(400, 401, 403, 404)}, summary="Change hours"
)
def change_hours(request, pk: int, sent: HoursChange):
    hours = one(request.user, OpeningHours, pk)
    written = sent.dict(exclude_unset=True)
    if "place" in written:
        hours.place = place_of(hours, sent.place)
    for name in ("applies_from", "applies_until", "is_exception"):
        if name in written and (written[name] is not None or name == "applies_until"):
            setattr(hours, name, written[name])
    if sent.weekdays or sent.repeat:
        hours.days = pattern_from(sent, pattern_of(hours.days))
    save_hours(request, hours, sent.hours, "wagtail.edit")
    return hours_with_windows(pk)


def pattern_from(sent, kept):
    """Return the days as they are to be: what is not sent stays."""
    if kept is None and not sent.weekdays:
        raise Faults({"weekdays": [NEEDED]})
    weekdays = tuple(sorted(set(sent.weekdays or kept.weekdays)))
    return Pattern(weekdays, sent.repeat or (kept.repeat if kept else Repeat.EVERY_WEEK)).recurrence()


@router.delete("opening-hours/{int:pk}/", response={204: None, **documented(401, 403, 404)}, summary="Delete hours")
def delete_hours(request, pk: int):
    hours = one(request.user, OpeningHours, pk)
    log(instance=hours, action="wagtail.delete", user=request.user, deleted=True)
    hours.delete()
    return Status(204, None)


# --- Absences --------------------------------------------------------------------------------------


def absence_shown(absence):
    return {
        "id": absence.pk,
        "practitioner": absence.practitioner_id,
        "start": in_utc(absence.start_at),
        "end": in_utc(absence.end_at),
        "reason": absence.reason,
        "origin": absence.origin,
    }


@router.get(
    "absences/",
    response={200: list[AbsenceOut] | Page[AbsenceOut], **documented(400, 401, 403)},
    summary="Absences: one’s own, or everyone’s for staff",
)
def absences(request, asked: Paging):
    refuse_others(request.user, Absence)
    rows = Absence.objects.visible_to(request.user).order_by("-start_at", "pk")
    return listed(request, rows, asked, absence_shown)


@router.post("absences/", response={201: AbsenceOut, **documented(400, 401, 403, 409)}, summary="Be away")
def add_absence(request, sent: AbsenceIn):
    """409 `touches_appointments` names the appointments within, until `touched` says what becomes of them."""
    refuse_others(request.user, Absence)
    closes_all = "practitioner" in sent.model_fields_set and sent.practitioner is None
    if closes_all and not request.user.has_perm(permissions.to_change(Absence)):
        raise PermissionDenied
    practitioner = None if closes_all else whose(request.user, Absence, sent.practitioner)
    absence = Absence(practitioner=practitioner, start_at=sent.start, end_at=sent.end, reason=sent.reason)
    save_absence(request, absence, sent, "wagtail.create")
    return Status(201, absence_shown(absence))


@router.patch(
    "absences/{int:pk}/", response={200: AbsenceOut, **documented(400, 401, 403, 404, 409)}, summary="Change an absence"
)
def change_absence(request, pk: int, sent: AbsenceChange):
    absence = one(request.user, Absence, pk)
    for field, value in (("start_at", sent.start), ("end_at", sent.end), ("reason", sent.reason)):
        if value is not None:
            setattr(absence, field, value)
    save_absence(request, absence, sent, "wagtail.edit")
    return absence_shown(absence)


def save_absence(request, absence, sent, action):
    cleaned(absence, {"start_at": "start", "end_at": "end"})
    written = {"touched": sent.touched, "message": sent.message}
    try:
        actions.save_absence(absence=absence, by=request.user, now=timezone.now(), **written)
    except AbsenceTouches as touches:
        detail = _("There are appointments within. Say in “touched” what becomes of them.")
        lines = [clash.line for clash in touches.clashes]
        raise Problem(409, "touches_appointments", detail, appointments=lines) from None
    log(instance=absence, action=action, user=request.user)


@router.delete("absences/{int:pk}/", response={204: None, **documented(401, 403, 404)}, summary="Be there after all")
def delete_absence(request, pk: int):
    absence = one(request.user, Absence, pk)
    log(instance=absence, action="wagtail.delete", user=request.user, deleted=True)
    actions.delete_absence(absence=absence)
    return Status(204, None)
