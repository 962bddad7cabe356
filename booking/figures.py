"""Figures of a practice over a period, counted by the database: what became of appointments, by this or that.

Days are the practice's own, whatever the zone of a place, so that a period is the same for everything in it (mission,
O8 and M5).
"""

import datetime as dt
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from django.db.models import Count, DateField, DurationField, ExpressionWrapper, F, Sum, Value
from django.db.models.functions import ExtractHour, TruncMonth, TruncWeek
from django.utils.translation import gettext_lazy as _

from practice.models import BookingRules, practice_zone
from practice.opened import minutes_open

from .models import Appointment, State
from .outcomes import CANCELLED, DUE, Outcome, count_late, with_outcome

DAY = dt.timedelta(days=1)
MINUTE, NOTHING = dt.timedelta(minutes=1), dt.timedelta()
#: What took its time from the day, whoever came.
TAKEN = (State.CONFIRMED, State.COMPLETED, State.MISSED)
#: What figures are told by, as in the address.
BY = {
    "mois": _("Month"),
    "semaine": _("Week"),
    "praticien": _("Practitioner"),
    "lieu": _("Place"),
    "prestation": _("Service"),
    "heure": _("Hour of the day"),
}
ROWS = {"praticien": "practitioner", "lieu": "place", "prestation": "service"}


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, days of the practice, both included; of these practitioners, and perhaps one place or
    service only."""

    first: dt.date
    last: dt.date
    practitioners: tuple = ()
    place: object = None
    service: object = None

    @property
    def edges(self):
        """Return the moments between which an appointment has to start."""
        zone = practice_zone()
        return tuple(dt.datetime.combine(day, dt.time.min, zone) for day in (self.first, self.last + DAY))

    def appointments(self):
        start, end = self.edges
        rows = Appointment.objects.filter(client__isnull=False, start_at__gte=start, start_at__lt=end)
        rows = rows.filter(practitioner__in=[one.pk for one in self.practitioners])
        chosen = {name: getattr(self, name) for name in ("place", "service") if getattr(self, name)}
        return rows.filter(**chosen).order_by()


@dataclass
class Counts:
    """How many appointments came to which `Outcome`; `late` of those cancelled were so shortly before.

    `people`: different clients who came. `minutes_taken` of `minutes_open`; the latter is None where it says nothing.
    """

    outcomes: Counter = field(default_factory=Counter)
    late: int = 0
    people: int = 0
    minutes_taken: int = 0
    minutes_open: int | None = None

    @property
    def total(self):
        return self.outcomes.total()

    @property
    def due(self):
        return sum(self.outcomes[outcome] for outcome in DUE)

    @property
    def share_honoured(self):
        """Return which part of what was to take place did, or None where nothing was."""
        return self.outcomes[Outcome.HONOURED] / self.due if self.due else None

    @property
    def occupancy(self):
        """Return which part of the opening hours was taken, or None."""
        return self.minutes_taken / self.minutes_open if self.minutes_open else None


@dataclass(frozen=True)
class Figures:
    """`total` over the period, and `groups`: `Counts` by their key (a first day, a row's key, an hour), in order."""

    total: Counts
    groups: dict
    #: The median time from booking to appointment, or None.
    lead: dt.timedelta | None


def figures(period, by, *, now):
    """Return the `Figures` of a period by one of `BY`, in a number of queries that does not grow."""
    rules = BookingRules.load()
    groups = {key: Counts() for key in keys_of(period, by)}
    groups |= counted(period, expression_of(by), rules, now=now)
    total = counted(period, Value(0), rules, now=now).get(0, Counts())
    open_by_day = (
        None if period.place or period.service else minutes_open(period.practitioners, period.first, period.last)
    )
    if open_by_day is not None:
        total = replace(total, minutes_open=sum(open_by_day.values()))
        if by in ("mois", "semaine", "praticien"):
            for key, minutes in summed(open_by_day, by).items():
                groups.setdefault(key, Counts())
                groups[key].minutes_open = minutes
    return Figures(total, dict(sorted(groups.items())), median_lead(period))


def counted(period, expression, rules, *, now):
    """Return `{key: Counts}` of what is in a period, its hours left aside: two queries."""
    found = defaultdict(Counts)
    rows = with_outcome(period.appointments(), now=now).annotate(key=expression).values("key", "outcome")
    rows = rows.annotate(
        number=Count("pk"), late=count_late(rules.cancellation_notice), people=Count("client", distinct=True)
    )
    for row in rows:
        counts = found[row["key"]]
        counts.outcomes[Outcome(row["outcome"])] += row["number"]
        if row["outcome"] in CANCELLED:
            counts.late += row["late"]
        if row["outcome"] == Outcome.HONOURED:
            counts.people = row["people"]
    length = ExpressionWrapper(F("end_at") - F("start_at"), DurationField())
    taken = period.appointments().filter(state__in=TAKEN).annotate(key=expression).values("key")
    for key, sum_of in taken.annotate(sum_of=Sum(length)).values_list("key", "sum_of"):
        found[key].minutes_taken = (sum_of or NOTHING) // MINUTE
    return dict(found)


def expression_of(by):
    zone = practice_zone()
    if by in ROWS:
        return F(ROWS[by])
    if by == "heure":
        return ExtractHour("start_at", tzinfo=zone)
    trunc = TruncMonth if by == "mois" else TruncWeek
    return trunc("start_at", tzinfo=zone, output_field=DateField())


def keys_of(period, by):
    """Return the groups that are told even when nothing is in them."""
    if by == "praticien":
        return [one.pk for one in period.practitioners]
    if by not in ("mois", "semaine"):
        return []
    return dict.fromkeys(
        first_day(period.first + number * DAY, by) for number in range((period.last - period.first).days + 1)
    )


def first_day(day, by):
    """Return the first day of the month, or of the week, of `day`."""
    return day.replace(day=1) if by == "mois" else day - day.weekday() * DAY


def last_day(first, by):
    if by == "semaine":
        return first + 6 * DAY
    return (first + 31 * DAY).replace(day=1) - DAY


def summed(open_by_day, by):
    found = Counter()
    for (practitioner, day), minutes in open_by_day.items():
        found[practitioner if by == "praticien" else first_day(day, by)] += minutes
    return found


def median_lead(period):
    leads = [start - made for start, made in period.appointments().values_list("start_at", "created_at")]
    return statistics.median(leads) if leads else None
