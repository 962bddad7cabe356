"""What is answered before anything else: an emergency, and what the assistant keeps out of."""

import re
from enum import StrEnum
from functools import lru_cache

from . import languages
from .words import words_of

#: How likely an emergency is told from, and what is refused or answered whatever words are in it.
IN_DANGER, PLAINLY_REFUSED, PLAINLY_ANSWERED = 0.55, 0.7, 0.01


class Refused(StrEnum):
    """Why a question gets no answer of its own."""

    MEDICAL = "medical"
    OTHERS = "others"
    ORDER = "order"
    OFF_TOPIC = "off_topic"


@lru_cache(maxsize=64)
def pattern_of(language, name):
    return re.compile(rf"(?<!\w)(?:{'|'.join(getattr(languages.of(language).guards, name))})(?!\w)")


def is_emergency(text, language, likely):
    """Tell whether somebody is in danger: rather once too often."""
    return likely.get("emergency", 0) >= IN_DANGER or bool(pattern_of(language, "EMERGENCY").search(text))


def refusal(text, language, likely, *, stranger, person):
    """Return why a spaced text is not answered, or None.

    Of advice and of what is off topic, what it resembles decides where that is plain, else its words.
    `stranger(word)` tells whether a word is unknown and names nobody here, `person(word)` whether it names someone.
    """
    flat = " ".join(words_of(text))
    for name, why in (("ORDERS", Refused.ORDER), ("OTHERS", Refused.OTHERS)):
        if pattern_of(language, name).search(flat):
            return why
    if asks_about_stranger(flat, language, stranger, person):
        return Refused.OTHERS
    if refused_share(likely) >= PLAINLY_REFUSED:
        return max(Refused, key=lambda why: likely.get(f"refused:{why}", 0))
    if likely and refused_share(likely) < PLAINLY_ANSWERED:
        return None
    for name, why in (("MEDICAL", Refused.MEDICAL), ("OFF_TOPIC", Refused.OFF_TOPIC)):
        if pattern_of(language, name).search(flat):
            return why
    return None


def refused_share(likely):
    """Return how likely it is that a question is none that is answered."""
    return sum(likely.get(f"refused:{why}", 0) for why in Refused)


def asks_about_stranger(flat, language, stranger, person):
    """Tell whether something of somebody is asked for, of whom first and last name are not those of anyone here."""
    pairs = (
        pair for one in languages.of(language).guards.BELONGINGS for pair in re.findall(rf"(?<!\w){one}(?!\w)", flat)
    )
    return any(stranger(last) and (stranger(first) or person(first)) for first, last in pairs)
