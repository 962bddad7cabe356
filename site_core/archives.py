"""One file that holds a site: its database as of one moment, its media, what made it, its preset's language and zone.

The database is copied while the site is used: SQLite through its backup interface, PostgreSQL by pg_dump. The secrets
under `VAR_DIR` are not in it: without the keys nobody reads the notes of a backup that was lost.
"""

import contextlib
import io
import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from .settings import locality
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
        with tarfile.open(unfinished, "w", dereference=True) as archive:
            add_text(archive, LABEL, json.dumps(label()))
            archive.add(Path(folder, DATABASE), DATABASE)
            add_media(archive)
        unfinished.chmod(0o600)
        unfinished.replace(path)


def restore(path, *, keep):
    """Put the database and the media of the archive in the place of what is here, which goes to the file `keep` first.

    The caller migrates afterwards. An archive that is damaged or does not fit raises `BadArchive`, and nothing has
    happened.
    """
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restore-") as folder:
        unpack(path, Path(folder))
        check_label(Path(folder, LABEL))
        check_database(Path(folder, DATABASE))
        write(keep)
        put_back_database(Path(folder, DATABASE))
        put_back_media(Path(folder, MEDIA))
        put_back_locality(Path(folder, LABEL))


# --- The file ------------------------------------------------------------------------------------


def unpack(path, folder):
    """Write what the archive holds into `folder`: files and folders that a backup has, and nothing else."""
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                unpack_member(archive, member, folder)
            refuse_cut(archive)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError) as error:
        raise BadArchive(f"{path} cannot be read: {error}") from None
    if not Path(folder, LABEL).exists():
        raise BadArchive(f"{path} is no backup of a site")


def unpack_member(archive, member, folder):
    # By hand, as Python 3.11 learnt `extractall(filter="data")` only in its fourth correction.
    parts = PurePosixPath(member.name).parts
    if parts[:1] not in [(LABEL,), (DATABASE,), (MEDIA,)] or ".." in parts or not (member.isfile() or member.isdir()):
        raise tarfile.TarError(f"{member.name} has no place in a backup")
    target = Path(folder, *parts)
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.extractfile(member) as content, target.open("wb") as file:
        shutil.copyfileobj(content, file)


def refuse_cut(archive):
    """Raise unless the archive, read to its last member, ends as one that was written to its end."""
    end = bytes(2 * tarfile.BLOCKSIZE)
    archive.fileobj.seek(archive.offset)
    if archive.fileobj.read(len(end)) != end:
        raise tarfile.TarError("its end is missing")


# --- What made it --------------------------------------------------------------------------------


def label():
    return {
        "database": connection.vendor,
        "made_at": timezone.now().isoformat(),
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        "locality": locality.kept(settings.VAR_DIR),
    }


def check_label(path):
    try:
        found = json.loads(path.read_text())
        refuse_stranger(found["database"], {(app, name) for app, name in found["migrations"]})
        locality_in(found)
    except (ValueError, KeyError, TypeError, OSError):
        raise BadArchive("Its label cannot be read") from None


def locality_in(label):
    """Return the language and the zone that a preset had given to the site; empty where none had, as in production."""
    known = label.get("locality") or {}
    return [known[name] for name in locality.NAMES] if known else []


def put_back_locality(label):
    """Keep the language and the zone of the site that was saved, for the next start."""
    if known := locality_in(json.loads(label.read_text())):
        locality.keep(settings.VAR_DIR, *known)


def refuse_stranger(vendor, migrations):
    """Raise unless this site, in this version, can take what was made on that database after those migrations."""
    if vendor != connection.vendor:
        raise BadArchive(f"It was made on {vendor}; this site runs on {connection.vendor}")
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    if {one for one in migrations if one[0] in ours} - known_migrations():
        raise BadArchive("It was made by a later version of this site: update first")


def add_text(archive, name, text):
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    archive.addfile(member, io.BytesIO(text.encode()))


# --- Databases -----------------------------------------------------------------------------------


