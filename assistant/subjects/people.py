"""Who receives, and which languages they speak."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.parts import Link, Part
from booking.views.directory import specialities_of, towns_of
from practice.languages import name_of
from practice.wording import in_a_row

from .catalogue import MOST


def people(asking):
    """Say who the one is that was named, or who receives in the town that was, or everywhere."""
    if person := asking.reading.mentions.person:
        link = Link(_("Read more, and book"), reverse("booking:practitioner", args=[person.slug]))
        return Part(rows=[(person.name, lines_of(person, asking))], links=[link])
    town, offered = asking.reading.mentions.town, asking.offered
    there = [
        one
        for key, one in offered.active_practitioners().items()
        if not town or any(place.town_slug == town for _service, place in offered.ways(key))
    ]
    rows = [(one.name, lines_of(one, asking)) for one in there[:MOST]]
    return Part(rows=rows, links=[Link(_("See everyone"), reverse("booking:practitioners"))])


def lines_of(person, asking):
    known = in_a_row([row.name for row in specialities_of(person, asking.offered)])
    where = in_a_row([str(town) for town in towns_of(person, asking.offered)])
    return [line for line in (person.title, known, where) if line] or [_("Open for booking")]


def languages(asking):
    asked, everyone = asking.reading.mentions.language, asking.offered.active_practitioners().values()
    link = Link(_("See everyone"), reverse("booking:practitioners"))
    if asked:
        speak = [one.name for one in everyone if asked in one.languages]
        if not speak:
            return Part(
                paragraphs=[_("Nobody has said that they speak this language: %(name)s.") % {"name": name_of(asked)}],
                links=[link],
            )
        return Part(rows=[(name_of(asked), speak[:MOST])], links=[link])
    spoken = dict.fromkeys(code for one in everyone for code in one.languages)
    if not spoken:
        return Part(paragraphs=[_("Nobody has said which languages they speak.")], links=[link])
    return Part(
        paragraphs=[
            _("These languages are spoken: %(names)s.") % {"names": in_a_row([name_of(code) for code in spoken])}
        ],
        links=[link],
    )
