"""What is offered: services with their lengths and prices, and specialities."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.parts import Link, Part
from practice.wording import in_a_row, minutes_in_words, price_in_words

MOST = 12


def names_in_a_row(rows):
    return in_a_row([row.name for row in rows])


def services_asked(asking):
    """Return the service that was named, or what is given of a speciality or by a person that was, or all."""
    named, offered = asking.reading.mentions, asking.offered
    given = [service for service in offered.services.values() if service.is_active]
    if named.service and named.service.is_active:
        return [named.service]
    if named.person:
        theirs = offered.services_given.get(named.person.pk, ())
    elif named.speciality:
        people = [key for key, some in offered.specialities_of.items() if named.speciality.pk in some]
        theirs = {pk for key in people for pk in offered.services_given.get(key, ())}
    else:
        return given
    return [service for service in given if service.pk in theirs] or given


def prices(asking):
    rows = [
        (one.name, [price_in_words(one) or _("No price is given"), minutes_in_words(one.duration_minutes)])
        for one in services_asked(asking)
    ]
    return listed(rows, asking)


def durations(asking):
    return listed([(one.name, [minutes_in_words(one.duration_minutes)]) for one in services_asked(asking)], asking)


def services(asking):
    rows = [
        (
            one.name,
            [
                line
                for line in (
                    one.description,
                    " · ".join(filter(None, [minutes_in_words(one.duration_minutes), price_in_words(one)])),
                )
                if line
            ],
        )
        for one in services_asked(asking)
    ]
    return listed(rows, asking)


def listed(rows, asking):
    if not rows:
        return Part(paragraphs=[_("Nothing is open for booking at present.")])
    query = {"prestation": asking.reading.mentions.service.slug} if asking.reading.mentions.service else {}
    url = reverse("booking:week") + (f"?{urlencode(query)}" if query else "")
    return Part(rows=rows[:MOST], links=[Link(_("See the free times"), url)])


def specialities(asking):
    """Say who has the speciality that was named, or which there are."""
    offered, named = asking.offered, asking.reading.mentions.speciality
    people = offered.active_practitioners()
    if named:
        theirs = [one for key, one in people.items() if named.pk in offered.specialities_of.get(key, ())]
        url = f"{reverse('booking:practitioners')}?{urlencode({'specialite': named.slug})}"
        return Part(
            rows=[(named.name, [one.name for one in theirs][:MOST] or [_("Nobody at present")])],
            links=[Link(_("See who it is"), url)],
        )
    known = {pk for key in people for pk in offered.specialities_of.get(key, ())}
    rows = [row for pk, row in offered.specialities.items() if pk in known]
    if not rows:
        return services(asking)
    said = _("These are the specialities: %(names)s.") % {"names": names_in_a_row(rows)}
    return Part(paragraphs=[said], links=[Link(_("Find someone"), reverse("booking:practitioners"))])
