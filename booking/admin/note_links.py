"""Where the notes on a client are read and written, for a reader who may: the notes' room stands above this one.

It says by the hooks `reads_all_notes` and `writes_all_notes`, functions of the reader, whether they do so of all
clients; of those who came to themselves, practitioners always do.
"""

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from wagtail import hooks


class NoteLinks:
    """The links of one reader; each is None where there is nothing for them to open."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def reads_all(self):
        return self._told_by("reads_all_notes")

    @cached_property
    def writes_all(self):
        return self.reads_all and self._told_by("writes_all_notes")

    def file(self, client_id, practitioner):
        """Return where all notes on a client are, the last one first."""
        return self._open("coach_notes:client", client_id, self._is(practitioner) or self.reads_all)

    def new(self, reference, practitioner):
        """Return where a note on an appointment is written."""
        return self._open("coach_notes:add", reference, self._is(practitioner) or self.writes_all)

    def _told_by(self, hook):
        return any(tells(self.user) for tells in hooks.get_hooks(hook))

    def _is(self, practitioner):
        return practitioner.user_id == self.user.pk

    def _open(self, name, key, may):
        if not may:
            return None
        try:
            return reverse(name, args=[key])
        except NoReverseMatch:
            return None
