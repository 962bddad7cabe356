"""The test database as migrations leave it, kept between runs: a copy takes no time, the migrations ten seconds.

SQLite only. The copy's name is a fingerprint of what migrations are made of. `TESTS_KEEP_DATABASE=off`: none is kept.
"""

import hashlib
import os
import sqlite3
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("Django", "wagtail", "django-allauth", "wagtail-modeladmin", "django-recurrence")


def is_wanted():
    engine = settings.DATABASES["default"]["ENGINE"]
    return engine.endswith("sqlite3") and os.environ.get("TESTS_KEEP_DATABASE") != "off"


def kept_copy():
    """Return where the copy for this code is, or would be."""
    made_of = hashlib.sha256(repr([sys.version, *map(version, PACKAGES)]).encode())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "booking/guard.py", ROOT / "practice/versions.py"]):
        made_of.update(path.read_bytes())
    return Path(tempfile.gettempdir(), f"creneau-tests-{os.getuid()}-{made_of.hexdigest()[:20]}.sqlite3")


def lay(target):
    """Put the kept copy at `target`; tell whether there was one."""
    if not kept_copy().exists():
        return False
    Path(target).write_bytes(kept_copy().read_bytes())
    return True


def keep(source):
    """Keep the database at `source`, as the migrations have just left it; whoever comes first wins."""
    if kept_copy().exists():
        return
    unfinished = kept_copy().with_suffix(f".{os.getpid()}")
    copy, original = sqlite3.connect(unfinished), sqlite3.connect(source)
    original.backup(copy)
    copy.execute("PRAGMA journal_mode=DELETE")
    copy.close(), original.close()
    unfinished.replace(kept_copy())
