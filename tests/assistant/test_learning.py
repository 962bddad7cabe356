"""What the assistant learns from examples of how people ask."""

import pytest

from assistant import languages, learning
from assistant.likelihood import likelihoods
from assistant.subjects import ANSWERS
from tests.assistant.test_understanding import SETS, lines_of

LANGUAGES = list(languages.PACKAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_learned_is_what_the_examples_say_today(language):
    """After a change of the examples, or of how they are read: manage.py learn_questions."""
    assert learning.path_of(language).read_bytes() == learning.learned_of(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_examples_of_everything_that_is_answered(language):
    subjects = {subject for subject, _words in learning.examples_of(language)}
    assert set(ANSWERS) <= subjects
    assert "emergency" in subjects


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_of_the_tests_is_among_the_examples(language):
    examples = {line.split(": ", 1)[1].casefold() for line in learning.source_of(language).read_text().splitlines()}
    asked = {text.casefold() for which in SETS for _subjects, text in lines_of(which, language)}
    refused = {text.casefold() for which in SETS for code, text in lines_of(which, "refused") if code == language}
    assert (asked | refused) & examples == set()


def test_likelihoods_are_shares_of_what_is_known():
    told = likelihoods(["je", "voudrais", "annuler", "mon", "rendez", "vous"], "fr")
    assert max(told, key=told.get) == "cancel"
    assert sum(told.values()) == pytest.approx(1)
    half = likelihoods(["annuler", "zzyzx"], "fr")
    assert sum(half.values()) < 0.7
    assert sum(likelihoods(["zzyzx"], "fr").values()) < 0.05


def test_a_typing_error_leaves_most_of_a_word():
    told = likelihoods(["anuller", "mon", "randez", "vous"], "fr")
    assert max(told, key=told.get) == "cancel"


def test_a_language_without_examples_has_no_likelihoods():
    assert likelihoods(["termin"], "de") == {}
