"""Text that is encrypted at rest: words in Python, a token in the database and in dumps.

A token is made with the first key of `NOTES_KEYS` and read with any of them; `manage.py rotate_notes_keys` makes all
tokens anew, in whichever room they are.
"""

import binascii
import functools
import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db import models

TOKEN = re.compile(r"gAAAAA[\w-]{90,}={0,2}", re.ASCII)


class Token(str):
    """An encrypted text as it is stored: what stands in the place of the words when no key fits.

    It is never to be shown, and is written back as it was, so that saving a row loses nothing.
    """


def keyring():
    """Return what encrypts and decrypts. Raises `ImproperlyConfigured`, with one line that says what to mend."""
    return _keyring(tuple(getattr(settings, "NOTES_KEYS", ())))


@functools.lru_cache(maxsize=8)
def _keyring(keys):
    if not keys:
        raise ImproperlyConfigured("NOTES_KEYS is missing: give it one key or more, newest first, separated by spaces")
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except (ValueError, binascii.Error):
        raise ImproperlyConfigured(
            "NOTES_KEYS cannot be used: each key is 32 random bytes in URL-safe base64 (44 characters)"
        ) from None


def encrypt(text):
    return Token(keyring().encrypt(text.encode()).decode())


def decrypt(token):
    """Return the words, or the token itself, as a `Token`, when no key of ours made it."""
    try:
        return keyring().decrypt(token).decode()
    except InvalidToken:
        return Token(token)


class EncryptedTextField(models.TextField):
    """A text that the database never sees. It cannot be searched, compared or sorted there, only fetched."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None or isinstance(value, Token) else encrypt(value)

    def from_db_value(self, value, expression, connection):
        return value if value is None else decrypt(value)

    def value_to_string(self, obj):
        """Keep the token in dumps (`dumpdata`), which are files like any other."""
        return self.get_prep_value(self.value_from_object(obj))

    def to_python(self, value):
        """Take a token out of a dump as it is."""
        value = super().to_python(value)
        return Token(value) if isinstance(value, str) and TOKEN.fullmatch(value) else value

    def get_lookup(self, name):
        return super().get_lookup(name) if name == "isnull" else None

    def get_transform(self, name):
        return None


def encrypted_fields():
    """Yield each model that keeps encrypted texts, and the names of its fields that hold them."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if names and not model._meta.proxy:
            yield model, names


@register
def check_keys(app_configs, **kwargs):
    try:
        keyring()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="people.E001")]
    return []
