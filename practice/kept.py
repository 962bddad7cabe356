"""Answers that a process keeps, each until a row behind it changes, or a time comes that changes it."""

import datetime as dt
from collections import OrderedDict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock

from .versions import tokens


@dataclass(frozen=True)
class Kept:
    """An answer, the tokens that it was made under, and the moment from which it has to be made anew, if any."""

    answer: object
    tokens: dict[str, str]
    good_until: dt.datetime | None = None

    def holds(self, held, now):
        """Tell whether it holds at `now`, when these are the present tokens."""
        return self.tokens == held and (self.good_until is None or now < self.good_until)


class Answers:
    """The latest answers to at most `size` questions, each of which holds or not under the present tokens."""

    def __init__(self, size):
        self.size = size
        self._kept = OrderedDict()
        self._lock = Lock()

    def look_up(self, question, *, now):
        """Return the answer that is kept and holds at `now`, or None, and the present tokens that tell, by key.

        One query; none for a question that was not answered before, of which no token is known.
        """
        kept = self._find(question)
        held = held_by(*kept.tokens) if kept else {}
        return (kept.answer if kept and kept.holds(held, now) else None), held

    def under(self, held, question, *, now):
        """Return the answer that is kept and holds under the present tokens, which the caller has read, or None."""
        kept = self._find(question)
        return kept.answer if kept is not None and kept.holds(held, now) else None

    def _find(self, question):
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
            return self._kept.get(question)

    def put(self, question, kept):
        with self._lock:
            self._kept[question] = kept
            self._kept.move_to_end(question)
            if len(self._kept) > self.size:
                self._kept.popitem(last=False)


# --- What a page rests on -------------------------------------------------------------------------


@dataclass
class Grounds:
    """What was read while a page was made: tokens, as they were before the rows were read; and until when it holds."""

    tokens: dict[str, str] = field(default_factory=dict)
    good_until: dt.datetime | None = None


_noted: ContextVar[Grounds | None] = ContextVar("grounds", default=None)


@contextmanager
def noting():
    """Note whatever `rest_on` is told within; what was noted around it is known already."""
    around = _noted.get()
    grounds = Grounds(dict(around.tokens) if around else {})
    before = _noted.set(grounds)
    try:
        yield grounds
    finally:
        _noted.reset(before)


def held_by(*keys):
    """Return the present token of each key: as noted for what is being made, else read in one query."""
    grounds = _noted.get()
    if grounds is not None and grounds.tokens.keys() >= set(keys):
        return {key: grounds.tokens[key] for key in keys}
    return dict(zip(keys, tokens(*keys), strict=True))


def rest_on(held, *moments):
    """Say that what is being made rests on these tokens, and holds until the first of `moments` at most."""
    grounds = _noted.get()
    if grounds is None:
        return
    for key, token in held.items():
        grounds.tokens.setdefault(key, token)
    grounds.good_until = min(filter(None, [grounds.good_until, *moments]), default=None)
