"""The waiting list: who wants to be told when a time comes free. What is kept for them is in `proposals`."""

import datetime as dt

from django.db.models import Q

from people.actions import guest_client
from people.models import Client
from practice.models import BookingRules
from scheduling import Code, Refusal

from . import availability, outbox, permissions, turns
from .limits import BY_INVITATION, Limit, rows_of
from .models import Appointment, Proposal, WaitingEntry
from .proposals import close, end, free_already, open_proposal, propose_freed
from .turns import BookingRefused, in_one_transaction

Ended = WaitingEntry.Ended
Outcome = Proposal.Outcome
#: How far ahead someone can wait.
FARTHEST = dt.timedelta(days=365)
#: On how many days or ranges of days one person waits at most.
MOST_ENTRIES = 5
#: After how long the link is sent again to someone who asks to be on the list twice.
AGAIN = dt.timedelta(minutes=10)
#: For how long the practice still sees who was waiting.
KEPT = dt.timedelta(days=90)


class FreeAlready(Exception):
    """Nobody has to wait: `starts` can be booked, earliest first, aware and in UTC."""

    def __init__(self, starts):
        super().__init__(starts)
        self.starts = starts


@in_one_transaction
def join(*, client, practitioner, service, place, first_day, last_day, now):
    """Put a client on the waiting list for some days, both included, and return the entry; asking twice gives one.

    `client` and `practitioner` are as in `actions.book`. Raises `BookingRefused`: `blocked`, `not_open_to_you`, and
    `limit_reached` for someone who waits for enough already; and `FreeAlready`.
    """
    turns.lock(None, client)
    if client.is_blocked:
        raise BookingRefused(Refusal(Code.BLOCKED))
    if client.pk is None and not permissions.may_book_as_guest():
        raise BookingRefused(Refusal(Code.NOT_OPEN_TO_YOU, BY_INVITATION))
    if not (BookingRules.load().has_waiting_list and availability.is_offered(practitioner, service, place)):
        raise BookingRefused(Refusal(Code.NOT_OPEN_TO_YOU))
    wish = {"practitioner": practitioner, "service": service, "place": place}
    # What a guest has booked is not looked at: nobody has shown yet that the address is theirs.
    asks = client if client.pk else Client()
    refuse_where_free(WaitingEntry(client=asks, **wish, first_day=first_day, last_day=last_day), now=now)
    client = client if client.pk else guest_client(guest=client)
    waiting = WaitingEntry.objects.waiting().filter(rows_of(client))
    if known := waiting.filter(**wish, first_day=first_day, last_day=last_day).first():
        tell_again(known, now=now)
        return known
    if waiting.count() >= MOST_ENTRIES:
        raise BookingRefused(Refusal(Code.LIMIT_REACHED, Limit.WAITING))
    entry = WaitingEntry.objects.create(**wish, client=client, first_day=first_day, last_day=last_day, created_at=now)
    outbox.queue_for(entry, outbox.Kind.WAITING, now=now)
    return entry


def refuse_where_free(entry, *, now):
    """Raise `FreeAlready` where an entry that is not stored yet has no need to wait."""
    if starts := free_already(entry, now=now):
        raise FreeAlready(starts)


def tell_again(entry, *, now):
    """Send a guest, who comes back by the mail alone, the link once more; not for every click."""
    told = entry.messages.filter(kind=outbox.Kind.WAITING, created_at__gt=now - AGAIN)
    if entry.client.user_id is None and not told.exists():
        outbox.queue_for(entry, outbox.Kind.WAITING, now=now)


