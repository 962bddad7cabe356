"""What a client reads of the notes on them: those that their authors show them, where the practice allows it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import actions
from .models import Note, NotesSettings

NOTES_PER_PAGE = 20


@never_cache
@login_required
@require_safe
def shown(request):
    """List the notes that are shown to whoever is logged in, newest first; each that is listed was read."""
    if not NotesSettings.load().may_be_shown_to_clients:
        raise Http404
    keys = Note.objects.shown_to(request.user).newest_first().values_list("pk", flat=True)
    page = Paginator(keys, NOTES_PER_PAGE).get_page(request.GET.get("page"))
    notes = Note.objects.filter(pk__in=list(page)).newest_first()
    notes = notes.select_related("appointment__place").prefetch_related("agreed")
    found = actions.read_shown(notes=notes, by=request.user, now=timezone.now())
    return render(
        request, "coach_notes/shown.html", {"notes": [note for note in found if note.is_readable], "page": page}
    )
