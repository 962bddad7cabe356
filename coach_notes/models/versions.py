"""What a note said before it was changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.encryption import EncryptedTextField, Token

from .notes import Note


class NoteVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the versions of notes that `user` may read; what was for its author only stays so."""
        return self.of_readable(user).filter(note__in=Note.objects.visible_to(user))

    def of_readable(self, user):
        """Return the same, of notes that are known to be read by `user`."""
        return self.filter(Q(is_private=False) | Q(note__author=user))


class NoteVersion(models.Model):
    """An earlier text of a note, with the actions that were open then. It goes with its note; no client reads it."""

    note = models.ForeignKey(Note, verbose_name=_("note"), on_delete=models.CASCADE, related_name="versions")
    author_name = models.CharField(_("author"), max_length=200)
    body = EncryptedTextField(_("note"))
    #: One on each line.
    agreed = EncryptedTextField(_("agreed actions"), blank=True)
    is_private = models.BooleanField(_("for its author only"))
    written_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("changed"))

    objects = NoteVersionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("earlier version of a note")
        verbose_name_plural = _("earlier versions of notes")
        ordering = ["-replaced_at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_readable(self):
        return not isinstance(self.body, Token) and not isinstance(self.agreed, Token)
