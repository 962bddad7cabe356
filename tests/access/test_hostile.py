"""What a hostile visitor, or a colleague with a hostile mind, writes into addresses and forms: no error, no way out."""

from urllib.parse import quote, urlsplit

import pytest
from django.core.cache import cache

from tests.access.addresses import PART
from tests.access.stage import ADMINISTRATOR, CLIENT, GUEST, PRACTITIONER, VISITOR, WHO, Caller
from tests.access.test_forms import forms_on
from tests.access.test_table import POSTED, addresses_of, lines, reachable, undone

pytestmark = pytest.mark.django_db

#: Wagtail's own rooms, which Wagtail tests: it takes hours to try all that can be written there.
OF_WAGTAIL = ("admin/pages", "admin/images", "admin/documents", "admin/workflows", "admin/api", "admin/reports")
OF_WAGTAIL += ("admin/sites", "admin/groups", "admin/collections", "admin/redirects", "admin/embeds", "admin/choose")
OF_WAGTAIL += ("admin/translation", "admin/tag-autocomplete", "admin/editing-sessions", "admin/bulk", "admin/snippets")

NAUGHTY = {
    "nul": "a\x00b",
    "line": "x\r\nSet-Cookie: pirate=1\r\nBcc: pirate@evil.example",
    "elsewhere": "//evil.example/\\evil.example",
    "script": "javascript:alert(1)//'\"><script>alert(1)</script>{{7*7}}%s%(x)s",
    "number": "9" * 400,
    "negative": "-1",
    "long": "é" * 20_000,
    "backwards": "\u202e\ufeff\u0000\U0001f4a9",
}
#: Names that something reads from an address, here or in Wagtail; a page's own forms are asked for theirs.
READ = ["q", "p", "page", "ordering", "next", "date", "semaine", "debut", "prestation", "praticien", "lieu", "index"]
READ += ["client", "jour", "week", "day", "start", "id", "state", "period", "export", "language", "locale"]
#: Pictures, pages and documents that Wagtail's own choosers write, for administrators: it takes them for keys unread.
CHOSEN = ["photo", "image", "logo", "share_image"]


def ours():
    return [route for route in reachable() if not route.startswith(OF_WAGTAIL)]


def is_harmless(response):
    """No error of ours, no cookie of theirs, no way to another site."""
    where = urlsplit(response.headers.get("Location", ""))
    return response.status_code < 500 and where.netloc in ("", "testserver") and "pirate" not in response.cookies


def ask(stage, who, method, path, fields=None):
    cache.clear()
    with undone():
        call = Caller(**stage.sessions[who])
        return call.post(path, fields) if method == "POST" else call.get(path)


@pytest.mark.parametrize("value", NAUGHTY.values(), ids=NAUGHTY.keys())
def test_nothing_written_into_a_query_breaks_a_page_or_leads_away(stage, samples, value):
    harmed = []
    value = value[:2000]
    for route in ours():
        path = samples.of(route).partition("?")[0]
        query = "&".join(f"{name}={quote(value)}" for name in READ)
        who = ADMINISTRATOR if route.startswith("admin") else GUEST if "gerer" in route else CLIENT
        if not is_harmless(ask(stage, who, "GET", f"{path}?{query}")):
            harmed.append(f"{who}: {path}")
    assert harmed == []


@pytest.mark.parametrize("value", [10**30, -1, 0, "%00", "..%2f..%2fetc%2fpasswd", "é" * 300, "1'--"])
def test_no_row_of_an_address_breaks_a_page(stage, samples, value):
    harmed = []
    for route in ours():
        parts = list(PART.finditer(route))
        if route in samples.whole or not parts:
            continue
        path = "/" + PART.sub(str(value), route)
        who = ADMINISTRATOR if route.startswith("admin") else CLIENT
        for method in ("GET", "POST"):
            if not is_harmless(ask(stage, who, method, path)):
                harmed.append(f"{method} {path}")
    assert harmed == []


@pytest.fixture(scope="module")
def forms(stage, samples):
    """Return every form that these four find on our pages, once: who found it, where it goes, and its fields."""
    found = {}
    for who in (VISITOR, GUEST, PRACTITIONER, ADMINISTRATOR):
        column = list(WHO.values()).index(who)
        for line, answers in lines():
            if answers["GET"][column] != "+":
                continue
            for route in addresses_of(line):
                if route.startswith(OF_WAGTAIL):
                    continue
                path = samples.of(route)
                page = ask(stage, who, "GET", path)
                if "html" in page.headers.get("Content-Type", "") and page.content.strip():
                    for action, fields in forms_on(page.content, path):
                        found.setdefault((action, *fields), (who, action, fields))
    return list(found.values())


@pytest.mark.parametrize("value", NAUGHTY.values(), ids=NAUGHTY.keys())
def test_nothing_written_into_a_form_breaks_it_or_leads_away(stage, forms, value):
    harmed = []
    for who, action, fields in forms:
        for hidden_too in (False, True):
            told = {name: hidden_too or is_typed(name) for name in fields if not name.endswith("_FORMS")}
            written = {name: value if told.get(name) else kept for name, kept in fields.items()}
            written |= POSTED | {name: "" for name in CHOSEN if name in fields}
            response = ask(stage, who, "POST", action, written)
            if not is_harmless(response):
                harmed.append(f"{who}: {action} ({response.status_code}) {'all fields' if hidden_too else 'typed'}")
            if value in (NAUGHTY["script"],) and "<script>alert(1)</script>" in response.content.decode():
                harmed.append(f"{who}: {action} writes what was typed as it is")
    assert harmed == []


def is_typed(name):
    return not name.endswith(("-id", "-count")) and name not in ("csrfmiddlewaretoken", *CHOSEN)
