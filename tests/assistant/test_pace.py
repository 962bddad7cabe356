"""Two hundred who ask at once: each hears something, and whoever wants another page has it."""

import contextlib
import functools
import http.client
import json
import time
import urllib.parse
from collections import Counter
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from assistant import pace
from tests.crowd import each_at_once
from tests.server import running_site

pytestmark = pytest.mark.mission("M6")
ASKING, PROCESSES = 200, 2
QUESTIONS = ["un rdv jeudi apres 14 h", "c combien", "vous êtes où", "avez-vous un aquarium", "peut on annuler"]
MINUTE_IS_OVER, ALL_ASK = "Try again in a minute", "Ask again in a few seconds"
PAGES = ["/en/rendez-vous/", "/en/", "/en/agences/", "/en/accounts/login/"]


def asked(address, path, source="127.0.0.1"):
    """Return the status, the headers and the text of `path` for who asks from `source`, in English."""
    host = urllib.parse.urlsplit(address).netloc
    with contextlib.closing(http.client.HTTPConnection(host, timeout=120, source_address=(source, 0))) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def question(number):
    query = urllib.parse.urlencode({"q": QUESTIONS[number % len(QUESTIONS)], "panneau": 1})
    return f"/en/aide/?{query}"


def crowd_of(address, *, networks):
    """Return the calls of all who ask, and among them, one in ten, those of people who want another page."""
    calls = []
    for number in range(ASKING):
        source = f"127.0.1.{1 + number % networks}"
        calls.append(functools.partial(asked, address, question(number), source))
        if number % 10 == 0:
            calls.append(functools.partial(asked, address, PAGES[number // 10 % len(PAGES)], "127.0.2.1"))
    return calls


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("networks", [1, ASKING])
def test_two_hundred_who_ask_at_once_leave_the_other_pages_to_others(practice, networks):
    with running_site(workers=PROCESSES) as address:
        calls = crowd_of(address, networks=networks)
        for page in PAGES:
            assert asked(address, page)[0] == 200
        begun = time.monotonic()
        answers = each_at_once(calls)
        seconds = time.monotonic() - begun
        # As they were told.
        time.sleep(pace.TOO_MANY.seconds)
        later = asked(address, question(0), "127.0.3.1")
    paths = [call.args[1] for call in calls]
    others = Counter(answer[0] for path, answer in zip(paths, answers, strict=True) if path in PAGES)
    assert others == {200: ASKING // 10}
    questions = [answer for path, answer in zip(paths, answers, strict=True) if path not in PAGES]
    count = Counter(status for status, _headers, _text in questions)
    assert set(count) <= {200, 429, 503}, count
    # Each process answers a second's worth at once, and what is added while it does.
    at_once = settings.ASSISTANT_QUESTIONS_A_SECOND
    assert at_once <= count[200] <= PROCESSES * at_once * (1 + seconds)
    # Here each process counts the questions of a network by itself.
    assert networks > 1 or count[200] <= PROCESSES * settings.ASSISTANT_QUESTIONS_A_MINUTE
    assert networks == 1 or not count[429]
    for status, headers, text in questions:
        sentence = {429: MINUTE_IS_OVER, 503: ALL_ASK}.get(status, "")
        assert sentence in text
        assert int(headers.get("Retry-After", 0)) == {429: 60, 503: 2}.get(status, 0)
    assert later[0] == 200


@pytest.mark.django_db
def test_a_program_is_told_when_to_ask_again(client, practice):
    still = patch("assistant.pace.time.monotonic", return_value=1000)
    with override_settings(ASSISTANT_QUESTIONS_A_SECOND=1), patch.object(pace, "bucket", pace.Bucket()), still:
        first, second = (client.get(reverse("assistant_api"), {"q": "prix", "language": "en"}) for _time in range(2))
    assert (first.status_code, second.status_code, second.headers["Retry-After"]) == (200, 503, "2")
    assert json.loads(second.content)["code"] == "too_many"


@pytest.mark.django_db
def test_a_network_that_asks_too_often_takes_nothing_from_the_others(client, practice):
    still, minute = (patch(f"assistant.pace.time.{name}", return_value=1000) for name in ("monotonic", "time"))
    rules = {"ASSISTANT_QUESTIONS_A_SECOND": 3, "ASSISTANT_QUESTIONS_A_MINUTE": 1}
    ask = functools.partial(client.get, "/aide/", {"q": "prix"})
    with override_settings(**rules), patch.object(pace, "bucket", pace.Bucket()), still, minute:
        impatient = [ask(REMOTE_ADDR="192.0.2.1").status_code for _time in range(5)]
        others = [ask(REMOTE_ADDR=f"192.0.2.{number}").status_code for number in (2, 3, 4)]
    assert impatient == [200, 429, 429, 429, 429]
    assert others == [200, 200, 503]


def test_what_is_taken_comes_back_with_time():
    with patch("assistant.pace.time.monotonic") as clock:
        clock.return_value = 1000
        bucket = pace.Bucket()
        assert [bucket.take(3, count=0) for _time in range(4)] == [True] * 4
        assert [bucket.take(3) for _time in range(4)] == [True, True, True, False]
        clock.return_value = 1000.34
        assert [bucket.take(3) for _time in range(2)] == [True, False]
        clock.return_value = 5000
        assert [bucket.take(3) for _time in range(4)] == [True, True, True, False]
