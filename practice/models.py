"""Who works where and when: places, services, practitioners, their hours and absences, and the practice's rules."""

import datetime as dt
import zoneinfo

import recurrence
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from recurrence.fields import RecurrenceField
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def validate_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”."), params={"name": name})


def practice_zone():
    """Return the zone in which the practice counts its days."""
    return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class ActiveQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Place(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address on the site"), max_length=120, unique=True)
    town = models.CharField(_("town"), max_length=120, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    directions = models.TextField(_("how to get there"), blank=True)
    description = models.TextField(_("description"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    is_online = models.BooleanField(_("online"), default=False)
    is_active = models.BooleanField(_("open for booking"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else practice_zone()


class Speciality(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("address on the site"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("speciality")
        verbose_name_plural = _("specialities")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Service(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address on the site"), max_length=120, unique=True)
    description = models.TextField(_("description"), blank=True)
    duration_minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=45, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    gap_minutes = models.PositiveSmallIntegerField(
        _("minutes kept free between two appointments"), default=10, validators=[MaxValueValidator(240)]
    )
    price = models.DecimalField(
        _("price"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    needs_approval = models.BooleanField(
        _("the practitioner agrees first"),
        default=False,
        help_text=_("A booking is then a request, until it is agreed to or declined."),
    )
    is_active = models.BooleanField(_("open for booking"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    @property
    def duration(self):
        return dt.timedelta(minutes=self.duration_minutes)

    @property
    def gap(self):
        return dt.timedelta(minutes=self.gap_minutes)


class PractitionerQuerySet(ActiveQuerySet):
    def for_user(self, user):
        """Return the practitioner that `user` is; empty for anyone else."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Practitioner(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="practitioner",
    )
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address on the site"), max_length=200, unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    bio = models.TextField(_("in a few words"), blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image", verbose_name=_("portrait"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    languages = models.CharField(_("languages spoken"), max_length=200, blank=True)
    specialities = models.ManyToManyField(
        Speciality, verbose_name=_("specialities"), blank=True, related_name="practitioners"
    )
    services = models.ManyToManyField(Service, verbose_name=_("services"), blank=True, related_name="practitioners")
    places = models.ManyToManyField(Place, verbose_name=_("places"), blank=True, related_name="practitioners")
    is_active = models.BooleanField(_("open for booking"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        verbose_name = _("practitioner")
        verbose_name_plural = _("practitioners")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


def every_weekday():
    """Return Monday to Friday, each week."""
    days = [recurrence.MO, recurrence.TU, recurrence.WE, recurrence.TH, recurrence.FR]
    return recurrence.Recurrence(rrules=[recurrence.Rule(recurrence.WEEKLY, byday=days)], include_dtstart=False)


class OpeningHours(ClusterableModel):
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
    days = RecurrenceField(verbose_name=_("days"), include_dtstart=False, default=every_weekday)
    applies_from = models.DateField(_("from"), default=dt.date.today)
    applies_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["practitioner", "applies_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applies_until__isnull=True) | Q(applies_until__gte=F("applies_from")),
                name="practice_hours_until_after_from",
            )
        ]

    def __str__(self):
        return f"{self.practitioner} · {self.summary()}" if self.pk else str(self.practitioner)

    def summary(self):
        """Return the hours in words, such as “Monday to Friday, 9:00–12:30 and 13:30–17:00”."""
        from .wording import hours_in_words

        return hours_in_words(self)


class OpeningWindow(models.Model):
    """One stretch of an opening day, half-open, on the wall clock of the place."""

    hours = ParentalKey(OpeningHours, on_delete=models.CASCADE, related_name="windows")
    start = models.TimeField(_("from"))
    end = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="practice_window_end_after_start"),
            models.UniqueConstraint(fields=["hours", "start"], name="practice_window_once"),
        ]

    def __str__(self):
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


class AbsenceQuerySet(models.QuerySet):
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
    start_at = models.DateTimeField(_("from"))
    end_at = models.DateTimeField(_("to"))
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("For the practice only; never shown to clients."))
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
        who = self.practitioner or _("Whole practice")
        return f"{who} · {timezone.localtime(self.start_at):%d/%m/%Y %H:%M} – {timezone.localtime(self.end_at):%d/%m/%Y %H:%M}"

    def clean(self):
        if self.start_at and self.end_at and self.end_at <= self.start_at:
            raise ValidationError({"end_at": _("The end comes after the start.")})


@register_setting(icon="date", order=200)
class BookingRules(BaseGenericSetting):
    """What the practice decides about bookings, without code."""

    horizon_days = models.PositiveSmallIntegerField(
        _("days open for booking"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("Counted from today; the last day is included."),
    )
    minimum_notice_minutes = models.PositiveIntegerField(
        _("minutes between booking and start"),
        default=0,
        validators=[MaxValueValidator(60 * 24 * 90)],
        help_text=_("0: a free time can be booked until it begins."),
    )
    cancellation_notice_hours = models.PositiveSmallIntegerField(
        _("hours before the start until which clients may cancel or move"),
        default=24,
        validators=[MaxValueValidator(24 * 60)],
    )
    step_minutes = models.PositiveSmallIntegerField(
        _("minutes between two starts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("Empty: the length of the service and its gap, so that sessions follow one another without loss."),
    )
    live_limit = models.PositiveSmallIntegerField(
        _("appointments that a client may have to come"), default=10, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("booking rules")

    @property
    def minimum_notice(self):
        return dt.timedelta(minutes=self.minimum_notice_minutes)

    @property
    def cancellation_notice(self):
        return dt.timedelta(hours=self.cancellation_notice_hours)

    @property
    def step(self):
        return dt.timedelta(minutes=self.step_minutes) if self.step_minutes else None
