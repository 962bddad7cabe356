"""The Chromium that browser tests drive: `python -m tests.browser` installs one if the machine has none."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")
# No sandbox: root cannot have one. No calls to the maker's servers.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync", "--no-first-run"]


def found():
    """Return the path of a Chromium: the machine's own, else the one that Playwright installed, else None."""
    own = next(filter(None, map(shutil.which, NAMES)), None)
    if own:
        return own
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@contextlib.contextmanager
def launched():
    path = found()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def install():
    """Install Debian's Chromium as root, else Playwright's own for this person only."""
    print("Installing a browser for the tests", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdin": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *PACKAGES], **quiet)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL)
    if not found():
        raise SystemExit("The browser tests need Chromium, which could not be installed: install the package chromium.")


if __name__ == "__main__":
    if not found():
        install()
