"""Where the notes on a client are read and written, for a reader who may: the notes' room stands above this one.

It says by the hook `reads_all_notes`, a function of the reader, whether they read everyone's; on their own appointments
practitioners always do.
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
        return any(tells(self.user) for tells in hooks.get_hooks("reads_all_notes"))

    def file(self, client_id, practitioner):
        """Return where all notes on a client are, the last one first."""
        return self._open("coach_notes:client", client_id, practitioner)

    def new(self, reference, practitioner):
        """Return where a note on an appointment is written."""
        return self._open("coach_notes:add", reference, practitioner)

    def _open(self, name, key, practitioner):
        if practitioner.user_id != self.user.pk and not self.reads_all:
            return None
        try:
            return reverse(name, args=[key])
        except NoReverseMatch:
            return None
