"""Every change of an appointment. Each is one transaction: lock, check, change, event, mail.

How a change waits for its turn is in `turns`. Refusals are raised as `BookingRefused`.

`by` is who acts: a `User`; a `Client` who acts by the link in their mail or as a guest; or None, the site itself.
"""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from people.actions import guest_client
from people.models import Client
from practice.models import PublishedSlot
from scheduling import Code, Refusal

from . import availability, outbox, permissions, proposals, turns, waiting
from .limits import BY_INVITATION, Limit, may_hold_more, rows_of
from .models import Answer, Appointment, AppointmentEvent, State
from .questions import Given
from .signals import appointment_changed
from .turns import BookingRefused, in_one_transaction

Kind = AppointmentEvent.Kind


# --- Keeping a time for someone who is filling in a form -------------------------------------------


def put_on_hold(*, practitioner, service, place, start, client, now, network="", hold=None):
    """Keep `start` for whoever is about to book it, and return the hold, an appointment of nobody's yet.

    Who asks has one `hold` at most: the one they had, if any, is given up, or goes on when it is for the same start.
    None where the practice keeps no times, or keeps as many as it may for this `network`. `practitioner` and `client`
    are as in `book`, or `client` is None where it is not known yet. Raises `BookingRefused`, with the nearest free
    starts.
    """
    wish = {"service": service, "place": place, "start": start.astimezone(dt.UTC), "client": client, "now": now}
    try:
        kept = _with_someone(_put_on_hold, practitioner, **wish, network=network, hold=hold)
    except BookingRefused as refused:
        refused.nearest = availability.nearest_free(
            practitioner, service, place, start, now=now, client=client, hold=hold
        )
        raise
    _give_up_elsewhere(hold, kept)
    return kept


@in_one_transaction
def _put_on_hold(*, practitioner, service, place, start, client, now, network, hold):
    turns.lock(practitioner, client)
    known = _as_it_is(hold, practitioner, service, place, start)
    availability.clear_holds(practitioner, now=now, own=None if known else hold)
    wish = (practitioner, service, place, start)
    (sheet,) = _refuse_unless_free(*wish, client=client, now=now, hold=known)
    length = sheet.plan.offers.rules.hold
    if known:
        # For someone on the waiting list it may be kept for hours already.
        known.hold_expires_at = max(known.hold_expires_at, now + length)
        known.save(update_fields=["hold_expires_at"])
        return known
    if not length or not may_hold_more(network, now=now, besides=hold):
        return None
    return Appointment.objects.create(
        **sheet.taken_by(*wish),
        state=State.HELD,
        hold_expires_at=now + length,
        held_for=network,
        created_at=now,
    )


def _as_it_is(hold, practitioner, service, place, start):
    """Return the row of a hold that keeps this very wish already, or None."""
    if hold is None or hold.start_at != start:
        return None
    wish = {"practitioner": practitioner, "service": service, "place": place, "start_at": start}
    return Appointment.objects.filter(pk=hold.pk, state=State.HELD, **wish).first()


def release(*, hold):
    """Give up a hold, whether or not it has lapsed; its time is free again."""
    Appointment.objects.filter(pk=hold.pk).forget()


def _give_up_elsewhere(hold, taken):
    """Give up a hold with someone else than `taken` is with, whose lock its taking did not wait for."""
    if hold and (taken is None or taken.practitioner_id != hold.practitioner_id):
        release(hold=hold)


# --- Booking ---------------------------------------------------------------------------------------


def book_for(*, client, practitioner, by, **wish):
    """Book on a client's behalf, as `book` does, and return the appointment, which is confirmed.

    Who may do so may agree, too: what would need approval has it. Raises `BookingRefused`.
    """
    if not permissions.may_book_for(by, client, practitioner):
        raise BookingRefused(Refusal(Code.NOT_YOURS), start=wish["start"])
    return book(client=client, practitioner=practitioner, by=by, is_agreed=True, **wish)


