"""Times of appointments in words, and the next free ones, for any template."""

import zoneinfo

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.text import capfirst

from booking import permissions
from booking.next_times import next_times_of_all
from practice.models import practice_zone
from practice.wording import WEEKDAYS, day_in_words, time_in_words, when_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def next_free_times(context, count=3):
    """Return the practice's next free times, each a `FreeTime`; None for a visitor where one comes by invitation."""
    request = context.get("request")
    if not permissions.may_see_free_times(getattr(request, "user", AnonymousUser())):
        return None
    return next_times_of_all(now=timezone.now(), count=count)


@register.simple_tag
def when(appointment, zone=None):
    """Return the day and the hours in full: “Tuesday 24 November 2026, 9:00 to 9:45”."""
    return capfirst(when_in_words(appointment.start_at, appointment.end_at, zone or appointment.place.zone))


@register.simple_tag
def when_short(appointment, zone=None):
    """Return the day and the hour of the start: “Tuesday 24 November at 9:00”."""
    return when_in_words(appointment.start_at, None, zone or appointment.place.zone, year=False)


@register.filter
def moment_in_words(moment, zone=None):
    """Return a moment's day and hour, in `zone` (a ZoneInfo or its name) or the practice's own."""
    if not moment:
        return ""
    zone = zoneinfo.ZoneInfo(zone) if isinstance(zone, str) else zone
    return when_in_words(moment, None, zone or practice_zone())


@register.filter
def local_day(appointment):
    """Return the date at the place, which `date` then leaves as it is: it would move a datetime into another zone."""
    return appointment.start_at.astimezone(appointment.place.zone).date()


@register.filter
def day_words(day, form=""):
    """Return “Tuesday 24 November”; `form` "date" leaves the weekday out, "year" writes the year instead of it."""
    return day_in_words(day, weekday=not form, year=form == "year")


@register.filter
def weekday(day):
    """Return “Tuesday”, as inside a sentence."""
    return WEEKDAYS[day.weekday()]


@register.filter
def clock(local):
    """Return “9:00”, “9 h 00”, of a time that is local already; `time` would move it into another zone."""
    return time_in_words(local)
