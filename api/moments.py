"""Moments as programs write them: ISO 8601 with an offset."""

import datetime as dt
import zoneinfo
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, AwareDatetime

from booking.availability import SENSIBLE_YEARS


def zone_name(text):
    """Refuse what is no time zone, such as “Europe/Paris”; an empty name stands for the practice's."""
    if text and text not in zoneinfo.available_timezones():
        raise ValueError(_("Write the name of a time zone, such as Europe/Paris."))
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
Moment = Annotated[AwareDatetime, AfterValidator(sensible)]
#: A date of a year that somebody can mean.
Day = Annotated[dt.date, AfterValidator(sensible_day)]
