"""One Monday morning, Bob's appointment on the Thursday after."""

import datetime as dt

import pytest
import time_machine

from booking import actions

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
NINE = dt.datetime(2026, 11, 26, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def appointment(practice, bob, _clock):
    return actions.book(
        client=bob.client,
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.place,
        start=NINE,
        by=bob,
        now=NOW,
    )
