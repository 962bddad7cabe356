"""Languages spoken are kept by code, so that they can be searched, and called as their reader calls them."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from practice import languages

to_codes = import_module("practice.migrations.0012_profiles").languages_to_codes


@pytest.mark.parametrize(
    ("reader", "names"),
    [
        ("fr", ["Français", "Russe", "Langue des signes française"]),
        ("en", ["French", "Russian", "French Sign Language"]),
        ("ru", ["Французский", "Русский", "Французский жестовый язык"]),
    ],
)
def test_a_language_is_called_as_its_reader_calls_it(reader, names):
    with override(reader):
        assert [languages.name_of(code) for code in ("fr", "ru", "fsl")] == names


@pytest.mark.parametrize("reader", ["fr", "en", "ru"])
def test_no_two_languages_have_the_same_name_and_each_has_one(reader):
    with override(reader):
        names = [languages.name_of(code) for code in languages.NAMES]
    assert len(set(names)) == len(names) > 60
    assert reader != "ru" or not [name for name in names if name.isascii()]


def test_those_chosen_and_the_sites_own_come_first():
    with override("fr"):
        assert [code for code, _name in languages.choices(first=["eu"])][:6] == ["en", "eu", "fr", "ru", "af", "sq"]


@pytest.mark.parametrize("word", ["Français", "francais", "French", "Французский", " FRANÇAIS "])
def test_a_language_is_known_by_its_name_in_any_of_the_sites_languages(word):
    assert languages.code_of(word) == "fr"


def test_only_codes_of_the_list_are_kept():
    languages.validate_languages(["fr", "en"])
    for wrong in (["fr", "x"], "fr", {"fr": 1}):
        with pytest.raises(ValidationError):
            languages.validate_languages(wrong)


def written(text, bio=""):
    """Return what the migration makes of one practitioner's languages: the codes, and the presentation."""
    one = SimpleNamespace(languages=text, bio=bio, save=lambda **fields: None)
    rows = SimpleNamespace(objects=SimpleNamespace(exclude=lambda **condition: [one]))
    to_codes(SimpleNamespace(get_model=lambda *names: rows), None)
    return one.spoken, one.bio


def test_what_was_written_in_words_is_read_and_nothing_is_lost():
    assert written("Français, anglais") == (["fr", "en"], "")
    assert written("French and English; Deutsch") == (["fr", "en", "de"], "")
    assert written("Français, lorrain", bio="Elle écoute.") == (["fr"], "Elle écoute.\nlorrain")
