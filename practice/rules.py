"""What `scheduling` is told of this practice."""

import scheduling

from .hours import hours_between
from .models import BookingRules, practice_zone


def rules_for(practitioner, service, place, first, last, *, booking=None):
    """Return the rules for the days `first` to `last` at `place`; `booking` is the `BookingRules` already read."""
    booking = booking or BookingRules.load()
    hours = hours_between(practitioner, place, first, last)
    return scheduling.Rules(
        zone=place.zone,
        practice_zone=practice_zone(),
        duration=service.duration,
        gap=service.gap,
        hours=lambda day: hours.get(day, ()),
        step=booking.step,
        horizon_days=booking.horizon_days,
        minimum_notice=booking.minimum_notice,
    )
