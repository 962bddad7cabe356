"""The virtual environment and its packages, made with nothing but Python itself: `python -m site_core.installation`.

The packages are those of a requirements file, each checked against its hash. Done once for a given file: a stamp
in the environment holds the file's digest, so that the next start passes over it.
"""

import argparse
import hashlib
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)
STEP = 10


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("environment", type=Path)
    parser.add_argument("requirements", type=Path)
    wanted = parser.parse_args(arguments)
    if sys.version_info < OLDEST:
        raise SystemExit(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}")
    make_environment(wanted.environment)
    if not is_installed(wanted.environment, wanted.requirements):
        install(wanted.environment, wanted.requirements)


def make_environment(environment):
    """Make it, or make it anew where the Python that it was made with is gone."""
    if works(python_of(environment)):
        return
    say(f"Making the virtual environment {environment}")
    try:
        venv.create(environment, with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        raise SystemExit("This Python cannot make virtual environments; on Debian: apt install python3-venv") from None


def python_of(environment):
    return environment / "bin" / "python"


def works(python):
    try:
        return subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0
    except OSError:
        return False


def stamp_of(environment, requirements):
    return environment / f"{requirements.stem}.sha256"


def digest_of(requirements):
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def is_installed(environment, requirements):
    stamp = stamp_of(environment, requirements)
    return stamp.exists() and stamp.read_text() == digest_of(requirements)


def install(environment, requirements):
    """Install exactly what `requirements` names; what was installed from another version of it is replaced."""
    total = sum("==" in line for line in requirements.read_text().splitlines() if not line.startswith((" ", "#")))
    say(f"Installing {total} packages from {requirements} (a minute or two, once)")
    command = [python_of(environment), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", requirements]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout:
            lines.append(line)
            show_progress(line, sum(one.startswith("Collecting ") for one in lines), total)
    if pip.returncode:
        raise SystemExit("".join(lines[-15:]) + "The packages could not be installed; pip says why above.")
    stamp_of(environment, requirements).write_text(digest_of(requirements))


def show_progress(line, fetched, total):
    if line.startswith("Collecting ") and fetched % STEP == 0:
        say(f"  {fetched} of {total} fetched")
    elif line.startswith("Installing collected packages"):
        say("  all fetched, unpacking")


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    main()
