"""The last step of a booking: who one is, what one would like to add, and the button that books."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from booking import actions, availability, draft, wording
from booking.choice import Choice, all_choices, matching
from booking.forms import DetailsForm
from booking.weeks import start_from_address
from people.actions import client_for
from people.models import Client
from practice.models import PublishedSlot

from .steps import is_checked, steps_at
from .summary import row_of_start, rows_of_choice, rows_of_draft, rows_of_form, rows_of_person, rows_of_zone
from .week import refused_page


@dataclass(frozen=True)
class Wish:
    """What an address asks to book; `choice` None: not one thing that is offered; `start` None: no time."""

    choice: Choice | None
    start: dt.datetime | None
    everything: list[Choice]
    now: dt.datetime

    def parts(self):
        """Return what the engine is asked about."""
        practitioner, service, place = self.choice.parts
        return {"practitioner": practitioner, "service": service, "place": place}

    def published_slot(self):
        """Return the published slot that would be booked, or None; of anyone's, that of who would be asked first."""
        practitioner, service, place = self.choice.parts
        if practitioner is None:
            people = availability.ask(None, service, place, self.start, now=self.now).free_people
            practitioner = people[0] if people else None
        return PublishedSlot.objects.booked_as(practitioner, service, place, self.start)

    def sentence(self, refused):
        return wording.sentence_for(refused, **self.parts(), now=self.now, start=self.start)


def wish_of(request):
    parameters = {**request.GET.dict(), **request.POST.dict()}
    everything = all_choices()
    choices, all_known = matching(everything, parameters)
    return Wish(
        choice=choices[0] if all_known and len(choices) == 1 else None,
        start=start_from_address(parameters.get("debut", "")),
        everything=everything,
        now=timezone.now(),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def details(request):
    """Show the last step, and book on POST. A visitor logs in or signs up on the way and comes back to it."""
    wish = wish_of(request)
    if request.method == "POST" and wish.choice:
        draft.keep(request, DetailsForm(service=wish.choice.service))
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if wish.choice is None:
        return redirect(f"{reverse('booking:week')}?{request.GET.urlencode()}")
    if wish.start is None:
        text = _("This time cannot be read. Choose one of the times shown.")
        return refused(request, wish, text, nearest=[], status=400)
    return book(request, wish) if request.method == "POST" else ask(request, wish)


def ask(request, wish):
    form = DetailsForm(initial=draft.initial(request), service=wish.choice.service)
    return refused_now(request, wish) or details_page(request, wish, form)


def refused_now(request, wish):
    """Return the page that says why this time cannot be had; None where it can."""
    client = Client.objects.for_user(request.user).first()
    refusal = availability.refusal_for(**wish.parts(), start=wish.start, client=client, now=wish.now)
    if refusal:
        nearest = availability.nearest_free(**wish.parts(), start=wish.start, now=wish.now, client=client)
        return refused(request, wish, wish.sentence(refusal), nearest=nearest)
    return None


def book(request, wish):
    form = DetailsForm(request.POST, service=wish.choice.service)
    if not form.is_valid():
        return details_page(request, wish, form, status=422)
    if is_checked(wish.choice.service, wish.published_slot()) and "checked" not in request.POST:
        return refused_now(request, wish) or check(request, wish, form)
    try:
        appointment = actions.book(
            client=client_for(user=request.user),
            **wish.parts(),
            start=wish.start,
            by=request.user,
            now=wish.now,
            idempotency_key=form.cleaned_data["key"],
            answers=form.answers(),
        )
    except actions.BookingRefused as refusal:
        return refused(request, wish, wish.sentence(refusal), nearest=refusal.nearest)
    draft.forget(request)
    return redirect("booking:appointment", appointment.reference)


def details_page(request, wish, form, status=200):
    context = page_of(request, wish, "details", form)
    return render(request, "booking/details.html", context, status=status)


def check(request, wish, form):
    """Show everything once more before it is booked; the button sends it all again, and nothing is stored till then."""
    context = page_of(request, wish, "check", form)
    details_url = wish.choice.details_url(wish.start)
    answered = [*rows_of_person(request.user), *rows_of_form(form, details_url)]
    context |= {"answered": answered, "details_url": details_url}
    return render(request, "booking/check.html", context)


def page_of(request, wish, step, form):
    """Return what the pages of the last steps show."""
    choice, slot = wish.choice, wish.published_slot()
    end = slot.end_at if slot else wish.start + choice.service.duration
    summary = [
        row_of_start(choice, wish.start, end),
        *rows_of_zone(choice.place, request.user, wish.start, end=end),
        *rows_of_choice(choice, wish.everything, slot),
    ]
    return {
        "form": form,
        "choice": choice,
        "summary": summary,
        "week_url": summary[0].url,
        "is_checked": is_checked(choice.service, slot),
        **steps_at(step, wish.everything, choice=choice, slot=slot),
    }


def refused(request, wish, text, *, nearest, status=409):
    """Show the week again with the reason, the nearest free starts, and what was typed."""
    return refused_page(
        request,
        wish.choice,
        wish.everything,
        text=text,
        start=wish.start,
        nearest=nearest,
        kept=rows_of_draft(draft.values(request), wish.choice.service),
        now=wish.now,
        status=status,
    )
