"""What a question says: its language, the days and hours in it, who and what it names, and its words."""

import re
from dataclasses import dataclass

from . import languages, mentions
from .when import MARK, When, read_when
from .words import CYRILLIC, one_line, spaced, words_of


@dataclass(frozen=True)
class Reading:
    """`parts` are the sentences and wishes of a question, each as places (see `vocabulary`)."""

    text: str
    language: str
    when: When
    mentions: mentions.Mentions
    is_online: bool
    places: list
    parts: list
    corrections: dict
    plain: str


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
    vocabulary, words = known.vocabulary, pieces(marked)
    corrections = {}
    typed = [word for word in words if word != MARK]
    named = mentions.find(words, known.names, vocabulary.surfaces, language)
    for number, word in enumerate(words):
        if word != MARK and number not in named.marks and (meant := vocabulary.corrected(word)) != word:
            corrections[word], words[number] = meant, meant
    parts = [vocabulary.places_of(some, marks) for some, marks in split(words, named.marks, marked, language)]
    return Reading(
        text=text,
        language=language,
        when=When() if "quand" in without else when,
        mentions=named,
        is_online=bool(re.search(rf"(?<!\w)(?:{languages.of(language).vocabulary.ONLINE})(?!\w)", " ".join(typed))),
        places=vocabulary.places_of(words, named.marks),
        parts=[part for part in parts if part],
        corrections=corrections,
        plain=plain,
    )


def pieces(text):
    return re.findall(r"\{\w+\}|[^\W\d_]+|\d+", text)


def split(words, marks, text, language):
    """Yield the words of each part of a text that says several things, with the marks of these words."""
    start = 0
    for number, part in enumerate(re.split(f"({languages.of(language).vocabulary.SPLIT})", text)):
        here = range(start, start + len(pieces(part)))
        start = here.stop
        # Every second part is what stands between two.
        if number % 2 == 0:
            yield [words[at] for at in here], {at - here.start: marks[at] for at in here if at in marks}
