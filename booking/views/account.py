"""“Create my account”: a guest chooses a password, and finds the appointment in their account."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import complete_signup
from allauth.decorators import rate_limit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import actions
from people.forms import OpenAccountForm
from people.wording import sentence_for

from .visits import Visit


def may_open_account(request, visit):
    """Tell whether this guest is offered an account: nobody is logged in here, and sign-up is open."""
    return (
        visit.link is not None
        and visit.appointment.client.user_id is None
        and bool(visit.appointment.client.email)
        and not request.user.is_authenticated
        and get_adapter().is_open_for_signup(request)
    )


@rate_limit(action="signup")
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request, visit):
    """Ask for a password, and on POST make the account, log in, and lead to the appointment in it."""
    if not may_open_account(request, visit):
        return redirect(visit.page_url)
    form = OpenAccountForm(request.POST if request.method == "POST" else None, client=visit.appointment.client)
    if form.is_valid():
        try:
            return come_in(request, visit, password=form.cleaned_data["password1"])
        except actions.PersonRefused as refused:
            form.add_error(None, sentence_for(refused))
    context = {"form": form, "visit": visit, "appointment": visit.appointment}
    return render(request, "booking/open_account.html", context, status=422 if form.is_bound else 200)


def come_in(request, visit, *, password):
    is_shown_theirs = bool(visit.link.email)
    # In the browser that has just booked nobody has shown whose address it is: the account gets this booking,
    # and a file in which there is more once the address is confirmed.
    has_file = is_shown_theirs or not others_of(visit.appointment).exists()
    user = actions.open_account(
        client=visit.appointment.client, password=password, is_shown_theirs=is_shown_theirs, with_file=has_file
    )
    if has_file:
        return complete_signup(request, user, None, Visit(visit.appointment, user).page_url)
    told = _("Confirm your address with the link in our e-mail: your appointments are then listed here.")
    messages.info(request, told)
    return complete_signup(request, user, None, visit.page_url)


def others_of(appointment):
    return appointment.client.appointments.exclude(pk=appointment.pk)
