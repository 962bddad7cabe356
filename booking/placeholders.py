"""What a mail's text may hold in braces, such as {when}, and what is wrong with a text before it is kept.

A text is never run: each name in braces gives way to its value, once, and that is all (`booking.letters`). Texts are
kept with the names below; people read and write them in their own language (`shown`, `kept`).
"""

import difflib
import re
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .models import MailText, OutboxMessage

Kind = OutboxMessage.Kind
Reader = MailText.Reader

PATTERN = re.compile(r"\{([\w-]+)\}")
CODE = re.compile(r"\{[{%#].*?(?:[}%#]\}|$)", re.MULTILINE)
EVERYONE = frozenset(Reader)
CLIENTS = frozenset({Reader.CLIENT, Reader.DISCREET})
NOT_DISCREET = frozenset({Reader.CLIENT, Reader.PRACTICE})
EVERY_KIND = frozenset(Kind)
ENDED = frozenset({Kind.DECLINED, Kind.CANCELLED})
COMMENTED = ENDED | {Kind.CONFIRMED, Kind.REQUESTED, Kind.AGREED, Kind.MOVED, Kind.OFFERED, Kind.LEFT}
#: To someone on the waiting list, who has nothing to move or cancel yet.
WAITS = frozenset({Kind.WAITING, Kind.PROPOSED})
CHANGEABLE = EVERY_KIND - ENDED - WAITS - {Kind.OFFERED}
TIMED = EVERY_KIND - {Kind.WAITING}


@dataclass(frozen=True)
class Placeholder:
    """`in_subject`: it is short enough for one. `stands_alone`: it fills lines of its own."""

    name: str
    own_name: str
    meaning: str
    readers: frozenset = EVERYONE
    kinds: frozenset = EVERY_KIND
    in_subject: bool = False
    stands_alone: bool = False

    @property
    def shown(self):
        return f"{{{self.own_name}}}"


PLACEHOLDERS = [
    Placeholder(
        "start",
        pgettext_lazy("placeholder", "start"),
        gettext_lazy("the day and the hour, such as “Tuesday 24 November at 9:00”"),
        kinds=TIMED,
        in_subject=True,
    ),
    Placeholder(
        "when",
        pgettext_lazy("placeholder", "when"),
        gettext_lazy("the day, the year and the hours, from start to end"),
        kinds=TIMED,
        in_subject=True,
    ),
    Placeholder(
        "details",
        pgettext_lazy("placeholder", "details"),
        gettext_lazy("when, where and with whom, each on a line; in a discreet e-mail only when"),
        stands_alone=True,
    ),
    Placeholder(
        "before",
        pgettext_lazy("placeholder", "before"),
        gettext_lazy("the day and the hour before the move, or those of the present appointment"),
        kinds=frozenset({Kind.MOVED, Kind.PROPOSED}),
        in_subject=True,
    ),
    Placeholder(
        "days",
        pgettext_lazy("placeholder", "days"),
        gettext_lazy("the days for which the client waits"),
        kinds=frozenset({Kind.WAITING}),
        in_subject=True,
    ),
    Placeholder(
        "until",
        pgettext_lazy("placeholder", "until"),
        gettext_lazy("the day and the hour until which the time is kept"),
        kinds=frozenset({Kind.PROPOSED}),
    ),
    Placeholder("client", pgettext_lazy("placeholder", "client"), gettext_lazy("the client’s name"), in_subject=True),
    Placeholder(
        "contact",
        pgettext_lazy("placeholder", "contact"),
        gettext_lazy("the client’s e-mail address and telephone"),
        readers=frozenset({Reader.PRACTICE}),
    ),
    Placeholder(
        "practitioner",
        pgettext_lazy("placeholder", "practitioner"),
        gettext_lazy("the practitioner’s name"),
        readers=NOT_DISCREET,
        in_subject=True,
    ),
    Placeholder(
        "place",
        pgettext_lazy("placeholder", "place"),
        gettext_lazy("the place’s name and address"),
        readers=NOT_DISCREET,
        in_subject=True,
    ),
    Placeholder(
        "directions",
        pgettext_lazy("placeholder", "directions"),
        gettext_lazy("how to get there, as the place tells it"),
        readers=frozenset({Reader.CLIENT}),
    ),
    Placeholder(
        "reason",
        pgettext_lazy("placeholder", "reason"),
        gettext_lazy("the reason for cancelling, chosen from the list"),
        readers=NOT_DISCREET,
        kinds=frozenset({Kind.CANCELLED}),
    ),
    Placeholder(
        "comment",
        pgettext_lazy("placeholder", "comment"),
        gettext_lazy("a word from whoever made the change"),
        readers=NOT_DISCREET,
        kinds=COMMENTED,
    ),
    Placeholder(
        "link",
        pgettext_lazy("placeholder", "link"),
        gettext_lazy("the address where this appointment is looked at, moved or cancelled"),
        kinds=EVERY_KIND - {Kind.LEFT},
    ),
    Placeholder(
        "move",
        pgettext_lazy("placeholder", "move"),
        gettext_lazy("the address where the client chooses another time"),
        readers=CLIENTS,
        kinds=CHANGEABLE,
    ),
    Placeholder(
        "cancel",
        pgettext_lazy("placeholder", "cancel"),
        gettext_lazy("the address where the client cancels"),
        readers=CLIENTS,
        kinds=CHANGEABLE,
    ),
    Placeholder(
        "others",
        pgettext_lazy("placeholder", "others"),
        gettext_lazy("the times that may be chosen in its place, each on a line"),
        readers=CLIENTS,
        kinds=frozenset({Kind.OFFERED}),
        stands_alone=True,
    ),
    Placeholder(
        "stop",
        pgettext_lazy("placeholder", "stop"),
        gettext_lazy("the address where the client asks for no more reminders"),
        readers=CLIENTS,
        kinds=frozenset({Kind.REMINDER}),
    ),
    Placeholder(
        "times",
        pgettext_lazy("placeholder", "times"),
        gettext_lazy("the address of the free times"),
        readers=CLIENTS,
    ),
    Placeholder(
        "site",
        pgettext_lazy("placeholder", "site"),
        gettext_lazy("the site’s name"),
        readers=NOT_DISCREET,
        in_subject=True,
    ),
]
#: A line that holds one of these is left out where there is nothing to say.
OPTIONAL = frozenset({"directions", "reason", "comment", "contact", "before", "message", "others"})
#: A text says at least one of these.
TIMES = ("start", "when", "days", "details")


