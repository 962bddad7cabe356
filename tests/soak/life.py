"""What happens to a practice from day to day, in the database and in plain values at once."""

import contextlib
import datetime as dt
import uuid

from django.utils import timezone

from booking import actions
from booking.models import Appointment, State
from practice import actions as practice_actions
from practice.days import Pattern, Repeat
from practice.models import Absence as AbsenceRow
from practice.models import OpeningHours, Practitioner, PublishedSlot, Service
from practice.models import Place as PlaceRow
from tests.soak import rows as stored
from tests.soak import tally
from tests.soak.facts import Absence, Hours, Place, Policy, Practice, Published, Visit
from tests.soak.facts import Practitioner as Person
from tests.soak.facts import Service as ServiceFacts
from tests.soak.oracle import Oracle

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
EVERY_DAY = list(range(7))
HORIZONS = [5, 8, 12]
PRACTITIONERS = ["Camille", "Denis"]


def a_practice(today):
    """Return two people, two services and two places, with something free on every day."""
    practice = Practice(
        zone="Europe/Paris",
        policy=Policy(horizon_days=8, live_limit=10_000),
        places={"visio": Place("visio", "Europe/Paris"), "mile-end": Place("mile-end", "America/Montreal")},
        services={
            "coaching": ServiceFacts("coaching", 45, 10),
            "bilan": ServiceFacts("bilan", 90, 0, needs_approval=True),
        },
        practitioners={
            name: Person(name, ["coaching", "bilan"], ["visio", "mile-end"]) for name in ("Camille", "Denis")
        },
    )
    since, windows = today - 30 * DAY, [(9 * 60, 12 * 60 + 30), (13 * 60 + 30, 17 * 60)]
    practice.hours = [Hours(name, None, EVERY_DAY, "every_week", since, None, False, windows) for name in PRACTITIONERS]
    return practice


class Nothing(Exception):
    """There is nothing with which this could be done."""


