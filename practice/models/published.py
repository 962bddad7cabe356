"""Slots put up by hand: one time, offered as it is, whatever the opening hours say."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.days import SENSIBLE_YEARS

from .catalogue import Place, Practitioner, Service
from .hours import OwnedQuerySet

#: No longer than the longest service: whoever looks for what is busy looks one day back.
LONGEST = dt.timedelta(hours=12)


class PublishedSlotQuerySet(OwnedQuerySet):
    def between(self, start, end):
        """Return the slots that start within `[start, end)`, earliest first."""
        return self.filter(start_at__gte=start, start_at__lt=end).order_by("start_at", "pk")

    def overlapping(self, start, end):
        """Return the slots that share time with `[start, end)`; those that only touch it do not."""
        return self.filter(start_at__lt=end, end_at__gt=start)

    def upcoming(self, now):
        return self.filter(start_at__gt=now)

    def booked_as(self, practitioner, service, place, start):
        """Return the slot that a booking of this service, here, at `start` takes, or None."""
        rows = self.filter(practitioner=practitioner, service=service, place=place, start_at=start)
        # Most starts are those of the opening hours: to ask whether there is one costs less than to fetch it.
        return rows.select_related("service").first() if rows.exists() else None


class PublishedSlot(models.Model):
    """One slot put up by hand, with a context and a cost of its own. Changed only by `practice.actions`.

    It may lie outside the opening hours, on a public holiday, begin at any minute, and last as long as it likes.
    """

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.CASCADE, related_name="published_slots"
    )
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.CASCADE, related_name="published_slots"
    )
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.CASCADE, related_name="published_slots")
    start_at = models.DateTimeField(_("start"))
    end_at = models.DateTimeField(_("end"))
    context = models.TextField(
        _("context"), blank=True, help_text=_("What this slot is about. Clients read it before they book.")
    )
    cost = models.DecimalField(
        _("cost"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: the price of the service. 0: free of charge."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PublishedSlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("published slot")
        verbose_name_plural = _("published slots")
        ordering = ["start_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="practice_slot_end_after_start"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="practice_slot_cost_not_negative"
            ),
            models.UniqueConstraint(fields=["practitioner", "start_at"], name="practice_slot_once"),
        ]

    def __str__(self):
        return self.summary()

    def clean(self):
        edges = {"start_at": self.start_at, "end_at": self.end_at}
        if None in edges.values():
            return
        for name, moment in edges.items():
            if moment.second or moment.microsecond:
                raise ValidationError({name: _("Write whole minutes, without seconds.")})
            if moment.year not in SENSIBLE_YEARS:
                raise ValidationError({name: _("Write a year with four digits, such as 2027.")})
        if self.end_at <= self.start_at:
            raise ValidationError({"end_at": _("The end comes after the start.")})
        if self.end_at - self.start_at > LONGEST:
            raise ValidationError({"end_at": _("A slot lasts twelve hours at most.")})

    @property
    def duration(self):
        return self.end_at - self.start_at

    @property
    def price(self):
        """Return what the client pays: this slot's own cost, else the service's price, or None where none is told."""
        return self.service.price if self.cost is None else self.cost

    @property
    def currency(self):
        return self.service.currency

    def summary(self):
        """Return when the slot is, such as “Tuesday 24 November 2026, 18:00 to 19:00”, on the place's clocks."""
        from practice.wording import slot_in_words

        return slot_in_words(self)
