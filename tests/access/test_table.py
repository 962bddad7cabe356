"""The table of who may do what, at every address that the site has; see `table.txt`."""

import json
import re
from collections import Counter
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseNotFound
from django.template.backends.django import Template
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.settings.registry import registry as settings_registry

from site_core import urls
from tests.access.addresses import HIDDEN, all_addresses, leads_to
from tests.access.stage import ANSWER, NOTE, WHO, Caller

pytestmark = pytest.mark.django_db

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: A line with two answers: what a page has no forms for is refused to everybody.
ONLY_FOR_PROGRAMS = "-" * len(WHO)
TABLE = Path(__file__).with_name("table.txt")
HOW_TO = "Write a line for it in tests/access/table.txt (its head says how), or take the address away"

#: What an empty form must hold all the same for Wagtail's own forms to be read at all.
POSTED = {"body-count": "0", "footer_pages-count": "0", "new_parent_page": "1", "external-link-chooser-url": "/"}

# --- What may be written ---------------------------------------------------------------------------

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
#: Written by the way, whoever asks: a session.
ALWAYS = {"django_session"}
#: Written by looking: the journal of notes, and what Wagtail notes of its own: who is at a page, smaller pictures, and
#: the size of a file at the first look.
BY_LOOKING = ALWAYS | {
    "coach_notes_noteaccess",
    "wagtailimages_rendition",
    "wagtailadmin_editingsession",
    "wagtailcore_pagesubscription",
    "wagtaildocs_document",
    "wagtailimages_image",
    "wagtailsearch_indexentry",
}
#: A time is kept for ten minutes by opening its form, and nowhere else.
HOLDS = {"rendez-vous/coordonnees/": {"booking_appointment"}}
REFUSED = "L0-!BT3"
#: A link from a mail is a key: whoever holds it may do what it is for.
IS_KEY = re.compile(r"token|key")

# --- What may be read ------------------------------------------------------------------------------

#: Bob and Gaston are Paul's clients: these three know nothing of them, wherever they look.
STRANGERS = "voq"
CLIENTS = ["Bob Martin", "bob@example.com", "Gaston", "gaston@example.com", ANSWER]
READERS_OF_NOTES = "pka"
#: What is not published, and for whoever knows a password: for who keeps the pages.
UNPUBLISHED = ["Brouillon", "Dossier"]


