"""What becomes of appointments when an account is deleted, someone will be away or a rule changes: said first."""

from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.signals import (
    client_blocked,
    consequences_of_deletion,
    letter_due,
    person_blocked,
    person_will_be_deleted,
    undelivered_asked,
)
from practice.actions import Touched
from practice.clashes import Clash
from practice.signals import absence_settles, absence_touches, appointments_that_do_not_fit, slots_taken

from . import actions, links, outbox, waiting
from .clashes import misfits
from .models import Appointment, AppointmentEvent, OutboxMessage, State, WaitingEntry
from .wording import appointment_when, headline

KIND_OF_OFFER = {
    Touched.TIMES: AppointmentEvent.Kind.OFFERED,
    Touched.COLLEAGUE: AppointmentEvent.Kind.COLLEAGUE,
}


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
    if count := WaitingEntry.objects.waiting().filter(client__user=user).count():
        sentences.append(
            ngettext(
                "%(count)s place on the waiting list is given up.",
                "%(count)s places on the waiting list are given up.",
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
    stop_waiting(user, now=now)


@receiver(person_blocked, dispatch_uid="booking.links_of_blocked")
def close_links(sender, *, user, now, **kwargs):
    links.revoke(Appointment.objects.filter(client__user=user), now=now)
    stop_waiting(user, now=now)


@receiver(client_blocked, dispatch_uid="booking.links_of_blocked_client")
def close_links_of_client(sender, *, client, now, **kwargs):
    links.revoke(Appointment.objects.filter(client=client), now=now)
    for entry in WaitingEntry.objects.waiting().filter(client=client):
        waiting.leave(entry=entry, now=now, why=WaitingEntry.Ended.REMOVED)


@receiver(undelivered_asked, dispatch_uid="booking.undelivered")
def tell_undelivered(sender, *, invitations, **kwargs):
    """Return the keys of the invitations whose latest mail has failed, in one query."""
    mails = OutboxMessage.objects.filter(invitation__in=invitations)
    later = OutboxMessage.objects.filter(invitation=OuterRef("invitation"), pk__gt=OuterRef("pk"))
    failed = mails.filter(~Exists(later), state=OutboxMessage.State.FAILED)
    return set(failed.values_list("invitation", flat=True))


@receiver(letter_due, dispatch_uid="booking.letters_to_people")
def queue_letter(sender, *, kind, now, invitation=None, user=None, token=None, **kwargs):
    outbox.queue_letter(kind, invitation=invitation, user=user, token=token, now=now)


def stop_waiting(user, *, now):
    for entry in WaitingEntry.objects.waiting().filter(client__user=user):
        waiting.leave(entry=entry, now=now, why=WaitingEntry.Ended.REMOVED)


def within(absence, now):
    """Return the appointments to come that an absence touches, earliest first."""
    rows = Appointment.objects.upcoming(now).overlapping(absence.start_at, absence.end_at)
    if absence.practitioner is not None:
        rows = rows.filter(practitioner=absence.practitioner)
    return rows.with_parties().order_by("start_at")


@receiver(absence_touches, dispatch_uid="booking.absence_touches")
def tell_who_is_planned(sender, *, absence, now, **kwargs):
    return [
        Clash(
            key=str(appointment.pk),
            line=f"{appointment_when(appointment)} · {appointment.client.name}",
            why="" if appointment.client.email else _("no e-mail address: nothing can be proposed"),
            url=reverse("rendez-vous_modeladmin_inspect", args=[appointment.pk]),
        )
        for appointment in within(absence, now)
    ]


@receiver(absence_settles, dispatch_uid="booking.absence_settles")
def settle_who_is_planned(sender, *, absence, answers, by, now, message, **kwargs):
    """Cancel, or propose other times; whoever has no e-mail address cannot be asked, and stays planned."""
    for appointment in within(absence, now):
        answer = answers.get(str(appointment.pk))
        if answer == Touched.CANCEL:
            actions.cancel(appointment=appointment, by=by, now=now, comment=message)
        elif answer and appointment.client.email:
            kind = KIND_OF_OFFER[answer]
            actions.offer_others(appointment=appointment, kind=kind, by=by, now=now, message=message)


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


@receiver(appointments_that_do_not_fit, dispatch_uid="booking.appointments_that_do_not_fit")
def tell_what_does_not_fit(sender, *, concerning, now, **kwargs):
    return [
        Clash(
            key=f"{appointment.pk}:{refused.code}",
            line=f"{appointment_when(appointment)} · {appointment.client}",
            why=str(headline(refused.code)),
            url=reverse("rendez-vous_modeladmin_inspect", args=[appointment.pk]),
        )
        for appointment, refused in misfits(now, concerning=concerning)
    ]
