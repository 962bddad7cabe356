"""The long run: `make soak`, or `python -m tests.soak`. The tests of this folder, and the races, at full size.

`ONLY=worlds,kills` leaves the other parts out, `ON=SQLite` the other database; `WORLDS=500` and the like (see `PARTS`)
take another size, `SEED=7` plays again what a run with that seed played. Shows how far it is, and ends with what was
done; with exit code 1 when anything was not as it has to be.
"""

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgresql import running_postgresql
from tests.soak import tally

ROOT = Path(__file__).resolve().parents[2]
EVERY = 10.0
DATABASES = ["SQLite", "PostgreSQL"]
#: Someone may pull the plug: what was committed is on the disk.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(frozen=True)
class Part:
    """Tests, the sizes at which they run, and what is counted to tell how far they are."""

    tests: str
    sizes: dict[str, int]
    progress: str
    goal: str
    #: Worlds and sequences are dealt out to all cores; the others need the machine, or the database, for themselves.
    side_by_side: bool = False
    server: dict = field(default_factory=dict)


PARTS = {
    "worlds": Part("tests/soak/test_worlds.py", {"WORLDS": 5000, "STARTS": 40}, "worlds", "WORLDS", side_by_side=True),
    "sequences": Part(
        "tests/soak/test_sequences.py", {"SEQUENCES": 500, "STEPS": 50}, "sequences", "SEQUENCES", side_by_side=True
    ),
    "races": Part(
        "tests/booking/test_races.py::test_one_of_fifty_wins_and_the_others_are_refused[one slot]",
        {"ROUNDS": 1000, "PEOPLE": 200},
        "rounds",
        "ROUNDS",
    ),
    "holders": Part(
        "tests/booking/test_change_races.py::test_one_holder_moves_and_the_others_keep_theirs",
        {"MOVE_ROUNDS": 500, "MOVERS": 50},
        "rounds",
        "MOVE_ROUNDS",
    ),
    "answers": Part(
        "tests/booking/test_change_races.py::test_agreed_to_declined_cancelled_and_moved_together_it_has_one_story",
        {"ANSWER_ROUNDS": 5000},
        "rounds",
        "ANSWER_ROUNDS",
    ),
    "reservations": Part(
        "tests/api/test_races.py",
        {"RESERVE_ROUNDS": 200, "RESERVERS": 50, "REPLY_ROUNDS": 1000},
        "rounds",
        "RESERVE_ROUNDS",
    ),
    "kills": Part("tests/soak/test_kills.py", {"KILLS": 120, "DATABASE_KILLS": 1}, "kills", "KILLS", server=DURABLE),
    "mails": Part(
        "tests/booking/test_worker.py::test_at_whatever_moment_a_worker_dies_each_mail_arrives_and_one_at_most_twice",
        {"SENDS": 400, "MAIL_KILLS": 60},
        "kills",
        "MAIL_KILLS",
    ),
    "doors": Part("tests/soak/test_doors.py", {"CHANGES": 10_000}, "changes", "CHANGES"),
}


def main():
    parts, databases = chosen("ONLY", list(PARTS)), chosen("ON", DATABASES)
    seed = os.environ.get("SEED") or str(random.randrange(10**8))
    print(f"SEED={seed} plays this run again.", flush=True)
    outcomes = [run(name, PARTS[name], database, seed) for name in parts for database in databases]
    print("\nDone:")
    for outcome in outcomes:
        print(outcome.line())
    broken = [outcome for outcome in outcomes if not outcome.is_right]
    for outcome in broken:
        print(f"Play it again: make soak ONLY={outcome.part} ON={outcome.database} SEED={seed}")
    sys.exit(1 if broken else 0)


def chosen(name, known):
    """Return what the setting names, or everything."""
    wanted = os.environ.get(name, "").replace(",", " ").split() or known
    if unknown := set(wanted) - set(known):
        sys.exit(f"{name}: {', '.join(sorted(unknown))} is none of {', '.join(known)}")
    return wanted


@dataclass
class Outcome:
    part: str
    database: str
    is_right: bool
    seconds: float
    counted: dict
    wanted: int

    def line(self):
        verdict = "right" if self.is_right else "WRONG"
        figures = ", ".join(f"{number:,} {name}" for name, number in sorted(self.counted.items()))
        return f"  {verdict}  {self.part} on {self.database}, {clock(self.seconds)}: {figures or 'nothing was done'}"


def run(name, part, database, seed):
    """Run one part on one database, say every few seconds how far it is, and return its `Outcome`."""
    sizes = {size: os.environ.get(size) or str(usual) for size, usual in part.sizes.items()}
    wanted, began = int(sizes[part.goal]), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, database_for(database, part) as address:
        environment = {**os.environ, "SOAK_TALLY": folder, "SOAK_SEED": seed, **address}
        environment |= {f"SOAK_{size}": value for size, value in sizes.items()}
        environment["SOAK_SHARDS"] = str(os.cpu_count() or 1) if part.side_by_side else "1"
        with open(Path(folder, "pytest.log"), "w+") as log:
            process = subprocess.Popen(command(part), cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
            try:
                watch(process, name, part, database, wanted, folder, began)
            finally:
                process.terminate()
                process.wait()
            log.seek(0)
            told = log.read()
        counted = tally.read(folder)
    is_right = process.returncode == 0 and counted[part.progress] >= wanted
    if not is_right:
        print(told, flush=True)
    return Outcome(name, database, is_right, time.monotonic() - began, counted, wanted)


def database_for(database, part):
    """Yield the environment in which the tests find their database."""
    return postgresql(part.server) if database == "PostgreSQL" else contextlib.nullcontext({"DATABASE_URL": ""})


@contextlib.contextmanager
def postgresql(settings):
    with running_postgresql(**settings) as address:
        yield {"DATABASE_URL": address}


def command(part):
    processes = ["-n", "auto"] if part.side_by_side else ["-n", "0"]
    return [sys.executable, "-m", "pytest", "-q", *processes, part.tests]


def watch(process, name, part, database, wanted, folder, began):
    idle = 0.0  # until something was done: the database was being made
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(EVERY)
        counted, seconds = tally.read(folder), time.monotonic() - began
        if counted[part.progress]:
            say(name, part, database, wanted, counted, seconds, idle)
        else:
            idle = seconds
            print(f"{clock(seconds)}  {name} on {database}: making ready", flush=True)


def say(name, part, database, wanted, counted, seconds, idle):
    done = counted[part.progress]
    others = ", ".join(f"{number:,} {what}" for what, number in counted.most_common(4) if what != part.progress)
    rate = f"{done / (seconds - idle):.2f} a second"
    print(f"{clock(seconds)}  {name} on {database}: {done:,} of {wanted:,} ({rate}); {others}", flush=True)


def clock(seconds):
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


if __name__ == "__main__":
    main()
