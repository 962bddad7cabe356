"""The assistant's answer: what is free on a Thursday afternoon, and what it costs, in words."""

from urllib.parse import urlencode

from benchmarks import queries
from benchmarks.figures import once, ratio
from benchmarks.goals import at_most
from benchmarks.load import Request
from benchmarks.rounds import Case, always

WHAT = "answer of the assistant"
TIMES = Request(f"/aide/?{urlencode({'q': 'un rdv jeudi apres 14 h', 'panneau': 1})}")
FACTS = Request(f"/aide/?{urlencode({'q': 'c combien', 'panneau': 1})}")


def cases(world):
    site = world.usual
    return [world.empty(site), Case("answer times", site, always(TIMES)), Case("answer facts", site, always(FACTS))]


def goals(world, costs):
    site, on = world.usual, world.on
    empty = costs[f"empty {site.name}"]
    return [
        at_most(11, f"{WHAT}, with free times", on, 10, "CPU x", ratio(costs["answer times"], empty)),
        at_most(11, f"{WHAT}, of a price", on, 10, "CPU x", ratio(costs["answer facts"], empty)),
        at_most(11, f"{WHAT}: queries", on, 8, "queries", once(queries.count(site, TIMES))),
    ]
