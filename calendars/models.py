"""Calendars out (`Feed`: a private address that other programs read) and in (`OutsideCalendar`: busy times)."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from people.encryption import EncryptedTextField, Token
from people.validators import validate_printable
from practice.models import Absence, Place, Practitioner

from .addresses import validate_address

#: Bytes of chance in a feed's address.
TOKEN_BYTES = 24


def new_token():
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


class FeedQuerySet(models.QuerySet):
    def behind(self, token):
        """Return the feed whose address holds `token`, if any."""
        return self.filter(token_hash=hash_of(token)).select_related("holder", "practitioner", "place")


class Feed(models.Model):
    """An address under which calendars read appointments: its holder's own, a practitioner's, or a place's.

    The address is a key that its holder may lend: it opens what `permissions.may_read` says that the holder may see
    now, and nothing once they are blocked. Only a hash of it is kept, so it is shown once.
    """

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.CASCADE, related_name="feeds"
    )
    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    place = models.ForeignKey(Place, verbose_name=_("place"), null=True, on_delete=models.CASCADE, related_name="+")
    shows_details = models.BooleanField(_("with names and places"), default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made on"), default=timezone.now, editable=False)

    objects = FeedQuerySet.as_manager()

    # Wagtail would look for pages and images in every row that is saved; there are none.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(practitioner__isnull=True) | Q(place__isnull=True), name="calendars_feed_of_one"
            )
        ]

    def __str__(self):
        return str(self.practitioner or self.place or self.holder)

    def appointments(self):
        """Return every appointment that this feed is about."""
        if self.practitioner_id:
            return Appointment.objects.filter(practitioner=self.practitioner_id)
        if self.place_id:
            return Appointment.objects.filter(place=self.place_id)
        return Appointment.objects.filter(client__user=self.holder_id)


class OutsideCalendarQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the calendars that `user` may look at and change: everyone's with the permission, else their own."""
        if user.has_perm("calendars.change_outsidecalendar"):
            return self.all()
        return self.filter(practitioner__user=user)

    def locked(self, **wanted):
        """Return the one calendar that is `wanted`, with its practitioner, and wait for our turn on it; or None."""
        rows = self.select_for_update(of=("self",), no_key=True).select_related("practitioner")
        return rows.filter(**wanted).first()

    def locked_as_looked_at(self, calendar):
        """Return a calendar as it is now, and wait for our turn on it; None if it is gone or led elsewhere since."""
        now = self.locked(pk=calendar.pk)
        return now if now and now.address == calendar.address else None

    def due(self, now):
        """Return those at which to look again, the one that waits longest first."""
        return self.filter(next_look_at__lte=now).order_by("next_look_at", "pk")


class OutsideCalendar(models.Model):
    """A calendar that a practitioner keeps elsewhere. When they are busy there, nothing can be booked here.

    The worker reads it (`actions.look_at_due`) and writes its busy times as absences, which belong to it alone.
    """

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.CASCADE, related_name="outside_calendars"
    )
    name = models.CharField(
        _("name"), max_length=120, validators=[validate_printable], help_text=_("For you, such as “Private”.")
    )
    # Like a password, it opens the calendar: the database holds it encrypted, screens show only the server's name.
    address = EncryptedTextField(_("address"), validators=[validate_address])
    #: The busy times that the last good look found.
    absences = models.ManyToManyField(Absence, editable=False, related_name="+")
    next_look_at = models.DateTimeField(default=timezone.now, editable=False)
    looked_at = models.DateTimeField(_("last look"), null=True, editable=False)
    read_at = models.DateTimeField(_("last good look"), null=True, editable=False)
    #: A `Problem`, or empty.
    problem = models.CharField(max_length=20, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = OutsideCalendarQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("outside calendar")
        verbose_name_plural = _("outside calendars")
        ordering = ["practitioner", "name", "pk"]
        indexes = [models.Index(fields=["next_look_at"], name="calendars_due")]

    def __str__(self):
        return self.name

    @property
    def is_readable(self):
        """Tell whether a key of `NOTES_KEYS` opens the address."""
        return not isinstance(self.address, Token)
