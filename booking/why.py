"""Why a time, or a whole day, is closed: what a client is told, and the rows and rules behind it, for staff.

Whether a start is free is asked of `availability` alone; `causes` only names what stands behind its answer. The
number of queries depends on the code, never on how many rows there are.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from scheduling import Code, Refusal

from . import availability
from .causes import causes_of, openings_at
from .inquiry import Inquiry
from .wording import sentence_for

#: With these no other start would do either.
HOPELESS = {Code.NOT_OPEN_TO_YOU, Code.BLOCKED}
#: Of a day, what a client reads of a single start would be beside the point.
ABOUT_ONE_START = {Code.TAKEN, Code.TOO_CLOSE, Code.OFF_GRID}


@dataclass(frozen=True)
class Answer:
    """What is so on the day, and at `start` unless the whole day was asked about. Each part is worked out when read.

    A start has one refusal, a day all those that add up; without any it is free.
    """

    inquiry: Inquiry
    refusals: tuple[Refusal, ...]
    start: dt.datetime | None = None

    @property
    def day(self):
        return self.inquiry.day

    @property
    def is_free(self):
        return not self.refusals

    @property
    def codes(self):
        return tuple(dict.fromkeys(refused.code for refused in self.refusals))

    @cached_property
    def causes(self):
        """Return what stands behind the refusals, each thing once; of a free start, what it comes from.

        Of nobody in particular there is nothing to tell: it differs from one practitioner to the next.
        """
        if self.inquiry.practitioner is None:
            return ()
        if self.is_free:
            return tuple(openings_at(self.inquiry, self.start)) if self.start else ()
        found = (cause for refused in self.refusals for cause in causes_of(self.inquiry, refused, self.start))
        return tuple(dict.fromkeys(found))

    @cached_property
    def sentence(self):
        """Return what a client reads, without what the reader may not know of; empty when it is free."""
        return sentence_of(self.inquiry, self.refusals, self.start) if self.refusals else ""

    @cached_property
    def starts(self):
        """Return the starts of the day that can be booked, earliest first."""
        return () if self.is_hopeless else tuple(self.inquiry.free_for_client)

    @cached_property
    def nearest(self):
        """Return the three free starts closest to what was asked, in the order of time; none when it is free itself."""
        if self.is_free or self.is_hopeless:
            return ()
        inquiry = self.inquiry
        around = self.start or dt.datetime.combine(inquiry.day, dt.time(12), inquiry.place.zone)
        return tuple(availability.nearest_free(**inquiry.parts, start=around, now=inquiry.now, client=inquiry.client))

    @property
    def is_hopeless(self):
        """Tell whether no other start would do either."""
        return not HOPELESS.isdisjoint(self.codes)


def explain(practitioner, service, place, start, *, client=None, reader, now):
    """Return why `start`, an aware datetime, is closed to `client` (None: to anybody), or that it is free.

    `practitioner` None, here and below, asks for anyone who gives the service there.
    What `reader` may not know of is left out: another practitioner's appointment is told of without its time.
    """
    inquiry = Inquiry(practitioner, service, place, availability.day_at(place, start), client, reader, now)
    refused = inquiry.refusal_for(start, client=client)
    return Answer(inquiry, (refused,) if refused else (), start)


def explain_day(practitioner, service, place, day, *, client=None, reader, now):
    """Return what closes `day`, a date at the place, to `client` (None: to anybody), or that some of it is free."""
    inquiry = Inquiry(practitioner, service, place, day, client, reader, now)
    return Answer(inquiry, tuple(refusals_of_day(inquiry)))


def sentence_of(inquiry, refused, start):
    first = refused[0]
    if start is None and first.code == Code.OUT_OF_HOURS:
        return _("These hours are too short for one session.")
    if start is None and (len(refused) > 1 or first.code in ABOUT_ONE_START):
        return _("No time is left on this day.")
    if first.code == Code.OWN_OVERLAP:
        known = {row.pk for row in inquiry.of_client if inquiry.may_see(row)}
        first = Refusal(first.code, first.ref if first.ref in known else None)
    return sentence_for(first, **inquiry.parts, now=inquiry.now, start=start)


# --- A whole day ----------------------------------------------------------------------------------


def refusals_of_day(inquiry):
    """Return a refusal for everything that keeps the day from having a free start, none when it has one."""
    if not availability.is_offered(**inquiry.parts):
        return [Refusal(Code.NOT_OPEN_TO_YOU)]
    if inquiry.free:
        return refusals_of_client(inquiry) if inquiry.client else []
    first, last = availability.bookable_days(inquiry.place, inquiry.now, booking=inquiry.booking)
    if not first <= inquiry.day <= last:
        return [Refusal(Code.PAST if inquiry.day < first else Code.TOO_FAR)]
    if inquiry.practitioner is None:
        return [inquiry.refusal_for(dt.datetime.combine(inquiry.day, dt.time(12), inquiry.place.zone))]
    if not inquiry.openings:
        return [Refusal(Code.CLOSED_DAY)]
    if not inquiry.starts_if_empty:
        return [Refusal(Code.OUT_OF_HOURS)]
    return refusals_of_starts(inquiry)


def refusals_of_client(inquiry):
    """Return what the client's own side has against every free start of the day, none if one is left."""
    if inquiry.client.is_blocked:
        return [Refusal(Code.BLOCKED)]
    if inquiry.free_for_client:
        return []
    return list(dict.fromkeys(inquiry.refused_to_client.values()))


def refusals_of_starts(inquiry):
    """Return what is in the way of the starts that the day would have if it were empty."""
    starts = inquiry.starts_if_empty
    first, last = inquiry.refusal_for(starts[0]), inquiry.refusal_for(starts[-1])
    if last.code in (Code.PAST, Code.TOO_SOON):
        return [last]
    if first.code == Code.TOO_FAR:
        return [first]
    coming = [start for start in starts if start >= inquiry.now + inquiry.booking.minimum_notice]
    off = [(refused, touched) for refused, touched in time_off_at(inquiry, coming) if touched]
    if set().union(*(touched for _refused, touched in off)) == set(coming):
        return [refused for refused, _touched in off]
    return [*(refused for refused, _touched in off), *appointments_at(inquiry, coming)] or [last]


def time_off_at(inquiry, starts):
    """Yield each holiday and each absence as a refusal, with those of `starts` whose session it touches."""
    length = inquiry.service.duration
    spans = [(Refusal(Code.HOLIDAY), row.start, row.end) for row in inquiry.holidays]
    spans += [(Refusal(Code.ABSENT, row.pk), row.start_at, row.end_at) for row in inquiry.absences]
    for refused, begin, end in spans:
        yield refused, {start for start in starts if begin < start + length and start < end}


def appointments_at(inquiry, starts):
    """Yield each appointment that touches one of `starts`, or comes nearer than the gap, as a refusal."""
    length = inquiry.service.duration
    for row in inquiry.appointments:
        gap = max(inquiry.service.gap, row.gap)
        if any(row.start_at - gap < start + length and start < row.end_at + gap for start in starts):
            yield Refusal(Code.TAKEN, row.pk)
