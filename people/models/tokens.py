"""Tokens that people make for their programs and calendars."""

import datetime as dt
import hashlib
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.validators import validate_printable

from .persons import User

#: What each secret begins with: people, and programs that look for lost secrets, know it for one of ours.
PREFIX = "creneau_"
#: Bytes of chance in a secret, and how many of its signs are kept in the clear, to tell one from another.
SECRET_BYTES, SIGNS_SHOWN = 32, len(PREFIX) + 4
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def new_secret():
    return f"{PREFIX}{secrets.token_urlsafe(SECRET_BYTES)}"


def hash_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


class PersonalTokenQuerySet(models.QuerySet):
    def behind(self, secret):
        """Return the token with this secret, if any, and its owner with it."""
        return self.filter(secret_hash=hash_of(secret)).select_related("owner")

    def listed(self):
        """Return those that their owner still reads of, newest first: one that is revoked is gone."""
        return self.filter(revoked_at=None).order_by("-created_at", "-pk")


class PersonalToken(models.Model):
    """A key with which its owner's programs ask the API, for less than the owner may, and for a year at most.

    Only a hash of its secret is kept. It holds as long as the password and the epoch of its owner are those with which
    it was made (`User.access_mark`): it ends when a session would.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Read only")
        CHANGE = "change", _("Read and change")

    class Days(models.IntegerChoices):
        """For how long one may be made."""

        MONTH = 30, _("30 days")
        QUARTER = 90, _("90 days")
        YEAR = 365, _("365 days")

    class State(models.TextChoices):
        GOOD = "good", pgettext_lazy("token", "Good")
        EXPIRED = "expired", pgettext_lazy("token", "Expired")
        ENDED = "ended", pgettext_lazy("token", "No longer works: a new password, or a block")
        REVOKED = "revoked", pgettext_lazy("token", "Revoked")

    owner = models.ForeignKey(
        User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="personal_tokens", editable=False
    )
    name = models.CharField(_("name"), max_length=60, validators=[validate_printable])
    scope = models.CharField(_("what it may do"), max_length=10, choices=Scope.choices, default=Scope.READ)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    #: The first signs of the secret, by which its owner knows it again.
    start = models.CharField(max_length=SIGNS_SHOWN, editable=False)
    access_mark = models.CharField(max_length=64, editable=False)
    days = models.PositiveSmallIntegerField(_("how long it is good"), choices=Days.choices, default=Days.QUARTER)
    created_at = models.DateTimeField(_("made on"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = PersonalTokenQuerySet.as_manager()

    # Wagtail would look for pages and images in every row that is saved; there are none.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("personal token")
        verbose_name_plural = _("personal tokens")
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(days__lte=365), name="people_token_a_year_at_most")]

    def __str__(self):
        return self.name

    @property
    def expires_at(self):
        return self.created_at + dt.timedelta(days=self.days)

    def state(self, now):
        """Return its `State`; whether its owner may come in at all is another question."""
        if self.revoked_at:
            return self.State.REVOKED
        if self.access_mark != self.owner.access_mark:
            return self.State.ENDED
        return self.State.GOOD if now < self.expires_at else self.State.EXPIRED

    def is_good(self, now):
        """Tell whether it opens anything now: its owner is neither blocked nor closed, and nothing has ended it."""
        return self.owner.is_active and not self.owner.is_blocked and self.state(now) == self.State.GOOD

    def may_send(self, method):
        """Tell whether its scope reaches a request of this HTTP method."""
        return self.scope == self.Scope.CHANGE or method in SAFE_METHODS
