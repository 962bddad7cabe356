"""What becomes of appointments when an account is deleted: said first, then done."""

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.signals import consequences_of_deletion, person_will_be_deleted

from . import actions
from .models import Appointment


@receiver(consequences_of_deletion, dispatch_uid="booking.consequences")
def tell_consequences(sender, *, user, now, **kwargs):
    """Count what will be cancelled, and what is kept in the client's file or in the practitioner's agenda."""
    own = Appointment.objects.filter(client__user=user)
    given = Appointment.objects.filter(practitioner__user=user)
    sentences = []
    if count := own.upcoming(now).count():
        sentences.append(
            ngettext(
                "%(count)s appointment to come will be cancelled; the practitioner is told by e-mail.",
                "%(count)s appointments to come will be cancelled; the practitioner is told by e-mail.",
                count,
            )
            % {"count": count}
        )
    if count := given.upcoming(now).count():
        sentences.append(
            ngettext(
                "%(count)s appointment to come with this practitioner stays planned.",
                "%(count)s appointments to come with this practitioner stay planned.",
                count,
            )
            % {"count": count}
        )
    if count := own.history(now).count():
        sentences.append(
            ngettext(
                "%(count)s past appointment stays in the client’s file, which has no account any more.",
                "%(count)s past appointments stay in the client’s file, which has no account any more.",
                count,
            )
            % {"count": count}
        )
    return sentences


@receiver(person_will_be_deleted, dispatch_uid="booking.deletion")
def cancel_what_is_to_come(sender, *, user, by, now, **kwargs):
    """Cancel the appointments that the person has to come, in the transaction that deletes the account."""
    for appointment in Appointment.objects.filter(client__user=user).upcoming(now).with_parties():
        actions.cancel(appointment=appointment, by=by, now=now, comment=_("The account was deleted."))
