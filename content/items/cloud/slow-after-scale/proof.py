# %% A queue in front of servers: discrete events, seeded chance
# Simulations are models: they show what the arithmetic of queues does. The database further down is a real PostgreSQL.
import contextlib
import heapq
import math
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

import psycopg

from hotseat.proof import chart, claim, probe, service, show

type Visit = tuple[float, float, float]
"""When a request arrived, was taken up, and left."""


def queue(servers: int, utilisation: float, requests: int, service_time: Callable[[Random], float], seed: int = 1) -> list[Visit]:
    """One queue in order of arrival before equal servers. Arrivals are random; a service takes 1.0 on average."""
    chance, free = Random(seed), [0.0] * servers
    now, visits = 0.0, []
    for _ in range(requests):
        now += chance.expovariate(utilisation * servers)
        start = max(now, heapq.heappop(free))
        end = start + service_time(chance)
        heapq.heappush(free, end)
        visits.append((now, start, end))
    return visits


def exponential(chance: Random) -> float:
    """Service times that vary as much as their mean."""
    return chance.expovariate(1.0)


def response(visits: list[Visit]) -> float:
    """Mean time from arrival to departure, in service times."""
    return statistics.fmean(end - arrival for arrival, _, end in visits)


def erlang_response(servers: int, utilisation: float) -> float:
    """The same from Erlang's formula for random arrivals and exponential service (M/M/c)."""
    load = servers * utilisation
    term = blocked = 1.0
    for k in range(1, servers + 1):
        term *= load / k
        if k < servers:
            blocked += term
    waiting = term / (1 - utilisation)
    return 1 + waiting / (blocked + waiting) / (servers - load)


@claim("latency-is-not-linear")
def response_time_explodes_before_the_server_is_full() -> bool:
    loads = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95]
    simulated = {c: [response(queue(c, load, 25_000, exponential)) for load in loads] for c in (1, 4, 16)}
    chart(
        "Mean response time by utilisation",
        [100 * load for load in loads],
        {f"{c} server{'s' if c > 1 else ''}, one queue": times for c, times in simulated.items()},
        x_label="utilisation (%)",
        y_label="response time (service times)",
        log_y=True,
    )
    formula = {c: [erlang_response(c, load) for load in loads] for c in simulated}
    worst = max(abs(simulated[c][i] / formula[c][i] - 1) for c in simulated for i, load in enumerate(loads) if load <= 0.85)
    show(
        "one server, 50, 80, 95 %: response by formula",
        [round(formula[1][loads.index(load)], 2) for load in (0.5, 0.8, 0.95)],
        "service times",
    )
    show("largest distance of simulation and formula up to 85 %", round(100 * worst, 1), "%")
    factor = formula[1][-1] / formula[1][0]
    return worst < 0.15 and 9.9 < factor < 10.1 and simulated[1][-1] / simulated[1][0] > 5 and simulated[16][-1] < simulated[1][3]


def routed(pods: int, utilisation: float, requests: int, seed: int = 1) -> float:
    """Mean response when each request goes to a random pod that has a queue of its own."""
    chance, free = Random(seed), [0.0] * pods
    now, times = 0.0, []
    for _ in range(requests):
        now += chance.expovariate(utilisation * pods)
        pod = chance.randrange(pods)
        free[pod] = max(now, free[pod]) + exponential(chance)
        times.append(free[pod] - now)
    return statistics.fmean(times)


@claim("pods-do-not-share-a-queue")
def sixteen_pods_at_random_are_sixteen_small_queues() -> bool:
    shared, apart = response(queue(16, 0.85, 40_000, exponential)), routed(16, 0.85, 40_000)
    show(
        "16 servers at 85 %: one queue; random routing to 16 queues; formula for one server",
        [round(shared, 2), round(apart, 2), round(erlang_response(1, 0.85), 2)],
    )
    return shared < 1.6 and 4.5 < apart < 9.0


# %% Little's law: it holds for every queue, so it checks your dashboard
def in_system(visits: list[Visit]) -> float:
    """Requests in the system on average over the run, by stepping through arrivals and departures."""
    events = sorted([(arrival, 1) for arrival, _, _ in visits] + [(end, -1) for _, _, end in visits])
    present, area = 0, 0.0
    for (now, change), (later, _) in pairwise(events):
        present += change
        area += present * (later - now)
    return area / (events[-1][0] - events[0][0])


