"""What can be booked: places, specialities, services, and the practitioners who give them."""

import datetime as dt
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.coreutils import string_to_ascii

from practice.languages import name_of, validate_languages

from .zones import practice_zone, validate_time_zone

CURRENCY_CODE = _("Write the three letters of a currency, such as EUR.")


class Addressed(models.Model):
    """A row with an address of its own on the site, made from its name when none is given."""

    slug = models.SlugField(
        _("address on the site"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The last part of the page’s address. Empty: made from the name."),
    )

    #: Words that mean something else in an address.
    RESERVED = frozenset()

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.slug in self.RESERVED:
            raise ValidationError({"slug": _("This word means something else in an address. Choose another one.")})

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self):
        """Return an address made from the name, in Latin letters, that no other row has."""
        stem = slugify(string_to_ascii(self.name))[:100] or self._meta.model_name
        taken = self.RESERVED | set(type(self).objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (stem, *numbered) if slug not in taken)


class ActiveQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class OfferedQuerySet(ActiveQuerySet):
    def for_newcomers(self):
        """Return what a new practitioner begins with: what is marked so, else the one that there is no choice of."""
        rows = list(self.active())
        return [row for row in rows if row.is_for_newcomers] or (rows if len(rows) == 1 else [])


class Place(Addressed):
    name = models.CharField(_("name"), max_length=120)
    town = models.CharField(_("town"), max_length=120, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    access = models.TextField(
        _("how to get there"),
        blank=True,
        help_text=_("For everyone: the nearest stop, where to park, steps or none. On the page of your places."),
    )
    directions = models.TextField(
        _("for those who have an appointment"),
        blank=True,
        help_text=_("A door code, a floor, or how the video call is opened. Only in their e-mails and on their pages."),
    )
    description = models.TextField(_("description"), blank=True, help_text=_("On the page of your places."))
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    is_online = models.BooleanField(
        _("online"), default=False, help_text=_("A video call or the telephone: there is nowhere to go.")
    )
    is_active = models.BooleanField(
        _("open for booking"), default=True, help_text=_("Closed: nothing new is booked here; what is booked stays.")
    )
    is_for_newcomers = models.BooleanField(
        _("new practitioners begin here"),
        default=False,
        help_text=_("Whoever is approved or invited as a practitioner works here at once; change it for each later."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    #: Stands in an address for the town of a place to which nobody has to go.
    ONLINE = "en-ligne"

    objects = OfferedQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else practice_zone()

    @property
    def town_slug(self):
        """Return the town as it stands in an address, one word however it was written; empty where none is known."""
        return self.ONLINE if self.is_online else slugify(string_to_ascii(self.town))


class Speciality(Addressed):
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("speciality")
        verbose_name_plural = _("specialities")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Service(Addressed, ClusterableModel):
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
    is_discreet = models.BooleanField(
        _("discreet e-mails"),
        default=False,
        help_text=_("E-mails and calendar entries say when, and neither with whom nor where."),
    )
    asks_topic = models.BooleanField(
        _("ask what the client would like to talk about"),
        default=True,
        help_text=_("A box for a few lines, which may stay empty. Without it, only your own questions are asked."),
    )
    is_active = models.BooleanField(_("open for booking"), default=True)
    is_for_newcomers = models.BooleanField(
        _("new practitioners begin with it"),
        default=False,
        help_text=_("Whoever is approved or invited as a practitioner gives it at once; change it for each later."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OfferedQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    @cached_property
    def questionnaire(self):
        """Return the questions, in their order; those who read many services fetch them along (`practice.offers`)."""
        return list(self.questions.all())

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
    #: Stands in an address for whoever of several practitioners is free.
    ANYONE = "tous"
    RESERVED = frozenset({ANYONE})

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
    #: Codes, as in `practice.languages`.
    languages = models.JSONField(_("languages spoken"), default=list, blank=True, validators=[validate_languages])
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("On their page, for everyone to read. Empty: not shown.")
    )
    phone = models.CharField(
        _("telephone"), max_length=40, blank=True, help_text=_("On their page, for everyone to read. Empty: not shown.")
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

    @property
    def language_names(self):
        """Return the languages spoken, in their order, as the reader calls them."""
        return [name_of(code) for code in self.languages]
