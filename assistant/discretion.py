"""What is left of a question when nothing in it shall tell of a person: no names, addresses or numbers."""

import re
from functools import lru_cache

from people import names

from . import languages
from .words import spaced, words_of

GONE = "…"
#: What stands for a number, and for one by which somebody is reached, until all is read.
NUMBER, REACHED = "\ue000", "\ue001"
#: So many figures are a telephone number, or another that somebody has alone.
OWN_FIGURES = 6
#: So many words may be a name, after what stands before one or before a number; so many are one of a street.
LONGEST_NAME, LONGEST_STREET = 2, 4
AT = r"(?:@|\(at\)|\[at\]|\barobase\b|\bсобака\b)"
DOT = r"(?:\.|\bpoint\b|\bdot\b|\bточка\b)"
ADDRESS = re.compile(
    rf"\S+\s?{AT}\s?\w\S*(?:\s?{DOT}\s?\w+)*|\S+\sat\s\w+\s?{DOT}\s?\w+"
    r"|https?://\S+|www\.\S+|\S+\.(?:com|fr|ru|net|org|uk)\b",
    re.IGNORECASE,
)
FIGURES = re.compile(r"\S*\d[\d.,:/+()-]*(?:\s+[(+]*\d[\d.,:/+()-]*)*\S*")


class Grammar:
    """What stands around names, streets, numbers and dates in a language."""

    def __init__(self, language):
        words = languages.of(language)
        self.name_follows = re.compile(rf"(?:^|\s){words.discretion.NAMED_BEFORE}$")
        self.street = re.compile(rf"(?:^|\s){words.discretion.STREET}\.?$")
        self.street_alone = re.compile(rf"(?:^|\s){words.discretion.STREET_ALONE}\.?$")
        self.month = re.compile("|".join(words.dates.MONTHS))
        self.figures_in_words = re.compile(rf"\b(?:(?:{words.discretion.FIGURE})\b[\s-]*){{4,}}", re.IGNORECASE)


grammar_of = lru_cache(maxsize=8)(Grammar)


def without_people(text, language, *, known, people=frozenset()):
    """Return the text without what may tell of a person.

    `known` are the words that the assistant knows; `people` those of somebody's name, as `people.names` writes them.
    Other words are a name where they have a capital, follow “I am called” or “call”, or stand before a telephone
    number or an e-mail address.
    """
    grammar = grammar_of(language)
    words = without_numbers(text, grammar).split()
    strange = {at for at, word in enumerate(words) if not all(one in known for one in words_of(spaced(word)))}
    hidden = {at for at, word in enumerate(words) if word in (NUMBER, REACHED)} | dates(words, grammar)
    hidden |= {at for at in strange if not people.isdisjoint(called(words[at], language))}
    hidden |= {at for at in strange if text.isupper() or words[at][:1].isupper()}
    hidden |= names_in(words, grammar, strange)
    hidden |= streets(words, grammar, strange)
    left = " ".join(GONE if at in hidden else word for at, word in enumerate(words))
    return re.sub(rf"(?:{GONE}\s*)+", f"{GONE} ", left).strip()


def called(text, language):
    """Return the words that somebody may be called by who is named in a text; in Russian without their cases."""
    words = {word for word in text.split() if len(word) > 3} if language == "ru" else set()
    cut = {word[:-count].rstrip(".,;!?") + ending for word in words for count in (1, 2) for ending in ("", "а", "я")}
    return {one for word in [text, *cut] for one in names.words_of(word) if len(one) > 1}


def without_numbers(text, grammar):
    text = ADDRESS.sub(f" {REACHED} ", text)
    text = grammar.figures_in_words.sub(f" {REACHED} ", text)
    return FIGURES.sub(lambda found: f" {REACHED if sum(map(str.isdigit, found[0])) >= OWN_FIGURES else NUMBER} ", text)


def dates(words, grammar):
    """Return where a month stands beside a number."""
    months = [at for at, word in enumerate(words) if grammar.month.fullmatch(spaced(word).strip(".,;!?"))]
    return {at for at in months if NUMBER in words[max(0, at - 1) : at + 2]}


def names_in(words, grammar, strange):
    """Return where strange words stand as a name does: after “call”, or before a number: “marie dupont, au 06 …”."""
    found = set()
    for at in range(len(words)):
        if grammar.name_follows.search(before(words, at)):
            found |= strange.intersection(clause(words, at, LONGEST_NAME))
        if words[at] == REACHED:
            last = next((one for one in range(at - 1, max(-1, at - 4), -1) if len(words[one]) > 3), -1)
            for one in range(last, max(-1, last - LONGEST_NAME), -1):
                if one not in strange:
                    break
                found.add(one)
    return found


def streets(words, grammar, strange):
    """Return where streets stand: all words of one that has a number, else those of its words that are strange."""
    found = set()
    for at in range(len(words)):
        if grammar.street.search(before(words, at)):
            named = set(clause(words, at, LONGEST_STREET))
            if NUMBER in words[max(0, at - 3) : at]:
                found |= named
            elif grammar.street_alone.search(before(words, at)):
                found |= named & strange
        # “12 Baker Street”
        if grammar.street.search(spaced(words[at]).strip(".,;!?")) and NUMBER in words[max(0, at - 4) : at]:
            number = at - 1 - words[max(0, at - 4) : at][::-1].index(NUMBER)
            found |= set(range(number, at))
    return found


def before(words, at):
    return spaced(" ".join(words[max(0, at - 3) : at]))


def clause(words, start, count):
    """Yield the numbers of so many words from `start` on, up to the end of their clause."""
    for at in range(start, min(start + count, len(words))):
        yield at
        if words[at][-1] in ",.;!?":
            return
