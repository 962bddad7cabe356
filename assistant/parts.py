"""What an answer is made of."""

import datetime as dt
from dataclasses import dataclass, field

from people.models import User
from practice.offers import Offers

from .knowledge import Knowledge
from .reading import Reading


@dataclass(frozen=True)
class Asking:
    """A question as a subject answers it: what was read, who asks and when, which filters they took away."""

    reading: Reading
    knowledge: Knowledge
    who: User
    now: dt.datetime
    without: frozenset = frozenset()

    @property
    def offered(self) -> Offers:
        return self.knowledge.offered


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class Filter:
    """Something that was understood of a wish for a time; `key` names it in an address."""

    key: str
    text: str


@dataclass(frozen=True)
class Part:
    """The answer to one subject: sentences, rows of a label and lines, links, free times and their filters."""

    subject: str = ""
    paragraphs: list[str] = field(default_factory=list)
    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    times: list = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    #: Whether the practice's own address and number belong here.
    has_contact: bool = False
