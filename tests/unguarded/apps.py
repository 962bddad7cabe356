import contextlib
import time
from types import SimpleNamespace

from django.apps import AppConfig


class UnguardedConfig(AppConfig):
    name = "tests.unguarded"

    def ready(self):
        """No lock, no transaction, and a pause between the check and the insert, in which a rival slips in."""
        from booking import actions, availability

        look = availability.refusal_for

        def look_and_dawdle(*args, **kwargs):
            refused = look(*args, **kwargs)
            time.sleep(0.05)
            return refused

        availability.refusal_for = look_and_dawdle
        actions._lock = lambda practitioner, client: None
        actions.transaction = SimpleNamespace(atomic=contextlib.nullcontext)
