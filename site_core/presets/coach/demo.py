"""A practice at work: clients, twelve weeks behind and six ahead, and what the coach wrote after the sessions.

Everything goes through the actions of `booking` and `coach_notes`, each told the time at which it is meant to have
been done. It is made around `now`, and is the same each time.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.translation import gettext as _

from booking import actions, availability
from booking.models import CancellationReason, OutboxMessage
from coach_notes import actions as notes
from people.actions import client_for, make_collaborator
from people.models import Client
from practice.holidays import holidays_between
from practice.models import Absence, Place, Practitioner, practice_zone
from site_core.presets import making

from .clients import CLIENTS, COLLEAGUE, NOTES

FIRST_WEEK, LAST_WEEK = -12, 6
#: The coach was away in this one.
WEEK_OFF = -5
SLOTS = [dt.time(9), dt.time(9, 55), dt.time(10, 50), dt.time(11, 45)]
SLOTS += [dt.time(13, 30), dt.time(14, 25), dt.time(15, 20), dt.time(16, 15)]
AHEAD = dt.timedelta(days=16)
HOUR = dt.timedelta(hours=1)


@dataclass
class Diary:
    """Who sees whom, and what is the same in every appointment of the demonstration."""

    practitioner: Practitioner
    now: dt.datetime
    holidays: list = field(init=False)

    def __post_init__(self):
        self.service = self.practitioner.services.get()
        self.place = Place.objects.active().get()
        self.coach = self.practitioner.user
        self.monday = self.today - dt.timedelta(days=self.today.weekday())
        self.holidays = holidays_between("FR", self.day(FIRST_WEEK, 0), self.day(LAST_WEEK, 6))
        self.reasons = list(CancellationReason.objects.all())

    @property
    def today(self):
        return self.now.astimezone(practice_zone()).date()

    def day(self, week, weekday):
        return self.monday + dt.timedelta(weeks=week, days=weekday)

    def is_open(self, day):
        return day not in self.holidays and not self.day(WEEK_OFF, 0) <= day <= self.day(WEEK_OFF, 6)

    def moment_before(self, start, ahead):
        """Return a moment `ahead` of `start`, or an hour ago where that is still to come."""
        return min(start - ahead, self.now - HOUR)


def load_demo(say, now):
    practitioner = Practitioner.objects.get()
    diary = Diary(practitioner, now)
    make_colleague(diary)
    take_week_off(diary)
    appointments = [(who, *one) for who in CLIENTS for one in series_of(who, make_client(who), diary)]
    say(f"Demonstration: {len(CLIENTS)} clients, {len(appointments)} appointments")
    count = write_notes(appointments, diary)
    say(f"Demonstration: {count} notes")
    call_mails_sent()


def make_colleague(diary):
    user = making.account(COLLEAGUE["email"], _("Collaborator"), **COLLEAGUE["names"])
    make_collaborator(user=user, by=diary.coach)


def take_week_off(diary):
    zone = practice_zone()
    edges = [dt.datetime.combine(diary.day(WEEK_OFF, weekday), dt.time(), zone) for weekday in (0, 5)]
    Absence.objects.create(practitioner=diary.practitioner, start_at=edges[0], end_at=edges[1], reason="Congés")


def make_client(who):
    """Return the client; the one who may log in has an account too."""
    if not who.logs_in:
        fields = {"email": who.email, "phone": who.phone, "time_zone": who.time_zone}
        return Client.objects.create(name=who.name, language="fr", **fields)
    first_name, last_name = who.name.split(" ", 1)
    user = making.account(who.email, _("Client"), first_name=first_name, last_name=last_name, phone=who.phone)
    return client_for(user=user)


def series_of(who, client, diary):
    """Book the sessions of one client, and return (week, appointment) of each, earliest first."""
    found = []
    for week in range(max(who.since, FIRST_WEEK), LAST_WEEK + 1, who.every):
        day = diary.day(week, who.weekday)
        if diary.is_open(day):
            start = dt.datetime.combine(day, SLOTS[who.slot], diary.place.zone)
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
        by=client.user or diary.coach,
        now=diary.moment_before(start, AHEAD),
    )
    change = {"moved": move, "cancelled": cancel, "missed": miss}.get(fate)
    return change(appointment, diary) if change else appointment


def move(appointment, diary):
    """Move it to the first free time of the day before or after."""
    now = diary.moment_before(appointment.start_at, dt.timedelta(days=4))
    day = appointment.start_at.astimezone(diary.place.zone).date()
    parts = (appointment.practitioner, appointment.service, appointment.place)
    around = [day + dt.timedelta(days=1), day - dt.timedelta(days=1)]
    free = [start for one in around for start in availability.free_starts(*parts, one, one, now=now)[one]]
    # The last: the regular times of others come first in the morning, and are booked later.
    return actions.move(appointment=appointment, start=free[-1], by=diary.coach, now=now)


def cancel(appointment, diary):
    now = diary.moment_before(appointment.start_at, dt.timedelta(days=3))
    reason = diary.reasons[appointment.pk % len(diary.reasons)]
    return actions.cancel(
        appointment=appointment, by=diary.coach, now=now, reason=reason, comment="Prévenue par téléphone."
    )


def miss(appointment, diary):
    if appointment.start_at + HOUR > diary.now:
        return appointment
    return actions.miss(appointment=appointment, by=diary.coach, now=appointment.start_at + HOUR)


def write_notes(appointments, diary):
    """Write what the coach noted after each client's sessions, in their order; return how many notes there are."""
    told = {who.name: iter(NOTES[who.theme]) for who in CLIENTS}
    count = 0
    for who, _week, appointment in appointments:
        text = next(told[who.name], None) if was_held(appointment, diary.now) else None
        if text:
            written_at = appointment.end_at + dt.timedelta(minutes=6)
            notes.write(client=appointment.client, body=text, by=diary.coach, now=written_at, appointment=appointment)
            count += 1
    return count


def was_held(appointment, now):
    return appointment.shown_state(now) == "completed" and appointment.end_at + HOUR < now


def call_mails_sent():
    """Nobody lives at these addresses: their mails count as sent, and the worker leaves them alone."""
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED)
    waiting.update(state=OutboxMessage.State.SENT, sent_at=F("created_at"), attempts=1)
