"""Appointments as iCalendar, for the calendars that people keep elsewhere.

What is written here is read by many programs and people: never a note, an answer, or what a session is about. And
what people typed stays one line of text: no name adds a property or an attendee.
"""

import datetime as dt
from email.utils import parseaddr

import icalendar
from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from booking.letters import isolated, one_line
from booking.models import AppointmentEvent, State
from practice.wording import when_in_words, zone_in_words

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
#: How often a program that reads a feed may do so again.
REFRESH = dt.timedelta(hours=1)


def uid_of(reference):
    """Return the UID of an appointment, for life.

    Never of the site's address: a site that moves would add each appointment a second time to people's calendars.
    """
    return f"{reference}@creneau"


def with_changes(appointments):
    """Return the rows as they are written here: with `sequence`, which grows with each change, and `changed_at`."""
    return appointments.with_parties().annotate(
        sequence=Count("events", filter=Q(events__kind__in=NOTICED)), changed_at=Max("events__at")
    )


# --- Calendars ------------------------------------------------------------------------------------


def file_of(appointment, *, for_client, zone):
    """Return one appointment as the bytes of a file to be opened; its time is also told as clocks in `zone` do."""
    return calendar_of([event_of(appointment, for_client=for_client, zone=zone)], method="PUBLISH")


def invitation_of(appointment, *, method, for_client, zone, sender, recipient):
    """Return what is attached to a mail from `sender` to `recipient`, two addresses: METHOD REQUEST or CANCEL."""
    event = event_of(appointment, for_client=for_client, zone=zone)
    discreet = for_client and appointment.is_discreet
    organizer, attendee = appointment.practitioner, appointment.client if for_client else appointment.practitioner
    event.add("organizer", person(parseaddr(sender)[1], "" if discreet else organizer.name))
    guest = person(recipient, attendee.name)
    guest.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", guest)
    return calendar_of([event], method=method)


def feed_of(feed, appointments):
    """Return the feed's bytes: the same as long as no appointment changes, whenever they are asked for."""
    for_client = not (feed.practitioner_id or feed.place_id)
    write = detailed if feed.shows_details else busy
    calendar = icalendar.Calendar()
    name = _("My appointments") if for_client else line(feed)
    # What RFC 7986 calls so, and what everybody called it before.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    return calendar_of([write(appointment, for_client=for_client) for appointment in appointments], calendar=calendar)


def calendar_of(events, *, method=None, calendar=None):
    calendar = icalendar.Calendar() if calendar is None else calendar
    calendar.add("prodid", "-//Creneau//appointments//")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


# --- One event ------------------------------------------------------------------------------------


def event_of(appointment, *, for_client, zone):
    """Return the event as its client, or whoever works for the practice, reads it."""
    event = detailed(appointment, for_client=for_client)
    when = when_in_words(appointment.start_at, appointment.end_at, zone)
    event.add("description", f"{capfirst(when)} – {zone_in_words(zone, appointment.start_at)}")
    return event


def detailed(appointment, *, for_client):
    """Return the event with whom and where; for a client who asked for discretion, without."""
    event = bare(appointment)
    if for_client and appointment.is_discreet:
        event.add("summary", _("Appointment"))
        return event
    other = appointment.practitioner if for_client else appointment.client
    event.add("summary", _("Appointment with %(name)s") % {"name": line(other)})
    event.add("location", where(appointment.place))
    if address := page_of(appointment, for_client=for_client):
        event.add("url", address)
    return event


def busy(appointment, *, for_client):
    """Return the event without a word on whom, where or what for."""
    event = bare(appointment)
    event.add("summary", _("Busy"))
    event.add("class", "PRIVATE")
    return event


def bare(appointment):
    event = icalendar.Event()
    event.add("uid", uid_of(appointment.reference))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at or appointment.created_at)
    event.add("dtstart", appointment.start_at)
    event.add("dtend", appointment.end_at)
    event.add("status", STATUS[appointment.state])
    return event


def page_of(appointment, *, for_client):
    """Return where the reader finds the appointment; none for a guest, who has the link in their mail."""
    if not for_client:
        return f"{settings.BASE_URL}{reverse('rendez-vous_modeladmin_inspect', args=[appointment.pk])}"
    if appointment.client.user_id:
        return f"{settings.BASE_URL}{reverse('booking:appointment', args=[appointment.reference])}"
    return None


def where(place):
    return ", ".join(filter(None, map(one_line, [place.name, *place.address.splitlines()])))


def line(person):
    return isolated(one_line(str(person)))


def person(address, name):
    who = icalendar.vCalAddress(f"mailto:{address}")
    if name:
        # Half of all programs do not know how a quotation mark is written here (RFC 6868).
        who.params["CN"] = one_line(name).replace('"', "’")
    return who
