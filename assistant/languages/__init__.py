"""What people say, in each language of the site: a module each, with the same names. What staff may edit is in rows."""

from . import en, fr, ru

MODULES = {"fr": fr, "en": en, "ru": ru}


def of(language):
    """Return the module of a language; of one that the assistant does not speak, the English one."""
    return MODULES.get(language, en)
