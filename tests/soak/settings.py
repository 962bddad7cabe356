"""The site as `tests` runs it, but for a database that keeps what it has said it keeps, as a real site's does."""

from site_core.settings.test import *  # noqa: F403
from site_core.settings.test import DATABASES, SQLITE

if DATABASES["default"]["ENGINE"] == SQLITE["ENGINE"]:
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    )
