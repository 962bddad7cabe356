"""Sites under measure: gunicorn as the project starts it, a database behind it, and the CPU time of both."""

import contextlib
import os
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import cpu, load

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60


@dataclass
class Site:
    """A running site. `postmaster` is the process of the database server, where there is one."""

    name: str
    database: "object"
    facts: dict
    port: int
    process: subprocess.Popen
    environment: dict
    python: str
    postmaster: int | None = None
    marks: dict = field(default_factory=dict)

    def cpu_seconds(self):
        """Return the CPU time that all processes behind this site have used."""
        return cpu.seconds(self.process.pid) + (cpu.seconds(self.postmaster) if self.postmaster else 0)

    def ask(self, request):
        return load.ask(self.port, request)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(name, *, python, arguments, environment, well_at, log, **known):
    """Start gunicorn with `arguments`, and yield the `Site` once it answers at `well_at`."""
    port = free_port()
    variables = {**os.environ, **environment, "PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [python, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *arguments]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output)
        site = Site(name=name, port=port, process=process, environment=variables, python=python, **known)
        try:
            wait_until_well(site, well_at, log)
            yield site
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def wait_until_well(site, path, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and site.process.poll() is None:
        with contextlib.suppress(OSError):
            if site.ask(load.Request(path)).status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"{site.name} did not start:\n{log.read_text()[-3000:]}")
