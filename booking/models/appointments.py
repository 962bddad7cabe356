"""Appointments, what happened to them, and what people answered when they booked."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Client
from practice.models import Place, Practitioner, PublishedSlot, Question, Service


class State(models.TextChoices):
    HELD = "held", _("On hold")
    REQUESTED = "requested", _("Pending")
    CONFIRMED = "confirmed", _("Confirmed")
    COMPLETED = "completed", _("Done")
    MISSED = "missed", _("No-show")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


#: The states that occupy the practitioner's time. The guard in the database names the same three.
LIVE = (State.HELD, State.REQUESTED, State.CONFIRMED)


class AppointmentQuerySet(models.QuerySet):
    def live(self, now):
        """Return what occupies time: requested, confirmed, and held until the hold lapses."""
        return self.filter(state__in=LIVE).exclude(state=State.HELD, hold_expires_at__lte=now)

    def lapsed(self, now):
        """Return the holds whose time is over."""
        return self.filter(state=State.HELD, hold_expires_at__lte=now)

    def forget(self):
        """Delete holds, in one query. Nothing is tied to a hold, so nothing has to be looked for that would go too."""
        self.filter(state=State.HELD)._raw_delete(self.db)

    def overlapping(self, start, end):
        """Return what touches the half-open interval `[start, end)`, gaps left aside."""
        return self.filter(start_at__lt=end, end_at__gt=start)

    def upcoming(self, now):
        """Return what is planned and not over at `now`, soonest first."""
        return self.filter(state__in=[State.REQUESTED, State.CONFIRMED], end_at__gt=now).order_by("start_at", "pk")

    def history(self, now):
        """Return what is over or was ended, latest first; holds are no history."""
        over = Q(end_at__lte=now) | Q(state__in=[State.DECLINED, State.CANCELLED, State.MISSED, State.COMPLETED])
        return self.exclude(state=State.HELD).filter(over).order_by("-start_at", "-pk")

    def shown_as(self, state, now):
        """Return those that a person reads as `state` at `now`; see `Appointment.shown_state`."""
        over = Q(state=State.CONFIRMED, end_at__lte=now)
        if state == State.COMPLETED:
            return self.filter(over | Q(state=State.COMPLETED))
        return self.filter(state=state).exclude(over)

    def visible_to(self, user):
        """Return the appointments that `user` may know of: all, those they give, those they have; or none."""
        if not user.is_authenticated:
            return self.none()
        # A hold is nobody's, and nothing to look at.
        known = self.filter(client__isnull=False)
        if user.has_perm("booking.see_all_appointments"):
            return known
        return known.filter(Q(practitioner__user=user) | Q(client__user=user))

    def with_parties(self):
        """Fetch in the same query everything that a line about an appointment shows."""
        return self.select_related("practitioner", "client", "service", "place", "published_slot")


class Appointment(models.Model):
    """A booking. It occupies its practitioner from `start_at` to `busy_until` while its state is live.

    Changed only by `booking.actions`. Nothing personal is stored in this table: a database may write a refused row
    into its log.
    """

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="appointments"
    )
    # A hold is for nobody yet: whoever has it is still writing who they are.
    client = models.ForeignKey(
        Client, verbose_name=_("client"), null=True, on_delete=models.PROTECT, related_name="appointments"
    )
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="appointments"
    )
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="appointments")
    # An appointment that stands keeps its slot from being withdrawn; one that was called off outlives it.
    published_slot = models.ForeignKey(
        PublishedSlot,
        verbose_name=_("published slot"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="appointments",
    )
    start_at = models.DateTimeField(_("start"))
    end_at = models.DateTimeField(_("end"))
    busy_until = models.DateTimeField(_("busy until"), help_text=_("The end and the gap after it."))
    state = models.CharField(_("status"), max_length=10, choices=State.choices)
    hold_expires_at = models.DateTimeField(_("held until"), null=True, blank=True)
    # Where a hold was asked for, as a keyed hash: no network may hold a whole agenda.
    held_for = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    idempotency_key = models.UUIDField(null=True, blank=True, editable=False)
    #: How often its client has moved it; what staff move does not count.
    client_moves = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    created_at = models.DateTimeField(_("booked"), default=timezone.now, editable=False)

    objects = AppointmentQuerySet.as_manager()

    # Wagtail would look for pages and images in every appointment that is saved; there are none.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["start_at", "pk"]
        permissions = [
            ("see_all_appointments", _("Can see and change everyone’s appointments")),
            ("export_appointments", _("Can take everyone’s appointments away as a table")),
            ("see_figures", _("Can see everyone’s figures")),
        ]
        indexes = [
            # The guard and every look-up of free times walk this one.
            models.Index(
                fields=["practitioner", "start_at"],
                condition=Q(state__in=["held", "requested", "confirmed"]),
                name="booking_live_by_start",
            ),
            # What takes no time any more; agendas show it.
            models.Index(
                fields=["practitioner", "start_at"],
                condition=Q(state__in=["completed", "missed", "declined", "cancelled"]),
                name="booking_over_by_start",
            ),
            models.Index(fields=["client", "-start_at"], name="booking_by_client"),
            models.Index(fields=["start_at"], name="booking_by_start"),
            # Few appointments have one; the others cost this index nothing.
            models.Index(
                fields=["published_slot"], condition=Q(published_slot__isnull=False), name="booking_by_published_slot"
            ),
            models.Index(fields=["held_for"], condition=Q(state="held"), name="booking_holds_of_network"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="booking_end_after_start"),
            models.CheckConstraint(condition=Q(busy_until__gte=F("end_at")), name="booking_busy_until_end"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(hold_expires_at__isnull=False), name="booking_hold_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(state="held") | Q(client__isnull=False), name="booking_client_unless_held"
            ),
            models.UniqueConstraint(fields=["client", "idempotency_key"], name="booking_once_per_form"),
        ]

    def __str__(self):
        start = timezone.localtime(self.start_at, self.place.zone)
        return f"{self.client or self.get_state_display()} · {start:%d/%m/%Y %H:%M}"

    @property
    def short_reference(self):
        """Return what a person can read out on the telephone; the search of the staff's list finds it."""
        return self.reference.hex[:8].upper()

    @property
    def gap(self):
        return self.busy_until - self.end_at

    @property
    def duration(self):
        return self.end_at - self.start_at

    @property
    def price(self):
        """Return what the client pays: the published slot's cost, else the service's price, or None."""
        slot = self.published_slot
        return self.service.price if slot is None or slot.cost is None else slot.cost

    @property
    def currency(self):
        return self.service.currency

    @property
    def is_discreet(self):
        """Tell whether mails and calendar entries keep with whom and where to themselves: by rule, or by wish."""
        return self.service.is_discreet or bool(self.client and self.client.is_discreet)

    def shown_state(self, now):
        """Return the state as a person reads it: a confirmed appointment that is over counts as completed."""
        if self.state == State.CONFIRMED and self.end_at <= now:
            return State.COMPLETED
        return State(self.state)

    def is_upcoming(self, now):
        return self.state in (State.REQUESTED, State.CONFIRMED) and self.end_at > now


