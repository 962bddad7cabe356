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
    expires_at: dt.datetime

    @classmethod
    def of(cls, appointment):
        return cls(appointment.pk, appointment.practitioner_id, appointment.start_at, appointment.hold_expires_at)


def current(request, *, now):
    """Return the hold that this session has, or None when it has none or it has lapsed."""
    if not (stored := request.session.get(KEY)):
        return None
    pk, practitioner_id, start_at, expires_at = stored
    hold = Hold(pk, practitioner_id, dt.datetime.fromisoformat(start_at), dt.datetime.fromisoformat(expires_at))
    return hold if hold.expires_at > now else None


def take(request, *, now, **wish):
    """Keep the time of `wish` for this session instead of the one it has kept so far; see `actions.put_on_hold`."""
    kept = actions.put_on_hold(**wish, now=now, hold=current(request, now=now), network=network_of(request))
    if kept is None:
        forget(request)
        return None
    hold = Hold.of(kept)
    request.session[KEY] = [hold.pk, hold.practitioner_id, hold.start_at.isoformat(), hold.expires_at.isoformat()]
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
