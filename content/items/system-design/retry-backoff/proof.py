# %% Ways to wait: how long after the n-th failure, in milliseconds
import heapq
import http.client
import http.server
import threading
from collections import Counter
from collections.abc import Callable
from random import Random

from hotseat.proof import chart, claim, probe, show

type Wait = Callable[[Random, int], int]  # (chance, how often it has failed, from 1) -> milliseconds


def doubling(failures: int, base: int = 100, cap: int = 10_000) -> int:
    """The ceiling of the wait: it doubles with every failure, up to the cap."""
    return min(cap, base * 2 ** (failures - 1))


def in_step(chance: Random, failures: int) -> int:  # noqa: ARG001
    """Growth without jitter: everybody waits the ceiling itself."""
    return doubling(failures)


def full_jitter(chance: Random, failures: int) -> int:
    """Growth with jitter: anything from nothing up to the ceiling."""
    return chance.randint(0, doubling(failures))


def steady_jitter(chance: Random, failures: int) -> int:  # noqa: ARG001
    """Jitter without growth: anything up to the first ceiling, however often it failed."""
    return chance.randint(0, doubling(1))


def as_told(chance: Random, failures: int) -> int:  # noqa: ARG001
    """Obeys a server that answers `Retry-After: 5`."""
    return 5_000


def as_told_with_jitter(chance: Random, failures: int) -> int:  # noqa: ARG001
    """Waits what the server asks for, and then up to as much again."""
    return 5_000 + chance.randint(0, 5_000)


# %% A herd: clients that all fail at the same instant come back to a service that takes some of them every 100 ms
SLOT = 100


def herd(clients: int, capacity: int, wait: Wait, seed: int = 1) -> tuple[int, int, Counter[int]]:
    """(calls in all, seconds until the last client was served, calls in each slot of 100 ms)."""
    chance = Random(seed)
    due = [(0, client, 0) for client in range(clients)]
    calls: Counter[int] = Counter()
    served: Counter[int] = Counter()
    last = 0
    while due:
        now, client, failures = heapq.heappop(due)
        slot = now // SLOT
        calls[slot] += 1
        if served[slot] < capacity:
            served[slot] += 1
            last = now
        else:
            heapq.heappush(due, (now + wait(chance, failures + 1), client, failures + 1))
    return calls.total(), last // 1000, calls


@probe
def calls_in_step(clients: int, capacity: int) -> int:
    return herd(clients, capacity, in_step)[0]


