"""A client's appointments, and the page of one: its confirmation, its history, what can still be done with it."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from booking import optout, permissions, reminders, wording
from booking.choice import Choice
from booking.forms import ZoneForm
from booking.history import history_of
from booking.models import Appointment, State, WaitingEntry
from people.forms import OpenAccountForm
from people.models import Client
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
        "waits": waits_of(request.user, now),
        **reminding(request.user, rules),
    }
    return render(request, "booking/mine.html", context)


def waits_of(user, now):
    """Return what someone waits for: pairs of the entry and its days in words."""
    entries = WaitingEntry.objects.waiting().filter(client__user=user).with_parties()
    return [(entry, wording.days_awaited(entry)) for entry in entries if not entry.is_over(now)]


def reminding(user, rules):
    """Return at which address someone is reminded of what they book, and whether they want to be."""
    client = Client.objects.for_user(user).exclude(email="").first() if rules.reminder_days else None
    return {"reminded_at": client.email, "is_reminded": not optout.is_out(client.email)} if client else {}


@login_required
@require_POST
def choose_reminders(request):
    """Stop the reminders of whoever is logged in, or have them sent again with `wish` "on"."""
    client = get_object_or_404(Client.objects.for_user(request.user).exclude(email=""))
    optout.set_out(optout.hash_of(client.email), request.POST.get("wish") != "on", now=timezone.now())
    return redirect(f"{reverse('booking:mine')}#rappels")


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
        "is_to_be_moved": permissions.may_take_other(visit.who, appointment, now),
        "wait": appointment.waiting_entries.waiting().first(),
    }
    context["may_wait"] = rules.has_waiting_list and context["is_client"] and context["line"].may_move
    if context["may_open_account"]:
        context["account_form"] = OpenAccountForm(client=appointment.client)
    return render(request, "booking/appointment.html", context)
