"""The order of the rooms (docs/structure.md), kept by import-linter; and what else belongs to a house in order."""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.core.management import call_command
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
MISSION = [
    *[f"C{number}" for number in range(1, 13)],
    *[f"T{number}" for number in range(1, 10)],
    *[f"P{number}" for number in range(1, 11)],
    *["O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "M1", "M2", "M3", "M4", "M6", "M7"],
]


def tracked(*patterns):
    """Return the project's own files, as Git knows them."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).exists()]


def imported_by(path):
    """Return the top-level packages that a Python file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def test_rooms_import_downwards_only(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=".importlinter", no_cache=True) == 0


def test_every_room_is_under_the_rule():
    rooms = {path.parent.name for path in tracked("*/__init__.py") if path.parent.parent == ROOT} - {"tests"}
    named = re.search(r"root_packages =\n((?:    \w+\n)+)", (ROOT / ".importlinter").read_text())[1].split()
    assert rooms == set(named)


@pytest.mark.parametrize("room", ["scheduling", "outside"])
def test_a_room_of_plain_python_needs_nothing_else(room):
    needed = {name for path in tracked(f"{room}/*.py") for name in imported_by(path)}
    assert needed
    assert needed - {room} <= sys.stdlib_module_names


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("row", MISSION)
def test_every_row_of_the_mission_has_a_test(row):
    named = re.compile(rf"mission\([^)]*\"{row}\"[^)]*\)")
    assert any(named.search(path.read_text()) for path in tracked("tests/**/test_*.py"))


def test_migrations_name_the_pages_of_either_wagtail():
    """Wagtail 8 writes its own setting into new migrations, which the long-term release does not know."""
    assert [path for path in tracked("*/migrations/*.py") if "WAGTAIL_PAGE_MODEL" in path.read_text()] == []


# --- Packages ------------------------------------------------------------------------------------


def pins(name):
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / name).read_text(), re.MULTILINE))


def test_tests_run_on_the_versions_that_the_site_runs_on():
    for name in ("requirements-s3.txt", "requirements-dev.txt"):
        assert pins("requirements.txt").items() <= pins(name).items()
    assert pins("requirements-s3.txt").items() <= pins("requirements-dev.txt").items()


#: What is imported only where files lie in object storage.
OF_OBJECT_STORAGE = {"botocore", "storages"}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("files", "requirements"), [("*.py", "requirements.txt"), ("tests/*.py", "requirements-dev.txt")]
)
def test_every_package_that_is_imported_is_pinned(files, requirements):
    """A package that is on this machine by chance is missing on the next."""
    paths = [path for path in tracked(files) if path.is_relative_to(ROOT / "tests") == files.startswith("tests")]
    named = {name for path in paths for name in imported_by(path)}
    own = {path.parent.name for path in tracked("*/__init__.py")}
    pinned = {normal(name) for name in pins(requirements)}
    provided = packages_distributions()
    outside = named - sys.stdlib_module_names - own
    if requirements == "requirements.txt":
        outside -= OF_OBJECT_STORAGE
    assert {"django"} < outside
    assert not {name for name in outside if pinned.isdisjoint(map(normal, provided.get(name, [])))}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-s3.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_its_hash(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"--(extra-)?index-url|--find-links|file:|(?<!requirements)/tmp", text)
    packages = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


# --- Secrets -------------------------------------------------------------------------------------

SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|xox[abp]-[\w-]{10}|://[^\s:/@]+:(?!password@|hunter22@)[^\s:/@{<]{8,}@"
)


def test_no_secret_is_kept_in_the_project():
    texts = tracked("*.py", "*.md", "*.txt", "*.toml", "*.html", "*.js", ".env*", "Procfile", "Makefile", ".ci/*")
    assert texts
    assert not [str(path) for path in texts if SECRETS.search(path.read_text())]


def test_what_a_site_keeps_stays_out_of_the_project(tmp_path):
    ignored = ["var/db.sqlite3", ".env", "staticfiles/x", ".venv/x", ".venv-lts/x"]
    # Elsewhere: here some of these may lie beyond a link, which git does not follow.
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text((ROOT / ".gitignore").read_text())
    listed = subprocess.run(["git", "check-ignore", *ignored], cwd=tmp_path, capture_output=True, text=True)
    assert listed.stdout.split() == ignored


def test_nothing_that_is_ignored_is_kept_all_the_same():
    """A link to the environment that slips into a commit takes the place of the environment where it is checked out."""
    kept = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    assert subprocess.run(kept, cwd=ROOT, capture_output=True, text=True, check=True).stdout == ""
