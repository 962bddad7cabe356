"""The core is plain, typed and wholly proved: no framework (`test_rooms`), mypy's strict rules, every branch taken."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command, **environment):
    """Run a module in the project's folder, and return how it ended and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_its_types_are_sound():
    status, said = run("mypy")
    assert status == 0, said


@pytest.mark.sqlite  # it knows no database: once is enough
def test_its_tests_take_every_branch_without_a_database(tmp_path):
    record = {"COVERAGE_FILE": str(tmp_path / "coverage")}
    measured = ("coverage", "run", "--branch", "--source=scheduling", "-m", "pytest", "-q", "-n0", "-p", "no:django")
    status, said = run(*measured, "--noconftest", "-o", "addopts=", "tests/scheduling", **record)
    assert status == 0, said
    status, said = run("coverage", "report", "--show-missing", "--fail-under=100", **record)
    assert status == 0, said
