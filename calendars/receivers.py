"""What the rooms below tell this one."""

from django.dispatch import receiver
from django.utils.translation import ngettext

from booking.mail import clock_of
from booking.models import Appointment, OutboxMessage, State
from booking.signals import mail_composed, worker_round
from people.signals import consequences_of_deletion, person_will_be_deleted

from . import actions, ics
from .models import OutsideCalendar

Kind, Audience = OutboxMessage.Kind, OutboxMessage.Audience
#: The mails that tell of a change, which a calendar is to follow.
TELL_OF_A_CHANGE = (
    *(Kind.CONFIRMED, Kind.REQUESTED, Kind.AGREED, Kind.MOVED),
    *(Kind.DECLINED, Kind.CANCELLED, Kind.LEFT),
)


@receiver(mail_composed, dispatch_uid="calendars.invitation")
def attach_invitation(sender, *, message, mail, **kwargs):
    """Attach the appointment as it is now, to the mails of the two whom it concerns."""
    if message.kind not in TELL_OF_A_CHANGE or message.audience == Audience.PRACTICE:
        return
    appointment = ics.with_changes(Appointment.objects.filter(pk=message.event.appointment_id)).get()
    if message.kind == Kind.LEFT:
        call_off(appointment, message)
    method = "CANCEL" if ics.STATUS[appointment.state] == "CANCELLED" else "REQUEST"
    invitation = ics.invitation_of(
        appointment,
        method=method,
        for_client=message.audience == Audience.CLIENT,
        zone=clock_of(message),
        sender=mail.from_email,
        recipient=message.recipient,
    )
    # Without a charset here: Django adds its own, and a second one would follow the method.
    mail.attach_alternative(invitation.decode(), f"text/calendar; method={method}")
    # For the programs that offer only what is attached as a file.
    mail.attach("rendez-vous.ics", invitation, "application/ics")


def call_off(appointment, message):
    """Let the appointment, which is not stored so, be what it is to whoever left it to a colleague."""
    appointment.practitioner, appointment.state = message.practitioner, State.CANCELLED
    appointment.start_at, appointment.end_at = message.times


@receiver(consequences_of_deletion, dispatch_uid="calendars.consequences")
def tell_what_ends(sender, *, user, now, **kwargs):
    """Count the calendars that are no longer read, and the addresses that open nothing any more."""
    sentences = []
    if count := OutsideCalendar.objects.filter(practitioner__user=user).count():
        sentences.append(
            ngettext(
                "%(count)s calendar that they keep elsewhere is no longer read.",
                "%(count)s calendars that they keep elsewhere are no longer read.",
                count,
            )
            % {"count": count}
        )
    if count := user.feeds.count():
        sentences.append(
            ngettext(
                "%(count)s private calendar address opens nothing any more.",
                "%(count)s private calendar addresses open nothing any more.",
                count,
            )
            % {"count": count}
        )
    return sentences


@receiver(person_will_be_deleted, dispatch_uid="calendars.deletion")
def forget_calendars(sender, *, user, by, now, **kwargs):
    """Stop reading what is the person's own; the practitioner's row outlives their account."""
    for calendar in OutsideCalendar.objects.filter(practitioner__user=user).select_related("practitioner"):
        actions.delete_calendar(calendar=calendar)


@receiver(worker_round, dispatch_uid="calendars.looks")
def look_at_calendars(sender, *, now, **kwargs):
    actions.look_at_due(now=now)
