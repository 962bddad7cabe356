"""The log of notes: who read, wrote, changed or deleted which, and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Client

from .notes import Note


class OnlyAddedTo(TypeError):
    """The log of notes is added to; nothing in it is changed or taken away."""


class NoteAccessQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the lines on notes that `user` may read, and their own; all of them for who may delete any note."""
        if user.has_perm("coach_notes.delete_all_notes"):
            return self
        return self.filter(Q(note_id__in=Note.objects.visible_to(user).values("pk")) | Q(user=user))

    def update(self, **fields):
        raise OnlyAddedTo

    def delete(self):
        raise OnlyAddedTo

    delete.queryset_only = True


class NoteAccess(models.Model):
    """One line of the log: who did what with which note, and when; nothing of what it says."""

    class Kind(models.TextChoices):
        READ = "read", _("Read")
        WRITTEN = "written", _("Written")
        CHANGED = "changed", _("Changed")
        DELETED = "deleted", _("Deleted")
        EARLIER = "earlier", _("Read as it was before")
        DONE = "done", _("Action marked as done")
        REOPENED = "reopened", _("Action opened again")

    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    note_id = models.PositiveBigIntegerField(_("note"), help_text=_("Stays when the note is deleted."))
    client = models.ForeignKey(
        Client, verbose_name=_("client"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    user_name = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"))

    objects = NoteAccessQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("access to a note")
        verbose_name_plural = _("accesses to notes")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["client", "-at"], name="coach_notes_log_by_client")]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.note_id} · {self.user_name}"

    def save(self, **options):
        if not self._state.adding:
            raise OnlyAddedTo
        super().save(**options)

    def delete(self, **options):
        raise OnlyAddedTo
