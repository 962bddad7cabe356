"""Appointments as iCalendar, for the calendars that people keep elsewhere.

What is written here is read by many programs and people: never a note, an answer, or what a session is about.
"""

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.models import AppointmentEvent, State

STATUS = {
    State.HELD: "TENTATIVE",
    State.REQUESTED: "TENTATIVE",
    State.CONFIRMED: "CONFIRMED",
    State.COMPLETED: "CONFIRMED",
    State.MISSED: "CONFIRMED",
    State.DECLINED: "CANCELLED",
    State.CANCELLED: "CANCELLED",
}
#: The changes of which a calendar must take notice.
NOTICED = (
    AppointmentEvent.Kind.AGREED,
    AppointmentEvent.Kind.DECLINED,
    AppointmentEvent.Kind.MOVED,
    AppointmentEvent.Kind.CANCELLED,
)


def calendar_of(appointment, *, now):
    """Return one appointment as the bytes of a calendar file to be kept, with times in UTC."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Creneau//appointments//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event_of(appointment, now=now))
    return calendar.to_ical()


def event_of(appointment, *, now):
    """Return the appointment's event: one UID for life, and a SEQUENCE that grows with each change."""
    event = icalendar.Event()
    # Never of the site's address: a site that moves would add each appointment a second time to people's calendars.
    event.add("uid", f"{appointment.reference}@creneau")
    event.add("sequence", appointment.events.filter(kind__in=NOTICED).count())
    event.add("dtstamp", now)
    event.add("dtstart", appointment.start_at)
    event.add("dtend", appointment.end_at)
    event.add("summary", _("Appointment with %(name)s") % {"name": appointment.practitioner.name})
    event.add("location", where(appointment.place))
    event.add("status", STATUS[appointment.state])
    event.add("url", f"{settings.BASE_URL}{reverse('booking:appointment', args=[appointment.reference])}")
    return event


def where(place):
    return ", ".join([place.name, *place.address.splitlines()])
