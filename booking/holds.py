"""The time that is kept for whoever is filling in their details: a session has one hold at most.

A hold is a courtesy. Where none is made (a browser that reads ahead, a network that has many), or after it has lapsed,
the same form books all the same, if the time is still free.
"""

import datetime as dt
import ipaddress
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.utils.crypto import salted_hmac

from . import actions

KEY = "booking_hold"
#: The part of an IPv6 address that stands for one household.
IPV6_PREFIX = 64


@dataclass(frozen=True)
class Hold:
    """A hold as a session remembers it: enough to know it without reading the row."""

    pk: int
    practitioner_id: int
    start_at: dt.datetime
    hold_expires_at: dt.datetime
    #: It was kept for who sits here before they came, on the waiting list: another time does not take its place.
    is_proposed: bool = False

    @classmethod
    def of(cls, appointment, **more):
        times = appointment.start_at, appointment.hold_expires_at
        return cls(appointment.pk, appointment.practitioner_id, *times, **more)


def current(request, *, now, start=None):
    """Return the hold that this session has, or None when it has none or it has lapsed.

    With a `start`, the one that may be given up for a booking at that time.
    """
    if not (stored := request.session.get(KEY)):
        return None
    pk, practitioner_id, start_at, expires_at, *more = stored
    times = dt.datetime.fromisoformat(start_at), dt.datetime.fromisoformat(expires_at)
    hold = Hold(pk, practitioner_id, *times, is_proposed=any(more))
    if hold.hold_expires_at <= now or (hold.is_proposed and start not in (None, hold.start_at)):
        return None
    return hold


def take(request, *, now, **wish):
    """Keep the time of `wish` for this session instead of the one it has kept so far; see `actions.put_on_hold`."""
    hold = current(request, now=now, start=wish["start"])
    kept = actions.put_on_hold(**wish, now=now, hold=hold, network=network_of(request))
    if kept is None:
        forget(request)
        return None
    return remember(request, Hold.of(kept, is_proposed=bool(hold and hold.is_proposed and hold.pk == kept.pk)))


def adopt(request, appointment, *, now):
    """Let this session have a hold that was made for who sits there, instead of the one it has kept so far."""
    former = current(request, now=now)
    if former and not former.is_proposed:
        actions.release(hold=former)
    return remember(request, Hold.of(appointment, is_proposed=True))


def remember(request, hold):
    times = hold.start_at.isoformat(), hold.hold_expires_at.isoformat()
    request.session[KEY] = [hold.pk, hold.practitioner_id, *times, hold.is_proposed]
    return hold


def forget(request):
    """Forget the hold: it was given up, or booked."""
    request.session.pop(KEY, None)


def is_chosen(request):
    """Tell whether a person opens this page now, and not a program that looks at its head, or reads ahead."""
    purposes = [request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")]
    return request.method == "GET" and not any("prefetch" in purpose or "preview" in purpose for purpose in purposes)


def network_of(request):
    """Return a keyed hash of the network that a request comes from: the same one is known again, and not read back."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        # Nobody can tell; all such requests are one network.
        address = ""
    if isinstance(address, ipaddress.IPv6Address):
        address = ipaddress.ip_network((address, IPV6_PREFIX), strict=False)
    return salted_hmac("booking.holds", str(address), algorithm="sha256").hexdigest()
