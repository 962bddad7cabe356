"""Who works where and when: places, services, practitioners, their hours and absences, and the practice's rules."""

import datetime as dt
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from recurrence.fields import RecurrenceField
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.coreutils import string_to_ascii

from .days import dates_between, every_weekday, validate_day, validate_days
from .holidays import validate_region

CURRENCY_CODE = _("Write the three letters of a currency, such as EUR.")


def validate_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”."), params={"name": name})


def practice_zone():
    """Return the zone in which the practice counts its days."""
    return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def practice_today():
    """Return the practice's date."""
    return timezone.now().astimezone(practice_zone()).date()


class Addressed(models.Model):
    """A row with an address of its own on the site, made from its name when none is given."""

    slug = models.SlugField(
        _("address on the site"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The last part of the page’s address. Empty: made from the name."),
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self):
        """Return an address made from the name, in Latin letters, that no other row has."""
        stem = slugify(string_to_ascii(self.name))[:100] or self._meta.model_name
        taken = set(type(self).objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (stem, *numbered) if slug not in taken)


class ActiveQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Place(Addressed):
    name = models.CharField(_("name"), max_length=120)
    town = models.CharField(_("town"), max_length=120, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    directions = models.TextField(
        _("how to get there"), blank=True, help_text=_("A door code, a floor, or how the video call is opened.")
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("Shown to visitors when there are several places.")
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    is_online = models.BooleanField(
        _("online"), default=False, help_text=_("A video call or the telephone: there is nowhere to go.")
    )
    is_active = models.BooleanField(
        _("open for booking"), default=True, help_text=_("Closed: nothing new is booked here; what is booked stays.")
    )
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


class Speciality(Addressed):
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("speciality")
        verbose_name_plural = _("specialities")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Service(Addressed):
    name = models.CharField(_("name"), max_length=120, help_text=_("As clients read it, such as “Coaching session”."))
    description = models.TextField(
        _("description"), blank=True, help_text=_("Two sentences: for whom it is, and what happens.")
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=45, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    gap_minutes = models.PositiveSmallIntegerField(
        _("minutes kept free between two appointments"), default=10, validators=[MaxValueValidator(240)]
    )
    price = models.DecimalField(
        _("price"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: no price is shown. 0: free of charge."),
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="EUR", validators=[RegexValidator("^[A-Z]{3}$", CURRENCY_CODE)]
    )
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


class Practitioner(Addressed):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="practitioner",
        help_text=_("With this account they see their own appointments and change their own hours."),
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("As clients read it."))
    title = models.CharField(_("title"), max_length=200, blank=True, help_text=_("Such as “Professional coach”."))
    bio = models.TextField(_("in a few words"), blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    languages = models.CharField(
        _("languages spoken"), max_length=200, blank=True, help_text=_("With commas: French, English.")
    )
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
        from .wording import hours_in_words

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
        from .wording import absence_in_words

        return absence_in_words(self)


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
        help_text=_("You may do so at any time."),
    )
    step_minutes = models.PositiveSmallIntegerField(
        _("minutes between two starts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("Empty: the length of the service and its gap, so that sessions follow one another without loss."),
    )
    holidays_region = models.CharField(
        _("public holidays of"),
        max_length=10,
        blank=True,
        validators=[validate_region],
        help_text=_(
            "Nothing can be booked on them. A country such as FR, or a part of one such as FR-57 for Moselle. "
            "Empty: public holidays are days like any other."
        ),
    )
    live_limit = models.PositiveSmallIntegerField(
        _("appointments that a client may have to come"),
        default=10,
        validators=[MinValueValidator(1)],
        help_text=_("Those that are over do not count."),
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
