"""A client's appointments, and the page of one: its confirmation, its history, what can still be done with it."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking import permissions, reminders, wording
from booking.choice import Choice
from booking.forms import ZoneForm
from booking.history import history_of
from booking.models import Appointment, State
from people.forms import OpenAccountForm
from practice.models import BookingRules

from .account import may_open_account
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


def line_of(appointment, who, now, rules):
    return Line(
        appointment=appointment,
        state=appointment.shown_state(now),
        is_upcoming=appointment.is_upcoming(now),
        may_move=permissions.may_move(who, appointment, now, rules=rules),
        may_cancel=permissions.may_cancel(who, appointment, now, rules=rules),
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


def moved_enough(appointment, rules):
    """Return the sentence for a client who may not move it any more, however early it is; empty for others."""
    enough = permissions.has_moved_enough(appointment, rules=rules)
    return wording.moves_in_words(rules.moves_limit) if enough else ""


@require_safe
def appointment(request, visit):
    """Show one appointment: right after booking this is its confirmation, and later its page."""
    now, rules = timezone.now(), BookingRules.load()
    appointment = visit.appointment
    context = {
        "visit": visit,
        "line": line_of(appointment, visit.who, now, rules),
        "appointment": appointment,
        "is_client": permissions.is_its_client(visit.who, appointment),
        "change_until": appointment.start_at - rules.cancellation_notice,
        "length_and_price": length_and_price(appointment),
        "zone_rows": list(rows_of_zone(appointment.place, visit.who, appointment.start_at, end=appointment.end_at)),
        # A mail that is passed on must not carry them along.
        "answers": () if visit.link else appointment.answers.all(),
        "history": history_of(appointment),
        "reminder": reminders.promise(appointment, now=now),
        "moved_enough": moved_enough(appointment, rules),
        "again_url": Choice(appointment.service, appointment.practitioner, appointment.place).week_url(),
        "zone_form": ZoneForm(initial={"time_zone": getattr(visit.who, "time_zone", "")}),
        "may_open_account": may_open_account(request, visit),
    }
    if context["may_open_account"]:
        context["account_form"] = OpenAccountForm(client=appointment.client)
    return render(request, "booking/appointment.html", context)
