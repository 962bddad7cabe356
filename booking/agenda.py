"""What stands in practitioners' calendars from day to day: appointments and absences, in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from practice.models import Absence
from practice.offers import Offers, offers

from .models import Appointment, State

DAY = dt.timedelta(days=1)


class Entry(NamedTuple):
    """An appointment as an agenda shows it: `offers` has the names of the keys. Times are aware."""

    practitioner_id: int
    start_at: dt.datetime
    end_at: dt.datetime
    state: State
    client: str
    service_id: int
    place_id: int
    reference: str


class Away(NamedTuple):
    """An absence; of the whole practice where `practitioner_id` is None."""

    practitioner_id: int | None
    start_at: dt.datetime
    end_at: dt.datetime
    reason: str
    pk: int


@dataclass(frozen=True)
class Agenda:
    """The entries of each day, earliest first, and the absences that touch any of them."""

    offers: Offers
    days: dict[dt.date, list[Entry]]
    absences: list[Away]


def agenda_of(practitioner_ids, first, last, *, zone):
    """Return the agenda of these practitioners from `first` to `last`, dates in `zone` and both included.

    What was declined or cancelled is not in it. The caller answers for what the reader may see.
    """
    start, end = dt.datetime.combine(first, dt.time.min, zone), dt.datetime.combine(last + DAY, dt.time.min, zone)
    days = {first + number * DAY: [] for number in range((last - first).days + 1)}
    rows = Appointment.objects.filter(practitioner__in=practitioner_ids, start_at__gte=start, start_at__lt=end).exclude(
        state__in=[State.DECLINED, State.CANCELLED]
    )
    columns = ("practitioner_id", "start_at", "end_at", "state", "client__name", "service_id", "place_id", "reference")
    for row in rows.order_by("start_at", "pk").values_list(*columns):
        entry = Entry(*row)
        days[entry.start_at.astimezone(zone).date()].append(entry)
    return Agenda(offers(), days, absences_of(practitioner_ids, start, end))


def absences_of(practitioner_ids, start, end):
    """Return the absences of these practitioners, and of the whole practice, that touch `[start, end)`."""
    rows = Absence.objects.filter(
        Q(practitioner__in=practitioner_ids) | Q(practitioner__isnull=True), start_at__lt=end, end_at__gt=start
    )
    columns = ("practitioner_id", "start_at", "end_at", "reason", "pk")
    return [Away(*row) for row in rows.order_by("start_at", "pk").values_list(*columns)]
