"""Measure everything and say how far each goal is reached: `make bench`, or `python -m benchmarks`.

`ONLY=core,lookup` leaves the other parts out, `ON=SQLite` the other database, `QUICK=1` takes smaller sizes for a
look. A run of everything at full size writes docs/performance.md and its picture; others write to var/bench/.
"""

import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from . import report
from .databases import KINDS
from .parts import agenda, assistant, booking, core, directory, export, lookup, pages, peer, staleness
from .plot import drawing
from .rounds import costs_of
from .sites import ROOT
from .world import QUICK, Sizes, World

PARTS = {
    "lookup": lookup,
    "peer": peer,
    "booking": booking,
    "directory": directory,
    "pages": pages,
    "agenda": agenda,
    "staleness": staleness,
    "export": export,
    "assistant": assistant,
}
CORE = "core"
VAR = ROOT / "var" / "bench"


def main():
    sizes = QUICK if os.environ.get("QUICK", "") not in ("", "0") else Sizes()
    parts = chosen("ONLY", [*PARTS, CORE])
    kinds = chosen("ON", list(KINDS))
    VAR.mkdir(parents=True, exist_ok=True)
    goals = measured(sizes, parts, kinds)
    print("\n".join(report.lines_for_terminal(goals)), flush=True)
    is_whole = sizes == Sizes() and len(parts) == len(PARTS) + 1 and len(kinds) == len(KINDS)
    write(goals, sizes, ROOT / "docs" if is_whole else VAR)


def chosen(name, known):
    """Return what the setting names, or everything."""
    wanted = os.environ.get(name, "").replace(",", " ").split() or known
    if unknown := set(wanted) - set(known):
        sys.exit(f"{name}: {', '.join(sorted(unknown))} is none of {', '.join(known)}")
    return wanted


def measured(sizes, parts, kinds):
    found = []
    if CORE in parts:
        say("The core")
        found += core.goals(sizes, say)
    wanted = [part for name, part in PARTS.items() if name in parts]
    for kind in kinds if wanted else []:
        say(kind)
        found += measured_on(kind, wanted, sizes)
    return found


def measured_on(kind, parts, sizes):
    """Return the goals of these parts on one kind of database."""
    folder = Path(tempfile.mkdtemp(prefix=f"{kind.lower()}-", dir=VAR))
    try:
        with KINDS[kind](folder) as (create, postmaster), World(kind, folder, create, postmaster, sizes, say) as world:
            # Several parts compare with the same view: a name is one case.
            cases = {case.name: case for part in parts for case in part.cases(world)}
            costs = costs_of(list(cases.values()), sizes.rounds, say)
            return [goal for part in parts for goal in part.goals(world, costs)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write(goals, sizes, folder):
    picture = folder / "img" / "performance.svg"
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(drawing(goals))
    page = folder / "performance.md"
    page.write_text(report.document(goals, dt.date.today(), sizes, picture.relative_to(folder)))
    print(f"\nWritten to {page.relative_to(ROOT)}", flush=True)


BEGAN = time.monotonic()


def say(line):
    """Tell how far the run is."""
    minutes, seconds = divmod(round(time.monotonic() - BEGAN), 60)
    print(f"{minutes:3}:{seconds:02}  {line}", flush=True)


if __name__ == "__main__":
    main()
