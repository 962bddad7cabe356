"""Who was invited, to what, and what became of it."""

import hashlib
import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .persons import Role, User


def new_nonce():
    return secrets.token_hex(16)


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Return those that were neither used nor withdrawn; they may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def visible_to(self, user):
        """Return the invitations that `user` may know of: all, those of clients, or the ones that they sent."""
        own = Q(invited_by=user)
        if user.role == Role.Code.ADMINISTRATOR:
            return self
        if user.role == Role.Code.COLLABORATOR:
            return self.filter(own | Q(role=Role.Code.CLIENT))
        return self.filter(own)


class Invitation(models.Model):
    """A link that opens one account for one address, once.

    The link's token is worked out from the row and the site's secret key when the mail is written, and only its hash is
    kept: a copy of the database opens nothing. Another `nonce` makes another token, and the one before is dead.
    """

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("invitation", "Sent")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
        EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.Code.choices, default=Role.Code.CLIENT)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=10)
    invited_by = models.ForeignKey(
        User, verbose_name=_("invited by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("good until"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="people_invitation_one_unanswered",
            )
        ]

    def __str__(self):
        return self.email

    def save(self, *args, **kwargs):
        self.token_hash = hash_of(self.token)
        super().save(*args, **kwargs)

    @property
    def token(self):
        """Return what the link holds: 256 bits that only this site can work out."""
        return salted_hmac("people.invitation", f"{self.reference}:{self.nonce}", algorithm="sha256").hexdigest()

    def state(self, now):
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.SENT if now < self.expires_at else self.State.EXPIRED

    def is_open(self, now):
        return self.state(now) == self.State.SENT


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()
