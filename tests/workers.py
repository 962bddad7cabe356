"""Workers in processes of their own, as the site runs them, on a clock that a test sets.

`python -m tests.workers CLOCK` is a nursery: everything is loaded once, and each line that it reads makes a worker, so
that a test may kill many. CLOCK is a file that holds by how many seconds their clock is wrong.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


class Workers:
    """Workers on the test's own database, sending to `mail_server`."""

    def __init__(self, mail_server, folder):
        self.mail_server = mail_server
        self.clock = Path(folder, "clock")
        self.pids = []
        self.set_clock(dt.timedelta())

    def __enter__(self):
        from django.conf import settings

        from tests.server import database_url

        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(settings.VAR_DIR),
            "SMTP_PORT": str(self.mail_server.port),
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "tests.workers", str(self.clock)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.nursery = subprocess.Popen(command, cwd=ROOT, env=environment, **pipes)
        return self

    def __exit__(self, *_exception):
        for pid in self.pids:
            kill(pid)
        self.nursery.stdin.close()
        self.nursery.wait(timeout=30)
        self.nursery.stdout.close()

    def start(self):
        """Start one more worker and return its number."""
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        self.pids.append(int(self.nursery.stdout.readline()))
        return self.pids[-1]

    def set_clock(self, wrong_by):
        """Set the clock of all workers, now; nobody reads half a number."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(wrong_by.total_seconds()))
        new.replace(self.clock)


def kill(pid):
    """Let a worker fall dead, and wait until it is."""
    try:
        process = psutil.Process(pid)
        process.kill()
        process.wait(timeout=30)
    except psutil.NoSuchProcess:
        return


def until(done, *, seconds=60):
    """Wait until `done()` is true."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)


# --- In the nursery --------------------------------------------------------------------------------


def work(clock):
    from django.core.management import call_command
    from django.utils import timezone

    timezone.now = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(seconds=float(clock.read_text()))
    call_command("deliver", every=0.02)


def main(clock):
    import django

    django.setup()
    from django.core.management import load_command_class
    from django.urls import get_resolver

    load_command_class("booking", "deliver")
    get_resolver().url_patterns  # noqa: B018
    # The dead are buried at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        pid = os.fork()
        if not pid:
            work(clock)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
