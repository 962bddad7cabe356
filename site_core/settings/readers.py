"""Readers turn the text of a setting into its value, or raise ValueError with a reason that holds no secret."""

import base64
import importlib.util
import os
import zoneinfo
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environ import Env

DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
CACHE_SCHEMES = ("dbcache", "filecache", "redis", "rediss")


def switch(text):
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[text.lower()]
    except KeyError:
        raise ValueError(f"{text!r} is neither on nor off") from None


def number(text, *, least=0, most=None):
    value = int(text) if text.isascii() and text.isdigit() else -1
    if value < least or (most is not None and value > most):
        wanted = f"a whole number from {least} to {most}" if most is not None else f"a whole number, {least} or more"
        raise ValueError(f"{text!r} is not {wanted}")
    return value


def port(text):
    return number(text, least=1, most=65535)


def worker_count(text):
    return number(text, least=1, most=256)


def words(text):
    """Return what stands between spaces or commas."""
    return text.replace(",", " ").split()


def one_of(*allowed):
    def reader(text):
        if text not in allowed:
            raise ValueError(f"{text!r} is none of {', '.join(allowed)}")
        return text

    return reader


def time_zone(text):
    if text not in zoneinfo.available_timezones():
        raise ValueError(f"there is no time zone {text!r}")
    return text


def web_address(text):
    """Return the address of a site, without a slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is not an address like https://example.com")
    return text.rstrip("/")


def origins(text):
    """Return where pages of other sites come from: scheme, name, and port where there is one, as browsers write it."""
    found = words(text)
    for one in found:
        parts = urlsplit(one)
        plain = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
        if parts.scheme not in ("http", "https") or not parts.hostname or "*" in one or one != plain:
            raise ValueError(f"{one!r} is not an origin like https://app.example.com")
    return found


def path_or_address(text):
    if not text.startswith("/"):
        web_address(text)
    return text.rstrip("/") + "/"


def mail_sender(text):
    """Return an e-mail address, with a name before it or without: `Camille Aubert <camille@example.com>`."""
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError:
        raise ValueError(f"{text!r} is not an e-mail address") from None
    return text


def mail_addresses(text):
    return [mail_sender(one) for one in words(text)]


def folder(text):
    """Return a folder that can be written to; it is made if need be."""
    path = Path(text).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"{text}: {error.strerror}") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise ValueError(f"{text} cannot be written to")
    return path


def secret_key(text):
    if len(text) < 50 or len(set(text)) < 5:
        raise ValueError("it must be 50 random characters or more")
    return text


def notes_keys(text):
    """Return the keys that encrypt the notes, newest first."""
    keys = words(text)
    for key in keys:
        try:
            size = len(base64.urlsafe_b64decode(key))
        except ValueError:
            size = 0
        if size != 32:
            raise ValueError("each key is 32 random bytes in URL-safe base64 (44 characters)")
    return keys


def database(text):
    """Return Django's settings of a database. What is wrong is said without the address: it may hold a password."""
    parts = urlsplit(text)
    if parts.scheme not in DATABASE_SCHEMES or not parts.path.strip("/"):
        raise ValueError("it is neither sqlite:////path/to/file nor postgresql://user:password@host:5432/name")
    found = Env.db_url_config(text)
    return {**found, "HOST": unquote(found.get("HOST", ""))}


def object_storage(text):
    """Return django-storages' options of a bucket. What is wrong is said without the address: it holds a secret."""
    parts = urlsplit(text)
    secure = {"s3": True, "s3+http": False}.get(parts.scheme)
    bucket = parts.path.strip("/")
    if secure is None or not (parts.hostname and parts.username and parts.password) or not bucket or "/" in bucket:
        raise ValueError("it is not like s3://key:secret@s3.example.com/bucket?region=fr-par")
    if not all(importlib.util.find_spec(name) for name in ("storages", "boto3")):
        raise ValueError("the packages of requirements-s3.txt are not installed")
    from botocore.config import Config

    return {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"{'https' if secure else 'http'}://{parts.netloc.rpartition('@')[2]}",
        "bucket_name": bucket,
        "region_name": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
        # Nothing is ever overwritten, and nobody but the site reads from the bucket.
        "file_overwrite": False,
        "default_acl": None,
        "client_config": Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=5,
            read_timeout=20,
            retries={"total_max_attempts": 3, "mode": "standard"},
            # Storage that is not Amazon's may not know its newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }


def cache(text):
    """Return Django's settings of a cache that all processes share: log-in attempts are counted there."""
    scheme = urlsplit(text).scheme
    if scheme not in CACHE_SCHEMES:
        raise ValueError(f"it does not begin with {', '.join(f'{one}://' for one in CACHE_SCHEMES)}")
    if scheme.startswith("redis") and not importlib.util.find_spec("redis"):
        raise ValueError("the package redis is not installed")
    return Env.cache_url_config(text)


def mail_server(text):
    """Return Django's settings of a mail server. What is wrong is said without the address: it may hold a password."""
    try:
        return Env.email_url_config(text)
    except (ValueError, ImproperlyConfigured):
        raise ValueError("it is not like smtp+tls://user:password@host:587, nor consolemail://") from None
