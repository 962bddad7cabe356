"""The directory's question: who of this speciality is free on these days, in this town, and when first?

It looks through the practitioners in the practice's order and stops when a page is full, so that a thousand of them
cost little more than a hundred. At most three queries, when no rule has changed.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import scheduling
from practice.models import Place, Practitioner, Service
from practice.offers import offers_at
from practice.plans import Way, plans_at
from practice.versions import HOURS, NEVER, PRACTICE, all_hours, hours_of, tokens
from scheduling.clock import moment_of

from .availability import days_in_full
from .taken import taken_between

NOON, SIX = dt.time(12), dt.time(18)


class Part(StrEnum):
    """A part of a day, on the clock of the place."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    def holds(self, at):
        """Tell whether a time on the wall clock lies in it."""
        if self == Part.MORNING:
            return at < NOON
        return NOON <= at < SIX if self == Part.AFTERNOON else at >= SIX


@dataclass(frozen=True)
class Search:
    """What is looked for from `first` to `last`, dates at the place and both included; None: any."""

    first: dt.date
    last: dt.date
    part: Part | None = None
    speciality_id: int | None = None
    service_id: int | None = None
    town: str | None = None


@dataclass(frozen=True)
class Found:
    """Someone who is free, with the first starts that they have, aware and in UTC, in one service at one place."""

    practitioner: Practitioner
    service: Service
    place: Place
    starts: list[dt.datetime]


@dataclass(frozen=True)
class Page:
    """Those who were found, in the practice's order; `after` asks for the next page, None at the end."""

    found: list[Found]
    after: int | None


def find_free(search, *, now, count=12, after=0, starts=3):
    """Return a `Page` of at most `count` practitioners who are free then, from the one in place `after` on."""
    practice_token, hours_token = tokens(PRACTICE, HOURS)
    people = list(ways_by_practitioner(practice_token, search.speciality_id, search.service_id, search.town).items())
    found = []
    # As a rule the first few fill the page. If they do not, all the others are looked at together.
    few = 3 * count
    for begin, end in ((after, after + few), (after + few, len(people))):
        some = people[begin:end]
        for place, one in enumerate(free_among(some, search, practice_token, hours_token, now=now), start=begin):
            if one is None:
                continue
            if len(found) == count:
                return Page(found, place)
            found.append(found_in(*one, starts))
    return Page(found, None)


@lru_cache(maxsize=256)
def ways_by_practitioner(practice_token, speciality_id, service_id, town):
    """Return `{practitioner: [Way, …]}` of those who match, in the practice's order, while the token holds."""
    offered = offers_at(practice_token)
    found = {}
    for key in offered.practitioners:
        if speciality_id is not None and speciality_id not in offered.specialities_of.get(key, ()):
            continue
        ways = [
            Way(key, service.pk, place.pk)
            for service, place in offered.ways(key)
            if service_id in (None, service.pk) and town in (None, place.town)
        ]
        if ways:
            found[key] = ways
    return found


def free_among(people, search, practice_token, hours_token, *, now):
    """Yield for each of `people`, in order, the plan and the free starts of their earliest way, or None."""
    ways = [way for _key, several in people for way in several]
    if not ways:
        return
    kept = tokens_of_hours(hours_token)
    held = {PRACTICE: practice_token, **{hours_of(key): kept.get(hours_of(key), NEVER) for key, _ways in people}}
    plans = dict(zip(ways, plans_at(ways, held, now=now), strict=True))
    zones = {plan.rules.zone for plan in plans.values()}
    spans = [days_in_full(search.first, search.last, zone) for zone in zones]
    calendars = taken_between(
        [key for key, _ways in people], min(start for start, _end in spans), max(end for _start, end in spans), now=now
    )
    for key, several in people:
        yield earliest_of([(plans[way], minutes_free(plans[way], calendars[key], search, now)) for way in several])


@lru_cache(maxsize=2)
def tokens_of_hours(hours_token):
    """Return the tokens of everyone's hours, while the one of all hours together holds."""
    return all_hours()


def minutes_free(plan, calendar, search, now):
    timetable = scheduling.draw_up(plan.rules, plan.openings, calendar.taken, now)
    days = timetable.starts_between(search.first, search.last).values()
    free = [start for starts in days for start in starts]
    if search.part is None:
        return free
    return [start for start in free if search.part.holds(moment_of(start).astimezone(plan.rules.zone).time())]


def earliest_of(ways):
    """Return the pair of plan and free starts that begins first, or None when none has any."""
    free = [pair for pair in ways if pair[1]]
    return min(free, key=lambda pair: pair[1][0]) if free else None


def found_in(plan, free, count):
    offered, way = plan.offers, plan.way
    return Found(
        offered.practitioners[way.practitioner_id],
        offered.services[way.service_id],
        offered.places[way.place_id],
        [moment_of(start) for start in free[:count]],
    )
