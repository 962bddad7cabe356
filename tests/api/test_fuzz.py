"""Whatever is sent, as whoever: no call breaks, and none answers what its description does not say.

Half of what is sent is aimed: at rows that there are, and at times that can be had, so that it comes through.
"""

import datetime as dt
import os

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from booking.models import Appointment
from people.models import Client, User
from practice.models import Absence, OpeningHours, Place, Practitioner, PublishedSlot, Service
from site_core.wsgi import application
from tests.api.conftest import make_slot

pytestmark = pytest.mark.django_db

#: How many calls are made of each kind, as each of the cast; `FUZZ=120` makes a long run of it, of 5,000 for each.
CASES = int(os.environ.get("FUZZ", "4"))
CHECKED = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
#: What stands in an address for a row, by the word before it, and in a body by its own name.
KEYS = {
    "slots": (PublishedSlot, "pk"),
    "users": (User, "pk"),
    "appointments": (Appointment, "reference"),
    "opening-hours": (OpeningHours, "pk"),
    "absences": (Absence, "pk"),
    "service": (Service, "pk"),
    "place": (Place, "pk"),
    "practitioner": (Practitioner, "pk"),
    "client": (Client, "pk"),
}
MOMENTS = ("start", "start_time", "end", "end_time")


@pytest.fixture
def cast(log_in, planner, slot, bob, denis, camille, zoe):
    programs = {"bob": log_in(bob), "denis": log_in(denis), "zoe": log_in(zoe), "camille": log_in(camille)}
    make_slot(planner, slot.start_at, practitioner=denis.practitioner)
    for hours in (2, 4):
        later = make_slot(planner, slot.start_at + dt.timedelta(hours=hours))
        programs["bob"].patch(f"slots/{later.pk}/reserve/")
    return {"visitor": None, **programs}


def aim(case, number):
    """Put rows that there are, and times ahead, in the place of what stands for some."""
    word = case.operation.path.removeprefix("/api/v1/").split("/")[0]
    for name in case.path_parameters or {}:
        case.path_parameters[name] = a_key(word, number) or case.path_parameters[name]
    if isinstance(case.body, dict):
        for name in case.body:
            if name in MOMENTS:
                case.body[name] = a_moment(number + name.startswith("end"))
            elif name in KEYS:
                case.body[name] = a_key(name, number) or case.body[name]


def a_key(word, number):
    model, field = KEYS[word]
    keys = list(model.objects.order_by("pk").values_list(field, flat=True)[:10])
    return keys and (keys[number % len(keys)] if field == "pk" else str(keys[number % len(keys)]))


def a_moment(number):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=3, hours=number)
    return start.isoformat()


def from_this_machine(environ, start_response):
    return application({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


@pytest.fixture
def described():
    """Return the description, as the site gives it. Connections stay open: the test's rows are seen by no other."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", from_this_machine)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", ["visitor", "bob", "denis", "zoe", "camille"])
def test_no_call_breaks_or_answers_what_is_not_described(cast, described, settings, who):
    load_all_checks()
    settings.ACCOUNT_RATE_LIMITS = False
    headers = cast[who].headers if cast[who] else {}

    for found in described.get_all_operations():
        operation = found.ok()

        @hypothesis.settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            derandomize=CASES < 50,
            suppress_health_check=list(HealthCheck),
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        )
        @hypothesis.given(
            case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
            | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
            number=st.none() | st.integers(0, 9),
        )
        def call(case, number):
            if number is not None:
                aim(case, number)
            answer = case.call(headers=headers)
            assert answer.status_code < 500, f"{case.as_curl_command()}\n{answer.text[:500]}"
            if answer.status_code not in (405, 429):
                case.validate_response(answer, checks=CHECKED, headers=headers)

        call()
