import logging

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model

from tests.access.addresses import Samples
from tests.access.stage import NOW, make_stage


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """The practice, made once for all tests of a file: each request is undone by its test (`undone`)."""
    cache.clear()
    # Each refusal would be a line in the log, which costs more than the answer.
    logging.disable(logging.WARNING)
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        everything = transaction.atomic()
        # As in Django's own test cases: what must be the outermost transaction takes this one for none.
        everything._from_testcase = True
        with everything:
            yield make_stage()
            transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    cache.clear()


@pytest.fixture(scope="module")
def samples(stage):
    return Samples(stage)


@pytest.fixture
def afresh(stage):
    """Let a test do to the practice what it likes: pytest's own transaction lies around each, and undoes it."""
    for row in vars(stage).values():
        if isinstance(row, Model):
            # An earlier test may have left something in it that was undone in the database alone.
            row.refresh_from_db()
