"""What has been tried so far, written where `make soak` reads it while the tests run. Without it nothing is written."""

import atexit
import json
import os
import time
from collections import Counter
from pathlib import Path

FOLDER = os.environ.get("SOAK_TALLY")
EVERY = 1.0

counted = Counter()
_written_at = 0.0


def count(name, number=1):
    """Add to what is counted under `name`."""
    global _written_at
    counted[name] += number
    if FOLDER and time.monotonic() - _written_at > EVERY:
        _written_at = time.monotonic()
        write()


def write():
    path = Path(FOLDER, f"{os.getpid()}.json")
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(counted))
    unfinished.replace(path)


def read(folder):
    """Return what all processes that write to `folder` have counted."""
    total = Counter()
    for path in Path(folder).glob("*.json"):
        total += Counter(json.loads(path.read_text()))
    return total


if FOLDER:
    atexit.register(write)