class Life:
    """What happens to the practice, one change after another, in the database and in plain values."""

    def __init__(self, practice, people, coach, chance):
        self.practice = practice
        self.coach = coach
        self.chance = chance
        self.rows = stored.Rows(practice, people)
        self.known = None
        self.changes = [
            *[self.book] * 6, *[self.move] * 3, *[self.cancel] * 3, self.answer,
            *[self.be_away] * 2, *[self.be_back] * 2, *[self.change_hours] * 2, self.other_hours_for_some_days,
            self.usual_hours_again, self.publish, self.withdraw,
            self.change_a_service, self.change_a_place, self.change_a_person, self.change_the_rules,
            self.behind_the_site_s_back,
        ]  # fmt: skip

    @property
    def now(self):
        return timezone.now()

    def oracle(self):
        """Return what there is to know; within a minute, and without a change, it stays the same."""
        minute = self.now.replace(second=0, microsecond=0)
        if self.known is None or self.known[0] != minute:
            self.known = minute, Oracle(self.practice, self.now)
        return self.known[1]

    def choice(self):
        """Return a choice that is open for booking, as a rule."""
        if (choices := self.practice.choices()) and self.chance.random() < 0.95:
            return self.chance.choice(choices)
        return self.chance.choice(list(self.practice.practitioners)), "coaching", "visio"

    def change(self):
        """Do one thing, if there is anything with which it can be done."""
        done = self.chance.choice(self.changes)
        self.known = None
        with contextlib.suppress(Nothing):
            done()
            self.known = None
            tally.count(f"changes: {done.__name__}")

    def some(self, found):
        if not found:
            raise Nothing
        return self.chance.choice(found)

    def planned(self, *states):
        return self.some([visit for visit in self.practice.visits if visit.state in states and visit.end > self.now])

    def row_of(self, visit):
        return self.rows.appointments[next(n for n, known in enumerate(self.practice.visits) if known is visit)]

    # --- Appointments ----------------------------------------------------------------------------

    def book(self):
        choice = self.some(self.practice.choices())
        oracle = self.oracle()
        client = self.chance.choice(list(self.rows.clients))
        start = self.some(self.suiting(oracle, client, choice))
        row = self.rows.clients[client]
        done = actions.book(
            client=row, **self.rows.chosen(choice), start=start, by=row.user, now=self.now, idempotency_key=uuid.uuid4()
        )
        gap = self.practice.services[choice[1]].gap
        visit = Visit(choice[0], client, *choice[1:], start, oracle.end_of(choice, start), gap, done.state)
        visit.slot = self.slot_at(choice, start)
        self.practice.visits.append(visit)
        self.rows.appointments.append(done)

    def move(self):
        visit = self.planned("confirmed", "requested")
        choice = (visit.practitioner, visit.service, visit.place)
        oracle = self.oracle()
        suiting = self.suiting(oracle, visit.client, choice, ignoring=visit)
        start = self.some([start for start in suiting if start != visit.start])
        actions.move(appointment=self.row_of(visit), start=start, by=self.coach, now=self.now)
        end = oracle.end_of(choice, start, ignoring=visit)
        visit.start, visit.end, visit.slot = start, end, self.slot_at(choice, start)

    def suiting(self, oracle, client, choice, *, ignoring=None):
        """Return some starts that the client can have; not the very first, which may go by meanwhile."""
        offered = oracle.offered(*choice, ignoring=ignoring)[1:40]
        return [start for start in offered if oracle.accepts(client, choice, start, ignoring=ignoring)]

    def slot_at(self, choice, start):
        slots = self.oracle().published(*choice)
        return next((slot for slot in slots if slot.start == start), None)

    def cancel(self):
        visit = self.planned("confirmed", "requested")
        actions.cancel(appointment=self.row_of(visit), by=self.coach, now=self.now)
        visit.state = "cancelled"

    def answer(self):
        visit = self.planned("requested")
        change, visit.state = self.chance.choice([(actions.agree, "confirmed"), (actions.decline, "declined")])
        change(appointment=self.row_of(visit), by=self.coach, now=self.now)

    def behind_the_site_s_back(self):
        """Someone changes a row without asking the site."""
        visit = self.planned("confirmed")
        Appointment.objects.filter(pk=self.row_of(visit).pk).update(state=State.CANCELLED)
        visit.state = "cancelled"

    # --- Time off and hours ----------------------------------------------------------------------

    def be_away(self):
        start = (self.now + self.chance.randrange(12 * 24 * 60) * MINUTE).replace(second=0, microsecond=0)
        length = self.chance.choice([30, 120, 24 * 60]) * MINUTE
        absence = Absence(self.chance.choice([None, *self.practice.practitioners]), start, start + length)
        row = AbsenceRow(
            practitioner=self.rows.practitioners.get(absence.practitioner), start_at=start, end_at=absence.end
        )
        practice_actions.save_absence(absence=row, by=self.coach, now=self.now, touched=practice_actions.Touched.KEEP)
        self.practice.absences.append(absence)
        self.rows.absences.append(row)

    def be_back(self):
        number = self.some(range(len(self.practice.absences)))
        del self.practice.absences[number]
        practice_actions.delete_absence(absence=self.rows.absences.pop(number))

    def change_hours(self):
        hours, row = self.some(list(zip(self.practice.hours, self.rows.hours, strict=True)))
        begin = self.chance.randrange(7 * 60, 11 * 60, 5)
        hours.windows = [
            (begin, begin + self.chance.randrange(100, 240, 5)),
            (14 * 60, self.chance.randrange(16, 20) * 60),
        ]
        hours.repeat = self.chance.choice(["every_week", "every_week", "every_second_week", "last"])
        row.days = Pattern(tuple(hours.weekdays), Repeat(hours.repeat)).recurrence()
        practice_actions.save_hours(hours=row, ranges=stored.ranges_of(hours))

    def other_hours_for_some_days(self):
        first = self.now.date() + self.chance.randrange(10) * DAY
        hours = Hours(
            self.chance.choice(list(self.practice.practitioners)), self.chance.choice([None, "visio"]), EVERY_DAY,
            "every_week", first, first + self.chance.randrange(3) * DAY, True, [(10 * 60, 15 * 60)],
        )  # fmt: skip
        row = OpeningHours(**self.rows.fields_of(hours))
        practice_actions.save_hours(hours=row, ranges=stored.ranges_of(hours))
        self.practice.hours.append(hours)
        self.rows.hours.append(row)

    def usual_hours_again(self):
        number = self.some([n for n, hours in enumerate(self.practice.hours) if hours.replaces])
        del self.practice.hours[number]
        self.rows.hours.pop(number).delete()

    def publish(self):
        choice = self.some(self.practice.choices())
        start = (self.now + self.chance.randrange(60, 10 * 24 * 60) * MINUTE).replace(second=0, microsecond=0)
        slot = Published(*choice, start, start + self.chance.randrange(20, 120) * MINUTE)
        others = [other for other in self.practice.published if other.practitioner == choice[0]]
        if any(other.start < slot.end and slot.start < other.end for other in others):
            raise Nothing
        practice_actions.publish_slot(slot=PublishedSlot(**self.rows.fields_of_slot(slot)), now=self.now)
        self.practice.published.append(slot)

    def withdraw(self):
        taken = [visit.slot for visit in self.practice.visits if visit.slot]
        slot = self.some([slot for slot in self.practice.published if slot not in taken])
        row = PublishedSlot.objects.get(practitioner__name=slot.practitioner, start_at=slot.start)
        practice_actions.withdraw_slot(slot=row, now=self.now)
        self.practice.published.remove(slot)

    # --- The catalogue and the rules -------------------------------------------------------------

    def change_a_service(self):
        service = self.some(list(self.practice.services.values()))
        service.minutes, service.gap = self.chance.randrange(20, 90, 5), self.chance.choice([0, 5, 15])
        service.is_active = self.chance.random() < 0.8
        Service.objects.filter(slug=service.name).update(
            duration_minutes=service.minutes, gap_minutes=service.gap, is_active=service.is_active
        )
        self.rows.services[service.name].refresh_from_db()

    def change_a_place(self):
        place = self.some(list(self.practice.places.values()))
        place.zone = self.chance.choice(["Europe/Paris", "America/Montreal", "Asia/Kolkata", "Pacific/Auckland"])
        place.is_active = self.chance.random() < 0.8
        row = PlaceRow.objects.get(slug=place.name)
        row.time_zone, row.is_active = place.zone, place.is_active
        row.save()
        self.rows.places[place.name] = row

    def change_a_person(self):
        who = self.some(list(self.practice.practitioners.values()))
        row = Practitioner.objects.get(name=who.name)
        who.is_active = self.chance.random() < 0.8
        who.services = sorted(self.chance.sample(["bilan", "coaching"], self.chance.choice([1, 2, 2])))
        row.is_active = who.is_active
        row.save()
        row.services.set(self.rows.services[name] for name in who.services)

    def change_the_rules(self):
        policy = self.practice.policy
        policy.horizon_days = self.chance.choice(HORIZONS)
        policy.notice = self.chance.choice([0, 0, 90, 30 * 60])
        policy.step = self.chance.choice([None, None, 20])
        policy.holidays = self.chance.choice(["", "FR-57"])
        stored.store_policy(policy)
