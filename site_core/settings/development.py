"""One machine, no settings needed: secrets are made once and kept under `VAR_DIR`."""

import base64
import secrets

from .base import *  # noqa: F403
from .base import VAR_DIR
from .env import kept_secret

VAR_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = kept_secret(VAR_DIR, "SECRET_KEY")
NOTES_KEYS = kept_secret(
    VAR_DIR, "NOTES_KEYS", make=lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
).split()
