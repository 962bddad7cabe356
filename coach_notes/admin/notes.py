"""One note: change it, delete it, read what it said before; and the log of who has read what.

What `request.user` may not know of answers 404 here, whoever they are.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coach_notes import actions, permissions
from coach_notes.forms import readers_of
from coach_notes.models import ClientFile, Note, NoteAccess

from .client_file import NoteFormView, NotesView

LINES_PER_PAGE = 100


class NoteView:
    """One note that the user may read, and may do with what the page is for."""

    may = None

    @cached_property
    def note(self):
        note = get_object_or_404(Note.objects.visible_to(self.request.user).defer("body"), pk=self.kwargs["pk"])
        if not self.may(self.request.user, note):
            raise Http404
        return note

    @cached_property
    def client(self):
        return get_object_or_404(ClientFile, pk=self.note.client_id)


class ChangeNoteView(NoteView, NoteFormView):
    template_name = "coach_notes/admin/change_note.html"
    page_title = gettext_lazy("Change the note")
    done = gettext_lazy("The note is changed.")
    may = staticmethod(permissions.may_change)

    @property
    def session(self):
        return self.note.appointment

    def get_initial(self):
        if self.request.method == "POST":
            return {}
        [note] = actions.read(notes=Note.objects.filter(pk=self.note.pk), by=self.request.user, now=timezone.now())
        if not note.is_readable:
            raise Http404
        return {
            "body": note.body,
            "agreed": "\n".join(actions.texts_of(note)),
            "appointment": note.appointment and note.appointment.reference,
            "readers": readers_of(note),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(note=self.note, back_url=self.file_url, **kwargs)

    def save(self, **wish):
        del wish["idempotency_key"]
        actions.change(note=self.note, by=self.request.user, now=timezone.now(), **wish)


class DeleteNoteView(NoteView, NotesView, TemplateView):
    """Ask once more, without showing what the note says; then delete it."""

    template_name = "coach_notes/admin/delete_note.html"
    page_title = gettext_lazy("Delete the note")
    may = staticmethod(permissions.may_delete)

    def get_context_data(self, **kwargs):
        return super().get_context_data(client=self.client, note=self.note, back_url=self.file_url, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            actions.delete(note=self.note, by=request.user, now=timezone.now())
        except actions.NoteRefused:
            raise Http404 from None
        messages.success(request, _("The note is deleted."))
        return redirect(self.file_url)


class EarlierView(NoteView, NotesView, TemplateView):
    """What a note said before each change."""

    template_name = "coach_notes/admin/earlier.html"
    page_title = gettext_lazy("Earlier versions of the note")
    may = staticmethod(lambda user, note: True)

    def get_context_data(self, **kwargs):
        versions = actions.read_earlier(note=self.note, by=self.request.user, now=timezone.now())
        if not versions:
            raise Http404
        return super().get_context_data(
            client=self.client, note=self.note, versions=versions, back_url=self.file_url, **kwargs
        )


class LogView(NotesView, TemplateView):
    """Who read, wrote, changed or deleted notes on this client, and when; `note` in the address: that one."""

    template_name = "coach_notes/admin/log.html"
    page_title = gettext_lazy("Who has read or changed these notes")

    def get_context_data(self, **kwargs):
        lines = NoteAccess.objects.visible_to(self.request.user).filter(client=self.client.pk)
        number = self.request.GET.get("note", "")
        if number.isascii() and number.isdecimal() and len(number) < 19:
            lines = lines.filter(note_id=number)
        paginator = Paginator(lines, LINES_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            client=self.client,
            number=number,
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            back_url=self.file_url,
            **kwargs,
        )
