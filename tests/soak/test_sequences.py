"""Whatever people do, one thing after another: the calendar stays right, and all that is told of it is true.

The practice is kept twice, in the database and as plain values. Each step is done to both, with what the oracle and
the words of the rules say will come of it; then all of it is compared.
"""

import datetime as dt
import functools
import uuid
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import seed
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from booking import actions, availability
from booking.models import Appointment, AppointmentEvent, OutboxMessage
from practice import actions as practice_actions
from practice.models import Absence as AbsenceRow
from practice.models import BookingRules, OpeningHours, PublishedSlot
from tests import factories
from tests.soak import rows as stored
from tests.soak import sizes, tally
from tests.soak.facts import Published, Visit
from tests.soak.oracle import Oracle
from tests.soak.stage import attempt, standing_in
from tests.soak.worlds import CLIENTS, absences, hours, policies, windows, worlds

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
#: Those that are planned: they can be moved and cancelled, and an absence touches them.
PLANNED = ("requested", "confirmed")
EVERYONE = st.sampled_from(["the coach", "the coach", "the coach", "its client", "a stranger"])


class Sequence(RuleBasedStateMachine):
    """One world, and what becomes of it. `people` and `coach` are set by the test, before any sequence begins."""

    people = {}
    coach = None

    @initialize(world=worlds(lively=True))
    def open(self, world):
        self.world = world
        self.practice = world.practice
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.standing = standing_in(world)
        self.standing.__enter__()
        self.rows = stored.Rows(self.practice, self.people)
        self.rows.appointments = list(self.rows.appointments)
        self.placed = set()  # visits whose time was checked against all others
        self.events = []
        self.looked = 0
        self.last_booking = None

    def teardown(self):
        if hasattr(self, "undo"):
            self.standing.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- Words of the rules ----------------------------------------------------------------------

    @property
    def now(self):
        return self.world.now

    def oracle(self):
        return Oracle(self.practice, self.now)

    def is_planned(self, visit):
        return visit.state in PLANNED and visit.end > self.now

    def user_of(self, who, visit):
        if who == "the coach":
            return self.coach
        same = who == "its client"
        return next(client.user for name, client in self.people.items() if (name == visit.client) == same)

    def may_change(self, who, visit):
        if who == "a stranger" or not self.is_planned(visit):
            return False
        notice = dt.timedelta(hours=BookingRules.load().cancellation_notice_hours)
        return who == "the coach" or visit.start - self.now >= notice

    def row_of(self, visit):
        number = next(n for n, known in enumerate(self.practice.visits) if known is visit)
        return Appointment.objects.get(pk=self.rows.appointments[number].pk)

    def happened(self, visit, kind, by, *, from_state=None, from_start=None):
        """Expect one event; a new appointment comes from nowhere."""
        new = kind in ("booked", "requested")
        states = ("" if new else from_state or visit.state, visit.state)
        starts = (None if new else from_start or visit.start, visit.start)
        self.events.append((self.row_of(visit).pk, kind, by and by.pk, *states, *starts, visit.client))
        tally.count(kind)

    def time_taken(self, visit):
        """A new time was taken: the holds that had lapsed there are forgotten."""
        self.placed.add(id(visit))
        kept = [
            (other, row)
            for other, row in zip(self.practice.visits, self.rows.appointments, strict=True)
            if other.practitioner != visit.practitioner or other.state != "held" or other.is_live(self.now)
        ]
        self.practice.visits[:], self.rows.appointments[:] = map(list, zip(*kept, strict=True))

    def attempt(self, expected, change, **wish):
        """Make the change, which is to succeed exactly when it is `expected` to; return what it gives."""
        done, refused = attempt(change, **wish, now=self.now)
        assert (done is not None) == expected, (change.__name__, refused, wish)
        if refused:
            tally.count(f"refused: {refused}")
        return done

    def some_start(self, data, offered):
        """Return a start that is offered, one beside it, or any minute."""
        anywhere = st.integers(-60, 3 * 1440).map(lambda count: self.now.replace(second=0) + count * MINUTE)
        if not offered:
            return data.draw(anywhere)
        free = st.sampled_from(offered)
        near = st.tuples(free, st.sampled_from([-1, 1, 5])).map(lambda pair: pair[0] + pair[1] * MINUTE)
        return data.draw(st.one_of(*[free] * 6, near, anywhere))

    def some_visit(self, data, *states):
        """Return a visit to come in one of these states, mostly; or any."""
        to_come = self.to_come(*states)
        any_of = to_come if to_come and data.draw(st.integers(0, 9)) else self.practice.visits
        return data.draw(st.sampled_from(any_of))

    def to_come(self, *states):
        return [visit for visit in self.practice.visits if visit.state in states and visit.end > self.now]

    def slot_at(self, choice, start):
        return next((slot for slot in self.oracle().published(*choice) if slot.start == start), None)

    # --- What people do --------------------------------------------------------------------------

    def all_choices(self):
        return [
            (who.name, s, p) for who in self.practice.practitioners.values() for s in who.services for p in who.places
        ]

    @rule(data=st.data(), client=st.sampled_from(CLIENTS))
    def book(self, data, client):
        choice = data.draw(st.sampled_from(self.practice.choices() or self.all_choices()))
        oracle = self.oracle()
        start = self.some_start(data, oracle.offered(*choice))
        wish = {"client": self.people[client], **self.rows.chosen(choice), "start": start}
        wish |= {"by": self.people[client].user, "idempotency_key": uuid.uuid4()}
        if not (done := self.attempt(oracle.accepts(client, choice, start), actions.book, **wish)):
            return
        service = self.practice.services[choice[1]]
        end = oracle.end_of(choice, start)
        visit = Visit(choice[0], client, choice[1], choice[2], start, end, service.gap, done.state)
        visit.slot = self.slot_at(choice, start)
        assert visit.state == ("requested" if service.needs_approval else "confirmed")
        self.practice.visits.append(visit)
        self.rows.appointments.append(done)
        self.time_taken(visit)
        self.happened(visit, "requested" if service.needs_approval else "booked", wish["by"])
        self.last_booking = wish, done

    @rule(data=st.data(), client=st.sampled_from(CLIENTS))
    def book_more(self, data, client):
        """As `book`, which so comes more often."""
        self.book(data, client)

    @precondition(lambda self: self.to_come(*PLANNED))
    @rule(data=st.data())
    def move_more(self, data):
        self.move(data, "the coach")

    @precondition(lambda self: self.last_booking)
    @rule()
    def send_the_form_again(self):
        wish, done = self.last_booking
        assert actions.book(**wish, now=self.now).pk == done.pk

    @precondition(lambda self: self.to_come(*PLANNED))
    @rule(data=st.data(), who=EVERYONE)
    def move(self, data, who):
        visit = self.some_visit(data, *PLANNED)
        choice = (visit.practitioner, visit.service, visit.place)
        oracle = self.oracle()
        offered = oracle.offered(*choice, ignoring=visit)
        start = data.draw(st.just(visit.start)) if data.draw(st.integers(0, 9)) == 0 else self.some_start(data, offered)
        by, allowed = self.user_of(who, visit), self.may_change(who, visit)
        expected = allowed and (start == visit.start or oracle.accepts(visit.client, choice, start, ignoring=visit))
        done = self.attempt(expected, actions.move, appointment=self.row_of(visit), start=start, by=by)
        if done and start != visit.start:
            before, visit.end = visit.start, oracle.end_of(choice, start, ignoring=visit)
            visit.start, visit.slot = start, self.slot_at(choice, start)
            self.time_taken(visit)
            self.happened(visit, "moved", by, from_start=before)

    @precondition(lambda self: self.to_come(*PLANNED))
    @rule(data=st.data(), who=EVERYONE)
    def cancel(self, data, who):
        visit = self.some_visit(data, *PLANNED)
        by = self.user_of(who, visit)
        if self.attempt(self.may_change(who, visit), actions.cancel, appointment=self.row_of(visit), by=by):
            self.becomes(visit, "cancelled", "cancelled", by)

    @precondition(lambda self: self.to_come(*PLANNED))
    @rule(data=st.data(), who=EVERYONE, answer=st.sampled_from(["agree", "decline", "miss"]))
    def answer(self, data, who, answer):
        visit = self.some_visit(data, "confirmed" if answer == "miss" else "requested")
        by = self.user_of(who, visit)
        if answer == "miss":
            possible = visit.state == "confirmed" and visit.start <= self.now
        else:
            possible = visit.state == "requested" and visit.end > self.now
        change = getattr(actions, answer)
        if self.attempt(who == "the coach" and possible, change, appointment=self.row_of(visit), by=by):
            state = {"agree": "confirmed", "decline": "declined", "miss": "missed"}[answer]
            kind = {"agree": "agreed", "decline": "declined", "miss": "missed"}[answer]
            self.becomes(visit, state, kind, by)

    def becomes(self, visit, state, kind, by):
        before, visit.state = visit.state, state
        self.happened(visit, kind, by, from_state=before)

    # --- What the practice changes ---------------------------------------------------------------

    @rule(data=st.data())
    def change_the_practice(self, data):
        changes = [self.be_away, self.be_back, self.be_back, self.change_hours, self.add_hours]
        changes += [self.publish_a_slot, self.change_a_service, self.change_the_policy]
        data.draw(st.sampled_from(changes))(data)

    def be_away(self, data):
        touched = data.draw(st.sampled_from([None, "keep", "cancel"]))
        absence = data.draw(absences(sorted(self.practice.practitioners), self.now))
        row = AbsenceRow(
            practitioner=self.rows.practitioners.get(absence.practitioner), start_at=absence.start, end_at=absence.end
        )
        within = [visit for visit in self.practice.visits if self.is_planned(visit) and self.touches(absence, visit)]
        save = functools.partial(practice_actions.save_absence, absence=row, by=self.coach, now=self.now)
        if within and not touched:
            with pytest.raises(practice_actions.AbsenceTouches) as refused:
                save()
            assert len(refused.value.clashes) == len(within)
            return
        save(touched=touched)
        self.practice.absences.append(absence)
        self.rows.absences.append(row)
        if touched == "cancel":
            for visit in sorted(within, key=lambda visit: visit.start):
                self.becomes(visit, "cancelled", "cancelled", self.coach)
        tally.count("absences")

    def touches(self, absence, visit):
        ours = absence.practitioner in (None, visit.practitioner)
        return ours and visit.start < absence.end and absence.start < visit.end

    def be_back(self, data):
        if not self.practice.absences:
            return
        number = data.draw(st.integers(0, len(self.practice.absences) - 1))
        del self.practice.absences[number]
        practice_actions.delete_absence(absence=self.rows.absences.pop(number))

    def change_hours(self, data):
        number = data.draw(st.integers(0, len(self.practice.hours) - 1))
        self.practice.hours[number].windows = data.draw(windows())
        ranges = stored.ranges_of(self.practice.hours[number])
        practice_actions.save_hours(hours=self.rows.hours[number], ranges=ranges)
        tally.count("hours")

    def add_hours(self, data):
        who = data.draw(st.sampled_from(list(self.practice.practitioners.values())))
        added = data.draw(hours(who.name, who.places, self.now.date(), replaces=data.draw(st.booleans())))
        row = OpeningHours(**self.rows.fields_of(added))
        practice_actions.save_hours(hours=row, ranges=stored.ranges_of(added))
        self.practice.hours.append(added)
        self.rows.hours.append(row)

    def publish_a_slot(self, data):
        who = data.draw(st.sampled_from(list(self.practice.practitioners.values())))
        start = self.now.replace(second=0) + data.draw(st.integers(-60, 2 * 1440)) * MINUTE
        end = start + data.draw(st.integers(5, 180)) * MINUTE
        slot = Published(who.name, data.draw(st.sampled_from(who.services)), who.places[0], start, end)
        others = [other for other in self.practice.published if other.practitioner == who.name]
        publish = functools.partial(
            practice_actions.publish_slot, slot=PublishedSlot(**self.rows.fields_of_slot(slot)), now=self.now
        )
        if start < self.now or any(other.start < end and start < other.end for other in others):
            with pytest.raises(practice_actions.SlotRefused):
                publish()
            return
        publish()
        self.practice.published.append(slot)
        tally.count("slots published")

    def change_a_service(self, data):
        service = data.draw(st.sampled_from(list(self.practice.services.values())))
        service.minutes, service.gap = data.draw(st.integers(15, 90)), data.draw(st.integers(0, 20))
        row = self.rows.services[service.name]
        row.duration_minutes, row.gap_minutes = service.minutes, service.gap
        row.save()

    def change_the_policy(self, data):
        self.practice.policy = data.draw(policies())
        stored.store_policy(self.practice.policy)

    @rule(minutes=st.sampled_from([1, 20, 60, 400]))
    def time_passes(self, minutes):
        self.world.now += minutes * MINUTE

    # --- What is true after each step ------------------------------------------------------------

    @invariant()
    def the_calendar_is_as_expected(self):
        found = Appointment.objects.in_bulk([row.pk for row in self.rows.appointments])
        for visit, row in zip(self.practice.visits, self.rows.appointments, strict=True):
            now = found[row.pk]
            assert (now.state, now.start_at, now.end_at, now.gap) == (
                visit.state, visit.start, visit.end, visit.gap * MINUTE
            )  # fmt: skip
        assert Appointment.objects.count() == len(found)
        tally.count("steps")

    @invariant()
    def nobody_is_booked_twice(self):
        live = sorted(self.oracle().live(), key=lambda visit: visit.start)
        for name in self.practice.practitioners:
            for earlier, later in pairwise(visit for visit in live if visit.practitioner == name):
                checked = {id(earlier), id(later)} & self.placed
                gap = max(earlier.gap, later.gap) if checked else earlier.gap
                assert earlier.end + gap * MINUTE <= later.start
        for visit in live:
            if id(visit) in self.placed:
                assert not any(
                    other.client == visit.client and other.start < visit.end and visit.start < other.end
                    for other in live
                    if other is not visit
                )

    @invariant()
    def what_is_offered_can_be_booked(self):
        if not (choices := self.practice.choices()):
            return
        self.looked += 1
        choice = choices[self.looked % len(choices)]
        chosen = self.rows.chosen(choice)
        days = availability.free_starts(
            **chosen,
            first=self.now.date() - dt.timedelta(days=2),
            last=self.now.date() + dt.timedelta(days=17),
            now=self.now,
        )
        offered = [start for starts in days.values() for start in starts]
        assert offered == self.oracle().offered(*choice)
        for start in offered[self.looked % 7 :: 31]:
            assert availability.refusal_for(**chosen, start=start, now=self.now) is None
        tally.count("offered starts compared", len(offered))

    @invariant()
    def every_change_is_written_down_once(self):
        names = {client.pk: name for name, client in self.people.items()}
        events = AppointmentEvent.objects.order_by("pk").values_list(
            "appointment_id", "kind", "by_id", "from_state", "to_state", "from_start_at", "to_start_at",
            "appointment__client_id",
        )  # fmt: skip
        assert [(*event, names[client]) for *event, client in events] == self.events

    @invariant()
    def every_change_is_told(self):
        told = OutboxMessage.objects.order_by("event_id").values_list("event__kind", "kind", "recipient")
        of_event = {"booked": "confirmed"}
        expected = [
            (kind, of_event.get(kind, kind), self.people[client].email)
            for _pk, kind, *_rest, client in self.events
            if kind != "missed"
        ]
        assert list(told) == expected


@pytest.mark.mission("C9")
@pytest.mark.parametrize("shard", range(sizes.SHARDS))
def test_after_every_step_the_calendar_is_right(camille, shard):
    people = {name: factories.make_client(f"{name.lower()}@example.com", name) for name in CLIENTS}
    for number in sizes.seeds(sizes.SEQUENCES, shard):
        machine = type("Sequence", (Sequence,), {"people": people, "coach": camille})
        seed(number)(machine)
        run_state_machine_as_test(machine, settings=sizes.one_example(stateful_step_count=sizes.STEPS))
        tally.count("sequences")
