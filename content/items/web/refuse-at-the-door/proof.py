# %% One queue, some workers, and a door
from heapq import heapreplace
from random import Random

from hotseat.proof import chart, claim, show

WORKERS, COST, PATIENCE = 8, 40, 100
CAPACITY = WORKERS * 1000 / COST
Requests = list[int]


def arrivals(load: float, seconds: int = 60, seed: int = 7) -> Requests:
    """Milliseconds in which requests arrive at random, at `load` times what the workers can serve."""
    chance, now, found = Random(seed), 0.0, []
    while (now := now + chance.expovariate(load * CAPACITY / 1000)) < seconds * 1000:
        found.append(int(now))
    return found


def waits_of_all(requests: Requests) -> list[int]:
    """How long each waits when everybody is let in."""
    free, waits = [0] * WORKERS, []
    for arrival in requests:
        start = max(arrival, free[0])
        heapreplace(free, start + COST)
        waits.append(start - arrival)
    return waits


def waits_at_the_door(requests: Requests) -> list[int | None]:
    """The same with a door that refuses; None for who is refused."""
    free, waits = [0] * WORKERS, []
    for arrival in requests:
        start = max(arrival, free[0])
        if start - arrival > PATIENCE:
            waits.append(None)
        else:
            heapreplace(free, start + COST)
            waits.append(start - arrival)
    return waits


LOADS = (0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0)


@claim("the-door-keeps-the-promise")
def nobody_who_is_let_in_waits_longer() -> bool:
    most = {load: max(wait for wait in waits_at_the_door(arrivals(load)) if wait is not None) for load in LOADS}
    show("the longest wait behind the door at 0.5 to 3 times the capacity", list(most.values()), "ms")
    return max(most.values()) <= PATIENCE


@claim("without-a-door-waits-grow-with-time")
def the_queue_grows_as_long_as_the_overload_lasts() -> bool:
    last = {seconds: waits_of_all(arrivals(1.2, seconds))[-1] for seconds in (15, 30, 60, 120)}
    show("wait of the last request at 1.2 times the capacity after 15, 30, 60 and 120 s", list(last.values()), "ms")
    return all(0.15 * seconds * 1000 <= wait <= 0.25 * seconds * 1000 for seconds, wait in last.items())


@claim("late-work-is-lost-work")
def served_in_time_with_and_without_a_door() -> bool:
    """Without a door the workers serve clients who have given up: they are as busy, for nobody."""
    in_time = {load: sum(wait <= PATIENCE for wait in waits_of_all(arrivals(load))) / 60 / CAPACITY for load in LOADS}
    let_in = {load: sum(wait is not None for wait in waits_at_the_door(arrivals(load))) / 60 / CAPACITY for load in LOADS}
    chart(
        "Requests that start in time, of what the workers can serve",
        list(LOADS),
        {"everybody is let in": list(in_time.values()), "with a door": list(let_in.values())},
        x_label="load, times the capacity",
        y_label="share of the capacity",
    )
    show("in time at twice the capacity: without a door, with one", [round(in_time[2.0], 2), round(let_in[2.0], 2)])
    return in_time[2.0] < 0.1 and let_in[2.0] > 0.95


@claim("length-is-not-time")
def the_same_length_of_queue_is_another_wait() -> bool:
    """Ten wait in front of two workers."""
    waits = {}
    for cost in (5, 50, 500):
        free = [0, 0]
        for _ in range(12):
            heapreplace(free, free[0] + cost)
        waits[cost] = free[0]
    show("wait behind ten others at 5, 50 and 500 ms a request", list(waits.values()), "ms")
    return [wait // cost for cost, wait in waits.items()] == [6, 6, 6]
