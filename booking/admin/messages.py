"""The mails of one appointment: what became of each, those to come, and sending one again."""

from dataclasses import dataclass

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking import outbox, permissions, reminders
from booking.models import Appointment, OutboxMessage
from practice.wording import when_in_words

State = OutboxMessage.State
LONGEST_KEY = 19


@dataclass(frozen=True)
class Row:
    """One mail in words. `pk` is empty where it cannot, or need not, be sent again."""

    what: str
    to: str
    state: str
    when: str
    pk: str = ""


def rows_of(appointment, user, *, now):
    """Return the mails of `appointment`, first those that were written, then the reminders to come."""
    zone = appointment.place.zone
    found = list(appointment.messages.order_by("created_at", "pk"))
    latest = {key_of(message): message for message in found}
    may_send = permissions.may_manage(user, appointment)
    rows = []
    for message in found:
        message.appointment = appointment
        again = may_send and latest[key_of(message)] == message and outbox.can_send_again(message, now=now)
        rows.append(row_of(message, zone, again=again))
    return rows + [planned(appointment, moment, zone) for moment in reminders.to_come(appointment, now=now)]


def key_of(message):
    """Return what a mail has in common with its copies."""
    return message.event_id, message.kind, message.start_at, message.days_before, message.audience, message.language


def row_of(message, zone, *, again):
    return Row(
        what=message.get_kind_display(),
        to=message.recipient,
        state=state_of(message, zone),
        when=when_in_words(message.sent_at or message.created_at, None, zone),
        pk=str(message.pk) if again else "",
    )


def state_of(message, zone):
    """Return the state in words, with what explains it: why it was dropped, what failed, when it is tried again."""
    state = message.get_state_display()
    if message.state == State.DROPPED:
        return _("%(state)s: %(why)s") % {"state": state, "why": message.get_dropped_for_display()}
    if message.state == State.RETRIED:
        again_at = when_in_words(message.next_try_at, None, zone)
        return _("%(state)s on %(when)s (%(error)s)") % {"state": state, "when": again_at, "error": message.last_error}
    return f"{state} ({message.last_error})" if message.last_error else state


def planned(appointment, moment, zone):
    return Row(
        what=OutboxMessage.Kind.REMINDER.label,
        to=appointment.client.email,
        state=_("Planned"),
        when=when_in_words(moment, None, zone),
    )


@require_POST
def send_again(request, reference):
    """Send a mail of an appointment once more, for whoever manages it."""
    visible = Appointment.objects.visible_to(request.user).with_parties()
    appointment = get_object_or_404(visible, reference=reference)
    if not permissions.may_manage(request.user, appointment):
        raise Http404
    pk = request.POST.get("message", "")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < LONGEST_KEY):
        raise Http404
    message = get_object_or_404(appointment.messages, pk=pk)
    message.appointment = appointment
    if again := outbox.send_again(message, now=timezone.now()):
        notices.success(request, _("The e-mail to %(address)s is sent again now.") % {"address": again.recipient})
    else:
        notices.error(request, _("This e-mail was not sent again: the appointment has changed since."))
    return redirect("rendez-vous_modeladmin_inspect", appointment.pk)


urlpatterns = [
    path("rendez-vous/<uuid:reference>/renvoyer/", send_again, name="send_again"),
]
