"""What running processes hold of memory, in bytes, from Linux."""

import re
from pathlib import Path

from .cpu import PROC, family


def resident(pid):
    """Return what `pid` and each of its descendants holds now, by process."""
    return {one: read(one, "VmRSS") for one in family(pid)}


def peaks(pid):
    """Return the most that each of them held since `forget_peaks`."""
    return {one: read(one, "VmHWM") for one in family(pid)}


def forget_peaks(pid):
    for one in family(pid):
        Path(PROC, str(one), "clear_refs").write_text("5")


def read(pid, name):
    status = Path(PROC, str(pid), "status").read_text()
    return int(re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)[1]) << 10