@claim("littles-law")
def requests_in_flight_are_rate_times_response() -> bool:
    kinds: dict[str, Callable[[Random], float]] = {
        "exponential": exponential,
        "constant": lambda _: 1.0,
        "one in twenty is slow": lambda chance: 10.5 if chance.random() < 0.05 else 0.5,
    }
    apart = []
    for name, kind in kinds.items():
        for servers, utilisation in ((1, 0.6), (4, 0.9), (16, 1.1)):
            visits = queue(servers, utilisation, 4_000, kind)
            span = max(end for _, _, end in visits) - visits[0][0]
            rate, counted = len(visits) / span, in_system(visits)
            apart.append(abs(rate * response(visits) / counted - 1))
            if servers == 4:
                show(f"{name}: in flight counted; rate × response", [round(counted, 3), round(rate * response(visits), 3)])
    return max(apart) < 1e-9


# %% A pool that runs dry
def through_pool(rate: float, pool: int, hold: float, seconds: float = 60, seed: int = 1) -> tuple[float, float, float]:
    """Requests answered in a second, mean wait for a connection, share of connections busy; each holds one for `hold` seconds."""
    visits = [
        (a * hold, s * hold, e * hold) for a, s, e in queue(pool, rate * hold / pool, int(rate * seconds), lambda _: 1.0, seed)
    ]
    answered = [visit for visit in visits if visit[2] <= seconds]
    busy = sum(min(end, seconds) - start for _, start, end in visits if start < seconds)
    return len(answered) / seconds, statistics.fmean(start - arrival for arrival, start, _ in answered), busy / (pool * seconds)


@claim("pool-caps-throughput")
def a_pool_serves_its_size_divided_by_the_time_held() -> bool:
    rates = [20, 30, 38, 45, 60, 80]
    long = [through_pool(rate, 10, 0.25) for rate in rates]
    short = [through_pool(rate, 10, 0.02) for rate in rates]
    chart(
        "A pool of 10 connections",
        rates,
        {"held 250 ms (a call to another service inside)": [each[0] for each in long], "held 20 ms": [each[0] for each in short]},
        x_label="requests offered in a second",
        y_label="answered in a second",
    )
    show("held 250 ms, offered 30 and 60: wait for a connection", [round(long[rates.index(r)][1], 3) for r in (30, 60)], "s")
    show("held 20 ms, offered 60: wait for a connection", round(short[rates.index(60)][1], 4), "s")
    bigger = through_pool(60, 20, 0.25)
    show("held 250 ms, pool of 20, offered 60: answered, wait", [round(bigger[0], 1), round(bigger[1], 4)])
    return (
        max(each[0] for each in long) <= 40.1
        and long[rates.index(60)][1] > 5
        and long[rates.index(60)][2] > 0.99
        and min(short[i][0] / rates[i] for i in range(len(rates))) > 0.97
        and max(each[1] for each in short) < 0.01
    )


# %% What growth adds: a shared part, and talk between workers
def closed(workers: int, own: float, shared: float, talk: float = 0.0, cycles: int = 4_000, seed: int = 1) -> tuple[float, float]:
    """Requests a second and mean time of one, for workers that alternate between own work and one shared resource.

    Times in milliseconds, exponential. `talk`: by which share the shared part gets longer for each further worker.
    """
    chance = Random(seed)
    ready = [(chance.expovariate(1 / own), 0.0) for _ in range(workers)]
    heapq.heapify(ready)
    free, times, now = 0.0, [], 0.0
    mean = shared * (1 + talk * (workers - 1))
    for _ in range(cycles):
        arrival, began = heapq.heappop(ready)
        free = max(free, arrival) + chance.expovariate(1 / mean)
        now = max(now, free)
        times.append(free - began)
        heapq.heappush(ready, (free + chance.expovariate(1 / own), free))
    return 1000 * cycles / now, statistics.fmean(times)


def knee(own: float, shared: float) -> float:
    """How many workers the shared resource can keep busy (operational bounds of a closed system)."""
    return (own + shared) / shared


@claim("bottleneck-sets-the-limit")
def past_the_knee_workers_add_waiting_and_nothing_else() -> bool:
    own, shared = 90.0, 10.0
    counts = [1, 2, 4, 8, 10, 16, 32, 64]
    found = [closed(count, own, shared) for count in counts]
    chart(
        "90 ms of own work, 10 ms on one shared resource",
        counts,
        {"requests a second": [rate for rate, _ in found], "time of a request (ms)": [taken for _, taken in found]},
        x_label="workers",
        y_label="requests a second; ms",
        log_x=True,
        mark={"knee": knee(own, shared)},
    )
    rate = dict(zip(counts, (each[0] for each in found), strict=True))
    taken = dict(zip(counts, (each[1] for each in found), strict=True))
    show("requests a second with 8, 16, 32, 64 workers", [round(rate[count], 1) for count in (8, 16, 32, 64)])
    show("ms for each request with 8, 16, 32, 64 workers", [round(taken[count]) for count in (8, 16, 32, 64)])
    ceiling = 1000 / shared
    bounded = all(rate[count] <= 1.05 * min(ceiling, 1000 * count / (own + shared)) for count in counts)
    return bounded and rate[32] / rate[16] < 1.1 and 1.8 < taken[64] / taken[32] < 2.2 and rate[2] / rate[1] > 1.85


