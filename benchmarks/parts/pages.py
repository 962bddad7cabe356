"""Public pages for visitors who are not logged in: from a cache, without one, and after a publication."""

import subprocess
import uuid

from benchmarks import load, queries
from benchmarks.figures import once, ratio
from benchmarks.goals import at_most
from benchmarks.load import Request
from benchmarks.rounds import Case, always

HOME = Request("/")
#: Enough connections to reach every worker.
CONNECTIONS = 8


#: Writes the rows again that stand behind the home page, past the site, so that nobody may keep an old answer.
CHANGE = (
    "UPDATE wagtailcore_page SET title = title WHERE depth = 2",
    "UPDATE practice_openinghours SET applies_from = applies_from",
)


def cases(world):
    site = world.usual
    return [
        world.empty(site),
        Case("home cached", site, always(HOME)),
        Case("home cold", site, always(HOME), before=lambda: site.database.run_all(CHANGE), most=100),
    ]


def goals(world, costs):
    site, on = world.usual, world.on
    empty = costs[f"empty {site.name}"]
    cached, cold = ratio(costs["home cached"], empty), ratio(costs["home cold"], empty)
    return [
        at_most(8, "home page, asked again", on, 1.5, "CPU x", cached),
        at_most(8, "home page, after a change", on, 10, "CPU x", cold),
        at_most(8, "home page, after a change: queries", on, 4, "queries", once(queries.count(site, HOME, CHANGE))),
        at_most(8, "old home pages right after a publication", on, 0, "pages", once(old_pages(site))),
    ]


def old_pages(site):
    """Publish another promise, and return how many of the very next pages, from all workers, do not show it."""
    promise = f"Promesse {uuid.uuid4().hex}"
    load.send(site.port, [HOME] * CONNECTIONS, callers=CONNECTIONS)
    subprocess.run(
        [site.python, "-m", "benchmarks.loading", "publish", "--promise", promise], env=site.environment, check=True
    )
    answers = load.send(site.port, [HOME] * CONNECTIONS, callers=CONNECTIONS)
    return sum(promise.encode() not in answer.body for answer in answers)
