"""One machine, no settings needed: secrets are made once and kept under `VAR_DIR`."""

import base64
import secrets

from . import base, locality, readers
from .base import *  # noqa: F403
from .base import VAR_DIR
from .env import kept_secret, read


def new_secret_key():
    return secrets.token_urlsafe(50)


def new_notes_key():
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


SECRET_KEY = kept_secret("SECRET_KEY", readers.secret_key, make=new_secret_key, var_dir=VAR_DIR)
NOTES_KEYS = kept_secret("NOTES_KEYS", readers.notes_keys, make=new_notes_key, var_dir=VAR_DIR)

# Those of the preset that filled the site, unless the environment names others; see site_core/startup.py.
FOLLOWS_PRESET = True
_kept = {"LANGUAGE_CODE": base.LANGUAGE_CODE, "TIME_ZONE": base.TIME_ZONE, **locality.kept(VAR_DIR)}
LANGUAGE_CODE = read("LANGUAGE_CODE", readers.one_of(*dict(base.LANGUAGES)), _kept["LANGUAGE_CODE"])
TIME_ZONE = read("TIME_ZONE", readers.time_zone, _kept["TIME_ZONE"])
HEADLESS_JWT_PRIVATE_KEY = kept_secret("JWT_KEY", readers.secret_key, make=new_secret_key, var_dir=VAR_DIR)
