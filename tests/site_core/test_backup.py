"""A backup taken while people book holds one moment of the site, and a restore brings exactly that back."""

import json
import os
import tarfile
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from booking import guard
from people.models import Client, User
from site_core import archives
from site_core.settings import locality

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tools_of_postgresql")]


def kept(settings):
    """Return the files in which restores kept what they replaced."""
    return list(settings.VAR_DIR.glob("before-restore-*.tar"))


@pytest.fixture
def media(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "images" / "portrait.txt").write_text("Camille")
    return settings.MEDIA_ROOT


def test_what_was_saved_comes_back_and_what_came_later_goes(tmp_path, media):
    User.objects.create_user("bob@example.com", "pass")
    call_command("backup", tmp_path / "site.tar", verbosity=0)
    User.objects.create_user("charlie@example.com", "pass")
    (media / "images" / "portrait.txt").write_text("someone else")
    (media / "later.txt").write_text("later")

    call_command("restore", tmp_path / "site.tar", verbosity=0)

    assert list(User.objects.values_list("email", flat=True)) == ["bob@example.com"]
    assert (media / "images" / "portrait.txt").read_text() == "Camille"
    assert not (media / "later.txt").exists()
    assert not guard.is_missing(connection)


def test_the_language_and_the_zone_of_the_preset_come_back_too(tmp_path, media, settings):
    locality.keep(tmp_path, "ru", "Europe/Moscow")
    call_command("backup", tmp_path / "site.tar", verbosity=0)
    locality.keep(tmp_path, "en", "Europe/London")
    call_command("restore", tmp_path / "site.tar", verbosity=0)
    assert locality.kept(tmp_path) == {"LANGUAGE_CODE": "ru", "TIME_ZONE": "Europe/Moscow"}
    call_command("restore", *kept(settings), verbosity=0)
    assert locality.kept(tmp_path) == {"LANGUAGE_CODE": "en", "TIME_ZONE": "Europe/London"}


def test_a_backup_of_a_site_without_them_leaves_what_is_here(tmp_path, media):
    call_command("backup", tmp_path / "site.tar", verbosity=0)
    locality.keep(tmp_path, "en", "Europe/London")
    call_command("restore", tmp_path / "site.tar", verbosity=0)
    assert locality.kept(tmp_path) == {"LANGUAGE_CODE": "en", "TIME_ZONE": "Europe/London"}


def test_what_a_restore_replaced_can_be_had_back(tmp_path, media, settings):
    call_command("backup", tmp_path / "empty.tar", verbosity=0)
    User.objects.create_user("bob@example.com", "pass")
    call_command("restore", tmp_path / "empty.tar", verbosity=0)
    assert not User.objects.exists()
    call_command("restore", *kept(settings), verbosity=0)
    assert User.objects.get().email == "bob@example.com"


def test_a_backup_under_writes_holds_every_pair_whole(tmp_path, media):
    """Each write makes a person and their client in one transaction: a backup must never hold one without the other."""
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            with transaction.atomic():
                user = User.objects.create(email=f"person{number}@example.com", password="!")
                Client.objects.create(user=user, name=str(number))
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while User.objects.count() < 20:
            pass
        before = User.objects.count()
        archives.write(tmp_path / "site.tar")
        after = User.objects.count()
    finally:
        stop.set()
        writer.join()
    call_command("restore", tmp_path / "site.tar", verbosity=0)
    assert before <= User.objects.count() <= after
    assert Client.objects.count() == User.objects.count()
    assert not User.objects.filter(client=None).exists()


def test_only_the_owner_may_read_a_backup_and_no_secret_is_in_it(tmp_path, media):
    archives.write(tmp_path / "site.tar")
    assert (tmp_path / "site.tar").stat().st_mode & 0o777 == 0o600
    with tarfile.open(tmp_path / "site.tar") as archive:
        assert {name.partition("/")[0] for name in archive.getnames()} == {"label.json", "database", "media"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_that_is_no_backup_changes_nothing(tmp_path, media, settings):
    User.objects.create_user("bob@example.com", "pass")
    (tmp_path / "photo.tar").write_text("not a tar")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", tmp_path / "photo.tar", verbosity=0)
    assert User.objects.get().email == "bob@example.com"
    assert not kept(settings)


@pytest.fixture
def backup(tmp_path, media):
    """A sound backup, taken apart: `label.json`, `database` and `media` in a folder."""
    folder = tmp_path / "parts"
    archives.write(tmp_path / "site.tar")
    with tarfile.open(tmp_path / "site.tar") as archive:
        archive.extractall(folder)
    return folder


def packed(folder):
    path = folder.with_suffix(".tar")
    with tarfile.open(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.add(part, part.name)
    return path


def assert_refused(path, settings, why):
    User.objects.create_user("bob@example.com", "pass")
    with pytest.raises(CommandError, match=why):
        call_command("restore", path, verbosity=0)
    assert User.objects.get().email == "bob@example.com"
    assert (settings.MEDIA_ROOT / "images" / "portrait.txt").read_text() == "Camille"
    assert not kept(settings)


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("not json", "label cannot be read"),
        ("[]", "label cannot be read"),
        ("{}", "label cannot be read"),
        (json.dumps({"database": "oracle", "migrations": []}), "It was made on oracle"),
        (json.dumps({"database": connection.vendor, "migrations": [["booking", "9999_tomorrow"]]}), "a later version"),
        (json.dumps({"database": connection.vendor, "migrations": [1]}), "label cannot be read"),
    ],
)
def test_a_backup_whose_label_does_not_fit_changes_nothing(backup, settings, label, why):
    (backup / "label.json").write_text(label)
    assert_refused(packed(backup), settings, why)


