"""What stands beside the pages of a booking: what is being booked, with a way back to each part of it."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from booking.questions import in_words
from booking.weeks import week_in_address
from booking.wording import notice_in_words
from practice.models import practice_zone
from practice.wording import price_in_words, when_in_words, zone_in_words

from .steps import ways_to_have, whom_url

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    """A line of a summary; `detail` ends the link's words for someone who hears it alone."""

    label: str
    text: str
    url: str = ""
    detail: str = ""


# A service, a published slot and an appointment each have a length and a price.


def length_in_words(booked):
    return notice_in_words(booked.duration // MINUTE)


def length_and_price(booked):
    return " · ".join(filter(None, [length_in_words(booked), price_in_words(booked)]))


def rows_of_choice(choice, everything, slot=None):
    """Return the service, its length and price, the place and, where there are several, the practitioner.

    A published `slot` says its own length and price, and what it is about.
    """
    service = choice.service
    booked = slot or service
    several_services = len({one.service for one in everything}) > 1
    ways = ways_to_have(service, everything)
    several_places = len({one.place for one in ways}) > 1
    several_people = len({one.practitioner for one in ways}) > 1
    yield Row(_("Type"), service.name, reverse("booking:week") if several_services else "", _("the type of session"))
    if slot and slot.context:
        yield Row(_("About this slot"), slot.context)
    yield Row(_("Length"), length_in_words(booked))
    if price := price_in_words(booked):
        yield Row(_("Price"), price)
    yield Row(_("Place"), choice.place.name, whom_url(service) if several_places else "", _("the place"))
    if several_people:
        yield Row(_("With"), choice.whom, whom_url(service), _("the person"))


def row_of_start(choice, start, end):
    local = start.astimezone(choice.place.zone)
    return Row(
        _("Day and time"),
        capfirst(when_in_words(start, end, choice.place.zone)),
        choice.week_url(semaine=week_in_address(local.date())),
        _("the day or the time"),
    )


def zone_of_reader(who):
    """Return the zone that a `User` or a `Client` has set for themselves, or None; a visitor has none."""
    name = getattr(who, "time_zone", "")
    return zoneinfo.ZoneInfo(name) if name else None


def rows_of_zone(place, who, moment, *, end=None):
    """Name the place's zone where it is not the practice's or not the reader's, and tell the reader's own time."""
    own = zone_of_reader(who)
    elsewhere = own and moment.astimezone(own).utcoffset() != moment.astimezone(place.zone).utcoffset()
    if elsewhere or place.zone != practice_zone():
        yield Row(_("Times shown"), zone_in_words(place.zone, moment))
    if elsewhere and end:
        yield Row(zone_in_words(own, moment), capfirst(when_in_words(moment, end, own)))
    elif elsewhere:
        yield Row(_("Your own time"), zone_in_words(own, moment))


def rows_of_person(user):
    """Return who books, where they have an account."""
    return [Row(_("Name"), str(user)), Row(_("E-mail"), user.email)] if user.is_authenticated else []


def rows_of_form(form, details_url):
    """Return every field of a good form with what was answered, and the way back to it.

    The page that shows them has the address of the form: a link to a part of that would not leave it.
    """
    given = form.given()
    for bound in form.shown_fields():
        text = words_of(bound, given, form.cleaned_data)
        # A group of choices is reached at its first.
        target = bound.id_for_label or f"{bound.auto_id}_0"
        yield Row(bound.label, text or _("Not answered"), f"{details_url}&modifier=oui#{target}", bound.label)


def rows_of_draft(form):
    """Return what was typed so far and is good; `form` is bound to what `draft.values` returns."""
    form.is_valid()
    given = form.given()
    for bound in form.shown_fields():
        if bound.name in form.data and bound.name in form.cleaned_data:
            yield Row(bound.label, words_of(bound, given, form.cleaned_data))


def words_of(bound, given, cleaned):
    if bound.name in given:
        return in_words(given[bound.name])
    value = cleaned[bound.name]
    return (_("Yes") if value else _("No")) if isinstance(value, bool) else value
