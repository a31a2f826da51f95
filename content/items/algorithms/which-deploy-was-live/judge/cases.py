"""Short lists on which each usual slip shows, drawn lists, and one review of realistic size to be timed."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case


def by_definition(deploys: list[tuple[int, str]], requests: list[int]) -> list[str | None]:
    """The answer by looking at every deploy for every request."""
    answers = []
    for moment in requests:
        best: tuple[int, str] | None = None
        for time, version in deploys:
            if time <= moment and (best is None or time >= best[0]):
                best = (time, version)
        answers.append(best[1] if best else None)
    return answers


def small(name: str, deploys: list[tuple[int, str]], requests: list[int], *, shown: bool = False) -> Case:
    return Case(name, call="live_versions", args=(deploys, requests), expect=by_definition(deploys, requests), shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield small("the example", [(10, "a"), (30, "b")], [15, 35, 12], shown=True)
    yield small("at the very moment of a deploy", [(10, "a"), (30, "b")], [10, 30, 29], shown=True)
    yield small("before the first deploy", [(10, "a"), (30, "b")], [5, 9, 40], shown=True)
    yield small("deploys in any order", [(30, "c"), (10, "a"), (20, "b")], [12, 22, 32])
    yield small("two deploys at one time", [(10, "z"), (10, "a"), (20, "y"), (20, "x")], [10, 15, 20, 25])
    yield small("requests in any order, some twice", [(10, "a"), (20, "b"), (30, "c")], [31, 11, 21, 11, 5])
    yield small("no deploy", [], [1, 2])
    yield small("no request", [(10, "a")], [])
    yield unchanged([(30, "b"), (10, "a")], [35, 15])
    yield hundred_drawn(chance)


def unchanged(deploys: list[tuple[int, str]], requests: list[int]) -> Case:
    """The same lists are looked at again after the call."""
    program = f"deploys, requests = {deploys}, {requests}\nlive_versions(deploys, requests)\nresult = [deploys, requests]"
    return Case("the lists of the caller", program=program, expect=[deploys, requests])


def hundred_drawn(chance: Random) -> Case:
    """Few times and many deploys, so that ties, exact hits and misses come up many times."""
    reviews = [
        ([(chance.randrange(8), f"v{n}") for n in range(chance.randint(0, 9))], [chance.randint(-2, 9) for _ in range(6)])
        for _ in range(100)
    ]
    expected = [by_definition(*review) for review in reviews]

    def check(got: Any) -> bool | str:
        for (deploys, requests), right, answer in zip(reviews, expected, got, strict=True):
            if answer != right:
                return f"live_versions({deploys}, {requests}) gave {answer!r}; {right} is right."
        return True

    return Case("a hundred short reviews", program=f"result = [live_versions(*review) for review in {reviews}]", check=check)


def workloads(chance: Random) -> Iterator[Case]:
    times = chance.sample(range(1_000_000), 900)
    deploys = [(time, f"2026.{n}") for n, time in enumerate(times)]
    requests = [chance.randrange(1_000_000) for _ in range(1200)]
    yield Case("twelve hundred requests, nine hundred deploys", call="live_versions", args=(deploys, requests))
