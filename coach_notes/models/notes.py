"""Notes on clients, encrypted at rest, and who may read them."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from booking.models import Appointment, State
from people.encryption import EncryptedTextField, Token
from people.models import Client, ClientQuerySet


@register_setting(icon="lock", order=210)
class NotesSettings(BaseGenericSetting):
    """What the practice decides about notes, without code."""

    notes_are_shared = models.BooleanField(
        _("colleagues read one another’s notes"),
        default=True,
        help_text=_("Otherwise each practitioner reads and writes only their own, on their own clients."),
    )
    may_be_shown_to_clients = models.BooleanField(
        _("a note can be shown to its client"),
        default=False,
        db_default=False,
        help_text=_("Its author decides, note by note; the client reads it under “My appointments”."),
    )

    class Meta:
        verbose_name = _("notes on clients")


class ClientFileQuerySet(ClientQuerySet):
    def open_to(self, user):
        """Return the clients whose file `user` may open: everyone's where notes are shared, else those they see."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("coach_notes.read_all_notes") and NotesSettings.load().notes_are_shared:
            return self
        return self.seen_by(user)

    def seen_by(self, user):
        """Return those who have, had or asked for an appointment with the practitioner that `user` is."""
        appointments = Appointment.objects.filter(practitioner__user=user).exclude(state=State.HELD)
        return self.filter(pk__in=appointments.order_by().values("client"))

    def with_notes_of(self, user):
        """Add `note_count` and `last_note_at`, which count only what `user` may read."""
        notes = Note.objects.visible_to(user).filter(client=OuterRef("pk")).order_by().values("client")
        return self.annotate(
            note_count=Coalesce(Subquery(notes.annotate(found=Count("pk")).values("found")), 0),
            last_note_at=Subquery(notes.annotate(last=Max("created_at")).values("last")),
        )


class ClientFile(Client):
    """A client as this room sees them: a person with notes."""

    objects = ClientFileQuerySet.as_manager()

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("client’s file")
        verbose_name_plural = _("clients’ files")


class NoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the notes that `user` may read: their own, and those shared by colleagues; none on themselves."""
        if not user.is_authenticated:
            return self.none()
        readable = Q(author=user)
        if NotesSettings.load().notes_are_shared:
            readable |= Q(is_private=False) & ~Q(client__user=user)
        return self.filter(readable, client__in=ClientFile.objects.open_to(user))

    def shown_to(self, user):
        """Return the notes on `user` themselves, as a client, that their authors show them."""
        if not user.is_authenticated or not NotesSettings.load().may_be_shown_to_clients:
            return self.none()
        return self.filter(client__user=user, is_for_client=True)

    def newest_first(self):
        return self.order_by("-created_at", "-pk")


class Note(models.Model):
    """What someone of the practice wrote on a client. Changed only by `coach_notes.actions`.

    The client reads it only where the practice allows that and its author shows it to them. It is no page, revision,
    search entry or snippet, and stands in no export.
    """

    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.PROTECT, related_name="notes")
    appointment = models.ForeignKey(
        Appointment,
        verbose_name=_("appointment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notes",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    author_name = models.CharField(_("author"), max_length=200)
    body = EncryptedTextField(_("note"))
    #: Colleagues do not read it.
    is_private = models.BooleanField(_("for its author only"), default=False)
    is_for_client = models.BooleanField(_("shown to the client"), default=False, db_default=False)
    idempotency_key = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = NoteQuerySet.as_manager()

    # Wagtail would otherwise list notes among the “usages” of whatever they point to.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("read_all_notes", _("Can read the notes on every client, where they are shared")),
            ("write_notes", _("Can write notes on every client, where they are shared")),
            ("delete_all_notes", _("Can delete the notes of colleagues")),
        ]
        indexes = [models.Index(fields=["client", "-created_at"], name="coach_notes_by_client")]
        constraints = [models.UniqueConstraint(fields=["author", "idempotency_key"], name="coach_notes_once_per_form")]

    def __str__(self):
        # Wagtail, logs and messages print this: never a word of the body.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_readable(self):
        """Tell whether a key of `NOTES_KEYS` opens the body."""
        return not isinstance(self.body, Token)

    @property
    def was_changed(self):
        return self.updated_at > self.created_at
