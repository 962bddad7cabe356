"""Who read or wrote notes on whom, for the journal; nothing of what they say."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from people.journal import Line, Source

from .models import ClientFile, NoteAccess

Kind = NoteAccess.Kind


class NotesSource(Source):
    name = "notes"
    kinds = {"notes": _("Notes on clients")}
    by = "user"
    texts = ("user_name", "client__name")
    code = "kind"

    def rows(self, user):
        return NoteAccess.objects.visible_to(user)

    def codes(self):
        return {kind.value: sentence_of(kind) for kind in Kind}

    def lines(self, keys, user):
        accesses = NoteAccess.objects.filter(pk__in=keys).select_related("client")
        clients = {access.client_id for access in accesses if access.client_id}
        is_open = set(ClientFile.objects.open_to(user).filter(pk__in=clients).values_list("pk", flat=True))
        return {access.pk: line_of(access, access.client_id in is_open) for access in accesses}


def sentence_of(kind):
    return {
        Kind.READ: pgettext("journal", "Note read"),
        Kind.WRITTEN: pgettext("journal", "Note written"),
        Kind.CHANGED: pgettext("journal", "Note changed"),
        Kind.DELETED: pgettext("journal", "Note deleted"),
        Kind.EARLIER: pgettext("journal", "Earlier versions of a note read"),
        Kind.DONE: pgettext("journal", "Action of a note marked as done"),
        Kind.REOPENED: pgettext("journal", "Action of a note opened again"),
    }[kind]


def line_of(access, is_open):
    return Line(
        at=access.at,
        who=access.user_name,
        by=access.user_id,
        what=sentence_of(access.kind),
        about=str(access.client or ""),
        url=reverse("coach_notes:log", args=[access.client_id]) if is_open else None,
    )