def allowed(kind, reader):
    """Return the placeholders that mean something in the mail of `kind` to `reader`."""
    return [one for one in PLACEHOLDERS if kind in one.kinds and reader in one.readers]


def shown(text):
    """Return a kept text with the names as the active language has them."""
    names = {one.name: one.shown for one in PLACEHOLDERS}
    return PATTERN.sub(lambda found: names.get(found[1], found[0]), text)


def kept(text):
    """Return a text as it is kept, whichever language its names are written in: the active one, or the kept one."""
    names = {str(one.own_name): one.name for one in PLACEHOLDERS}
    return PATTERN.sub(lambda found: f"{{{names.get(found[1], found[1])}}}", text)


# --- What is wrong with a text ---------------------------------------------------------------------


def problems_of_subject(kind, reader, subject):
    """Return what is wrong with a subject in its kept form, one sentence each; none where it may be kept."""
    fit = [one for one in allowed(kind, reader) if one.in_subject]
    found = [*strange_braces(subject), *misplaced(subject, fit, reader)]
    if not found and not names_in(subject) & {"start", "when", "days"}:
        found = [_("The subject says when the appointment is. Put %(names)s in it.") % {"names": either(fit, TIMES)}]
    return found


def problems_of_body(kind, reader, body):
    """Return what is wrong with a text in its kept form, one sentence each; none where it may be kept."""
    fit = allowed(kind, reader)
    return [*strange_braces(body), *misplaced(body, fit, reader), *crowded(body, fit)] or missing(
        kind, reader, body, fit
    )


def names_in(text):
    return set(PATTERN.findall(text))


def strange_braces(text):
    """Tell of code, which is never run, and of braces around anything else than a name."""
    if code := CODE.search(text):
        yield _("“%(code)s” is code, and code does nothing here. Only placeholders stand in braces.") % {
            "code": code[0][:60]
        }
    elif rest := re.search(r"\{[^{}\n]{0,30}\}?|\}", PATTERN.sub("", text)):
        yield _("“%(part)s” is no placeholder. One brace opens it, one closes it, as in %(example)s.") % {
            "part": rest[0],
            "example": BY_NAME["when"].shown,
        }


def misplaced(text, fit, reader):
    """Tell of each name that means nothing in this mail, and name the one that was meant, or all there are."""
    known = {one.name for one in fit}
    for name in sorted(names_in(text) - known):
        there = BY_NAME.get(name)
        words = {"name": there.shown if there else f"{{{name}}}"}
        if there and reader == Reader.DISCREET and reader not in there.readers:
            yield _("%(name)s has no place in a discreet e-mail, which says neither with whom nor where.") % words
        elif close := None if there else closest(name, fit):
            yield _("There is no placeholder %(name)s. Did you mean %(other)s?") % {**words, "other": close.shown}
        else:
            names = get_text_list([one.shown for one in fit], _("and"))
            yield _("%(name)s cannot stand here. These can: %(names)s.") % {**words, "names": names}


def closest(name, fit):
    """Return the placeholder that someone who wrote `name` probably meant, or None."""
    spellings = {spelling: one for one in fit for spelling in (one.name, str(one.own_name))}
    found = difflib.get_close_matches(name.lower(), spellings, n=1)
    return spellings[found[0]] if found else None


def crowded(body, fit):
    for one in fit:
        lines = [line.strip() for line in body.splitlines() if f"{{{one.name}}}" in line]
        if one.stands_alone and any(line != f"{{{one.name}}}" for line in lines):
            yield _("%(name)s fills several lines: put it on a line of its own.") % {"name": one.shown}


def missing(kind, reader, body, fit):
    names, found = names_in(body), []
    if not names & set(TIMES):
        found.append(_("The text says when the appointment is. Put %(names)s in it.") % {"names": either(fit, TIMES)})
    if reader in CLIENTS and kind not in ENDED and "link" not in names and not {"move", "cancel"} <= names:
        found.append(
            _("Without %(name)s the client could neither move nor cancel. Put it in the text.")
            % {"name": BY_NAME["link"].shown}
        )
    return found


def either(fit, names):
    return get_text_list([one.shown for one in fit if one.name in names], _("or"))


BY_NAME = {one.name: one for one in PLACEHOLDERS}
