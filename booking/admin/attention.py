"""What needs someone's attention, as lines that lead to it: the panel of the day shows them first.

A room above adds its own with the hook `find_attention`: a function of the reader and the moment that returns lines.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from booking import permissions
from booking.clashes import misfits
from booking.models import Appointment, OutboxMessage, WaitingEntry
from practice.wording import when_in_words

#: How many rows a line names, and how far ahead a clash is urgent.
MOST_NAMED = 3
SOON = dt.timedelta(weeks=2)
LIST_OF_WAITING = "liste-d-attente_modeladmin_index"


@dataclass(frozen=True)
class Attention:
    """One sentence, and (words, address) of each row that it is about, or of the first ones."""

    sentence: str
    links: list[tuple[str, str]] = field(default_factory=list)
    icon: str = "warning"


def attention_for(user, now):
    """Return what `user` should look at, the most urgent first."""
    found = [failed_mails(user), clashes(user, now)]
    found += [line for find in hooks.get_hooks("find_attention") for line in find(user, now)]
    return list(filter(None, [*found, waiting_people(user)]))


def failed_mails(user):
    """Tell of the mails that could not be sent, about appointments or to those who wait for one."""
    appointments = Appointment.objects.visible_to(user).order_by()
    entries = WaitingEntry.objects.visible_to(user).order_by()
    failed = OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED)
    failed = failed.filter(Q(appointment__in=appointments) | Q(entry__in=entries))
    if not (count := failed.count()):
        return None
    rows = failed.select_related("appointment__client", "entry__client").order_by("-pk")[:MOST_NAMED]
    sentence = ngettext("%(count)s e-mail could not be sent:", "%(count)s e-mails could not be sent:", count)
    return Attention(sentence % {"count": count}, [link_to_mail(one) for one in rows])


def link_to_mail(message):
    if message.appointment:
        return message.appointment.client.name, address_of(message.appointment)
    return message.entry.client.name, reverse(LIST_OF_WAITING)


def clashes(user, now):
    """Tell of the next appointments that rules, hours or absences have left without a place."""
    own = () if permissions.sees_all(user) else tuple(permissions.practitioners_for(user))
    found = misfits(now, concerning=own, until=now + SOON)
    if not found:
        return None
    sentence = ngettext(
        "%(count)s appointment of the next two weeks would not be offered any more:",
        "%(count)s appointments of the next two weeks would not be offered any more:",
        len(found),
    )
    links = [
        (f"{one.client.name}, {when_in_words(one.start_at, None, one.place.zone, year=False)}", address_of(one))
        for one, _refused in found[:MOST_NAMED]
    ]
    return Attention(sentence % {"count": len(found)}, links)


def waiting_people(user):
    count = WaitingEntry.objects.visible_to(user).waiting().exclude(client__user=user).count()
    if not count:
        return None
    sentence = ngettext("%(count)s person waits for a time:", "%(count)s people wait for a time:", count)
    return Attention(sentence % {"count": count}, [(_("Waiting list"), reverse(LIST_OF_WAITING))], icon="time")


def address_of(appointment):
    return reverse("rendez-vous_modeladmin_inspect", args=[appointment.pk])
