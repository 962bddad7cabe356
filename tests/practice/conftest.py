import datetime as dt

import pytest
from django.test import Client as Browser

from people.actions import set_role
from people.models import Role
from practice.models import OpeningHours, OpeningWindow
from tests import factories

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 23)
#: What the form of a service carries when it asks nothing of its own.
NO_QUESTIONS = {"questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}
DAY_OF_EIGHT = ["09:00", "09:55", "10:50", "11:45", "13:30", "14:25", "15:20", "16:15"]


def browser_of(user):
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def coach(camille):
    """Camille's browser, in the admin."""
    return browser_of(camille)


@pytest.fixture
def hours(practice):
    return practice.practitioner.opening_hours.get()


@pytest.fixture
def open_at(practice):
    """Add hours: `open_at(pattern, (9, 12), applies_from=…)`."""

    def add(pattern, *windows, **fields):
        fields = {"practitioner": practice.practitioner, "applies_from": dt.date(2026, 1, 1), **fields}
        hours = OpeningHours.objects.create(days=pattern.recurrence(), **fields)
        for start, end in windows:
            OpeningWindow.objects.create(hours=hours, start=dt.time(start), end=dt.time(end % 24))
        return hours

    return add


@pytest.fixture
def hugo(practice):
    """A second practitioner of the practice, who may do no more than that."""
    user = factories.make_user("hugo@example.com", "Hugo", "Morel")
    set_role(user=user, role=Role.Code.PRACTITIONER, by=None)
    factories.make_practitioner("Hugo Morel", user=user, places=[practice.place], services=[practice.service])
    return user
