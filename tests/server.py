"""A real site for tests that need one: gunicorn on the test's own database, as `make run` starts it."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
#: How many sites answer a browser's journey: `make test-instances` asks for two.
INSTANCES = int(os.environ.get("INSTANCES", "1"))


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


class Site:
    """gunicorn on the test's own database. It has the same address each time it is started."""

    def __init__(self, *, settings_module=None, workers=2, threads=4, environment=None, well_at="/healthz"):
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.well_at = well_at
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings_module or os.environ["DJANGO_SETTINGS_MODULE"],
            "DATABASE_URL": database_url(),
            "BASE_URL": self.address,
            "VAR_DIR": str(settings.VAR_DIR),
            "PYTHONPATH": str(ROOT),
            **(environment or {}),
        }
        # Loaded once, so that a worker that is killed has a successor in no time.
        self.command = [sys.executable, "-m", "gunicorn", "site_core.wsgi", "--preload", "--bind", f"127.0.0.1:{port}"]
        self.command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
        # A browser keeps its connection open: who is told to stop waits for it, but for less long than `stop` does.
        self.command += ["--timeout", "120", "--graceful-timeout", "20", "--log-level", "warning"]
        self.log_path = Path(settings.VAR_DIR) / f"server-{port}.log"
        self.log_path.parent.mkdir(parents=True, exist_ok=True)

    def start(self):
        """Start it and wait until it answers at `well_at`, for a minute at most."""
        with self.log_path.open("a") as log:
            self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        try:
            wait_until_well(f"{self.address}{self.well_at}", self.process, self.log_path)
        except BaseException:
            self.stop()
            raise

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def workers(self):
        """Return the processes that answer, as `psutil` knows them."""
        return psutil.Process(self.process.pid).children()

    def kill(self):
        """Let the whole site fall dead: the processes that answer, and the one that would start others."""
        workers = self.workers()
        self.process.kill()
        for worker in workers:
            worker.kill()
        self.process.wait()
        psutil.wait_procs(workers)


@contextlib.contextmanager
def running_site(**site):
    """Run a `Site` and yield its address; with INSTANCES=2 two of them, behind nginx as on a server."""
    with contextlib.ExitStack() as stack:
        sites = [Site(**site) for _number in range(INSTANCES)]
        if INSTANCES > 1:
            # Both must know the address that people see, before either of them starts.
            nginx = nginx_in_front_of(sites, stack)
        for one in sites:
            one.start()
            stack.callback(one.stop)
        yield nginx.address if INSTANCES > 1 else sites[0].address


def nginx_in_front_of(sites, stack):
    from tests.nginx import Nginx

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    nginx = stack.enter_context(Nginx([one.address for one in sites], folder, without_tls=True))
    for one in sites:
        one.environment["BASE_URL"] = nginx.address
    return nginx


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
