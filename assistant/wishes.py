"""Which subjects a question is about: one as a rule, several where it says several things."""

from dataclasses import replace

from .likelihood import likelihoods
from .ranking import NO_WAY, Match, nearest_first
from .subjects import ANSWERS as BUILT_IN

#: From here on a subject is meant; by its words alone from the second on; a further wish has to be plainer.
SURE, PLAIN, FURTHER = 0.35, 0.5, 0.65
#: A part that is this little like others of a subject is not about it; a whole that is this near to one has no other.
UNLIKE, CERTAIN = 0.02, 0.95
#: A page is only named; what the site can say itself comes first. So does what the question says as a whole.
PAGES_COUNT, PARTS_COUNT = 0.85, 0.97
MOST_WISHES = 3
#: How much the likelihood of a subject counts beside the words that ask for it, and how much these count by themselves.
LIKELY, ALONE = 0.6, 0.6


def matches_of(places, known):
    """Return the `Match` of each subject that shares a word with some places, the nearest first."""
    return sorted(map(weighed, known.ranking.rank(places)), key=nearest_first)


def weighed(match):
    return replace(match, score=match.score * PAGES_COUNT) if match.subject.startswith("page:") else match


def best_of(matches, of_parts):
    """Return the best match of each subject over the whole question and each of its parts, the nearest first."""
    best = {match.subject: match for match in matches}
    for match in (replace(one, score=one.score * PARTS_COUNT) for some in of_parts for one in some):
        if match.subject not in best or match.score > best[match.subject].score:
            best[match.subject] = match
    return sorted(best.values(), key=nearest_first)


def blended(matches, likely, known):
    """Return the matches by their words and by how likely their subjects are, the nearest first.

    A question of the practice is as likely as what it is about itself. What there are no examples of counts by its
    words alone, as does everything in a language without examples.
    """
    if not likely:
        return matches
    found = {match.subject: match for match in matches}
    answered = [subject for subject in likely if subject in BUILT_IN] + [f"question:{pk}" for pk in known.topics]
    for subject in answered:
        match = found.get(subject, Match(subject, 0, NO_WAY))
        probability = likely.get(topic_of(subject, known), 0)
        score = LIKELY * probability + (1 - LIKELY) * match.score
        found[subject] = replace(match, score=max(score, match.score * ALONE), probability=probability)
    return sorted(found.values(), key=nearest_first)


def topic_of(subject, known):
    kind, _sign, pk = subject.partition(":")
    return known.topics[int(pk)] if kind == "question" else subject


def wishes_of(reading, matches, of_parts):
    """Return `{subject: reading that it is answered by}` of what is meant, in the order asked.

    That is what each part of the question asks for plainly; and what the question comes nearest to as a whole, unless
    several parts have said all there is.
    """
    if not matches or matches[0].score < SURE:
        return {}
    nearest = matches[0]
    if len(reading.parts) < 2:
        return {nearest.subject: reading}
    plain = {}
    for number, (part, some) in enumerate(zip(reading.parts, of_parts, strict=True)):
        if some and is_said(some[0], part.places) and is_plain(some[0], likelihoods(part.words, reading.language)):
            plain.setdefault(some[0].subject, number)
    plain.pop("greeting", None)
    if len(plain) < 2 and nearest.subject not in plain:
        plain = {nearest.subject: nearest_part(nearest.subject, of_parts)} | (plain if nearest.score < CERTAIN else {})
    in_order = sorted(plain, key=plain.get)[:MOST_WISHES]
    return {one: reading.of(reading.parts[plain[one]]) if len(in_order) > 1 else reading for one in in_order}


def is_plain(match, likely):
    """Tell whether a part asks for a subject by its words, and does not resemble another one altogether."""
    bound = FURTHER if likely.get(match.subject, 1) >= UNLIKE else CERTAIN
    return match.score >= bound


def is_said(match, places):
    """Tell whether words ask for a subject: a day or a name alone says more about another wish."""
    return any(not word.startswith("{") for word in match.way.words & frozenset().union(*places))


def nearest_part(subject, of_parts):
    """Return the number of the part that comes nearest to a subject."""
    scores = [next((match.score for match in some if match.subject == subject), 0) for some in of_parts]
    return scores.index(max(scores))
