"""The agenda of ten practitioners for a month."""

from urllib.parse import urlencode

from benchmarks import queries
from benchmarks.figures import once, ratio
from benchmarks.goals import at_most, missing
from benchmarks.load import Request
from benchmarks.rounds import Case, always

WHAT = "agenda of a month, 10 practitioners"


def month(world):
    """Return the request for the next whole month."""
    first = world.today.replace(day=28)
    while first.day != 1:
        first = type(first).fromordinal(first.toordinal() + 1)
    return Request(f"/bench/agenda/?{urlencode({'month': f'{first:%Y-%m}'})}")


def is_there(world):
    return world.usual.ask(month(world)).status == 200


def cases(world):
    if not is_there(world):
        return []
    return [world.empty(world.usual), Case("agenda", world.usual, always(month(world)))]


def goals(world, costs):
    on, site = world.on, world.usual
    if not is_there(world):
        return [missing(9, WHAT, on, "no booking/agenda.py")]
    (number,) = queries.count(site, month(world))
    return [
        at_most(9, WHAT, on, 8, "CPU x", ratio(costs["agenda"], costs[f"empty {site.name}"])),
        at_most(9, f"{WHAT}: queries", on, 4, "queries", once(number)),
    ]
