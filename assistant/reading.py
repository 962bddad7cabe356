"""What a question says: its language, the days and hours in it, who and what it names, and its words."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from . import languages, mentions
from .when import MARK, When, read_when
from .words import CYRILLIC, one_line, spaced, words_of

#: A text is parted so often at most.
MOST_SEGMENTS = 12


@dataclass(frozen=True)
class Wish:
    """A part of a question: its words, also as places (see `vocabulary`), and the days, hours and names in it alone."""

    words: list[str]
    places: list
    when: When
    mentions: mentions.Mentions


@dataclass(frozen=True)
class Reading:
    """`parts` are the sentences and wishes of a question, in their order; `words` what was typed, marks in it."""

    text: str
    language: str
    when: When
    mentions: mentions.Mentions
    is_online: bool
    words: list[str]
    places: list
    parts: list[Wish]
    corrections: dict
    plain: str

    def of(self, wish):
        """Return the reading that a wish is answered by: what it leaves open counts as in the whole question."""
        return replace(self, when=self.when and (wish.when or self.when), mentions=wish.mentions.within(self.mentions))


def language_of(text, known, preferred):
    """Return the language of a spaced text: that in which the most of its words are known; `preferred` in doubt."""
    if CYRILLIC.search(text):
        return "ru"
    words = [word for word in words_of(text) if len(word) > 1]
    counts = {code: sum(word in known(code) for word in words) for code in ("fr", "en")}
    best = max(counts, key=lambda code: (counts[code], code == preferred))
    if preferred in counts and counts[best] <= counts[preferred]:
        return preferred
    return best if counts[best] else preferred


def read(text, knowledge_of, *, language, today, without=()):
    """Return the `Reading` of a text; `knowledge_of(language)` is what is known in it, `without` what is left out."""
    text = one_line(text)
    plain = spaced(text)
    language = language_of(plain, lambda code: knowledge_of(code).vocabulary.surfaces, language)
    known = knowledge_of(language)
    when, marked = read_when(plain, language, today)
    segments = segments_of(marked, when, language, today)
    vocabulary, words = known.vocabulary, [word for segment in segments for word in segment.words]
    typed = [word for word in words if word != MARK]
    meant = mentions.meanings(words, known.names, language)
    named = mentions.find(words, meant)
    corrections, as_typed = {}, list(words)
    for number, word in enumerate(words):
        if word != MARK and number not in named.marks and (correct := vocabulary.corrected(word)) != word:
            corrections[word], words[number] = correct, correct
    told = [proper_mark(named.marks.get(number, ())) or word for number, word in enumerate(as_typed)]
    parts, start = [], 0
    for segment in segments:
        numbers = range(start, start + len(segment.words))
        here = mentions.find(words, meant, numbers)
        places = vocabulary.places_of(words[start : numbers.stop], marks_in(numbers, named, here))
        parts.append(Wish(told[start : numbers.stop], places, segment.when, here))
        start = numbers.stop
    return Reading(
        text=text,
        language=language,
        when=When() if "quand" in without else when,
        mentions=named,
        is_online=bool(re.search(rf"(?<!\w)(?:{languages.of(language).vocabulary.ONLINE})(?!\w)", " ".join(typed))),
        words=told,
        places=vocabulary.places_of(words, named.marks),
        parts=[part for part in parts if part.places],
        corrections=corrections,
        plain=plain,
    )


def proper_mark(marks):
    """Return the mark of a name that only this practice has; a speciality or a service says something by itself."""
    return next((mark for mark in ("{person}", "{place}") if mark in marks), None)


def marks_in(numbers, *named):
    """Return the marks of some words, counted from the first of them, in any of these mentions."""
    marks = defaultdict(set)
    for number, some in (pair for found in named for pair in found.marks.items()):
        if number in numbers:
            marks[number - numbers.start] |= some
    return dict(marks)


def pieces(text):
    return re.findall(r"\{\w+\}|[^\W\d_]+|\d+", text)


@dataclass(frozen=True)
class Segment:
    """What stands between two signs or words that part wishes: its words, and the days and hours in it."""

    words: list[str]
    when: When


def segments_of(marked, when, language, today):
    """Return the segments of a text in which the first day is marked; further ones are read in their own segment."""
    found = []
    for text in re.split(languages.of(language).vocabulary.SPLIT, marked, maxsplit=MOST_SEGMENTS - 1):
        own = when if MARK in text else When()
        if when and MARK not in text:
            own, text = read_when(text, language, today)
        found.append(Segment(pieces(text), own))
    return found
