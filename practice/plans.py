"""All that decides free starts but the appointments and the hour: worked out once, kept until a row changes."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import scheduling

from .hours import absences_between, hours_between
from .models import PublishedSlot, practice_zone
from .offers import Offers, offers_at
from .versions import PRACTICE, hours_of, tokens

DAY = dt.timedelta(days=1)
#: What is known beyond the bookable days: the weeks in which they begin and end, in any zone.
MARGIN = 8 * DAY


@dataclass(frozen=True, eq=False)
class Plan:
    """One practitioner's service at one place on the dates `first` to `last`, both included.

    Shared by all requests: nothing in it is to be changed.
    """

    practitioner_id: int
    offers: Offers
    is_offered: bool
    rules: scheduling.Rules
    openings: scheduling.Openings
    first: dt.date
    last: dt.date


def plan_for(practitioner_id, service_id, place_id, *, now):
    """Return the plan at `now`; one query when nothing has changed. Raises KeyError for rows that are not there."""
    return plan_at(practitioner_id, service_id, place_id, today(now), *tokens(PRACTICE, hours_of(practitioner_id)))


def today(now):
    """Return the practice's date at `now`."""
    return now.astimezone(practice_zone()).date()


@lru_cache(maxsize=2048)
def plan_at(practitioner_id, service_id, place_id, day, practice_token, hours_token):
    """Return the plan of `day` while these are the present tokens of the practice and of the practitioner's hours."""
    offers = offers_at(practice_token)
    practitioner, service, place = (
        offers.practitioners[practitioner_id],
        offers.services[service_id],
        offers.places[place_id],
    )
    first, last = day - MARGIN, day + offers.rules.horizon_days * DAY + MARGIN
    start, end = (dt.datetime.combine(edge, dt.time.min, place.zone) for edge in (first, last + DAY))
    hours = hours_between(practitioner, place, first, last)
    openings = scheduling.Openings(
        place.zone,
        lambda day: hours.get(day, ()),
        absences_between(practitioner, start - DAY, end + DAY, booking=offers.rules),
        published_between(practitioner, service, place, start, end),
    )
    return Plan(
        practitioner_id=practitioner_id,
        offers=offers,
        is_offered=offers.gives(practitioner_id, service_id, place_id),
        rules=scheduling.Rules(
            zone=place.zone,
            practice_zone=practice_zone(),
            duration=service.duration,
            gap=service.gap,
            hours=openings.hours,
            step=offers.rules.step,
            horizon_days=offers.rules.horizon_days,
            minimum_notice=offers.rules.minimum_notice,
        ),
        openings=openings,
        first=first,
        last=last,
    )


def published_between(practitioner, service, place, start, end):
    slots = PublishedSlot.objects.between(start, end).filter(practitioner=practitioner, service=service, place=place)
    return [scheduling.Published(*edges) for edges in slots.values_list("start_at", "end_at")]
