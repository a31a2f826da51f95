"""Single pairs of counts that no sound method decides otherwise, and hundreds of drawn releases of which the truth is known.

The drawn ones allow for chance: a bound is what the probability promises, and four standard deviations more.
"""

from collections.abc import Callable, Iterator
from math import sqrt
from random import Random
from typing import Any

from hotseat.judges.calls import Case

type Counts = tuple[int, int]
type Release = tuple[Counts, Counts]

DOUBT = 0.05


def cases(chance: Random) -> Iterator[Case]:
    yield pair("the example: six per cent against one", (60, 1000), (100, 10000), "roll back", shown=True)
    yield pair("twenty requests without a failure", (0, 20), (0, 2000), "wait", shown=True)
    yield pair("a thousand requests without a failure", (0, 1000), (0, 20000), "promote", shown=True)
    yield pair("a disaster in fifty requests", (30, 50), (50, 5000), "roll back")
    yield pair("surely worse, and surely not by much", (11_500, 1_000_000), (10_000, 1_000_000), "promote")
    yield pair("better than the baseline", (0, 2000), (100, 2000), "promote")
    yield pair("no request yet", (0, 0), (5, 100), "wait")
    yield pair("nothing to compare with", (5, 100), (0, 0), "wait")
    yield false_alarms(chance)
    yield Case("a stricter doubt", call="decide", args=((4, 100), (100, 10000)), kwargs={"doubt": 0.01}, expect="wait")
    yield Case("a larger harm", call="decide", args=((30, 1000), (100, 10000)), kwargs={"harm": 0.1}, expect="promote")
    yield counts_that_cannot_be()
    yield harm_let_through(chance)
    yield looking_twenty_times(chance)
    yield clear_ones_decided(chance)


def pair(name: str, canary: Counts, baseline: Counts, expect: str, *, shown: bool = False) -> Case:
    return Case(name, call="decide", args=(canary, baseline), expect=expect, shown=shown)


def counts_that_cannot_be() -> Case:
    program = """
result = []
for canary, baseline in [((5, 4), (1, 10)), ((1, 10), (11, 10)), ((-1, 10), (1, 10))]:
    try:
        result.append(decide(canary, baseline))
    except ValueError:
        result.append("ValueError")
"""
    return Case("counts that cannot be", program=program, expect=["ValueError"] * 3)


def drawn(chance: Random, requests: int, rate: float) -> Counts:
    return chance.binomialvariate(requests, rate), requests


def releases(chance: Random, count: int, canary: tuple[int, float], baseline: tuple[int, float]) -> list[Release]:
    return [(drawn(chance, *canary), drawn(chance, *baseline)) for _ in range(count)]


def at_most_by_chance(count: int) -> float:
    """So many of `count` may go wrong when each does with the probability of the doubt."""
    return count * DOUBT + 4 * sqrt(count * DOUBT * (1 - DOUBT))


def batch(name: str, pairs: list[Release], check: Callable[[list[str]], bool | str]) -> Case:
    return Case(name, program=f"result = [decide(canary, baseline) for canary, baseline in {pairs}]", check=check)


def false_alarms(chance: Random) -> Case:
    """Few requests and rare failures, where one failure is already far above the expected number."""
    pairs = releases(chance, 600, (50, 0.004), (3000, 0.004))

    def check(got: Any) -> bool | str:
        wrong, most = list(got).count("roll back"), at_most_by_chance(len(pairs))
        return (
            wrong <= most
            or f"{wrong} of {len(pairs)} releases that fail as often as the baseline were rolled back; {most:.0f} is the most."
        )

    return batch("six hundred harmless releases of fifty requests", pairs, check)


def harm_let_through(chance: Random) -> Case:
    pairs = releases(chance, 300, (100, 0.02), (1000, 0.01))

    def check(got: Any) -> bool | str:
        wrong, most = list(got).count("promote"), at_most_by_chance(len(pairs))
        return (
            wrong <= most
            or f"{wrong} of {len(pairs)} releases that fail a whole point more often were promoted; {most:.0f} is the most."
        )

    return batch("three hundred harmful releases of a hundred requests", pairs, check)


def looking_twenty_times(chance: Random) -> Case:
    """The same counts grow; a release counts as rolled back when any look says so."""
    looks, step, rate = 20, 40, 0.2
    courses: list[list[Release]] = []
    for _ in range(250):
        canary = baseline = 0
        course = []
        for look in range(1, looks + 1):
            canary += drawn(chance, step, rate)[0]
            baseline += drawn(chance, step, rate)[0]
            course.append(((canary, step * look), (baseline, step * look)))
        courses.append(course)
    program = f"result = [[decide(*look, looks={looks}) for look in course] for course in {courses}]"

    def check(got: Any) -> bool | str:
        wrong, most = sum("roll back" in course for course in got), at_most_by_chance(len(courses))
        return (
            wrong <= most
            or f"{wrong} of {len(courses)} harmless releases were rolled back at one of {looks} looks; {most:.0f} is the most."
        )

    return Case("two hundred and fifty harmless releases, looked at twenty times", program=program, check=check)


def clear_ones_decided(chance: Random) -> Case:
    """Waiting for ever is no decision."""
    bad = releases(chance, 40, (2000, 0.05), (2000, 0.01))
    good = releases(chance, 40, (10000, 0.01), (10000, 0.01))

    def check(got: Any) -> bool | str:
        stopped, shipped = list(got[:40]).count("roll back"), list(got[40:]).count("promote")
        if stopped < 36:
            return f"Only {stopped} of 40 releases with five times the failures were rolled back after 2,000 requests."
        return shipped >= 36 or f"Only {shipped} of 40 releases as good as the baseline were promoted after 10,000 requests."

    return batch("clear ones", bad + good, check)
