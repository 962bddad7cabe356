"""Webhooks: who is told of appointments as they change, and what was sent to whom (`Delivery`)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.leases import QUEUED, RETRIED
from booking.models import AppointmentEvent
from people.encryption import EncryptedTextField, Token
from people.validators import validate_printable

from .addresses import validate_address

#: The kind of a delivery that tells of no change.
TEST = "test"


class WebhookQuerySet(models.QuerySet):
    def told_of(self, kind):
        """Return, as a list, the webhooks that are to be told of a change of this kind, without their secrets."""
        listening = self.filter(is_active=True).only("kinds", "tells_who")
        return [webhook for webhook in listening if kind in webhook.kinds]

    def paused(self):
        """Return those that were paused because their server has not answered for days, the latest first."""
        return self.filter(is_active=False, paused_at__isnull=False).order_by("-paused_at", "pk")


class Webhook(models.Model):
    """An address at which a program of the practice's is told of each change of an appointment.

    The address may be as good as a key, the secret is one: the database holds both encrypted.
    """

    #: Made with the form, so that a form which is sent twice makes one webhook.
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("name"), max_length=120, validators=[validate_printable], help_text=_("For you, such as “Accounting”.")
    )
    address = EncryptedTextField(_("address"), validators=[validate_address])
    #: Of `AppointmentEvent.Kind`.
    kinds = models.JSONField(_("told of"), default=list)
    tells_who = models.BooleanField(
        _("with the client’s name"),
        default=False,
        help_text=_(
            "Unticked, the client is a number, and nothing that people wrote is sent. Ticked, their name, their e-mail "
            "address, the reason and the comments go along, unless the client or the service asks for discretion."
        ),
    )
    is_active = models.BooleanField(_("switched on"), default=True)
    secret = EncryptedTextField(editable=False)
    #: The secret before: signs too until then, so that a program can be given the new one without a gap.
    old_secret = EncryptedTextField(blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, editable=False)
    #: How often the secret was made anew.
    renewals = models.PositiveSmallIntegerField(default=0, editable=False)
    #: Attempts in vain since the last one that reached somebody, and when the first of them was.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("made on"), default=timezone.now, editable=False)

    objects = WebhookQuerySet.as_manager()

    # Wagtail would look for pages and images in every row that is saved; there are none.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @property
    def is_readable(self):
        """Tell whether a key of `NOTES_KEYS` opens the address and the secret."""
        return not isinstance(self.address, Token) and not isinstance(self.secret, Token)

    @property
    def is_paused(self):
        return not self.is_active and self.paused_at is not None

    def secrets(self, now):
        """Return the secrets that sign at `now`, the newest first."""
        is_good = self.old_secret_until is not None and now < self.old_secret_until
        return [self.secret, self.old_secret] if is_good else [self.secret]


class DeliveryQuerySet(models.QuerySet):
    def to_send(self):
        """Return those whose webhook is switched on; what waits for one that is not stays until it is."""
        return self.filter(webhook__in=Webhook.objects.filter(is_active=True).values("pk"))


class Delivery(models.Model):
    """One change, told to one webhook. What it says is fixed in the transaction of the change; `deliver` sends it."""

    class State(models.TextChoices):
        QUEUED = QUEUED, _("Queued")
        SENT = "sent", _("Delivered")
        RETRIED = RETRIED, _("To be tried again")
        FAILED = "failed", _("Failed")

    KINDS = [*AppointmentEvent.Kind.choices, (TEST, _("Test"))]

    #: The same at each attempt: what arrives twice is one.
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Without a constraint in the database: a booking that is being made while its webhook is deleted must not fail.
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False
    )
    # A test tells of no change.
    event = models.ForeignKey(
        AppointmentEvent, null=True, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    kind = models.CharField(_("what happened"), max_length=12, choices=KINDS)
    body = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(_("last try"), null=True)
    sent_at = models.DateTimeField(_("delivered"), null=True)
    #: What the server answered at the last attempt: its HTTP status, and the beginning of what it said.
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    #: Why it did not answer: a `Problem`, or empty.
    problem = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["event", "webhook"], name="webhooks_delivery_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state__in=[QUEUED, RETRIED]), name="webhooks_due"),
            models.Index(fields=["webhook", "-created_at"], name="webhooks_log"),
            models.Index(fields=["created_at"], name="webhooks_by_age"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.created_at:%d/%m/%Y %H:%M}"
