"""Run the suite on the long-term release of Wagtail, in an environment of its own: `make test-lts`."""

import subprocess
import sys
from pathlib import Path

from site_core import installation

WAGTAIL = "wagtail~=7.4.0"
#: tests/access/table.txt is of the release in requirements.txt. Of Wagtail's own addresses 7.4 writes one in another
#: way, and lets administrators ask two by a verb more.
OF_ANOTHER_RELEASE = [
    "test_every_address_has_one_line_and_every_line_an_address",
    "test_a_line_leads_to_its_address",
    "test_who_may_do_what[admin/pages/<int:parent_page_id>/add_subpage/]",
    "test_who_may_do_what[admin/pages/<int:page_to_move_id>/set_position/]",
]
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-lts"


def main(arguments):
    python = installation.python_of(ENVIRONMENT)
    installation.main([str(ENVIRONMENT), str(ROOT / "requirements-dev.txt")])
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", WAGTAIL], check=True)
    without = [f"--deselect=tests/access/test_table.py::{name}" for name in OF_ANOTHER_RELEASE]
    return subprocess.run([python, "-m", "pytest", "-n", "auto", *without, *arguments], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
