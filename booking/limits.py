"""What a client's own appointments leave them: nothing that overlaps, and no more than the practice allows.

Days and weeks (Monday to Sunday) are the practice's. What is over counts for its day and its week.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.db.models import Q

from people.models import Client
from practice.models import BookingRules, practice_zone
from scheduling import Code, Refusal

from .models import Appointment, State

DAY = dt.timedelta(days=1)
#: How many times may be on hold at once for one network: a household, and not a program that reads every page.
HOLDS_OF_A_NETWORK = 5
#: The `ref` of a refusal `not_open_to_you` that is about who asks, and not about what they ask for.
BY_INVITATION = "invitation"


class Limit(StrEnum):
    """Which limit is reached; a refusal carries it as its `ref`."""

    LIVE = "live"
    DAY = "day"
    WEEK = "week"
    #: Of moving one and the same appointment.
    MOVES = "moves"
    #: Of places on the waiting list.
    WAITING = "waiting"


@dataclass(frozen=True)
class OwnAppointments:
    """A client's live appointments, with whomever they are, from this week on, read once for any number of starts.

    `times` are triples of start, end and key, earliest first. While one is being moved, it is not among them, and
    the client has no more to come than before.
    """

    times: list[tuple[dt.datetime, dt.datetime, int]]
    rules: BookingRules
    now: dt.datetime
    moving: bool = False

    @property
    def is_full(self):
        """Tell whether the client can have no other start, whichever it is."""
        to_come = sum(end > self.now for _start, end, _pk in self.times)
        return not self.moving and to_come >= self.rules.live_limit

    @cached_property
    def by_day(self):
        return Counter(day_of(start) for start, _end, _pk in self.times)

    @cached_property
    def by_week(self):
        return Counter(week_of(start) for start, _end, _pk in self.times)

    def refusal(self, start, end):
        """Return what they have against a session of this client from `start` to `end`, or None."""
        for own_start, own_end, pk in self.times:
            if own_start < end and own_end > start:
                return Refusal(Code.OWN_OVERLAP, pk)
        if limit := self._limit_reached(start):
            return Refusal(Code.LIMIT_REACHED, limit)
        return None

    def suit(self, start, end):
        return self.refusal(start, end) is None

    def _limit_reached(self, start):
        if self.is_full:
            return Limit.LIVE
        if self.rules.day_limit is not None and self.by_day[day_of(start)] >= self.rules.day_limit:
            return Limit.DAY
        if self.rules.week_limit is not None and self.by_week[week_of(start)] >= self.rules.week_limit:
            return Limit.WEEK
        return None


def own_appointments(client, *, now, ignoring=None, booking=None):
    """Read the client's live appointments in one query; `ignoring` is one that is about to be moved."""
    today = day_of(now)
    monday = dt.datetime.combine(today - today.weekday() * DAY, dt.time.min, practice_zone())
    # None lasts longer than a day, so what is going on at midnight on Monday began on Sunday.
    live = Appointment.objects.live(now).filter(rows_of(client), start_at__gte=monday - DAY)
    if ignoring is not None:
        live = live.exclude(pk=ignoring.pk)
    return OwnAppointments(
        times=list(live.order_by("start_at").values_list("start_at", "end_at", "pk")),
        rules=booking or BookingRules.load(),
        now=now,
        moving=ignoring is not None,
    )


def rows_of(client):
    """Return what finds the client's appointments. A guest is their e-mail address, under whatever name."""
    if client.user_id or not client.email:
        return Q(client=client)
    return Q(client__in=Client.objects.guests_at(client.email))


def may_hold_more(network, *, now, besides=None):
    """Tell whether another time may be put on hold for `network`; `besides` is a hold that is given up for it."""
    held = Appointment.objects.filter(state=State.HELD, held_for=network, hold_expires_at__gt=now)
    return held.exclude(pk=besides.pk if besides else None).count() < HOLDS_OF_A_NETWORK


def day_of(moment):
    return moment.astimezone(practice_zone()).date()


def week_of(moment):
    year, week, _weekday = day_of(moment).isocalendar()
    return year, week
