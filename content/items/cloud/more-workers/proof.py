# %% Workers, a pool, and a clock of their own
from heapq import heappop, heappush, heapreplace

from hotseat.proof import chart, claim, show

HELD, OUTSIDE = 20, 30
POOLS = (2, 5, 10, 20)
DIVISIONS = ((20, 30), (10, 40), (45, 5))


def measured(workers: int, pool: int, held: int, outside: int) -> tuple[float, float, float]:
    """Requests a second, mean wait for a connection and mean time of a request, in ms, when all have settled down."""
    free = [0] * pool
    asking = [(0, number) for number in range(workers)]
    requests, waited, spent = 0, 0, 0
    while asking[0][0] < 5_000:
        asked, number = heappop(asking)
        start = max(asked, free[0])
        heapreplace(free, start + held)
        heappush(asking, (start + held + outside, number))
        if asked >= 2_000:
            requests += 1
            waited += start - asked
            spent += start + held + outside - asked
    return requests / 3, waited / requests, spent / requests


def close(one: float, other: float) -> bool:
    return abs(one - other) <= 0.03 * max(one, other)


ALL = [(workers, pool, *division) for workers in range(1, 61) for pool in POOLS for division in DIVISIONS]


@claim("smaller-of-two-bounds")
def throughput_is_the_smaller_of_two_bounds() -> bool:
    bounds = {one: 1000 * min(one[0] / (one[2] + one[3]), one[1] / one[2]) for one in ALL}
    found = {one: measured(*one)[0] for one in ALL}
    show("services compared", len(ALL))
    counts = (1, 5, 10, 12, 13, 15, 20, 25, 30)
    chart(
        "Throughput with five connections, held for 20 of 50 ms",
        list(counts),
        {
            "measured": [found[workers, 5, 20, 30] for workers in counts],
            "what the workers could do": [1000 * workers / 50 for workers in counts],
            "what the pool can do": [250.0 for _ in counts],
        },
        x_label="workers",
        y_label="requests a second",
    )
    return all(close(found[one], bounds[one]) for one in ALL)


@claim("littles-law")
def workers_are_throughput_times_time() -> bool:
    off = []
    for one in ALL:
        per_second, _, spent = measured(*one)
        if not close(per_second * spent / 1000, one[0]):
            off.append(one)
    show("services in which it does not hold", len(off))
    return not off


@claim("nothing-before-the-knee")
def a_larger_pool_helps_only_beyond_the_knee() -> bool:
    few = [round(measured(10, pool, HELD, OUTSIDE)[0]) for pool in (5, 10, 20)]
    many = [round(measured(50, pool, HELD, OUTSIDE)[0]) for pool in (5, 10, 20)]
    show("requests a second with pools of 5, 10 and 20: 10 workers; 50 workers", [few, many])
    return few == [200, 200, 200] and many == [250, 500, 1000]


@claim("held-half-as-long")
def half_the_time_is_worth_twice_the_pool() -> bool:
    pairs = [(measured(workers, 10, 20, 30), measured(workers, 5, 10, 40)) for workers in range(1, 61)]
    apart = max(abs(one[0] - other[0]) / one[0] for one, other in pairs)
    waits = max(abs(one[1] - other[1]) for one, other in pairs)
    show("the largest difference: throughput, wait", [f"{100 * apart:.1f} %", f"{waits:.1f} ms"])
    return apart < 0.02 and waits < 2
