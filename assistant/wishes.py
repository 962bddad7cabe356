"""Which subjects a question is about: one as a rule, several where it says several things."""

from dataclasses import replace

from .ranking import nearest_first

#: From here on a subject is meant; a further wish has to be plainer.
SURE, FURTHER = 0.5, 0.65
#: A page is only named; what the site can say itself comes first. So does what the question says as a whole.
PAGES_COUNT, PARTS_COUNT = 0.85, 0.97
MOST_WISHES = 3


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
    for number, some in enumerate(of_parts):
        if some and some[0].score >= FURTHER and is_said(some[0], reading.parts[number].places):
            plain.setdefault(some[0].subject, number)
    plain.pop("greeting", None)
    if not plain or (len(plain) == 1 and nearest.subject not in plain and is_said(nearest, reading.places)):
        plain[nearest.subject] = nearest_part(nearest.subject, of_parts)
    in_order = sorted(plain, key=plain.get)[:MOST_WISHES]
    return {one: reading.of(reading.parts[plain[one]]) if len(in_order) > 1 else reading for one in in_order}


def is_said(match, places):
    """Tell whether words ask for a subject: a day or a name alone says more about another wish."""
    return any(not word.startswith("{") for word in match.way.words & frozenset().union(*places))


def nearest_part(subject, of_parts):
    """Return the number of the part that comes nearest to a subject."""
    scores = [next((match.score for match in some if match.subject == subject), 0) for some in of_parts]
    return scores.index(max(scores))
