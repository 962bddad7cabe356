"""What stands behind a refusal: the rows and the rules that close a time, in words for staff.

Each function takes an `Inquiry` (see `why`), the refusal and the start, and returns the causes, the nearest first.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practice.holidays import holiday_name
from practice.models import OpeningHours, practice_zone
from practice.regions import region_in_words
from practice.wording import day_in_words, minutes_in_words, span_in_words, time_in_words, when_in_words
from scheduling import Code

from . import availability
from .limits import Limit, day_of, week_of
from .models import State
from .wording import notice_in_words

MINUTE = dt.timedelta(minutes=1)
REPLACES = gettext_lazy("On this day, “%(hours)s” replaces the usual hours.")


@dataclass(frozen=True)
class Cause:
    """One thing that closes a time: what kind of thing, which one, and where it is changed.

    `target` is its row, or its model where there is no row yet; None where there is nothing to change, or where the
    reader may not know of it.
    """

    label: str
    words: str
    target: models.Model | type[models.Model] | None = None


def causes_of(inquiry, refusal, start):
    """Return the causes of `refusal`, for which `start` was asked."""
    find = FINDERS.get(refusal.code)
    return tuple(find(inquiry, refusal, start)) if find else ()


def openings_at(inquiry, start):
    """Yield what a free start comes from: the slot put up by hand for it, or the hours around it."""
    slots = [slot for slot in inquiry.slots if slot.start_at == start]
    yield from (cause_of_slot(inquiry, slot) for slot in slots)
    for row in [] if slots else inquiry.hours_that_open:
        if any(opens <= start < closes for opens, closes in inquiry.openings_of([row])):
            yield cause_of_hours(inquiry, row)


def cause_of_slot(inquiry, slot):
    return Cause(_("Published slot"), slot.summary(), slot)


# --- What is offered ------------------------------------------------------------------------------


def not_open(inquiry, refusal, start):
    practitioner, service, place = inquiry.practitioner, inquiry.service, inquiry.place
    parts = [(_("Practitioner"), practitioner), (_("Service"), service), (_("Place"), place)]
    for label, row in parts:
        if not row.is_active:
            yield Cause(label, _("%(name)s is not open for booking.") % {"name": row}, row)
    names = {"practitioner": practitioner, "service": service, "place": place}
    if not practitioner.services.filter(pk=service.pk).exists():
        yield Cause(_("Practitioner"), _("%(practitioner)s does not give “%(service)s”.") % names, practitioner)
    if not practitioner.places.filter(pk=place.pk).exists():
        yield Cause(_("Practitioner"), _("%(practitioner)s does not work at “%(place)s”.") % names, practitioner)


def blocked(inquiry, refusal, start):
    person = inquiry.client.user
    words = _("The account of %(name)s is blocked since %(when)s.") % {
        "name": inquiry.client,
        "when": when_in_words(person.blocked_at, None, practice_zone()),
    }
    yield Cause(_("Account"), words, person)


# --- From now until the last day ------------------------------------------------------------------


def past(inquiry, refusal, start):
    yield Cause(_("Now"), capfirst(when_in_words(inquiry.now, None, inquiry.place.zone)))


def too_soon(inquiry, refusal, start):
    words = _("A booking is made at least %(notice)s before the start: now for %(when)s at the earliest.") % {
        "notice": notice_in_words(inquiry.booking.minimum_notice_minutes),
        "when": when_in_words(inquiry.now + inquiry.booking.minimum_notice, None, inquiry.place.zone),
    }
    yield Cause(_("Booking rules"), words, inquiry.booking)


def too_far(inquiry, refusal, start):
    last = availability.last_bookable_day(inquiry.now, booking=inquiry.booking)
    words = _("Bookings are open %(days)s ahead: until %(day)s, included.") % {
        "days": notice_in_words(inquiry.booking.horizon_days * 24 * 60),
        "day": day_in_words(last, year=True),
    }
    yield Cause(_("Booking rules"), words, inquiry.booking)


# --- Hours ----------------------------------------------------------------------------------------


def closed_day(inquiry, refusal, start):
    names = {"day": day_in_words(inquiry.day), "place": inquiry.place}
    for row in inquiry.hours:
        sentence = REPLACES if row.is_exception else _("“%(hours)s” does not open on %(day)s.")
        yield Cause(label_of(row), sentence % {**names, "hours": row.summary()}, row)
    if not inquiry.hours:
        yield Cause(_("Opening hours"), _("There are no hours at “%(place)s” for %(day)s.") % names, OpeningHours)
    for row in inquiry.hours_elsewhere:
        words = _("On this day they are at “%(place)s”: %(hours)s.") % {"place": row.place, "hours": row.summary()}
        yield Cause(_("Opening hours elsewhere"), words, row)


def out_of_hours(inquiry, refusal, start):
    if start and overruns(inquiry, start):
        yield cause_of_length(inquiry, start)
    yield from (cause_of_hours(inquiry, row) for row in inquiry.hours_that_open)


def cause_of_hours(inquiry, row):
    return Cause(label_of(row), REPLACES % {"hours": row.summary()} if row.is_exception else row.summary(), row)


def label_of(hours):
    return _("Exceptional hours") if hours.is_exception else _("Opening hours")


def overruns(inquiry, start):
    """Tell whether a session would begin within the hours and end after them."""
    end = start + inquiry.service.duration
    return any(opens <= start < closes < end for opens, closes in inquiry.openings)


def cause_of_length(inquiry, start):
    words = _("“%(service)s” lasts %(length)s: the session would be from %(span)s.") % {
        "service": inquiry.service,
        "length": minutes_in_words(inquiry.service.duration_minutes),
        "span": span_in_words(inquiry.on_the_wall(start), inquiry.on_the_wall(start + inquiry.service.duration)),
    }
    return Cause(_("Service"), words, inquiry.service)


def off_grid(inquiry, refusal, start):
    """Name the step, and the row after which the steps are counted anew."""
    edges = [edge for edge in edges_of(inquiry) if edge[0] <= start]
    if not edges:
        return
    edge, cause = max(edges, key=lambda one: one[0])
    length, gap, step = inquiry.service.duration_minutes, inquiry.service.gap_minutes, inquiry.booking.step_minutes
    names = {
        "step": minutes_in_words(step or length + gap),
        "length": minutes_in_words(length),
        "gap": minutes_in_words(gap),
        "time": time_in_words(inquiry.on_the_wall(edge)),
    }
    if step:
        words = _("A session starts every %(step)s, counted from %(time)s.")
        yield Cause(_("Booking rules"), words % names, inquiry.booking)
    else:
        words = _("A session starts every %(step)s (%(length)s, and %(gap)s between two), counted from %(time)s.")
        yield Cause(_("Service"), words % names, inquiry.service)
    yield cause


def edges_of(inquiry):
    """Return the moments from which starts are counted anew, each with what is behind it."""
    opened = {start for start, _end in inquiry.openings}
    edges = [(end_with_gap(inquiry, row), cause_of_appointment(inquiry, row)) for row in inquiry.appointments]
    edges += [(row.end_at, cause_of_absence(inquiry, row)) for row in inquiry.absences]
    edges += [(row.end, cause_of_holiday(inquiry, row)) for row in inquiry.holidays]
    for row in inquiry.hours_that_open:
        edges += [
            (start, cause_of_hours(inquiry, row)) for start, _end in inquiry.openings_of([row]) if start in opened
        ]
    return edges


def end_with_gap(inquiry, appointment):
    return appointment.end_at + max(inquiry.service.gap, appointment.gap)


# --- Time off and appointments --------------------------------------------------------------------


def holiday(inquiry, refusal, start):
    """Name the holiday within which the session would be, else that of the day."""
    end = start and inquiry.end_of(start)
    within = [row for row in inquiry.holidays if start and row.start < end and start < row.end]
    yield from (cause_of_holiday(inquiry, row) for row in within or inquiry.holidays)


def cause_of_holiday(inquiry, row):
    day, region = row.start.astimezone(practice_zone()).date(), inquiry.booking.holidays_region
    name, where = capfirst(holiday_name(region, day)), region_in_words(region)
    return Cause(_("Public holiday"), f"{name}, {day_in_words(day, year=True)} ({where})", inquiry.booking)


def absent(inquiry, refusal, start):
    yield from (cause_of_absence(inquiry, row) for row in inquiry.absences if row.pk == refusal.ref)


def cause_of_absence(inquiry, row):
    label = _("Absence") if row.practitioner_id else _("The whole practice is closed")
    if row.origin:
        label = _("Busy in the calendar “%(name)s”") % {"name": row.origin}
    return Cause(label, " · ".join(filter(None, [row.summary(), row.reason])), row)


def taken(inquiry, refusal, start):
    yield from (cause_of_appointment(inquiry, row) for row in inquiry.appointments if row.pk == refusal.ref)


def too_close(inquiry, refusal, start):
    for row in inquiry.appointments:
        if row.pk == refusal.ref:
            yield cause_of_appointment(inquiry, row)
            yield cause_of_gap(inquiry, row)


def cause_of_gap(inquiry, row):
    """Return the larger of the two gaps, which counts, with the service that asks for it."""
    widest = inquiry.service if inquiry.service.gap >= row.gap else row.service
    gap = max(inquiry.service.gap, row.gap)
    words = _("%(gap)s are kept free before and after it: from %(start)s to %(end)s.") % {
        "gap": capfirst(minutes_in_words(gap // MINUTE)),
        "start": time_in_words(inquiry.on_the_wall(row.start_at - gap)),
        "end": time_in_words(inquiry.on_the_wall(row.end_at + gap)),
    }
    return Cause(_("Service"), words, widest)


def cause_of_appointment(inquiry, row):
    label = _("On hold") if row.state == State.HELD else _("Appointment")
    if not inquiry.may_see(row):
        return Cause(label, _("With someone else of the practice."))
    return Cause(label, appointment_in_words(inquiry, row), row)


def appointment_in_words(inquiry, row):
    """Return client, day and hours, and what is not as it was asked: the practitioner, the service, the place."""
    asked = (inquiry.practitioner, inquiry.service, inquiry.place)
    others = [part for part in (row.practitioner, row.service, row.place) if part not in asked]
    when = when_in_words(row.start_at, row.end_at, inquiry.place.zone)
    return " · ".join(map(str, filter(None, [row.client, when, *others])))


# --- The client's own -----------------------------------------------------------------------------


def own_overlap(inquiry, refusal, start):
    yield from (cause_of_appointment(inquiry, row) for row in inquiry.of_client if row.pk == refusal.ref)


def limit_reached(inquiry, refusal, start):
    """Name the rule, and the client's appointments that count towards it."""
    about = start or dt.datetime.combine(inquiry.day, dt.time(12), inquiry.place.zone)
    limit, counts = LIMITS[refusal.ref]
    yield Cause(_("Booking rules"), limit_in_words(refusal.ref, getattr(inquiry.booking, limit)), inquiry.booking)
    for row in inquiry.of_client:
        if counts(row, about, inquiry.now):
            yield cause_of_appointment(inquiry, row)


