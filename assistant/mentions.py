"""Who and what of the practice a question names: a practitioner, a speciality, a service, a place, a language.

Names are found as people type them: begun only, with an ending, with a typing error.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils import translation
from rapidfuzz.distance import OSA

from people.names import TITLES
from practice import languages as spoken
from practice.models import Practitioner, Service, Speciality

from .words import spaced, words_of

KINDS = ("person", "speciality", "service", "place")


@dataclass(frozen=True)
class Name:
    """A row and the words by which it is known, those that others of its kind share left out."""

    kind: str
    row: object
    words: tuple[str, ...]


@dataclass
class Mentions:
    person: Practitioner | None = None
    speciality: Speciality | None = None
    service: Service | None = None
    #: A slug of a town, as in addresses; "" for none.
    town: str = ""
    #: A code of `practice.languages`.
    language: str = ""
    #: `{number of a word: {mark, …}}`
    marks: dict[int, set[str]] = field(default_factory=dict)
    #: `{word that was typed: {kind, …}}`
    words: dict[str, set[str]] = field(default_factory=dict)

    def mark(self, number, word, kind):
        self.marks.setdefault(number, set()).add(f"{{{kind}}}")
        self.words.setdefault(word, set()).add(kind)


def names_of(offered, known):
    """Return the `Name`s of all that is open for booking; `known` are words of the language, which name nobody."""
    rows = {
        "person": [(one, one.name) for one in offered.active_practitioners().values()],
        "speciality": [(one, one.name) for one in offered.specialities.values()],
        "service": [(one, one.name) for one in offered.services.values() if one.is_active],
        "place": [(one, f"{one.name} {one.town}") for one in offered.active_places().values()],
    }
    return [name for kind, some in rows.items() for name in named(kind, some, known)]


def named(kind, rows, known):
    words = {
        row: [word for word in dict.fromkeys(words_of(spaced(text))) if is_telling(word, kind)] for row, text in rows
    }
    counts = Counter(word for some in words.values() for word in some)
    shared = max(1, len(words) // 2) if kind == "service" else 1
    for row, some in words.items():
        telling = [word for word in some if counts[word] <= shared and word not in known]
        if telling or some:
            yield Name(kind, row, tuple(telling or some))


def is_telling(word, kind):
    return len(word) > 2 and word not in TITLES and not word.isdigit()


def find(words, names, known, language):
    """Return the `Mentions` in some words, which `known` ones are only where they are written just so."""
    found = Mentions()
    for kind in KINDS:
        best = max((matched(words, name, known) for name in names if name.kind == kind), key=len, default={})
        if not best:
            continue
        row = next(name.row for name in names if name.kind == kind and matched(words, name, known) == best)
        set_mention(found, kind, row)
        for number in best:
            found.mark(number, words[number], kind)
    for number, word in enumerate(words):
        if code := language_named(word, language, known):
            found.language = code
            found.mark(number, word, "language")
    return found


def set_mention(found, kind, row):
    if kind == "place":
        found.town = row.town_slug
    else:
        setattr(found, kind, row)


def matched(words, name, known):
    """Return `{number: word of the name}` of the words that mean it; nothing where too little of the name is there."""
    found = {}
    for number, word in enumerate(words):
        for one in name.words:
            if means(word, one, name.kind, known):
                found[number] = one
                break
    enough = len(set(found.values())) * 2 >= len(name.words) or name.kind in ("person", "place")
    return found if enough else {}


def means(word, known_word, kind, known):
    """Tell whether a word that was typed is, or begins, or nearly is, a word of a name."""
    if word == known_word:
        return True
    if len(word) < 4 or word in known:
        return False
    if kind in ("speciality", "service") and known_word.startswith(word):
        return True
    same = shared_start(word, known_word)
    shorter, apart = min(len(word), len(known_word)), abs(len(word) - len(known_word))
    if same >= max(4, shorter - 2) and apart <= 3:
        return True
    allowed = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
    return word[0] == known_word[0] and OSA.distance(word, known_word, score_cutoff=allowed) <= allowed


def shared_start(one, other):
    """Return how many letters two words have in common before they part."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def language_named(word, language, known):
    if len(word) < 4 or word in known:
        return ""
    return next((code for name, code in names_of_languages(language).items() if word == name or near(word, name)), "")


def near(word, name):
    return len(name) > 4 and shared_start(word, name) >= len(name) - 2 and abs(len(word) - len(name)) <= 2


@lru_cache(maxsize=4)
def names_of_languages(language):
    with translation.override(language):
        return {spoken.plain(spoken.name_of(code)): code for code in spoken.NAMES}
