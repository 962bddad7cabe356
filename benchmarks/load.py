"""People who ask a site for something, over kept connections."""

import contextlib
import functools
import http.client
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

#: As it comes from the proxy that ends HTTPS.
PROXIED = {"Host": "localhost", "X-Forwarded-Proto": "https", "Origin": "https://localhost"}
CSRF = "b" * 32


class Unexpected(Exception):
    """A site gave another answer than the one that is to be measured."""


@dataclass(frozen=True)
class Request:
    path: str
    method: str = "GET"
    headers: dict = field(default_factory=dict)
    body: str | None = None
    expect: tuple[int, ...] = (200,)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    body: bytes
    seconds: float


def form(path, fields, *, session=None, expect=(302,)):
    """Return the request of someone who is logged in and sends a form."""
    cookies = f"csrftoken={CSRF}" + (f"; sessionid={session}" if session else "")
    return Request(
        path=path,
        method="POST",
        headers={"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode({"csrfmiddlewaretoken": CSRF, **fields}),
        expect=expect,
    )


class Caller:
    """One connection, opened anew where the server has closed it."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, request):
        """Return the answer, whatever its status."""
        began = time.perf_counter()
        self.connection.request(request.method, request.path, request.body, {**PROXIED, **request.headers})
        response = self.connection.getresponse()
        body = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, body, time.perf_counter() - began)

    def ask_as_expected(self, request):
        """Return the answer; raises Unexpected for a status that was not expected."""
        answer = self.ask(request)
        if answer.status not in request.expect:
            start = answer.body[:300].decode(errors="replace")
            raise Unexpected(f"{request.method} {request.path}: {answer.status} instead of {request.expect}\n{start}")
        return answer

    def close(self):
        self.connection.close()


def ask(port, request):
    """Return the answer to a single request, whatever its status."""
    with contextlib.closing(Caller(port)) as caller:
        return caller.ask(request)


def send(port, requests, *, callers):
    """Send all requests over that many connections at once, and return their answers in the same order.

    Raises Unexpected with the first status that was not expected.
    """
    return together(port, [functools.partial(Caller.ask_as_expected, request=request) for request in requests], callers)


def together(port, jobs, callers):
    """Let that many callers at once do the jobs, functions that take a `Caller`, each taking its own in turn.

    Returns what the jobs return, in the same order. Raises what the first of them raised.
    """
    results, failures = [None] * len(jobs), []
    ready = threading.Barrier(callers)

    def run(first):
        try:
            with contextlib.closing(Caller(port)) as caller:
                ready.wait()
                for number in range(first, len(jobs), callers):
                    results[number] = jobs[number](caller)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results
