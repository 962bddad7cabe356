"""All that decides free starts but the appointments and the hour: worked out once, kept until a row changes."""

import datetime as dt
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from django.db.models import Q

import scheduling

from .hours import public_holidays_between, windows_of
from .models import Absence, OpeningHours, PublishedSlot, practice_zone
from .offers import Offers, offers_at
from .versions import PRACTICE, hours_of

DAY = dt.timedelta(days=1)
#: What is known beyond the bookable days: the weeks in which they begin and end, in any zone.
MARGIN = 8 * DAY
#: A site of a thousand practitioners asks for as many at once.
MOST_KEPT = 4096


class Way(NamedTuple):
    """One practitioner's service at one place, by their keys."""

    practitioner_id: int
    service_id: int
    place_id: int


@dataclass(frozen=True, eq=False)
class Plan:
    """What is known of a `way` on the dates `first` to `last`, both included.

    Shared by all requests: nothing in it is to be changed.
    """

    way: Way
    offers: Offers
    is_offered: bool
    rules: scheduling.Rules
    openings: scheduling.Openings
    first: dt.date
    last: dt.date


def today(now):
    """Return the practice's date at `now`."""
    return now.astimezone(practice_zone()).date()


def plans_at(ways, held, *, now):
    """Return the plans of `ways`, in their order, under the tokens `held` of the practice and of all their hours.

    Those that are not kept are worked out together, in five queries whatever their number. Raises KeyError for rows
    that are not there.
    """
    day = today(now)
    keys = [(way, day, held[PRACTICE], held[hours_of(way.practitioner_id)]) for way in ways]
    known = {key: plan for key in keys if (plan := _kept.get(key))}
    missing = [key for key in keys if key not in known]
    if missing:
        made = plans_anew([way for way, *_tokens in missing], offers_at(held[PRACTICE]), day)
        known.update(zip(missing, made, strict=True))
        _kept.put(missing, made)
    return [known[key] for key in keys]


class _Kept:
    """The plans that were asked for last, for all threads of a process."""

    def __init__(self):
        self._plans = OrderedDict()
        self._lock = Lock()

    def get(self, key):
        with self._lock:
            if key in self._plans:
                self._plans.move_to_end(key)
            return self._plans.get(key)

    def put(self, keys, plans):
        with self._lock:
            self._plans.update(zip(keys, plans, strict=True))
            while len(self._plans) > MOST_KEPT:
                self._plans.popitem(last=False)


_kept = _Kept()


# --- Anew -----------------------------------------------------------------------------------------


def plans_anew(ways, offers, day):
    """Read what decides `ways` from `day` on, and work out their plans, in order."""
    first, last = day - MARGIN, day + offers.rules.horizon_days * DAY + MARGIN
    # Wide enough for the days in any zone.
    start, end = (dt.datetime.combine(edge, dt.time.min, dt.UTC) for edge in (first - DAY, last + 2 * DAY))
    people = {way.practitioner_id for way in ways}
    hours = _by_practitioner(OpeningHours.objects.between(first, last).prefetch_related("windows"), people)
    absences = absences_of(people, start, end)
    holidays = public_holidays_between(start, end, offers.rules)
    published = _published(people, start, end)
    plans = []
    for way in ways:
        rows = [row for row in hours[way.practitioner_id] if row.place_id in (None, way.place_id)]
        windows = windows_of(rows, first, last)
        openings = scheduling.Openings(
            offers.places[way.place_id].zone,
            lambda day, windows=windows: windows.get(day, ()),
            [*absences[way.practitioner_id], *absences[None], *holidays],
            published[way],
        )
        plans.append(Plan(way, offers, offers.gives(*way), _rules(way, offers, openings), openings, first, last))
    return plans


def _rules(way, offers, openings):
    service, booking = offers.services[way.service_id], offers.rules
    return scheduling.Rules(
        zone=openings.zone,
        practice_zone=practice_zone(),
        duration=service.duration,
        gap=service.gap,
        hours=openings.hours,
        step=booking.step,
        horizon_days=booking.horizon_days,
        minimum_notice=booking.minimum_notice,
    )


def _by_practitioner(rows, people):
    found = defaultdict(list)
    for row in rows.filter(practitioner__in=people):
        found[row.practitioner_id].append(row)
    return found


def absences_of(people, start, end):
    """Return `{practitioner: [TimeOff, …]}` of what touches `[start, end)`; the whole practice’s is under None."""
    rows = Absence.objects.filter(
        Q(practitioner__in=people) | Q(practitioner__isnull=True), start_at__lt=end, end_at__gt=start
    )
    found = defaultdict(list)
    for practitioner_id, *edges, pk in rows.values_list("practitioner_id", "start_at", "end_at", "pk"):
        found[practitioner_id].append(scheduling.TimeOff(*edges, pk))
    return found


def _published(people, start, end):
    """Return `{way: [Published, …]}`."""
    rows = PublishedSlot.objects.between(start, end).filter(practitioner__in=people)
    found = defaultdict(list)
    for *way, begin, finish in rows.values_list("practitioner_id", "service_id", "place_id", "start_at", "end_at"):
        found[Way(*way)].append(scheduling.Published(begin, finish))
    return found
