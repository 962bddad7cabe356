"""`make run` from an empty folder to a site that answers, its end, and its second start."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.server import free_port

ROOT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C ends it."
# Everything is made from nothing, on a machine that runs other tests at the same time.
PATIENCE = 600

pytestmark = pytest.mark.sqlite


class Run:
    """One `manage.py serve`, and what it has said so far."""

    def __init__(self, var_dir, port):
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BASE_URL")}
        environment |= {"DJANGO_SETTINGS_MODULE": "site_core.settings.development", "IGNORE_DOTENV": "1"}
        environment |= {"VAR_DIR": str(var_dir), "PORT": str(port), "WEB_CONCURRENCY": "1"}
        self.address = f"http://127.0.0.1:{port}"
        self.lines = []
        self._unread = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._unread.put(line)
        self._unread.put("")

    def wait_for(self, words):
        """Return once a line with `words` was said."""
        deadline = time.monotonic() + PATIENCE
        while not any(words in line for line in self.lines):
            line = self._unread.get(timeout=max(1, deadline - time.monotonic()))
            assert line, f"it ended:\n{self.said}"
            self.lines.append(line)

    @property
    def said(self):
        return "".join(self.lines)

    def get(self, path):
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as answer:
            return answer.read().decode()

    def children(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def worker(self):
        return next(child for child in self.children() if "deliver" in child.cmdline())

    def stop(self, number):
        """Ask it to end; return its exit code and which of its processes are still there."""
        children = self.children()
        self.process.send_signal(number)
        code = self.process.wait(timeout=60)
        _, left = psutil.wait_procs(children, timeout=10)
        return code, left


@pytest.fixture
def start(tmp_path):
    runs = []

    def start(port):
        runs.append(Run(tmp_path, port))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.stop(signal.SIGTERM)


def test_from_nothing_to_a_site_and_again(start, tmp_path):
    port = free_port()
    first = start(port)
    first.wait_for(READY)
    assert "Preparing the database" in first.said
    assert f"http://localhost:{port}/admin/" in first.said
    assert json.loads(first.get("/healthz"))["status"] == "ok"
    assert "<h1" in first.get("/")
    logins = json.loads((tmp_path / "log-ins.json").read_text())
    assert logins
    assert all(login["email"] in first.said and login["password"] in first.said for login in logins)
    assert (tmp_path / "log-ins.json").stat().st_mode & 0o777 == 0o600
    assert first.stop(signal.SIGTERM) == (0, [])

    began = time.monotonic()
    second = start(port)
    second.wait_for(READY)
    assert time.monotonic() - began < PATIENCE / 10
    assert not re.search("Preparing the database|Filling|Gathering", second.said)
    assert logins[0]["password"] in second.said

    fallen = second.worker()
    fallen.kill()
    second.wait_for("starting it again")
    wait_until(lambda: second.worker().pid != fallen.pid)
    assert second.stop(signal.SIGINT) == (0, [])


def wait_until(holds):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except StopIteration:
            pass
        time.sleep(0.2)
    raise AssertionError("it did not happen within a minute")


def test_a_port_that_is_taken_is_told_before_anything_is_made(start, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = start(other.getsockname()[1])
        assert run.process.wait(timeout=60) == 1
    run.wait_for("cannot be used")
    assert not (tmp_path / "db.sqlite3").exists()


def test_an_unknown_preset_is_told(start, tmp_path, monkeypatch):
    monkeypatch.setenv("PRESET", "lighthouse")
    run = start(free_port())
    assert run.process.wait(timeout=PATIENCE) == 1
    run.wait_for("lighthouse")