def test_a_backup_without_its_database_changes_nothing(backup, settings):
    (backup / "database").unlink()
    assert_refused(packed(backup), settings, "no database in it")


@pytest.mark.parametrize("damage", ["empty", "half", "hole"])
def test_a_backup_whose_database_is_damaged_changes_nothing(backup, settings, damage):
    whole = (backup / "database").read_bytes()
    third = len(whole) // 3
    damaged = {"empty": b"", "half": whole[: len(whole) // 2], "hole": whole[:third] + bytes(third) + whole[-third:]}
    (backup / "database").write_bytes(damaged[damage])
    assert_refused(packed(backup), settings, "database cannot be read|pg_restore")


@pytest.mark.parametrize("at", ["in the database", "between two files", "at its very end"])
def test_a_backup_that_was_cut_changes_nothing(tmp_path, backup, settings, at):
    site = tmp_path / "site.tar"
    with tarfile.open(site) as archive:
        *_, last = archive.getmembers()
        end = {
            "in the database": last.offset - 2000,
            "between two files": last.offset,
            "at its very end": archive.offset,
        }
    os.truncate(site, end[at])
    assert_refused(site, settings, "cannot be read")


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "media/../../outside", "other"])
def test_a_file_that_has_no_place_in_a_backup_is_not_written(tmp_path, backup, settings, name):
    path = packed(backup)
    with tarfile.open(path, "a") as archive:
        archives.add_text(archive, name, "from elsewhere")
    assert_refused(path, settings, "no place in a backup")


def test_a_link_in_a_backup_is_not_followed(tmp_path, backup, settings):
    (backup / "media" / "passwords").symlink_to("/etc/passwd")
    assert_refused(packed(backup), settings, "no place in a backup")


def test_media_behind_a_link_are_in_the_backup(tmp_path, media, settings):
    settings.MEDIA_ROOT = tmp_path / "link"
    settings.MEDIA_ROOT.symlink_to(media)
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "far.txt").write_text("far")
    (media / "more").symlink_to(tmp_path / "disk")
    (media / "broken").symlink_to("nowhere")
    archives.write(tmp_path / "site.tar")
    with tarfile.open(tmp_path / "site.tar") as archive:
        found = {member.name: member.isfile() for member in archive}
    assert found == dict.fromkeys(["label.json", "database", "media/images/portrait.txt", "media/more/far.txt"], True)


def test_a_picture_that_goes_while_it_is_saved_ends_nothing(tmp_path, media, monkeypatch):
    (media / "images" / "another.txt").write_text("gone")
    sound = tarfile.TarFile.gettarinfo

    def gone(archive, name, *given, **options):
        if str(name).endswith("another.txt"):
            os.unlink(name)
        return sound(archive, name, *given, **options)

    monkeypatch.setattr(tarfile.TarFile, "gettarinfo", gone)
    archives.write(tmp_path / "site.tar")
    with tarfile.open(tmp_path / "site.tar") as archive:
        assert archive.getnames() == ["label.json", "database", "media/images/portrait.txt"]


def test_tables_of_a_later_version_go_when_an_earlier_one_is_restored(tmp_path, media):
    """Left there, they would stand in the way of the migration that makes them, and of the tables they point to."""
    User.objects.create_user("bob@example.com", "pass")
    call_command("backup", tmp_path / "site.tar", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE later (person bigint REFERENCES {User._meta.db_table} (id))")
    try:
        call_command("restore", tmp_path / "site.tar", verbosity=0)
        assert "later" not in connection.introspection.table_names()
        assert User.objects.get().email == "bob@example.com"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS later")


def test_the_rules_of_the_database_are_there_after_a_restore(tmp_path, media):
    User.objects.create_user("bob@example.com", "pass")
    call_command("backup", tmp_path / "site.tar", verbosity=0)
    call_command("restore", tmp_path / "site.tar", verbosity=0)
    with pytest.raises(IntegrityError):
        User.objects.create_user("bob@example.com", "pass")
