"""What every change goes through: whose turn it is, whether it may be, its event, the mails that tell of it."""

from booking import availability, outbox, permissions, proposals, turns, waiting
from booking.limits import Limit
from booking.models import Appointment, AppointmentEvent
from booking.signals import appointment_changed
from booking.turns import BookingRefused
from people.models import Client
from scheduling import Code, Refusal

Kind = AppointmentEvent.Kind


def with_someone(change, practitioner, **wish):
    """Make `change` with `practitioner`; with anyone, ask one person after the other, who has the hold first.

    Each is asked in a transaction of their own: nobody waits for two people's locks.
    """
    if practitioner:
        return change(practitioner=practitioner, **wish)
    verdict = availability.ask(
        None, **{name: wish[name] for name in ("service", "place", "start", "client", "now", "hold")}
    )
    refused = None
    for one in held_first(verdict.free_people, **wish):
        try:
            return change(practitioner=one, **wish)
        except BookingRefused as caught:
            refused = caught
    raise refused or BookingRefused(verdict.refusal, start=wish["start"])


def held_first(people, *, hold, start, **wish):
    if hold is None or hold.start_at != start:
        return people
    return sorted(people, key=lambda one: one.pk != hold.practitioner_id)


def locked(appointment):
    """Return the appointment as it is now, under the lock."""
    turns.lock(appointment.practitioner, appointment.client)
    found = Appointment.objects.with_parties().get(pk=appointment.pk)
    # While we waited, a colleague may have taken it over.
    return found if found.practitioner_id == appointment.practitioner_id else locked(found)


def refuse_unless_free(practitioner, service, place, start, **asked):
    """Return the sheets of those who were asked, one as a rule; see `availability.ask`."""
    verdict = availability.ask(practitioner, service, place, start, **asked)
    if verdict.refusal:
        raise BookingRefused(verdict.refusal, start=start)
    return verdict.sheets


def refuse_unless_allowed(appointment, may, *, by, now, start=None):
    """Refuse with `not_yours` who has no say, with `state` what is no longer possible. The site itself may always."""
    if by is None and appointment.is_upcoming(now):
        return
    if by is not None and not permissions.may_see(by, appointment):
        raise BookingRefused(Refusal(Code.NOT_YOURS), start=start)
    if by is None or not may(by, appointment, now):
        raise no_longer(may, appointment, now=now, start=start)


def no_longer(may, appointment, *, now, start=None):
    """Return the refusal of a change that the predicate `may` forbids someone who knows of the appointment."""
    theirs = (permissions.may_cancel, permissions.may_take_back, permissions.may_move)
    is_clients = may in theirs and appointment.is_upcoming(now)
    late = is_clients and permissions.is_late(appointment, now)
    if is_clients and not late and may is permissions.may_move and permissions.has_moved_enough(appointment):
        return BookingRefused(Refusal(Code.LIMIT_REACHED, Limit.MOVES), start=start)
    return BookingRefused(Refusal(Code.STATE), start=start, late=late)


def change_state(appointment, state, kind, *, by, now, reason=None, comment=""):
    before = appointment.state
    appointment.state = state
    appointment.save(update_fields=["state"])
    record(appointment, kind, by=by, now=now, from_state=before, reason=reason, comment=comment)
    return appointment


def call_off(appointment, state, kind, *, now, **event):
    change_state(appointment, state, kind, now=now, **event)
    waiting.end_for(appointment, now=now)
    proposals.propose_freed(appointment.practitioner, appointment.start_at, now=now)
    return appointment


def record(appointment, kind, *, by, now, from_state=None, from_start_at=None, reason=None, comment="", left=None):
    """Write the event of a change, queue the mails that tell of it, and let the rooms above hear of it.

    `left`: the practitioner who had the appointment until now, where a colleague has it.
    """
    new = kind in (Kind.BOOKED, Kind.REQUESTED)
    event = AppointmentEvent.objects.create(
        appointment=appointment,
        kind=kind,
        at=now,
        by=None if isinstance(by, Client) else by,
        by_name=str(by or ""),
        from_state="" if new else from_state or appointment.state,
        to_state=appointment.state,
        from_start_at=None if new else from_start_at or appointment.start_at,
        to_start_at=appointment.start_at,
        reason=reason,
        reason_label=reason.label if reason else "",
        comment=comment,
    )
    outbox.queue(event, now=now, left=left)
    appointment_changed.send(sender=AppointmentEvent, event=event, now=now)
