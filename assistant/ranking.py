"""Which subject a question is about: the nearest of the ways in which each is asked for.

A word weighs the more, the fewer subjects it belongs to; one that belongs to none weighs against all of them.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

#: What a word weighs that nobody here has ever used, and a recognised name or day that a way of asking has no room for.
UNKNOWN = 2.2
RECOGNISED = 0.45


@dataclass(frozen=True)
class Way:
    """One way of asking for a subject: its places, and what they weigh together."""

    subject: str
    text: str
    places: tuple[frozenset, ...]
    words: frozenset
    weight: float


@dataclass(frozen=True)
class Match:
    """How near a question is to a subject, from 0 to 1, and by which way of asking."""

    subject: str
    score: float
    way: Way
    #: How likely the subject is by its resemblance to the examples, where there are any of it.
    probability: float | None = None


NO_WAY = Way("", "", (), frozenset(), 0.0)


def nearest_first(match):
    """Of two that are as near, the way of asking that says more goes first."""
    return -round(match.score, 2), -match.way.weight


class Ranking:
    """All ways of asking, `{subject: [text, …]}`, in one language."""

    def __init__(self, vocabulary, ways):
        self.vocabulary = vocabulary
        places = {
            (subject, text): tuple(vocabulary.places_of_text(text)) for subject, some in ways.items() for text in some
        }
        subjects = defaultdict(set)
        for (subject, _text), some in places.items():
            for place in some:
                for word in place:
                    subjects[word].add(subject)
        self.weights = {word: math.log(1 + len(ways) / len(some)) for word, some in subjects.items()}
        self.ways_with = defaultdict(list)
        for (subject, text), some in places.items():
            way = Way(subject, text, some, frozenset().union(*some), sum(map(self.weight_of, some)))
            for word in way.words:
                self.ways_with[word].append(way)

    def weight_of(self, place):
        known = [self.weights[word] for word in place if word in self.weights]
        return max(known) if known else UNKNOWN

    def rank(self, places):
        """Return the `Match` of each subject that shares a word with the question, the nearest first."""
        if not places:
            return []
        words = frozenset().union(*places)
        total = sum(self.cost_of(place) for place in places)
        best = {}
        for way in {id(way): way for word in words for way in self.ways_with.get(word, ())}.values():
            score = self.score(places, words, total, way)
            if way.subject not in best or score > best[way.subject].score:
                best[way.subject] = Match(way.subject, score, way)
        return sorted(best.values(), key=nearest_first)

    def score(self, places, words, total, way):
        """Return how much of the question the way of asking covers, and how much of it the question covers."""
        asked = total
        covered = 0.0
        for place in places:
            if place & way.words:
                weight = self.weight_of(place)
                covered += weight
                asked += weight - self.cost_of(place)
        covering = sum(self.weight_of(place) for place in way.places if place & words)
        return 0.6 * covered / asked + 0.4 * covering / way.weight

    def cost_of(self, place):
        """Return what a place weighs against a way of asking that has no room for it."""
        weight = self.weight_of(place)
        return weight * RECOGNISED if any(word.startswith("{") for word in place) else weight
