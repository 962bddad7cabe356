"""Where the things of an agenda lead, and back to it, for a reader who may; each is empty where there is nothing for
them to open."""

from urllib.parse import urlencode

from django.urls import reverse

from people.admin.ways_back import with_way_back
from practice.models import Absence, OpeningHours
from practice.permissions import is_practitioner, may_change, to_change

from .note_links import NoteLinks


class AgendaLinks:
    """The links of one reader; `back` is the address of what they are looking at."""

    def __init__(self, user, *, back):
        self.user, self.back, self.notes = user, back, NoteLinks(user)

    def appointment(self, key):
        return self._and_back(reverse("rendez-vous_modeladmin_inspect", args=[key]))

    def move(self, reference):
        return self._and_back(reverse("booking_admin:move", args=[reference]))

    def book(self, **wish):
        """Return where a client is booked for, with what is known of the wish, as words of an address."""
        return f"{reverse('booking_admin:book_for')}?{urlencode({**wish, 'next': self.back})}"

    def note(self, reference, practitioner):
        return self._and_back(self.notes.new(reference, practitioner))

    def absence(self, away, practitioner):
        """Return where an absence is changed; `practitioner` is None for the whole practice's."""
        may = may_change(self.user, Absence(practitioner=practitioner, origin=away.origin))
        return self._and_back(reverse(Absence.snippet_viewset.get_url_name("edit"), args=[away.pk])) if may else ""

    def hours(self, practitioners):
        """Return where the hours of these practitioners are listed: all hours, or those of the only one."""
        if not (self.user.has_perm(to_change(OpeningHours)) or is_practitioner(self.user)):
            return ""
        only = {"practitioner": practitioners[0].pk} if len(practitioners) == 1 else {}
        listed = reverse(OpeningHours.snippet_viewset.get_url_name("list"))
        return f"{listed}?{urlencode(only)}" if only else listed

    def _and_back(self, address):
        return with_way_back(address, self.back) if address else ""
