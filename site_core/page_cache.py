"""Public pages for visitors, kept by each process until the very next change of anything that they show."""

from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import parse_etags

from home.apps import PAGES
from home.views import THEME_COOKIE
from practice.kept import Answers, Kept, held_by, noting, rest_on
from practice.versions import HOURS, PRACTICE

#: The views whose pages are the same for every visitor. What else they rest on they say themselves: see `rest_on`.
KEPT_VIEWS = {
    "wagtail_serve",
    "booking:week",
    "booking:practitioners",
    "booking:practitioner",
    "booking:places",
    "booking:place",
}
GROUNDS = (PAGES, PRACTICE, HOURS)
#: Someone with one of these is known, or has been told something that nobody else was.
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
LONGEST = 256 * 1024


class PageCacheMiddleware:
    """Answer a visitor from what is kept, after one query that tells whether it still holds.

    It stands outside of sessions and log-in, which a page that is kept has no need of. Nothing is kept that sets a
    cookie, asks not to be kept, or was made for someone who is known.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = Answers(size=256)

    def __call__(self, request):
        if not is_visitor(request):
            return self.get_response(request)
        question = (request.scheme, request.get_host(), request.get_full_path(), request.COOKIES.get(THEME_COOKIE))
        kept, held = self.pages.look_up(question, now=timezone.now())
        if kept is None:
            with noting() as grounds:
                rest_on(held)
                response = self.get_response(request)
            if not may_be_kept(response, grounds):
                return response
            kept = (response.content, dict(response.items()) | {"ETag": etag_of(response.content)})
            self.pages.put(question, Kept(kept, grounds.tokens, grounds.good_until))
        return response_of(request, *kept)

    def process_view(self, request, view, args, kwargs):
        """Read the tokens of all that such a page may show, before any of it is read."""
        if is_visitor(request) and request.resolver_match.view_name in KEPT_VIEWS:
            rest_on(held_by(*GROUNDS))


def is_visitor(request):
    return request.method in ("GET", "HEAD") and not any(name in request.COOKIES for name in PERSONAL_COOKIES)


def may_be_kept(response, grounds):
    return (
        response.status_code == 200
        and grounds.tokens.keys() >= set(GROUNDS)
        and (grounds.good_until is None or grounds.good_until > timezone.now())
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and len(response.content) <= LONGEST
    )


def etag_of(content):
    return f'"{sha256(content).hexdigest()[:32]}"'


def response_of(request, content, headers):
    if headers["ETag"] in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={name: value for name, value in headers.items() if name in KEPT_BY_304})
    return HttpResponse(content, headers=headers)


#: What the standard wants in an answer that says “as before”, and what says how to treat the page.
KEPT_BY_304 = {"ETag", "Vary", "Content-Language"}
