"""Whatever is to be unreadable at rest: every field, in every room, in the files of the database and in backups."""

import datetime as dt
import io
import subprocess
import tarfile

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from booking import actions as appointments
from calendars import actions as calendars
from calendars.models import OutsideCalendar
from coach_notes import actions as notes
from people.encryption import TOKEN, EncryptedTextField
from tests.free import free_starts
from webhooks import actions as webhooks
from webhooks.models import Webhook

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
CANARY = "canari"


@pytest.fixture
def everything(settings, practice, camille, bob):
    """At least one row with words in it for each encrypted field, made as the site makes it, under the old key."""
    settings.NOTES_KEYS = [OLD]
    now = timezone.now()
    wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    appointments.book(client=bob.client, **wish, start=free_starts(practice)[0], by=bob, now=now)
    about = {"client": bob.client, "by": camille, "now": now}
    note = notes.write(body=f"{CANARY} premier", agreed=[f"{CANARY} à faire"], **about)
    notes.change(note=note, body=f"{CANARY} relu", agreed=[f"{CANARY} encore à faire"], by=camille, now=now)
    notes.keep_draft(body=f"{CANARY} en cours", agreed=f"{CANARY} peut-être", **about)
    calendar = OutsideCalendar(
        practitioner=practice.practitioner, name="Personnel", address=f"https://calendar.example.com/{CANARY}.ics"
    )
    calendars.save_calendar(calendar=calendar, now=now)
    hook = Webhook(name="Compta", address=f"https://compta.example.com/{CANARY}", kinds=["booked"])
    first = webhooks.make_webhook(webhook=hook, by=camille, now=now)
    second = webhooks.renew_secret(webhook=hook, renewals=0, by=camille, now=now + dt.timedelta(hours=1))
    return [CANARY, first, second]


#: Found here by itself, so that what the site leaves out is missed.
FIELDS = [
    (model, field)
    for model in apps.get_models()
    if not model._meta.proxy
    for field in model._meta.concrete_fields
    if isinstance(field, EncryptedTextField)
]


def stored():
    """Return what the database holds of each encrypted field: `{field: {key of the row: token}}`."""
    found = {}
    with connection.cursor() as cursor:
        for model, field in FIELDS:
            cursor.execute(f"SELECT id, {field.column} FROM {model._meta.db_table}")
            found[field] = dict(cursor.fetchall())
    return found


def read():
    return {field: dict(model._base_manager.values_list("pk", field.name)) for model, field in FIELDS}


@pytest.mark.django_db
def test_every_encrypted_field_is_a_token_and_is_made_anew_with_the_keys(everything, settings):
    before, words = stored(), read()
    for field, rows in before.items():
        # A new field fails here until something is written into it above.
        assert any(words[field].values()), f"{field} has nothing in it"
        assert all(TOKEN.fullmatch(token) for token in rows.values()), field
    settings.NOTES_KEYS = [NEW, OLD]
    call_command("rotate_notes_keys", stdout=io.StringIO())
    settings.NOTES_KEYS = [NEW]
    after = stored()
    assert read() == words
    for field, rows in before.items():
        assert {pk for pk, token in after[field].items() if token == rows[pk]} == set(), field
    # And the old key opens nothing of it any more.
    settings.NOTES_KEYS = [OLD]
    assert all(read()[field][pk] == after[field][pk] for field in after for pk in after[field])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_tools_of_postgresql")
def test_no_backup_holds_the_words(everything, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call_command("backup", tmp_path / "site.tar", verbosity=0)
    call_command("dumpdata", output=tmp_path / "dump.json", verbosity=0)
    with tarfile.open(tmp_path / "site.tar") as archive:
        archive.extractall(tmp_path / "backup", filter="data")
    database = tmp_path / "backup" / "database"
    if connection.vendor == "postgresql":
        # It is packed.
        subprocess.run(["pg_restore", f"--file={database}.sql", database], check=True)
        database = database.with_suffix(".sql")
    texts = {path: path.read_bytes() for path in (database, tmp_path / "dump.json")}
    assert all(b"bob@example.com" in text for text in texts.values())
    assert {name for name, text in texts.items() for word in everything if word.encode() in text} == set()