def book(
    *,
    client,
    practitioner,
    service,
    place,
    start,
    by,
    now,
    idempotency_key=None,
    answers=(),
    hold=None,
    is_agreed=False,
):
    """Book `start` and return the appointment: confirmed, or requested where the service needs approval.

    `client` may be a guest: one who is not stored, with a name and an e-mail address, and who is found or made here.
    `practitioner` None: with whoever of those who give the service there is free; see `Verdict.free_people`.
    A published slot at `start` gives the appointment its end; otherwise it is as long as the service.
    `start` and `now` are aware. `answers` are each `Given`, or a pair of question and text.
    `hold` is the one that the client has: it is no obstacle, and is given up for the appointment. `is_agreed`: whoever
    would have to agree has agreed. The same
    `idempotency_key` from the same client gives the same appointment again. Raises `BookingRefused`, with the nearest
    free starts.
    """
    wish = {
        "client": client,
        "service": service,
        "place": place,
        "start": start.astimezone(dt.UTC),
        "by": by,
        "now": now,
        "idempotency_key": idempotency_key,
        "answers": answers,
        "hold": hold,
        "is_agreed": is_agreed,
    }
    try:
        booked = _with_someone(_book, practitioner, **wish)
    except BookingRefused as refused:
        # With anyone, now that nobody is left, it may be this very form that took the last one, sent a moment ago.
        if practitioner is None and (done := _booked_by_form(client, idempotency_key)):
            return done
        refused.nearest = availability.nearest_free(
            practitioner, service, place, start, now=now, client=client, hold=hold
        )
        raise
    _give_up_elsewhere(hold, booked)
    return booked


def _with_someone(change, practitioner, **wish):
    """Make `change` with `practitioner`; with anyone, ask one person after the other, who has the hold first.

    Each is asked in a transaction of their own: nobody waits for two people's locks.
    """
    if practitioner:
        return change(practitioner=practitioner, **wish)
    verdict = availability.ask(
        None, **{name: wish[name] for name in ("service", "place", "start", "client", "now", "hold")}
    )
    refused = None
    for one in _held_first(verdict.free_people, **wish):
        try:
            return change(practitioner=one, **wish)
        except BookingRefused as caught:
            refused = caught
    raise refused or BookingRefused(verdict.refusal, start=wish["start"])


def _held_first(people, *, hold, start, **wish):
    if hold is None or hold.start_at != start:
        return people
    return sorted(people, key=lambda one: one.pk != hold.practitioner_id)


@in_one_transaction
def _book(*, client, practitioner, service, place, start, by, now, idempotency_key, answers, hold, is_agreed):
    turns.lock(practitioner, client)
    if done := _booked_by_form(client, idempotency_key):
        return done
    if is_new_guest(client, by) and not permissions.may_book_as_guest():
        raise BookingRefused(Refusal(Code.NOT_OPEN_TO_YOU, BY_INVITATION), start=start)
    availability.clear_holds(practitioner, now=now, own=hold)
    (sheet,) = _refuse_unless_free(practitioner, service, place, start, client=client, now=now)
    waits = service.needs_approval and not is_agreed
    appointment = Appointment.objects.create(
        **sheet.taken_by(practitioner, service, place, start),
        client=client if client.pk else guest_client(guest=client),
        state=State.REQUESTED if waits else State.CONFIRMED,
        idempotency_key=idempotency_key,
        created_at=now,
    )
    Answer.objects.bulk_create(
        Answer(appointment=appointment, position=position, **Given(*answer)._asdict())
        for position, answer in enumerate(answers)
    )
    _record(appointment, Kind.REQUESTED if waits else Kind.BOOKED, by=by, now=now)
    waiting.settle(appointment, now=now, hold=hold)
    return appointment


def is_new_guest(client, by):
    """Tell whether someone books with a name and an address alone; whoever came by a link is known here."""
    return client.pk is None and isinstance(by, Client)


def _booked_by_form(client, key):
    if not key:
        return None
    booked = Appointment.objects.filter(rows_of(client), idempotency_key=key)
    # Nearly every form comes once: to ask whether there is one costs less than to fetch it.
    return booked.first() if booked.exists() else None


