"""Mails about appointments: what they say, to whom, in which language."""

import zoneinfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from people.mail import site_name
from practice.models import BookingRules

from .models import OutboxMessage
from .signals import mail_composed

Audience = OutboxMessage.Audience


def compose(message):
    """Return the mail, in its reader's language: plain text first, and HTML."""
    with translation.override(message.language):
        context = context_of(message)
        subject = " ".join(render_to_string("emails/appointment_subject.txt", context).split())
        mail = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("emails/appointment.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[message.recipient],
            headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("emails/appointment.html", context), "text/html")
        mail_composed.send(sender=OutboxMessage, message=message, mail=mail)
    return mail


def context_of(message):
    appointment = message.event.appointment
    return {
        "kind": message.kind,
        "for_client": message.audience == Audience.CLIENT,
        "appointment": appointment,
        "event": message.event,
        "zone": reader_zone(message, appointment),
        "page_url": f"{settings.BASE_URL}{appointment_path(appointment, message.language)}",
        "rules": BookingRules.load(),
        "base_url": settings.BASE_URL,
        "language": message.language,
        "site_name": site_name(),
    }


def appointment_path(appointment, language):
    with translation.override(language):
        return reverse("booking:appointment", args=[appointment.reference])


def reader_zone(message, appointment):
    """Return the zone in which the reader is told the time."""
    name = appointment.client.time_zone if message.audience == Audience.CLIENT else ""
    return zoneinfo.ZoneInfo(name) if name else appointment.place.zone
