"""The doors that programs and people come through: a file, a feed, and the page on which addresses are made."""

import datetime as dt
from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from booking import permissions as booking_permissions
from booking.models import Appointment, State
from booking.views.summary import zone_of_reader
from booking.views.visits import by_account, by_link
from practice.models import practice_today, practice_zone

from . import actions, ics, permissions
from .forms import FeedForm
from .models import Feed
from .wording import webcal_of

CALENDAR = "text/calendar; charset=utf-8"
#: How far back a feed reaches, and how many appointments it tells at most.
REACH = dt.timedelta(days=30)
MOST_EVENTS = 5000
TOLD = (State.REQUESTED, State.CONFIRMED, State.COMPLETED, State.MISSED)


# --- One appointment ------------------------------------------------------------------------------


@require_safe
def file_of_appointment(request, visit):
    """Hand out one appointment as a calendar file, to its client or to whoever manages it."""
    appointment = ics.with_changes(Appointment.objects.filter(pk=visit.appointment.pk)).get()
    calendar = ics.file_of(
        appointment,
        for_client=booking_permissions.is_its_client(visit.who, appointment),
        zone=zone_of_reader(request.user) or appointment.place.zone,
    )
    return HttpResponse(
        calendar,
        content_type=CALENDAR,
        headers={"Content-Disposition": 'attachment; filename="rendez-vous.ics"'},
    )


appointment = by_account(file_of_appointment)
appointment_by_link = by_link(file_of_appointment)


# --- Feeds ----------------------------------------------------------------------------------------


@require_safe
# Asked again each time: an address that was revoked opens nothing, whatever somebody kept.
@cache_control(private=True, no_cache=True)
def feed(request, token):
    """Answer with the appointments behind a private address; 304 to a program that has them already."""
    found = Feed.objects.behind(token).first()
    if found is None or not permissions.may_read(found):
        raise Http404
    calendar = ics.feed_of(found, appointments_of(found))
    response = HttpResponse(calendar, content_type=CALENDAR)
    etag = response["ETag"] = quote_etag(sha256(calendar).hexdigest())
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return get_conditional_response(request, etag=etag, response=response)


def appointments_of(found):
    """Return what a feed tells now, earliest first: what is planned or took place, from some weeks ago on."""
    first = dt.datetime.combine(practice_today() - REACH, dt.time(), practice_zone())
    told = found.appointments().filter(state__in=TOLD, end_at__gt=first)
    return ics.with_changes(told).order_by("start_at", "pk")[:MOST_EVENTS]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request):
    """Show the addresses of one's own appointments, and make or revoke one."""
    own = request.user.feeds.filter(practitioner=None, place=None)
    if request.method == "POST" and "revoke" in request.POST:
        revoke(request, own)
        return redirect("calendars:feeds")
    form = FeedForm(request.POST if request.method == "POST" else None, holder=request.user)
    context = {"form": form, **made_by(form)}
    return render(request, "calendars/feeds.html", {**context, "feeds": own})


def revoke(request, own):
    """Revoke the one of these feeds that was named; 404 for any other."""
    actions.revoke_feed(feed=get_object_or_404(own, pk=form_key(request.POST["revoke"])))
    messages.success(request, _("This address no longer opens anything."))


def form_key(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def made_by(form):
    """Make the feed that the form asks for, and return its address: shown this once, since only a hash is kept."""
    if not form.is_valid():
        return {}
    try:
        made, token = actions.make_feed(holder=form.holder, now=timezone.now(), **form.wish())
    except actions.FeedRefused:
        form.add_error(None, _("You have as many addresses as can be made. Revoke one that you no longer use."))
        return {}
    address = form.address_of(token)
    return {"made": made, "address": address, "webcal": webcal_of(address)}
