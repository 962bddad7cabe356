"""Free starts that a test may count on, whatever the time of day at which it runs."""

import datetime as dt

from django.utils import timezone

from booking import availability


def free_starts(practice, *, days=2, count=60):
    """Return the next free starts of a practice, from the first of a whole day on, at least so many days ahead.

    The next start after now may be the last one of a morning: what is tried a few minutes later then falls
    outside the hours instead of off the grid, and the suite is green at some hours of the day only.
    """
    now = timezone.now()
    parts = (practice.practitioner, practice.service, practice.place)
    last_day_passed_over = (now + dt.timedelta(days=days)).astimezone(practice.place.zone).date()
    found = availability.next_free(*parts, now=now, count=count + 100)
    return [start for start in found if start.astimezone(practice.place.zone).date() > last_day_passed_over][:count]
