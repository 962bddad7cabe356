"""A client's appointments, and the page of one: its confirmation, its history, what can still be done with it."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking import permissions
from booking.models import Appointment, State
from practice.models import BookingRules

from .summary import length_and_price, rows_of_zone

PAST_ON_A_PAGE = 10
MOST_PAST = 1000


@dataclass(frozen=True)
class Line:
    """An appointment as one reader sees it at one moment."""

    appointment: Appointment
    state: State
    is_upcoming: bool
    may_move: bool
    may_cancel: bool

    @property
    def is_off(self):
        return self.state in (State.CANCELLED, State.DECLINED)


def line_of(appointment, user, now, rules):
    return Line(
        appointment=appointment,
        state=appointment.shown_state(now),
        is_upcoming=appointment.is_upcoming(now),
        may_move=permissions.may_move(user, appointment, now, rules=rules),
        may_cancel=permissions.may_cancel(user, appointment, now, rules=rules),
    )


@never_cache
@login_required
@require_safe
def mine(request):
    """List what is to come, and the latest of what has been; `passes` in the address asks for more of it."""
    now, rules = timezone.now(), BookingRules.load()
    own = Appointment.objects.filter(client__user=request.user).with_parties()
    count = past_count(request.GET.get("passes", ""))
    past = list(own.history(now)[: count + 1])
    context = {
        "upcoming": [line_of(appointment, request.user, now, rules) for appointment in own.upcoming(now)],
        "past": [line_of(appointment, request.user, now, rules) for appointment in past[:count]],
        "more": count + PAST_ON_A_PAGE if len(past) > count else None,
    }
    return render(request, "booking/mine.html", context)


def past_count(text):
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else PAST_ON_A_PAGE
    return min(max(wanted, PAST_ON_A_PAGE), MOST_PAST)


def known_appointment(request, reference):
    """Return the appointment; 404 for one that this person may not know of."""
    return get_object_or_404(Appointment.objects.visible_to(request.user).with_parties(), reference=reference)


@never_cache
@login_required
@require_safe
def appointment(request, reference):
    """Show one appointment: right after booking this is its confirmation, and later its page."""
    now, rules = timezone.now(), BookingRules.load()
    appointment = known_appointment(request, reference)
    context = {
        "line": line_of(appointment, request.user, now, rules),
        "appointment": appointment,
        "is_client": permissions.is_its_client(request.user, appointment),
        "change_until": appointment.start_at - rules.cancellation_notice,
        "length_and_price": length_and_price(appointment),
        "zone_rows": list(rows_of_zone(appointment.place, request.user, appointment.start_at, end=appointment.end_at)),
        "answers": appointment.answers.all(),
        "events": appointment.events.select_related("reason"),
    }
    return render(request, "booking/appointment.html", context)
