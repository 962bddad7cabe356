"""The last steps of a booking: who one is, what one is asked and would like to add, and the button that books."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from smtplib import SMTPException

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from booking import actions, availability, draft, guests, holds, permissions, wording
from booking.choice import Choice, all_choices, matching
from booking.forms import CodeForm, DetailsForm, GuestForm
from booking.weeks import start_from_address
from people.actions import client_for, set_discretion
from people.models import Client
from practice.models import BookingRules, PublishedSlot

from .steps import is_checked, steps_at
from .summary import row_of_start, rows_of_choice, rows_of_draft, rows_of_form, rows_of_person, rows_of_zone
from .visits import admit
from .week import refused_page


@dataclass(frozen=True)
class Wish:
    """What an address asks to book; `choice` None: not one thing that is offered; `start` None: no time.

    `hold` is the one that this browser has, for this time or another.
    """

    choice: Choice | None
    start: dt.datetime | None
    everything: list[Choice]
    now: dt.datetime
    hold: holds.Hold | None
    to_guest: bool

    def parts(self):
        """Return what the engine is asked about."""
        practitioner, service, place = self.choice.parts
        return {"practitioner": practitioner, "service": service, "place": place, "start": self.start, "now": self.now}

    @property
    def held_until(self):
        """Return until when this time is kept for the reader, on the clock of the place; None where it is not."""
        if self.hold is None or self.hold.start_at != self.start:
            return None
        return self.hold.hold_expires_at.astimezone(self.choice.place.zone)

    @cached_property
    def published_slot(self):
        """Return the published slot that would be booked, or None; of anyone's, that of who would be asked first."""
        practitioner, service, place = self.choice.parts
        if practitioner is None and self.held_until:
            practitioner = self.hold.practitioner_id
        elif practitioner is None:
            people = availability.ask(**self.parts()).free_people
            practitioner = people[0] if people else None
        return PublishedSlot.objects.booked_as(practitioner, service, place, self.start)

    def sentence(self, refused):
        return wording.sentence_for(refused, **self.parts(), to_guest=self.to_guest)


def wish_of(request):
    parameters = {**request.GET.dict(), **request.POST.dict()}
    everything, now = all_choices(), timezone.now()
    choices, all_known = matching(everything, parameters)
    start = start_from_address(parameters.get("debut", ""))
    return Wish(
        choice=choices[0] if all_known and len(choices) == 1 else None,
        start=start,
        everything=everything,
        now=now,
        hold=holds.current(request, now=now, start=start),
        to_guest=not request.user.is_authenticated and permissions.may_book_as_guest(),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def details(request):
    """Ask for the last details, keeping the time meanwhile, and book on POST.

    Where guests are not allowed, a visitor logs in or signs up on the way and comes back to it.
    """
    wish = wish_of(request)
    if not (request.user.is_authenticated or wish.to_guest):
        keep_typed(request, wish)
        return redirect_to_login(request.get_full_path())
    if wish.choice is None:
        return redirect(f"{reverse('booking:week')}?{request.GET.urlencode()}")
    if wish.start is None:
        text = _("This time cannot be read. Choose one of the times shown.")
        return refused(request, wish, text, nearest=[], status=400)
    return book(request, wish) if request.method == "POST" else ask(request, wish)


def keep_typed(request, wish):
    """Keep what was posted for the pages to come. What is booked at once is not kept."""
    if request.method == "POST" and wish.choice:
        draft.keep(request, form_of(wish))


def form_of(wish, typed=None, **initial):
    make = GuestForm if wish.to_guest else DetailsForm
    return make(typed, initial=initial, service=wish.choice.service)


# --- Asking ----------------------------------------------------------------------------------------


def ask(request, wish):
    client = known_client(request)
    form = form_of(wish, **{"is_discreet": bool(client and client.is_discreet), **draft.initial(request)})
    if not holds.is_chosen(request):
        return refused_now(request, wish, client) or details_page(request, wish, form)
    try:
        wish = kept_for(request, wish, client)
    except actions.BookingRefused as refusal:
        return refused(request, wish, wish.sentence(refusal), nearest=refusal.nearest)
    return details_page(request, wish, form)


def known_client(request):
    """Return the client who has logged in, where they have a file already, or None."""
    if client := Client.objects.for_user(request.user).first():
        client.user = request.user
    return client


def kept_for(request, wish, client):
    """Put the time on hold for this browser, or on with it, and return the wish with it. Raises `BookingRefused`."""
    return replace(wish, hold=holds.take(request, client=client, **wish.parts()))


def refused_now(request, wish, client):
    """Return the page that says why this time cannot be had; None where it can."""
    asked = {**wish.parts(), "client": client, "hold": wish.hold}
    if refusal := availability.refusal_for(**asked):
        return refused(request, wish, wish.sentence(refusal), nearest=availability.nearest_free(**asked))
    return None


def details_page(request, wish, form, status=200):
    context = page_of(request, wish, "details", form)
    return render(request, "booking/details.html", context, status=status)


def page_of(request, wish, step, form):
    """Return what the pages of the last steps show; what was posted is kept meanwhile."""
    keep_typed(request, wish)
    choice, slot = wish.choice, wish.published_slot
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
        "details_url": choice.details_url(wish.start),
        "held_until": wish.held_until,
        "is_guest": wish.to_guest,
        "is_checked": is_checked(choice.service, slot),
        **steps_at(step, wish.everything, choice=choice, slot=slot),
    }


