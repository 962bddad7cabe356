"""A practice of plain values, put into the database as its own people would have put it there."""

import datetime as dt

from booking.models import Appointment
from practice.days import Pattern, Repeat
from practice.models import (
    Absence,
    BookingRules,
    OpeningHours,
    OpeningWindow,
    Place,
    Practitioner,
    PublishedSlot,
    Service,
)


class Rows:
    """The rows of a practice in the database, by the names they have in `facts`."""

    def __init__(self, practice, clients):
        self.clients = clients
        self.places = {
            place.name: Place.objects.create(
                name=place.name, slug=place.name, time_zone=place.zone, is_active=place.is_active
            )
            for place in practice.places.values()
        }
        self.services = {
            service.name: Service.objects.create(
                name=service.name,
                slug=service.name,
                duration_minutes=service.minutes,
                gap_minutes=service.gap,
                needs_approval=service.needs_approval,
                is_active=service.is_active,
            )
            for service in practice.services.values()
        }
        self.practitioners = {who.name: self.practitioner(who) for who in practice.practitioners.values()}
        self.hours = [self.store_hours(hours) for hours in practice.hours]
        self.absences = [self.store_absence(absence) for absence in practice.absences]
        for slot in practice.published:
            PublishedSlot(**self.fields_of_slot(slot)).save()
        self.appointments = [self.store_visit(visit) for visit in practice.visits]
        store_policy(practice.policy)

    def practitioner(self, who):
        row = Practitioner.objects.create(name=who.name, slug=who.name.lower(), is_active=who.is_active)
        row.services.set(self.services[name] for name in who.services)
        row.places.set(self.places[name] for name in who.places)
        return row

    def store_hours(self, hours):
        row = OpeningHours.objects.create(**self.fields_of(hours))
        OpeningWindow.objects.bulk_create(
            OpeningWindow(hours=row, start=start, end=end) for start, end in ranges_of(hours)
        )
        return row

    def fields_of(self, hours):
        return {
            "practitioner": self.practitioners[hours.practitioner],
            "place": self.places.get(hours.place),
            "days": Pattern(tuple(hours.weekdays), Repeat(hours.repeat)).recurrence(),
            "applies_from": hours.since,
            "applies_until": hours.until,
            "is_exception": hours.replaces,
        }

    def store_absence(self, absence):
        return Absence.objects.create(
            practitioner=self.practitioners.get(absence.practitioner), start_at=absence.start, end_at=absence.end
        )

    def fields_of_slot(self, slot):
        return {
            **self.chosen((slot.practitioner, slot.service, slot.place)),
            "start_at": slot.start,
            "end_at": slot.end,
        }

    def store_visit(self, visit):
        return Appointment.objects.create(
            practitioner=self.practitioners[visit.practitioner],
            client=self.clients[visit.client],
            service=self.services[visit.service],
            place=self.places[visit.place],
            start_at=visit.start,
            end_at=visit.end,
            busy_until=visit.end + dt.timedelta(minutes=visit.gap),
            state=visit.state,
            hold_expires_at=visit.held_until,
        )

    def chosen(self, choice):
        """Return the rows of (practitioner, service, place), as booking wants them; no practitioner stays none."""
        practitioner, service, place = choice
        return {
            "practitioner": practitioner and self.practitioners[practitioner],
            "service": self.services[service],
            "place": self.places[place],
        }


def ranges_of(hours):
    return [(on_the_clock(start), on_the_clock(end)) for start, end in hours.windows]


def on_the_clock(minute):
    """Return a time of day; 24:00 is written as midnight."""
    return dt.time(minute // 60 % 24, minute % 60)


def store_policy(policy):
    rules = BookingRules.load()
    rules.horizon_days = policy.horizon_days
    rules.minimum_notice_minutes = policy.notice
    rules.step_minutes = policy.step
    rules.holidays_region = policy.holidays
    rules.live_limit = policy.live_limit
    rules.day_limit = policy.day_limit
    rules.week_limit = policy.week_limit
    rules.save()