def copy_database(target):
    if connection.vendor == "postgresql":
        server, secrets = postgresql_server()
        run_tool("pg_dump", *server, "--format=custom", f"--file={target}", secrets=secrets)
        return
    with contextlib.closing(open_sqlite()) as live, contextlib.closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def check_database(source):
    """Raise `BadArchive` unless the whole of the copy can be read."""
    if not source.is_file():
        raise BadArchive("There is no database in it")
    if connection.vendor == "postgresql":
        run_tool("pg_restore", f"--file={os.devnull}", str(source))
        return
    try:
        with contextlib.closing(sqlite3.connect(source)) as copy:
            [(found,)] = copy.execute("PRAGMA quick_check(1)")
            copy.execute(f"SELECT * FROM {MigrationRecorder.Migration._meta.db_table} LIMIT 1")
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise BadArchive(f"Its database cannot be read: {found}")


def put_back_database(source):
    if connection.vendor == "postgresql":
        put_back_postgresql(source)
        return
    connection.close()
    with contextlib.closing(sqlite3.connect(source)) as copy, contextlib.closing(open_sqlite()) as live:
        copy.backup(live)


def put_back_postgresql(source):
    """Exchange everything in one transaction: tables of a later version go too, or migrating would find them."""
    script = source.with_name("database.sql")
    run_tool("pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", str(source))
    emptying = script.with_name("emptying.sql")
    emptying.write_text("".join(f"DROP {what} CASCADE;\n" for what in made_by_migrations()))
    connection.close()
    server, secrets = postgresql_server()
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    run_tool("psql", *server, *options, f"--file={emptying}", f"--file={script}", secrets=secrets)


def made_by_migrations():
    """Return what our schema holds as “TABLE name” and “ROUTINE name(types)”, without what an extension brought."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT 'TABLE ' || oid::regclass FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
              AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
            UNION ALL
            SELECT 'ROUTINE ' || oid::regprocedure FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace
              AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
            """
        )
        return [what for (what,) in cursor.fetchall()]


def open_sqlite():
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=60)


def postgresql_server():
    """Return the options that name our database, and what goes by the environment: `ps` shows no password there."""
    (_, *server, database), secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return [*server, "--dbname", database], secrets or {}


def run_tool(name, *arguments, secrets=None):
    """Run one of PostgreSQL's own programs."""
    try:
        done = subprocess.run([name, *arguments], env={**os.environ, **(secrets or {})}, capture_output=True, text=True)
    except FileNotFoundError:
        raise BadArchive(f"{name} is not on this machine: install the client tools of PostgreSQL") from None
    if done.returncode:
        raise BadArchive(f"{name}: {done.stderr.strip()}")


# --- Media ---------------------------------------------------------------------------------------


def add_media(archive):
    """Add each file that is still there when its turn comes: pictures come and go while the site is used."""
    if settings.MEDIA_STORAGE:
        add_stored_media(archive)
        return
    root = settings.MEDIA_ROOT.resolve()
    for folder, _folders, names in os.walk(root, followlinks=True):
        for path in (Path(folder, name) for name in sorted(names)):
            if path.is_file():
                with contextlib.suppress(FileNotFoundError):
                    archive.add(path, str(PurePosixPath(MEDIA, path.relative_to(root))))


def add_stored_media(archive):
    from .media import stored_names

    for name in stored_names():
        with contextlib.suppress(FileNotFoundError), default_storage.open(name) as content:
            member = tarfile.TarInfo(str(PurePosixPath(MEDIA, name)))
            member.size = content.size
            archive.addfile(member, content)


def put_back_media(source):
    """Exchange what is in the folder, not the folder itself, which may be a disk of its own."""
    if settings.MEDIA_STORAGE:
        from .media import replace_all

        replace_all(source)
        return
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    source.mkdir(exist_ok=True)
    old = source.with_name("media-before")
    old.mkdir()
    for before, after in ((settings.MEDIA_ROOT, old), (source, settings.MEDIA_ROOT)):
        for entry in list(before.iterdir()):
            shutil.move(entry, after / entry.name)
