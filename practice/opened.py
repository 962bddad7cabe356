"""For how long practitioners can be met, whatever is booked: opening hours less absences and holidays."""

import datetime as dt
from collections import defaultdict

import scheduling
from scheduling.intervals import union

from .hours import public_holidays_between, windows_of
from .models import BookingRules, OpeningHours
from .plans import absences_of

DAY = dt.timedelta(days=1)


def minutes_open(practitioners, first, last):
    """Return `{(practitioner's key, date): minutes}` from `first` to `last`, both included, as the rows are now.

    Whoever is open at two places at the same time is open once. Four queries, however many they are.
    """
    start, end = (dt.datetime.combine(edge, dt.time.min, dt.UTC) for edge in (first - DAY, last + 2 * DAY))
    people = {one.pk: one for one in practitioners}
    rows = defaultdict(list)
    for row in OpeningHours.objects.between(first, last).prefetch_related("windows").filter(practitioner__in=people):
        rows[row.practitioner_id].append(row)
    absences = absences_of(people, start, end)
    shut = [*absences[None], *public_holidays_between(start, end, BookingRules.load())]
    found = {}
    for key, own in rows.items():
        for day, open_at in intervals_open(own, [*absences[key], *shut], people[key], first, last).items():
            found[key, day] = sum(end - start for start, end in open_at)
    return found


def intervals_open(rows, time_off, practitioner, first, last):
    """Return `{date: intervals}` in minutes, over all places of a practitioner, for rows of their `OpeningHours`."""
    by_day = defaultdict(list)
    for place in practitioner.places.all():
        windows = windows_of([row for row in rows if row.place_id in (None, place.pk)], first, last)
        openings = scheduling.Openings(place.zone, lambda day, windows=windows: windows.get(day, ()), time_off)
        for day in windows:
            by_day[day] += openings.left(day)
    return {day: union(found) for day, found in by_day.items()}
