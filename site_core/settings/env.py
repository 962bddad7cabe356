"""Settings read from the environment; a missing or bad one stops the start with one line that names it."""

import os
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
REQUIRED = object()

if not os.environ.get("IGNORE_DOTENV"):
    environ.Env.read_env(BASE_DIR / ".env")


def read(name, reader=str, default=REQUIRED):
    """Return what `reader` (see readers.py) makes of the setting `name`, or of a default that is text.

    A setting that is there but empty counts as missing, so that a line of `.env.example` may stay as it is.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        if default is REQUIRED:
            raise SystemExit(f"{name} is missing: set it in the environment or in .env")
        if not isinstance(default, str):
            return default
        text = default
    try:
        return reader(text)
    except (ValueError, ImproperlyConfigured) as error:
        raise SystemExit(f"{name} cannot be used: {error}") from None


def kept_secret(name, reader, *, make, var_dir):
    """Return the secret `name`: from the environment, else from a file under `var_dir`, made at the first start."""
    if os.environ.get(name):
        return read(name, reader)
    path = var_dir / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(exist_ok=True, mode=0o700)
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(make())
        with suppress(FileExistsError):
            os.link(new, path)  # the first of several processes wins, whole
        new.unlink()
    return reader(path.read_text().strip())
