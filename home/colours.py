"""The site's colours: tested palettes, the check of a colour of one's own, and the sheet that follows from them.

A colour is a text such as "#155A52". What is derived from it is drawn nearer to black or white until it can be read,
so that a colour which passes the check gives a whole that does, in light and in dark.
"""

import colorsys
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

BLACK = "#000000"
WHITE = "#FFFFFF"
#: Of `static/css/tokens.css`: the darkest light background, and the lightest dark one. What can be read on these can
#: be read on the others.
LIGHT_GROUND = "#F1ECE3"
DARK_GROUND = "#1A2526"
LIGHT_TEXT = "#1E2A2B"
DARK_TEXT = "#ECE8E0"
#: WCAG 2.2, level AA, text of ordinary size.
ENOUGH = 4.5


@dataclass(frozen=True)
class Palette:
    name: str
    primary: str
    accent: str


DEFAULT = "forest"
#: The first is the one of `tokens.css`.
PALETTES = {
    "forest": Palette(_("Forest green and terracotta"), "#155A52", "#A8432A"),
    "ocean": Palette(_("Ocean blue and copper"), "#1B4F7A", "#96501C"),
    "plum": Palette(_("Plum and moss"), "#6B2F5C", "#4F6220"),
    "brick": Palette(_("Brick and petrol"), "#8C3324", "#1F5F6B"),
    "slate": Palette(_("Slate and ochre"), "#3A4657", "#825410"),
}


def contrast(one, other):
    """Return the WCAG contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts_of(colour)]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def parts_of(colour):
    """Return red, green and blue, each from 0 to 1."""
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def mix(colour, other, share):
    """Return `colour` with `share` (0 to 1) of `other` in it."""
    mixed = [a + (b - a) * share for a, b in zip(parts_of(colour), parts_of(other), strict=True)]
    return colour_of(mixed)


def colour_of(parts):
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def evening(colour):
    """Return the colour of the same hue that can be read, with ease, on the dark backgrounds."""
    # Mixed with white it would turn grey; here it keeps most of its strength while it grows lighter.
    hue, lightness, strength = colorsys.rgb_to_hls(*parts_of(colour))
    steps = (lightness + (1 - lightness) * step / 50 for step in range(51))
    lighter = (colour_of(colorsys.hls_to_rgb(hue, one, strength * 0.8)) for one in steps)
    return next((one for one in lighter if contrast(one, DARK_GROUND) >= 8.5), WHITE)


def toward(colour, goal, *, against, at_least):
    """Return `colour`, mixed with as little of `goal` as gives it that contrast with each of `against`."""
    steps = (mix(colour, goal, step / 50) for step in range(51))
    return next((one for one in steps if all(contrast(one, ground) >= at_least for ground in against)), goal)


def is_readable(colour):
    """Tell whether `colour` can be read on every light background, and white on it."""
    return contrast(colour, LIGHT_GROUND) >= ENOUGH


def nearest_readable(colour):
    return toward(colour, BLACK, against=[LIGHT_GROUND], at_least=ENOUGH)


def tokens(primary, accent):
    """Return `{token: (light, dark)}` for everything in `tokens.css` that follows from these two colours."""
    dark_primary, dark_accent = evening(primary), evening(accent)
    pale = toward(mix(primary, WHITE, 0.86), WHITE, against=[primary, LIGHT_TEXT], at_least=ENOUGH)
    dark_pale = toward(mix(DARK_GROUND, primary, 0.3), BLACK, against=[dark_primary, DARK_TEXT], at_least=ENOUGH)
    accent_pale = toward(mix(accent, WHITE, 0.86), WHITE, against=[accent, LIGHT_TEXT], at_least=ENOUGH)
    dark_accent_pale = toward(mix(DARK_GROUND, accent, 0.22), BLACK, against=[dark_accent], at_least=ENOUGH)
    return {
        "primary": (primary, dark_primary),
        "primary-strong": (mix(primary, BLACK, 0.25), mix(dark_primary, WHITE, 0.35)),
        "primary-pale": (pale, dark_pale),
        "on-primary": (WHITE, toward(mix(primary, BLACK, 0.65), BLACK, against=[dark_primary], at_least=7)),
        "accent": (accent, dark_accent),
        "accent-pale": (accent_pale, dark_accent_pale),
        "sky": (accent_pale, mix(DARK_GROUND, accent, 0.1)),
        "sun": (mix(accent, WHITE, 0.15), mix(accent, WHITE, 0.3)),
        "hill-1": (mix(primary, "#E4DFD4", 0.62), mix(DARK_GROUND, primary, 0.25)),
        "hill-2": (mix(primary, "#E4DFD4", 0.26), mix(DARK_GROUND, primary, 0.6)),
        "hill-3": (primary, mix(DARK_GROUND, primary, 0.4)),
    }


def sheet(primary, accent):
    """Return the style sheet that puts these colours in place of those of `tokens.css`."""
    lines = [f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in tokens(primary, accent).items()]
    return "\n".join([":root {", *lines, "}", ""])
