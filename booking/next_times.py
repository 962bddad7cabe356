"""The next free times of several choices at once, or of everybody, each as a link into the booking."""

from dataclasses import dataclass

from django.utils.text import capfirst

from practice.kept import held_by
from practice.models import practice_zone
from practice.offers import offers_at
from practice.plans import Way
from practice.versions import PRACTICE
from practice.wording import day_in_words, time_in_words, zone_in_words

from . import availability
from .choice import Choice
from .directory import next_free_of
from .search_form import town_of


@dataclass(frozen=True)
class FreeTime:
    """A free start in words, on the clocks of its place; `zone` names these where they are not the practice's.

    `whom` says with whom it is, and where, in a list of several people's.
    """

    day_text: str
    time_text: str
    url: str
    zone: str = ""
    whom: str = ""


def free_time(choice, start, *, whom=""):
    zone = choice.place.zone
    local = start.astimezone(zone)
    named = "" if zone == practice_zone() else zone_in_words(zone, start)
    return FreeTime(capfirst(day_in_words(local.date())), time_in_words(local), choice.details_url(start), named, whom)


def next_times(choices, *, now, count=3):
    """Return `{choice: [FreeTime, …]}` with the earliest of each, in two queries for all; none for a choice without."""
    choices = list(choices)
    if not choices:
        return {}
    known = availability.diaries([choice.parts for choice in choices], now=now)
    return {
        choice: [free_time(choice, start) for start in diary.nearest(now, count=count)]
        for choice, diary in zip(choices, known, strict=True)
    }


# --- Of everybody ---------------------------------------------------------------------------------


def next_times_of_all(*, now, count=3):
    """Return the next `count` free times of the practice, in three queries whoever works there.

    Where several people can be booked, these are different hours, of different people as far as can be, each with
    whom it is. Where one can, they are those of the first service at the first place, and nobody is named.
    """
    offered = offers_at(held_by(PRACTICE)[PRACTICE])
    ways = {key: some for key in offered.active_practitioners() if (some := first_ways(key, offered))}
    is_alone = len(ways) == 1
    if is_alone:
        ways = {key: some[:1] for key, some in ways.items()}
    found = next_free_of(ways, offered, now=now, starts=count)
    has_several_places = len(offered.active_places()) > 1
    times = []
    for start, one in spread(found.values(), count):
        whom = "" if is_alone else whom_of(one, has_several_places)
        times.append(free_time(Choice(one.service, one.practitioner, one.place), start, whom=whom))
    return times


def first_ways(practitioner_id, offered):
    """Return the ways to have the first service that somebody gives: one for each place."""
    ways = list(offered.ways(practitioner_id))
    return [Way(practitioner_id, service.pk, place.pk) for service, place in ways if service == ways[0][0]]


def spread(found, count):
    """Return the first `count` pairs of a start and who has it: no start twice, and nobody twice while others are left.

    `found` are `Found`s in the practice's order, which decides between those who have the same start.
    """
    free = {}
    for one in found:
        for start in one.starts:
            free.setdefault(start, []).append(one)
    chosen = []
    for start in sorted(free)[:count]:
        shown = {one.practitioner for _start, one in chosen}
        chosen.append((start, next((one for one in free[start] if one.practitioner not in shown), free[start][0])))
    return chosen


def whom_of(found, has_several_places):
    where = town_of(found.place) or found.place.name
    return f"{found.practitioner.name}, {where}" if has_several_places else found.practitioner.name
