"""A missing or bad setting stops the start with one line that names it; in production nothing secret has a default."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-of-fifty-characters-or-more-for-this-test-only"
KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
PRODUCTION = {
    "SECRET_KEY": SECRET,
    "NOTES_KEYS": KEY,
    "JWT_KEY": SECRET,
    "ALLOWED_HOSTS": "coach.example",
    "BASE_URL": "https://coach.example",
    "DEFAULT_FROM_EMAIL": "Camille Aubert <camille@coach.example>",
}
# The last one is set for the browser's tests, if they ran in this process before.
OURS = {
    *PRODUCTION,
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DEBUG",
    "PORT",
    "WEB_CONCURRENCY",
    "DATABASE_URL",
    "CACHE_URL",
    "MEDIA_STORAGE",
    "MEDIA_URL",
    "API_ALLOWED_ORIGINS",
    "EMAIL_URL",
    "EMAIL_HOST",
}


def run(arguments, module, var_dir, settings):
    """Run Python with these settings and no others of ours."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    own = {"DJANGO_SETTINGS_MODULE": f"site_core.settings.{module}", "IGNORE_DOTENV": "1", "VAR_DIR": str(var_dir)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**kept, **own, **settings}, capture_output=True, text=True
    )


def ask(expression, module="development", *, var_dir, **settings):
    code = f"from django.conf import settings; print({expression})"
    return run(["-c", code], module, var_dir, settings)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DEBUG", "maybe", "'maybe' is neither on nor off"),
        ("PORT", "0", "'0' is not a whole number from 1 to 65535"),
        ("PORT", "http", "'http' is not a whole number from 1 to 65535"),
        ("WEB_CONCURRENCY", "none", "'none' is not a whole number from 1 to 256"),
        ("BASE_URL", "coach.example", "'coach.example' is not an address like https://example.com"),
        ("VAR_DIR", "/dev/null/var", "/dev/null/var: Not a directory"),
        ("DATABASE_URL", "mysql://coach:hunter22@db/site", "it is neither sqlite:////path/to/file nor postgresql://"),
        ("DATABASE_URL", "postgresql://coach:hunter22@db", "it is neither sqlite:////path/to/file nor postgresql://"),
        ("CACHE_URL", "locmem://", "it does not begin with dbcache://, filecache://, redis://, rediss://"),
        ("EMAIL_URL", "pigeon://coach:hunter22@post", "it is not like smtp+tls://user:password@host:587"),
        ("DEFAULT_FROM_EMAIL", "camille", "'camille' is not an e-mail address"),
        ("NOTIFICATION_EMAIL", "a@coach.example b", "'b' is not an e-mail address"),
        ("EMAIL_CONFIRMATION", "never", "'never' is none of optional, mandatory"),
        ("LANGUAGE_CODE", "de", "'de' is none of fr, en, ru"),
        ("TIME_ZONE", "Europe/Atlantis", "there is no time zone 'Europe/Atlantis'"),
        ("MEDIA_URL", "media", "'media' is not an address like https://example.com"),
        ("MEDIA_STORAGE", "s3://key:hunter22@s3.example.com", "it is not like s3://key:secret@s3.example.com/bucket"),
        ("MEDIA_STORAGE", "https://key:hunter22@s3.example.com/b", "it is not like s3://key:secret@s3.example.com/b"),
        ("API_ALLOWED_ORIGINS", "*", "'*' is not an origin like https://app.example.com"),
        ("API_ALLOWED_ORIGINS", "https://app.example/", "'https://app.example/' is not an origin like https://"),
        ("API_ALLOWED_ORIGINS", "https://a.example b.example", "'b.example' is not an origin like https://app."),
        ("API_ALLOWED_ORIGINS", "https://*.example", "'https://*.example' is not an origin like https://app."),
        ("TRUSTED_PROXIES", "-1", "'-1' is not a whole number, 0 or more"),
        ("SECRET_KEY", "hunter22", "it must be 50 random characters or more"),
        ("NOTES_KEYS", "hunter22", "each key is 32 random bytes in URL-safe base64 (44 characters)"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line(tmp_path, name, value, why):
    answer = ask("settings.DEBUG", **{"var_dir": tmp_path, name: value} if name != "VAR_DIR" else {"var_dir": value})
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"{name} cannot be used: {why}")
    assert len(answer.stderr.splitlines()) == 1
    assert "hunter22" not in answer.stderr


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_has_no_default_for_what_matters(tmp_path, name):
    answer = ask("settings.DEBUG", "production", var_dir=tmp_path, **{**PRODUCTION, name: ""})
    assert (answer.returncode, answer.stderr) == (1, f"{name} is missing: set it in the environment or in .env\n")


