"""What becomes of appointments when an account is deleted, or someone will be away: said first, then done."""

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.signals import consequences_of_deletion, person_blocked, person_will_be_deleted
from practice.signals import absence_cancels, absence_touches, slots_taken

from . import actions, links
from .models import Appointment, State
from .wording import appointment_when


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


@receiver(person_blocked, dispatch_uid="booking.links_of_blocked")
def close_links(sender, *, user, now, **kwargs):
    links.revoke(Appointment.objects.filter(client__user=user), now=now)


def within(absence, now):
    """Return the appointments to come that an absence touches, earliest first."""
    rows = Appointment.objects.upcoming(now).overlapping(absence.start_at, absence.end_at)
    if absence.practitioner is not None:
        rows = rows.filter(practitioner=absence.practitioner)
    return rows.with_parties().order_by("start_at")


@receiver(absence_touches, dispatch_uid="booking.absence_touches")
def tell_who_is_planned(sender, *, absence, now, **kwargs):
    return [f"{appointment_when(appointment)} · {appointment.client.name}" for appointment in within(absence, now)]


@receiver(absence_cancels, dispatch_uid="booking.absence_cancels")
def cancel_who_is_planned(sender, *, absence, by, now, message, **kwargs):
    for appointment in within(absence, now):
        actions.cancel(appointment=appointment, by=by, now=now, comment=message)


@receiver(slots_taken, dispatch_uid="booking.slots_taken")
def tell_who_stands_on_slots(sender, *, slots, now, **kwargs):
    """Name what is planned or was held on each slot; a cancelled or declined appointment leaves its slot free."""
    rows = Appointment.objects.filter(published_slot__in=slots).exclude(state__in=[State.CANCELLED, State.DECLINED])
    standing = rows.exclude(state=State.HELD, hold_expires_at__lte=now).with_parties()
    return {
        appointment.published_slot_id: " · ".join(
            str(part) for part in (appointment.client, appointment.shown_state(now).label) if part
        )
        for appointment in standing
    }
