import contextlib
import time
from types import SimpleNamespace

from django.apps import AppConfig


class UnguardedConfig(AppConfig):
    name = "tests.unguarded"

    def ready(self):
        """No lock, no transaction, and a pause between the check and the insert, in which a rival slips in."""
        from booking import availability, turns

        look = availability.ask

        def look_and_dawdle(*args, **kwargs):
            refused = look(*args, **kwargs)
            time.sleep(0.05)
            return refused

        availability.ask = look_and_dawdle
        turns.lock = lambda practitioner, client: None
        turns.transaction = SimpleNamespace(atomic=contextlib.nullcontext)
