"""The words that are known in a language: synonyms become one word, and typing errors what was meant.

A text becomes places in a row, each a set of what stands there: the stem of a word, the names of the sets of synonyms
that it is in (“#annuler”), or the mark of something that was recognised before (“{when}”).
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import languages
from .words import spaced, stem, words_of

MARK = re.compile(r"(\{\w+\})")


@dataclass
class Vocabulary:
    """`sets` are lists of synonyms, each a word or several, the name of the set first; `texts` what else is known."""

    language: str
    sets: list[list[str]]
    texts: list[str]
    stop: frozenset = field(init=False)
    phrases: dict = field(init=False)
    #: Single words just as they stand in the sets: “openings” is none of “open”, though their stem is one.
    exact: dict = field(init=False)

    def __post_init__(self):
        self.stop = frozenset(languages.of(self.language).vocabulary.STOP)
        self.phrases, self.exact = defaultdict(list), defaultdict(set)
        for words in self.sets:
            for phrase in words:
                self.exact[spaced(phrase)].add(f"#{words[0]}")
                if stems := self.stems_of(phrase):
                    self.phrases[stems[0]].append((stems, f"#{words[0]}"))
        for some in self.phrases.values():
            some.sort(key=lambda pair: -len(pair[0]))

    @cached_property
    def surfaces(self):
        """Return each word that is known, as people type it without errors."""
        known = {word for some in self.sets for phrase in some for word in words_of(spaced(phrase))}
        known |= {word for text in self.texts for word in words_of(spaced(MARK.sub(" ", text)))}
        return frozenset(known | self.stop | set(languages.of(self.language).vocabulary.KEEP))

    @cached_property
    def by_letter(self):
        """Return the longer known words by their first letter: an error is seldom there."""
        found = defaultdict(list)
        for word in sorted(self.surfaces - self.stop):
            if len(word) > 3:
                found[word[0]].append(word)
        return found

    def stems_of(self, text):
        """Return the stems of some synonym, without the words that say nothing, unless hardly anything else is left."""
        words = words_of(spaced(text))
        telling = [word for word in words if word not in self.stop]
        kept = telling if len(telling) > 1 or len(words) == 1 else words
        return tuple(stem(word, self.language) for word in kept)

    def corrected(self, word):
        """Return the known word that was meant, or the word itself."""
        if word in self.surfaces or len(word) < 4 or word.isdigit():
            return word
        allowed = 1 if len(word) < 7 else 2
        near = process.extractOne(word, self.by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed)
        return near[0] if near else word

    def places_of(self, words, marks=None):
        """Return the places of some words; `marks` are `{number of a word: marks}` of what was recognised in them."""
        marks = marks or {}
        stems = [word if word.startswith("{") else stem(word, self.language) for word in words]
        is_mute = [word in self.stop and number not in marks for number, word in enumerate(words)]
        places, at = [], 0
        while at < len(words):
            end, names = self.synonyms_at(stems, is_mute, at)
            if end == at + 1:
                names = self.exact.get(words[at], names)
            if names or not is_mute[at]:
                here = names or {stems[at]}
                places.append(frozenset(here.union(*(marks.get(number, ()) for number in range(at, end)))))
            at = end
        return places

    def synonyms_at(self, stems, is_mute, at):
        """Return where the longest run of synonyms that begins at `at` ends, and the names of its sets.

        Words that say nothing may stand between those of a synonym.
        """
        end, names = at + 1, set()
        for phrase, name in self.phrases.get(stems[at], ()):
            stop = run_of(phrase, stems, is_mute, at)
            if stop is None or stop < end:
                continue
            if stop > end:
                end, names = stop, set()
            names.add(name)
        return end, names

    def places_of_text(self, text):
        """Return the places of a text that was written here, with marks such as “{when}” in it."""
        words = []
        for part in MARK.split(text):
            words += [part] if MARK.fullmatch(part) else words_of(spaced(part))
        return self.places_of(words)


def run_of(phrase, stems, is_mute, at):
    """Return where a phrase that begins at `at` ends, or None where it does not stand there."""
    for number, one in enumerate(phrase):
        while at < len(stems) and stems[at] != one and is_mute[at] and number:
            at += 1
        if at == len(stems) or stems[at] != one:
            return None
        at += 1
    return at
