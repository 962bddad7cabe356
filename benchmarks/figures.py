"""What several rounds gave, in one line: the median, and the range beside it."""

import math
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One value for each round."""

    values: tuple[float, ...]

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def low(self):
        return min(self.values)

    @property
    def high(self):
        return max(self.values)


def once(value):
    """Return the figure of what does not vary, such as a number of queries."""
    return Figure((value,))


def ratio(costs, bases):
    """Return how many times the base a cost is, round by round; both have one value for each round."""
    return Figure(tuple(cost / base for cost, base in zip(costs, bases, strict=True)))


def percentile(values, share):
    """Return the smallest of `values` that is not below `share` (0 to 1) of them."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
