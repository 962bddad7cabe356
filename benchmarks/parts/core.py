"""The core beside a naive datetime implementation: the same starts, and how much faster. It needs no database."""

import time

import scheduling
from benchmarks import calendars, naive
from benchmarks.figures import once, ratio
from benchmarks.goals import at_least, at_most, for_comparison
from scheduling.timetable import taken_by

ON = "–"
#: CPU time of one sample, in seconds.
SAMPLE = 0.2


def goals(sizes, say):
    say(f"  {sizes.calendars:,} calendars by chance")
    different = sum(not agree(calendars.by_chance(number)) for number in range(sizes.calendars))
    say(f"  {sizes.rounds} rounds")
    costs = costs_of(ways(calendars.usual()), sizes.rounds)
    what = f"{sizes.calendars:,} calendars by chance, clock changes included: different answers"
    return [
        at_least(
            10, "core, 60 days, faster than naive datetimes", ON, 100, "times", ratio(costs["naive"], costs["core"])
        ),
        for_comparison(
            10,
            "the same with hours worked out anew, datetimes in and out",
            ON,
            "times",
            ratio(costs["naive"], costs["anew"]),
        ),
        at_most(10, what, ON, 0, "calendars", once(different)),
    ]


def agree(calendar):
    """Tell whether the core finds the starts that the naive implementation finds."""
    asked = calendar.rules, calendar.first, calendar.last
    return scheduling.free_slots_between(*asked, **calendar.known()) == naive.free_slots_between(
        *asked, **calendar.known()
    )


def ways(calendar):
    """Return the ways to find 60 days of starts, each a function.

    The core is asked as a look-up asks it: the openings are kept as long as nobody changes them, and appointments
    come as minutes from the database.
    """
    rules, first, last = calendar.rules, calendar.first, calendar.last
    openings = scheduling.Openings(rules.zone, rules.hours, calendar.time_off)
    taken = taken_by(calendar.busy)
    return {
        "naive": lambda: naive.free_slots_between(rules, first, last, **calendar.known()),
        "core": lambda: scheduling.draw_up(rules, openings, taken, calendar.now).starts_between(first, last),
        "anew": lambda: scheduling.free_slots_between(rules, first, last, **calendar.known()),
    }


def costs_of(ways, rounds):
    """Return `{name: [CPU seconds of one call in each round]}`, in turn, in the opposite order every other round."""
    counts = {name: max(1, round(SAMPLE / seconds(way, 3))) for name, way in ways.items()}
    costs = {name: [] for name in ways}
    for number in range(rounds):
        for name in ways if number % 2 == 0 else reversed(ways):
            costs[name].append(seconds(ways[name], counts[name]))
    return costs


def seconds(way, count):
    began = time.process_time()
    for _time in range(count):
        way()
    return (time.process_time() - began) / count
