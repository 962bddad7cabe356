"""A practice at work: clients who come at the same time every so many weeks, and what is noted on them.

Everything goes through the actions of `booking` and `coach_notes`, each told the time at which it is meant to have
been done. It is made around `now`, and is the same each time.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from booking import actions, availability
from booking.models import CancellationReason, State
from coach_notes import actions as notes
from people.actions import client_for
from people.models import Client, User
from practice.holidays import holidays_between
from practice.models import Absence, Place, Practitioner, Service, practice_zone

from . import making

FIRST_WEEK, LAST_WEEK = -12, 6
AHEAD = dt.timedelta(days=16)
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Who:
    """A client who comes at the same time every so many weeks; `fate` says in which weeks something came between.

    It was “moved”, “cancelled” or “missed”, or, where the service needs it, is still “requested”: nobody has answered.
    Weeks are counted from the present one, weekdays and slots from 0. No two share a weekday and a slot with one
    practitioner. `theme` says which of the notes are on them.
    """

    name: str
    weekday: int
    slot: int
    every: int
    since: int
    theme: str
    phone: str = ""
    email: str = ""
    time_zone: str = ""
    logs_in: bool = False
    fate: dict = field(default_factory=dict)


@dataclass
class Diary:
    """Who sees whom, and what is the same in every appointment of the demonstration.

    `by` does what no client does. Sessions begin at `slots`, in none of the holidays of `region` nor in `week_off`.
    `comment` is what is written when a session is called off.
    """

    practitioner: Practitioner
    service: Service
    place: Place
    by: User
    now: dt.datetime
    slots: list
    region: str = ""
    week_off: int | None = None
    comment: str = ""

    def __post_init__(self):
        self.monday = self.today - dt.timedelta(days=self.today.weekday())
        self.holidays = holidays_between(self.region, self.day(FIRST_WEEK, 0), self.day(LAST_WEEK, 6))
        self.reasons = list(CancellationReason.objects.all())

    @property
    def today(self):
        return self.now.astimezone(practice_zone()).date()

    def day(self, week, weekday):
        return self.monday + dt.timedelta(weeks=week, days=weekday)

    def is_open(self, day):
        return day not in self.holidays and (day - self.monday).days // 7 != self.week_off

    def moment_before(self, start, ahead):
        """Return a moment `ahead` of `start`, or an hour ago where that is still to come."""
        return min(start - ahead, self.now - HOUR)


def take_week_off(diary, reason):
    zone = practice_zone()
    edges = [dt.datetime.combine(diary.day(diary.week_off, weekday), dt.time(), zone) for weekday in (0, 5)]
    Absence.objects.create(practitioner=diary.practitioner, start_at=edges[0], end_at=edges[1], reason=reason)


def make_client(who):
    """Return the client; the one who may log in has an account too."""
    if not who.logs_in:
        fields = {"email": who.email, "phone": who.phone, "time_zone": who.time_zone}
        return Client.objects.create(name=who.name, language=settings.LANGUAGE_CODE, **fields)
    first_name, last_name = who.name.split(" ", 1)
    names = {"first_name": first_name, "last_name": last_name}
    user = making.account(who.email, _("Client"), phone=who.phone, time_zone=who.time_zone, **names)
    return client_for(user=user)


def series_of(who, client, diary):
    """Book the sessions of one client, and return (week, appointment) of each, earliest first."""
    found = []
    for week in range(max(who.since, FIRST_WEEK), LAST_WEEK + 1, who.every):
        day = diary.day(week, who.weekday)
        if diary.is_open(day):
            start = dt.datetime.combine(day, diary.slots[who.slot], diary.place.zone)
            found.append((week, session(client, start, who.fate.get(week), diary)))
    if found:
        client.created_at = found[0][1].created_at
        client.save(update_fields=["created_at"])
    return found


def session(client, start, fate, diary):
    """Book `start`, let happen to it what its `fate` says, and return the appointment."""
    appointment = actions.book(
        client=client,
        practitioner=diary.practitioner,
        service=diary.service,
        place=diary.place,
        start=start,
        by=client.user or diary.by,
        now=diary.moment_before(start, AHEAD),
    )
    if appointment.state == State.REQUESTED and fate != "requested":
        appointment = agree(appointment, diary)
    change = {"moved": move, "cancelled": cancel, "missed": miss}.get(fate)
    return change(appointment, diary) if change else appointment


def agree(appointment, diary):
    now = diary.moment_before(appointment.start_at, AHEAD - dt.timedelta(hours=20))
    return actions.agree(appointment=appointment, by=diary.by, now=now)


def move(appointment, diary):
    """Move it to the first free time of the day before or after."""
    now = diary.moment_before(appointment.start_at, dt.timedelta(days=4))
    day = appointment.start_at.astimezone(diary.place.zone).date()
    parts = (appointment.practitioner, appointment.service, appointment.place)
    around = [day + dt.timedelta(days=1), day - dt.timedelta(days=1)]
    free = [start for one in around for start in availability.free_starts(*parts, one, one, now=now)[one]]
    # The last: the regular times of others come first in the morning, and are booked later.
    return actions.move(appointment=appointment, start=free[-1], by=diary.by, now=now)


def cancel(appointment, diary):
    now = diary.moment_before(appointment.start_at, dt.timedelta(days=3))
    reason = diary.reasons[appointment.pk % len(diary.reasons)]
    return actions.cancel(appointment=appointment, by=diary.by, now=now, reason=reason, comment=diary.comment)


def miss(appointment, diary):
    if appointment.start_at + HOUR > diary.now:
        return appointment
    return actions.miss(appointment=appointment, by=diary.by, now=appointment.start_at + HOUR)


def write_notes(appointments, texts, diary):
    """Write what was noted after each client's sessions, in their order; return how many notes there are.

    `appointments` are triples of who, week and appointment; `texts` has the notes of each theme.
    """
    told = {who.name: iter(texts.get(who.theme, ())) for who, *_rest in appointments}
    count = 0
    for who, _week, appointment in appointments:
        text = next(told[who.name], None) if was_held(appointment, diary.now) else None
        if text:
            written_at = appointment.end_at + dt.timedelta(minutes=6)
            notes.write(client=appointment.client, body=text, by=diary.by, now=written_at, appointment=appointment)
            count += 1
    return count


def was_held(appointment, now):
    return appointment.shown_state(now) == "completed" and appointment.end_at + HOUR < now
