"""Reads and changes in turn: does any answer lag behind?

Each change is followed by a read that names the answer of the last time (If-None-Match), over other connections, so
that each worker must have heard of what another one, or nobody of the site, has changed.
"""

import contextlib
import datetime as dt
import json
import random

from benchmarks import load, practice
from benchmarks.figures import once
from benchmarks.goals import at_most, missing
from benchmarks.load import Request

from . import lookup
from .booking import ZONE, Diary

WHAT = "answers that lag behind a change"
#: Enough connections to reach every worker.
READERS = 6
READS_A_CHANGE = 3


def cases(world):
    return []


def goals(world, costs):
    on, site = world.on, world.usual
    if not lookup.is_there(site):
        return [missing(4, WHAT, on, lookup.NOT_THERE)]
    count = world.sizes.changes
    world.say(f"  {on}: {count:,} reads and changes in turn")
    late = stale_answers(site, count // (READS_A_CHANGE + 1))
    return [at_most(4, f"{WHAT}, of {count:,} mixed reads and changes", on, 0, "answers", once(late))]


def stale_answers(site, changes):
    """Book and cancel the first practitioner's times by chance; return how many reads did not show it."""
    diary, chance, late = Diary(site), random.Random(1), 0
    who = site.facts["practitioners"][0]
    free = [
        (who["slug"], day, n) for key, day, n in practice.free([who["id"]], dt.date.fromisoformat(site.facts["today"]))
    ]
    booked = []
    with contextlib.ExitStack() as stack:
        readers = [Reader(stack.enter_context(contextlib.closing(load.Caller(site.port)))) for _n in range(READERS)]
        for _change in range(changes):
            if booked and (not free or chance.random() < 0.5):
                time = booked.pop(chance.randrange(len(booked)))
                free.append(time)
                cancel(site, who["id"], start_of(time))
            else:
                time = free.pop(chance.randrange(len(free)))
                booked.append(time)
                readers[0].caller.ask_as_expected(diary.request(*time, next(diary.callers)))
            for reader in chance.sample(readers, READS_A_CHANGE):
                late += (start_of(time) in reader.starts(site)) != (time in free)
    diary.give_back()
    return late


def start_of(time):
    _slug, day, session = time
    return dt.datetime.combine(day, practice.STARTS[session], ZONE).astimezone(dt.UTC)


def cancel(site, practitioner, start):
    """Cancel past the site, as a repair by hand would."""
    moment = f"{start:%Y-%m-%d %H:%M:%S}" if "sqlite" in site.database.url else start
    site.database.run(
        "UPDATE booking_appointment SET state = 'cancelled' "
        "WHERE practitioner_id = %s AND start_at = %s AND state = 'confirmed'",
        practitioner,
        moment,
    )


class Reader:
    """Someone who keeps the last answer and asks whether it still holds."""

    def __init__(self, caller):
        self.caller = caller
        self.etag, self.kept = "", set()

    def starts(self, site):
        path = lookup.sixty_days(site).path
        answer = self.caller.ask_as_expected(Request(path, headers={"If-None-Match": self.etag}, expect=(200, 304)))
        if answer.status == 200:
            self.etag = answer.headers.get("etag", "")
            self.kept = set(starts_in(json.loads(answer.body)))
        return self.kept


def starts_in(answer):
    """Yield every moment that an answer holds, however it is nested."""
    if isinstance(answer, dict):
        answer = [*answer.values()]
    if isinstance(answer, list):
        for part in answer:
            yield from starts_in(part)
    elif isinstance(answer, str) and "T" in answer:
        with contextlib.suppress(ValueError):
            yield dt.datetime.fromisoformat(answer).astimezone(dt.UTC)
