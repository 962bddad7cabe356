"""Every sentence of the interface is said in French and in Russian, and French is set as French is set."""

import ast
import re
from functools import cache
from pathlib import Path

import polib
import pytest
from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["site_core", "assistant", "home", "calendars", "coach_notes", "webhooks", "booking", "practice", "people"]
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
QUOTED = r"""u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*\""""
CALL = re.compile(rf"\b(?:_|n?p?gettext)\((?:{QUOTED}|[^'\"()])*\)", re.DOTALL)
LANGUAGES = ["en", "fr", "ru"]
NO_BREAK = "\N{NO-BREAK SPACE}"


@cache
def catalogue(language):
    return polib.pofile(ROOT / "locale" / language / "LC_MESSAGES" / "django.po")


def sentences(language):
    """Return each translated sentence of a language, plural forms included."""
    for entry in catalogue(language):
        yield from entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]


def marked_in_code():
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            yield from marked_in(path.read_text())


def marked_in_templates():
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]:
        # A template turned into calls, and the rest of its text into Xs, as makemessages reads it.
        for call in CALL.findall(templatize(path.read_text())):
            yield from marked_in(call.replace("\n", "\\n"))


def marked_in(code):
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if name in MARKERS and texts and isinstance(texts[0], str):
                yield None, texts[0]
            elif name in WITH_CONTEXT and len(texts) > 1:
                yield texts[0], texts[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_interface_is_in_the_catalogue(language):
    marked = {*marked_in_code(), *marked_in_templates()}
    assert len(marked) > 100
    assert marked <= {(entry.msgctxt, entry.msgid) for entry in catalogue(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language):
    entries = catalogue(language)
    assert not [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete or not entry.translated()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language):
    compiled = polib.mofile(ROOT / "locale" / language / "LC_MESSAGES" / "django.mo")
    assert said(compiled) == said(catalogue(language).translated_entries())


def said(entries):
    return {
        (entry.msgctxt or None, entry.msgid): tuple(entry.msgstr_plural.values()) or entry.msgstr for entry in entries
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_lost_in_translation(language):
    names = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    for entry in catalogue(language):
        allowed = set(names.findall(entry.msgid + entry.msgid_plural))
        for sentence in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert set(names.findall(sentence)) <= allowed, entry.msgid


#: What French does not do here, and why.
NOT_FRENCH = {
    "scolds": r"\b(veuillez|désolée?s?|oups|invalides?)\b",
    "a straight apostrophe": r"\w'\w",
    "a plain space where the line must not break": r" [:;?!»]|« |\d h \d",
    "no space before a high sign": r"[^\W\d][?!;](?!\w)|[^\W\d]:(?=\s|$)",
    "a space that the fonts lack": "\N{NARROW NO-BREAK SPACE}",
    "three dots": r"\.\.\.",
}


@pytest.mark.parametrize("slip", NOT_FRENCH)
def test_french_is_set_as_french_is_set(slip):
    pattern = re.compile(NOT_FRENCH[slip], re.IGNORECASE)
    plain = (re.sub(r"&\w+;|https?://\S*|<[^>]*>", "", sentence) for sentence in sentences("fr"))
    assert not [sentence for sentence in plain if pattern.search(sentence)]


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ("scolds", "Veuillez entrer une date."),
        ("a straight apostrophe", "l'heure"),
        ("a plain space where the line must not break", "Quand ?"),
        ("a plain space where the line must not break", "« Visio »"),
        ("a plain space where the line must not break", "à 9 h 00"),
        ("no space before a high sign", "Quand?"),
        ("no space before a high sign", "Lieu: Visio"),
        ("three dots", "Un instant..."),
    ],
)
def test_a_slip_would_be_seen(slip, sentence):
    assert re.search(NOT_FRENCH[slip], sentence, re.IGNORECASE)
    assert not re.search(NOT_FRENCH[slip], f"Quand{NO_BREAK}? À 9{NO_BREAK}h{NO_BREAK}00, lieu{NO_BREAK}: l’agence.")