def take(*, proposal, by, now):
    """Book the time that was kept for someone on the waiting list, or move their appointment there, and return it.

    After its time is over a proposal is a wish like any other. Sent twice it books once. Raises `BookingRefused`, as
    `book` and `move` do.
    """
    entry = proposal.entry
    hold = Appointment.objects.filter(pk=proposal.hold_id, state=State.HELD).first()
    wish = {"start": proposal.start_at, "by": by, "now": now, "hold": hold}
    if entry.appointment:
        return move(appointment=entry.appointment, **wish)
    return book(
        client=entry.client,
        practitioner=proposal.practitioner,
        service=entry.service,
        place=entry.place,
        idempotency_key=uuid.uuid5(entry.reference, str(proposal.pk)),
        **wish,
    )


# --- Changing --------------------------------------------------------------------------------------


def move(*, appointment, start, by, now, hold=None):
    """Move a planned appointment to `start` and return it. It keeps its identity, its state, its length and its gap.

    Only a published slot has a length of its own: moving onto one takes it, moving off one leaves it behind. A `hold`
    of whoever moves it is no obstacle, and is given up.
    Raises `BookingRefused`: the same codes as `book`, `state` when it can no longer be moved, and `limit_reached` when
    its client has moved it as often as they may.
    """
    try:
        moved = _move(appointment=appointment, start=start.astimezone(dt.UTC), by=by, now=now, hold=hold)
    except BookingRefused as refused:
        refused.nearest = availability.nearest_free(
            appointment.practitioner,
            appointment.service,
            appointment.place,
            start,
            now=now,
            client=appointment.client,
            ignoring=appointment,
            hold=hold,
        )
        raise
    _give_up_elsewhere(hold, moved)
    return moved


@in_one_transaction
def _move(*, appointment, start, by, now, hold):
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_move, by=by, now=now, start=start)
    if start == appointment.start_at:
        return appointment
    availability.clear_holds(appointment.practitioner, now=now, own=hold)
    _refuse_unless_free(
        appointment.practitioner,
        appointment.service,
        appointment.place,
        start,
        client=appointment.client,
        now=now,
        ignoring=appointment,
    )
    before = appointment.start_at
    _take(appointment, start)
    if by is not None and not permissions.may_manage(by, appointment):
        appointment.client_moves += 1
    appointment.save(update_fields=["published_slot", "start_at", "end_at", "busy_until", "client_moves"])
    _record(appointment, Kind.MOVED, by=by, now=now, from_start_at=before)
    waiting.settle(appointment, now=now, hold=hold)
    proposals.propose_freed(appointment.practitioner, before, now=now)
    return appointment


def moved_to(appointment, start):
    """Return the published slot that the appointment would take at `start`, or None, and its end there."""
    slot = PublishedSlot.objects.booked_as(appointment.practitioner, appointment.service, appointment.place, start)
    if slot:
        return slot, slot.end_at
    return None, start + (appointment.service if appointment.published_slot_id else appointment).duration


def _take(appointment, start):
    gap = appointment.gap
    appointment.published_slot, appointment.end_at = moved_to(appointment, start)
    appointment.start_at = start
    appointment.busy_until = appointment.end_at + gap


@in_one_transaction
def offer_others(*, appointment, kind, by, now, message=""):
    """Ask the client of an appointment that cannot take place to choose another time, and return it: it stays as it is.

    `kind` is one of `permissions.OFFERS`; what may be chosen is in `others`. The `message` is a word to the client.
    """
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_offer_others, by=by, now=now)
    _record(appointment, kind, by=by, now=now, comment=message)
    return appointment


@in_one_transaction
def take_other(*, appointment, practitioner, start, by, now):
    """Move an appointment to a time that its client may choose in its place, and return it.

    `practitioner` may be a colleague who gives the same session there, where one is offered. Neither the notice nor the
    limit of moves is against it. Raises `BookingRefused`, as `move` does.
    """
    # Two people at once are waited for in the order of their keys, as whoever waits for everybody does.
    for one in sorted({appointment.practitioner, practitioner}, key=lambda one: one.pk):
        turns.lock(one, None)
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_take_other, by=by, now=now, start=start)
    left, before = appointment.practitioner, appointment.start_at
    if practitioner != left and permissions.offer_of(appointment) != Kind.COLLEAGUE:
        raise BookingRefused(Refusal(Code.NOT_OPEN_TO_YOU), start=start)
    wish = (practitioner, appointment.service, appointment.place, start)
    availability.clear_holds(practitioner, now=now)
    (sheet,) = _refuse_unless_free(*wish, client=appointment.client, now=now, ignoring=appointment)
    taken = sheet.taken_by(*wish)
    for name, value in taken.items():
        setattr(appointment, name, value)
    appointment.save(update_fields=list(taken))
    _record(appointment, Kind.MOVED, by=by, now=now, from_start_at=before, comment=in_place_of(left, practitioner))
    waiting.settle(appointment, now=now)
    proposals.propose_freed(left, before, now=now)
    return appointment


