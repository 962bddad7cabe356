"""Every change of an appointment. Each is one transaction: lock, check, change, event, mail.

How a change waits for its turn is in `turns`, what all changes share in `steps`. Refusals are raised as
`BookingRefused`.

`by` is who acts: a `User`; a `Client` who acts by the link in their mail or as a guest; or None, the site itself.
"""

from booking.turns import BookingRefused

from .bookings import book, book_for, take
from .changes import agree, cancel, decline, miss, move, moved_to, take_back
from .holds import put_on_hold, release
from .others import give_up, offer_others, take_other
from .steps import no_longer

__all__ = [
    "BookingRefused",
    "agree",
    "book",
    "book_for",
    "cancel",
    "decline",
    "give_up",
    "miss",
    "move",
    "moved_to",
    "no_longer",
    "offer_others",
    "put_on_hold",
    "release",
    "take",
    "take_back",
    "take_other",
]
