"""What is said about webhooks, in the active language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.models import AppointmentEvent
from practice.models import practice_zone
from practice.wording import when_in_words

from .models import Delivery
from .problems import Problem

PROBLEMS = {
    Problem.ADDRESS: gettext_lazy("The address is not https. Copy it again from the program that listens there."),
    Problem.PRIVATE: gettext_lazy("This server stands in a private network, where nothing is sent."),
    Problem.UNREACHABLE: gettext_lazy("The server does not answer."),
    Problem.CERTIFICATE: gettext_lazy("The server cannot prove who it is: its certificate is not recognised."),
    Problem.SLOW: gettext_lazy("The server took more than ten seconds to answer."),
    Problem.LOCKED: gettext_lazy(
        "No key of this site opens the address and the secret any more. Write the address again, and make a new secret."
    ),
    Problem.INTERRUPTED: gettext_lazy("Each attempt was interrupted where the site runs."),
}


def kinds_in_words(webhook):
    """Return what it is told of, in the order in which it is asked."""
    chosen = [str(label) for kind, label in AppointmentEvent.Kind.choices if kind in webhook.kinds]
    return _("everything") if len(chosen) == len(AppointmentEvent.Kind) else ", ".join(chosen)


def state_in_words(webhook):
    if webhook.is_paused:
        return _("Paused: the server has not answered for days")
    if not webhook.is_active:
        return _("Switched off")
    return _("Switched on, but the last attempts failed") if webhook.failures else _("Switched on")


def answer_in_words(delivery):
    """Return what the server answered at the last attempt, or why it did not; empty before the first."""
    if delivery.problem:
        return str(PROBLEMS[Problem(delivery.problem)])
    if delivery.status is None:
        return ""
    if 300 <= delivery.status < 400:
        return _("It answered %(status)s and sent us elsewhere, where we do not follow.") % {"status": delivery.status}
    return _("It answered %(status)s.") % {"status": delivery.status}


def delivery_state_in_words(delivery):
    """Return the state, and when it is tried again."""
    state = delivery.get_state_display()
    if delivery.state != Delivery.State.RETRIED:
        return state
    return _("%(state)s on %(when)s") % {"state": state, "when": moment_in_words(delivery.next_try_at)}


def moment_in_words(moment):
    return when_in_words(moment, None, practice_zone()) if moment else ""
