"""Pages of other sites: those that `API_ALLOWED_ORIGINS` names may ask the API in a browser, with a token; no other."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from people import tokens
from tests.server import running_site

ASK = """async ([address, headers, method]) => {
  try {
    const answer = await fetch(address, {method, headers, body: method === "GET" ? undefined : "{}"});
    return [answer.status, answer.headers.get("ETag") !== null, (await answer.text()).slice(0, 200)];
  } catch (error) {
    return String(error);
  }
}"""
REFUSED = "TypeError: Failed to fetch"


class BlankPage(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *_words):
        """Say nothing of each request."""


@contextlib.contextmanager
def another_site():
    """Yield the port of a site with a blank page."""
    server = ThreadingHTTPServer(("", 0), BlankPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_the_page_of_an_allowed_site_asks_with_its_token_and_no_other_does(browser, practice, bob):
    _token, secret = tokens.make(owner=bob, name="Page", scope="change", days=30, now=timezone.now())
    token, context = {"Authorization": f"Bearer {secret}"}, browser.new_context()
    page = context.new_page()

    def ask(path, method="GET", **headers):
        return page.evaluate(ASK, [f"{site}{path}", headers, method])

    with another_site() as port:
        # One site under two names: browsers take them for two.
        friend, stranger = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        with running_site(environment={"API_ALLOWED_ORIGINS": friend}) as site:
            page.goto(friend)
            status, _etag, body = ask("/api/v1/me/", **token)
            assert (status, bob.email in body) == (200, True)
            assert ask("/api/v1/me/", "PATCH", **token, **{"Content-Type": "application/json"})[0] == 200
            assert ask("/api/v1/me/")[0] == 401
            free = f"/api/v1/availability/?service={practice.service.pk}&place={practice.place.pk}"
            free += "&from=2026-11-23&to=2026-11-24"
            assert ask(free)[:2] == [200, True]
            assert ask("/accounts/login/") == ask("/healthz") == REFUSED
            page.goto(stranger)
            assert ask("/api/v1/me/", **token) == ask(free) == REFUSED
    context.close()


# --- What is answered -------------------------------------------------------------------------------

FRIEND, STRANGER = "https://app.example", "https://elsewhere.example"


@pytest.fixture
def allowed(settings):
    settings.CORS_ALLOWED_ORIGINS = [FRIEND]
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]


def preflight(client, path, origin, method="PATCH"):
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    asked["Access-Control-Request-Headers"] = "authorization, content-type"
    return client.options(path, headers=asked)


def told_to_browsers(answer):
    return {name: value for name, value in answer.items() if name.lower().startswith("access-control-")}


def test_before_it_asks_a_browser_is_told_what_an_allowed_page_may(client, db, allowed):
    answer = preflight(client, "/api/v1/me/", FRIEND)
    assert (answer.status_code, answer.content) == (200, b"")
    assert told_to_browsers(answer) == {
        "access-control-allow-origin": FRIEND,
        "access-control-allow-methods": "GET, POST, PATCH, DELETE",
        "access-control-allow-headers": "accept, authorization, content-type, idempotency-key, if-none-match",
        "access-control-expose-headers": "ETag, Retry-After",
        "access-control-max-age": "86400",
    }


def test_an_answer_or_a_refusal_may_be_read_there_with_its_headers_and_without_cookies(client, db, allowed):
    answer = client.get("/api/v1/me/", headers={"Origin": FRIEND})
    assert answer.status_code == 401
    assert told_to_browsers(answer) == {
        "access-control-allow-origin": FRIEND,
        "access-control-expose-headers": "ETag, Retry-After",
    }
    assert "origin" in answer["Vary"].lower()


@pytest.mark.parametrize(
    ("path", "origin"), [("/api/v1/me/", STRANGER), ("/api/v1/me/", "null"), ("/accounts/login/", FRIEND)]
)
def test_any_other_page_and_any_other_address_are_told_nothing(client, db, allowed, path, origin):
    for answer in (preflight(client, path, origin), client.get(path, headers={"Origin": origin})):
        assert told_to_browsers(answer) == {}


def test_unless_it_is_set_nobody_is_told_anything(client, db):
    for answer in (preflight(client, "/api/v1/me/", FRIEND), client.get("/api/v1/me/", headers={"Origin": FRIEND})):
        assert told_to_browsers(answer) == {}
        assert "origin" not in answer["Vary"].lower()