def lines():
    """Return the table's lines: the address, and by verb the nine letters."""
    for number, line in enumerate(TABLE.read_text().splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words or words[0] == "get":
            continue
        *answers, address = words
        assert len(answers) in (2, 5), f"table.txt:{number}: two columns of answers, or five"
        assert all(len(nine) == len(WHO) for nine in answers), f"table.txt:{number}: nine letters in a column"
        if len(answers) == 2:
            answers += [ONLY_FOR_PROGRAMS] * 3
        yield address, dict(zip(VERBS, answers, strict=True))


def pattern_of(address):
    """Return the addresses that a line is about: `*` is anything, `{a|b}` one of these."""
    parts = re.split(r"(\\\*|\*|[{}]|\|)", address)
    # Within the regular expressions that some addresses are, a star is written with a stroke before it.
    signs = {"\\*": r"\*", "*": ".*", "{": "(?:", "}": ")", "|": "|"}
    return re.compile("".join(signs.get(part) or re.escape(part) for part in parts))


def reachable():
    return [route for route in all_addresses() if route not in HIDDEN]


def addresses_of(line):
    return [route for route in reachable() if pattern_of(line).fullmatch(route)]


def test_every_address_has_one_line_and_every_line_an_address():
    told = Counter(route for line, _answers in lines() for route in addresses_of(line))
    assert not [f"{route}: {HOW_TO}." for route in reachable() if not told[route]]
    assert not [f"{route}: {count} lines, where there must be one" for route, count in told.items() if count > 1]
    assert not [f"{line}: there is no such address" for line, _answers in lines() if not addresses_of(line)]


def test_a_line_leads_to_its_address(samples):
    for route in reachable():
        path = samples.of(route)
        assert leads_to(path) == route, f"{path}, made in tests/access/addresses.py, leads to another address"


@pytest.mark.parametrize(("line", "answers"), [pytest.param(*line, id=line[0]) for line in lines()])
def test_who_may_do_what(stage, samples, line, answers):
    wrong = []
    for route in addresses_of(line):
        for verb, expected in answers.items():
            for letter, want in zip(WHO, expected, strict=True):
                who = WHO[letter]
                # HEAD runs what GET runs: one person of each answer is enough.
                is_first = letter == list(WHO)[expected.index(want)]
                for method in ("GET", "HEAD") if verb == "GET" and is_first else (verb,):
                    sent = samples.body(method, route)
                    response, written = ask(stage, method, samples.of(route), who, sent)
                    cell = f"{method} {samples.of(route)} by the {who}"
                    got = answer_of(response)
                    if got != want and (method, got) != ("HEAD", "-"):
                        wrong.append(f"{cell}: expected {want}, got {got} ({response.status_code})")
                    refused = want in REFUSED and not IS_KEY.search(route)
                    by_looking = BY_LOOKING | HOLDS.get(route, set())
                    allowed = ALWAYS if refused else by_looking if verb == "GET" else written
                    wrong += [f"{cell}: wrote into {table}" for table in sorted(written - allowed)]
                    wrong += [f"{cell}: tells “{word}”" for word in leaks(response, route, letter)]
    assert not wrong, "\n".join(wrong)


def ask(stage, method, path, who, sent=None):
    """Send a request whose changes are undone; return the response, and the tables into which it wrote."""
    written, marks = [], {}

    def note(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            written.append(found[1])
        # What is tried and taken back, to tell what it would clash with, is not written.
        elif sql.startswith("SAVEPOINT"):
            marks[sql.split()[-1]] = len(written)
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            del written[marks[sql.split()[-1]] :]
        return execute(sql, params, many, context)

    cache.clear()
    with undone(), connection.execute_wrapper(note), bodies(method):
        response = answer_to(stage, method, path, who, sent or {})
    return response, set(written)


def answer_to(stage, method, path, who, sent):
    if path.startswith("/api/"):
        # A program sends no cookies, and JSON, where it sends anything.
        body = {} if method in ("GET", "HEAD") else {"data": json.dumps(sent), "content_type": "application/json"}
        return Caller(token=stage.tokens[who]).generic(method, path, **body)
    call = Caller(**stage.sessions[who])
    return call.post(path, POSTED) if method == "POST" else call.generic(method, path)


@pytest.fixture(autouse=True)
def _plain_errors(monkeypatch):
    """Answer “not found” with a word: its page is drawn in other tests, and most of the table is that answer."""
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def bodies(method):
    """Leave the page of a HEAD request unwritten: it was written for GET, and nobody reads it."""
    return mock.patch.object(Template, "render", return_value="") if method == "HEAD" else nullcontext()


def answer_of(response):
    """Return an answer as its letter in the table."""
    code, to = response.status_code, response.headers.get("Location", "")
    if code in (301, 302, 303):
        doors = {"/accounts/login/": "L", "/admin/login/": "L", "/accounts/reauthenticate/": "R"}
        doors |= {"/accounts/2fa/reauthenticate/": "R", "/accounts/inactive/": "B"}
        return doors.get(to.partition("?")[0], ">")
    letters = {
        200: "+",
        201: "+",
        204: "+",
        401: "T",
        404: "0",
        405: "-",
        403: "3",
        400: "!",
        409: "!",
        422: "!",
        500: "?",
    }
    return {**letters, 500: "?"}.get(code, str(code))


def leaks(response, route, letter):
    """Return the words that this answer tells to someone who may not know of them."""
    if IS_KEY.search(route) or response.streaming:
        return []
    secrets = CLIENTS if letter in STRANGERS else []
    secrets = secrets if letter in READERS_OF_NOTES else [*secrets, NOTE]
    secrets = secrets if letter == "a" else [*secrets, *UNPUBLISHED]
    page = response.content.decode(errors="replace")
    return [word for word in secrets if word in page]


# --- Addresses that stand for many: one line cannot fill them all in ---------------------------------------

COLLEAGUES = ["practitioner", "other practitioner", "collaborator"]


def settings_pages():
    for model in settings_registry:
        yield f"/admin/settings/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.mark.parametrize("who", COLLEAGUES)
def test_no_settings_of_any_kind_are_for_colleagues(stage, who):
    assert len(settings_registry) >= 3
    call = Caller(**stage.sessions[who])
    for path in settings_pages():
        page = call.get(path).headers.get("Location", path)
        for answer in (call.get(page), call.post(page)):
            assert answer.status_code == 404, path


@pytest.mark.parametrize("who", COLLEAGUES)
def test_nothing_is_done_to_many_rows_at_once_without_the_right(stage, who):
    bulk_action_registry.get_bulk_actions_for_model("people", "user")
    rooms = bulk_action_registry.actions
    paths = [
        f"/admin/bulk/{app}/{model}/{action}/?id=all"
        for app in rooms
        for model in rooms[app]
        for action in rooms[app][model]
    ]
    assert len(paths) > 10
    for path in paths:
        answer, written = ask(stage, "POST", path, who)
        assert answer.status_code in (302, 404), path
        assert written <= ALWAYS, path
