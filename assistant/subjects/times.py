"""“Jeudi prochain après 16 h”: up to three free times, each as a link into the booking."""

from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assistant.parts import Filter, Link, Part
from booking import permissions, wording
from booking.choice import Choice
from booking.directory import Search, find_free, match
from booking.limits import own_appointments
from booking.next_times import free_time, spread
from booking.search_form import PART_NAMES, town_of
from people.models import Client
from practice.kept import held_by
from practice.languages import name_of
from practice.models import Place
from practice.versions import HOURS, PRACTICE
from practice.wording import day_in_words, days_between_in_words, time_in_words

#: So many are proposed, of the first people who are free; of each so many starts are looked at.
COUNT, PEOPLE, STARTS = 3, 12, 12
WORD_OF_PART = {"morning": "matin", "afternoon": "apres-midi", "evening": "soir"}


def answer(asking):
    """Return the first free times that fit; where there are none, the first ones without the days and hours."""
    if not permissions.may_see_free_times(asking.who):
        return Part(paragraphs=[wording.by_invitation()], links=[Link(_("Log in"), reverse("account_login"))])
    search = search_of(asking)
    times = free_times(asking, search)
    filters = filters_of(asking, search)
    if times:
        said = _("These times are free. Choose one to book it.")
    else:
        times = free_times(asking, replace(search, first=None, last=None, part=None))
        said = _("Nothing is free then. These are the next free times.") if times else _("No time is free at present.")
    return Part(
        paragraphs=[said],
        times=times,
        filters=filters,
        links=[Link(_("See all free times"), address_of(asking, search))],
    )


def search_of(asking):
    """Return the `Search` that was understood, without the filters that the reader took away."""
    reading, named, left_out = asking.reading, asking.reading.mentions, asking.without
    when = reading.when
    search = Search(
        when.first,
        when.last,
        when.hours,
        speciality_id=named.speciality.pk if named.speciality and "specialite" not in left_out else None,
        service_id=named.service.pk if named.service and "prestation" not in left_out else None,
        town=town_asked(asking) if "ville" not in left_out else None,
        language=named.language if named.language and "langue" not in left_out else None,
        name=named.person.name if named.person and "praticien" not in left_out else "",
    )
    # “Cardiologue” may name a speciality and a service at once: what nobody gives with both is meant by one.
    if search.speciality_id and search.service_id and not match(search, held_by(PRACTICE)[PRACTICE]):
        return replace(search, service_id=None)
    return search


def town_asked(asking):
    if asking.reading.mentions.town:
        return asking.reading.mentions.town
    has_online = any(place.is_online for place in asking.offered.active_places().values())
    return Place.ONLINE if asking.reading.is_online and has_online else None


def free_times(asking, search):
    held = held_by(PRACTICE, HOURS)
    found = find_free(search, now=asking.now, count=PEOPLE, starts=STARTS, held=held).found
    if search.name:
        found = [one for one in found if one.practitioner.pk == asking.reading.mentions.person.pk]
    found = fitting(found, asking)
    is_alone = len(asking.offered.active_practitioners()) == 1
    return [
        free_time(
            Choice(one.service, one.practitioner, one.place), start, whom=one.service.name if is_alone else whom_of(one)
        )
        for start, one in spread(found, COUNT)
    ]


def fitting(found, asking):
    """Leave out the starts that the reader's own appointments stand against."""
    client = Client.objects.for_user(asking.who).first() if asking.who.is_authenticated else None
    if client is None:
        return found
    own = own_appointments(client, now=asking.now, booking=asking.offered.rules)
    kept = ((one, [start for start in one.starts if own.suit(start, start + one.service.duration)]) for one in found)
    return [replace(one, starts=starts) for one, starts in kept if starts]


def whom_of(one):
    return f"{one.practitioner.name}, {town_of(one.place) or one.place.name} · {one.service.name}"


# --- What was understood, in words and in addresses ---------------------------------------------------


def filters_of(asking, search):
    named, when = asking.reading.mentions, asking.reading.when
    found = [
        ("quand", when_in_words(when)),
        ("praticien", named.person.name if search.name else ""),
        ("specialite", named.speciality.name if search.speciality_id else ""),
        ("prestation", named.service.name if search.service_id else ""),
        ("ville", town_in_words(asking, search.town)),
        ("langue", name_of(search.language) if search.language else ""),
    ]
    return [Filter(key, text) for key, text in found if text]


def when_in_words(when):
    days = days_between_in_words(when.first, when.last) if when.first else ""
    return ", ".join(filter(None, [days, hours_in_words(when)]))


def hours_in_words(when):
    if when.hours is None:
        return ""
    if when.part in WORD_OF_PART:
        return str(PART_NAMES[WORD_OF_PART[when.part]])
    start, end = time_in_words(when.hours.start), time_in_words(when.hours.end)
    if when.hours.end.hour == 23:
        return pgettext("hours", "from %(start)s") % {"start": start}
    if when.hours.start.hour == 0:
        return pgettext("hours", "before %(end)s") % {"end": end}
    return pgettext("hours", "between %(start)s and %(end)s") % {"start": start, "end": end}


def town_in_words(asking, town):
    places = asking.offered.active_places().values()
    return next((str(town_of(place)) for place in places if town and place.town_slug == town), "")


def address_of(asking, search):
    """Return where one looks further: the directory with the same filters, or the weeks of the only one there is."""
    named = asking.reading.mentions
    if len(asking.offered.active_practitioners()) > 1 and not search.name:
        query = {
            "specialite": named.speciality.slug if search.speciality_id else "",
            "prestation": named.service.slug if search.service_id else "",
            "ville": search.town or "",
            "langue": search.language or "",
            "jour": search.first.isoformat() if search.first and search.first == search.last else "",
            "moment": WORD_OF_PART.get(asking.reading.when.part, ""),
        }
        return with_query("booking:practitioners", query)
    query = {
        "praticien": named.person.slug if search.name else "",
        "prestation": named.service.slug if search.service_id else "",
        "date": max(search.first, asking.now.date()).isoformat() if search.first else "",
    }
    return with_query("booking:week", query)


def with_query(name, query):
    query = urlencode({key: value for key, value in query.items() if value})
    return f"{reverse(name)}?{query}" if query else reverse(name)


def day_named(asking):
    """Return the one day that was asked about in words, or ""."""
    when = asking.reading.when
    return day_in_words(when.first) if when.first and when.first == when.last else ""
