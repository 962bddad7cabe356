"""A question to a server, asked by a process of its own: whatever never ends there ends it, and nothing else.

The question comes in by the way of standard input, so that no list of processes shows an address or a secret.
"""

import json
import subprocess
import sys
from pathlib import Path


class Stopped(Exception):
    """The process ended without an answer: it failed, or took more of this machine than it may."""


def answer_of(module, question, *, seconds):
    """Run `python -m module`, which reads one JSON and writes another, and return what it wrote.

    Raises `TimeoutError` after so many `seconds`, and `Stopped`.
    """
    try:
        process = subprocess.run(
            [sys.executable, "-m", module],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=Path(__file__).resolve().parent.parent,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    if process.returncode:
        raise Stopped
    return json.loads(process.stdout)
