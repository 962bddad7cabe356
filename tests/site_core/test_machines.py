"""What machines ask of the site, and the headers that every answer carries."""

import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

pytestmark = pytest.mark.django_db


def directives(response):
    """Return the content policy of a response, as each directive with its sources."""
    policy = response.headers["Content-Security-Policy"]
    return {name: sources for name, *sources in (directive.split() for directive in policy.split(";"))}


def test_a_site_that_is_well_says_so(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": connection.vendor})
    assert "no-store" in response.headers["Cache-Control"]


def test_a_database_that_does_not_answer_is_told_without_its_address(client, monkeypatch):
    def refuse():
        raise OperationalError("connection to postgresql://coach:secret@db failed")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "error", "problems": ["the database does not answer"]}


def test_a_migration_that_waits_is_told(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'booking' AND name = '0001_initial'")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "error", "problems": ["migrations that are not applied: 1"]}


def test_a_public_page_runs_and_shows_only_what_is_its_own(client):
    policy = directives(client.get("/accounts/login/"))
    assert policy == {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def test_the_admin_has_a_policy_of_its_own(client, camille):
    client.force_login(camille)
    policy = directives(client.get("/admin/"))
    assert policy["script-src"] == policy["style-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["default-src"] == policy["form-action"] == policy["frame-ancestors"] == ["'self'"]


def test_every_answer_keeps_browsers_careful(client):
    headers = client.get("/accounts/login/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_crawlers_stay_out_of_what_is_personal_in_every_language(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    personal = ["/admin/", "/accounts/", "/en/accounts/", "/ru/mes-rendez-vous/", "/mes-rendez-vous/"]
    for path in [*personal, "/rendez-vous/coordonnees/", "/en/rendez-vous/coordonnees/"]:
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines


def test_who_finds_a_weakness_knows_whom_to_tell(client):
    lines = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines() if line
    )
    assert lines["Contact"] == "mailto:rendez-vous@localhost"
    until = dt.datetime.fromisoformat(lines["Expires"]) - timezone.now()
    assert dt.timedelta(days=300) < until < dt.timedelta(days=366)


def test_documents_are_not_read_past_the_question_who_may(client, settings):
    folder = settings.MEDIA_ROOT / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "private.txt").write_text("only for Bob")
    (settings.MEDIA_ROOT / "images").mkdir(exist_ok=True)
    (settings.MEDIA_ROOT / "images" / "open.png").write_bytes(b"for all")
    assert client.get("/media/images/open.png").status_code == 200
    assert client.get("/media/documents/private.txt").status_code == 404
