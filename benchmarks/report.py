"""The table of goals, for the terminal and for docs/performance.md."""

import os
import platform
import sqlite3
from itertools import groupby

HEADINGS = {
    1: "Look-up of free times",
    2: "Beside django-appointment",
    3: "Growth with the history",
    4: "Unchanged answers",
    5: "One time, many people",
    6: "Booking",
    7: "Directory",
    8: "Public pages",
    9: "Agenda",
    10: "The core, and exports",
    11: "The assistant",
}

#: What was tried where a goal is missed, and why it is as it is; shown below the table of such a goal.
TRIED = {
    6: """A booking asks 18 small queries in two transactions: who asks, the tokens of rules and catalogue, the checks
under the lock, the appointment, its event, its mails, who waits. Most of its CPU is Django building these
queries; the bare INSERT beside it builds one. What paid: plain rows for the look-up, rules and catalogue kept
under tokens, asking whether a row is there before fetching it, keeping what was typed only where it is shown
again. What is left would be SQL by hand for every row that a booking writes, past the models and their checks.""",
    8: """Seven of the nine queries of a cold home page are Wagtail’s: the site, the language (twice), the page, its
ancestors, who may see it, the addresses of the sites. Ours are two: the tokens, and the scan behind the free
times. Menu, footer, settings and pictures’ renditions used to ask seventeen more, and are kept under tokens
now. Keeping Wagtail’s own rows too would mean to route pages past Wagtail, for a page that is built once after
each change.""",
    10: """The core counts starts from the beginning of each free piece (a window, or what an absence or an appointment
leaves of it), so that 45 + 10 minutes fill a morning without loss. One int per day as a mask of fixed steps,
which reaches 100 and more, cannot say that: each appointment shifts the steps behind it. It is a sweep over
whole minutes instead, beside the hours of all days, which are expanded once and kept. What paid: minutes worked
out by the database, hours less time off drawn up once, walking openings and appointments side by side. A sorted
sweep on ints is said to reach 14 to 17.""",
}

INTRODUCTION = """# Performance

Measured on {on} by `make bench`, which writes this page anew: change the code, not the page.

The machine: {cores} cores, {system}, Python {python}, SQLite {sqlite}; callers, sites and databases share it.

Every figure is a ratio within one run; no time in milliseconds is among them. Each case takes its turn in {rounds}
rounds, in the opposite order every other round; the median counts, and the range of all rounds stands beside it.

**CPU x** is the CPU time of all server processes for one request, the database’s included, divided by that of a view
that answers without a database, behind the same middlewares, in the same round. The site runs with its production
settings under gunicorn (gthread, 2 workers with 4 threads each). So does django-appointment, from its package, with
the usual eight middlewares, on the same kind of database with the same settings, and with the same calendar: 10
practitioners, eight sessions a day, half of the next 60 days taken, {past} appointments in the past. Its own figures
of CPU x are per its own empty view; where it is compared with us, CPU time is divided by CPU time.

![How much of each limit is used up]({plot})"""


def lines_for_terminal(goals):
    """Yield the table in plain text."""
    width = max(len(goal.what) for goal in goals)
    for number, group in by_number(goals):
        yield f"\n{number}. {HEADINGS[number]}"
        for goal in group:
            yield f"  {goal.what:{width}}  {goal.on:10}  {limit(goal):>12}  {measured(goal):34}  {goal.verdict}"


def document(goals, on, sizes, plot):
    """Return docs/performance.md. `on` is a date, `plot` the address of the picture."""
    return "\n".join([introduction(on, sizes, plot), *tables(goals), ""])


def introduction(on, sizes, plot):
    """Return the words above the tables."""
    return INTRODUCTION.format(
        on=f"{on:%d %B %Y}",
        cores=os.cpu_count(),
        system=platform.system(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        rounds=sizes.rounds,
        past=f"{sizes.usual:,}",
        plot=plot,
    )


def tables(goals):
    for number, found in by_number(goals):
        group = list(found)
        yield ""
        yield f"## {number}. {HEADINGS[number]}"
        yield ""
        yield "| what | on | goal | median | range | verdict |"
        yield "|---|---|---|---|---|---|"
        for goal in group:
            cells = [goal.what, goal.on, limit(goal), median(goal), spread(goal), goal.verdict]
            yield f"| {' | '.join(cells)} |"
        if number in TRIED and any(goal.is_met is False for goal in group):
            yield ""
            yield TRIED[number]


def by_number(goals):
    return groupby(sorted(goals, key=lambda goal: goal.number), key=lambda goal: goal.number)


def limit(goal):
    if goal.limit is None:
        return ""
    return f"{'≥' if goal.at_least else '≤'} {number(goal.limit)}{unit(goal)}"


def measured(goal):
    return " ".join(part for part in (median(goal), f"({spread(goal)})" if spread(goal) else "") if part)


def median(goal):
    return f"{number(goal.figure.median)}{unit(goal)}" if goal.figure else ""


def spread(goal):
    if goal.figure is None or len(goal.figure.values) == 1:
        return ""
    return f"{number(goal.figure.low)} to {number(goal.figure.high)}"


def unit(goal):
    return {"CPU x": " x", "times": " ×"}.get(goal.unit, f" {goal.unit}")


def number(value):
    """Return three figures that tell something, and no more."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
