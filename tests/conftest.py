"""The cast, the practice, and what every run keeps: nothing is skipped, nothing leaks from one test into the next."""

import os
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection

from people import actions
from people.models import Role, User
from people.roles import setup_roles
from tests import browser as chromium
from tests import factories

# --- The run -------------------------------------------------------------------------------------


def pytest_collection_modifyitems(config, items):
    """Leave out what is about the other database: it runs when that one is under test."""
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            # Such a test empties every table at its end; the next one begins with what migrations put there.
            kept = pytest.mark.django_db(**{**marker.kwargs, "serialized_rollback": True})
            item.add_marker(kept, append=False)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """A test that was skipped proves nothing: such a run has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Log-in attempts are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


# --- The cast ------------------------------------------------------------------------------------


@pytest.fixture
def roles(db):
    setup_roles()


@pytest.fixture
def camille(roles):
    """The coach, as `createsuperuser` makes her."""
    return User.objects.create_superuser(
        "camille@example.com", factories.PASSWORD, first_name="Camille", last_name="Aubert"
    )


@pytest.fixture
def bob(roles):
    """A client of Camille's."""
    return factories.make_client("bob@example.com", "Bob", "Martin").user


@pytest.fixture
def charlie(roles):
    """Another client, who must see nothing of Bob's."""
    return factories.make_client("charlie@example.com", "Charlie", "Petit").user


@pytest.fixture
def zoe(camille):
    """A colleague whom Camille made a collaborator."""
    user = factories.make_user("zoe@example.com", "Zoé", "Lambert")
    actions.set_role(user=user, role=Role.Code.COLLABORATOR, by=camille)
    return user


@pytest.fixture
def practice(camille):
    """The coach's practice: 45 minutes and a gap of 10, Monday to Friday, 9:00–12:30 and 13:30–17:00."""
    visio, lyon = factories.make_place("Visio"), factories.make_place("Lyon", town="Lyon")
    service = factories.make_service()
    practitioner = factories.make_practitioner(
        "Camille Aubert", slug="camille", user=camille, places=[visio, lyon], services=[service]
    )
    return SimpleNamespace(place=visio, places=[visio, lyon], service=service, practitioner=practitioner)


# --- The browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser(django_db_setup):
    """A Chromium that all browser tests of this process share; give each test a context of its own."""
    # Playwright keeps an event loop in this thread; Django would take our own calls for its.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from_migrations = getattr(connection, "_test_serialized_contents", None)
    with chromium.launched() as browser:
        # Within that loop Django has another connection, which was not there when the database was made.
        if from_migrations:
            connection._test_serialized_contents = from_migrations
        yield browser
