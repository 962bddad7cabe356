"""Settings read from the environment; a missing or bad one stops the start with one line that names it."""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
if not os.environ.get("IGNORE_DOTENV"):
    environ.Env.read_env(BASE_DIR / ".env")


def read(name, kind="str", default=environ.Env.NOTSET):
    """Return setting `name` read as `kind` (a method of `environ.Env`), or its default."""
    try:
        return getattr(env, kind)(name, default=default)
    except ImproperlyConfigured:
        raise SystemExit(f"{name} is missing: set it in the environment or in .env") from None
    except (ValueError, TypeError) as error:
        raise SystemExit(f"{name} cannot be used: {error}") from None


def kept_secret(var_dir, name, make=lambda: secrets.token_urlsafe(50)):
    """Return the secret `name`: from the environment, else from a file under `var_dir`, made at the first start."""
    if os.environ.get(name):
        return os.environ[name]
    path = Path(var_dir) / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(make())
        try:
            os.link(new, path)  # the first of several processes wins, whole
        except FileExistsError:
            pass
        new.unlink()
    return path.read_text().strip()
