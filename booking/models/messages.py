"""Mails to send, what they say, and who wants no reminders."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Invitation, PersonalToken, User
from practice.models import Practitioner

from .appointments import Appointment, AppointmentEvent
from .waiting import Proposal, WaitingEntry


class OutboxMessage(models.Model):
    """A mail to send. One that tells of a change is written in its transaction; `deliver` adds reminders, and sends.

    `start_at` is the time that it tells of: a mail about a time which is no longer so does not leave. One to a
    practitioner names them: the appointment may be a colleague's by now. A mail to someone on the waiting list has an
    `entry`, and a `proposal` where it tells of one, instead of an appointment; one about an account has an
    `invitation`, or the `person` whose account it is, with the `token` that was made for it.
    """

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmation")
        REQUESTED = "requested", _("Request received")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        OFFERED = "offered", _("Other times proposed")
        LEFT = "left", _("Left to a colleague")
        REMINDER = "reminder", _("Reminder")
        LINK = "link", _("Link sent again")
        WAITING = "waiting", _("On the waiting list")
        PROPOSED = "proposed", _("A time has come free")
        INVITED = "invited", _("Invitation")
        APPROVED = "approved", _("Registration approved")
        REFUSED = "refused", _("Registration not approved")
        TOKEN = "token", _("Personal token made")
        WEBHOOK = "webhook", _("Webhook paused")
        MESSAGE = "message", _("Message to the practice")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        RETRIED = "retried", _("To be tried again")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Not sent")

    class Dropped(models.TextChoices):
        """Why a mail was not sent after all."""

        CHANGED = "changed", _("the appointment has changed since")
        OVER = "over", _("too late for this appointment")
        UNWANTED = "unwanted", _("the client wants no reminders")

    class Audience(models.TextChoices):
        CLIENT = "client", _("Client")
        PRACTITIONER = "practitioner", _("Practitioner")
        PRACTICE = "practice", _("Practice")

    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    practitioner = models.ForeignKey(
        Practitioner, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    entry = models.ForeignKey(WaitingEntry, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    token = models.ForeignKey(PersonalToken, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    # A reminder tells of no change.
    event = models.ForeignKey(
        AppointmentEvent, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(_("message"), max_length=12, choices=Kind.choices)
    start_at = models.DateTimeField(_("start"), null=True, blank=True)
    days_before = models.PositiveSmallIntegerField(_("days before"), null=True, blank=True)
    #: 0 for the mail that the site sends by itself; one more each time that someone sends it again.
    copy = models.PositiveSmallIntegerField(default=0, db_default=0)
    audience = models.CharField(_("to"), max_length=12, choices=Audience.choices)
    recipient = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    dropped_for = models.CharField(_("why it was not sent"), max_length=10, choices=Dropped.choices, blank=True)
    created_at = models.DateTimeField(_("queued"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, entry=None, invitation=None, person=None, start_at__isnull=False)
                | Q(appointment=None, entry__isnull=False, invitation=None, person=None)
                | Q(appointment=None, entry=None, invitation__isnull=False, person=None)
                | Q(appointment=None, entry=None, invitation=None, person__isnull=False),
                name="booking_message_of_one",
            ),
            models.UniqueConstraint(fields=["event", "audience", "recipient", "copy"], name="booking_message_once"),
            models.UniqueConstraint(
                fields=["appointment", "kind", "start_at", "days_before", "recipient", "copy"],
                condition=Q(kind="reminder"),
                name="booking_reminder_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["queued", "retried"]),
                name="booking_messages_due",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.recipient}"

    @property
    def is_about_account(self):
        return self.invitation_id is not None or self.person_id is not None

    @property
    def concerns(self):
        """Return the appointment, the proposal or the entry that it tells of; each has a client, a place and so on."""
        return self.appointment or self.proposal or self.entry

    @property
    def times(self):
        """Return the start and the end that it tells of, as they are now; of an appointment that was left, as then."""
        about = self.concerns
        start = self.start_at if self.kind == self.Kind.LEFT else about.start_at
        return start, start + (about.end_at - about.start_at)

    @property
    def client(self):
        return self.concerns.client

    @property
    def is_discreet(self):
        return self.concerns.is_discreet


class ReminderOptOut(models.Model):
    """Someone who wants no reminders at an address, of which only the hash is kept."""

    address_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.address_hash


class MailText(models.Model):
    """The practice's own text of one mail. Where there is no row, the shipped text is sent; see `booking.texts`."""

    class Reader(models.TextChoices):
        CLIENT = "client", _("Client")
        DISCREET = "discreet", _("Client, discreetly")
        PRACTICE = "practice", _("Practitioner and practice")

    # One of `OutboxMessage.Kind`.
    kind = models.CharField(_("message"), max_length=20)
    reader = models.CharField(_("to"), max_length=10, choices=Reader.choices)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), max_length=10_000)

    class Meta:
        verbose_name = _("text of an e-mail")
        verbose_name_plural = _("texts of e-mails")
        ordering = ["kind", "reader", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "reader", "language"], name="booking_text_once")]

    def __str__(self):
        return f"{OutboxMessage.Kind(self.kind).label} · {self.get_reader_display()} · {self.language}"
