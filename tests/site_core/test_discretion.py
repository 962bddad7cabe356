"""A log holds nothing that opens a door."""

import logging
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from site_core.discretion import DiscreetFilter, discreet, discreet_referer
from site_core.gunicorn import DiscreetLogger

TOKEN = "Ab3dEf6hIj9kLmNoPqRsTu"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("/rendez-vous/?semaine=2026-W48", "/rendez-vous/"),
        (f"/rendez-vous/{TOKEN}/", "/rendez-vous/…/"),
        (f"/en/rendez-vous/{TOKEN}/annuler/?x={TOKEN}", "/en/rendez-vous/…/annuler/"),
        (f"/agenda/{TOKEN}.ics", "/agenda/…"),
        ("/mes-rendez-vous/2b1c7a52-93a5-4c0d-8c0e-1e3f5a7b9c0d/", "/mes-rendez-vous/…/"),
        ("/accounts/password/reset/key/1-cyz5h8-aa55bb66cc77dd88/", "/accounts/password/reset/key/…/"),
        ("/methodes-de-coaching/", "/methodes-de-coaching/"),
        ("/static/css/base.0a1b2c3d4e5f.css", "/static/css/base.0a1b2c3d4e5f.css"),
    ],
)
def test_a_token_is_not_written_down(address, written):
    assert discreet(address) == written


def test_where_someone_came_from_is_written_with_the_same_care():
    assert discreet_referer(f"https://coach.example/rendez-vous/{TOKEN}/?a=b") == "coach.example/rendez-vous/…/"
    assert discreet_referer("-") == "-"


def test_what_django_says_of_a_refused_request_hides_the_token_too():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", f"/x/{TOKEN}/"), None)
    assert DiscreetFilter().filter(record)
    assert record.getMessage() == "Not Found: /x/…/"


@pytest.mark.parametrize("address", [f"/rendez-vous/{TOKEN}/", f"/rendez-vous/{TOKEN}/annuler/?a={TOKEN}"])
def test_nor_does_the_server_for_developers(address):
    record = logging.LogRecord(
        "django.server", logging.INFO, "", 0, '"%s" %s %s', (f"GET {address} HTTP/1.1", "302", "0"), None
    )
    assert DiscreetFilter().filter(record)
    assert TOKEN not in record.getMessage()
    assert record.getMessage().startswith('"GET /rendez-vous/…/')
    assert logging.getLogger("django.server").propagate


def test_no_field_of_the_access_log_holds_a_token():
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/rendez-vous/{TOKEN}/?key={TOKEN}",
        "PATH_INFO": f"/rendez-vous/{TOKEN}/",
        "QUERY_STRING": f"key={TOKEN}",
        "HTTP_REFERER": f"https://coach.example/rendez-vous/{TOKEN}/",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    config = Config()
    response = SimpleNamespace(status="200 OK", sent=12, headers=[])
    request = SimpleNamespace(headers=[])
    duration = SimpleNamespace(seconds=0, microseconds=5)
    line = DiscreetLogger(config).atoms(response, request, environ, duration)
    assert TOKEN not in config.access_log_format % line
    assert line["r"] == "GET /rendez-vous/…/ HTTP/1.1"
