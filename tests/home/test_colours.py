"""The colours that a coach may choose, and those that are refused because nobody could read them."""

import itertools

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from home import colours
from home.models import SiteSettings

PAGE, SURFACE, HOLLOW = "#FAF7F2", "#FFFFFF", "#F1ECE3"
DARK_PAGE, DARK_SURFACE, DARK_HOLLOW = "#121A1B", "#1A2526", "#0D1314"


def test_contrast_is_that_of_the_wcag():
    assert colours.contrast("#FFFFFF", "#000000") == 21
    assert colours.contrast("#155A52", "#FFFFFF") == pytest.approx(8.03, abs=0.005)
    assert colours.contrast("#1E2A2B", "#FAF7F2") == colours.contrast("#FAF7F2", "#1E2A2B")


def hues():
    """Every colour on a grid that passes the check."""
    signs = ["00", "33", "66", "99", "CC", "FF"]
    grid = ["#" + "".join(parts) for parts in itertools.product(signs, repeat=3)]
    return [colour for colour in grid if colours.is_readable(colour)]


PAIRS = [(palette.primary, palette.accent) for palette in colours.PALETTES.values()]
PAIRS += list(zip(hues(), reversed(hues()), strict=True))


@pytest.mark.parametrize(("primary", "accent"), PAIRS)
def test_what_follows_from_a_colour_that_passes_can_be_read_in_light_and_in_dark(primary, accent):
    made = colours.tokens(primary, accent)
    light = {name: pair[0] for name, pair in made.items()}
    dark = {name: pair[1] for name, pair in made.items()}
    text, dark_text = colours.LIGHT_TEXT, colours.DARK_TEXT
    read = [
        (light[name], ground) for name in ("primary", "primary-strong", "accent") for ground in (PAGE, SURFACE, HOLLOW)
    ]
    read += [
        (dark[name], ground) for name in ("primary", "accent") for ground in (DARK_PAGE, DARK_SURFACE, DARK_HOLLOW)
    ]
    for theme, words in ((light, text), (dark, dark_text)):
        read += [(theme["on-primary"], theme["primary"]), (theme["on-primary"], theme["primary-strong"])]
        read += [(words, theme["primary-pale"]), (theme["primary-strong"], theme["primary-pale"])]
        read += [(theme["primary"], theme["primary-pale"]), (theme["accent"], theme["accent-pale"])]
    assert [pair for pair in read if colours.contrast(*pair) < 4.5] == []


@pytest.mark.parametrize(
    ("pale", "contrast"), [("#FFD700", "1,1"), ("#F1ECE3", "1,0"), ("#E07A5F", "2,5"), ("#808080", "3,3")]
)
def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(pale, contrast):
    nearest = colours.nearest_readable(pale)
    assert (
        refusal_of(own_primary=pale)
        == refusal_of(own_accent=pale)
        == [
            "Un texte de cette couleur, ou un texte blanc sur elle, se lit mal\u00a0: son contraste est de "
            f"{contrast} pour 1, il en faut 4,5. La couleur la plus proche qui convient est {nearest}."
        ]
    )
    assert refusal_of(own_primary=nearest) == []


@pytest.mark.parametrize("nonsense", ["vert", "#12", "155A52", "#155A5G", "#155A5\n"])
def test_what_is_no_colour_is_refused_by_its_form(nonsense):
    [sentence] = refusal_of(own_primary=nonsense)
    assert sentence.startswith("Écrivez la couleur avec #")


def refusal_of(**fields):
    try:
        SiteSettings(**fields).clean_fields(exclude=["site", "name"])
    except ValidationError as refused:
        return [sentence for sentences in refused.message_dict.values() for sentence in sentences]
    return []


def test_the_coach_is_told_in_the_settings_screen_and_nothing_is_kept(client, camille, site_settings):
    client.force_login(camille)
    address = reverse("wagtailsettings:edit", args=["home", "sitesettings", site_settings.site_id])
    form = {
        "name": "Camille Aubert",
        "tagline": "",
        "email": "",
        "phone": "",
        "address": "",
        "palette": "plum",
        "own_primary": "#FFD700",
        "own_accent": "",
        "footer_pages-count": "0",
        "practitioner_word": "",
        "practitioners_word": "",
        "client_word": "",
        "clients_word": "",
    }
    refused = client.post(address, form)
    assert "La couleur la plus proche" in refused.content.decode()
    site_settings.refresh_from_db()
    assert (site_settings.palette, site_settings.own_primary) == ("forest", "")
    assert client.post(address, {**form, "own_primary": ""}).status_code == 302
    site_settings.refresh_from_db()
    assert site_settings.palette == "plum"
