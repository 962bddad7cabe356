"""Practices that fill an empty site, one package each.

A package has two functions: `load(say)` makes settings, pages, people and hours, and `load_demo(say, now)` adds
clients, appointments and notes around `now`. Both take `say(line)` to tell how far they are, and run inside the
transaction of `load_preset`. What several of them need is in `making.py`.
"""

import pkgutil
from importlib import import_module


def names():
    """Return the names of the presets that there are."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg)


def preset(name):
    return import_module(f"{__name__}.{name}")
