"""The agenda of ten practitioners for a month."""

import datetime as dt

from benchmarks import queries
from benchmarks.figures import once, ratio
from benchmarks.goals import at_most
from benchmarks.load import Request
from benchmarks.rounds import Case, always

WHAT = "agenda of a month, 10 practitioners"


def month(world):
    """Return the request for the next whole month."""
    first = (world.today.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    return Request(f"/bench/agenda/?month={first:%Y-%m}")


def cases(world):
    return [world.empty(world.usual), Case("agenda", world.usual, always(month(world)))]


def goals(world, costs):
    on, site = world.on, world.usual
    number = queries.count(site, month(world))
    return [
        at_most(9, WHAT, on, 8, "CPU x", ratio(costs["agenda"], costs[f"empty {site.name}"])),
        at_most(9, f"{WHAT}: queries", on, 4, "queries", once(number)),
    ]
