"""Run the suite on the long-term release of Wagtail, in an environment of its own: `make test-lts`."""

import subprocess
import sys
from pathlib import Path

from site_core import installation

WAGTAIL = "wagtail~=7.4.0"
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-lts"


def main(arguments):
    python = installation.python_of(ENVIRONMENT)
    installation.main([str(ENVIRONMENT), str(ROOT / "requirements-dev.txt")])
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", WAGTAIL], check=True)
    return subprocess.run([python, "-m", "pytest", "-n", "auto", *arguments], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
