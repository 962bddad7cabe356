"""How much is tried. The suite takes what is written here; `make soak` sets `SOAK_…` to far more (see `__main__`)."""

import os

from hypothesis import HealthCheck, Phase, settings


def size(name, small):
    return int(os.environ.get(f"SOAK_{name}", small))


#: Every random choice follows from it: a run with the same seed and sizes is the same run.
SEED = size("SEED", 20261121)
#: The worlds and the sequences are dealt out to so many tests, which may run side by side.
SHARDS = size("SHARDS", 2)
WORLDS = size("WORLDS", 30)
#: Of the starts that a world offers for one choice, at most so many are tried.
STARTS = size("STARTS", 12)
SEQUENCES = size("SEQUENCES", 12)
STEPS = size("STEPS", 25)
ROUNDS = size("ROUNDS", 40)
PEOPLE = size("PEOPLE", 50)
#: So many hold appointments and want the same other time, so often.
MOVERS = size("MOVERS", 20)
MOVE_ROUNDS = size("MOVE_ROUNDS", 5)
#: Everything happens to one request at once, so often.
ANSWER_ROUNDS = size("ANSWER_ROUNDS", 100)
#: One published slot is reserved by so many programs at once, so often; and what is reserved, answered by three.
RESERVERS = size("RESERVERS", 50)
RESERVE_ROUNDS = size("RESERVE_ROUNDS", 3)
REPLY_ROUNDS = size("REPLY_ROUNDS", 12)
KILLS = size("KILLS", 3)
#: Not within the suite, whose other tests have the same database.
DATABASE_KILLS = size("DATABASE_KILLS", 0)
CHANGES = size("CHANGES", 40)
SENDS = size("SENDS", 40)
MAIL_KILLS = size("MAIL_KILLS", 6)


def seeds(total, shard):
    """Return the seeds of those of `total` examples that fall to that shard."""
    return range(SEED + shard, SEED + total, SHARDS)


def one_example(**more):
    """Return hypothesis’s settings for one example, made afresh.

    Asked for many, hypothesis makes most by changing a bit of those before: they are much alike, and find little. The
    simplest of all comes first, each time.
    """
    return settings(
        max_examples=2,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        **more,
    )
