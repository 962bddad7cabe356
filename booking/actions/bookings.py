"""Booking: for oneself, for a client, or what was kept for someone on the waiting list."""

import datetime as dt
import uuid

from booking import availability, permissions, turns, waiting
from booking.limits import BY_INVITATION, rows_of
from booking.models import Answer, Appointment, AppointmentEvent, State
from booking.questions import Given
from booking.turns import BookingRefused, in_one_transaction
from people.actions import guest_client
from people.models import Client
from scheduling import Code, Refusal

from . import steps
from .changes import move
from .holds import give_up_elsewhere

Kind = AppointmentEvent.Kind


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
        booked = steps.with_someone(_book, practitioner, **wish)
    except BookingRefused as refused:
        # With anyone, now that nobody is left, it may be this very form that took the last one, sent a moment ago.
        if practitioner is None and (done := _booked_by_form(client, idempotency_key)):
            return done
        refused.nearest = availability.nearest_free(
            practitioner, service, place, start, now=now, client=client, hold=hold
        )
        raise
    give_up_elsewhere(hold, booked)
    return booked


@in_one_transaction
def _book(*, client, practitioner, service, place, start, by, now, idempotency_key, answers, hold, is_agreed):
    turns.lock(practitioner, client)
    if done := _booked_by_form(client, idempotency_key):
        return done
    if is_new_guest(client, by) and not permissions.may_book_as_guest():
        raise BookingRefused(Refusal(Code.NOT_OPEN_TO_YOU, BY_INVITATION), start=start)
    availability.clear_holds(practitioner, now=now, own=hold)
    (sheet,) = steps.refuse_unless_free(practitioner, service, place, start, client=client, now=now)
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
    steps.record(appointment, Kind.REQUESTED if waits else Kind.BOOKED, by=by, now=now)
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
