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
from practice.wording import days_between_in_words, when_in_words, zone_in_words

from . import account_mail, letters, links, optout, others, texts
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
    if message.is_about_account:
        return compose_about_account(message)
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


def compose_about_account(message):
    """Return a mail about an account. Its link is worked out now: a copy of the database holds none."""
    with translation.override(message.language):
        letter = write(message, account_mail.text_of(message), account_mail.values_of(message))
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.plain,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


def reader_of(message):
    """Return for whom the text is worded: a client may have asked for discretion, or the service ask for it."""
    if message.audience != Audience.CLIENT or message.is_about_account:
        return Reader.PRACTICE
    return Reader.DISCREET if message.is_discreet else Reader.CLIENT


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
    place = message.concerns.place
    return {
        "client": one_line(message.client.name),
        "contact": " · ".join(map(one_line, filter(None, [message.client.email, message.client.phone]))),
        "practitioner": whom_in_words(message),
        "place": place_in_words(place),
        "directions": several_lines(place.directions),
        "link": Url(link),
        "move": Url(f"{link}deplacer/"),
        "cancel": Url(f"{link}annuler/"),
        "stop": Url(optout.url_for(message), is_quiet=True) if message.kind == OutboxMessage.Kind.REMINDER else "",
        "times": Url(f"{settings.BASE_URL}{reverse('booking:week')}"),
        "site": one_line(site_name()),
        "others": others_in_words(message) if message.kind == OutboxMessage.Kind.OFFERED else "",
        **values_of_event(message.event),
        **(values_of_wait(message) if message.kind == OutboxMessage.Kind.WAITING else values_of_time(message)),
    }


def values_of_event(event):
    return {
        "reason": one_line(event.reason_label) if event else "",
        "comment": several_lines(event.comment) if event else "",
    }


def values_of_time(message):
    """Return what is said of the time, as it is now: a mail that leaves late never tells one that has changed since."""
    about, event, proposal, clock = message.concerns, message.event, message.proposal, clock_of(message)
    start, end = message.times
    when = when_with_zone(start, end, clock, about)
    present = proposal and proposal.entry.appointment
    before = present.start_at if present else event and event.from_start_at
    return {
        "start": when_with_zone(start, None, clock, about),
        "when": when,
        "before": when_with_zone(before, None, clock, about) if before and before != start else "",
        "until": when_with_zone(proposal.expires_at, None, clock, about) if proposal else "",
        "details": facts_of(message, when),
    }


def values_of_wait(message):
    days = days_between_in_words(message.entry.first_day, message.entry.last_day)
    return {"days": days, "details": facts_of(message, days)}


def facts_of(message, when):
    """Return when, where and with whom, as pairs of a label and words; discreetly only when."""
    reader, facts = reader_of(message), [(_("When:"), capfirst(when))]
    if reader == Reader.DISCREET:
        return facts
    facts.append((_("Where:"), place_in_words(message.concerns.place)))
    if reader == Reader.CLIENT:
        facts.append((_("With:"), whom_in_words(message)))
    else:
        facts.append((_("Client:"), one_line(message.client.name)))
    return facts


def others_in_words(message):
    """Return what may be chosen in place of the appointment, numbered; with whom, where that may be said."""
    appointment, with_whom = message.appointment, reader_of(message) == Reader.CLIENT
    found = others.others(appointment, now=timezone.now()) if appointment.pk else others.sample(appointment)
    zone = clock_of(message)
    words = [one_line(others.in_words(one, zone, with_whom=with_whom)) for one in found]
    return [(f"{number}.", capfirst(words)) for number, words in enumerate(words, start=1)]


def whom_in_words(message):
    """Return who gives the session; someone on the waiting list may wait for whoever is free first."""
    practitioner = message.concerns.practitioner
    return one_line(practitioner.name) if practitioner else _("the first person available")


def place_in_words(place):
    return ", ".join(filter(None, [one_line(place.name), one_line(place.address.replace("\n", ", "))]))


def clock_of(message):
    """Return the zone in which the reader is told the time: their own where they set one, else the place's."""
    name = ""
    if message.audience == Audience.CLIENT:
        name = message.client.time_zone
    elif message.audience == Audience.PRACTITIONER:
        # Read anew: the practitioner may be a row that is kept from one request to the next.
        user_id = (message.practitioner or message.appointment.practitioner).user_id
        name = User.objects.filter(pk=user_id).values_list("time_zone", flat=True).first()
    return zoneinfo.ZoneInfo(name) if name else message.concerns.place.zone


def when_with_zone(start, end, zone, appointment):
    """Return the time as the clocks of `zone` tell it; named where the place's or the practice's tell another."""
    words = when_in_words(start, end, zone, year=end is not None)
    offsets = {start.astimezone(one).utcoffset() for one in (zone, appointment.place.zone, practice_zone())}
    return words if len(offsets) == 1 else f"{words} – {zone_in_words(zone, start)}"


def link_to(message):
    """Return where the reader manages this appointment: staff once they have logged in, the client by a new link."""
    if message.entry:
        return f"{settings.BASE_URL}{links.path_to_wait(message.entry)}"
    if message.audience == Audience.CLIENT:
        path = links.issue(message.appointment, to=message.recipient, now=timezone.now())
        if message.kind == OutboxMessage.Kind.OFFERED:
            path = f"{path}autres-horaires/"
    else:
        path = reverse("rendez-vous_modeladmin_inspect", args=[message.appointment.pk])
    return f"{settings.BASE_URL}{path}"
