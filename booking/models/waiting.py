"""The waiting list: who wants to be told when a time comes free, and what was proposed to them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Client
from practice.models import Place, Practitioner, Service

from .appointments import Appointment


class WaitingQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user):
        """Return the entries that `user` may know of: all; their own; or those that someone's time could meet."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("booking.see_all_appointments"):
            return self
        given = Service.objects.filter(practitioners__user=user)
        theirs = Q(practitioner__user=user) | Q(practitioner=None, service__in=given)
        return self.filter(theirs | Q(client__user=user))

    def with_parties(self):
        return self.select_related("client__user", "practitioner", "service", "place", "appointment__published_slot")


class WaitingEntry(models.Model):
    """Someone waits for a time to come free: on some days, or earlier than the appointment they have.

    Changed only by `booking.waiting`. `practitioner` None: with whoever gives the service there. The days are dates at
    the place, both included; an entry with an `appointment` has none of its own, since it waits for what is earlier.
    """

    class Ended(models.TextChoices):
        TAKEN = "taken", _("A time was found")
        LEFT = "left", _("No longer wanted")
        REMOVED = "removed", _("Removed by the practice")
        OVER = "over", _("The days are over")
        SILENT = "silent", _("Several proposals were not answered")

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(
        Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="waiting_entries"
    )
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.CASCADE, related_name="waiting_entries"
    )
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.CASCADE, related_name="waiting_entries")
    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="waiting_entries",
    )
    appointment = models.ForeignKey(
        Appointment,
        verbose_name=_("present appointment"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="waiting_entries",
    )
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_for = models.CharField(_("why it ended"), max_length=10, choices=Ended.choices, blank=True)

    objects = WaitingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place on the waiting list")
        verbose_name_plural = _("places on the waiting list")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(ended_at__isnull=True), name="booking_waiting_first"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, first_day=None, last_day=None)
                | Q(appointment=None, first_day__lte=F("last_day")),
                name="booking_waiting_for_days_or_earlier",
            ),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(ended_at__isnull=True), name="booking_waits_once_for_earlier"
            ),
        ]

    def __str__(self):
        return f"{self.client} · {self.service} · {self.created_at:%d/%m/%Y}"

    @property
    def is_waiting(self):
        return self.ended_at is None

    @property
    def is_for_earlier(self):
        return self.appointment_id is not None

    @property
    def is_discreet(self):
        return self.service.is_discreet or self.client.is_discreet

    def days(self, now):
        """Return the first and the last date at the place on which a time would be welcome."""
        zone = self.place.zone
        if self.appointment:
            return now.astimezone(zone).date(), self.appointment.start_at.astimezone(zone).date()
        return max(self.first_day, now.astimezone(zone).date()), self.last_day

    def is_over(self, now):
        """Tell whether no time can be found for it any more."""
        first, last = self.days(now)
        return first > last or (self.is_for_earlier and not self.appointment.is_upcoming(now))

    def welcomes(self, start, now):
        """Tell whether a time is one that is waited for."""
        if self.appointment and start >= self.appointment.start_at:
            return False
        first, last = self.days(now)
        return first <= start.astimezone(self.place.zone).date() <= last


class Proposal(models.Model):
    """A time that was kept for someone on the waiting list, so that they could take it: each is proposed once.

    `hold` is the appointment on hold that kept it. It is deleted when its time is over or when it is booked, so the
    database does not follow it.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Taken")
        PASSED = "passed", _("Declined")
        LAPSED = "lapsed", _("No answer")
        VOID = "void", _("Withdrawn")

    entry = models.ForeignKey(WaitingEntry, on_delete=models.CASCADE, related_name="proposals")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="+")
    hold = models.ForeignKey(Appointment, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    start_at = models.DateTimeField(_("start"))
    end_at = models.DateTimeField(_("end"))
    made_at = models.DateTimeField(_("proposed"))
    expires_at = models.DateTimeField(_("kept until"))
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("answer"), max_length=10, choices=Outcome.choices, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "practitioner", "start_at"], name="booking_proposed_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(closed_at__isnull=True), name="booking_one_proposal_at_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.entry} · {self.start_at:%d/%m/%Y %H:%M}"

    def is_open(self, now):
        return self.closed_at is None and self.expires_at > now

    @property
    def client(self):
        return self.entry.client

    @property
    def service(self):
        return self.entry.service

    @property
    def place(self):
        return self.entry.place

    @property
    def is_discreet(self):
        return self.entry.is_discreet
