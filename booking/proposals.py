"""Proposals: a time that came free, kept for someone on the waiting list. Who waits first is asked first.

Whoever frees a time proposes it in the same transaction, so that nobody slips in between; the worker looks each minute
for what came free otherwise (hours that were changed, a day that opens).
"""

import datetime as dt
import logging
from itertools import islice

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from practice.models import BookingRules, practice_zone
from scheduling.clock import moment_of

from . import availability, outbox, permissions, turns
from .limits import own_appointments
from .models import Appointment, OutboxMessage, Proposal, State, WaitingEntry
from .turns import in_one_transaction

log = logging.getLogger(__name__)

DAY = dt.timedelta(days=1)
Ended = WaitingEntry.Ended
Outcome = Proposal.Outcome
#: How many who wait are looked at while the one who frees a time stands by; the worker looks at the others.
AT_ONCE = 20
#: Between what the engine says and our lock someone else may have been quicker: so many starts are tried.
TRIES = 3
#: Nobody is asked to decide in less, unless the practice says so.
LEAST = dt.timedelta(minutes=15)
#: Who did not answer is asked again after this, and others before.
REST = dt.timedelta(hours=12)
#: Nobody keeps times from others without ever answering.
MOST_LAPSED = 3
#: The night, on the practice's clocks, is nobody's time to answer.
MORNING, EVENING = dt.time(8), dt.time(21)


# --- Open and closed -------------------------------------------------------------------------------


def open_proposal(entry):
    return entry.proposals.filter(closed_at=None).select_related("practitioner").first()


def close(proposal, outcome, *, now):
    """Close a proposal and give up its hold; tell whether it was still open."""
    closed = Proposal.objects.filter(pk=proposal.pk, closed_at=None).update(closed_at=now, outcome=outcome)
    if closed and outcome != Outcome.TAKEN:
        Appointment.objects.filter(pk=proposal.hold_id).forget()
    return bool(closed)


def end(entry, why, *, now):
    """End an entry, and give up what is kept for it; return the proposal whose time that frees, or None."""
    WaitingEntry.objects.waiting().filter(pk=entry.pk).update(ended_at=now, ended_for=why)
    proposal = open_proposal(entry)
    return proposal if proposal and close(proposal, Outcome.VOID, now=now) else None


@in_one_transaction
def let_pass(*, proposal, now, outcome=Outcome.PASSED):
    """Give up a proposal, and propose its time to the next; tell whether it was still open. The entry goes on."""
    turns.lock(proposal.practitioner, None)
    if not close(proposal, outcome, now=now):
        return False
    if outcome == Outcome.LAPSED and has_been_silent(proposal.entry):
        end(proposal.entry, Ended.SILENT, now=now)
    propose_freed(proposal.practitioner, proposal.start_at, now=now)
    return True


def has_been_silent(entry):
    """Tell whether someone was told of several times and answered to none."""
    told = OutboxMessage.objects.filter(proposal=OuterRef("pk"), state=OutboxMessage.State.SENT)
    return entry.proposals.filter(Exists(told), outcome=Outcome.LAPSED).count() >= MOST_LAPSED


def pass_on(*, now):
    """Propose what was not answered in time to the next who waits."""
    lapsed = Proposal.objects.filter(closed_at=None, expires_at__lte=now)
    for proposal in lapsed.select_related("practitioner", "entry"):
        let_pass(proposal=proposal, now=now, outcome=Outcome.LAPSED)


def withdraw_what_is_void(*, now):
    """Give up what can no longer be taken (hours changed, somebody is away), or of which nobody could be told."""
    failed = OutboxMessage.objects.filter(proposal=OuterRef("pk"), state=OutboxMessage.State.FAILED)
    parts = [
        "practitioner",
        "hold",
        *(f"entry__{part}" for part in ("client__user", "service", "place", "appointment")),
    ]
    rows = Proposal.objects.filter(closed_at=None).select_related(*parts).annotate(is_untold=Exists(failed))
    for proposal in rows:
        if proposal.is_untold or refusal_of(proposal, now=now):
            let_pass(proposal=proposal, now=now, outcome=Outcome.VOID)


