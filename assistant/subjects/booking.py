"""How one books, how far ahead, and what a request waits for."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistant.parts import Link, Part
from booking import permissions, wording
from booking.availability import last_bookable_day
from practice.wording import day_in_words

from .catalogue import names_in_a_row


def book(asking):
    said = [_("Choose a free time and give your details: what follows shows on the page and comes by e-mail.")]
    if not permissions.may_see_free_times(asking.who):
        said = [wording.by_invitation()]
    return Part(paragraphs=said, links=[to_week()])


def horizon(asking):
    rules = asking.offered.rules
    last = day_in_words(last_bookable_day(asking.now, booking=rules), year=True)
    said = [_("Bookings are open until %(day)s.") % {"day": last}]
    if rules.minimum_notice_minutes:
        notice = wording.notice_in_words(rules.minimum_notice_minutes)
        said.append(_("They close %(notice)s before the start.") % {"notice": notice})
    count = rules.live_limit
    said.append(
        ngettext(
            "You can have %(count)s appointment to come at a time.",
            "You can have %(count)s appointments to come at a time.",
            count,
        )
        % {"count": count}
    )
    return Part(paragraphs=said, links=[to_week()])


def approval(asking):
    asked = [service for service in asking.offered.services.values() if service.is_active and service.needs_approval]
    if not asked:
        said = _("What you book here is confirmed at once: you have an e-mail that says so.")
    else:
        said = _(
            "For %(services)s your booking is a request until it is agreed to. You get the answer by e-mail; "
            "the time is kept for you meanwhile."
        ) % {"services": names_in_a_row(asked)}
    return Part(paragraphs=[said], links=[Link(_("My appointments"), reverse("booking:mine"))])


def waiting(asking):
    if not asking.offered.rules.has_waiting_list:
        return Part(
            paragraphs=[_("There is no waiting list. Free times show at once on the page of the weeks.")],
            links=[to_week()],
        )
    return Part(
        paragraphs=[
            _(
                "Choose a day that is full, and “Wait for a time”: you are told by e-mail when one comes free, "
                "and it is kept for you for a while."
            )
        ],
        links=[to_week()],
    )


def to_week():
    return Link(_("See the free times"), reverse("booking:week"))
