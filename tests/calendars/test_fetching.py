"""Where a look may go: public networks by https, and never further than its limits."""

import socket
import threading

import pytest

from calendars import fetching
from calendars.addresses import as_https, server_of
from calendars.fetching import fetch, is_public, read_address
from calendars.problems import LookFailed, Problem
from tests.calendars.servers import answer_with


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://example.com/a.ics",
        "ftp://example.com/a.ics",
        "file:///etc/passwd",
        "https://",
        "https:///a.ics",
        "https://user:password@example.com/a.ics",
        "https://user@example.com/a.ics",
        "https://example.com:99999/a.ics",
        "https://example.com/a b",
        "https://example.com/a\r\nHost: x",
        "https://exa mple.com/",
        "//example.com/a.ics",
    ],
)
def test_only_an_https_address_without_a_password_is_one(text):
    with pytest.raises(LookFailed) as failed:
        read_address(text)
    assert failed.value.problem == Problem.ADDRESS


def test_an_address_is_read_as_it_is_written():
    assert str(read_address("https://Example.com/a.ics?x=1")) == "https://example.com/a.ics?x=1"
    assert str(read_address("https://münchen.example:8443")) == "https://xn--mnchen-3ya.example:8443/"
    assert as_https(" webcal://example.com/a.ics ") == "https://example.com/a.ics"
    assert server_of("https://example.com/secret.ics") == "example.com"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "2001:db8::1", "fec0::1", "2001::1", "192.88.99.1",
    ],
)  # fmt: skip
def test_a_private_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_a_public_address_is(address):
    assert is_public(address)


@pytest.fixture
def resolve(monkeypatch):
    """Return a function that lets names lead to these addresses, one answer after the other, and notes connections."""
    connected = []

    def to(*answers):
        rest = list(answers)

        def getaddrinfo(host, port, **kwargs):
            found = rest.pop(0) if len(rest) > 1 else rest[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

        def connect(self, where):
            connected.append(where)
            raise ConnectionRefusedError

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(socket.socket, "connect", connect)
        return connected

    return to


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
