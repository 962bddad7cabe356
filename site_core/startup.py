"""What must be there before the site can serve: tables, a first content, static files. What is there is left alone."""

import hashlib
import os
import socket
import sys
from functools import cache

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from home.models import HomePage
from practice.models import Practitioner
from site_core import presets
from site_core.settings import locality, readers
from site_core.settings.env import read


def refuse_taken_port(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used ({error.strerror}): choose another, as PORT=8010") from None


def prepare_database(say):
    """Bring the tables up to date, with the guard and the roles.

    All of it each time: it takes a second where nothing is to be done, and mends a start that was ended half way.
    """
    waiting = len(unapplied_migrations())
    if waiting:
        say(f"Preparing the database ({waiting} steps)")
    # First the table of the cache: at the end of the migrations Wagtail empties what it keeps in it.
    call_command("createcachetable", verbosity=0)
    call_command(CountedMigrate(say, waiting), verbosity=0, interactive=False)
    call_command("setup_roles", verbosity=0)


def unapplied_migrations():
    """Return the migrations that this code has and the database has not, in no order."""
    return known_migrations() - set(MigrationRecorder(connection).applied_migrations())


@cache
def known_migrations():
    return frozenset(MigrationLoader(None).graph.nodes)


class CountedMigrate(migrate.Command):
    """Django's `migrate`, which says how far it is instead of naming each migration."""

    EACH = 50

    def __init__(self, say, total):
        super().__init__()
        self.say, self.total, self.done = say, total, 0

    def migration_progress_callback(self, action, migration=None, fake=False):
        if action == "apply_success":
            self.done += 1
            if self.done % self.EACH == 0:
                self.say(f"  {self.done} of {self.total}")


def settle(preset):
    """Give the empty site the language and the time zone of `preset`, for now and for its next starts.

    What the environment names stays. Settings are read before a command runs: where they change, this process begins
    again, with the same arguments. Where the environment alone decides, as in production, nothing happens.
    """
    if not settings.FOLLOWS_PRESET:
        return
    locality.keep(settings.VAR_DIR, *presets.origin(preset))
    wanted = {name: read(name, default=value) for name, value in locality.kept(settings.VAR_DIR).items()}
    if any(getattr(settings, name) != value for name, value in wanted.items()):
        connections.close_all()
        sys.stdout.flush()
        os.execv(sys.executable, sys.orig_argv)


def wanted_preset():
    return read("PRESET", default="coach")


def prepare_content(say):
    """Fill an empty site with the preset that `PRESET` names, with people and appointments if `DEMO` is on."""
    if not is_empty():
        return
    preset, demo = wanted_preset(), read("DEMO", readers.switch, False)
    say(f"Filling the empty site with the preset “{preset}”" + (", with people and appointments" if demo else ""))
    call_command("load_preset", preset, demo=demo, verbosity=0)


def is_new():
    """Tell whether nothing is there yet, neither content nor the tables for it."""
    return HomePage._meta.db_table not in connection.introspection.table_names() or is_empty()


def is_empty():
    return not HomePage.objects.exists() and not Practitioner.objects.exists()


def prepare_static_files(say):
    """Gather and compress them, unless all of them are those of the last time."""
    stamp = settings.STATIC_ROOT / ".fingerprint"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    say("Gathering the static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def static_fingerprint():
    files = sorted((path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([]))
    digest = hashlib.sha256()
    for path, place in files:
        status = os.stat(place)
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