@in_one_transaction
def wait_for_earlier(*, appointment, by, now):
    """Put the client of a planned appointment on the list for an earlier time, and return the entry.

    Raises `BookingRefused` where `by` is not its client, or could not move it; and `FreeAlready`.
    """
    turns.lock(appointment.practitioner, appointment.client)
    appointment = Appointment.objects.with_parties().get(pk=appointment.pk)
    if not permissions.is_its_client(by, appointment):
        raise BookingRefused(Refusal(Code.NOT_YOURS))
    if not (BookingRules.load().has_waiting_list and permissions.may_move(appointment.client, appointment, now)):
        raise BookingRefused(Refusal(Code.STATE))
    parts = {part: getattr(appointment, part) for part in ("client", "practitioner", "service", "place")}
    refuse_where_free(WaitingEntry(appointment=appointment, **parts), now=now)
    entry, _new = WaitingEntry.objects.get_or_create(
        appointment=appointment, ended_at=None, defaults={**parts, "created_at": now}
    )
    return entry


@in_one_transaction
def leave(*, entry, now, why=Ended.LEFT):
    """Take an entry off the list; what was kept for it is proposed to the next."""
    proposal = open_proposal(entry)
    if proposal:
        turns.lock(proposal.practitioner, None)
    end(entry, why, now=now)
    if proposal:
        propose_freed(proposal.practitioner, proposal.start_at, now=now)


# --- What becomes of those who wait when an appointment changes ------------------------------------


def settle(appointment, *, now, hold=None):
    """End what the client of `appointment`, just booked or moved, was waiting for. Call it under the lock.

    `hold` is the one that was given up for it: whoever it was kept for has been served.
    """
    served = rows_of(appointment.client)
    if hold:
        served |= Q(proposals__hold_id=hold.pk, proposals__closed_at=None)
    # Nearly everyone who books waits for nothing: that costs them one small query.
    keys = set(WaitingEntry.objects.waiting().filter(served).values_list("pk", flat=True))
    for entry in WaitingEntry.objects.filter(pk__in=keys).with_parties() if keys else ():
        if freed := settle_one(entry, appointment, hold, now=now):
            propose_again(freed, appointment.practitioner, now=now)


def settle_one(entry, appointment, hold, *, now):
    """End an entry that an appointment serves, and return the proposal that this frees, or None."""
    proposal = open_proposal(entry)
    if proposal and is_taken(proposal, appointment, hold):
        close(proposal, Outcome.TAKEN, now=now)
        return end(entry, Ended.TAKEN, now=now)
    if not concerns(entry, appointment):
        return None
    if not entry.is_for_earlier and entry.welcomes(appointment.start_at, now):
        return end(entry, Ended.TAKEN, now=now)
    if proposal and not entry.welcomes(proposal.start_at, now) and close(proposal, Outcome.VOID, now=now):
        return proposal
    return None


def is_taken(proposal, appointment, hold):
    if hold and proposal.hold_id == hold.pk:
        return proposal.start_at == appointment.start_at
    same = (proposal.practitioner_id, proposal.start_at) == (appointment.practitioner_id, appointment.start_at)
    return same and concerns(proposal.entry, appointment)


def concerns(entry, appointment):
    """Tell whether an appointment is what its client waits for, whenever it is: the session, and with whom."""
    if entry.is_for_earlier:
        return entry.appointment_id == appointment.pk
    is_same = (entry.service_id, entry.place_id) == (appointment.service_id, appointment.place_id)
    return is_same and entry.practitioner_id in (None, appointment.practitioner_id)


def end_for(appointment, *, now):
    """End the wait for something earlier than an appointment that is called off."""
    for entry in WaitingEntry.objects.waiting().filter(appointment=appointment):
        if freed := end(entry, Ended.OVER, now=now):
            propose_again(freed, appointment.practitioner, now=now)


def propose_again(proposal, locked, *, now):
    """Propose what was kept to the next, where its practitioner is the `locked` one; the worker sees to the others."""
    if proposal.practitioner_id == locked.pk:
        propose_freed(locked, proposal.start_at, now=now)


def forget_ended(*, now):
    old = WaitingEntry.objects.filter(ended_at__lte=now - KEPT)
    # To look costs nothing; to delete would wait for SQLite's one lock.
    if old.exists():
        old.delete()