def test_the_example_lists_every_setting_and_can_be_used_as_it_is(tmp_path):
    listed = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    code = [ROOT / "site_core" / "gunicorn.py", *(ROOT / "site_core" / "settings").glob("*.py")]
    named = {
        name for path in code for name in re.findall(r'(?:read|kept_secret)\(["\']([A-Z_]+)["\']', path.read_text())
    }
    assert {"PORT", "LISTEN_ON", "SECRET_KEY"} < named
    assert named | {"PRESET", "DEMO"} == set(listed)
    answer = ask(
        "settings.PORT, settings.CACHES['default']['BACKEND']", var_dir=tmp_path, **{**listed, "VAR_DIR": str(tmp_path)}
    )
    assert answer.returncode == 0, answer.stderr


def test_the_web_server_stops_too_instead_of_trying_again(tmp_path):
    arguments = ["-m", "gunicorn", "--config", "site_core/gunicorn.py", "site_core.wsgi"]
    answer = run(arguments, "production", tmp_path, {**PRODUCTION, "SECRET_KEY": ""})
    assert (answer.returncode, answer.stderr) == (1, "SECRET_KEY is missing: set it in the environment or in .env\n")


def test_django_finds_nothing_to_warn_of_in_production(tmp_path):
    answer = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], "production", tmp_path, PRODUCTION)
    assert answer.returncode == 0, answer.stderr
    # What reaches beyond this host, under the same name, is for its owner to switch on.
    assert answer.stdout == "System check identified no issues (2 silenced).\n"


def test_on_one_machine_no_setting_is_needed_and_secrets_stay(tmp_path):
    first, second = (ask("settings.SECRET_KEY, settings.NOTES_KEYS", var_dir=tmp_path) for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout
    files = sorted((tmp_path / "secrets").iterdir())
    assert [path.name for path in files] == ["jwt_key", "notes_keys", "secret_key"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_debug_is_off_and_the_address_follows_the_port(tmp_path):
    answer = ask("settings.DEBUG, settings.BASE_URL", var_dir=tmp_path, PORT="8010")
    assert answer.stdout == "False http://localhost:8010\n"


def test_log_in_attempts_are_counted_where_all_processes_look(tmp_path):
    answer = ask("settings.CACHES['default']['BACKEND']", var_dir=tmp_path)
    assert answer.stdout == "django.core.cache.backends.db.DatabaseCache\n"


def test_sqlite_takes_the_write_lock_at_the_start_of_a_transaction(tmp_path):
    answer = ask("settings.DATABASES['default']['OPTIONS']['transaction_mode']", var_dir=tmp_path)
    assert answer.stdout == "IMMEDIATE\n"


def test_who_waits_for_a_lock_of_postgresql_gives_up(tmp_path):
    address = "postgresql://coach@%2Frun%2Fpostgresql/site"
    of = "settings.DATABASES['default']"
    answer = ask(f"{of}['OPTIONS']['options'], {of}['HOST']", var_dir=tmp_path, DATABASE_URL=address)
    assert answer.stdout == "-c lock_timeout=3000 /run/postgresql\n"
