"""Rounds in which each case takes its turn, in the opposite order every other round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import load
from .sites import Site

#: Enough callers that both workers have something to do, few enough that they do not wait for one another.
CALLERS = 2
#: Enough connections to reach every worker: each keeps things of its own.
EVERYONE = 8
#: CPU time of one sample, in seconds: much more than what the clocks and the first requests of a round add to it.
SAMPLE = 0.4
FEWEST, MOST = 8, 1500


def nothing():
    pass


@dataclass(frozen=True)
class Case:
    """One kind of request to one site.

    `requests(count)` returns that many times what is measured; `calls` of them make one. `settle` puts back what the
    requests changed, and `before` runs ahead of each single request; neither is measured. Workers are asked once
    before each sample, so that they have what they keep, unless the case `changes` something.
    """

    name: str
    site: Site
    requests: Callable[[int], Sequence[load.Request]]
    calls: int = 1
    settle: Callable[[], None] = nothing
    before: Callable[[], None] | None = None
    changes: bool = False
    most: int = MOST


def always(request):
    """Return the `requests` of a case that asks for the same each time."""
    return lambda count: [request] * count


def costs_of(cases, rounds, say):
    """Return `{name: [CPU seconds of one request in each round]}`."""
    counts = {case.name: count_for(case) for case in cases}
    costs = {case.name: [] for case in cases}
    for number in range(rounds):
        say(f"  round {number + 1} of {rounds}, {len(cases)} cases")
        for case in cases if number % 2 == 0 else reversed(cases):
            costs[case.name].append(cost_of(case, counts[case.name]))
    return costs


def count_for(case):
    """Return how many times to ask for a sample that is long enough."""
    cost_of(case, 4)
    return min(case.most, MOST, max(FEWEST // case.calls, 1, round(SAMPLE / max(cost_of(case, 4), 1e-6))))


def cost_of(case, count):
    """Return the CPU seconds of all processes of the site for one of `count` times what the case asks for."""
    requests = case.requests(count)
    spent = one_by_one(case, requests) if case.before else all_together(case, requests)
    case.settle()
    return spent / count


def all_together(case, requests):
    if not case.changes:
        load.send(case.site.port, [requests[0]] * EVERYONE, callers=EVERYONE)
    began = case.site.cpu_seconds()
    load.send(case.site.port, requests, callers=CALLERS)
    return case.site.cpu_seconds() - began


def one_by_one(case, requests):
    spent = 0
    caller = load.Caller(case.site.port)
    caller.ask_as_expected(requests[0])
    for request in requests:
        case.before()
        began = case.site.cpu_seconds()
        caller.ask_as_expected(request)
        spent += case.site.cpu_seconds() - began
    caller.close()
    return spent
