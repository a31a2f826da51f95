# %% A real service: Django, the middleware of startproject, one query to PostgreSQL in each request
# One process with eight threads answers. The server around Django is the standard library's, with a pool of threads added.
import asyncio
import contextlib
import functools
import heapq
import math
import os
import signal
import statistics
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from random import Random
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from hotseat.proof import chart, claim, probe, service, show

RATE = 10_000 / 60  # requests a second: 167
THREADS = 8
APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"]
STARTPROJECT = [  # the middleware that `startproject` writes into a new project
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
urlpatterns: list[object] = []


@functools.cache
def shop() -> Callable:
    """The WSGI application, with 100 products in its database. Django is loaded here: the simulations do without."""
    import django
    import psycopg
    from django.conf import settings

    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    place = psycopg.conninfo.conninfo_to_dict(service("postgres"))
    database = {known[name]: value for name, value in place.items() if name in known}
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None} | database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[*APPS, "proof"],
        MIDDLEWARE=STARTPROJECT,
        ROOT_URLCONF="proof",
        SECRET_KEY="only for this run",
    )
    django.setup()

    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection, models
    from django.http import HttpRequest, JsonResponse
    from django.urls import path

    class Product(models.Model):
        name = models.CharField(max_length=40)
        price = models.IntegerField()

    def product(request: HttpRequest, key: int) -> JsonResponse:
        found = Product.objects.get(pk=key)
        return JsonResponse({"name": found.name, "price": found.price})

    urlpatterns.append(path("products/<int:key>", product))
    with connection.schema_editor() as editor:
        editor.create_model(Product)
    Product.objects.bulk_create(Product(pk=key, name=f"product {key}", price=key) for key in range(1, 101))
    connection.close()  # a process that is forked must not inherit it
    return WSGIHandler()


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class Pooled(WSGIServer):
    """A WSGI server whose requests are answered by a pool of threads; what finds no thread free waits for one."""

    request_queue_size = 512  # connections that the kernel keeps until they are accepted

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Quiet)
        self.set_app(shop())

    def process_request(self, request: object, client_address: object) -> None:
        self.pool.submit(self.answer, request, client_address)

    def answer(self, request: object, client_address: object) -> None:
        with contextlib.suppress(OSError):  # a client that has given up
            self.finish_request(request, client_address)
        self.shutdown_request(request)

    def run(self) -> None:
        with ThreadPoolExecutor(THREADS) as self.pool:
            self.serve_forever(poll_interval=60)


@contextlib.contextmanager
def served(used: list[float]) -> Iterator[int]:
    """The service in a process of its own: its port. Afterwards `used` has the processor seconds of that process."""
    server = Pooled()
    child = os.fork()
    if child == 0:
        try:
            server.run()
        finally:
            os._exit(1)
    server.socket.close()
    try:
        yield server.server_port
    finally:
        os.kill(child, signal.SIGTERM)
        usage = os.wait4(child, 0)[2]
        used.append(usage.ru_utime + usage.ru_stime)


