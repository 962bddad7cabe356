"""When: opening hours on the wall clock of a place, and time off."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from recurrence.fields import RecurrenceField

from practice.days import dates_between, every_weekday, validate_day, validate_days

from .catalogue import Place, Practitioner
from .zones import practice_today, practice_zone


class OwnedQuerySet(models.QuerySet):
    """Rows that belong to a practitioner, or to the whole practice."""

    def visible_to(self, user):
        """Return the rows that `user` may look at and change: everyone's with Django's permission, else their own."""
        if user.has_perm(f"practice.change_{self.model._meta.model_name}"):
            return self.all()
        return self.filter(practitioner__user=user)


class OpeningHoursQuerySet(OwnedQuerySet):
    def of(self, practitioner, place):
        """Return the hours of `practitioner` that count at `place`."""
        return self.filter(Q(place=place) | Q(place__isnull=True), practitioner=practitioner)

    def between(self, first, last):
        """Return the hours that apply on any day from `first` to `last`."""
        return self.filter(Q(applies_until__isnull=True) | Q(applies_until__gte=first), applies_from__lte=last)


class OpeningHours(models.Model):
    """The days on which a practitioner works (a recurrence of dates), with one or more windows on the wall clock.

    The recurrence carries dates only: `applies_from` anchors "every second week", and the hours are times in the
    place's zone, so that 9:00 stays 9:00 when the clocks change.
    """

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.CASCADE, related_name="opening_hours"
    )
    place = models.ForeignKey(
        Place,
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="opening_hours",
        help_text=_("Empty: the same hours at all of the practitioner’s places."),
    )
    days = RecurrenceField(
        verbose_name=_("days"), include_dtstart=False, default=every_weekday, validators=[validate_days]
    )
    applies_from = models.DateField(_("first day"), default=practice_today, validators=[validate_day])
    applies_until = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: until further notice."))
    is_exception = models.BooleanField(
        _("instead of the usual hours"),
        default=False,
        help_text=_("Between these two dates only these hours count: a summer, a single Saturday."),
    )

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["practitioner", "applies_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applies_until__isnull=True) | Q(applies_until__gte=F("applies_from")),
                name="practice_hours_until_after_from",
            ),
            models.CheckConstraint(
                condition=Q(is_exception=False) | Q(applies_until__isnull=False), name="practice_exception_ends"
            ),
        ]

    def __str__(self):
        return self.summary() if self.pk else ""

    def clean(self):
        if self.applies_until and self.applies_from and self.applies_until < self.applies_from:
            raise ValidationError({"applies_until": _("The last day comes after the first.")})
        if self.is_exception and not self.applies_until:
            raise ValidationError({"applies_until": _("Say until when these hours replace the usual ones.")})

    def dates_between(self, first, last):
        """Return the dates from `first` to `last`, both included, on which these hours open, earliest first."""
        until = min(last, self.applies_until) if self.applies_until else last
        return dates_between(self.days, self.applies_from, first, until) if first <= until else []

    def days_covered(self, first, last):
        """Return every date from `first` to `last` on which these hours apply, open or not."""
        start, end = max(first, self.applies_from), min(last, self.applies_until or last)
        return [start + dt.timedelta(days=number) for number in range((end - start).days + 1)]

    def summary(self):
        """Return the hours in words, such as “Monday to Friday, 9:00–12:30 and 13:30–17:00”."""
        from practice.wording import hours_in_words

        return hours_in_words(self)


class OpeningWindow(models.Model):
    """One stretch of an opening day, half-open, on the wall clock of the place. An end of 0:00 is midnight."""

    hours = models.ForeignKey(OpeningHours, on_delete=models.CASCADE, related_name="windows")
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))

    class Meta:
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")) | Q(end=dt.time(0)), name="practice_window_end_after_start"
            ),
            models.UniqueConstraint(fields=["hours", "start"], name="practice_window_once"),
        ]

    def __str__(self):
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


class AbsenceQuerySet(OwnedQuerySet):
    def entered(self):
        """Return what was entered here, and not read in a calendar kept elsewhere."""
        return self.filter(origin="")

    def concerning(self, user):
        """Return what `user` may change, and the closures of the whole practice, which they may only read."""
        return self.visible_to(user) | self.filter(practitioner__isnull=True)

    def touching(self, practitioner, start, end):
        """Return what keeps `practitioner` away within `[start, end)`: their own absences and the whole practice's."""
        return self.filter(
            Q(practitioner=practitioner) | Q(practitioner__isnull=True), start_at__lt=end, end_at__gt=start
        )


class Absence(models.Model):
    """Time off, of one practitioner or (with none named) of the whole practice."""

    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="absences",
        help_text=_("Empty: the whole practice is closed."),
    )
    start_at = models.DateTimeField(_("start"))
    end_at = models.DateTimeField(_("end"))
    reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text=_("For the practice only; never shown to clients.")
    )
    #: What the calendar is called that says so, where it was read elsewhere; who entered it here leaves it empty.
    origin = models.CharField(_("read in the calendar"), max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-start_at"]
        constraints = [
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="practice_absence_end_after_start")
        ]

    def __str__(self):
        return self.summary()

    def clean(self):
        if self.start_at and self.end_at and self.end_at <= self.start_at:
            raise ValidationError({"end_at": _("The end comes after the start.")})

    def whole_days(self):
        """Return the first and the last day off, or None when it begins or ends within a day of the practice."""
        start, end = (moment.astimezone(practice_zone()) for moment in (self.start_at, self.end_at))
        if start.time() == end.time() == dt.time(0):
            return start.date(), end.date() - dt.timedelta(days=1)
        return None

    def summary(self):
        """Return when the absence is, such as “24 December 2026 to 3 January 2027”, on the practice's clocks."""
        from practice.wording import absence_in_words

        return absence_in_words(self)
