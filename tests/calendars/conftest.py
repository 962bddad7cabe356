"""One Monday morning, Bob's appointment on the Thursday after, and a server elsewhere."""

import datetime as dt
import http.server
import ssl
import threading

import pytest
import time_machine

from booking import actions
from tests.calendars.servers import make_certificate

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
