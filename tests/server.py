"""A real site for tests that need one: gunicorn on the test's own database, as `make run` starts it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url():
    """Return the address of the database that this test uses, for another process."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    return f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST'].replace('/', '%2F')}:{of['PORT']}/{of['NAME']}"


@contextlib.contextmanager
def running_site(*, settings_module=None, workers=2, threads=4, environment=None, well_at="/healthz"):
    """Run the site in processes of its own and yield its address; it must answer at `well_at` within a minute."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings_module or os.environ["DJANGO_SETTINGS_MODULE"],
        "DATABASE_URL": database_url(),
        "BASE_URL": address,
        "VAR_DIR": str(settings.VAR_DIR),
        "PYTHONPATH": str(ROOT),
        **(environment or {}),
    }
    command = [sys.executable, "-m", "gunicorn", "site_core.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads), "--timeout", "120"]
    log_path = Path(settings.VAR_DIR) / f"server-{port}.log"
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with log_path.open("w") as log:
        process = subprocess.Popen(
            [*command, "--log-level", "warning"], cwd=ROOT, env=variables, stdout=log, stderr=log
        )
        try:
            wait_until_well(f"{address}{well_at}", process, log_path)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_well(url, process, log_path):
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{url}: {error.code} {error.read().decode()}") from error
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the site did not start:\n{log_path.read_text()}")
