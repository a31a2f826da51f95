# %% Does it wait? The operating system counts how often a thread gives its processor up by itself
import cProfile
import heapq
import json
import pstats
import queue
import resource
import socket
import sysconfig
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hotseat.proof import Outcome, chart, claim, probe, show

PER_THREAD = getattr(resource, "RUSAGE_THREAD", None)
"""Linux counts for each thread; elsewhere the claims that need it are unshown."""


def waits(call: Callable[[], object]) -> int:
    """How often the calling thread gave up its processor by itself during the call, because it had to wait."""
    assert PER_THREAD is not None
    before = resource.getrusage(PER_THREAD).ru_nvcsw
    call()
    return resource.getrusage(PER_THREAD).ru_nvcsw - before


def waiting(*, there: bool) -> list[str]:
    """The calls that wait. What some of them need is there already, or another thread brings it when they have begun."""
    path, (ours, theirs) = Path("kept"), socket.socketpair()
    path.write_bytes(b"x" * 4_000_000)
    jobs: queue.SimpleQueue[int] = queue.SimpleQueue()
    lock = threading.Lock()
    lock.acquire()
    alone: dict[str, Callable[[], object]] = {
        "time.sleep(0.001)": lambda: time.sleep(0.001),
        "reading a file that was just written": path.read_bytes,
        "pow(3, 100_000)": lambda: pow(3, 100_000),
    }
    taken: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "recv on a socket": (lambda: theirs.send(b"x"), lambda: ours.recv(1)),
        "queue.get": (lambda: jobs.put(1), jobs.get),
        "lock.acquire": (lock.release, lock.acquire),
    }
    found = [name for name, call in alone.items() if waits(call)]
    for name, (bring, take) in taken.items():
        if there:
            bring()
            count = waits(take)
        else:
            count = max(brought_later(bring, take) for _ in range(3))  # a helper on a busy machine may be early
        found += [name] * (count > 0)
    return found


def brought_later(bring: Callable[[], object], take: Callable[[], object]) -> int:
    """How often a call waits for what a helper brings, who is told when the call begins."""
    begun = threading.Event()
    helper = threading.Thread(target=lambda: (begun.wait(), bring()))
    helper.start()
    begun.set()
    count = waits(take)
    helper.join()
    return count


@claim("only-what-is-not-there-waits")
def only_what_is_not_there_waits() -> bool | Outcome:
    if PER_THREAD is None:
        return Outcome.UNSHOWN
    there, later = waiting(there=True), waiting(there=False)
    show("wait although what they need is there", there)
    show("wait when another thread brings it later", later)
    return there == ["time.sleep(0.001)"] and later == ["time.sleep(0.001)", "recv on a socket", "queue.get", "lock.acquire"]


def compute(rounds: int) -> int:
    n = 0
    for number in range(rounds):
        n += number % 7
    return n


def waits_of_each(threads: int) -> list[int]:
    """How often each of so many threads waits while it does nothing but compute a million rounds."""
    found: list[int] = []
    barrier = threading.Barrier(threads)

    def work() -> None:
        barrier.wait()
        found.append(waits(lambda: compute(1_000_000)))

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return found


@claim("waiting-for-the-lock-looks-like-io")
def threads_that_only_compute_wait_for_one_another() -> bool | Outcome:
    if PER_THREAD is None or sysconfig.get_config_var("Py_GIL_DISABLED"):
        return Outcome.UNSHOWN
    alone, together = waits_of_each(1), waits_of_each(4)
    show("waits of a thread that only computes, alone", alone[0])
    show("waits of four such threads together", sorted(together))
    return alone[0] <= 5 and sorted(together)[1] > 10


# %% Which clock the profiler reads
def wait_for_answer() -> None:
    threading.Event().wait(0.08)  # an answer that takes so long


def handle() -> None:
    wait_for_answer()
    compute(100_000)


def shares(timer: Callable[[], float] | None) -> float:
    """The waiting function's share of the profile, by the wall clock (cProfile's default) or by another timer."""
    profile = cProfile.Profile(timer) if timer else cProfile.Profile()
    profile.runcall(handle)
    rows: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    spent = {name: row[3] for (_, _, name), row in rows.items()}
    return spent["wait_for_answer"] / spent["handle"]


@claim("the-clock-decides-the-profile")
def the_profilers_clock_decides_what_it_shows() -> bool:
    wall, cpu = shares(None), shares(time.thread_time)
    show("share of the wait in cProfile's default", round(100 * wall), "%")
    show("share of the wait by the processor time of the thread", round(100 * cpu), "%")
    return wall > 0.5 and cpu < 0.3


def processor_time(rows: int) -> float:
    """Processor seconds to turn so many rows into JSON, the least of five."""
    data = [{"id": number, "name": f"customer {number}", "total": number / 7} for number in range(rows)]
    found = []
    for _ in range(5):
        start = time.thread_time()
        json.dumps(data)
        found.append(time.thread_time() - start)
    return min(found)


