"""Answers that a process keeps, each until a row behind it changes, or a time comes that changes it."""

import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from .versions import tokens


@dataclass(frozen=True)
class Kept:
    """An answer, the tokens that it was made under, and the moment from which it has to be made anew."""

    answer: object
    tokens: dict[str, str]
    good_until: dt.datetime


class Answers:
    """The latest answers to at most `size` questions. To find that one still holds costs one query."""

    def __init__(self, size):
        self.size = size
        self._kept = OrderedDict()
        self._lock = Lock()

    def get(self, question, *, now):
        """Return the answer that is kept and holds at `now`, or None."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is None:
                return None
            self._kept.move_to_end(question)
        if now < kept.good_until and dict(zip(kept.tokens, tokens(*kept.tokens), strict=True)) == kept.tokens:
            return kept.answer
        return None

    def put(self, question, kept):
        with self._lock:
            self._kept[question] = kept
            self._kept.move_to_end(question)
            if len(self._kept) > self.size:
                self._kept.popitem(last=False)

    def clear(self):
        with self._lock:
            self._kept.clear()
