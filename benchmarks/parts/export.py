"""All appointments as CSV: what the site's processes need of memory while it streams."""

import http.client

from benchmarks import memory
from benchmarks.figures import once
from benchmarks.goals import at_most, for_comparison
from benchmarks.load import PROXIED

PATH = "/bench/csv/"
A_PIECE = 1 << 16
#: Room for the rows that are read and sent at once, and for what Python does not give back.
MOST = 32


def cases(world):
    return []


def goals(world, costs):
    on, count = world.on, world.sizes.large
    site = world.site(count)
    world.say(f"  {on}: CSV of {count:,} appointments")
    before = memory.resident(site.process.pid)
    memory.forget_peaks(site.process.pid)
    used = site.cpu_seconds()
    rows = lines_of(site)
    used = site.cpu_seconds() - used
    peaks = memory.peaks(site.process.pid)
    grown = max(peaks[one] - before[one] for one in before)
    what = f"CSV of {count:,} rows"
    return [
        at_most(10, f"{what}: rows left out", on, 0, "rows", once(max(0, count - rows))),
        at_most(10, f"{what}: memory of the worker that streams it", on, MOST, "MB", once(grown / (1 << 20))),
        for_comparison(10, f"{what}: rows for a second of CPU", on, "rows", once(round(rows / used))),
    ]


def lines_of(site):
    """Return how many rows came, below the columns' names; nothing of them is kept."""
    talk = http.client.HTTPConnection("127.0.0.1", site.port, timeout=600)
    talk.request("GET", PATH, headers=PROXIED)
    answer = talk.getresponse()
    assert answer.status == 200, answer.status
    count = 0
    while piece := answer.read(A_PIECE):
        count += piece.count(b"\r\n")
    talk.close()
    return count - 1
