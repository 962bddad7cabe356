"""What stands in practitioners' calendars from day to day: appointments and absences, in a fixed number of queries."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from people.models import Client
from practice.models import Absence
from practice.offers import Offers, offers
from scheduling.clock import moment_of

from .models import Appointment, State
from .taken import adapted, minutes_of

DAY = dt.timedelta(days=1)
OVER = (State.DECLINED, State.CANCELLED)


class Entry(NamedTuple):
    """An appointment as an agenda shows it, from one whole minute to another; `offers` has the names of the keys."""

    practitioner_id: int
    start: int
    end: int
    state: str
    client: str
    service_id: int
    place_id: int
    pk: int

    @property
    def start_at(self):
        return moment_of(self.start)

    @property
    def end_at(self):
        return moment_of(self.end)


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

    What was declined or cancelled is not in it, nor are holds, which are nobody's yet. The caller answers for what the
    reader may see. Three queries.
    """
    days = [first + number * DAY for number in range((last - first).days + 2)]
    edges = [dt.datetime.combine(day, dt.time.min, zone) for day in days]
    midnights = [int(edge.timestamp()) // 60 for edge in edges]
    entries = {day: [] for day in days[:-1]}
    for row in _rows(practitioner_ids, edges[0], edges[-1]):
        entries[days[bisect_right(midnights, row[1]) - 1]].append(Entry._make(row))
    return Agenda(offers(), entries, absences_of(practitioner_ids, edges[0], edges[-1]))


def _rows(practitioner_ids, start, end):
    """Return plain rows in the order of `Entry`: a month of a practice is many, and models would cost the most."""
    floor, ceiling = minutes_of("start_at")[0], minutes_of("end_at")[1]
    people = ", ".join(["%s"] * len(practitioner_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT practitioner_id, {floor}, {ceiling}, state, client.name, service_id, place_id, appointment.id
            FROM {Appointment._meta.db_table} AS appointment
            JOIN {Client._meta.db_table} AS client ON client.id = client_id
            WHERE practitioner_id IN ({people}) AND start_at >= %s AND start_at < %s AND state NOT IN (%s, %s)
            ORDER BY start_at, appointment.id
            """,
            [*practitioner_ids, adapted(start), adapted(end), *OVER],
        )
        return cursor.fetchall()


def absences_of(practitioner_ids, start, end):
    """Return the absences of these practitioners, and of the whole practice, that touch `[start, end)`."""
    rows = Absence.objects.filter(
        Q(practitioner__in=practitioner_ids) | Q(practitioner__isnull=True), start_at__lt=end, end_at__gt=start
    )
    columns = ("practitioner_id", "start_at", "end_at", "reason", "pk")
    return [Away(*row) for row in rows.order_by("start_at", "pk").values_list(*columns)]
