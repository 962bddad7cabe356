"""Another time for an appointment that cannot take place: one button each. Opening the page changes nothing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking import actions, permissions
from booking.others import in_words, others
from booking.weeks import start_from_address
from practice.models import Practitioner
from practice.wording import when_in_words

from .changes import sentence, zone_rows


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request, visit):
    """Show what is free in place of the appointment; POST takes one of them, or cancels with `annuler`."""
    now = timezone.now()
    if not permissions.may_take_other(visit.who, visit.appointment, now):
        return redirect(visit.page_url)
    if request.method != "POST":
        return page(request, visit, now=now)
    try:
        return answer(request, visit, now=now)
    except actions.BookingRefused as refused:
        problem = sentence(refused, visit.appointment, now=now, start=refused.start)
        return page(request, visit, problem=problem, now=now, status=409)


def answer(request, visit, *, now):
    if "annuler" in request.POST:
        actions.give_up(appointment=visit.appointment, by=visit.who, now=now)
        return redirect(visit.page_url)
    start = start_from_address(request.POST.get("debut", ""))
    if start is None:
        problem = _("This time cannot be read. Choose one of the times shown.")
        return page(request, visit, problem=problem, now=now, status=400)
    practitioner = get_object_or_404(Practitioner, slug=request.POST.get("praticien", ""))
    moved = actions.take_other(
        appointment=visit.appointment, practitioner=practitioner, start=start, by=visit.who, now=now
    )
    when = when_in_words(moved.start_at, None, moved.place.zone, year=False)
    messages.success(request, _("Appointment moved to %(when)s.") % {"when": when})
    return redirect(visit.page_url)


def page(request, visit, *, problem="", now, status=200):
    appointment = visit.appointment
    found = others(appointment, now=now)
    several = len({other.practitioner for other in found} | {appointment.practitioner}) > 1
    zone = appointment.place.zone
    context = {
        "visit": visit,
        "appointment": appointment,
        "problem": problem,
        "others": [(other, capfirst(in_words(other, zone, with_whom=several))) for other in found],
        "may_move": permissions.may_move(visit.who, appointment, now),
        "zone_rows": zone_rows(visit),
    }
    return render(request, "booking/other_times.html", context, status=status)
