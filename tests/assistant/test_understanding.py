"""What people ask, as they type it, and what is refused: two sets, each of three languages, in files of their own.

Those of `asked/` were written with the synonyms; those of `unseen/` by somebody who knew neither these nor the examples
that the assistant learns from. Neither set is among the examples; whoever works on these does not read `unseen/`.
"""

from pathlib import Path

import pytest

from assistant.answers import Kind
from tests.assistant.conftest import make_practice

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M6")]
HERE = Path(__file__).parent
SETS = ["asked", "unseen"]


def lines_of(which, name):
    lines = (HERE / which / f"{name}.txt").read_text().splitlines()
    return [line.split(": ", 1) for line in lines if line and not line.startswith("#")]


def named(subject, reply):
    """Return a subject as the files call it: the practice's own answers by the last part of their links."""
    kind, _sign, pk = subject.partition(":")
    return f"faq:{reply.knowledge.questions[int(pk)].link.strip('/')}" if kind == "question" else kind


def told(reply):
    """Return the subject that was answered, and those among which the reader may choose, the answer first."""
    if reply.kind == Kind.EMERGENCY:
        return "emergency", ["emergency"]
    offered = list(dict.fromkeys([*reply.subjects, *(match.subject for match in reply.matches)]))
    first = named(reply.subjects[0], reply) if reply.subjects else reply.kind
    return first, [named(subject, reply) for subject in offered[:3]]


@pytest.mark.parametrize("which", SETS)
@pytest.mark.parametrize("language", ["fr", "en", "ru"])
def test_nine_in_ten_questions_are_understood_at_once_and_nearly_all_among_three(language, which, ask):
    make_practice(language)
    questions = lines_of(which, language)
    assert len(questions) >= 150
    wrong, far = [], []
    for subjects, text in questions:
        wanted = set(subjects.split("|"))
        reply = ask(text, language=language)
        first, three = told(reply)
        if first not in wanted:
            wrong.append((text, subjects, first, three))
        if not wanted & {first, *three}:
            far.append((text, subjects, first, three))
    assert len(wrong) <= 0.10 * len(questions), "\n".join(map(str, [len(wrong), *wrong]))
    assert len(far) <= 0.03 * len(questions), "\n".join(map(str, [len(far), *far]))


@pytest.mark.parametrize("which", SETS)
def test_what_is_none_of_its_business_is_refused(which, ask):
    questions = lines_of(which, "refused")
    assert len(questions) >= 60
    made = {language: make_practice(language) for language in ("fr", "en", "ru")}
    assert len(made) == 3
    answered = [
        (language, text)
        for language, text in questions
        if ask(text, language=language).kind not in (Kind.REFUSED, Kind.UNKNOWN)
    ]
    assert answered == []


@pytest.mark.parametrize("language", ["fr", "en", "ru"])
def test_each_wish_of_a_question_is_answered_in_the_order_asked(language, ask):
    """And what only says more about a wish, such as a day, a name or “I live in York”, is none of its own."""
    make_practice(language)
    questions = [line.split(": ", 1) for code, line in lines_of("asked", "several") if code == language]
    assert sum("," in subjects for subjects, _text in questions) >= 10
    answered = [
        (text, ",".join(named(subject, reply) for subject in reply.subjects))
        for text, reply in ((text, ask(text, language=language)) for _subjects, text in questions)
    ]
    assert answered == [(text, subjects) for subjects, text in questions]
