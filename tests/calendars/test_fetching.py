"""Where a look may go: public networks by https, and never further than its limits."""

import threading

import pytest

from calendars import fetching
from calendars.addresses import as_https, server_of
from calendars.fetching import fetch
from calendars.problems import LookFailed, Problem
from tests.servers import answer_with


def test_an_address_may_be_copied_as_calendars_offer_it():
    assert as_https(" webcal://example.com/a.ics ") == "https://example.com/a.ics"
    assert server_of("https://example.com/secret.ics") == "example.com"


@pytest.mark.parametrize("found", [["127.0.0.1"], ["169.254.169.254"], ["93.184.216.34", "10.0.0.1"]])
def test_a_name_that_leads_into_a_private_network_is_never_connected_to(resolve, found):
    connected = resolve(found)
    with pytest.raises(LookFailed) as failed:
        fetch("https://calendar.example.com/a.ics")
    assert failed.value.problem == Problem.PRIVATE
    assert connected == []


def test_a_name_that_changes_a_moment_later_changes_nothing(resolve):
    """DNS rebinding: public when it is checked, ours when it is connected to."""
    connected = resolve(["93.184.216.34"], ["127.0.0.1"])
    with pytest.raises(LookFailed) as failed:
        fetch("https://calendar.example.com/a.ics")
    assert failed.value.problem == Problem.UNREACHABLE
    assert connected == [("93.184.216.34", 443)]


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "localhost"])
def test_no_spelling_of_this_machine_is_connected_to(host):
    with pytest.raises(LookFailed) as failed:
        fetch(f"https://{host}/a.ics")
    assert failed.value.problem == Problem.PRIVATE


# --- A server -------------------------------------------------------------------------------------


def fetched(url):
    return fetch(url, private_hosts=["localhost"])


def problem_at(url):
    with pytest.raises(LookFailed) as failed:
        fetched(url)
    return failed.value.problem


def test_a_server_that_the_operator_has_named_may_be_private(serve):
    url = serve(answer_with(200, b"BEGIN:VCALENDAR"))
    assert fetched(url) == b"BEGIN:VCALENDAR"
    with pytest.raises(LookFailed):
        fetch(url)


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (404, Problem.NOT_FOUND),
        (410, Problem.NOT_FOUND),
        (401, Problem.FORBIDDEN),
        (403, Problem.FORBIDDEN),
        (500, Problem.SERVER),
        (204, Problem.SERVER),
        (302, Problem.SERVER),
    ],
)
def test_what_the_server_says_is_told(serve, status, problem):
    assert problem_at(serve(answer_with(status))) == problem


def test_a_calendar_is_read_up_to_its_limit_and_no_further(serve, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
    assert len(fetched(serve(answer_with(200, b"x" * 1000)))) == 1000
    assert problem_at(serve(answer_with(200, b"x" * 1001))) == Problem.TOO_LARGE


def test_redirects_are_followed_so_far(serve):
    end = serve(answer_with(200, b"here"))
    assert fetched(serve(answer_with(301, Location=end))) == b"here"
    assert problem_at(serve(answer_with(302, Location="/a.ics"))) == Problem.REDIRECTS


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("https://127.0.0.1/a.ics", Problem.PRIVATE),
        ("https://[::ffff:169.254.169.254]/latest/meta-data", Problem.PRIVATE),
        ("http://example.com/a.ics", Problem.ADDRESS),
        ("file:///etc/passwd", Problem.ADDRESS),
    ],
)
def test_a_redirect_leads_nowhere_that_an_address_may_not(serve, location, problem):
    assert problem_at(serve(answer_with(302, Location=location))) == problem


def test_a_server_that_is_slow_is_left(serve, monkeypatch):
    monkeypatch.setattr(fetching, "PATIENCE", 0.3)
    done = threading.Event()
    assert problem_at(serve(lambda handler: done.wait(5))) == Problem.SLOW
    done.set()


def test_a_server_that_cannot_prove_who_it_is_is_not_read(serve, monkeypatch):
    url = serve(answer_with(200, b"x"))
    monkeypatch.delenv("SSL_CERT_FILE")
    assert problem_at(url) == Problem.CERTIFICATE
