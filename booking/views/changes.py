"""Moving and cancelling: a page that asks, a button that does it. Opening the page changes nothing."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking import actions, availability, holds, permissions, wording
from booking.choice import Choice, start_in_address
from booking.forms import CancelForm
from booking.limits import Limit
from booking.models import State
from booking.weeks import Calendar, start_from_address
from practice.wording import price_in_words, when_in_words
from scheduling import Code

from .card import Notice, asked_week, card_of, offer
from .summary import rows_of_zone


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, visit):
    """Ask for a reason, and cancel on POST."""
    now, appointment = timezone.now(), visit.appointment
    if request.method == "POST" and appointment.state == State.CANCELLED:
        return redirect(visit.page_url)
    if not permissions.may_cancel(visit.who, appointment, now):
        return impossible(request, visit, actions.no_longer(permissions.may_cancel, appointment, now=now), now=now)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "visit": visit, "appointment": appointment, "zone_rows": zone_rows(visit)}
        return render(request, "booking/cancel.html", context, status=422 if form.is_bound else 200)
    try:
        actions.cancel(appointment=appointment, by=visit.who, now=now, **form.wish())
    except actions.BookingRefused as refused:
        return impossible(request, visit, refused, now=now)
    return redirect(visit.page_url)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, visit):
    """Show the week with the present time marked, then the chosen time to be confirmed; move on POST."""
    now, appointment = timezone.now(), visit.appointment
    if not permissions.may_move(visit.who, appointment, now):
        return impossible(request, visit, actions.no_longer(permissions.may_move, appointment, now=now), now=now)
    asked = request.POST.get("debut") or request.GET.get("debut")
    if not asked and request.method != "POST":
        return move_week(request, visit, now=now)
    start = start_from_address(asked or "")
    if start is None:
        notice = Notice(_("This time cannot be read. Choose one of the times shown."), kind="error")
        return move_week(request, visit, notice=notice, now=now, status=400)
    if request.method == "POST":
        return move_to(request, visit, start, now=now)
    return ask_to_move(request, visit, start, now=now)


def ask_to_move(request, visit, start, *, now):
    """Show the present and the new time side by side, with the button that moves."""
    appointment = visit.appointment
    choice = choice_of(appointment)
    parts = (choice.practitioner, choice.service, choice.place, start)
    asked = {"client": appointment.client, "ignoring": appointment, "hold": holds.current(request, now=now), "now": now}
    if refusal := availability.refusal_for(*parts, **asked):
        nearest = availability.nearest_free(*parts, **asked)
        return not_to(request, visit, start, refusal, nearest=nearest, now=now)
    slot, end = actions.moved_to(appointment, start)
    context = {
        "visit": visit,
        "appointment": appointment,
        "slot": slot,
        "price": price_in_words(slot) if slot else "",
        "start": start_in_address(start),
        "new_when": when_in_words(start, end, appointment.place.zone),
        "zone_rows": list(rows_of_zone(appointment.place, visit.who, start, end=end)),
    }
    return render(request, "booking/move_confirm.html", context)


def move_to(request, visit, start, *, now):
    try:
        hold = holds.current(request, now=now, start=start)
        appointment = actions.move(appointment=visit.appointment, start=start, by=visit.who, now=now, hold=hold)
    except actions.BookingRefused as refused:
        if refused.code in (Code.STATE, Code.NOT_YOURS) or refused.ref == Limit.MOVES:
            return impossible(request, visit, refused, now=now)
        return not_to(request, visit, start, refused, nearest=refused.nearest, now=now)
    holds.forget(request)
    when = when_in_words(appointment.start_at, None, appointment.place.zone, year=False)
    messages.success(request, _("Appointment moved to %(when)s.") % {"when": when})
    return redirect(visit.page_url)


def zone_rows(visit):
    """Return the rows that name zones, and the reader's own time, where the appointment is now."""
    appointment = visit.appointment
    return list(rows_of_zone(appointment.place, visit.who, appointment.start_at, end=appointment.end_at))


def choice_of(appointment):
    return Choice(appointment.service, appointment.practitioner, appointment.place)


def not_to(request, visit, start, refused, *, nearest, now):
    """Show the week around `start` again, with the reason for the refusal and the nearest free starts."""
    text = sentence(refused, visit.appointment, now=now, start=start)
    return move_week(request, visit, refusal=(text, nearest), around=start, now=now, status=409)


def move_week(request, visit, *, notice=None, refusal=None, around=None, now, status=200):
    appointment, here = visit.appointment, visit.move_url
    choice = choice_of(appointment)
    calendar = Calendar(choice, now=now, moving=appointment, hold=holds.current(request, now=now))

    def url_for(start):
        return f"{here}?{urlencode({'debut': start_in_address(start)}, safe=':')}"

    notices = [notice] if notice else []
    if refusal:
        text, nearest = refusal
        notices.append(Notice(text, kind="error", offers=[offer(free, calendar, url_for) for free in nearest]))
    if not calendar.mondays:
        return render(request, "booking/closed.html", {"notices": notices}, status=status)
    if around:
        monday = calendar.nearest_week(around.astimezone(calendar.zone).date())
    else:
        monday, more = asked_week(request.GET, calendar)
        notices += [more] if more else []
    card = card_of(
        calendar,
        monday,
        url_for=url_for,
        week_url=lambda **parameters: f"{here}?{urlencode(parameters)}",
        action=here,
        hidden={},
        month=request.GET.get("mois", ""),
    )
    summary = list(rows_of_zone(appointment.place, visit.who, now))
    context = {"card": card, "visit": visit, "appointment": appointment, "summary": summary, "notices": notices}
    return render(request, "booking/move.html", context, status=status)


def impossible(request, visit, refused, *, now):
    """Say why the appointment can no longer be changed here, and how else."""
    context = {"visit": visit, "text": sentence(refused, visit.appointment, now=now), "late": refused.late}
    return render(request, "booking/impossible.html", context, status=409)


def sentence(refused, appointment, *, now, start=None):
    return wording.sentence_for(
        refused,
        practitioner=appointment.practitioner,
        service=appointment.service,
        place=appointment.place,
        now=now,
        start=start,
    )
