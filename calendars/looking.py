"""A look at an outside calendar, in a process of its own: a file that never ends, or a rule that never does, ends it.

`look` asks; `python -m calendars.looking` is the process.
"""

import contextlib
import datetime as dt
import json
import resource
import sys
import zoneinfo

from outside import Stopped, answer_of

from .problems import LookFailed, Problem

#: Seconds for a whole look, the server's and ours; and how much of that may be work of this machine.
WHOLE = 30
WORK = 10
MEMORY = 1024**3


def look(address, *, first, last, zone, own=(), private_hosts=(), seconds=WHOLE):
    """Return the busy times within `[first, last)` of the calendar at `address`, as `busy_times` does."""
    question = {
        "address": address,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "zone": zone.key,
        "own": sorted(own),
        "private_hosts": list(private_hosts),
    }
    try:
        answer = answer_of(__name__, question, seconds=seconds)
    except TimeoutError:
        raise LookFailed(Problem.SLOW) from None
    except Stopped:
        # Too much work, or too much memory.
        raise LookFailed(Problem.TOO_MANY) from None
    if "problem" in answer:
        raise LookFailed(Problem(answer["problem"]))
    return [tuple(dt.datetime.fromisoformat(edge) for edge in span) for span in answer["busy"]]


def main():
    """Answer the one question on standard input, as JSON."""
    from .busy import busy_times
    from .fetching import fetch

    resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK))
    with contextlib.suppress(ValueError):  # macOS sets no limit to memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    question = json.load(sys.stdin)
    try:
        text = fetch(question["address"], private_hosts=question["private_hosts"])
        busy = busy_times(
            text,
            first=dt.datetime.fromisoformat(question["first"]),
            last=dt.datetime.fromisoformat(question["last"]),
            zone=zoneinfo.ZoneInfo(question["zone"]),
            own=frozenset(question["own"]),
        )
    except LookFailed as failed:
        answer = {"problem": failed.problem}
    else:
        answer = {"busy": [[edge.isoformat() for edge in span] for span in busy]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
