"""The places: what they are, how to get there, who is there when, and the way to their free times."""

from collections import defaultdict
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking import permissions
from booking.choice import all_choices
from booking.next_times import next_times
from practice.models import OpeningHours, practice_today, practice_zone
from practice.offers import offers
from practice.wording import usual_hours_in_words, zone_in_words

from .portraits import initials_of, portraits_of
from .summary import length_and_price

#: A place with more services says where the others are; one with more people leads to the directory.
MOST_SERVICES = 12
MOST_PEOPLE = 12


@require_safe
def places(request):
    """Show every place that is open for booking."""
    offered = offers()
    there = list(offered.active_places().values())
    hours = hours_of(there, offered)
    ways = ways_at(offered)
    context = {
        "places": [described(place, offered, ways[place], hours[place.pk]) for place in there],
        "shows_times": permissions.may_see_free_times(request.user),
    }
    return render(request, "booking/places.html", context)


@require_safe
def place(request, slug):
    """Show one place, and the next free times of each service there, whoever gives it."""
    now, offered = timezone.now(), offers()
    one = next((row for row in offered.active_places().values() if row.slug == slug), None)
    if one is None:
        raise Http404
    shows_times = permissions.may_see_free_times(request.user)
    choices = choices_at(one)[:MOST_SERVICES] if shows_times else []
    about = described(one, offered, ways_at(offered)[one], hours_of([one], offered)[one.pk])
    people = about["people"]
    portraits = portraits_of(people[:MOST_PEOPLE])
    context = {
        **about,
        "shows_times": shows_times,
        "times": [(choice, times) for choice, times in next_times(choices, now=now).items() if times],
        "faces": [(person, portraits.get(person.pk), initials_of(person.name)) for person in people[:MOST_PEOPLE]],
        "others_url": f"{reverse('booking:practitioners')}?{urlencode({'ville': one.town_slug})}"
        if len(people) > MOST_PEOPLE and one.town_slug
        else "",
        "services": [(service, length_and_price(service)) for service in about["services"]],
    }
    return render(request, "booking/place.html", context)


def choices_at(place):
    """Return one choice for each service given there: with anyone where several give it, else with the one who does."""
    first = {}
    for choice in all_choices():
        if choice.place == place:
            first.setdefault(choice.service, choice)
    return list(first.values())


def ways_at(offered):
    """Return `{place: [(practitioner, service), …]}` of who gives what where, in the practice's order."""
    found = defaultdict(list)
    for one in offered.active_practitioners().values():
        for service, place in offered.ways(one.pk):
            found[place].append((one, service))
    return found


def described(place, offered, ways, hours):
    """Return what is told of a place; it can be booked where somebody gives something there."""
    given = {service for _one, service in ways}
    return {
        "place": place,
        "hours": usual_hours_in_words(hours),
        "zone": "" if place.zone == practice_zone() else zone_in_words(place.zone, timezone.now()),
        "people": list(dict.fromkeys(one for one, _service in ways)),
        "services": [row for row in offered.services.values() if row in given],
        "week_url": f"{reverse('booking:week')}?{urlencode({'lieu': place.slug})}" if ways else "",
    }


def hours_of(places, offered):
    """Return `{place: [OpeningHours, …]}` of those who receive there, as they are today; two queries for all."""
    today = practice_today()
    rows = OpeningHours.objects.between(today, today).filter(is_exception=False).prefetch_related("windows")
    used = {key: offered.places_used.get(key, ()) for key in offered.active_practitioners()}
    return {
        place.pk: [
            row for row in rows if place.pk in used.get(row.practitioner_id, ()) and row.place_id in (None, place.pk)
        ]
        for place in places
    }