class CancellationReason(models.Model):
    label = models.CharField(_("reason"), max_length=120, unique=True)
    is_default = models.BooleanField(_("chosen at first"), default=False)
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("reason for cancelling")
        verbose_name_plural = _("reasons for cancelling")
        ordering = ["position", "label"]

    def __str__(self):
        return self.label

    def clean(self):
        if self.is_default and not self.is_active:
            message = _("A reason that is not offered cannot be the one chosen at first.")
            raise ValidationError({"is_default": message})

    def save(self, *args, **kwargs):
        """Keep one reason at most that is chosen at first: a new one takes the place of the one before."""
        super().save(*args, **kwargs)
        if self.is_default:
            CancellationReason.objects.exclude(pk=self.pk).update(is_default=False)


class AppointmentEvent(models.Model):
    """One change of an appointment: who, when, from, to, why. Rows are added, never changed."""

    class Kind(models.TextChoices):
        BOOKED = "booked", _("Booked")
        REQUESTED = "requested", _("Requested")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Marked as missed")
        OFFERED = "offered", _("Other times proposed")
        COLLEAGUE = "colleague", _("A colleague or other times proposed")

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by_name = models.CharField(_("by"), max_length=200, blank=True)
    from_state = models.CharField(max_length=10, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=State.choices)
    from_start_at = models.DateTimeField(null=True, blank=True)
    to_start_at = models.DateTimeField()
    reason = models.ForeignKey(
        CancellationReason,
        verbose_name=_("reason"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # As it was called then: the list of reasons is the practice's to change, what has happened is not.
    reason_label = models.CharField(_("reason"), max_length=120, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.at:%d/%m/%Y %H:%M}"


class Answer(models.Model):
    """What a client answered to a question when booking; the question stays as it was asked."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(_("question"), max_length=300)
    help_text = models.CharField(_("help"), max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Question.Kind.choices, default=Question.Kind.LONG)
    #: A list has one choice on each line, a date is “2026-11-24”, a number “12.5”, a box “yes” or “no”.
    text = models.TextField(_("answer"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.question
