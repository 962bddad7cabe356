"""The cast, the practice, and what every run keeps: nothing is skipped, nothing leaks from one test into the next."""

import http.server
import os
import socket
import ssl
import threading
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from people import actions
from people.models import RegistrationRules, Role, User
from people.roles import setup_roles
from practice.models import BookingRules
from tests import browser as chromium
from tests import factories, kept_database
from tests.servers import make_certificate

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


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings):
    """Lay the database where this run will look for it, if it is there from an earlier one."""
    return kept_database.is_wanted() and kept_database.lay(settings.DATABASES["default"]["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb):
    if kept_database.is_wanted() and not django_db_keepdb:
        kept_database.keep(settings.DATABASES["default"]["TEST"]["NAME"])


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
    # As after the first visit: made at the first need, they are a change of what is offered.
    BookingRules.load(), RegistrationRules.load()
    visio, lyon = factories.make_place("Visio"), factories.make_place("Lyon", town="Lyon")
    service = factories.make_service()
    practitioner = factories.make_practitioner(
        "Camille Aubert", slug="camille", user=camille, places=[visio, lyon], services=[service]
    )
    return SimpleNamespace(place=visio, places=[visio, lyon], service=service, practitioner=practitioner)


# --- Servers elsewhere -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def serve(certificate, monkeypatch):
    """Return a function that answers on https://localhost:<port> with `answer(handler)`, and gives that address."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    servers = []

    def started(answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                answer(self)

            do_POST = do_GET

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda *about: None  # A reader that has had enough is no error here.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"https://localhost:{server.server_port}/a.ics"

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def resolve(monkeypatch):
    """Return a function that lets names lead to these addresses, one answer after the other, and notes connections."""
    connected = []

    def to(*answers):
        rest = list(answers)

        def getaddrinfo(host, port, **kwargs):
            found = rest.pop(0) if len(rest) > 1 else rest[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

        def connect(self, where):
            connected.append(where)
            raise ConnectionRefusedError

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(socket.socket, "connect", connect)
        return connected

    return to


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
