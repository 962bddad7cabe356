"""Other times for an appointment that its practitioner cannot keep: what its client may choose from at this moment.

Nothing is kept for them meanwhile: what is shown is what is free now, and who chooses first has it.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from practice.models import Practitioner
from practice.wording import when_in_words

from . import availability, permissions
from .choice import start_in_address
from .models import AppointmentEvent

#: So many times of the same practitioner, and so many colleagues, are shown.
MOST = 3


@dataclass(frozen=True)
class Other:
    """A time that is free at present, with whom it is."""

    practitioner: Practitioner
    start: dt.datetime

    @property
    def start_in_address(self):
        return start_in_address(self.start)


def others(appointment, *, now):
    """Return what may be chosen in place of `appointment`: colleagues at its own time first, where they are offered."""
    offer = permissions.offer_of(appointment)
    if offer is None:
        return []
    colleagues = colleagues_at(appointment, now=now) if offer == AppointmentEvent.Kind.COLLEAGUE else []
    return [*(Other(one, appointment.start_at) for one in colleagues), *own_times(appointment, now=now)]


def sample(appointment):
    """Return what might be chosen in place of an appointment that is in no agenda."""
    return [Other(appointment.practitioner, appointment.start_at + dt.timedelta(days=day)) for day in (1, 2, 3)]


def colleagues_at(appointment, *, now):
    """Return who else could give the session at the very same time."""
    found = availability.ask(None, *parts_of(appointment), appointment.start_at, **asked_for(appointment, now))
    return [one for one in found.free_people if one.pk != appointment.practitioner_id][:MOST]


def own_times(appointment, *, now):
    """Return the free times of the same practitioner that are nearest to the appointment's, in the order of time."""
    parts = (appointment.practitioner, *parts_of(appointment), appointment.start_at)
    # Its own time is free again where the absence was taken back.
    starts = availability.nearest_free(*parts, count=MOST + 1, **asked_for(appointment, now))
    near = sorted((start for start in starts if start != appointment.start_at), key=distance_from(appointment))[:MOST]
    return [Other(appointment.practitioner, start) for start in sorted(near)]


def distance_from(appointment):
    return lambda start: (abs(start - appointment.start_at), start)


def parts_of(appointment):
    return appointment.service, appointment.place


def asked_for(appointment, now):
    return {"client": appointment.client, "ignoring": appointment, "now": now}


def in_words(other, zone, *, with_whom):
    """Return “Tuesday 24 November 2026 at 9:00, with Paul Durand”; discreetly only when."""
    when = when_in_words(other.start, None, zone)
    return _("%(when)s, with %(name)s") % {"when": when, "name": other.practitioner.name} if with_whom else when
