"""Words as people type them, made comparable: without capitals, accents and endings."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

#: No question is read further than this.
LONGEST = 300
ALGORITHMS = {"fr": "french", "en": "english", "ru": "russian"}
CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def one_line(text):
    """Return what was typed as one line without control characters, cut to what is read."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * LONGEST])
    return " ".join(printable.split())[:LONGEST].strip()


def plain(text):
    """Return a text in small letters without accents; “й” keeps its sign, which makes it another letter."""
    text = text.casefold().replace("ё", "е").replace("œ", "oe").replace("æ", "ae")
    if CYRILLIC.search(text):
        return "".join(
            sign if CYRILLIC.match(sign) else without_accent(sign) for sign in unicodedata.normalize("NFC", text)
        )
    return without_accent(text)


def without_accent(text):
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def spaced(text):
    """Return a plain text whose words stand apart by one space: “16h30” is “16 h 30”. Signs between sentences stay."""
    text = re.sub(r"[&+]", " ; ", re.sub(r"['’`´_\-–—]", " ", plain(text)))
    text = re.sub(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", text)
    text = re.sub(r"([.:/])(?=\d)(?<=\d.)", r" \1 ", text)
    return " ".join(re.sub(r"[^\w\s.:/?!;,]", " ", text).split())


def words_of(text):
    """Return the words of a text that is spaced already."""
    return re.findall(r"[^\W\d_]+|\d+", text)


@lru_cache(maxsize=1 << 14)
def stem(word, language):
    """Return a word without its ending; the same where the language is none of ours.

    A stemmer keeps the word that it is at in itself: one that two threads share reads beyond the end of a word.
    """
    return snowballstemmer.stemmer(ALGORITHMS[language]).stemWord(word) if language in ALGORITHMS else word
