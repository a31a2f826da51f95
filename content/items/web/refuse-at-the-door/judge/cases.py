"""Small mornings on which each usual slip shows, drawn ones, and a crowd."""

from collections.abc import Iterator
from random import Random

from hotseat.judges.calls import Case

type Requests = list[tuple[int, int]]


def by_definition(requests: Requests, workers: int, patience: int) -> list[int | None]:
    """Millisecond after millisecond: free workers take whoever waits, then the door looks ahead with what it knows."""
    free = [0] * workers
    done: list[int | None] = []
    for arrival, cost in requests:
        worker = min(range(workers), key=lambda one: (max(free[one], arrival), one))
        start = max(free[worker], arrival)
        if start > arrival + patience:
            done.append(None)
            continue
        free[worker] = start + cost
        done.append(free[worker])
    return done


def small(name: str, requests: Requests, workers: int, patience: int, *, shown: bool = False) -> Case:
    expected = by_definition(requests, workers, patience)
    return Case(name, call="serve", args=(requests, workers, patience), expect=expected, shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield small("the example", [(0, 50), (5, 50), (10, 50), (45, 10), (60, 10)], 2, 30, shown=True)
    yield small("exactly in time", [(0, 30), (10, 5), (10, 5)], 1, 20)
    yield small("a long request that starts in time", [(0, 10), (5, 500), (6, 5)], 1, 10)
    yield small("who is refused takes nobody", [(0, 100), (10, 1000), (99, 5), (104, 5)], 1, 20)
    yield small("free in the same millisecond", [(0, 10), (10, 10), (20, 10)], 1, 0)
    yield small("a long one holds up one worker only", [(0, 1000), (0, 5), (1, 5), (2, 5), (3, 5)], 2, 20)
    yield small("a crowd in one millisecond", [(7, 10)] * 9, 2, 25)
    yield small("after a quiet hour", [(0, 5), (3_600_000, 5), (3_600_000, 5)], 1, 3)
    yield small("requests that cost nothing", [(0, 0), (0, 0), (0, 10), (0, 0), (11, 0)], 1, 4)
    yield small("many short ones wait", [(0, 20), *[(1, 1)] * 12], 1, 25)
    yield drawn(chance)
    yield crowd(chance)


def drawn(chance: Random) -> Case:
    mornings = []
    for _ in range(60):
        arrivals = sorted(chance.choices(range(60), k=chance.randint(1, 14)))
        requests = [(arrival, chance.randint(0, 25)) for arrival in arrivals]
        mornings.append((requests, chance.randint(1, 3), chance.choice((0, 3, 10, 40))))
    return Case(
        "sixty drawn mornings",
        program=f"result = [serve(requests, workers, patience) for requests, workers, patience in {mornings!r}]",
        expect=[by_definition(*morning) for morning in mornings],
    )


def crowd(chance: Random) -> Case:
    seed = chance.randrange(10**6)
    return Case(
        "sixty thousand requests for five thousand workers",
        program=(
            "from random import Random\n"
            f"chance = Random({seed})\n"
            "requests = [(n // 6, chance.randint(500, 1500)) for n in range(60_000)]\n"
            "done = serve(requests, 5_000, 200)\n"
            "starts = [(end - cost, arrival) for end, (arrival, cost) in zip(done, requests, strict=True) if end is not None]\n"
            "marks = sorted([(end - cost, 1) for end, (_, cost) in zip(done, requests) if end is not None]\n"
            "    + [(end, 0) for end in done if end is not None])\n"
            "busy = most = 0\n"
            "for _, begins in marks:\n"
            "    busy += 1 if begins else -1\n"
            "    most = max(most, busy)\n"
            "result = [most, max(start - arrival for start, arrival in starts) <= 200,\n"
            "    min(start - arrival for start, arrival in starts), 0 < done.count(None) < 60_000]\n"
        ),
        expect=[5000, True, 0, True],
    )
