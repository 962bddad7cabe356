"""How often one may ask: counted for each network in the cache that all processes share, as log-ins are.

allauth's own counting leaves GETs out, which questions are.
"""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache

MINUTE = 60


def may_ask(request):
    """Count this question, and tell whether it is one of those that a network may ask in a minute."""
    key = f"assistant:{get_adapter().get_client_ip(request)}:{int(time.time()) // MINUTE}"
    cache.add(key, 0, 2 * MINUTE)
    return cache.incr(key) <= settings.ASSISTANT_QUESTIONS_A_MINUTE