def refusal_of(proposal, *, now):
    """Return why a proposal can no longer be taken, or None."""
    entry = proposal.entry
    parts = (proposal.practitioner, entry.service, entry.place, proposal.start_at)
    asked = {"client": entry.client, "ignoring": entry.appointment, "hold": proposal.hold, "now": now}
    return availability.refusal_for(*parts, **asked)


# --- Who is asked, about what ----------------------------------------------------------------------


def unserved(now):
    """Return the entries of clients for whom nothing is kept at present, in the order in which they came."""
    proposals = Proposal.objects.filter(entry__client=OuterRef("client"))
    kept = proposals.filter(closed_at=None)
    silent = proposals.filter(outcome=Outcome.LAPSED, closed_at__gt=now - REST)
    waiting = WaitingEntry.objects.waiting().exclude(client__email="").filter(~Exists(kept), ~Exists(silent))
    return waiting.with_parties().order_by("created_at", "pk")


class FreeTimes:
    """What is free, worked out once for all who wait for the same, and anew when some of it has been kept."""

    def __init__(self, now):
        self.now = now
        self.found = {}
        self.bookable = {}

    def days_at(self, place):
        """Return the first and the last date at a place on which anything may be booked at present."""
        if place.pk not in self.bookable:
            self.bookable[place.pk] = availability.bookable_days(place, self.now)
        return self.bookable[place.pk]

    def of(self, entry, practitioner, first, last):
        """Return (start, sheet) of what is free for an entry from the date `first` to `last`, earliest first."""
        parts = (practitioner, entry.service, entry.place)
        wish = (*(part and part.pk for part in parts), entry.appointment_id, first, last)
        if wish not in self.found:
            self.found[wish] = free_times(*parts, first, last, ignoring=entry.appointment, now=self.now)
        return self.found[wish]

    def forget(self):
        self.found.clear()


def free_times(*parts, ignoring, now):
    asked = availability.diary(*parts, now=now, ignoring=ignoring)
    *_whom, first, last = parts
    found = [
        (moment_of(minute), sheet)
        for sheet in asked.sheets
        if sheet.plan.is_offered
        for minutes in sheet.timetable.starts_between(first, last).values()
        for minute in minutes
    ]
    return sorted(found, key=lambda one: one[0])


def fitting(entry, found, *, now):
    """Yield those of some `free_times` that are waited for, that the client can have, and that are new to them."""
    welcome = [(start, sheet) for start, sheet in found if entry.welcomes(start, now)]
    if not welcome or entry.client.is_blocked or not may_take(entry, now):
        return
    before = set(entry.proposals.values_list("practitioner_id", "start_at")) if entry.pk else set()
    own = own_appointments(entry.client, now=now, ignoring=entry.appointment) if entry.client.pk else None
    for start, sheet in welcome:
        is_new = (sheet.practitioner.pk, start) not in before
        if is_new and (own is None or own.suit(start, sheet.end_of(start))):
            yield start, sheet


def may_take(entry, now):
    return not entry.is_for_earlier or permissions.may_move(entry.client, entry.appointment, now)


def free_already(entry, *, now):
    """Return the free starts, earliest first, for which an entry that is not stored yet has no need to wait."""
    parts = (entry.practitioner, entry.service, entry.place)
    found = free_times(*parts, *availability.bookable_days(entry.place, now), ignoring=entry.appointment, now=now)
    return list(dict.fromkeys(start for start, _sheet in fitting(entry, found, now=now)))


# --- Proposing -------------------------------------------------------------------------------------


def propose_freed(practitioner, start, *, now):
    """Propose what came free around `start` to those who wait for it, first come first. Call it under the lock."""
    if now >= start or not BookingRules.load().has_waiting_list:
        return
    around = {"first_day__lte": (start + DAY).date(), "last_day__gte": (start - DAY).date()}
    wanted = Q(practitioner=practitioner) | Q(practitioner=None, service__in=practitioner.services.all())
    entries = unserved(now).filter(wanted, Q(**around) | Q(appointment__start_at__gt=start))
    free = FreeTimes(now)
    for entry in entries[:AT_ONCE]:
        day = start.astimezone(entry.place.zone).date()
        for time, _sheet in islice(fitting(entry, free.of(entry, practitioner, day, day), now=now), TRIES):
            if keep_for(entry, practitioner, time, now=now):
                free.forget()
                break


