"""What is said about calendars, in the active language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practice.models import practice_zone
from practice.wording import when_in_words

from .problems import Problem

PROBLEMS = {
    Problem.LOCKED: gettext_lazy("No key of this site opens the address any more. Copy the private address again."),
    Problem.ADDRESS: gettext_lazy("The address leads to something that is not https. Copy the private address again."),
    Problem.PRIVATE: gettext_lazy("This server stands in a private network, where nothing is read."),
    Problem.UNREACHABLE: gettext_lazy("The server does not answer."),
    Problem.CERTIFICATE: gettext_lazy("The server cannot prove who it is: its certificate is not recognised."),
    Problem.REDIRECTS: gettext_lazy("The server sends from one address to the next without end."),
    Problem.NOT_FOUND: gettext_lazy("There is no calendar at this address any more. Copy the private address again."),
    Problem.FORBIDDEN: gettext_lazy("The server asks for a password. Copy the private address, which needs none."),
    Problem.SERVER: gettext_lazy("The server answers with an error."),
    Problem.SLOW: gettext_lazy("The server, or the calendar, takes too long."),
    Problem.TOO_LARGE: gettext_lazy("The calendar is larger than 5 MB."),
    Problem.NO_CALENDAR: gettext_lazy("There is no calendar at this address that can be read."),
    Problem.TOO_MANY: gettext_lazy("The calendar holds too many events to be read."),
}


def look_in_words(calendar, count):
    """Return how the last look at a calendar went; `count` busy times stand in the agenda."""
    if calendar.looked_at is None:
        return _("Not looked at yet. That takes a minute.")
    if calendar.problem:
        return str(PROBLEMS[Problem(calendar.problem)])
    words = ngettext("Read: %(count)s busy time ahead.", "Read: %(count)s busy times ahead.", count)
    return words % {"count": count}


def moment_in_words(moment):
    return when_in_words(moment, None, practice_zone()) if moment else ""


def webcal_of(address):
    """Return the address in the form that opens a calendar program."""
    return f"webcal:{address.partition(':')[2]}"
