"""The look keeps its promises: contrast in both themes, weight, icons that exist, no inline style or script."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
#: The admin has Wagtail’s own fonts and icons.
OURS = [path for path in TEMPLATES if "admin" not in path.parts]
PUBLIC_SHEETS = ["tokens.css", "base.css", "components.css"]
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (CSS / "tokens.css").read_text()
    )
}
READ_ON = [
    ("text", "page"), ("text", "surface"), ("text", "hollow"), ("text", "primary-pale"),
    ("text-2", "page"), ("text-2", "surface"), ("text-2", "hollow"),
    ("primary", "page"), ("primary", "surface"), ("primary", "hollow"), ("primary", "primary-pale"),
    ("primary-strong", "primary-pale"), ("on-primary", "primary"), ("on-primary", "primary-strong"),
    ("accent", "page"), ("accent", "surface"), ("accent", "accent-pale"),
    *[(name, ground) for name in ("ok", "warn", "error", "info") for ground in ("surface", f"{name}-pale")],
    *[("text", f"{name}-pale") for name in ("ok", "warn", "error", "info")],
]  # fmt: skip
SEEN_ON = [(name, ground) for name in ("border", "focus") for ground in ("page", "surface", "hollow")]


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ_ON)
def test_words_can_be_read(ink, ground, theme):
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), SEEN_ON)
def test_edges_and_the_focus_can_be_seen(ink, ground, theme):
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 3


def weight(paths):
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_the_sheets_of_a_public_page_weigh_less_than_12_kb():
    heaviest_page = max(CSS.glob("pages/*.css"), key=lambda path: path.stat().st_size)
    assert weight([*(CSS / name for name in PUBLIC_SHEETS), heaviest_page]) <= 12 * 1024


def test_the_scripts_weigh_less_than_8_kb():
    assert weight((ROOT / "static" / "js").glob("*.js")) <= 8 * 1024


def test_the_fonts_of_a_french_page_weigh_less_than_40_kb():
    fonts = ROOT / "static" / "fonts"
    assert sum(path.stat().st_size for path in fonts.glob("*-latin-[!e]*.woff2")) <= 40 * 1024


def test_every_font_comes_with_its_licence():
    families = {path.name.split("-")[0] for path in (ROOT / "static" / "fonts").glob("*.woff2")}
    assert families == {
        path.stem.removeprefix("OFL-").lower() for path in (ROOT / "static" / "fonts").glob("OFL-*.txt")
    }


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_no_inline_style_or_script(path):
    html = path.read_text()
    assert not re.search(r"\sstyle=|\son\w+=\"|javascript:", html)
    assert not re.search(r"<script(?![^>]*\b(src=|type=\"application/(ld\+)?json\"))", html)
    if path.parent.name != "emails":
        assert "<style" not in html


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'id="icon-([\w-]+)"', (ROOT / "templates" / "components" / "icons.html").read_text()))
    named = {name for path in OURS for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text())}
    assert named
    assert named <= drawn


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_character_that_the_fonts_lack(path):
    assert not set("\u202f\u2192\u2190") & set(path.read_text())
