"""What a change of the rules, the hours or the offer would leave without its place: listed before it is kept.

Nothing that is booked is touched by such a change. An appointment keeps the length and the gap that it was booked with,
so that the guard against double booking has nothing new to say of it; the change counts for what is booked from now on.
"""

import hashlib
from dataclasses import dataclass

from .signals import appointments_that_do_not_fit


@dataclass(frozen=True)
class Clash:
    """An appointment to come that does not fit: who and when, why in a few words, and where it is looked at.

    In an absence `why` is empty, or what is to be known of it.

    `key` is the same as long as it is the same appointment for the same reason.
    """

    key: str
    line: str
    why: str
    url: str


class SettingsClash(Exception):
    """A change would leave appointments without their place, and nobody has agreed to that yet.

    `clashes` are in the order of time. `seal` stands for exactly these: who has read them hands it back.
    """

    def __init__(self, clashes):
        super().__init__(f"{len(clashes)} appointments to come do not fit")
        self.clashes = clashes
        self.seal = seal_of(clashes)


def clashes(*, concerning, now):
    """Return the appointments to come that do not fit what is set now, by their key, in the order of time."""
    answers = appointments_that_do_not_fit.send(Clash, concerning=concerning, now=now)
    return {clash.key: clash for _receiver, found in answers for clash in found}


def seal_of(found):
    return hashlib.sha256("\n".join(clash.key for clash in found).encode()).hexdigest()[:20]
