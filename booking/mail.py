"""Mails about appointments: what they say, to whom, in which language."""

import zoneinfo
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from people.mail import site_name
from people.models import User
from practice.models import practice_zone
from practice.wording import when_in_words, zone_in_words

from . import letters, links, optout, texts
from .letters import Url, one_line, several_lines
from .models import MailText, OutboxMessage
from .signals import mail_composed

Audience = OutboxMessage.Audience
Reader = MailText.Reader


@dataclass(frozen=True)
class Letter:
    subject: str
    plain: str
    html: str


def compose(message):
    """Return the mail, in its reader's language: plain text first, and HTML."""
    reader = reader_of(message)
    with translation.override(message.language):
        text = texts.text_for(message.kind, reader, message.language)
        letter = write(message, text, values_of(message, link=link_to(message)))
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.plain,
            from_email=settings.DISCREET_FROM_EMAIL if reader == Reader.DISCREET else settings.DEFAULT_FROM_EMAIL,
            to=[message.recipient],
            headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated", **optout.headers(message)},
        )
        mail.attach_alternative(letter.html, "text/html")
        mail_composed.send(sender=OutboxMessage, message=message, mail=mail)
    return mail


def reader_of(message):
    """Return for whom the text is worded: a client may have asked for discretion, or the service ask for it."""
    if message.audience != Audience.CLIENT:
        return Reader.PRACTICE
    return Reader.DISCREET if message.appointment.is_discreet else Reader.CLIENT


def write(message, text, values):
    """Return the `Letter` that a `Text` and the values of its placeholders make, in the active language."""
    subject = letters.subject_of(text.subject, values)
    paragraphs = letters.paragraphs_of(text.body, values)
    signature = "" if reader_of(message) == Reader.DISCREET else one_line(site_name())
    context = {"subject": subject, "paragraphs": paragraphs, "signature": signature, "base_url": settings.BASE_URL}
    return Letter(
        subject=subject,
        plain=render_to_string("emails/letter.txt", {**context, "text": letters.plain_text(paragraphs)}),
        html=render_to_string("emails/letter.html", context),
    )


# --- What the placeholders stand for --------------------------------------------------------------


def values_of(message, *, link):
    """Return what each placeholder stands for, in the active language. `link` leads to the appointment."""
    event, appointment = message.event, message.appointment
    clock = clock_of(message)
    before = event and event.from_start_at
    return {
        # As it is now: a mail that leaves late never tells a time that has changed since.
        "start": when_with_zone(appointment.start_at, None, clock, appointment),
        "when": when_with_zone(appointment.start_at, appointment.end_at, clock, appointment),
        "before": when_with_zone(before, None, clock, appointment) if before else "",
        "details": facts_of(message, clock),
        "client": one_line(appointment.client.name),
        "contact": " · ".join(map(one_line, filter(None, [appointment.client.email, appointment.client.phone]))),
        "practitioner": one_line(appointment.practitioner.name),
        "place": place_in_words(appointment.place),
        "directions": several_lines(appointment.place.directions),
        "reason": one_line(event.reason_label) if event else "",
        "comment": several_lines(event.comment) if event else "",
        "link": Url(link),
        "move": Url(f"{link}deplacer/"),
        "cancel": Url(f"{link}annuler/"),
        "stop": Url(optout.url_for(message), is_quiet=True) if message.kind == OutboxMessage.Kind.REMINDER else "",
        "times": Url(f"{settings.BASE_URL}{reverse('booking:week')}"),
        "site": one_line(site_name()),
    }


def facts_of(message, clock):
    """Return when, where and with whom, as pairs of a label and words; discreetly only when."""
    appointment, reader = message.appointment, reader_of(message)
    when = when_with_zone(appointment.start_at, appointment.end_at, clock, appointment)
    facts = [(_("When:"), capfirst(when))]
    if reader == Reader.DISCREET:
        return facts
    facts.append((_("Where:"), place_in_words(appointment.place)))
    if reader == Reader.CLIENT:
        facts.append((_("With:"), one_line(appointment.practitioner.name)))
    else:
        facts.append((_("Client:"), one_line(appointment.client.name)))
    return facts


def place_in_words(place):
    return ", ".join(filter(None, [one_line(place.name), one_line(place.address.replace("\n", ", "))]))


def clock_of(message):
    """Return the zone in which the reader is told the time: their own where they set one, else the place's."""
    appointment, name = message.appointment, ""
    if message.audience == Audience.CLIENT:
        name = appointment.client.time_zone
    elif message.audience == Audience.PRACTITIONER:
        # Read anew: the practitioner may be a row that is kept from one request to the next.
        name = User.objects.filter(pk=appointment.practitioner.user_id).values_list("time_zone", flat=True).first()
    return zoneinfo.ZoneInfo(name) if name else appointment.place.zone


def when_with_zone(start, end, zone, appointment):
    """Return the time as the clocks of `zone` tell it; named where the place's or the practice's tell another."""
    words = when_in_words(start, end, zone, year=end is not None)
    offsets = {start.astimezone(one).utcoffset() for one in (zone, appointment.place.zone, practice_zone())}
    return words if len(offsets) == 1 else f"{words} – {zone_in_words(zone, start)}"


def link_to(message):
    """Return where the reader manages this appointment: staff once they have logged in, the client by a new link."""
    if message.audience == Audience.CLIENT:
        path = links.issue(message.appointment, to=message.recipient, now=timezone.now())
    else:
        path = reverse("rendez-vous_modeladmin_inspect", args=[message.appointment.pk])
    return f"{settings.BASE_URL}{path}"
