"""Someone at the page of one appointment: by their account, or by the link in their mail. The pages are the same."""

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from booking import links
from booking.forms import NewLinkForm
from booking.models import Appointment, Link
from people.models import Client, User

#: Where a session keeps the links that were opened in this browser: the reference of an appointment and a key.
OPENED = "booking_links"
MOST_OPENED = 20


@dataclass(frozen=True)
class Visit:
    """`who` acts: a `User`, or the `Client` whose `link` was opened."""

    appointment: Appointment
    who: User | Client
    link: Link | None = None

    def url(self, name):
        """Return the address of a page of this appointment, such as “booking:move”, for the way they came."""
        return reverse(f"{name}_by_link" if self.link else name, args=[self.appointment.reference])

    @property
    def page_url(self):
        return self.url("booking:appointment")

    @property
    def move_url(self):
        return self.url("booking:move")

    @property
    def cancel_url(self):
        return self.url("booking:cancel")

    @property
    def others_url(self):
        return self.url("booking:others")

    @property
    def earlier_url(self):
        return self.url("booking:earlier")

    @property
    def zone_url(self):
        return self.url("booking:zone")

    @property
    def calendar_url(self):
        return self.url("calendars:appointment")


def by_account(view):
    """Call `view` with the visit of who has logged in; 404 for an appointment that they may not know of."""

    @never_cache
    @login_required
    @wraps(view)
    def visited(request, reference):
        visible = Appointment.objects.visible_to(request.user).with_parties()
        return view(request, Visit(get_object_or_404(visible, reference=reference), request.user))

    return visited


def by_link(view):
    """Call `view` with the visit of who has opened the link; anyone else may have a new one sent."""

    @never_cache
    @wraps(view)
    def visited(request, reference):
        visit = visit_of(request, reference)
        return view(request, visit) if visit else inactive(request)

    return visited


def visit_of(request, reference):
    """Return the visit by a link that was opened in this browser and is still good, or None."""
    key = request.session.get(OPENED, {}).get(str(reference))
    link = key and links.alive(pk=key, appointment__reference=reference, now=timezone.now())
    return Visit(link.appointment, link.appointment.client, link) if link else None


def remember(request, link):
    """Let this browser manage the appointment of `link`, and return the visit."""
    opened = {**request.session.get(OPENED, {}), str(link.appointment.reference): link.pk}
    request.session[OPENED] = dict(list(opened.items())[-MOST_OPENED:])
    # Who knew the session before it could do this must not be able to do it.
    request.session.cycle_key()
    return Visit(link.appointment, link.appointment.client, link)


def admit(request, appointment, *, now):
    """Let the browser in which a guest has just booked manage the appointment, and return the visit."""
    return remember(request, links.make(appointment, now=now))


def inactive(request):
    """Say kindly that there is nothing here, or nothing any more, and offer a new link. Tells nothing else."""
    return render(request, "booking/new_link.html", {"form": NewLinkForm(), "is_inactive": True}, status=404)
