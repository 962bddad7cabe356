"""The one answer to a question in words, whoever asks and by whichever door."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext as _

from practice.kept import held_by, noting, rest_on
from practice.plans import today

from . import guards, subjects
from .guards import Refused
from .knowledge import GROUNDS, Knowledge, knowledge
from .likelihood import likelihoods
from .parts import Asking, Part
from .ranking import Match
from .reading import Reading, read
from .wishes import CERTAIN, FURTHER, PLAIN, SURE, best_of, blended, matches_of, wishes_of

#: So many other questions are offered.
NEAREST = 3
#: What one may ask for in the way of a beginning, where nothing comes near.
FIRST_QUESTIONS = ("times", "hours", "price")


class Kind(StrEnum):
    ANSWERED = "answered"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    EMERGENCY = "emergency"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Reply:
    """What is answered, in `language`; `nearest` are other questions, `numbers` those for emergencies."""

    kind: Kind
    language: str
    text: str = ""
    parts: list[Part] = field(default_factory=list)
    sentence: str = ""
    nearest: list[str] = field(default_factory=list)
    numbers: list = field(default_factory=list)
    reading: Reading | None = None
    matches: list[Match] = field(default_factory=list)
    refused: Refused | None = None
    knowledge: Knowledge | None = None

    @property
    def subjects(self):
        return [part.subject for part in self.parts]

    @property
    def hands_over(self):
        """Tell whether a person has to answer: then the way to them is shown."""
        return self.kind in (Kind.UNKNOWN, Kind.REFUSED)

    @property
    def has_contact(self):
        """Tell whether the practice's own number and address are shown, here or in a part."""
        return self.hands_over or any(part.has_contact for part in self.parts)


def reply(text, *, who, language, now, without=frozenset()):
    """Return the `Reply` to a text. The number of queries does not depend on it, but on whether it is about times."""
    with noting():
        rest_on(held_by(*GROUNDS))
        reading = read(text, knowledge, language=language, today=today(now), without=without)
        if not reading.places and not reading.plain:
            return Reply(Kind.NOTHING, language)
        known = knowledge(reading.language)
        with translation.override(reading.language):
            return answered(Asking(reading, known, who, now, frozenset(without)))


def answered(asking):
    reading, known = asking.reading, asking.knowledge
    whole, *of_parts = (matches_of(part.places, known) for part in [reading, *reading.parts])
    likely = likelihoods(reading.words, reading.language)
    by_words = best_of(whole, of_parts)
    matches = blended(by_words, likely, known)
    about = {
        "language": reading.language,
        "text": reading.text,
        "reading": reading,
        "matches": matches,
        "knowledge": known,
    }
    if guards.is_emergency(reading.plain, reading.language, likely):
        return Reply(Kind.EMERGENCY, **about, numbers=known.settings.numbers, sentence=emergency_sentence())
    if why := refusal(reading, known, by_words, likely):
        numbers = known.settings.numbers if why == Refused.MEDICAL else []
        return Reply(
            Kind.REFUSED,
            **about,
            refused=why,
            sentence=REFUSALS[why](),
            numbers=numbers,
            nearest=nearest_of(matches, known),
        )
    wishes = wishes_of(reading, matches, of_parts)
    if not wishes:
        return Reply(Kind.UNKNOWN, **about, sentence=unknown_sentence(), nearest=nearest_of(matches, known))
    found = (subjects.answer(subject, replace(asking, reading=of)) for subject, of in wishes.items())
    parts = list(without_repeats(found))
    others = [match for match in matches if match.subject not in wishes and match.score > SURE / 2]
    return Reply(Kind.ANSWERED, **about, parts=parts, nearest=nearest_of(others, known, fill=False))


# --- What is shown -----------------------------------------------------------------------------------


def without_repeats(parts):
    """Return the parts without what stands in an earlier one, and none of which nothing is left."""
    seen = set()

    def fresh(some, key=str):
        return [one for one in some if not (key(one) in seen or seen.add(key(one)))]

    def url(one):
        return one.url

    for part in parts:
        left = replace(
            part,
            paragraphs=fresh(part.paragraphs),
            rows=fresh(part.rows),
            links=fresh(part.links, url),
            times=fresh(part.times, url),
        )
        if left.rows or (left.times if part.times else left.paragraphs):
            yield left


def nearest_of(matches, known, *, fill=True):
    found = [match.subject for match in matches]
    if fill:
        found += [subject for subject in FIRST_QUESTIONS if subject not in found]
    questions = (subjects.question_for(subject, known) for subject in found)
    return list(dict.fromkeys(filter(None, questions)))[:NEAREST]


# --- What is kept out of -------------------------------------------------------------------------------


def refusal(reading, known, matches, likely):
    """Return why a question is not answered, or None. Somebody who is ill and says that they wish to come is answered.

    `matches` are those by words: what resembles a wish to come may be a question about an illness.
    """
    named = reading.mentions.words

    def stranger(word):
        return word not in named and word not in known.vocabulary.surfaces

    def person(word):
        return "person" in named.get(word, ())

    why = guards.refusal(reading.plain, reading.language, likely, stranger=stranger, person=person)
    wishes_to_come = bool(matches) and matches[0].subject in ("times", "book") and matches[0].score >= PLAIN
    practices_own = bool(matches) and matches[0].subject.startswith("question:") and matches[0].score >= FURTHER
    practices_own = practices_own and guards.refused_share(likely) < CERTAIN
    if why == Refused.MEDICAL and (wishes_to_come or practices_own):
        return None
    if why == Refused.OFF_TOPIC and practices_own:
        return None
    return why


def emergency_sentence():
    return _("This is not for emergencies. If somebody is in danger, call now:")


def unknown_sentence():
    return _("I do not know the answer to that. Is it one of these questions? Otherwise write to the practice.")


REFUSALS = {
    Refused.MEDICAL: lambda: _(
        "I give no medical advice: ask a practitioner. In an emergency, call one of these numbers."
    ),
    Refused.OTHERS: lambda: _("I tell nothing of other people, nor of their appointments."),
    Refused.ORDER: lambda: _("I answer questions about this practice, and do nothing else."),
    Refused.OFF_TOPIC: lambda: _("I know about this practice only: its hours, places, prices and appointments."),
}
