"""One file that holds a site: its database as of one moment, its media, and what made it.

The database is copied while the site is used: SQLite through its backup interface, PostgreSQL by pg_dump. The secrets
under `VAR_DIR` are not in it: without the keys nobody reads the notes of a backup that was lost.
"""

import contextlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from .startup import known_migrations

DATABASE, MEDIA, LABEL = "database", "media", "label.json"


class BadArchive(Exception):
    """The file cannot be restored here; the message says why."""


def write(path):
    """Write the site to `path`. A file half written never stands under that name."""
    path = Path(path)
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".backup-") as folder:
        # The media after the database: a picture that a row names is there, and one too many does no harm.
        copy_database(Path(folder, DATABASE))
        unfinished = Path(folder, "archive")
        with tarfile.open(unfinished, "w") as archive:
            add_text(archive, LABEL, json.dumps(label()))
            archive.add(Path(folder, DATABASE), DATABASE)
            if settings.MEDIA_ROOT.exists():
                archive.add(settings.MEDIA_ROOT, MEDIA)
        unfinished.chmod(0o600)
        unfinished.replace(path)


def restore(path, *, keep):
    """Put the database and the media of the archive in the place of what is here, which goes to the file `keep` first.

    The caller migrates afterwards. An archive that does not fit raises `BadArchive`, and nothing has happened.
    """
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restore-") as folder:
        unpack(path, Path(folder))
        check_label(json.loads(Path(folder, LABEL).read_text()))
        write(keep)
        put_back_database(Path(folder, DATABASE))
        put_back_media(Path(folder, MEDIA))


def unpack(path, folder):
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise BadArchive(f"{path} cannot be read: {error}") from None
    if not Path(folder, LABEL).exists():
        raise BadArchive(f"{path} is no backup of a site")


# --- What made it --------------------------------------------------------------------------------


def label():
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {"database": connection.vendor, "made_at": timezone.now().isoformat(), "migrations": applied}


def check_label(found):
    if found["database"] != connection.vendor:
        raise BadArchive(f"It was made on {found['database']}; this site runs on {connection.vendor}")
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    made_by = {(app, name) for app, name in found["migrations"] if app in ours}
    if made_by - known_migrations():
        raise BadArchive("It was made by a later version of this site: update first")


def add_text(archive, name, text):
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    archive.addfile(member, io.BytesIO(text.encode()))


# --- Databases -----------------------------------------------------------------------------------


def copy_database(target):
    if connection.vendor == "postgresql":
        run_postgresql_tool("pg_dump", "--format=custom", f"--file={target}")
        return
    with contextlib.closing(open_sqlite()) as live, contextlib.closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def put_back_database(source):
    connection.close()
    if connection.vendor == "postgresql":
        options = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
        run_postgresql_tool("pg_restore", *options, str(source))
        return
    with contextlib.closing(sqlite3.connect(source)) as copy, contextlib.closing(open_sqlite()) as live:
        copy.backup(live)


def open_sqlite():
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=60)


def run_postgresql_tool(name, *arguments):
    """Run pg_dump or pg_restore on our database; the password goes by the environment, where `ps` does not show it."""
    (_, *server, database), secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [name, *server, "--dbname", database, *arguments]
    try:
        done = subprocess.run(command, env={**os.environ, **(secrets or {})}, capture_output=True, text=True)
    except FileNotFoundError:
        raise BadArchive(f"{name} is not on this machine: install the client tools of PostgreSQL") from None
    if done.returncode:
        raise BadArchive(f"{name}: {done.stderr.strip()}")


# --- Media ---------------------------------------------------------------------------------------


def put_back_media(source):
    """Exchange what is in the folder, not the folder itself, which may be a disk of its own."""
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    source.mkdir(exist_ok=True)
    old = source.with_name("media-before")
    old.mkdir()
    for before, after in ((settings.MEDIA_ROOT, old), (source, settings.MEDIA_ROOT)):
        for entry in list(before.iterdir()):
            shutil.move(entry, after / entry.name)
