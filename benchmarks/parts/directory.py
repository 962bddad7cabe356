"""The directory's question: who of this speciality is free on that day, in the afternoon, and when first?"""

from urllib.parse import urlencode

from benchmarks import practice, queries
from benchmarks.figures import once, ratio
from benchmarks.goals import at_most
from benchmarks.load import Request
from benchmarks.rounds import Case, always
from benchmarks.world import FEW, MANY

WHAT = f"directory of {MANY:,} practitioners"


def search(site, today):
    """Return the request for who of a speciality is free in the afternoon of a day two weeks ahead."""
    day = practice.working_days(today)[10]
    query = {"speciality": site.facts["speciality"], "day": day.isoformat(), "part": "afternoon"}
    return Request(f"/bench/directory/?{urlencode(query)}")


def sites(world):
    return [world.site(world.sizes.large, practitioners) for practitioners in (FEW, MANY)]


def cases(world):
    few, many = sites(world)
    return [
        world.empty(many),
        Case("directory few", few, always(search(few, world.today))),
        Case("directory many", many, always(search(many, world.today))),
    ]


def goals(world, costs):
    on = world.on
    _few, many = sites(world)
    number = queries.count(many, search(many, world.today))
    growth = ratio(costs["directory many"], costs["directory few"])
    empty = costs[f"empty {many.name}"]
    return [
        at_most(7, WHAT, on, 5, "CPU x", ratio(costs["directory many"], empty)),
        at_most(7, f"{WHAT}: queries", on, 3, "queries", once(number)),
        at_most(7, f"directory, from {FEW} to {MANY:,} practitioners", on, 1.3, "times", growth),
    ]
