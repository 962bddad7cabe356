"""What someone is writing on a client, before it is a note."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from people.encryption import EncryptedTextField, Token
from people.models import Client


class NoteDraft(models.Model):
    """What `author` has typed on `client` so far. Nobody else reads it, whatever their rights; it leaves no line."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.CASCADE, related_name="+"
    )
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="note_drafts")
    appointment = models.ForeignKey(
        Appointment,
        verbose_name=_("appointment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = EncryptedTextField(_("note"), blank=True)
    #: One on each line.
    agreed = EncryptedTextField(_("agreed actions"), blank=True)
    is_private = models.BooleanField(_("for its author only"), default=False)
    is_for_client = models.BooleanField(_("shown to the client"), default=False)
    #: That of the form in which it is typed: the note that comes of it takes it away.
    idempotency_key = models.UUIDField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft of a note")
        verbose_name_plural = _("drafts of notes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["author", "client"], name="coach_notes_one_draft_each")]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_readable(self):
        return not isinstance(self.body, Token) and not isinstance(self.agreed, Token)