@claim("growth-can-slow")
def with_talk_between_workers_throughput_falls() -> bool:
    counts = [1, 2, 4, 8, 12, 16, 24, 32]
    rates = [closed(count, 90.0, 10.0, talk=0.05)[0] for count in counts]
    chart(
        "The same, each further worker makes the shared part 5 % longer",
        counts,
        {"requests a second": rates},
        x_label="workers",
        y_label="requests a second",
    )
    best = counts[rates.index(max(rates))]
    show("most requests a second at; there, and with 32 workers", [best, round(max(rates), 1), round(rates[-1], 1)])
    return 4 <= best <= 16 and rates[-1] < 0.75 * max(rates)


def speed_up(workers: int, serial: float, talk: float = 0.0) -> float:
    """Gunther's universal scalability law; with no talk it is Amdahl's law."""
    return workers / (1 + serial * (workers - 1) + talk * workers * (workers - 1))


@claim("amdahl-and-usl")
def a_serial_part_sets_a_ceiling_and_talk_a_peak() -> bool:
    show("5 % serial: speed-up with 8, 16, 1000 workers", [round(speed_up(n, 0.05), 1) for n in (8, 16, 1000)])
    curve = [speed_up(n, 0.05, 0.002) for n in range(1, 101)]
    peak = curve.index(max(curve)) + 1
    show(
        "5 % serial, 0.2 % talk: best number of workers; speed-up there and with 64",
        [peak, round(max(curve), 1), round(curve[63], 1)],
    )
    return (
        speed_up(10**6, 0.05) < 20
        and abs(peak - math.sqrt(0.95 / 0.002)) < 1
        and curve[63] < max(curve)
        and speed_up(16, 0.05) < 9.2
    )


# %% Caches of their own: the same traffic, more misses
def misses(pods: int, keys: int = 50, rate: int = 500, keep: float = 20.0, seconds: int = 60, seed: int = 1) -> float:
    """Cache misses in a second when each pod caches for itself, at the same traffic over all pods."""
    chance, filled, count = Random(seed), dict[tuple[int, int], float](), 0
    for number in range(rate * seconds):
        now, slot = number / rate, (chance.randrange(pods), chance.randrange(keys))
        if now - filled.get(slot, -keep) >= keep:
            filled[slot], count = now, count + 1
    return count / seconds


@claim("own-caches-multiply-misses")
def the_same_traffic_over_more_pods_misses_more() -> bool:
    pods = [1, 2, 4, 8, 16]
    found = [misses(count) for count in pods]
    show("misses a second with 1, 2, 4, 8, 16 pods", [round(each, 1) for each in found])
    return all(1.6 < later / before < 2.2 for before, later in pairwise(found))


# %% The real thing: PostgreSQL says what its sessions are doing
@contextlib.contextmanager
def application_role() -> Iterator[str]:
    """A role without privileges, a table it may change; the conninfo to connect with."""
    with psycopg.connect(service("postgres"), autocommit=True) as owner:
        owner.execute("DROP TABLE IF EXISTS counters")
        owner.execute("DROP ROLE IF EXISTS app")
        owner.execute("CREATE ROLE app LOGIN")
        owner.execute("CREATE TABLE counters (id int PRIMARY KEY, n int)")
        owner.execute("INSERT INTO counters VALUES (1, 0)")
        owner.execute("GRANT ALL ON counters TO app")
        try:
            yield f"{service('postgres')} user=app"
        finally:
            owner.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'app'")
            owner.execute("DROP TABLE counters")
            owner.execute("DROP ROLE app")


@claim("connections-are-a-limit")
def pods_times_pool_meets_max_connections() -> bool:
    with (
        application_role() as conninfo,
        contextlib.ExitStack() as stack,
        psycopg.connect(service("postgres"), autocommit=True) as owner,
    ):
        names = ("max_connections", "superuser_reserved_connections", "reserved_connections")
        limit, *reserved = (
            int(owner.execute("SELECT coalesce(current_setting(%s, true), '0')", [name]).fetchone()[0]) for name in names
        )
        taken = owner.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'").fetchone()[0]
        opened, refused = 0, ""
        while not refused and opened <= limit:
            try:
                stack.callback(psycopg.connect(conninfo).close)
                opened += 1
            except psycopg.OperationalError as error:
                refused = str(error).strip().splitlines()[-1]
    show("max_connections; reserved; in use before; opened by the application", [limit, sum(reserved), taken, opened])
    show("the next one is told", refused.rpartition("FATAL:")[2].strip())
    return "connection" in refused and opened <= limit - sum(reserved) and opened >= limit - sum(reserved) - taken - 5


