"""Where a world is played: in its zones, and without a trace of it afterwards."""

import contextlib
import os
import time

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from booking import actions


@contextlib.contextmanager
def undone():
    """Take back, at the end, whatever was written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def standing_in(world):
    """Let the practice count its days in its own zone, and the server and its visitor be in another."""
    with override_settings(TIME_ZONE=world.practice.zone), timezone.override(world.server_zone):
        before = os.environ["TZ"]
        os.environ["TZ"] = world.server_zone
        time.tzset()
        try:
            yield
        finally:
            os.environ["TZ"] = before
            time.tzset()


def attempt(change, **wish):
    """Return what the change gives and the code of its refusal; one of them is None."""
    try:
        return change(**wish), None
    except actions.BookingRefused as refused:
        return None, refused.code
