"""What was agreed at a session, to be done by a later one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment
from people.encryption import EncryptedTextField, Token

from .notes import Note


class AgreedActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the actions of the notes that `user` may read."""
        return self.filter(note__in=Note.objects.visible_to(user))

    def still_open(self):
        return self.filter(done_at=None)


class AgreedAction(models.Model):
    """One thing that was agreed, in a note: read by whoever reads that, and gone with it."""

    note = models.ForeignKey(Note, verbose_name=_("note"), on_delete=models.CASCADE, related_name="agreed")
    position = models.PositiveSmallIntegerField(default=0)
    text = EncryptedTextField(_("action"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by_name = models.CharField(_("by"), max_length=200, blank=True)
    done_appointment = models.ForeignKey(
        Appointment,
        verbose_name=_("appointment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = AgreedActionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("agreed action")
        verbose_name_plural = _("agreed actions")
        ordering = ["position", "pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_readable(self):
        return not isinstance(self.text, Token)
