"""Confirmations, links, reminders and calendars."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistant.parts import Link, Part
from practice.wording import in_a_row

from .changing import ways_in


def confirmation(asking):
    said = _(
        "The confirmation is sent at once. Look among unwanted mails too, or have the link to your appointment "
        "sent again."
    )
    return Part(paragraphs=[said], links=ways_in())


def reminders(asking):
    days = sorted(asking.offered.rules.reminder_days, reverse=True)
    if not days:
        return Part(paragraphs=[_("No reminders are sent.")], links=ways_in())
    words = in_a_row([ngettext("%(count)s day", "%(count)s days", day) % {"count": day} for day in days])
    said = _(
        "A reminder is sent by e-mail %(days)s before the appointment, if you booked earlier than that. Each "
        "has a link with which you stop them."
    )
    return Part(paragraphs=[said % {"days": words}], links=ways_in())


def calendar(asking):
    said = _("On the page of your appointment, and in its e-mail, “Add to my calendar” gives a file for any calendar.")
    return Part(paragraphs=[said], links=[Link(_("My appointments"), reverse("booking:mine"))])