def in_place_of(left, practitioner):
    if practitioner == left:
        return ""
    return _("%(new)s in place of %(old)s.") % {"new": practitioner, "old": left}


@in_one_transaction
def give_up(*, appointment, by, now):
    """Cancel an appointment whose client wants none of the times that are offered in its place, and return it."""
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_take_other, by=by, now=now)
    return _call_off(appointment, State.CANCELLED, Kind.CANCELLED, by=by, now=now)


@in_one_transaction
def cancel(*, appointment, by, now, reason=None, comment=""):
    """Cancel a planned appointment and return it; its time is free again."""
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_cancel, by=by, now=now)
    return _call_off(appointment, State.CANCELLED, Kind.CANCELLED, by=by, now=now, reason=reason, comment=comment)


@in_one_transaction
def take_back(*, appointment, by, now, reason=None, comment=""):
    """Cancel a request, and only while it is one, and return it; its time is free again."""
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_take_back, by=by, now=now)
    return _call_off(appointment, State.CANCELLED, Kind.CANCELLED, by=by, now=now, reason=reason, comment=comment)


@in_one_transaction
def agree(*, appointment, by, now):
    """Confirm a request and return it."""
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_answer, by=by, now=now)
    return _change_state(appointment, State.CONFIRMED, Kind.AGREED, by=by, now=now)


@in_one_transaction
def decline(*, appointment, by, now, comment=""):
    """Decline a request and return it; its time is free again. The `comment` is a word to the client."""
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_answer, by=by, now=now)
    return _call_off(appointment, State.DECLINED, Kind.DECLINED, by=by, now=now, comment=comment)


@in_one_transaction
def miss(*, appointment, by, now):
    """Mark a confirmed appointment, once it has begun, as one to which the client did not come."""
    appointment = _locked(appointment)
    _refuse_unless_allowed(appointment, permissions.may_mark_missed, by=by, now=now)
    return _change_state(appointment, State.MISSED, Kind.MISSED, by=by, now=now)


def _locked(appointment):
    """Return the appointment as it is now, under the lock."""
    turns.lock(appointment.practitioner, appointment.client)
    found = Appointment.objects.with_parties().get(pk=appointment.pk)
    # While we waited, a colleague may have taken it over.
    return found if found.practitioner_id == appointment.practitioner_id else _locked(found)


def _refuse_unless_free(practitioner, service, place, start, **asked):
    """Return the sheets of those who were asked, one as a rule; see `availability.ask`."""
    verdict = availability.ask(practitioner, service, place, start, **asked)
    if verdict.refusal:
        raise BookingRefused(verdict.refusal, start=start)
    return verdict.sheets


def _refuse_unless_allowed(appointment, may, *, by, now, start=None):
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


def _change_state(appointment, state, kind, *, by, now, reason=None, comment=""):
    before = appointment.state
    appointment.state = state
    appointment.save(update_fields=["state"])
    _record(appointment, kind, by=by, now=now, from_state=before, reason=reason, comment=comment)
    return appointment


def _call_off(appointment, state, kind, *, now, **event):
    _change_state(appointment, state, kind, now=now, **event)
    waiting.end_for(appointment, now=now)
    proposals.propose_freed(appointment.practitioner, appointment.start_at, now=now)
    return appointment


def _record(appointment, kind, *, by, now, from_state=None, from_start_at=None, reason=None, comment=""):
    """Write the event of a change, queue the mails that tell of it, and let the rooms above hear of it."""
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
    outbox.queue(event, now=now)
    appointment_changed.send(sender=AppointmentEvent, event=event, now=now)
