"""What the site is meant to reach, and whether it did."""

from dataclasses import dataclass

from .figures import Figure


@dataclass(frozen=True)
class Goal:
    """One line of the table: a limit and what was measured.

    `limit` None: a figure to look at, with nothing to reach. `figure` None: what is to be measured does not exist
    yet, and `note` says what is missing. `at_least` tells that more is better.
    """

    number: int
    what: str
    on: str
    limit: float | None
    unit: str
    figure: Figure | None = None
    at_least: bool = False
    note: str = ""

    @property
    def is_met(self):
        if self.figure is None or self.limit is None:
            return None
        return self.figure.median >= self.limit if self.at_least else self.figure.median <= self.limit

    @property
    def share(self):
        """Return the part of the limit that is used up: 1 is just met, 2 is missed by twice; None for nothing of it."""
        return self.share_of(self.figure.median) if self.figure else None

    def share_of(self, value):
        if not self.limit or (self.at_least and not value):
            return None
        return self.limit / value if self.at_least else value / self.limit

    @property
    def verdict(self):
        if self.figure is None:
            return f"not there yet: {self.note}" if self.note else "not there yet"
        if self.limit is None:
            return self.note or "–"
        word = "met" if self.is_met else self._missed()
        return f"{word}; {self.note}" if self.note else word

    def _missed(self):
        if self.share is None:
            return "missed"
        return f"missed: {self.share:.2f} times too {'little' if self.at_least else 'much'}"


def at_most(number, what, on, limit, unit, figure, note=""):
    return Goal(number, what, on, limit, unit, figure, note=note)


def at_least(number, what, on, limit, unit, figure, note=""):
    return Goal(number, what, on, limit, unit, figure, at_least=True, note=note)


def for_comparison(number, what, on, unit, figure, note=""):
    return Goal(number, what, on, None, unit, figure, note=note)


def missing(number, what, on, note):
    return Goal(number, what, on, None, "", note=note)
