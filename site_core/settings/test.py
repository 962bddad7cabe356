"""The test suite: SQLite unless DATABASE_URL names a PostgreSQL; mails stay in memory; fast password hashes.

Files go to a folder of the run's own, which the site's processes that a test starts share.
"""

import atexit
import os
import shutil
import tempfile

if "TESTS_VAR_DIR" not in os.environ:
    os.environ["TESTS_VAR_DIR"] = tempfile.mkdtemp(prefix="tests-var-")
    atexit.register(shutil.rmtree, os.environ["TESTS_VAR_DIR"], ignore_errors=True)
os.environ["VAR_DIR"] = os.environ["TESTS_VAR_DIR"]
os.environ["IGNORE_DOTENV"] = "1"

from .base import *  # noqa: F403
from .base import DATABASES, SQLITE, STORAGES, VAR_DIR

SECRET_KEY = "only-for-tests"
HEADLESS_JWT_PRIVATE_KEY = "only-for-the-tokens-of-tests-and-for-nothing-else"
NOTES_KEYS = ["dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="]
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"] == SQLITE["ENGINE"]:
    # A file, so that a server in a process of its own may use it too; nobody minds losing it.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