def propose_all(*, now):
    """Look for a time for everyone who waits for one, in turn; end what is over."""
    if not BookingRules.load().has_waiting_list:
        return
    free = FreeTimes(now)
    for entry in unserved(now):
        try:
            if entry.is_over(now):
                end(entry, Ended.OVER, now=now)
            elif propose_to(entry, free, now=now):
                free.forget()
        except DatabaseError:
            raise
        except Exception:
            # Whatever is wrong with one must not keep the others waiting.
            log.exception("no time could be looked for, for entry %s", entry.pk)


def propose_to(entry, free, *, now):
    """Keep the first time that fits for an entry, and return the proposal, or None."""
    # All bookable days, whichever are waited for: so what is free is worked out once for all.
    found = free.of(entry, entry.practitioner, *free.days_at(entry.place))
    for start, sheet in islice(fitting(entry, found, now=now), TRIES):
        if proposal := propose(entry=entry, practitioner=sheet.practitioner, start=start, now=now):
            return proposal
    return None


@in_one_transaction
def propose(*, entry, practitioner, start, now):
    """Keep `start` for the entry and tell its client; return the proposal, or None where it is too late for that."""
    turns.lock(practitioner, None)
    return keep_for(entry, practitioner, start, now=now)


def keep_for(entry, practitioner, start, *, now):
    # As it is now, and only if nobody else is looking at it, whom we would wait for while they wait for us.
    waiting = WaitingEntry.objects.waiting().with_parties().filter(pk=entry.pk)
    entry = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    # Under that lock: what is kept for them may be a moment old.
    if entry is None or not entry.welcomes(start, now) or is_known(entry, practitioner, start):
        return None
    availability.clear_holds(practitioner, now=now)
    verdict = availability.ask(
        practitioner, entry.service, entry.place, start, client=entry.client, now=now, ignoring=entry.appointment
    )
    until = kept_until(entry, start, now)
    if verdict.refusal or until is None:
        return None
    (sheet,) = verdict.sheets
    time = sheet.taken_by(practitioner, entry.service, entry.place, start)
    try:
        with transaction.atomic():
            hold = Appointment.objects.create(**time, state=State.HELD, hold_expires_at=until, created_at=now)
    except IntegrityError:
        # The guard knows better than we; whoever frees a time here is not to suffer for it.
        log.exception("the guard refused a proposal for entry %s", entry.pk)
        return None
    proposal = Proposal.objects.create(
        entry=entry,
        practitioner=practitioner,
        hold=hold,
        start_at=start,
        end_at=hold.end_at,
        made_at=now,
        expires_at=until,
    )
    outbox.queue_for(entry, outbox.Kind.PROPOSED, now=now, proposal=proposal)
    return proposal


def is_known(entry, practitioner, start):
    """Tell whether something is kept for an entry, or this very time was proposed before."""
    return entry.proposals.filter(Q(closed_at=None) | Q(practitioner=practitioner, start_at=start)).exists()


def kept_until(entry, start, now):
    """Return until when `start` is kept: not beyond the moment at which it can be taken no more; None for too short."""
    rules = BookingRules.load()
    ends = [after_waking_hours(now, rules.proposal), start - rules.minimum_notice]
    if entry.appointment:
        ends.append(entry.appointment.start_at - rules.cancellation_notice)
    return min(ends) if min(ends) - now >= min(LEAST, rules.proposal) else None


def after_waking_hours(now, length):
    """Return the moment at which `length` of the day has passed since `now`: the night does not count."""
    zone, moment = practice_zone(), now
    while True:
        local = moment.astimezone(zone)
        day = local.date() + DAY if local.time() >= EVENING else local.date()
        morning = dt.datetime.combine(day, MORNING, zone).astimezone(dt.UTC)
        evening = dt.datetime.combine(day, EVENING, zone).astimezone(dt.UTC)
        moment = max(moment, morning)
        if evening - moment >= length:
            return moment + length
        length -= evening - moment
        moment = evening
