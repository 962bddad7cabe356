"""Every change of feeds and of outside calendars, and the looks at them. Each change is one transaction.

A look itself is none: it waits for a stranger's server. The calendar is claimed before, and asked for again after.
"""

import datetime as dt
import logging
import time

from django.conf import settings
from django.db import transaction

from booking.models import Appointment
from people.models import User
from practice.actions import replace_absences
from practice.models import Absence, BookingRules, practice_zone

from . import ics, looking, permissions
from .models import Feed, OutsideCalendar, hash_of, new_token
from .problems import LookFailed, Problem

log = logging.getLogger(__name__)

DAY = dt.timedelta(days=1)
#: Of one person.
MOST_FEEDS = 20
#: Between two looks at a calendar; after each one in vain twice as long, a day at most.
PAUSE = dt.timedelta(minutes=15)
LONGEST_PAUSE = DAY
#: Nobody makes us look more often than this.
SHORTEST_PAUSE = dt.timedelta(minutes=1)
#: Seconds of one round of the worker, whose mails wait meanwhile, after which no other look is begun.
ROUND = 10
#: How long a cancelled or moved appointment may still stand in somebody's copy.
REMEMBERED = dt.timedelta(days=60)


class FeedRefused(Exception):
    """An address cannot be made: it is not theirs to make, or they have `MOST_FEEDS` already."""


# --- Out ------------------------------------------------------------------------------------------


@transaction.atomic
def make_feed(*, holder, now, practitioner=None, place=None, shows_details=False):
    """Make a feed and return it with the token of its address, which is not kept. Raises FeedRefused."""
    token = new_token()
    feed = Feed(
        holder=holder,
        practitioner=practitioner,
        place=place,
        shows_details=shows_details,
        token_hash=hash_of(token),
        created_at=now,
    )
    User.objects.select_for_update(no_key=True).get(pk=holder.pk)
    if not permissions.may_hold(holder, feed) or holder.feeds.count() >= MOST_FEEDS:
        raise FeedRefused
    feed.save()
    return feed, token


def revoke_feed(*, feed):
    """Put the address out of use, at once and for good."""
    feed.delete()


# --- In -------------------------------------------------------------------------------------------


@transaction.atomic
def save_calendar(*, calendar, now):
    """Save a calendar; a new one, or one whose address is another, is looked at in the worker's next round."""
    before = OutsideCalendar.objects.locked(pk=calendar.pk)
    if before is None or before.address != calendar.address:
        calendar.next_look_at = now
        calendar.problem, calendar.failures = "", 0
    calendar.save()
    calendar.absences.update(origin=calendar.name)


@transaction.atomic
def delete_calendar(*, calendar):
    """Forget a calendar; the times at which only it said that its owner is busy can be booked again."""
    replace_absences(practitioner=calendar.practitioner, gone=calendar.absences.all(), new=[])
    calendar.delete()


def look_again(*, calendar, now):
    """Have the worker look in its next round; return whether it will: not when it has looked just now."""
    if calendar.looked_at and now - calendar.looked_at < SHORTEST_PAUSE:
        return False
    OutsideCalendar.objects.filter(pk=calendar.pk).update(next_look_at=now)
    return True


def look_at_due(*, now, seconds=ROUND):
    """Look at the calendars whose turn it is, one after the other; no more are begun after so many `seconds`."""
    stop = time.monotonic() + seconds
    for calendar in list(OutsideCalendar.objects.due(now).select_related("practitioner")):
        if time.monotonic() > stop:
            return
        # Whoever changes the row has it; a second worker changes none.
        if OutsideCalendar.objects.due(now).filter(pk=calendar.pk).update(next_look_at=now + PAUSE):
            look_at(calendar, now=now)


def look_at(calendar, *, now):
    """Read one calendar and keep what it says; after a look in vain, what the last good one found still counts."""
    first = dt.datetime.combine(now.astimezone(practice_zone()).date(), dt.time(), practice_zone()).astimezone(dt.UTC)
    try:
        if not calendar.is_readable:
            raise LookFailed(Problem.LOCKED)
        spans = looking.look(
            calendar.address,
            first=first,
            # A day more at the end, until the next look, and one for zones that are ahead of ours.
            last=first + BookingRules.load().horizon + 3 * DAY,
            zone=practice_zone(),
            own=own_uids(calendar.practitioner, first),
            private_hosts=settings.PRIVATE_CALENDAR_HOSTS,
        )
    except LookFailed as failed:
        log.info("outside calendar %s: %s", calendar.pk, failed.problem)
        note_failure(calendar, failed.problem, now=now)
    else:
        keep_busy_times(calendar=calendar, spans=spans, now=now)


def own_uids(practitioner, first):
    """Return the UIDs of our own appointments, which their calendar may hold too: they are in the way as they are."""
    rows = Appointment.objects.filter(practitioner=practitioner, end_at__gt=first - REMEMBERED)
    return {ics.uid_of(reference) for reference in rows.values_list("reference", flat=True)}


@transaction.atomic
def note_failure(calendar, problem, *, now):
    if OutsideCalendar.objects.locked_as_looked_at(calendar) is None:
        return
    pause = min(PAUSE * 2 ** min(calendar.failures, 10), LONGEST_PAUSE)
    OutsideCalendar.objects.filter(pk=calendar.pk).update(
        looked_at=now, problem=problem, failures=calendar.failures + 1, next_look_at=now + pause
    )


@transaction.atomic
def keep_busy_times(*, calendar, spans, now):
    """Write the busy times as absences that belong to this calendar, and take away those that it no longer tells."""
    # It may have been deleted, or given another address, while we were looking.
    calendar = OutsideCalendar.objects.locked_as_looked_at(calendar)
    if calendar is None:
        return
    told = set(spans)
    kept = {(absence.start_at, absence.end_at): absence.pk for absence in calendar.absences.all()}
    gone = [pk for span, pk in kept.items() if span not in told]
    new = [
        Absence(practitioner=calendar.practitioner, start_at=start, end_at=end, origin=calendar.name, created_at=now)
        for start, end in spans
        if (start, end) not in kept
    ]
    if gone or new:
        absences = Absence.objects.filter(pk__in=calendar.absences.values("pk"))
        replace_absences(practitioner=calendar.practitioner, gone=absences.filter(pk__in=gone), new=new)
        calendar.absences.add(*new)
    OutsideCalendar.objects.filter(pk=calendar.pk).update(looked_at=now, read_at=now, problem="", failures=0)
