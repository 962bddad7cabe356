"""A client's file, with the box to write in at its top; change or delete a note; who has read what.

What `request.user` may not know of answers 404 here, whoever they are.
"""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking.models import Appointment, State
from coach_notes import actions, permissions
from coach_notes.forms import NoteForm
from coach_notes.models import ClientFile, Note, NoteAccess, NotesSettings

NOTES_PER_PAGE = 50
LINES_PER_PAGE = 100

#: A note is written in the hours after a session: that one is picked beforehand.
RECENT = dt.timedelta(hours=18)


class NotesView(WagtailAdminTemplateMixin):
    """What the pages of one client share: who it is, what may be done, the way back."""

    header_icon = "edit"

    def dispatch(self, request, *args, **kwargs):
        self.client  # noqa: B018 – looked for first, whatever the verb
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def client(self):
        return get_object_or_404(ClientFile.objects.open_to(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def appointments(self):
        """Return the client's appointments that the user may know of, latest first."""
        visible = Appointment.objects.visible_to(self.request.user).with_parties()
        return visible.filter(client=self.client.pk).exclude(state=State.HELD).order_by("-start_at", "-pk")

    @property
    def sessions(self):
        """Return the appointments that took place, or will."""
        return self.appointments.filter(state__in=[State.CONFIRMED, State.COMPLETED])

    @property
    def file_url(self):
        return reverse("coach_notes:client", args=[self.client.pk])

    def get_breadcrumbs_items(self):
        list_of_files = {"url": reverse("notes_modeladmin_index"), "label": _("Client notes")}
        file = {"url": self.file_url, "label": self.client.name}
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, list_of_files, *([file] if file["label"] != here["label"] else []), here]


class NoteFormView(NotesView, FormView):
    form_class = NoteForm

    def get_form_kwargs(self):
        is_shared = NotesSettings.load().notes_are_shared
        return {**super().get_form_kwargs(), "appointments": self.appointments, "is_shared": is_shared}

    def form_valid(self, form):
        try:
            self.save(**form.cleaned_data)
        except actions.NoteRefused:
            raise Http404 from None
        messages.success(self.request, self.done)
        return redirect(self.file_url)


class ClientFileView(NoteFormView):
    """All notes on a client, newest first, below the box for a new one."""

    template_name = "coach_notes/admin/client_file.html"
    done = gettext_lazy("The note is saved.")

    def get_page_title(self):
        return self.client.name

    @cached_property
    def may_write(self):
        return permissions.may_write(self.request.user, self.client)

    @cached_property
    def session(self):
        """Return the appointment that a new note is most likely about, or None."""
        now = timezone.now()
        return self.sessions.filter(start_at__lte=now, start_at__gt=now - RECENT).first()

    def get_initial(self):
        return {"appointment": self.session and self.session.reference}

    def get_context_data(self, **kwargs):
        now = timezone.now()
        notes = Note.objects.visible_to(self.request.user).filter(client=self.client.pk).newest_first()
        paginator = Paginator(notes.values_list("pk", flat=True), NOTES_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            client=self.client,
            may_write=self.may_write,
            notes=self.read(page, now),
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            upcoming=self.appointments.upcoming(now).first(),
            session_count=self.sessions.filter(end_at__lte=now).count(),
            log_url=reverse("coach_notes:log", args=[self.client.pk]),
            **kwargs,
        )

    def read(self, page, now):
        """Return the notes of `page`, each with what the user may do with it."""
        user = self.request.user
        notes = Note.objects.filter(pk__in=list(page)).newest_first()
        notes = notes.select_related("appointment__place", "appointment__service")
        return [
            {
                "note": note,
                "may_change": note.is_readable and permissions.may_change(user, note),
                "may_delete": permissions.may_delete(user, note),
            }
            for note in actions.read(notes=notes, by=user, now=now)
        ]

    def post(self, request, *args, **kwargs):
        if not self.may_write:
            raise Http404
        return super().post(request, *args, **kwargs)

    def save(self, **wish):
        actions.write(client=self.client, by=self.request.user, now=timezone.now(), **wish)


class AppointmentNoteView(ClientFileView):
    """The same page, come to from an appointment: the new note is on that one."""

    @cached_property
    def session(self):
        visible = Appointment.objects.visible_to(self.request.user)
        return get_object_or_404(visible, reference=self.kwargs["reference"])

    @cached_property
    def client(self):
        return get_object_or_404(ClientFile.objects.open_to(self.request.user), pk=self.session.client_id)


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

    def get_initial(self):
        if self.request.method == "POST":
            return {}
        [note] = actions.read(notes=Note.objects.filter(pk=self.note.pk), by=self.request.user, now=timezone.now())
        if not note.is_readable:
            raise Http404
        return {
            "body": note.body,
            "appointment": note.appointment and note.appointment.reference,
            "is_private": note.is_private,
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


class LogView(NotesView, TemplateView):
    """Who read, wrote, changed or deleted notes on this client, and when."""

    template_name = "coach_notes/admin/log.html"
    page_title = gettext_lazy("Who has read or changed these notes")

    def get_context_data(self, **kwargs):
        lines = NoteAccess.objects.visible_to(self.request.user).filter(client=self.client.pk)
        paginator = Paginator(lines, LINES_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            client=self.client,
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            back_url=self.file_url,
            **kwargs,
        )


# A report about an error leaves out what was typed.
discreet = sensitive_post_parameters("body")

urlpatterns = [
    path("notes/client/<int:pk>/", discreet(ClientFileView.as_view()), name="client"),
    path("notes/client/<int:pk>/journal/", LogView.as_view(), name="log"),
    path("notes/rendez-vous/<uuid:reference>/", discreet(AppointmentNoteView.as_view()), name="add"),
    path("notes/<int:pk>/modifier/", discreet(ChangeNoteView.as_view()), name="change"),
    path("notes/<int:pk>/supprimer/", DeleteNoteView.as_view(), name="delete"),
]
