"""A practitioner's own corner, its first page: their appointments, each with what can be done with it there."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from booking import actions, permissions
from booking.forms import DeclineForm
from booking.models import Appointment, State
from people.permissions import may_enter_admin
from practice.decorators import for_practitioners
from practice.models import BookingRules
from practice.wording import when_in_words

from .changes import sentence
from .mine import PAST_ON_A_PAGE, Line, line_of, past_count


@dataclass(frozen=True)
class OwnLine(Line):
    """An appointment as its practitioner sees it."""

    may_answer: bool
    may_mark_missed: bool


@for_practitioners
@require_safe
def space(request, practitioner):
    """List the requests to answer, the next of what is to come, and the latest of what has been.

    `suite` in the address asks for more of what is to come, `passes` for more of what has been.
    """
    now, rules = timezone.now(), BookingRules.load()
    own = given_by(practitioner)
    count, next_count = past_count(request.GET.get("passes", "")), past_count(request.GET.get("suite", ""))
    past = list(own.history(now)[: count + 1])
    coming = own.upcoming(now)
    requests = coming.filter(permissions.to_answer_by(request.user, now))
    upcoming = list(coming.exclude(state=State.REQUESTED)[: next_count + 1])

    def lines(rows):
        return [own_line(one, request.user, now, rules) for one in rows]

    context = {
        "requests": lines(requests),
        "upcoming": lines(upcoming[:next_count]),
        "next_more": next_count + PAST_ON_A_PAGE if len(upcoming) > next_count else None,
        "past": lines(past[:count]),
        "more": count + PAST_ON_A_PAGE if len(past) > count else None,
        "form": DeclineForm(),
        "may_enter_admin": may_enter_admin(request.user),
    }
    return render(request, "booking/space.html", context)


def given_by(practitioner):
    return Appointment.objects.filter(practitioner=practitioner, client__isnull=False).with_parties()


def own_line(appointment, user, now, rules):
    return OwnLine(
        **vars(line_of(appointment, user, now, rules)),
        may_answer=permissions.may_answer(user, appointment, now),
        may_mark_missed=permissions.may_mark_missed(user, appointment, now),
    )


def change(action, done):
    """Return a view that makes `action` of one of the practitioner's own appointments, on POST, and goes back."""

    @for_practitioners
    @require_http_methods(["GET", "HEAD", "POST"])
    def changed(request, practitioner, reference):
        appointment = get_object_or_404(given_by(practitioner), reference=reference)
        if request.method == "POST":
            make(request, appointment)
        return redirect("booking:space")

    def make(request, appointment):
        now = timezone.now()
        try:
            action(appointment=appointment, by=request.user, now=now, **wish_of(request))
        except actions.BookingRefused as refused:
            messages.error(request, sentence(refused, appointment, now=now))
            return
        names = {
            "client": appointment.client.name,
            "when": when_in_words(appointment.start_at, None, appointment.place.zone, year=False),
        }
        messages.success(request, done() % names)

    def wish_of(request):
        form = DeclineForm(request.POST)
        return form.cleaned_data if action is actions.decline and form.is_valid() else {}

    return changed


agree = change(actions.agree, lambda: _("Agreed: %(client)s, %(when)s. The client is told by e-mail."))
decline = change(actions.decline, lambda: _("Declined: %(client)s, %(when)s. The client is told by e-mail."))
miss = change(actions.miss, lambda: _("Marked as missed: %(client)s, %(when)s."))
