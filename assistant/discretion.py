"""What is left of a question when nothing in it shall tell of a person: no names, addresses or numbers."""

import re

from . import languages
from .words import spaced, words_of

GONE = "…"
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\S+\.(?:com|fr|ru|net|org|uk)\b", re.IGNORECASE)
NUMBER = re.compile(r"\S*\d[\d.,:/+()-]*(?:\s+\d[\d.,:/+()-]*)*\S*")


def without_people(text, language, *, known):
    """Return the text without what may tell of a person; `known` are the words that the assistant knows.

    A word with a capital that nobody here uses is a name; so is what follows “I am called”, “Mr”, and a street.
    """
    words = languages.of(language).discretion
    text = NUMBER.sub(f" {GONE} ", ADDRESS.sub(f" {GONE} ", text))
    shouted = text.isupper()
    kept, hidden = [], 0
    for word in text.split():
        before = spaced(" ".join(kept[-3:]))
        if re.search(rf"(?:^|\s){words.STREET}$", before):
            hidden = 4
        elif re.search(rf"(?:^|\s){words.NAMED_BEFORE}$", before):
            hidden = 2
        bare = words_of(spaced(word))
        is_known = all(one in known for one in bare)
        may_be_name = not is_known and (hidden or (word[:1].isupper() and not shouted) or shouted)
        kept.append(GONE if may_be_name else word)
        hidden = max(0, hidden - 1) if not is_known or hidden else 0
    return re.sub(rf"(?:{GONE}\s*)+", f"{GONE} ", " ".join(kept)).strip()