def idle(connection: psycopg.Connection) -> None:
    """A pooled connection that nobody uses."""
    connection.commit()


def calls_outside(connection: psycopg.Connection) -> None:
    """A transaction that has read, while the code waits for another service."""
    connection.execute("SELECT n FROM counters WHERE id = 1")


def changes_one_row(connection: psycopg.Connection) -> None:
    """Everybody updates the same counter; the first keeps its transaction open."""
    with contextlib.suppress(psycopg.Error):
        connection.execute("UPDATE counters SET n = n + 1 WHERE id = 1")


def computes(connection: psycopg.Connection) -> None:
    """A query that needs the processor and nothing else."""
    with contextlib.suppress(psycopg.Error):
        connection.execute("DO $$ DECLARE x bigint := 0; BEGIN LOOP x := (x * 7 + 1) % 1000003; END LOOP; END $$")


STEADY = 25
DOING = {"idle": idle, "calls outside": calls_outside, "changes one row": changes_one_row, "computes": computes}


def sessions_while(doing: str, count: int = 4, patience: float = 6.0) -> list[str] | None:
    """State and wait of each of the application's sessions while all do the same.

    Looks until the picture has been the one to expect `STEADY` times in a row, or for `patience` seconds; None when it was still
    changing then. One look proves nothing: whoever is stopped between a change and its commit makes the others wait for a moment.
    """
    with (
        application_role() as conninfo,
        contextlib.ExitStack() as stack,
        psycopg.connect(service("postgres"), autocommit=True) as owner,
    ):
        connections = [psycopg.connect(conninfo) for _ in range(count)]
        for connection in connections:
            stack.callback(connection.close)
        threads = [threading.Thread(target=DOING[doing], args=[connection], daemon=True) for connection in connections]
        for thread in threads:
            thread.start()
        looks, steady, deadline = [], 0, time.monotonic() + patience
        while steady < STEADY and time.monotonic() < deadline:
            looks.append(looked_at(owner))
            steady = steady + 1 if looks[-1].count(EXPECTED[doing]) >= count - 1 else 0
            time.sleep(0.02)
        owner.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'app'")
        for thread in threads:
            thread.join(5)
    return looks[-1] if steady == STEADY or looks[-STEADY:].count(looks[-1]) == STEADY else None


def looked_at(owner: psycopg.Connection) -> list[str]:
    """`state, wait event type` of every session of the application, sorted."""
    rows = owner.execute(
        "SELECT state || ', ' || coalesce(wait_event_type, 'no wait') FROM pg_stat_activity WHERE usename = 'app' ORDER BY 1"
    ).fetchall()
    return [state for (state,) in rows]


EXPECTED = {
    "idle": "idle, Client",
    "calls outside": "idle in transaction, Client",
    "changes one row": "active, Lock",
    "computes": "active, no wait",
}


@claim("sessions-tell-the-cause")
def each_cause_has_its_own_picture_in_pg_stat_activity() -> bool | None:
    pictures = {doing: sessions_while(doing) for doing in DOING}
    for doing, seen in pictures.items():
        show(f"four sessions: {doing}", seen or "did not settle")
    if None in pictures.values():
        return None
    return all((seen or []).count(EXPECTED[doing]) >= 3 for doing, seen in pictures.items())


# %% Probes
@probe
def growth_factor(before: int, after: int) -> float:
    """By which factor the mean response of one server grows between two utilisations."""
    return erlang_response(1, after / 100) / erlang_response(1, before / 100)


@probe
def most_per_second(pods: int, pool: int, limit: int, hold: int) -> int:
    """Requests a second that pods with their pools can serve at most, when the database accepts so many connections."""
    return min(pods * pool, limit) * 1000 // hold


@probe
def knee_at(own: int, shared: int) -> int:
    """Workers that saturate the shared resource."""
    return round(knee(own, shared))


@probe
def picture(doing: str) -> str:
    """What most sessions show while all do the same."""
    names = {
        "have read a row in a transaction and now wait for another service to answer": "calls outside",
        "increment the same counter row": "changes one row",
        "run a query that only computes": "computes",
        "have committed and returned their connection to the pool": "idle",
    }
    seen = sessions_while(names[doing]) or []
    return {
        "idle in transaction, Client": "idle in transaction, waiting for the client",
        "active, Lock": "active, waiting for a lock",
        "active, no wait": "active, waiting for nothing",
        "idle, Client": "idle, waiting for the client",
    }[max(set(seen), key=seen.count)]
