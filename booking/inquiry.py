"""One question from staff about a day, and the rows that may answer it, each kind read once, when first needed."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from people.models import Client
from practice.hours import merged, public_holidays_between, starts_of
from practice.models import Absence, BookingRules, OpeningHours, Place, Practitioner, PublishedSlot, Service
from scheduling import instants
from scheduling.clock import moment_of, wall_intervals

from . import availability, permissions
from .limits import own_appointments
from .models import Appointment

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Inquiry:
    """`reader` asks at `now` about this service on `day`, a date at the place; `client` None: for anybody.

    `practitioner` None: with anyone who gives it there. Then only what is free can be asked.
    """

    practitioner: Practitioner | None
    service: Service
    place: Place
    day: dt.date
    client: Client | None
    reader: object
    now: dt.datetime

    @property
    def parts(self):
        """Return what `availability` is asked about."""
        return {"practitioner": self.practitioner, "service": self.service, "place": self.place}

    # --- What the reader may know of ---

    def may_see(self, appointment):
        return permissions.may_see(self.reader, appointment)

    # --- The day ---

    def on_the_wall(self, moment):
        """Return what the clocks of the place read at `moment`."""
        return moment.astimezone(self.place.zone)

    @cached_property
    def span(self):
        """Return the beginning and the end of the day at the place."""
        return tuple(dt.datetime.combine(day, dt.time.min, self.place.zone) for day in (self.day, self.day + DAY))

    @cached_property
    def booking(self):
        return BookingRules.load()

    # --- What is free ---

    def refusal_for(self, start, *, client=None):
        return availability.refusal_for(**self.parts, start=start, client=client, now=self.now)

    @cached_property
    def diary(self):
        return availability.diary(**self.parts, first=self.day, last=self.day, now=self.now)

    @cached_property
    def free(self):
        """Return the starts of the day that anybody can book, earliest first."""
        first, last = availability.bookable_days(self.place, self.now, booking=self.booking)
        return self.diary.free_between(self.day, self.day)[self.day] if first <= self.day <= last else []

    @cached_property
    def refused_to_client(self):
        """Return `{start: refusal}`: what the client's own appointments have against each of `free`, if anything."""
        return self.diary.free_for(self.own, self.day, self.day)[self.day] if self.free else {}

    @cached_property
    def free_for_client(self):
        """Return those of `free` that the client's own appointments allow."""
        if self.client is None:
            return self.free
        return [start for start, refused in self.refused_to_client.items() if refused is None]

    @cached_property
    def slots(self):
        """Return the slots put up by hand for this service that start on the day."""
        return list(PublishedSlot.objects.filter(**self.parts).between(*self.span)) if self.practitioner else []

    def end_of(self, start):
        """Return when a session from `start` ends: a slot put up by hand has a length of its own."""
        return next((slot.end_at for slot in self.slots if slot.start_at == start), start + self.service.duration)

    # --- Hours ---

    @cached_property
    def hours(self):
        """Return the hours in force on the day, whether they open then or not; an exception stands alone."""
        rows = self._in_force(OpeningHours.objects.of(self.practitioner, self.place))
        return [row for row in rows if row.is_exception] or rows

    @cached_property
    def hours_that_open(self):
        return [row for row in self.hours if self._opens(row)]

    @cached_property
    def hours_elsewhere(self):
        """Return the hours that open on the day at another place only."""
        others = OpeningHours.objects.filter(~Q(place=self.place), practitioner=self.practitioner, place__isnull=False)
        return [row for row in self._in_force(others) if self._opens(row)]

    def _in_force(self, rows):
        rows = rows.between(self.day, self.day).select_related("practitioner", "place").prefetch_related("windows")
        return list(rows.order_by("applies_from", "pk"))

    def _opens(self, row):
        return bool(row.windows.all() and row.dates_between(self.day, self.day))

    def openings_of(self, rows):
        """Return when `rows` open on the day, as pairs of aware datetimes, earliest first."""
        windows = [(window.start, window.end) for row in rows for window in row.windows.all()]
        intervals = wall_intervals(self.day, windows, self.place.zone)
        return [(moment_of(start), moment_of(end)) for start, end in intervals]

    @cached_property
    def openings(self):
        return self.openings_of(self.hours_that_open)

    @cached_property
    def starts_if_empty(self):
        """Return the starts that the hours give on a day without time off and appointments, earliest first."""
        windows = merged(window for row in self.hours_that_open for window in row.windows.all())
        on_the_wall = [at for one in starts_of(windows, self.service, step=self.booking.step) for at in one]
        return sorted(moment for at in on_the_wall for moment in instants(self.day, at, self.place.zone))

    # --- Time off and appointments ---

    @cached_property
    def holidays(self):
        """Return the public holidays that touch the day, as `scheduling.TimeOff`."""
        start, end = self.span
        return [row for row in public_holidays_between(start, end, self.booking) if row.start < end and row.end > start]

    @cached_property
    def absences(self):
        """Return the time off that touches the day, or the night after it, into which a published slot may last."""
        start, end = self.span
        rows = Absence.objects.touching(self.practitioner, start, end + DAY)
        return list(rows.select_related("practitioner").order_by("start_at", "pk"))

    @cached_property
    def appointments(self):
        """Return the practitioner's live appointments in and around the day, as far as a gap reaches."""
        start, end = self.span
        rows = Appointment.objects.live(self.now).filter(practitioner=self.practitioner)
        near = rows.filter(start_at__gte=start - 2 * DAY, start_at__lt=end + DAY)
        return list(near.with_parties().order_by("start_at", "pk"))

    # --- The client's own ---

    @cached_property
    def own(self):
        return own_appointments(self.client, now=self.now, booking=self.booking)

    @cached_property
    def of_client(self):
        """Return the client's live appointments from this week on, with whomever they are, earliest first."""
        rows = Appointment.objects.filter(pk__in=[pk for _start, _end, pk in self.own.times])
        return list(rows.with_parties().order_by("start_at", "pk"))