# --- Booking ---------------------------------------------------------------------------------------


def book(request, wish):
    """Book what was posted, after the steps that it still needs: a look at it all, a code from the guest's mail."""
    form = form_of(wish, request.POST)
    if not form.is_valid():
        return details_page(request, wish, form, status=422)
    if "checked" not in request.POST and is_checked(wish.choice.service, wish.published_slot):
        client = form.client() if wish.to_guest else known_client(request)
        return refused_now(request, wish, client) or check(request, wish, form)
    client = form.client() if wish.to_guest else client_for(user=request.user)
    if not wish.to_guest and "is_discreet" in form.cleaned_data:
        set_discretion(client=client, is_discreet=form.cleaned_data["is_discreet"])
    if wish.to_guest and (page := guest_page(request, wish, form, client)):
        return page
    try:
        appointment = actions.book(
            **wish.parts(),
            client=client,
            by=client if wish.to_guest else request.user,
            idempotency_key=form.cleaned_data["key"],
            answers=form.answers(),
            hold=wish.hold,
        )
    except actions.BookingRefused as refusal:
        return refused(request, wish, wish.sentence(refusal), nearest=refusal.nearest)
    draft.forget(request)
    holds.forget(request)
    if wish.to_guest:
        return redirect(admit(request, appointment, now=wish.now).page_url)
    return redirect("booking:appointment", appointment.reference)


def check(request, wish, form):
    """Show everything once more before it is booked; the button sends it all again, and nothing is stored till then."""
    context = page_of(request, wish, "check", form)
    answered = [*rows_of_person(request.user), *rows_of_form(form, context["details_url"])]
    return render(request, "booking/check.html", {**context, "answered": answered})


def guest_page(request, wish, form, client):
    """Return the page that a guest sees instead of the confirmation, or None where nothing is left to be shown."""
    if BookingRules.load().guest_email_confirmation and not guests.is_confirmed(request, client.email):
        code = CodeForm(request.POST if "code" in request.POST else None)
        if not code.is_valid() or not is_right(request, wish, client, code):
            return code_page(request, wish, form, client, code)
    if not guests.may_book(request):
        form.add_error(
            None, _("Many appointments have been booked from your network. Try again in an hour, or log in.")
        )
        return details_page(request, wish, form, status=429)
    return None


def is_right(request, wish, client, code):
    if guests.try_code(request, client.email, code.cleaned_data["code"], now=wish.now):
        return True
    code.add_error("code", _("This is not the code from our latest e-mail. Check it, or have another one sent."))
    return False


def code_page(request, wish, form, client, code):
    """Send a code, unless one is awaited, and ask for it. The time is kept anew: mails take their while."""
    try:
        wish = kept_for(request, wish, client)
    except actions.BookingRefused as refusal:
        return refused(request, wish, wish.sentence(refusal), nearest=refusal.nearest)
    status = 422 if code.is_bound else 200
    if "another" in request.POST or not guests.is_awaited(request, client.email, now=wish.now):
        code = CodeForm()
        try:
            is_discreet = client.is_discreet or wish.choice.service.is_discreet
            guests.send_code(request, client.email, is_discreet=is_discreet, now=wish.now)
            status = 200
        except guests.TooOften:
            form.add_error(
                None, _("Codes have been sent several times already. Look in your mail, or try again in an hour.")
            )
            return details_page(request, wish, form, status=429)
        except (OSError, SMTPException):
            form.add_error(None, _("The e-mail with the code could not be sent. Try again in a moment."))
            return details_page(request, wish, form, status=503)
    context = {**page_of(request, wish, "details", form), "code_form": code, "email": client.email}
    return render(request, "booking/code.html", context, status=status)


def refused(request, wish, text, *, nearest, status=409):
    """Show the week again with the reason, the nearest free starts, and what was typed."""
    keep_typed(request, wish)
    return refused_page(
        request,
        wish.choice,
        wish.everything,
        text=text,
        start=wish.start,
        nearest=nearest,
        kept=rows_of_draft(form_of(wish, draft.values(request))),
        now=wish.now,
        status=status,
    )
