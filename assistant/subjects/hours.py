"""When the practice is open: the hours as they stand in the admin, and what is free on a day that was named."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assistant.parts import Link, Part
from booking.views.places import hours_of
from practice.holidays import holidays_between
from practice.kept import held_by
from practice.models import OpeningHours, practice_today
from practice.offers import offers_at
from practice.versions import HOURS, PRACTICE
from practice.wording import day_in_words, usual_hours_in_words

from . import times
from .places import places_asked


def hours(asking):
    """Return the usual hours of each place that was named, or of all; of a practitioner, where one was named."""
    if asking.reading.mentions.person:
        part = hours_of_person(asking)
    else:
        held = held_by(PRACTICE, HOURS)
        lines = lines_at(held[PRACTICE], held[HOURS], practice_today(), get_language())
        rows = [(place.name, lines[place.pk]) for place in places_asked(asking)]
        part = Part(rows=[row for row in rows if row[1]], links=[Link(_("Places"), reverse("booking:places"))])
    if not part.rows:
        part = Part(paragraphs=[_("No opening hours are given at present.")], links=part.links)
    return with_day(part, asking)


@lru_cache(maxsize=2 * len(settings.LANGUAGES))
def lines_at(practice_token, hours_token, today, language):
    """Return `{pk: lines}` of all places, while these tokens hold: with many people it takes long to put together."""
    offered = offers_at(practice_token)
    places = list(offered.active_places().values())
    return {pk: lines_of(rows) for pk, rows in hours_of(places, offered).items()}


def hours_of_person(asking):
    person, today = asking.reading.mentions.person, practice_today()
    rows = OpeningHours.objects.between(today, today).filter(is_exception=False, practitioner=person)
    lines = lines_of(list(rows.prefetch_related("windows")))
    link = Link(person.name, reverse("booking:practitioner", args=[person.slug]))
    return Part(rows=[(person.name, lines)] if lines else [], links=[link])


def lines_of(rows):
    return [" · ".join([days, *windows]) for days, windows in usual_hours_in_words(rows)]


def with_day(part, asking):
    """Add what is free on the days that were named: hours alone would not know of holidays and absences."""
    if not asking.reading.when.first:
        return part
    free = times.answer(asking)
    return Part(
        part.subject,
        [*part.paragraphs, *free.paragraphs],
        part.rows,
        [*part.links, *free.links],
        free.times,
        free.filters,
    )


def holidays(asking):
    """Return the public holidays to come on which nothing is booked, within the days open for booking."""
    rules, today = asking.offered.rules, practice_today()
    days = holidays_between(rules.holidays_region, today, today + rules.horizon, worked=rules.holidays_worked)
    if not rules.holidays_region:
        said = _("Public holidays are days like any other here. What is free shows on the page of the weeks.")
    elif not days:
        said = _("There is no public holiday in the days open for booking.")
    else:
        words = [day_in_words(day) for day in sorted(days)][:6]
        said = _("The usual hours do not apply on public holidays: %(days)s.") % {"days": ", ".join(words)}
    more = _("Other days off show as days without free times.")
    return Part(paragraphs=[said, more], links=[Link(_("See the free times"), reverse("booking:week"))])
