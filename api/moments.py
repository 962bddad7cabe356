"""Moments as programs write them: ISO 8601 with an offset."""

import datetime as dt
import re
import zoneinfo
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from booking.availability import SENSIBLE_YEARS

#: Among the names of zones, and not one where anybody lives: another machine may not have it.
NOWHERE = {"Factory", "localtime", "posixrules"}
#: How a date begins. A bare number would be read as seconds, of nobody's clock.
YEAR = re.compile(r"[0-9]{4}-")


def zone_name(text):
    """Refuse what is no time zone, such as “Europe/Paris”; an empty name stands for the practice's."""
    if text and text not in zoneinfo.available_timezones() - NOWHERE:
        raise ValueError(_("Write the name of a time zone, such as Europe/Paris."))
    return text


def written_day(text):
    from .errors import DATE

    if not (isinstance(text, str) and YEAR.match(text)):
        raise ValueError(DATE)
    return text


def written_moment(text):
    from .errors import MOMENT

    if not (isinstance(text, str) and YEAR.match(text)):
        raise ValueError(MOMENT)
    return text


def sensible_day(day):
    from .errors import DATE

    if day.year not in SENSIBLE_YEARS:
        raise ValueError(DATE)
    return day


def sensible(moment):
    from .errors import MOMENT

    if moment.year not in SENSIBLE_YEARS:
        raise ValueError(MOMENT)
    return moment.astimezone(dt.UTC)


#: An aware moment, in UTC, of a year that somebody can mean.
Moment = Annotated[AwareDatetime, BeforeValidator(written_moment), AfterValidator(sensible)]
#: A date of a year that somebody can mean.
Day = Annotated[dt.date, BeforeValidator(written_day), AfterValidator(sensible_day)]
