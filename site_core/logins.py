"""The log-ins that a preset made for trying the site, kept under `VAR_DIR` so that `make run` can show them."""

import json
import os
from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password


@dataclass(frozen=True)
class Login:
    email: str
    password: str
    role: str


def remember(email, password, role):
    """Keep a log-in that was just made; an earlier one of the same person is forgotten."""
    kept = [login for login in _read() if login.email != email]
    _write([*kept, Login(email, password, str(role))])


def usable():
    """Return the log-ins that still open the site, in the order in which they were made."""
    stored = dict(get_user_model().objects.able_to_log_in().values_list("email", "password"))
    return [login for login in _read() if login.email in stored and check_password(login.password, stored[login.email])]


def _path():
    return settings.VAR_DIR / "log-ins.json"


def _read():
    return [Login(**entry) for entry in json.loads(_path().read_text())] if _path().exists() else []


def _write(logins):
    with open(_path(), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump([asdict(login) for login in logins], file, ensure_ascii=False, indent=1)
