"""Zones: the one in which the practice counts its days, and those that a place may be in."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”."), params={"name": name})


def practice_zone():
    """Return the zone in which the practice counts its days."""
    return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def practice_today():
    """Return the practice's date."""
    return timezone.now().astimezone(practice_zone()).date()
