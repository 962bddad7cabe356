"""Free times as programs read them: made once, and kept until an appointment, a rule or the clock changes them."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import scheduling
from practice.kept import Answers, Kept
from practice.models import practice_zone
from practice.offers import offers, offers_at
from practice.plans import Way, plans_at, today
from practice.versions import PRACTICE, booked_with, hours_of, tokens
from scheduling.clock import MINUTE, moment_of

from .availability import days_in_full
from .taken import taken_between

DAY = dt.timedelta(days=1)


class NotOffered(Exception):
    """Nobody gives this service there, or not this practitioner, or it is not open for booking."""


@dataclass(frozen=True)
class Question:
    """Which starts are free from `first` to `last`, dates at the place and both included; no practitioner: anyone's."""

    service_id: int
    place_id: int
    first: dt.date
    last: dt.date
    practitioner_id: int | None = None


@dataclass(frozen=True)
class Answer:
    """The JSON of an answer, and the tag that is another one exactly when the JSON is."""

    body: bytes
    etag: str


_answers = Answers(size=1024)


def answer(question, *, now):
    """Return the `Answer` at `now`. Raises `NotOffered`.

    One query when nothing has changed since it was last asked, two when an appointment has.
    """
    found = _answers.get(question, now=now)
    if found is None:
        kept = answer_anew(question, now=now)
        _answers.put(question, kept)
        found = kept.answer
    return found


def answer_anew(question, *, now):
    """Return the answer worked out from the rows, with what tells how long it may be kept."""
    people, held = people_and_tokens(question)
    plans = plans_at([Way(key, question.service_id, question.place_id) for key in people], held, now=now)
    rules = plans[0].rules
    around = days_in_full(question.first, question.last, rules.zone)
    calendars = taken_between(people, *around, now=now)
    days = starts_of(plans, calendars, question, now=now)
    return Kept(written(rules, days), held, good_until(rules, days, calendars.values(), now=now))


def people_and_tokens(question):
    """Return the keys of those who give the service there, and the tokens behind their free starts."""
    people = [question.practitioner_id] if question.practitioner_id else givers(offers(), question)
    while True:
        keys = [PRACTICE, *map(hours_of, people), *map(booked_with, people)]
        held = dict(zip(keys, tokens(*keys), strict=True))
        known, people = people, givers(offers_at(held[PRACTICE]), question)
        if not people:
            raise NotOffered
        # Someone may have joined since we asked who there is.
        if set(people) <= set(known):
            return people, held


def givers(offered, question):
    """Return the keys of those who give the service at the place, in the practice's order."""
    people = [question.practitioner_id] if question.practitioner_id else offered.practitioners
    return [key for key in people if offered.gives(key, question.service_id, question.place_id)]


def starts_of(plans, calendars, question, *, now):
    """Return `{date: [minute, …]}` for every day that is asked about: the starts that anyone of them has free."""
    found = [
        scheduling.draw_up(plan.rules, plan.openings, calendars[plan.way.practitioner_id].taken, now).starts_between(
            question.first, question.last
        )
        for plan in plans
    ]
    if len(found) == 1:
        return found[0]
    return {day: sorted(set().union(*(starts[day] for starts in found))) for day in found[0]}


def good_until(rules, days, calendars, *, now):
    """Return the next moment at which time alone changes the answer.

    The first start goes by; the horizon moves on at the practice's midnight; a hold lapses.
    """
    midnight = dt.datetime.combine(today(now) + DAY, dt.time.min, practice_zone())
    first = next((moment_of(starts[0]) - rules.minimum_notice for starts in days.values() if starts), midnight)
    return min(midnight, first, *(lapse for calendar in calendars for lapse in calendar.lapses))


def written(rules, days):
    """Return the answer in JSON: every day, and its starts in UTC."""
    answer = {
        "time_zone": rules.zone.key,
        "duration_minutes": rules.duration // MINUTE,
        "gap_minutes": rules.gap // MINUTE,
        "days": {day.isoformat(): [in_utc(start) for start in starts] for day, starts in days.items()},
    }
    body = json.dumps(answer, separators=(",", ":")).encode()
    return Answer(body, f'"{sha256(body).hexdigest()[:32]}"')


@lru_cache(maxsize=1 << 16)
def in_utc(minute):
    return f"{moment_of(minute):%Y-%m-%dT%H:%M:%SZ}"
