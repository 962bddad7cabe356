"""When the practice is open: the hours as they stand in the admin, and what is free on a day that was named."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.parts import Link, Part
from booking.views.places import hours_of
from practice.holidays import holidays_between
from practice.models import OpeningHours, practice_today
from practice.wording import day_in_words, usual_hours_in_words

from . import times
from .places import places_asked


def hours(asking):
    """Return the usual hours of each place that was named, or of all; of a practitioner, where one was named."""
    if asking.reading.mentions.person:
        part = hours_of_person(asking)
    else:
        places = places_asked(asking)
        found = hours_of(places, asking.offered)
        rows = [(place.name, lines_of(found[place.pk])) for place in places]
        part = Part(rows=[row for row in rows if row[1]], links=[Link(_("Places"), reverse("booking:places"))])
    if not part.rows:
        part = Part(paragraphs=[_("No opening hours are given at present.")], links=part.links)
    return with_day(part, asking)


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
