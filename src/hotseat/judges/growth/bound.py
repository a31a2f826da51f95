"""Bounds on growth, and whether measured points keep within one. Pure.

A point is (size, cost). What is compared is the slope of the cost on doubly logarithmic axes with the bound's own slope at the
same sizes: their difference, the *excess*, is 0 for a program that grows as its bound, about 1 for one that is a factor n worse.
The slope is Theil and Sen's, the median of the slopes of all pairs (P. K. Sen, Journal of the American Statistical Association
63, 1968), which one bad point does not move.

A factor of log n is an excess of some 0.1 at these sizes and cannot be told from none.
"""

import math
import statistics
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from itertools import combinations

type Points = Sequence[tuple[int, float]]

BOUNDS: Mapping[str, Callable[[float], float]] = {
    "n": lambda n: n,
    "n log n": lambda n: n * math.log(n),
    "n sqrt n": lambda n: n * math.sqrt(n),
    "n^2": lambda n: n**2,
    "n^2 log n": lambda n: n**2 * math.log(n),
    "n^3": lambda n: n**3,
}
STEPS_WITHIN, STEPS_BEYOND = 0.25, 0.4
"""Excess of counted steps up to which they keep the bound, and from which they prove that it is broken."""
TIME_WITHIN = 0.2
"""Excess of processor time up to which it keeps the bound. Time alone never proves that it is broken."""
LEAST_POINTS = 4


class Growth(StrEnum):
    """What the evidence says about the bound."""

    WITHIN = "within"
    BEYOND = "beyond"
    UNCLEAR = "unclear"


def excess(points: Points, bound: str) -> float | None:
    """By how much the points' slope exceeds the bound's; None for fewer than `LEAST_POINTS` points."""
    if len(points) < LEAST_POINTS:
        return None
    limit = BOUNDS[bound]
    slopes = [
        (math.log(cost / other_cost) - math.log(limit(size) / limit(other))) / math.log(size / other)
        for (size, cost), (other, other_cost) in combinations(points, 2)
    ]
    return statistics.median(slopes)


def sizes_below(largest: int, bound: str, count: int) -> list[int]:
    """At most so many sizes up to the largest; from each to the next the bound doubles, as nearly as whole numbers can."""
    limit = BOUNDS[bound]
    wanted = [limit(largest) / 2**step for step in range(count)]
    found = {bisect_left(range(largest), value, lo=2, key=limit) for value in wanted}
    return sorted(found)


def decide(steps: float | None, time: float | None) -> Growth:
    """What an excess in steps and one in processor time come to together; None where one could not be measured.

    Steps are counted, so they are the same on every run, and each is work that was really done: too many of them prove that
    the bound is broken. But what is done inside C is not all counted, so few of them prove nothing without the time.
    """
    if steps is not None and steps >= STEPS_BEYOND:
        return Growth.BEYOND
    if time is not None and time <= TIME_WITHIN and (steps is None or steps <= STEPS_WITHIN):
        return Growth.WITHIN
    return Growth.UNCLEAR
