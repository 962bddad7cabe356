"""Where one goes, or that one need not."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.parts import Link, Part


def places_asked(asking):
    """Return the places of the town that was named, or all that are open for booking, in the practice's order."""
    everywhere = list(asking.offered.active_places().values())
    town = asking.reading.mentions.town
    return [place for place in everywhere if place.town_slug == town] or everywhere if town else everywhere


def places(asking):
    rows = [(place.name, lines_of(place)) for place in places_asked(asking)]
    if not rows:
        return Part(paragraphs=[_("There is no place to be booked at the moment")])
    return Part(rows=rows, links=[Link(_("Places"), reverse("booking:places"))])


def lines_of(place):
    where = [_("Online")] if place.is_online else place.address.splitlines() or [place.town]
    return [line for line in [", ".join(filter(None, where)), *place.access.splitlines()] if line]


def online(asking):
    there = [place for place in asking.offered.active_places().values() if place.is_online]
    if not there:
        return Part(
            paragraphs=[_("There are no online appointments.")], links=[Link(_("Places"), reverse("booking:places"))]
        )
    rows = [(place.name, [place.description or _("Online")]) for place in there]
    url = f"{reverse('booking:week')}?lieu={there[0].slug}"
    return Part(
        paragraphs=[_("Yes, there are online appointments.")], rows=rows, links=[Link(_("See the free times"), url)]
    )