async def ask(port: int, key: int) -> str:
    """The status line of the answer to one request on a connection of its own, or the name of the error."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"GET /products/{key} HTTP/1.0\r\nHost: shop\r\n\r\n".encode())
            answer = await reader.read()
        finally:
            writer.close()
        return answer.partition(b"\r\n")[0].decode()
    except OSError as error:
        return type(error).__name__


PATIENCE = 1.0  # seconds from the moment at which a request was due


async def offer(port: int, rate: float, count: int) -> tuple[list[str], list[float], float]:
    """Sends `count` requests at `rate` a second whatever becomes of them: an open loop.

    What each came to, the seconds from when it was due to its answer, and by how much the generator was late at worst.
    """
    clock = asyncio.get_running_loop().time
    await asyncio.gather(*(ask(port, 1 + n % 100) for n in range(2 * THREADS)))  # opens the database connections
    start, late = clock() + 0.05, []

    async def one(number: int) -> tuple[str, float]:
        due = start + number / rate
        late.append(clock() - due)
        try:
            async with asyncio.timeout_at(due + PATIENCE):
                status = await ask(port, 1 + number % 100)
        except TimeoutError:
            status = "no answer in time"
        return status, clock() - due

    tasks = []
    for number in range(count):
        await asyncio.sleep(start + number / rate - clock())
        tasks.append(asyncio.create_task(one(number)))
    found = await asyncio.gather(*tasks)
    return [status for status, _ in found], [taken for _, taken in found], max(late)


OFFERED = 250  # requests of the open loop: a second and a half of 10,000 a minute


def carried() -> tuple[list[str], list[float], float, float]:
    used: list[float] = []
    with served(used) as port:
        statuses, times, late = asyncio.run(offer(port, RATE, OFFERED))
    return statuses, times, late, used[0]


@claim("one-process-carries-it")
def one_process_answers_what_is_offered() -> bool | None:
    for _ in range(2):  # another program on this machine may spoil an attempt, though not half of it
        statuses, times, late, used = carried()
        answered = statuses.count("HTTP/1.0 200 OK")
        if answered == OFFERED or answered < OFFERED / 2:
            break
    show("offered in 1.5 s; answered with 200 within a second; refused or lost", [OFFERED, answered, OFFERED - answered])
    show("median and longest time to the answer", [round(1000 * statistics.median(times), 1), round(1000 * max(times), 1)], "ms")
    show(
        "processor time of the service, start and warm-up included",
        round(1000 * used / (OFFERED + 2 * THREADS), 2),
        "ms a request",
    )
    show("the generator sent a request late by at most", round(1000 * late, 1), "ms")
    if answered < OFFERED and late > PATIENCE / 4:
        return None  # the generator fell behind: this was not the load that the sentence speaks of
    return answered == OFFERED


# %% Queues on a virtual clock: seeded chance, so the same figures everywhere
# Times are seconds. A visit is when a request came, when a worker took it and when the worker was free again; None for a
# request that was turned away. Those who wait are taken in the order in which they came.
type Visit = tuple[float, float, float]


def evenly(rate: float, count: int, start: float = 0.0) -> list[float]:
    return [start + number / rate for number in range(count)]


def at_random(rate: float, count: int, seed: int = 1) -> list[float]:
    """Requests that come independently of each other: a Poisson process."""
    chance = Random(seed)
    return list(accumulate(chance.expovariate(rate) for _ in range(count)))


def visits(
    arrivals: Sequence[float],
    held: Callable[[int], float],
    workers: int,
    *,
    room: float = math.inf,
    patience: float = math.inf,
    frozen: tuple[float, float] = (math.inf, math.inf),
) -> list[Visit | None]:
    """What becomes of each request; request number n holds a worker for `held(n)`.

    `room`: how many may wait. `patience`: a request that has waited longer is dropped when its turn comes. `frozen`: from
    when until when no request is taken.
    """
    free, waiting, found = [0.0] * workers, deque[float](), list[Visit | None]()
    for number, now in enumerate(arrivals):
        while waiting and waiting[0] <= now:
            waiting.popleft()
        start = max(now, free[0])
        if frozen[0] <= start < frozen[1]:
            start = frozen[1]
        if start > now and len(waiting) >= room:
            found.append(None)
            continue
        if start > now:
            waiting.append(start)
        end = start if start - now > patience else start + held(number)
        heapq.heapreplace(free, end)
        found.append((now, start, end))
    return found


def exponential(mean: float, seed: int = 2) -> Callable[[int], float]:
    chance = Random(seed)
    return lambda _: chance.expovariate(1 / mean)


def busy_workers(rate: float, parts: Sequence[tuple[float, float]]) -> float:
    """Workers busy on average, by Little's law; `parts` are shares of the requests and the seconds they hold a worker."""
    return rate * sum(share * seconds for share, seconds in parts)


