"""Names as people type them: without accents, with typing errors, in another alphabet, or half of one only."""

import re
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA
from wagtail.coreutils import string_to_ascii

#: How people are addressed is not what they are called.
TITLES = frozenset(["dr", "docteur", "doctor", "pr", "prof", "m", "mr", "monsieur", "mme", "mrs", "ms", "madame"])
#: A word that is only begun counts for less than a whole one.
ONLY_BEGUN = 0.5


def find_named(wanted, names):
    """Return the keys of `names`, a dict, whose name is meant by `wanted`, the nearest first, else in their order.

    Each word that was typed has to be there, whole or begun, in any order. One error is forgiven in a short word, two
    in a longer one: a letter more, less, changed, or exchanged with its neighbour. Nothing typed means everyone.
    """
    words = [word for word in words_of(wanted) if word not in TITLES] or words_of(wanted)
    if not words:
        return list(names)
    known = {key: candidates(name) for key, name in names.items()}
    vocabulary = list({one for some in known.values() for one in some})
    near = [words_near(word, vocabulary) for word in words]
    # “Jeanluc” is found as a whole; “Jean Luc” of someone who writes it in one word, too.
    together = words_near("".join(words), vocabulary) if len(words) > 1 else {}
    far = {key: distance(some, near, together) for key, some in known.items()}
    return sorted((key for key in names if far[key] is not None), key=far.get)


def distance(candidates, near, together):
    """Return how far a name is from what was typed, or None when it is not meant."""
    found = [min((some[one] for one in candidates if one in some), default=None) for some in near]
    if None not in found:
        return sum(found)
    return min((together[one] for one in candidates if one in together), default=None)


def words_near(word, vocabulary):
    """Return `{known word: distance}` of those that `word` may mean, or begin."""
    allowed = errors_forgiven(word)
    begun = [known[: len(word)] for known in vocabulary]
    found = {}
    for some, more in ((vocabulary, 0), (begun, ONLY_BEGUN)):
        for _word, far, place in process.extract(word, some, scorer=OSA.distance, score_cutoff=allowed, limit=None):
            known = vocabulary[place]
            found[known] = min(found.get(known, far + more), far + more)
    return found


def errors_forgiven(word):
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


@lru_cache(maxsize=1 << 14)
def candidates(name):
    """Return the words of a name, and each two neighbours as one."""
    words = words_of(name)
    return frozenset([*words, *map("".join, pairwise(words))])


@lru_cache(maxsize=1 << 14)
def words_of(text):
    """Return the words of a text in small Latin letters without accents: “Zoé Œuf-Иванова” is zoe, oeuf, ivanova."""
    return re.findall(r"[a-z0-9]+", string_to_ascii(text).lower())
