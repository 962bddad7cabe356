"""Words without their endings, whoever else asks at the same time."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.words import stem

WORDS = ["rendez", "consultations", "haïtienne", "noël", "annulation", "disponibilités", "créneaux", "jeudi"] * 40


@pytest.fixture
def hurried():
    """Let the threads take turns in the middle of a word."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_threads_that_ask_at_once_get_the_stems_of_their_own_words(hurried):
    ask = stem.__wrapped__
    expected = [ask(word, "fr") for word in WORDS]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _turn: [ask(word, "fr") for word in WORDS], range(16)))
    assert all(one == expected for one in found)
