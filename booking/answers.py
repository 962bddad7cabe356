"""Free times as programs read them: made once, and kept until an appointment, a rule or the clock changes them."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from practice import offers
from practice.kept import Answers, Kept
from practice.models import practice_zone
from practice.plans import Way, plans_at, today
from practice.versions import PRACTICE, booked_with, hours_of
from scheduling.clock import MINUTE, moment_of

from .availability import days_in_full, diary_of
from .taken import taken_between

DAY = dt.timedelta(days=1)


class NotOpen(Exception):
    """Free times are told to nobody who has not logged in."""


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


def answer(question, *, to, now):
    """Return the `Answer` at `now` to a user or a visitor. Raises `NotOffered`, and `NotOpen`.

    One query when nothing has changed since it was last asked, two when an appointment has.
    """
    people, held = people_and_tokens(question, to)
    found = _answers.under(held, question, now=now)
    if found is None:
        kept = answer_anew(question, people, held, now=now)
        _answers.put(question, kept)
        found = kept.answer
    return found


def answer_anew(question, people, held, *, now):
    """Return the answer of these people, worked out from the rows, with what tells how long it may be kept."""
    plans = plans_at([Way(key, question.service_id, question.place_id) for key in people], held, now=now)
    rules = plans[0].rules
    around = days_in_full(question.first, question.last, rules.zone)
    calendars = taken_between(people, *around, now=now)
    days = diary_of(plans[0].offers, plans, calendars, now=now).minutes_between(question.first, question.last)
    return Kept(written(rules, days), held, good_until(rules, days, calendars.values(), now=now))


def people_and_tokens(question, to):
    """Return the keys of those who give the service there, and the tokens behind their free starts."""
    wish = (question.practitioner_id, question.service_id, question.place_id)
    (people,), held = offers.people_and_tokens([wish], hours_of, booked_with)
    offered = offers.offers_at(held[PRACTICE])
    if not offered.are_open_to(to):
        raise NotOpen
    if not people or not all(offered.gives(key, *wish[1:]) for key in people):
        raise NotOffered
    return people, held


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
