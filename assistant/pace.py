"""How much is answered: to each network so many questions a minute, and to all of them together so many a second.

The networks are counted in the cache that all processes share, as log-ins are; allauth's own counting leaves GETs out,
which questions are. All together are counted by each process for itself: what they ask beyond that is turned away at
once, so that whoever books need not queue behind them.
"""

import threading
import time
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

MINUTE = 60


class Wait(NamedTuple):
    """Why a question is not answered now; `seconds`: when to ask again."""

    code: str
    status: int
    seconds: int
    sentence: str


TOO_OFTEN = Wait("too_often", 429, MINUTE, _("Many questions were asked. Try again in a minute."))
TOO_MANY = Wait("too_many", 503, 2, _("Many people are asking at this moment. Ask again in a few seconds."))


class Bucket:
    """Holds what may be taken at once, `a_second` of it, and fills up again as fast."""

    def __init__(self):
        self.lock, self.left, self.seen = threading.Lock(), float("inf"), 0.0

    def take(self, a_second, count=1):
        """Take so many out, and tell whether there was one; `count` 0 only looks."""
        with self.lock:
            now = time.monotonic()
            self.left, self.seen = min(a_second, self.left + (now - self.seen) * a_second), now
            if self.left < 1:
                return False
            self.left -= count
            return True


bucket = Bucket()


def must_wait(request):
    """Count this question, and return the `Wait` if it is not to be answered now."""
    a_second = settings.ASSISTANT_QUESTIONS_A_SECOND
    # Whoever is turned away costs the others as little as can be; nothing is counted for them.
    if not bucket.take(a_second, count=0):
        return TOO_MANY
    key = f"assistant:{get_adapter().get_client_ip(request)}:{int(time.time()) // MINUTE}"
    if count(key) > settings.ASSISTANT_QUESTIONS_A_MINUTE:
        return TOO_OFTEN
    return None if bucket.take(a_second) else TOO_MANY


def count(key):
    """Count once more, and return how often that is; as a rule it is not the first time, which asks the cache more."""
    try:
        return cache.incr(key)
    except ValueError:
        cache.add(key, 0, 2 * MINUTE)
        return cache.incr(key)
