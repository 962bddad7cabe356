"""All sites on one kind of database, each made when it is first asked for."""

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from site_core import installation
from site_core.settings.development import new_notes_key, new_secret_key

from . import queries, sites
from .load import Request
from .rounds import Case, always

PEER = sites.ROOT / "benchmarks" / "peers" / "django_appointment"
PEER_PACKAGE = "benchmarks.peers.django_appointment"
FEW, MANY = 100, 1000
#: Asked as by someone known, whom the cache of pages lets pass: for visitors it asks the database.
EMPTY = Request("/bench/empty/", headers={"Cookie": "messages=none"})


@dataclass(frozen=True)
class Sizes:
    """How much is measured: past appointments, rounds, bookings and changes."""

    small: int = 1_000
    usual: int = 100_000
    large: int = 1_000_000
    rounds: int = 11
    bookings: int = 500
    changes: int = 10_000
    calendars: int = 1_000


QUICK = Sizes(small=1_000, usual=10_000, large=50_000, rounds=3, bookings=150, changes=200, calendars=100)


class World:
    """The sites on one kind of database (`on`), in `folder`. `create` makes an empty database of a name."""

    def __init__(self, on, folder, create, postmaster, sizes, say):
        self.on, self.folder, self.create, self.postmaster = on, folder, create, postmaster
        self.sizes, self.say = sizes, say
        self.today = dt.date.today()
        self.stack = contextlib.ExitStack()
        self.started = {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stack.close()

    def site(self, past, practitioners=10):
        """Return our site with that many past appointments and practitioners."""
        name = f"ours_{past}_{practitioners}"
        if name not in self.started:
            self.started[name] = self._start_ours(name, past, practitioners)
        return self.started[name]

    @property
    def usual(self):
        return self.site(self.sizes.usual)

    @cached_property
    def peer(self):
        """Return the site of django-appointment."""
        python = str(installed_peer(self.say))
        past = self.sizes.usual
        self.say(f"  {self.on}: django-appointment with {past:,} past appointments")
        database = self.create("peer")
        environment = {
            "DJANGO_SETTINGS_MODULE": f"{PEER_PACKAGE}.settings",
            "DATABASE_URL": database.url,
        }
        facts = self.folder / "peer.json"
        arguments = ["--past", past, "--today", self.today, "--facts", facts]
        self._run(python, f"{PEER_PACKAGE}.loading", *arguments, environment=environment)
        server = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "5", "--preload"]
        return self._serve(
            "peer",
            database,
            python=python,
            arguments=[*server, "--log-level", "warning", f"{PEER_PACKAGE}.wsgi"],
            environment=environment,
            facts=facts,
            well_at="/bench/empty/",
        )

    def empty(self, site):
        """Return the case that all others of `site` are compared with."""
        return Case(f"empty {site.name}", site, always(EMPTY))

    @cached_property
    def _base(self):
        """Return a database with tables and pages, to be copied."""
        self.say(f"  {self.on}: tables and pages")
        base = self.create("base")
        self._run(sys.executable, "benchmarks.loading", "prepare", environment=self._environment(base))
        return base

    @cached_property
    def _secrets(self):
        return {"SECRET_KEY": new_secret_key(), "NOTES_KEYS": new_notes_key(), "JWT_KEY": new_secret_key()}

    def _environment(self, database):
        return {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "IGNORE_DOTENV": "1",
            "DATABASE_URL": database.url,
            "VAR_DIR": str(self.folder),
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": "https://localhost",
            "DEFAULT_FROM_EMAIL": "rendez-vous@localhost",
            "LISTEN_ON": "127.0.0.1",
            "ACCESS_LOG": "off",
            "WEB_CONCURRENCY": "2",
            "PRESET": "coach",
            "DEMO": "",
            **self._secrets,
        }

    def _start_ours(self, name, past, practitioners):
        base = self._base
        self.say(f"  {self.on}: {past:,} past appointments of {practitioners:,} practitioners")
        database = base.copy(name)
        facts = self.folder / f"{name}.json"
        arguments = ["--past", past, "--practitioners", practitioners, "--today", self.today, "--facts", facts]
        environment = self._environment(database)
        self._run(sys.executable, "benchmarks.loading", "fill", *arguments, environment=environment)
        site = self._serve(
            name,
            database,
            python=sys.executable,
            arguments=["--config", "site_core/gunicorn.py", "site_core.wsgi"],
            environment=environment,
            facts=facts,
            well_at="/healthz",
        )
        if asked := queries.count(site, EMPTY):
            raise RuntimeError(f"the empty view is none: it asks the database {asked} times")
        return site

    def _serve(self, name, database, *, facts, **how):
        return self.stack.enter_context(
            sites.running(
                name,
                database=database,
                facts=json.loads(facts.read_text()),
                postmaster=self.postmaster,
                log=self.folder / f"{name}-{uuid.uuid4().hex[:6]}.log",
                **how,
            )
        )

    def _run(self, python, module, *arguments, environment):
        """Run a module of this package in a process of its own; what it says is shown when it fails."""
        done = subprocess.run(
            [python, "-m", module, *map(str, arguments)],
            cwd=sites.ROOT,
            env={**os.environ, "PYTHONPATH": str(sites.ROOT), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{module}:\n{done.stdout[-3000:]}")


def installed_peer(say):
    """Return the Python of the peer's own environment, made at the first run."""
    environment = sites.ROOT / "var" / "bench" / "django-appointment"
    requirements = PEER / "requirements.txt"
    environment.parent.mkdir(parents=True, exist_ok=True)
    if not (
        installation.works(installation.python_of(environment)) and installation.is_installed(environment, requirements)
    ):
        say("  django-appointment, in an environment of its own")
    installation.main([str(environment), str(requirements)])
    return Path(installation.python_of(environment))
