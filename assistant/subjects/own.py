"""The reader's own next appointment, and nobody else's."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.parts import Link, Part
from booking import permissions
from booking.models import Appointment
from practice.wording import when_in_words


def answer(asking):
    if not asking.who.is_authenticated:
        return Part(
            paragraphs=[_("Log in to see your appointments, or have the link sent to your e-mail address.")],
            links=[
                Link(_("My appointments"), reverse("booking:mine")),
                Link(_("Receive the link by e-mail"), reverse("booking:new_link")),
            ],
        )
    return next_of(asking)


def next_of(asking):
    """Return the next appointment of whoever has logged in, with the ways to move and to cancel it while they may."""
    mine = Link(_("My appointments"), reverse("booking:mine"))
    one = (
        Appointment.objects.filter(client__user=asking.who)
        .upcoming(asking.now)
        .with_parties()
        .order_by("start_at")
        .first()
    )
    if one is None:
        return Part(paragraphs=[_("You have no appointment to come.")], links=[mine])
    when = when_in_words(one.start_at, one.end_at, one.place.zone)
    row = (_("Your next appointment"), [when, f"{one.service.name} · {one.practitioner.name} · {one.place.name}"])
    return Part(rows=[row], links=[*ways(one, asking), mine])


def ways(one, asking):
    rules = asking.offered.rules
    if permissions.may_move(asking.who, one, asking.now, rules=rules):
        yield Link(_("Move it"), reverse("booking:move", args=[one.reference]))
    if permissions.may_cancel(asking.who, one, asking.now, rules=rules):
        yield Link(_("Cancel it"), reverse("booking:cancel", args=[one.reference]))
