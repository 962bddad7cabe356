"""Cancelling and moving: until when, and where. The assistant leads there; it never does so itself."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistant.parts import Link, Part
from booking.wording import notice_in_words

from . import own


def cancel(asking):
    return changing(asking, until_when(asking.offered.rules))


def move(asking):
    limit = asking.offered.rules.moves_limit
    if limit == 0:
        return changing(asking, _("An appointment is not moved here: cancel it, and book another time."))
    said = until_when(asking.offered.rules)
    if limit is None:
        return changing(asking, said)
    often = ngettext(
        "The same appointment can be moved %(count)s time.", "The same appointment can be moved %(count)s times.", limit
    )
    return changing(asking, said, often % {"count": limit})


def until_when(rules):
    if not rules.cancellation_notice_hours:
        return _("You can cancel or move your appointment online until it begins.")
    notice = notice_in_words(rules.cancellation_notice_hours * 60)
    return _(
        "You can cancel or move your appointment online until %(notice)s before it begins. Later, contact the practice."
    ) % {"notice": notice}


def changing(asking, *said):
    """Lead those who have logged in to their next appointment; others to the link in their e-mail."""
    if asking.who.is_authenticated:
        coming = own.next_of(asking)
        return Part(paragraphs=list(said), rows=coming.rows, links=coming.links)
    where = _("Open the link in your e-mail, or log in.")
    return Part(paragraphs=[*said, where], links=ways_in())


def ways_in():
    return [
        Link(_("My appointments"), reverse("booking:mine")),
        Link(_("Receive the link by e-mail"), reverse("booking:new_link")),
    ]
