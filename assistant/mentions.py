"""Who and what of the practice a question names: a practitioner, a speciality, a service, a place, a language.

Names are found as people type them: begun only, with an ending, with a typing error.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.utils import translation
from rapidfuzz.distance import OSA

from people.names import TITLES
from practice import languages as spoken
from practice.models import Practitioner, Service, Speciality

from .words import spaced, words_of

KINDS = ("person", "speciality", "service", "place")


@dataclass(frozen=True, eq=False)
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

    def within(self, whole):
        """Return these, and of the whole question what these leave open."""
        is_silent = not (self.person or self.speciality or self.service)
        subject = whole if is_silent else self
        return replace(
            self,
            person=subject.person,
            speciality=subject.speciality,
            service=subject.service,
            town=self.town or whole.town,
            language=self.language or whole.language,
        )

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


class Names:
    """All names, found by the words that are typed: what a question costs does not grow with all that are known.

    `known` are words of the language, which mean a name only where they are written just so.
    """

    def __init__(self, names, known):
        self.known = known
        #: `{first letter: {(kind, word): [(place among all names, name), …]}}`: there is no error in the first letter.
        self.by_letter = defaultdict(lambda: defaultdict(list))
        for place, name in enumerate(names):
            for word in name.words:
                self.by_letter[word[0]][name.kind, word].append((place, name))

    def meant_by(self, word):
        """Return `{(place among all names, name): word of it}` of the names that a word may mean."""
        found = {}
        for (kind, one), names in self.by_letter.get(word[0], {}).items():
            if means(word, one, kind, self.known):
                for place, name in names:
                    before = found.get((place, name))
                    if before is None or name.words.index(one) < name.words.index(before):
                        found[place, name] = one
        return found


def meanings(words, names, language):
    """Return what each word may mean: pairs of `Names.meant_by` and the code of a language, or ""."""
    return [(names.meant_by(word), language_named(word, language, names.known)) for word in words]


def find(words, meant, numbers=None):
    """Return the `Mentions` in some words, in those of `numbers` only where given; `meant` are their `meanings`."""
    found, matched = Mentions(), defaultdict(dict)
    numbers = range(len(words)) if numbers is None else numbers
    for number in numbers:
        for place_and_name, one in meant[number][0].items():
            matched[place_and_name][number] = one
    for kind in KINDS:
        those = [
            (place, name) for place, name in matched if name.kind == kind and is_enough(matched[place, name], name)
        ]
        if those:
            place, name = min(those, key=lambda one: (-len(matched[one]), one[0]))
            set_mention(found, kind, name.row)
            for number in matched[place, name]:
                found.mark(number, words[number], kind)
    for number in numbers:
        if code := meant[number][1]:
            found.language = code
            found.mark(number, words[number], "language")
    return found


def set_mention(found, kind, row):
    if kind == "place":
        found.town = row.town_slug
    else:
        setattr(found, kind, row)


def is_enough(matched, name):
    """Tell whether so much of a name is there that it is meant."""
    return name.kind in ("person", "place") or len(set(matched.values())) * 2 >= len(name.words)


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
