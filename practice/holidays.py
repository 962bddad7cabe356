"""Public holidays of the country, or the part of one, that the practice has chosen."""

import functools

import holidays
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def validate_region(region):
    """Accept a country such as “FR”, or a part of one such as “FR-57”."""
    try:
        holidays_in(region, 2026)
    except NotImplementedError:
        raise ValidationError(
            _("No public holidays are known for “%(region)s”. Write a country such as FR, or FR-57 for Moselle."),
            params={"region": region},
        ) from None


@functools.lru_cache(maxsize=64)
def holidays_in(region, year):
    """Return the dates of that year's public holidays, earliest first. Raises NotImplementedError for no region."""
    country, _dash, part = region.partition("-")
    return tuple(sorted(holidays.country_holidays(country, subdiv=part or None, years=year)))


def holidays_between(region, first, last):
    """Return the public holidays from `first` to `last`, both included, earliest first; none without a region."""
    if not region:
        return []
    days = (day for year in range(first.year, last.year + 1) for day in holidays_in(region, year))
    return [day for day in days if first <= day <= last]


def holiday_name(region, day):
    """Return what the public holiday of `day` is called, in the active language or else in the country's own.

    Empty on a day that is none.
    """
    return _names_in(region, day.year, get_language() or "").get(day, "")


@functools.lru_cache(maxsize=64)
def _names_in(region, year, language):
    country, _dash, part = region.partition("-")
    known = holidays.country_holidays(country, subdiv=part or None)
    spoken = (name for name in known.supported_languages if name.partition("_")[0] == language.partition("-")[0])
    language = next(spoken, known.default_language)
    return dict(holidays.country_holidays(country, subdiv=part or None, years=year, language=language))
