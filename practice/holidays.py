"""Public holidays of the country, or the part of one, that the practice has chosen."""

import datetime as dt
import functools
from dataclasses import dataclass

import holidays
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: Short of a year, so that what has one date in it is not found twice.
ALMOST_A_YEAR = dt.timedelta(days=363)


def validate_region(region):
    """Accept a country such as “FR”, or a part of one such as “FR-57”."""
    try:
        names_in(region, 2026)
    except NotImplementedError:
        raise ValidationError(
            _("No public holidays are known for “%(region)s”. Write a country such as FR, or FR-57 for Moselle."),
            params={"region": region},
        ) from None


def holidays_between(region, first, last, *, worked=()):
    """Return the public holidays from `first` to `last`, both included, earliest first; none without a region.

    `worked` are the keys of holidays on which the practice works all the same. A day that has two names is left out
    only when both are among them.
    """
    if not region:
        return []
    found = ((day, keys) for year in range(first.year, last.year + 1) for day, keys in names_in(region, year).items())
    return sorted(day for day, keys in found if first <= day <= last and not set(keys) <= set(worked))


@dataclass(frozen=True)
class Holiday:
    """One public holiday of the months to come: its key (the country's own name), how it is called, and its days."""

    key: str
    name: str
    days: tuple[dt.date, ...]


def holidays_from(region, first):
    """Return what is celebrated within a year from `first`, in the reader's language, earliest first."""
    days = {}
    for day in holidays_between(region, first, first + ALMOST_A_YEAR):
        for key in names_in(region, day.year)[day]:
            days.setdefault(key, []).append(day)
    return [Holiday(key, _called(region, key, found[0]), tuple(found)) for key, found in days.items()]


def _called(region, key, day):
    # Where two fall on one day, which translation belongs to which cannot be told.
    name = holiday_name(region, day) if len(names_in(region, day.year)[day]) == 1 else key
    return capfirst(name.replace("'", "’"))


def holiday_name(region, day):
    """Return what the public holiday of `day` is called, in the active language or else in the country's own.

    Empty on a day that is none.
    """
    return "; ".join(names_in(region, day.year, get_language() or "").get(day, ()))


@functools.lru_cache(maxsize=256)
def names_in(region, year, language=None):
    """Return `{date: (name, …)}` of that year's public holidays. Raises NotImplementedError for no region.

    In `language` if they are known in it; otherwise, and without one, in the country's own.
    """
    country, _dash, part = region.partition("-")
    known = holidays.country_holidays(country, subdiv=part or None)
    spoken = (name for name in known.supported_languages if language and same_language(name, language))
    # Without a language the package would take that of the server's environment.
    language = next(spoken, known.default_language)
    found = holidays.country_holidays(country, subdiv=part or None, years=year, language=language)
    return {day: tuple(found.get_list(day)) for day in sorted(found)}


def same_language(one, other):
    return one.partition("_")[0] == other.partition("-")[0]
