"""CPU time of running processes, from Linux."""

import os
import time
from pathlib import Path

PROC = Path("/proc")
TICK = 1 / os.sysconf("SC_CLK_TCK")
# Where the fields stand in /proc/<pid>/stat after the name, which may hold spaces.
PARENT, REAPED = 1, slice(13, 15)


def parent_of(pid):
    """Return the process that started `pid`."""
    return int(_fields(pid)[PARENT])


def family(pid):
    """Return `pid` and all that descend from it."""
    children = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(parent_of(entry.name), []).append(int(entry.name))
            except OSError:
                continue  # it ended meanwhile
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def seconds(pid):
    """Return the CPU time that `pid` and its descendants have used, in seconds, those that have ended included."""
    return sum(_own(one) + _of_ended_children(one) for one in family(pid))


def _own(pid):
    try:
        # The kernel's clock of another process (clock_getcpuclockid): exact, where /proc counts in ticks.
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0


def _of_ended_children(pid):
    try:
        return TICK * sum(map(int, _fields(pid)[REAPED]))
    except OSError:
        return 0


def _fields(pid):
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