def waits_at_all(load: float, workers: int) -> float:
    """Erlang's C formula: the share of requests that find no worker free; `load` in busy workers."""
    if load >= workers:
        return 1.0
    blocked = 1.0
    for count in range(1, workers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked / (1 - load / workers * (1 - blocked))


def waiting_in_simulation(load: float, workers: int, *, constant: bool = False) -> tuple[float, float, float]:
    """Workers busy on average, share of requests that wait, and mean wait, of 60,000 requests at 10,000 a minute."""
    mean = load / RATE
    held = (lambda _: mean) if constant else exponential(mean)
    found = [visit for visit in visits(at_random(RATE, 60_000), held, workers) if visit]
    busy = sum(end - start for _, start, end in found) / found[-1][0]
    waits = [start - now for now, start, _ in found]
    return busy, sum(wait > 0 for wait in waits) / len(waits), statistics.fmean(waits)


@claim("busy-on-average-is-not-enough")
def workers_beyond_the_load() -> bool:
    load = busy_workers(RATE, [(1.0, 0.060)])
    crews = [11, 13, 16, 20]
    formula = [waits_at_all(load, workers) for workers in crews]
    simulated = [waiting_in_simulation(load, workers) for workers in crews]
    steady = waiting_in_simulation(load, 11, constant=True)
    for seconds in (0.002, 0.020, 0.060, 0.300):
        show(f"workers busy on average at {1000 * seconds:.0f} ms a request", round(busy_workers(RATE, [(1.0, seconds)]), 2))
    eight = waits_at_all(busy_workers(RATE, [(1.0, 0.020)]), 8)
    show("at 20 ms, with 8 workers: of 100 requests wait", round(100 * eight, 1))
    reserve = [next(n for n in range(1, 99) if waits_at_all(busy, busy + n) < 0.06) for busy in (5, 10, 20, 40)]
    show("workers on top of 5, 10, 20, 40 busy ones, so that fewer than 6 % wait", reserve)
    show("at 60 ms, with 11, 13, 16, 20 workers: busy on average in the simulation", [round(each[0], 2) for each in simulated])
    show("of 100 requests wait, by Erlang's formula", [round(100 * each, 1) for each in formula])
    show("of 100 requests wait, in the simulation", [round(100 * each[1], 1) for each in simulated])
    show("mean wait in the simulation", [round(1000 * each[2], 1) for each in simulated], "ms")
    show("mean wait with 11 workers if every request takes the same 60 ms", round(1000 * steady[2], 1), "ms")
    some = range(10, 25)
    chart(
        "10,000 requests a minute at 60 ms: 10 workers are busy on average",
        list(some),
        {"requests that wait (%)": [100 * waits_at_all(load, workers) for workers in some]},
        x_label="workers",
        y_label="% of requests",
    )
    return (
        abs(load - 10) < 1e-9
        and all(abs(each[0] - 10) < 0.15 for each in simulated)
        and all(abs(each[1] - exact) < 0.04 for each, exact in zip(simulated, formula, strict=True))
        and eight < 0.03
        and all(before < after < 2 * before for before, after in pairwise(reserve))
        and reserve[1:3] == [6, 9]
        and [round(each, 3) for each in formula] == [0.682, 0.285, 0.057, 0.004]
        and 0.35 < steady[2] / simulated[0][2] < 0.65
    )


# %% A minute is sixty seconds: the same 10,000, differently spread
def minute(first: int, seconds: float) -> list[float]:
    """10,000 requests within a minute, the `first` of them within so many seconds, both parts evenly spaced."""
    return evenly(first / seconds, first) + evenly((10_000 - first) / (60 - seconds), 10_000 - first, seconds)


def longest_wait(arrivals: Sequence[float], workers: int, held: float) -> float:
    return max(visit[1] - visit[0] for visit in visits(arrivals, lambda _: held, workers) if visit)


def busiest_second(arrivals: Sequence[float]) -> int:
    counts = [0] * (int(arrivals[-1]) + 1)
    for now in arrivals:
        counts[int(now)] += 1
    return max(counts)


@claim("a-minute-hides-its-seconds")
def three_minutes_with_the_same_count() -> bool:
    burst = minute(2_000, 2.0)
    minutes = {"evenly": evenly(RATE, 10_000), "at random": at_random(RATE, 10_000), "a fifth in the first two seconds": burst}
    waits = {name: longest_wait(arrivals, 16, 0.064) for name, arrivals in minutes.items()}
    busiest = {name: busiest_second(arrivals) for name, arrivals in minutes.items()}
    for name in minutes:
        show(f"10,000 {name}: busiest second; longest wait (s)", [busiest[name], round(waits[name], 3)])
    found = [visit for visit in visits(burst, lambda _: 0.064, 16) if visit]
    chart(
        "16 workers at 64 ms, a fifth of the minute in its first two seconds",
        [round(visit[0], 2) for visit in found[::40]],
        {"wait (s)": [visit[1] - visit[0] for visit in found[::40]]},
        x_label="second of the minute",
        y_label="wait in seconds",
    )
    return waits["evenly"] == 0 and waits["at random"] < 0.1 and 5.9 < waits["a fifth in the first two seconds"] < 6.1


# %% Measuring: a generator that waits for answers, and one that does not
FREEZE = 30.0  # when the service stops taking requests


def closed_loop(users: int, cycle: float, held: float, freeze: float, seconds: float = 60.0) -> list[float]:
    """Response times that `users` measure; each sends every `cycle` seconds, but not before its last answer has come."""
    ready = [(user * cycle / users, user) for user in range(users)]
    times = []
    while ready[0][0] < seconds:
        sent, user = heapq.heappop(ready)
        start = FREEZE + freeze if FREEZE <= sent < FREEZE + freeze else sent  # a worker for each user: nobody waits for one
        times.append(start + held - sent)
        heapq.heappush(ready, (max(start + held, sent + cycle), user))
    return times


def open_loop(rate: float, workers: int, held: float, freeze: float, seconds: float = 60.0) -> list[float]:
    """Response times of requests that come at this rate whatever becomes of the earlier ones."""
    arrivals = evenly(rate, round(rate * seconds))
    found = visits(arrivals, lambda _: held, workers, frozen=(FREEZE, FREEZE + freeze))
    return [end - now for now, _, end in filter(None, found)]


def percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[math.ceil(share / 100 * len(times)) - 1]


@claim("a-closed-loop-hides-the-stall")
def the_same_freeze_measured_twice() -> bool:
    users, cycle, held, freeze = 10, 0.060, 0.010, 2.0
    closed, opened = closed_loop(users, cycle, held, freeze), open_loop(RATE, users, held, freeze)
    slow = [sum(taken > 0.1 for taken in times) for times in (closed, opened)]
    show("requests in a minute: closed loop, open loop", [len(closed), len(opened)])
    show("slower than 100 ms: closed loop, open loop", slow)
    for share in (50, 99, 99.9):
        found = [round(1000 * percentile(times, share)) for times in (closed, opened)]
        show(f"percentile {share}: closed loop, open loop", found, "ms")
    return (
        slow == [users, 382]
        and [len(closed), len(opened)] == [9_681, 10_000]
        and percentile(closed, 99) < 0.011
        and percentile(opened, 99) > 1.0
    )


# %% Places and the time that each is held: workers, connections, and a partner that hangs
def with_a_pool(workers: int, connections: int, held: float, own: float = 0.010, count: int = 20_000) -> float:
    """Requests answered in a second at 10,000 a minute offered.

    Each holds a worker throughout; after `own` seconds of work it takes a connection of the pool for `held` seconds.
    """
    free, idle, end = [0.0] * workers, [0.0] * connections, 0.0
    for now in evenly(RATE, count):
        wants = max(now, free[0]) + own
        end = max(wants, idle[0]) + held
        heapq.heapreplace(idle, end)
        heapq.heapreplace(free, end)
    return count / end


def with_a_partner(workers: int, every: int, limit: float, held: float = 0.020, count: int = 40_000) -> tuple[float, float]:
    """Requests finished in a second at 10,000 a minute offered, and when all workers hang for the first time.

    Each holds a worker for `held` seconds; one in `every` calls a partner that does not answer, and hangs for `limit` seconds.
    """
    found = [visit for visit in visits(evenly(RATE, count), lambda n: held + limit * (n % every == every - 1), workers) if visit]
    hang = [(start, end) for number, (_, start, end) in enumerate(found) if number % every == every - 1]
    stuck = next((start for start, _ in hang if sum(a <= start < b for a, b in hang[:200]) == workers), math.inf)
    return count / max(end for _, _, end in found), stuck


@claim("places-over-time-held")
def the_smallest_quotient_decides() -> bool:
    pools = [(16, 3, 0.020), (64, 3, 0.020), (16, 4, 0.020), (16, 3, 0.015)]
    passed = [with_a_pool(*pool) for pool in pools]
    for (workers, connections_, held), rate in zip(pools, passed, strict=True):
        show(f"{workers} workers, {connections_} connections held {1000 * held:.0f} ms: answered a second", round(rate, 1))
    hanging, stuck = with_a_partner(16, 50, 30.0)
    limited, never = with_a_partner(16, 50, 0.3)
    show("2 % hang for 30 s: answered a second; all 16 workers hang after (s)", [round(hanging, 1), round(stuck, 1)])
    show("2 % hang, given up after 300 ms: answered a second; all workers hang", [round(limited, 1), never < math.inf])
    mean = 0.98 * 0.020 + 0.02 * 30.020
    return (
        all(abs(rate - expected) < 1 for rate, expected in zip(passed, [150, 150, RATE, RATE], strict=True))
        and abs(hanging / (16 / mean) - 1) < 0.05
        and 4 < stuck < 6
        and abs(limited - RATE) < 1
        and never == math.inf
    )


# %% Twice the load for a minute: answers that nobody waits for any more
PEAK = evenly(20_000 / 60, 20_000) + evenly(RATE, 20_000, 60.0)  # a minute of 20,000, then two of 10,000


def in_time(found: Sequence[Visit | None], allowed: float, since: float, until: float) -> int:
    """How many of the requests that came between these seconds were answered within the time that their clients wait."""
    return sum(since <= now < until and start < end <= now + allowed for now, start, end in filter(None, found))


def room_for(workers: int, held: float, allowed: float) -> int:
    """The most that may wait so that whoever is let in is answered in time, found by trying under three times the load."""
    arrivals = evenly(3 * workers / held, round(6 * allowed * workers / held))

    def kept(room: int) -> bool:
        found = [visit for visit in visits(arrivals, lambda _: held, workers, room=room) if visit]
        return all(end - now <= allowed + 1e-9 for now, _, end in found)

    low, high = 0, round(2 * allowed * workers / held) + workers
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if kept(middle) else (low, middle)
    return low


@claim("late-answers-are-lost")
def a_long_queue_answers_nobody() -> bool:
    workers, held, allowed = 16, 0.064, 2.0
    ways = {
        "no limit": visits(PEAK, lambda _: held, workers),
        "at most 480 wait": visits(PEAK, lambda _: held, workers, room=480),
        "too old ones dropped": visits(PEAK, lambda _: held, workers, patience=allowed - held),
    }
    table = {name: [in_time(found, allowed, since, since + 60) for since in (0, 60, 120)] for name, found in ways.items()}
    for name, row in table.items():
        show(f"{name}: answered in time, of the minutes with 20,000, 10,000 and 10,000", row)
    slowest = {name: max(end - now for now, _, end in filter(None, found)) for name, found in ways.items()}
    show("longest time to an answer, no limit and at most 480", [round(slowest[name], 1) for name in list(ways)[:2]], "s")
    endless, bounded, dropped = table.values()
    return (
        endless[:2] == [1_936, 970]
        and slowest["no limit"] > 20
        and bounded[:2] == [15_482, 10_000]
        and dropped[0] > 15_000
        and dropped[1] > 9_900
        and slowest["at most 480 wait"] <= allowed
    )


# %% Truths of the probes
SHARES = {"under 5 %": 0.05, "5 to 25 %": 0.25, "25 to 55 %": 0.55, "over 55 %": 1.0}


@probe
def share_that_waits(rpm: int, spare: int) -> str:
    load = busy_workers(rpm / 60, [(1.0, 0.060)])
    return next(text for text, most in SHARES.items() if waits_at_all(load, round(load) + spare) < most)


@probe
def waits_longest(first: int, seconds: int) -> float:
    return longest_wait(minute(first, seconds), 16, 0.064)


@probe
def slow_ones(users: int, freeze: int) -> list[int]:
    """Slower than 20 ms, of requests that take 10 ms, at 100 a second; after the freeze everybody is taken at once."""
    measured = closed_loop(users, users / 100, 0.010, freeze), open_loop(100, 1000, 0.010, freeze)
    return [sum(taken > 0.020 for taken in times) for times in measured]


@probe
def most_finished(workers: int, percent: int, limit: int) -> float:
    return with_a_partner(workers, 100 // percent, limit)[0]


@probe
def room(workers: int, allowed: int) -> int:
    return room_for(workers, 0.100, allowed)
