"""Practices that fill an empty site, one package each.

A package has two functions: `load(say)` makes settings, pages, people and hours, and `load_demo(say, now)` adds
clients, appointments and notes around `now`. Both take `say(line)` to tell how far they are, and run inside the
transaction of `load_preset`. What several of them need is in `making.py`.
"""

import pkgutil
from importlib import import_module
from typing import NamedTuple


class Origin(NamedTuple):
    """In which language, and on whose clocks, a practice works."""

    language: str
    time_zone: str


#: Where a preset is from, unless it is from here: its texts are in that language.
HERE = Origin("fr", "Europe/Paris")
ORIGINS = {
    "counselling": Origin("en", "Europe/London"),
    "planner": Origin("ru", "Europe/Moscow"),
}


def names():
    """Return the names of the presets that there are."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg)


def preset(name):
    return import_module(f"{__name__}.{name}")


def origin(name):
    return ORIGINS.get(name, HERE)
