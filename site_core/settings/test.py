"""The test suite: SQLite unless DATABASE_URL names a PostgreSQL; mails stay in memory; fast password hashes."""

import os

os.environ["IGNORE_DOTENV"] = "1"
from .base import *  # noqa: F403
from .base import DATABASES, STORAGES

SECRET_KEY = "only-for-tests"
NOTES_KEYS = ["dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="]
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, so that a server in a process of its own may use it too; nobody minds losing it.
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR.resolve() / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
