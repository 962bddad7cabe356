"""What people say, in each language of the site: a package each, with the same names. Staff edit rows, not these."""

from . import en, fr, ru

PACKAGES = {"fr": fr, "en": en, "ru": ru}


def of(language):
    """Return the package of a language; of one that the assistant does not speak, the English one."""
    return PACKAGES.get(language, en)