def limit_in_words(limit, count):
    if limit == Limit.DAY:
        words = ngettext(
            "A client may have %(count)s appointment on one day.",
            "A client may have %(count)s appointments on one day.",
            count,
        )
    elif limit == Limit.WEEK:
        words = ngettext(
            "A client may have %(count)s appointment in one week.",
            "A client may have %(count)s appointments in one week.",
            count,
        )
    else:
        words = ngettext(
            "A client may have %(count)s appointment to come.",
            "A client may have %(count)s appointments to come.",
            count,
        )
    return words % {"count": count}


def is_to_come(row, start, now):
    return row.end_at > now


def is_on_the_same_day(row, start, now):
    return day_of(row.start_at) == day_of(start)


def is_in_the_same_week(row, start, now):
    return week_of(row.start_at) == week_of(start)


#: For each limit, the rule that sets it, and whether an appointment counts towards it.
LIMITS = {
    Limit.LIVE: ("live_limit", is_to_come),
    Limit.DAY: ("day_limit", is_on_the_same_day),
    Limit.WEEK: ("week_limit", is_in_the_same_week),
}
FINDERS = {
    Code.NOT_OPEN_TO_YOU: not_open,
    Code.BLOCKED: blocked,
    Code.PAST: past,
    Code.TOO_SOON: too_soon,
    Code.TOO_FAR: too_far,
    Code.CLOSED_DAY: closed_day,
    Code.OUT_OF_HOURS: out_of_hours,
    Code.OFF_GRID: off_grid,
    Code.HOLIDAY: holiday,
    Code.ABSENT: absent,
    Code.TAKEN: taken,
    Code.TOO_CLOSE: too_close,
    Code.OWN_OVERLAP: own_overlap,
    Code.LIMIT_REACHED: limit_reached,
}