@claim("in-step-without-jitter")
def everybody_comes_back_together() -> bool:
    shapes = [(100, 20), (1000, 20), (1000, 50), (2000, 100)]
    wait = in_step
    found = [herd(clients, capacity, wait) for clients, capacity in shapes]
    rounds = [clients // capacity for clients, capacity in shapes]
    sizes = [[clients - turn * capacity for turn in range(clients // capacity)] for clients, capacity in shapes]
    show("calls for 1000 clients, 20 served in 100 ms", found[1][0])
    show("seconds until the last of them is served", found[1][1])
    return all(
        list(calls.values()) == expected and total == clients * (turns + 1) // 2
        for (total, _, calls), expected, turns, (clients, _) in zip(found, sizes, rounds, shapes, strict=True)
    )


@claim("growth-and-jitter-together")
def both_are_needed() -> bool:
    ways = {"growth alone": in_step, "jitter alone": steady_jitter, "growth and jitter": full_jitter}
    rows = {name: [herd(1000, 20, way, seed) for seed in range(3)] for name, way in ways.items()}
    calls = {name: [total for total, _, _ in found] for name, found in rows.items()}
    for name, found in rows.items():
        show(f"calls, {name}: least and most of 3 draws", [min(calls[name]), max(calls[name])])
        show(f"seconds until the last is served, {name}", [min(row[1] for row in found), max(row[1] for row in found)])
    chart(
        "1000 clients fail at once; calls in each 100 ms of the first 12 s",
        [slot / 10 for slot in range(120)],
        {name: [float(found[0][2][slot]) for slot in range(120)] for name, found in rows.items()},
        x_label="seconds",
        y_label="calls",
    )
    seconds = {name: max(row[1] for row in found) for name, found in rows.items()}
    fewer = max(calls["growth and jitter"]) * 4 < min(calls["growth alone"])
    more = min(calls["jitter alone"]) > 1.9 * max(calls["growth alone"])
    return fewer and more and seconds["growth alone"] == 432 and seconds["growth and jitter"] < 20 and seconds["jitter alone"] < 6


@claim("retry-after-in-step")
def a_number_for_all_is_an_appointment() -> bool:
    ways = {"as told": as_told, "as told, with jitter": as_told_with_jitter}
    peaks = {name: max(count for slot, count in herd(1000, 20, way)[2].items() if slot > 0) for name, way in ways.items()}
    show("most calls in 100 ms after Retry-After: 5, exactly obeyed, and with jitter added", list(peaks.values()))
    return peaks["as told"] == 980 and peaks["as told, with jitter"] < 60


# %% What backoff does to a load that does not wait for its answers, and to one that does
def open_load(
    rate: int, attempts: int, base: int, failing: float = 1.0, budget: float | None = None, jitter: bool = False
) -> float:
    """Calls a second in the long run: new requests keep coming, and each failed call is tried again later.

    `budget` is the share of requests that may be retried: each request adds that much, and a retry takes one.
    """
    chance = Random(1)
    due = [(turn * 1000 // rate, 1) for turn in range(rate * 400)]
    heapq.heapify(due)
    counted, saved = 0, 0.0
    while due:
        now, attempt = heapq.heappop(due)
        counted += 200_000 <= now < 400_000
        saved += (budget or 0) * (attempt == 1)
        if attempt == attempts or chance.random() >= failing:
            continue
        if budget is not None:
            if saved < 1:
                continue
            saved -= 1
        ceiling = doubling(attempt, base)
        heapq.heappush(due, (now + (chance.randint(0, ceiling) if jitter else ceiling), attempt + 1))
    return counted / 200


def closed_load(workers: int, cap: int) -> float:
    """Calls a second in the long run of workers that send nothing else until their own call has succeeded; none does."""
    due = [(worker, 1) for worker in range(workers)]
    counted = 0
    while due:
        now, failures = heapq.heappop(due)
        counted += 200_000 <= now < 400_000
        if now < 400_000:
            heapq.heappush(due, (now + doubling(failures, 100, cap), failures + 1))
    return counted / 200


@probe
def calls_a_second(rate: int, attempts: int, first: int) -> int:
    return round(open_load(rate, attempts, base=first))


@claim("backoff-only-postpones")
def the_rate_of_an_open_load_is_the_same_for_every_backoff() -> bool:
    bases = (1, 100, 1000, 4000)
    rates = [open_load(20, attempts=4, base=base) for base in bases]
    jittered = [open_load(20, attempts=4, base=base, jitter=True) for base in bases]
    by_attempts = [open_load(20, attempts=attempts, base=100) for attempts in (1, 2, 3, 4)]
    show("calls a second for 20 requests a second, 4 attempts, first waits of 1, 100, 1000, 4000 ms", rates)
    show("the same with full jitter", jittered)
    show("with 1, 2, 3, 4 attempts", by_attempts)
    return rates == [80.0] * 4 and by_attempts == [20.0, 40.0, 60.0, 80.0] and all(76 < rate < 84 for rate in jittered)


@claim("backoff-slows-who-waits")
def the_rate_of_a_closed_load_falls() -> bool:
    caps = (1_000, 5_000, 10_000, 20_000)
    workers = 50
    rates = [closed_load(workers, cap) for cap in caps]
    show("calls a second of 50 workers that wait for their own call, longest waits of 1, 5, 10, 20 s", rates)
    return rates == [50_000 / cap for cap in caps]


@claim("a-budget-bounds")
def a_budget_caps_the_load_in_an_outage_and_is_not_felt_otherwise() -> bool:
    shares = (0.05, 0.1, 0.2)
    outage = [open_load(20, attempts=4, base=100, budget=share) for share in shares]
    calm = [open_load(20, attempts=4, base=100, failing=0.02, budget=share) for share in shares]
    free = open_load(20, attempts=4, base=100, failing=0.02)
    show("calls a second in an outage, 20 requests a second, retries for 5, 10, 20 % of them", outage)
    show("calls a second while 2 % fail, with those budgets and without", [*calm, free])
    return all(abs(rate - 20 * (1 + share)) < 0.2 for rate, share in zip(outage, shares, strict=True)) and set(calm) == {free}


# %% A throttle by failures: tokens as gRPC's retry design has them
def throttled(failing: list[bool], tokens: int, attempts: int = 4, ratio: float = 0.1) -> int:
    """Retries that are sent. Each call fails or succeeds as listed, its retries alike; calls come one after the other."""
    level, retries = float(tokens), 0
    for fails in failing:
        for attempt in range(1, attempts + 1):
            retries += attempt > 1
            level = max(0.0, level - 1) if fails else min(float(tokens), level + ratio)
            if not fails or level <= tokens / 2:
                break
    return retries


def first_try_fails(share: float, calls: int, ratio: float = 0.1, tokens: int = 10) -> float:
    """The share of failed calls that get a retry, when each call fails by itself with that probability."""
    chance = Random(3)
    level, failed, retried = float(tokens), 0, 0
    for _ in range(calls):
        if chance.random() < share:
            level = max(0.0, level - 1)
            failed += 1
            retried += level > tokens / 2
        else:
            level = min(float(tokens), level + ratio)
    return retried / failed


@probe
def retries_before_the_throttle(tokens: int, attempts: int) -> int:
    return throttled([True] * 1000, tokens, attempts)


@claim("throttle-by-failures")
def a_throttle_turns_retries_off_by_the_share_of_failures() -> bool:
    outage = [throttled([True] * 10_000, tokens=tokens) for tokens in (10, 20, 100)]
    shares = (0.01, 0.05, 0.15, 0.3)
    retried = [first_try_fails(share, 50_000) for share in shares]
    show("retries sent in an outage of 10,000 calls, with 10, 20, 100 tokens", outage)
    show("share of failures that are retried when 1, 5, 15, 30 % fail", [round(share, 3) for share in retried])
    return max(outage) < 50 and retried[0] > 0.95 and retried[1] > 0.9 and max(retried[2:]) < 0.05


# %% Blips and outages: retries help against what is over before they are
def lost(fails_at: Callable[[int], bool], waits: tuple[int, ...]) -> float:
    """The share of calls, one each 100 ms for 40 minutes, whose every attempt fails."""
    starts = range(0, 2_400_000, 100)
    spans = [sum(waits[:count]) for count in range(len(waits) + 1)]
    return sum(all(fails_at(start + span) for span in spans) for start in starts) / len(starts)


def by_chance(seed: int) -> Callable[[int], bool]:
    """One call in ten fails, each on its own."""
    chance = Random(seed)
    return lambda now: chance.random() < 0.1  # noqa: ARG005


def outages(length: int) -> Callable[[int], bool]:
    """Down for the first tenth of the time, in stretches of that length: a tenth of the calls fail, together."""
    return lambda now: now % (10 * length) < length


@claim("an-outage-outlasts-retries")
def the_same_ten_per_cent_fail_alone_or_together() -> bool:
    waits = (100, 200)
    alone = lost(by_chance(5), waits)
    together = {length: lost(outages(length), waits) for length in (200, 1_000, 60_000)}
    show("lost of 10 % failures that are independent, 3 attempts", round(alone, 4))
    show("lost of 10 % failures that come in stretches of 0.2, 1, 60 s", [round(share, 4) for share in together.values()])
    return alone < 0.002 and together[200] == 0 and together[1_000] > 0.06 and together[60_000] > 0.099


@claim("jitter-shortens-the-span")
def full_jitter_may_use_up_all_attempts_at_once() -> bool:
    chance = Random(7)
    ceilings = (1_000, 2_000)
    spans = [sum(chance.uniform(0, ceiling) for ceiling in ceilings) for _ in range(50_000)]
    short = sum(span < 1_000 for span in spans) / len(spans)
    show("share of calls whose 3 attempts all fall within 1 s, with ceilings of 1 and 2 s", round(short, 3))
    show("mean span from the first to the last attempt", round(sum(spans) / len(spans) / 1000, 2), "s")
    return 0.24 < short < 0.26


# %% The caller's deadline
def attempts_of(timeout: int, tries: int, base: int, deadline: int | None = None) -> list[tuple[int, int]]:
    """When each attempt begins and is given up, against a callee that never answers; waits at their ceilings."""
    found, now = [], 0
    for turn in range(1, tries + 1):
        if deadline is not None and now >= deadline:
            break
        end = now + timeout if deadline is None else min(now + timeout, deadline)
        found.append((now, end))
        now = end + doubling(turn, base)
    return found


@probe
def milliseconds_for_nobody(timeout: int, tries: int, deadline: int) -> int:
    return max(0, attempts_of(timeout, tries, base=100)[-1][1] - deadline)


@claim("deadline-goes-down")
def work_for_a_caller_who_has_gone() -> bool:
    shapes = [(800, 3, 1000), (1000, 3, 2000), (500, 4, 1000)]
    blind = [attempts_of(timeout, tries, base=100)[-1][1] for timeout, tries, _ in shapes]
    informed = [attempts_of(timeout, tries, base=100, deadline=limit)[-1][1] for timeout, tries, limit in shapes]
    limits = [limit for _, _, limit in shapes]
    show("the caller waits, ms", limits)
    show("the callee is busy for, knowing nothing of it, ms", blind)
    show("the same with the deadline passed on, ms", informed)
    return all(end > limit for end, limit in zip(blind, limits, strict=True)) and informed == limits


# %% Which failures: an answer that is lost after the effect, over a real socket
class Orders(http.server.BaseHTTPRequestHandler):
    """Places an order for each POST; `fates` says what becomes of the answer."""

    fates: list[str]
    placed: list[str]
    known: set[str]

    def do_POST(self) -> None:  # noqa: N802
        self.rfile.read(int(self.headers["Content-Length"]))
        fate, key = self.fates.pop(0), self.headers.get("Idempotency-Key", "")
        if fate == "refused":
            self.answer(503)
            return
        if key not in self.known:
            self.placed.append(key)
        self.known.update({key} - {""})
        if fate == "answer lost":
            self.close_connection = True  # nothing is sent: the client sees its connection end
            return
        self.answer(201)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def orders_placed(fates: list[str], key: str = "") -> int:
    """How many orders the server has when a client has tried until it got a 201."""
    shop = type("Shop", (Orders,), {"fates": [*fates, "answered"], "placed": [], "known": set()})
    with http.server.HTTPServer(("127.0.0.1", 0), shop) as server:
        threading.Thread(target=lambda: [server.handle_request() for _ in range(len(fates) + 1)], daemon=True).start()
        status = 0
        while status != 201:
            client = http.client.HTTPConnection("127.0.0.1", server.server_port)
            try:
                client.request("POST", "/orders", b"one", {"Idempotency-Key": key} if key else {})
                status = client.getresponse().status
            except http.client.RemoteDisconnected:
                status = 0
            finally:
                client.close()
    return len(shop.placed)


@probe
def orders_after(fates: str, key: str) -> int:
    return orders_placed(fates.split(", "), "k1" if key.startswith("the same") else "")


@claim("a-lost-answer-is-not-a-refusal")
def retrying_an_unknown_outcome_repeats_the_effect() -> bool:
    refused = [orders_placed(["refused"] * count) for count in (1, 2)]
    unknown = [orders_placed(["answer lost"] * count) for count in (1, 2)]
    keyed = [orders_placed(["answer lost"] * count, key="k1") for count in (1, 2)]
    show("orders placed after 1 and 2 refusals", refused)
    show("orders placed after 1 and 2 answers that were lost", unknown)
    show("the same with an idempotency key", keyed)
    return [refused, unknown, keyed] == [[1, 1], [2, 3], [1, 1]]
