"""A client's file: who it is, what is agreed and not done yet, the box to write in, the notes, the appointments.

What `request.user` may not know of answers 404 here, whoever they are.
"""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking.admin.appointments import ICONS
from booking.models import Appointment, State
from booking.views.mine import PAST_ON_A_PAGE, past_count
from coach_notes import actions, permissions
from coach_notes.forms import NoteForm, readers_of
from coach_notes.models import AgreedAction, ClientFile, Note, NoteDraft, NotesSettings, NoteVersion
from people.admin.ways_back import came_from

NOTES_PER_PAGE = 50
MOST_OPEN_ACTIONS = 30
#: How many appointments the list of a note's sessions offers, to come and past.
MOST_COMING, MOST_PAST = 20, 30

#: A note is written in the hours after a session, and what was agreed is ticked off then.
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

    @cached_property
    def coming(self):
        return list(self.appointments.upcoming(timezone.now()).prefetch_related("answers")[:MOST_COMING])

    @cached_property
    def past(self):
        """Return what has been or was ended, latest first, with the answers: what the page shows, and one more."""
        count = max(self.past_count, MOST_PAST) + 1
        return list(self.appointments.history(timezone.now()).prefetch_related("answers")[:count])

    @property
    def past_count(self):
        return past_count(self.request.GET.get("passes", ""))

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
    #: The appointment that the note is on, or is about to be on.
    session = None

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "appointments": self.appointments,
            "offered": self.offered,
            "rules": NotesSettings.load(),
        }

    @property
    def offered(self):
        """Return the appointments that a note can be tied to: to come and past, latest first."""
        found = [*reversed(self.coming), *self.past[:MOST_PAST]]
        return found if self.session is None or self.session in found else [self.session, *found]

    def form_valid(self, form):
        try:
            self.save(**form.cleaned_data)
        except actions.NoteRefused:
            raise Http404 from None
        messages.success(self.request, self.done)
        return redirect(came_from(self.request) or self.file_url)


class ClientFileView(NoteFormView):
    """All there is on a client."""

    template_name = "coach_notes/admin/client_file.html"
    done = gettext_lazy("The note is saved.")

    def get_page_title(self):
        return self.client.name

    @cached_property
    def may_write(self):
        return permissions.may_write(self.request.user, self.client)

    @cached_property
    def session(self):
        """Return the appointment that a new note is most likely about: the last one held, else the next, or None."""
        held = [one for one in self.past if one.state in (State.CONFIRMED, State.COMPLETED)]
        begun = [one for one in self.coming if one.start_at <= timezone.now()]
        return next(iter([*begun, *held, *self.coming]), None)

    @property
    def meeting(self):
        """Return the session in which, or after which, this page is looked at, or None."""
        now = timezone.now()
        return self.session if self.session and now - RECENT < self.session.start_at <= now else None

    @cached_property
    def draft(self):
        """Return what the user has typed before on this client, or None."""
        found = NoteDraft.objects.filter(author=self.request.user, client=self.client.pk).first()
        return found if found and found.is_readable and self.may_write else None

    def get_initial(self):
        reference = self.session and self.session.reference
        if self.request.method == "POST" or not self.draft:
            return {"appointment": reference}
        draft = self.draft
        drafted = draft.appointment and draft.appointment.reference
        return {
            "body": draft.body,
            "agreed": draft.agreed,
            "appointment": self.kwargs.get("reference") or drafted,
            "readers": readers_of(draft),
            **({"idempotency_key": draft.idempotency_key} if draft.idempotency_key else {}),
        }

    def get_context_data(self, **kwargs):
        now = timezone.now()
        notes = Note.objects.visible_to(self.request.user).filter(client=self.client.pk).newest_first()
        paginator = Paginator(notes.values_list("pk", flat=True), NOTES_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        lines = self.read(page, now)
        shown = self.past_count
        return super().get_context_data(
            client=self.client,
            may_write=self.may_write,
            draft=self.draft if self.request.method != "POST" else None,
            notes=lines,
            agreed=self.read_agreed({line["note"].pk for line in lines}, now),
            meeting=self.meeting,
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            coming=[line_of(one, now) for one in self.coming],
            past=[line_of(one, now) for one in self.past[:shown]],
            more=shown + PAST_ON_A_PAGE if len(self.past) > shown else None,
            session_count=self.appointments.shown_as(State.COMPLETED, now).count(),
            log_url=reverse("coach_notes:log", args=[self.client.pk]),
            **kwargs,
        )

    def read(self, page, now):
        """Return the notes of `page`, each with what the user may do with it."""
        user = self.request.user
        notes = Note.objects.filter(pk__in=list(page)).newest_first()
        notes = notes.select_related("appointment__place", "appointment__service")
        notes = notes.prefetch_related("agreed__done_appointment__place")
        earlier = NoteVersion.objects.of_readable(user).filter(note=OuterRef("pk"))
        return [
            {
                "note": note,
                "may_change": note.is_readable and permissions.may_change(user, note),
                "may_delete": permissions.may_delete(user, note),
            }
            for note in actions.read(notes=notes.annotate(has_earlier=Exists(earlier)), by=user, now=now)
        ]

    def read_agreed(self, besides, now):
        """Return what is agreed and not done yet, the latest first."""
        agreed = AgreedAction.objects.still_open().filter(note__client=self.client.pk)
        agreed = agreed.select_related("note__appointment__place").order_by("-note__created_at", "-note", "position")
        return actions.read_agreed(
            agreed=agreed, by=self.request.user, now=now, besides=besides, most=MOST_OPEN_ACTIONS
        )

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
        visible = Appointment.objects.visible_to(self.request.user).with_parties()
        return get_object_or_404(visible, reference=self.kwargs["reference"])

    @property
    def meeting(self):
        return self.session if self.session.start_at <= timezone.now() else None

    @cached_property
    def client(self):
        return get_object_or_404(ClientFile.objects.open_to(self.request.user), pk=self.session.client_id)


def line_of(appointment, now):
    """Return what the file shows of an appointment."""
    state = appointment.shown_state(now)
    return {"appointment": appointment, "state": state, "icon": ICONS[state], "answers": appointment.answers.all()}
