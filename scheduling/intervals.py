"""Half-open intervals on whole numbers: `(start, end)` holds start, start + 1, … and not end.

In this package the numbers are minutes since 1970 in UTC (see `clock`), but nothing here depends on that.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

_end = itemgetter(1)

Interval = tuple[int, int]


def overlap(one: Interval, other: Interval) -> bool:
    """Say whether the two share a number; ones that only touch, or are empty, do not."""
    return max(one[0], other[0]) < min(one[1], other[1])


def contains(outer: Interval, inner: Interval) -> bool:
    """Say whether the whole of `inner` lies in `outer`."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same numbers as sorted intervals that do not overlap, without the empty ones.

    Intervals that only touch stay apart: two opening hours that meet at noon are still two.
    """
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def pieces(whole: Interval, closed: Sequence[Interval]) -> Iterator[Interval]:
    """Yield what `closed` leaves of `whole`, in order; `closed` is as from `union`.

    Only the closed intervals near `whole` are looked at, so a day costs the same in a long list as in a
    short one.
    """
    start, end = whole
    nearby = bisect_right(closed, start, key=_end)
    while nearby < len(closed) and closed[nearby][0] < end:
        if start < closed[nearby][0]:
            yield start, closed[nearby][0]
        start = closed[nearby][1]
        nearby += 1
    if start < end:
        yield start, end
