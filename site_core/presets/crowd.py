"""The demonstration of a practice of many: who came to whom in the weeks behind, and who comes in those ahead.

Everything goes through the actions of `booking`, each told the time at which it is meant to have been done. It is made
around `now`, and is the same each time on the same day.
"""

import datetime as dt
from itertools import cycle
from random import Random

from booking import actions, availability, waiting
from booking.models import CancellationReason, State
from booking.turns import BookingRefused
from practice.models import practice_zone

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
#: What became of an appointment, by turns: most are kept.
FATES = ("kept", "kept", "cancelled", "kept", "moved", "kept", "missed", "kept", "kept")


class Crowd:
    def __init__(self, clients, *, now, staff, weeks_behind=6, weeks_ahead=5, answers=None):
        """`staff` is who acts for the practice. `answers` tells what a client says to what a service asks."""
        self.now, self.staff = now, staff
        self.today = now.astimezone(practice_zone()).date()
        self.first = self.today - dt.timedelta(weeks=weeks_behind)
        self.last = self.today + dt.timedelta(weeks=weeks_ahead)
        self.clients, self.fates = cycle(clients), cycle(FATES)
        self.reasons = cycle(CancellationReason.objects.all())
        self.answers = answers or (lambda client, service: ())
        self.chance = Random(2026)
        #: Requests are left open, and nothing else becomes of what is booked.
        self.leaves_open = False
        self.made = []

    def fill(self, practitioner, count):
        """Book about `count` appointments with `practitioner`, over all that they do and wherever they do it."""
        ways = [
            (practitioner, service, place)
            for service in practitioner.services.all()
            for place in practitioner.places.all()
            if availability.is_offered(practitioner, service, place)
        ]
        starts = [(start, way) for way in ways for start in self.starts_of(way)]
        for start, way in sorted(self.chance.sample(starts, min(count, len(starts))), key=lambda one: one[0]):
            self.book(way, start)

    def starts_of(self, way):
        """Return every start that there is, those of the past as they were to be had on the first day."""
        midnight = dt.datetime.combine(self.first, dt.time(), practice_zone())
        # No rule lets one book further ahead than this.
        spans = [(self.first, self.today - DAY, midnight), (self.today, self.last, self.now)]
        found = [availability.free_starts(*way, first, last, now=moment) for first, last, moment in spans]
        return [start for days in found for starts in days.values() for start in starts]

    def starts_to_come(self, way):
        days = availability.free_starts(*way, self.today, self.last, now=self.now)
        return [start for starts in days.values() for start in starts]

    def book(self, way, start):
        """Book `start` for the next client, and let happen to it what is its turn; None where they cannot have it."""
        practitioner, service, place = way
        client = next(self.clients)
        booked_at = min(start - dt.timedelta(days=self.chance.randint(2, 16)), self.now - 3 * HOUR)
        try:
            appointment = actions.book(
                client=client,
                practitioner=practitioner,
                service=service,
                place=place,
                start=start,
                by=client.user or client,
                now=booked_at,
                answers=self.answers(client, service),
            )
        except BookingRefused:
            return None
        if not self.leaves_open:
            appointment = self.answer(appointment, booked_at + HOUR)
            if appointment.state == State.CONFIRMED:
                appointment = self.let_happen(appointment, booked_at)
        self.made.append(appointment)
        return appointment

    def answer(self, appointment, at):
        """Agree to a request or decline it; of those to come some are still open."""
        if appointment.state != State.REQUESTED:
            return appointment
        is_past = appointment.start_at <= self.now
        chosen = self.chance.choice(("agree", "agree", "agree", "decline" if is_past else "wait", "wait"))
        if chosen == "decline":
            words = "Ce créneau ne permet pas de vous recevoir. Choisissez-en un autre, ou appelez-nous."
            return actions.decline(appointment=appointment, by=self.staff, now=at, comment=words)
        if is_past or chosen == "agree":
            return actions.agree(appointment=appointment, by=self.staff, now=at)
        return appointment

    def let_happen(self, appointment, booked_at):
        fate = next(self.fates)
        later = min(booked_at + DAY, self.now - HOUR, appointment.start_at - HOUR)
        if fate == "cancelled":
            return actions.cancel(appointment=appointment, by=self.staff, now=later, reason=next(self.reasons))
        if fate == "moved":
            return self.move(appointment, later)
        if fate == "missed" and appointment.start_at + HOUR < self.now:
            return actions.miss(appointment=appointment, by=self.staff, now=appointment.start_at + HOUR)
        return appointment

    def move(self, appointment, at):
        """Move it to the last free time of its day, if there is one; it was asked for by telephone."""
        day = appointment.start_at.astimezone(appointment.place.zone).date()
        parts = (appointment.practitioner, appointment.service, appointment.place)
        free = availability.free_starts(*parts, day, day, now=at)[day]
        try:
            return actions.move(appointment=appointment, start=free[-1], by=self.staff, now=at) if free else appointment
        except BookingRefused:
            return appointment

    def full_day(self, practitioner, service, place, clients):
        """Book all of the first day from the day after tomorrow on which they work, for `clients`, and return it."""
        way, first = (practitioner, service, place), self.today + 2 * DAY
        days = availability.free_starts(*way, first, self.last, now=self.now)
        day = next(day for day, starts in days.items() if starts)
        self.leaves_open, before = True, self.clients
        # Not everybody can have every time: each is asked once for each time that is left.
        for client in [*clients, *clients]:
            self.clients = cycle([client])
            if left := availability.free_starts(*way, day, day, now=self.now)[day]:
                self.book(way, left[0])
        self.leaves_open, self.clients = False, before
        return day

    def wait(self, client, practitioner, service, place, day):
        """Put `client` on the waiting list for a day."""
        wish = {"practitioner": practitioner, "service": service, "place": place}
        return waiting.join(client=client, **wish, first_day=day, last_day=day, now=self.now - HOUR)
