"""SQLite and PostgreSQL for the sites under measure: made once, copied for each size, and asked directly."""

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgresql import running_postgresql

from . import cpu

#: As on a site that keeps its data; and no vacuum of its own, which would fall into the sample of somebody else.
SETTINGS = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "off"}


class Database:
    """What both kinds have: `url`, as DATABASE_URL wants it, `copy(name)`, and `run(statement, *values)`."""

    def run_all(self, statements):
        for statement in statements:
            self.run(statement)


@dataclass(frozen=True)
class Sqlite(Database):
    """A file."""

    path: Path

    @property
    def url(self):
        return f"sqlite:///{self.path}"

    def copy(self, name):
        """Return a copy under another name."""
        twin = Sqlite(self.path.with_name(f"{name}.sqlite3"))
        shutil.copy(self.path, twin.path)
        return twin

    def run(self, statement, *values):
        """Run one statement and return its rows."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            return connection.execute(statement.replace("%s", "?"), values).fetchall()


@dataclass
class Postgresql(Database):
    """One database of a server."""

    url: str

    @cached_property
    def _connection(self):
        # Kept open: one that ends would leave its CPU time to the sample in which the server notices.
        return psycopg.connect(self.url, autocommit=True)

    def copy(self, name):
        self._alone(f"CREATE DATABASE {name} TEMPLATE {urlsplit(self.url).path[1:]}")
        return self._named(name)

    def create(self, name):
        """Make an empty database beside this one."""
        self._alone(f"CREATE DATABASE {name}")
        return self._named(name)

    def run(self, statement, *values):
        """Run one statement and return its rows."""
        cursor = self._connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []

    def _alone(self, statement):
        # A database that is copied must have no one connected.
        with psycopg.connect(self._named("postgres").url, autocommit=True) as connection:
            connection.execute(statement)

    def _named(self, name):
        return Postgresql(urlunsplit(urlsplit(self.url)._replace(path=f"/{name}")))


@contextlib.contextmanager
def sqlite(folder):
    """Yield a function that gives an empty database of that name, and no server process."""
    yield (lambda name: Sqlite(folder / f"{name}.sqlite3")), None


@contextlib.contextmanager
def postgresql(folder):
    """Yield the same on a server of its own, and the server's process."""
    with running_postgresql(**SETTINGS) as address:
        server = Postgresql(address)
        with psycopg.connect(address) as connection:
            postmaster = cpu.parent_of(connection.info.backend_pid)
        yield server.create, postmaster


KINDS = {"SQLite": sqlite, "PostgreSQL": postgresql}
