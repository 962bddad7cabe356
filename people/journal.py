"""The journal: who did what, and when. It keeps no rows of its own: each room tells of what it writes down anyway.

A room hands in a `Source` with the hook `register_journal_source`. All are asked at once, in one query that gives the
keys of the rows in their order; only those of one page are then made into lines, each source its own at once.
"""

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import CharField, F, Q, Value
from wagtail import hooks


@dataclass(frozen=True)
class Line:
    """One thing that happened: `who` did `what` with what is called `about`, which is looked at under `url`.

    `by` is the key of the account, or None. Names, and nothing else of a client, and no word of a note.
    """

    at: dt.datetime
    who: str
    by: int | None
    what: str
    about: str
    url: str | None


@dataclass(frozen=True)
class Wish:
    """What of the journal is asked for: everything, where nothing is said."""

    by: int | None = None
    kind: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    text: str = ""


class Source:
    """Rows of one table that tell of what was done. `kinds` are what they are about, by a word for the address."""

    name: str
    kinds: dict
    at, by = "at", "by"
    #: Lookups of what a search finds, and the field that holds a code, with its codes in words.
    texts: tuple = ()
    code = ""

    def rows(self, user):
        """Return the rows that `user` may read."""
        raise NotImplementedError

    def of_kind(self, rows, kind):
        """Return those of `rows` that are of one of our `kinds`; as a rule we have one."""
        return rows

    def codes(self):
        """Return what the field `code` may hold, in words."""
        return {}

    def lines(self, keys, user):
        """Return a `Line` for each of these keys, by key: in as many queries for one as for a page."""
        raise NotImplementedError

    def keys(self, wish, user):
        """Return (when, name of the source, key) of each row that is asked for, as a query without an order."""
        rows = self.rows(user)
        if wish.kind:
            rows = self.of_kind(rows, wish.kind) if wish.kind in self.kinds else rows.none()
        if wish.by:
            rows = rows.filter(**{self.by: wish.by})
        if wish.since:
            rows = rows.filter(**{f"{self.at}__gte": wish.since})
        if wish.until:
            rows = rows.filter(**{f"{self.at}__lt": wish.until})
        for word in wish.text.split():
            rows = rows.filter(self.holding(word))
        told = {"told_at": F(self.at), "told_by": Value(self.name, CharField()), "told": F("pk")}
        return rows.order_by().annotate(**told).values_list(*told)

    def holding(self, word):
        found = [Q(**{f"{lookup}__icontains": word}) for lookup in self.texts]
        meant = [code for code, words in self.codes().items() if word.casefold() in str(words).casefold()]
        return reduce(or_, found, Q(**{f"{self.code}__in": meant}))


def sources():
    """Return the sources of all rooms by their names, always in the same order."""
    found = [fn() for fn in hooks.get_hooks("register_journal_source")]
    return {source.name: source for source in sorted(found, key=lambda source: source.name)}


def keys(wish, user):
    """Return the keys of what is asked for, latest first, as one query to be counted and cut."""
    first, *others = [source.keys(wish, user) for source in sources().values()]
    return first.union(*others, all=True).order_by("-told_at", "told_by", "-told")


def lines(keys, user):
    """Return the lines that belong to these keys, in their order."""
    keys = list(keys)
    found = {}
    for name, source in sources().items():
        own = [key for _at, told_by, key in keys if told_by == name]
        found |= {(name, key): line for key, line in (source.lines(own, user) if own else {}).items()}
    return [found[name, key] for _at, name, key in keys if (name, key) in found]