@claim("size-turns-waiting-into-computing")
def the_same_endpoint_computes_when_its_answer_grows() -> bool:
    sizes = [10, 100, 1_000, 20_000]
    spent = [1000 * processor_time(size) for size in sizes]
    chart("Processor time to serialize", sizes, {"ms": spent}, x_label="rows", y_label="ms", log_x=True, log_y=True)
    show("processor time for 10, 100, 1 000 and 20 000 rows", [round(one, 3) for one in spent], "ms")
    return spent[3] > 20 * spent[1] > 0


# %% A model on a virtual clock: n workers compute on shared processors, then wait
def served(workers: int, processors: int, compute: int, wait: int, until: int = 10_000) -> tuple[float, float]:
    """Requests done in a second, and milliseconds from one of a worker's requests to the next. All arguments in ms."""
    free = [0] * processors  # when each processor is free
    ready = [(0, number) for number in range(workers)]  # when each worker wants one
    ended = []
    while ready[0][0] < until:
        now, number = heapq.heappop(ready)
        start = max(now, heapq.heappop(free))
        heapq.heappush(free, start + compute)
        done = start + compute + wait
        ended.append(done)
        heapq.heappush(ready, (done, number))
    steady = sum(until // 2 < done <= until for done in ended) / (until / 2000)
    return steady, 1000 * workers / steady


def best(compute: int, wait: int, processors: int = 1) -> int:
    """The fewest workers with which the processors are never idle."""
    most = processors * 1000 / compute
    return next(workers for workers in range(1, 1_000) if served(workers, processors, compute, wait)[0] > 0.98 * most)


@claim("one-plus-wait-over-compute")
def the_processor_is_full_at_one_plus_wait_over_compute() -> bool:
    shapes = [(10, 90), (20, 80), (50, 50), (100, 0)]
    found = [best(*shape) for shape in shapes]
    numbers = [1, 2, 5, 10, 20, 40]
    lines = {
        f"{compute} ms computing, {wait} ms waiting": [served(number, 1, compute, wait)[0] for number in numbers]
        for compute, wait in shapes
    }
    chart("Requests a second of one process (model)", numbers, lines, x_label="threads", y_label="requests a second", log_x=True)
    show("threads that fill one processor: 10/90, 20/80, 50/50, 100/0 ms computing and waiting", found)
    show("requests a second with 40 threads", [line[-1] for line in lines.values()])
    return found == [10, 5, 2, 1] and [line[-1] for line in lines.values()] == [100, 50, 20, 10]


@claim("their-computing-is-your-waiting")
def more_clients_of_a_busy_server_wait_longer() -> bool:
    clients = [2, 4, 8, 32, 128]
    found = [served(number, 4, 20, 0) for number in clients]
    show("clients of a database with 4 processors and 20 ms for each query (model)", clients)
    show("queries a second", [rate for rate, _ in found])
    show("milliseconds for each query", [latency for _, latency in found])
    return [rate for rate, _ in found] == [100, 200, 200, 200, 200] and [latency for _, latency in found] == [
        20,
        20,
        40,
        160,
        640,
    ]


def behind(rate: int, latency: int, places: int, seconds: int) -> int:
    """Requests that still wait for a place after so long, `rate` a second coming evenly, each holding a place `latency` ms."""
    free = [0.0] * places
    waiting = 0
    for number in range(rate * seconds):
        came = number * 1000 / rate
        start = max(came, heapq.heappop(free))
        heapq.heappush(free, start + latency)
        waiting += start > seconds * 1000
    return waiting


@claim("rate-times-latency-places")
def a_pool_needs_rate_times_latency_places() -> bool:
    rate, latency = 160, 300
    places = [20, 40, 47, 48, 60]
    found = [behind(rate, latency, count, 30) for count in places]
    show("places in the pool, 160 requests a second of 300 ms each (model)", places)
    show("requests that wait after 30 seconds", found)
    return found[3:] == [0, 0] and found[0] > 2_000 and found[1] > 500 and found[2] > 0


# %% Truths of the probes
@probe
def calls_that_wait(state: str) -> list[str]:
    return waiting(there=state == "is there already")


@probe
def threads_for(compute: int, wait: int) -> int:
    return best(compute, wait)


@probe
def requests_per_second(threads: int, compute: int, wait: int) -> float:
    return served(threads, 1, compute, wait)[0]


@probe
def places_needed(rate: int, latency: int) -> int:
    return next(places for places in range(1, 500) if not behind(rate, latency, places, 20))


@probe
def latency_seen(clients: int, processors: int, query: int) -> float:
    return served(clients, processors, query, 0)[1]
