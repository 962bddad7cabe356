"""Refusals as sentences, in the active language; the page, the API and the assistant share them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practice.models import BookingRules
from practice.wording import (
    day_in_words,
    days_between_in_words,
    opening_days_in_words,
    starts_in_words,
    time_in_words,
    when_in_words,
)
from scheduling import Code

from .availability import last_bookable_day
from .limits import BY_INVITATION, Limit
from .models import Appointment

#: What staff read first of each code; the client's own sentence stands below.
HEADLINES = {
    Code.CLOSED_DAY: gettext_lazy("not an opening day"),
    Code.OUT_OF_HOURS: gettext_lazy("outside the opening hours"),
    Code.OFF_GRID: gettext_lazy("between two starts"),
    Code.TAKEN: gettext_lazy("taken by an appointment"),
    Code.TOO_CLOSE: gettext_lazy("too close to an appointment"),
    Code.TOO_FAR: gettext_lazy("too far ahead"),
    Code.TOO_SOON: gettext_lazy("too soon"),
    Code.PAST: gettext_lazy("in the past"),
    Code.ABSENT: gettext_lazy("an absence"),
    Code.HOLIDAY: gettext_lazy("a public holiday"),
    Code.OWN_OVERLAP: gettext_lazy("the client has another appointment"),
    Code.LIMIT_REACHED: gettext_lazy("the client has as many appointments as allowed"),
    Code.BLOCKED: gettext_lazy("the client’s account is blocked"),
    Code.NOT_OPEN_TO_YOU: gettext_lazy("not open for booking"),
}


def headline(code):
    """Return in a few words what staff read first of a refusal."""
    return HEADLINES.get(code, code)


def sentence_for(refused, *, practitioner, service, place, now, start=None, to_guest=False):
    """Return the sentence for a `Refusal` or a `BookingRefused`: what is so, and what the reader can do.

    `practitioner` None: anyone who gives the service there was asked. `to_guest`: the reader has not shown who they
    are, and is told nothing of the appointments that there are.
    """
    write = SENTENCES.get(refused.code)
    if write is None:
        return PLAIN[refused.code]()
    start = start or getattr(refused, "start", None)
    wish = {"practitioner": practitioner, "service": service, "place": place, "now": now}
    return write(refused, **wish, start=start, to_guest=to_guest)


def closed_day(refused, *, practitioner, place, **wish):
    if practitioner is None:
        return _("There are no sessions on this day. Choose another day.")
    days = opening_days_in_words(practitioner, place)
    if not days:
        return _("There are no sessions at this time of the year.")
    return _("Sessions run %(days)s. Choose another day.") % {"days": days}


def out_of_hours(refused, *, practitioner, service, place, start, **wish):
    day = start and start.astimezone(place.zone).date()
    starts = starts_in_words(practitioner, service, place, day) if practitioner and day else ""
    if not starts:
        return _("There are no sessions at this hour. Choose one of the times shown.")
    return _("Sessions start %(starts)s.") % {"starts": starts}


def off_grid(refused, *, place, start, **wish):
    if not start:
        return _("No session starts at this time. Choose one of the times shown.")
    return _("No session starts at %(time)s. Choose one of the times shown.") % {
        "time": time_in_words(start.astimezone(place.zone))
    }


def too_close(refused, *, service, **wish):
    return ngettext(
        "There must be %(count)s minute between sessions. The times shown allow for it.",
        "There must be %(count)s minutes between sessions. The times shown allow for it.",
        service.gap_minutes,
    ) % {"count": service.gap_minutes}


def too_far(refused, *, now, **wish):
    last = day_in_words(last_bookable_day(now), weekday=False, year=True)
    return _("Bookings are open until %(day)s. Choose an earlier date.") % {"day": last}


def too_soon(refused, **wish):
    return _("Bookings close %(notice)s before the start. Choose a later time.") % {
        "notice": notice_in_words(BookingRules.load().minimum_notice_minutes)
    }


def notice_in_words(minutes):
    """Return a length of time in its largest whole unit: “2 days”, “3 hours”, “90 minutes”."""
    if minutes and minutes % 1440 == 0:
        return ngettext("%(count)s day", "%(count)s days", minutes // 1440) % {"count": minutes // 1440}
    if minutes and minutes % 60 == 0:
        return ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def absent(refused, *, practitioner, **wish):
    if practitioner is None:
        return _("Nobody is available at this time. Choose another day.")
    return _("%(practitioner)s is away at this time. Choose another day.") % {"practitioner": practitioner.name}


def own_overlap(refused, *, place, to_guest, **wish):
    own = None if to_guest else Appointment.objects.select_related("place").filter(pk=refused.ref).first()
    if own is None:
        return _("You already have an appointment at this time.")
    when = when_in_words(own.start_at, None, place.zone, year=False)
    return _("You already have an appointment on %(when)s.") % {"when": when}


def limit_reached(refused, **wish):
    rules = BookingRules.load()
    if refused.ref == Limit.DAY:
        sentence = ngettext(
            "You already have %(count)s appointment that day, as many as can be booked for one day. "
            "Choose another day.",
            "You already have %(count)s appointments that day, as many as can be booked for one day. "
            "Choose another day.",
            rules.day_limit,
        )
        return sentence % {"count": rules.day_limit}
    if refused.ref == Limit.WEEK:
        sentence = ngettext(
            "You already have %(count)s appointment that week, as many as can be booked for one week. "
            "Choose another week.",
            "You already have %(count)s appointments that week, as many as can be booked for one week. "
            "Choose another week.",
            rules.week_limit,
        )
        return sentence % {"count": rules.week_limit}
    if refused.ref == Limit.WAITING:
        return _("You are waiting for several days already. Leave one of them first.")
    if refused.ref == Limit.MOVES:
        return moves_in_words(rules.moves_limit)
    return ngettext(
        "You already have %(count)s appointment to come, as many as can be booked at once.",
        "You already have %(count)s appointments to come, as many as can be booked at once.",
        rules.live_limit,
    ) % {"count": rules.live_limit}


def moves_in_words(limit):
    if not limit:
        return _("This appointment cannot be moved online: cancel it, then book another.")
    return ngettext(
        "You have moved this appointment %(count)s time, as often as can be done online.",
        "You have moved this appointment %(count)s times, as often as can be done online.",
        limit,
    ) % {"count": limit}


def not_open_to_you(refused, **wish):
    if refused.ref == BY_INVITATION:
        return by_invitation()
    return _("This service is not open for booking here. Choose another one.")


def by_invitation():
    return _("Appointments are booked by those who have an account, and accounts are by invitation. Log in first.")


def state(refused, **wish):
    if getattr(refused, "late", False):
        return _("It is too late to change this appointment online.")
    return _("This appointment can no longer be changed.")


SENTENCES = {
    Code.CLOSED_DAY: closed_day,
    Code.OUT_OF_HOURS: out_of_hours,
    Code.OFF_GRID: off_grid,
    Code.TOO_CLOSE: too_close,
    Code.TOO_FAR: too_far,
    Code.TOO_SOON: too_soon,
    Code.ABSENT: absent,
    Code.OWN_OVERLAP: own_overlap,
    Code.LIMIT_REACHED: limit_reached,
    Code.NOT_OPEN_TO_YOU: not_open_to_you,
    Code.STATE: state,
}
PLAIN = {
    Code.TAKEN: lambda: _("This time has just been booked. Your details are kept: choose another one."),
    Code.PAST: lambda: _("This time has passed. Here are the next free times."),
    Code.HOLIDAY: lambda: _("This day is a public holiday. Choose another day."),
    Code.NOT_YOURS: lambda: _("This appointment is not yours to change."),
    Code.BLOCKED: lambda: _("Online booking is closed for this account. Contact the practice."),
    Code.BUSY: lambda: _("Many appointments are being changed at this moment. Try again in a minute."),
}


def appointment_when(appointment, zone=None):
    """Return the day and the hours of an appointment, in `zone` or the place's own."""
    return when_in_words(appointment.start_at, appointment.end_at, zone or appointment.place.zone)


def days_awaited(entry):
    """Return for when someone on the waiting list wants a time: some days, or before the appointment they have."""
    if not entry.is_for_earlier:
        return days_between_in_words(entry.first_day, entry.last_day)
    when = when_in_words(entry.appointment.start_at, None, entry.place.zone, year=False)
    return _("before %(when)s") % {"when": when}


def why_still_waiting(refused, entry, *, now):
    """Return the sentence for someone on the waiting list of whose place nothing could be changed just now."""
    parts = {part: getattr(entry, part) for part in ("practitioner", "service", "place")}
    return sentence_for(refused, **parts, now=now)
