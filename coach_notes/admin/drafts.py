"""The draft of a note: kept while it is typed (`static/js/draft.js`), thrown away when its author says so."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from coach_notes import actions
from coach_notes.forms import DraftForm
from practice.models import practice_zone
from practice.wording import time_in_words

from .client_file import NoteFormView, NotesView


class DraftView(NoteFormView):
    """Keep what was typed so far, and answer with one sentence for who types; an empty one takes the draft away."""

    form_class = DraftForm
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        # What cannot be read, such as an appointment that is gone, is left out; the words are kept.
        form.is_valid()
        now = timezone.now()
        try:
            draft = actions.keep_draft(client=self.client, by=request.user, now=now, **form.cleaned_data)
        except actions.NoteRefused:
            raise Http404 from None
        kept_at = time_in_words(now.astimezone(practice_zone()))
        sentence = _("Draft kept at %(time)s. Nobody else reads it.") % {"time": kept_at} if draft else ""
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8")


class ThrowDraftAwayView(NotesView, View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        actions.throw_draft_away(client=self.client, by=request.user)
        messages.success(request, _("The draft is thrown away."))
        return redirect(self.file_url)
