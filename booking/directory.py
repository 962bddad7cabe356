"""The directory's question: who of this name, speciality, language is free on these days, in this town, when first?

It looks through the practitioners in the practice's order and stops when a page is full, so that a thousand of them
cost little more than a hundred. At most three queries, when no rule has changed.
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import scheduling
from people.names import find_named
from practice.kept import held_by
from practice.models import Place, Practitioner, Service, Speciality
from practice.offers import offers_at
from practice.plans import Way, plans_at, today
from practice.versions import HOURS, NEVER, PRACTICE, all_hours, hours_of
from scheduling.clock import moment_of

from .availability import days_in_full, diaries
from .taken import taken_between

DAY = dt.timedelta(days=1)
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
class Hours:
    """Starts from one time to another, the second left out, on the clock of the place; a `Part` that one chooses."""

    start: dt.time
    end: dt.time

    def holds(self, at):
        return self.start <= at < self.end


@dataclass(frozen=True)
class Search:
    """What is looked for from `first` to `last`, dates at the place and both included; None: any.

    `town` is the `town_slug` of a place, `language` a code of `practice.languages`, `name` is as people type it.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    part: Part | Hours | None = None
    speciality_id: int | None = None
    service_id: int | None = None
    town: str | None = None
    language: str | None = None
    name: str = ""
    place_id: int | None = None


@dataclass(frozen=True)
class Found:
    """Someone who is free, with the first starts that they have, aware and in UTC, in one service at one place."""

    practitioner: Practitioner
    service: Service
    place: Place
    starts: list[dt.datetime]


@dataclass(frozen=True)
class Page:
    """Those who were found, in the practice's order, or the nearest to a name first.

    The page before ends before place `before` among all who match, the next one begins at place `after`; None: there
    is none.
    """

    found: list[Found]
    before: int | None
    after: int | None


def find_free(search, *, now, count=12, after=0, before=None, starts=3, held=None):
    """Return a `Page` of at most `count` practitioners who are free then.

    It holds those from place `after` on, or, where `before` is given, the last ones before that place. `held` are
    the tokens of the practice and of all hours, for who has read them already.
    """
    held = held or held_by(PRACTICE, HOURS)
    people = list(match(search, held[PRACTICE]).items())
    search = within_bookable_days(search, offers_at(held[PRACTICE]).rules, now)
    places = range(after, len(people)) if before is None else range(min(before, len(people)) - 1, -1, -1)
    found = {}
    # As a rule the first few fill the page. If they do not, all the others are looked at together.
    few = 2 * count
    for some in (places[:few], places[few:]):
        looked_at = free_among([people[place] for place in some], search, held[PRACTICE], held[HOURS], now=now)
        for place, one in zip(some, looked_at, strict=True):
            if one is None:
                continue
            if len(found) == count:
                return page_of(found, before=before, more=place)
            found[place] = found_in(*one, starts)
    return page_of(found, before=before)


def page_of(found, *, before, more=None):
    """Return the page of `found`, by place; `more` is where the next one in the same direction was met."""
    first, rows = min(found, default=0), [found[place] for place in sorted(found)]
    if before is None:
        return Page(rows, first or None, more)
    return Page(rows, None if more is None else first, before)


def next_free_of(people, offered, *, now, starts=3):
    """Return `{practitioner: Found}` with the first starts of each of `people`, `{practitioner: [Way, …]}`.

    Who has no free time is not in it. Two queries, however many people and ways there are.
    """
    ways = [way for several in people.values() for way in several]
    if not ways:
        return {}
    parts = [
        (offered.practitioners[key], offered.services[service], offered.places[place]) for key, service, place in ways
    ]
    found = {}
    for (one, service, place), known in zip(parts, diaries(parts, now=now), strict=True):
        free = known.nearest(now, count=starts)
        if free and (one.pk not in found or free[0] < found[one.pk].starts[0]):
            found[one.pk] = Found(one, service, place, free)
    return found


def within_bookable_days(search, rules, now):
    """Return the search with its open ends closed: nothing is bookable before today, or long after the last day."""
    earliest, latest = today(now) - DAY, today(now) + (rules.horizon_days + 1) * DAY
    first, last = max(search.first or earliest, earliest), min(search.last or latest, latest)
    return replace(search, first=first, last=max(first, last))


def match(search, practice_token):
    """Return `{practitioner: [Way, …]}` of those who are meant, the nearest to a name first, while the token holds."""
    wish = (search.speciality_id, search.service_id, search.town, search.language, search.place_id)
    ways = ways_by_practitioner(practice_token, *wish)
    if not search.name:
        return ways
    known = offers_at(practice_token).practitioners
    return {key: ways[key] for key in find_named(search.name, {key: known[key].name for key in ways})}


@lru_cache(maxsize=256)
def ways_by_practitioner(practice_token, speciality_id, service_id, town, language, place_id):
    """Return `{practitioner: [Way, …]}` of those who match, in the practice's order, while the token holds.

    Who has no way to be booked is in it, unless a service, a town or a place was asked for.
    """
    offered = offers_at(practice_token)
    there = {
        key for key, place in offered.places.items() if town in (None, place.town_slug) and place_id in (None, key)
    }
    found = {}
    for key, practitioner in offered.active_practitioners().items():
        if speciality_id is not None and speciality_id not in offered.specialities_of.get(key, ()):
            continue
        if language is not None and language not in practitioner.languages:
            continue
        ways = [
            Way(key, service.pk, place.pk)
            for service, place in offered.ways(key)
            if service_id in (None, service.pk) and place.pk in there
        ]
        if ways or (service_id is None and town is None and place_id is None):
            found[key] = ways
    return found


@dataclass(frozen=True)
class Filters:
    """What can be looked for, because somebody who is open for booking has it: all in the practice's order."""

    specialities: list[Speciality]
    services: list[Service]
    places: list[Place]
    languages: set[str]


@lru_cache(maxsize=2)
def filters(practice_token):
    """Return the `Filters`, while the token holds."""
    offered = offers_at(practice_token)
    people = offered.active_practitioners()
    ways = {way for some in ways_by_practitioner(practice_token, None, None, None, None, None).values() for way in some}
    services, places = {way.service_id for way in ways}, {way.place_id for way in ways}
    specialities = {pk for key in people for pk in offered.specialities_of.get(key, ())}
    return Filters(
        [row for pk, row in offered.specialities.items() if pk in specialities],
        [row for pk, row in offered.services.items() if pk in services],
        [row for pk, row in offered.places.items() if pk in places],
        {code for one in people.values() for code in one.languages},
    )


def free_among(people, search, practice_token, hours_token, *, now):
    """Yield for each of `people`, in order, the plan and the free starts of their earliest way, or None."""
    people = list(people)
    ways = [way for _key, several in people for way in several]
    if not ways:
        yield from [None] * len(people)
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
