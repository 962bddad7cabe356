"""Published slots as those see them who publish, book and oversee them: which are free, and whose the others are.

What is offered to clients is what the engine says, so that a slot that is listed can be had.
"""

from enum import StrEnum

from django.db.models import OuterRef, Subquery

from practice.models import PublishedSlot

from . import availability
from .models import Appointment, State
from .permissions import practitioners_for, sees_all

#: An appointment in one of these stands on its slot, or took place there.
STANDING = (State.REQUESTED, State.CONFIRMED, State.COMPLETED, State.MISSED)


class SlotStatus(StrEnum):
    """In the order in which a list is sorted."""

    AGREED = "agreed"
    FREE = "free"
    RESERVED = "reserved"


def all_slots():
    """Return published slots with the state and the client of what stands on each, and the accounts of both sides."""
    standing = Appointment.objects.filter(published_slot=OuterRef("pk"), state__in=STANDING)
    return PublishedSlot.objects.select_related("practitioner", "service", "place").annotate(
        standing_state=Subquery(standing.values("state")[:1]),
        standing_client=Subquery(standing.values("client__user")[:1]),
    )


def status_of(slot):
    """Return the `SlotStatus` of one of `all_slots`."""
    if slot.standing_state is None:
        return SlotStatus.FREE
    return SlotStatus.RESERVED if slot.standing_state == State.REQUESTED else SlotStatus.AGREED


def visible_to(user, *, now):
    """Return the slots that `user` may know of, by status and then by start, in a number of queries that stays.

    An administrator sees all, a practitioner their own, a client what is free and their own reservations.
    """
    rows = all_slots()
    if sees_all(user):
        found = list(rows)
    elif (own := practitioners_for(user)).exists():
        found = list(rows.filter(practitioner__in=own))
    else:
        found = [*rows.filter(standing_client=user.pk), *bookable(rows.filter(standing_state=None), now=now)]
    return sorted(found, key=lambda slot: (status_of(slot), slot.start_at, slot.pk))


def one_visible_to(user, pk, *, now):
    """Return the slot `pk` if `user` may know of it, or None."""
    rows = all_slots().filter(pk=pk)
    if sees_all(user):
        return rows.first()
    if (own := practitioners_for(user)).exists():
        return rows.filter(practitioner__in=own).first()
    slot = rows.first()
    if slot is None or slot.standing_client == user.pk:
        return slot
    return slot if slot.standing_state is None and bookable([slot], now=now) else None


def bookable(slots, *, now):
    """Return those of `slots` that can be booked now."""
    slots = [slot for slot in slots if slot.start_at > now]
    wishes = list(dict.fromkeys((slot.practitioner, slot.service, slot.place) for slot in slots))
    if not wishes:
        return []
    free = {
        wish: {
            start
            for starts in known.free_between(*availability.bookable_days(wish[2], now)).values()
            for start in starts
        }
        for wish, known in zip(wishes, availability.diaries(wishes, now=now), strict=True)
    }
    return [slot for slot in slots if slot.start_at in free[slot.practitioner, slot.service, slot.place]]


def standing_on(slot):
    """Return the appointment that stands on a slot, or None."""
    return Appointment.objects.with_parties().filter(published_slot=slot, state__in=STANDING).first()
