"""Programs that ask a running site over HTTP: JSON out, JSON in, under `/api/v1/`."""

import contextlib
import http.client
import json
import urllib.parse
from dataclasses import dataclass, field

from django.test import Client as Browser
from django.test import override_settings

from tests.factories import PASSWORD


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers (`get` minds no case), and the JSON, or None where there was none."""

    status: int
    headers: http.client.HTTPMessage
    json: object

    @property
    def code(self):
        """Return the code of a refusal, and an empty text for anything else."""
        return self.json.get("code", "") if isinstance(self.json, dict) else ""


@dataclass
class Program:
    """Someone's program, in their language; it holds the tokens of the last `log_in`."""

    address: str
    language: str = "en"
    tokens: dict = field(default_factory=dict)

    def ask(self, verb, path, body=None, **headers):
        sent = {"Accept-Language": self.language, "Content-Type": "application/json", **headers}
        if access := self.tokens.get("access"):
            sent.setdefault("Authorization", f"Bearer {access}")
        content = None if body is None else json.dumps(body)
        line = http.client.HTTPConnection(urllib.parse.urlsplit(self.address).netloc, timeout=120)
        with contextlib.closing(line):
            line.request(verb, f"/api/v1/{path}", content, sent)
            answer = line.getresponse()
            return Answer(answer.status, answer.headers, json.loads(answer.read() or "null"))

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body, **headers)

    def patch(self, path, body=None, **headers):
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path, **headers):
        return self.ask("DELETE", path, **headers)

    def log_in(self, email, password):
        """Ask for tokens, keep those that are given, and return the answer."""
        answer = self.post("auth/jwt/create/", {"email": email, "password": password})
        if answer.status == 200:
            self.tokens = answer.json
        return answer


def program_of(user, address, *, language="en"):
    """Return the program of one of `tests.factories`, logged in.

    The tokens are given in this process: a running site lets one machine log in thirty times a minute.
    """
    known = {"email": user.email, "password": PASSWORD}
    with override_settings(ACCOUNT_RATE_LIMITS=False):
        answer = Browser().post("/api/v1/auth/jwt/create/", known, content_type="application/json")
    return Program(address, language, answer.json())
