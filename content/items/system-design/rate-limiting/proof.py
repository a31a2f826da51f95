# %% Limiters with the time as an argument: what each admits in any stretch of one second
# Times are whole milliseconds of a virtual clock. `admitted` runs calls through a limiter and returns the times of those it let
# pass; `most_in_a_second` is the largest number of them in any stretch of 1000 ms, wherever it begins.
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import valkey

from hotseat.proof import chart, claim, probe, service, show

SECOND = 1000


class FixedWindow:
    """A counter that begins anew with each second."""

    def __init__(self, limit: int) -> None:
        self.limit, self.window, self.count = limit, -1, 0

    def allow(self, now: int) -> bool:
        if now // SECOND != self.window:
            self.window, self.count = now // SECOND, 0
        self.count += 1
        return self.count <= self.limit


class SlidingLog:
    """The time of each call that was admitted in the last second."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.log: deque[int] = deque()

    def allow(self, now: int) -> bool:
        while self.log and self.log[0] <= now - SECOND:
            self.log.popleft()
        if len(self.log) >= self.limit:
            return False
        self.log.append(now)
        return True


class SlidingCounter:
    """Two counters: the last second's counts by the share of it that still lies in the window, as if spread evenly."""

    def __init__(self, limit: int) -> None:
        self.limit, self.window, self.before, self.count = limit, -2, 0, 0

    def allow(self, now: int) -> bool:
        window = now // SECOND
        if window != self.window:
            self.before = self.count if window == self.window + 1 else 0
            self.window, self.count = window, 0
        still = SECOND - now % SECOND
        if self.before * still + (self.count + 1) * SECOND > self.limit * SECOND:
            return False
        self.count += 1
        return True


class Bucket:
    """A token bucket that holds as many as flow in within a second; counted in thousandths of a token."""

    def __init__(self, limit: int) -> None:
        self.limit, self.level, self.since = limit, limit * SECOND, 0

    def allow(self, now: int) -> bool:
        self.level = min(self.limit * SECOND, self.level + (now - self.since) * self.limit)
        self.since = now
        if self.level < SECOND:
            return False
        self.level -= SECOND
        return True


LIMITERS = {
    "fixed window": FixedWindow,
    "sliding log": SlidingLog,
    "sliding window counter": SlidingCounter,
    "token bucket": Bucket,
}


def admitted(limiter: FixedWindow | SlidingLog | SlidingCounter | Bucket, calls: Iterable[int]) -> list[int]:
    return [now for now in calls if limiter.allow(now)]


def most_in_a_second(times: Sequence[int], span: int = SECOND) -> int:
    return max((sum(start <= one < start + span for one in times) for start in set(times)), default=0)


def burst_then_greed(at: int, limit: int) -> Iterator[int]:
    """A burst at this time, then calls as fast as they are let pass for a second."""
    yield from [at] * (2 * limit)
    for now in range(at + 1, at + SECOND):
        yield from [now] * limit


def worst(name: str, limit: int, span: int = SECOND) -> int:
    """The most that passes in any stretch, for bursts at different places of the limiter's own second."""
    starts = [5000 + part for part in (0, 250, 500, 750, 900, 990, 999)]
    return max(most_in_a_second(admitted(LIMITERS[name](limit), burst_then_greed(at, limit)), span) for at in starts)


@claim("a-window-has-an-edge")
def a_fixed_window_lets_twice_the_limit_pass_at_once() -> bool:
    limits = (5, 20, 50)
    found = [worst("fixed window", limit, span=2) for limit in limits]
    show("let pass within 2 ms, by limits of 5, 20 and 50", found)
    return found == [2 * limit for limit in limits]


@claim("a-log-has-none")
def a_log_keeps_the_limit_in_every_second() -> bool:
    limits = (5, 20, 50)
    found = [worst("sliding log", limit) for limit in limits]
    kept = [len(log.log) for limit in limits for log in [SlidingLog(limit)] if admitted(log, burst_then_greed(5990, limit))]
    show("most in any second, by limits of 5, 20 and 50", found)
    show("times that the log keeps for one client", kept)
    return found == list(limits) and kept == list(limits)


@claim("the-counter-s-edge-is-only-softer")
def two_counters_let_nearly_twice_the_limit_pass_in_a_second() -> bool:
    limits = (5, 20, 50)
    in_a_second = [worst("sliding window counter", limit) for limit in limits]
    at_once = [worst("sliding window counter", limit, span=2) for limit in limits]
    show("most in any second, by limits of 5, 20 and 50", in_a_second)
    show("most within 2 ms", at_once)
    chart(
        "Most that a limit of 20 lets pass in any second",
        list(LIMITERS),
        {"requests": [worst(name, 20) for name in LIMITERS]},
        x_label="limiter",
        y_label="requests in one second",
        kind="bars",
        mark={"the limit": 20},
    )
    nearly_twice = all(2 * limit - 2 <= found < 2 * limit for limit, found in zip(limits, in_a_second, strict=True))
    return nearly_twice and all(found <= limit + 1 for limit, found in zip(limits, at_once, strict=True))


# %% Many instances, one counter: every client stops where it can be interrupted
# A client is a generator that stops before each command. `together` lets all of them take one step, then all the next.


def store() -> "valkey.Valkey":
    client = valkey.Valkey.from_url(service("valkey"), decode_responses=True)
    client.flushall()
    return client


TAKE = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return count <= tonumber(ARGV[1])
"""


def reads_then_adds(server: "valkey.Valkey", limit: int, passed: list[int]) -> Iterator[None]:
    """The code of the question."""
    yield
    count = int(server.get("client") or 0)
    if count >= limit:
        return
    yield
    if server.incr("client") == 1:
        yield
        server.expire("client", 60)
    passed.append(1)


def adds_in_a_script(server: "valkey.Valkey", limit: int, passed: list[int]) -> Iterator[None]:
    """Adding, deciding and setting the expiry in one step of the server."""
    yield
    if server.eval(TAKE, 1, "client", limit, 60):
        passed.append(1)


WAYS = {"GET, then INCR": reads_then_adds, "a script": adds_in_a_script}


def together(way: str, limit: int, clients: int) -> int:
    """How many pass when all clients take each step before any takes the next."""
    server, passed = store(), []  # type: ignore[var-annotated]
    waiting = [WAYS[way](server, limit, passed) for _ in range(clients)]
    while waiting:
        waiting = [client for client in waiting if next(client, "over") != "over"]
    return len(passed)


@claim("reading-first-lets-all-pass")
def what_is_read_together_passes_together() -> bool:
    found = {way: [together(way, 5, clients) for clients in (3, 8, 40)] for way in WAYS}
    for way, passed in found.items():
        show(f"{way}: of 3, 8 and 40 calls at once with a limit of 5 pass", passed)
    return found == {"GET, then INCR": [3, 8, 40], "a script": [3, 5, 5]}


def after_a_crash(way: str, limit: int, calls: int) -> tuple[bool, list[bool]]:
    """The first call stops for good after its first write; then so many come, each when all that can expire has expired.

    Whether the key was left without an expiry, and which of the later calls pass.
    """
    server = store()
    crashed = WAYS[way](server, limit, [])
    for _ in crashed:
        if server.exists("client"):
            break
    leaked = server.ttl("client") == -1
    later: list[bool] = []
    for _ in range(calls):
        if server.ttl("client") >= 0:
            server.delete("client")
        passed: list[int] = []
        for _ in WAYS[way](server, limit, passed):
            pass
        later.append(bool(passed))
    return leaked, later


@claim("a-lost-expiry-locks-out")
def a_crash_before_the_expiry_refuses_for_ever() -> bool:
    leaked, later = after_a_crash("GET, then INCR", 5, 100)
    kept, served = after_a_crash("a script", 5, 100)
    show(
        "GET, then INCR: the key is left without an expiry; of the first 10 later calls and the next 90 pass",
        [leaked, sum(later[:10]), sum(later[10:])],
    )
    show("a script: the same", [kept, sum(served[:10]), sum(served[10:])])
    return (leaked, sum(later[:10]), sum(later[10:])) == (True, 4, 0) and (kept, sum(served)) == (False, 100)


# %% Limits that are split, and what no rate bounds


def through_instances(calls: int, instances: int, limit_each: int, *, sticky: bool) -> int:
    """How many calls of one client pass in one second when each instance counts for itself."""
    counts = [0] * instances
    for number in range(calls):
        counts[0 if sticky else number % instances] += 1
    return sum(min(count, limit_each) for count in counts)


@claim("a-share-is-not-the-limit")
def counting_apart_admits_too_many_or_too_few() -> bool:
    whole = through_instances(100, 4, 20, sticky=False)
    share = through_instances(100, 4, 20 // 4, sticky=True)
    show("four instances that each allow 20: of 100 calls pass", whole)
    show("four that each allow 5, and a client whose connection stays with one: pass", share)
    return (whole, share) == (80, 5)


def at_work(rate: int, seconds: int) -> int:
    """The most requests at work at a time when all `rate` a second are admitted and each takes so many seconds."""
    starts = [number * SECOND // rate for number in range(rate * (seconds + 2))]
    return max(sum(one <= now < one + seconds * SECOND for one in starts) for now in starts)


@claim("a-rate-bounds-no-load")
def slow_requests_pile_up_under_the_same_rate() -> bool:
    found = [at_work(20, seconds) for seconds in (1, 5, 60)]
    show("at work at once with 20 admitted a second, each taking 1, 5 and 60 s", found)
    return found == [20, 100, 1200]


# %% What the probes ask


@probe
def passed_at_the_edge(limiter: str, limit: int, first: int) -> int:
    """`limit` calls at `first` ms of a second, and as many at the beginning of the next one, 1 ms after its start."""
    calls = [7000 + first] * limit + [8001] * limit
    return len(admitted(LIMITERS[limiter](limit), calls))


@probe
def passed_together(way: str, limit: int, clients: int) -> int:
    return together(way, limit, clients)


@probe
def piled_up(rate: int, seconds: int) -> int:
    return at_work(rate, seconds)


@probe
def through(instances: int, calls: int, connections: str) -> int:
    return through_instances(calls, instances, 20 // instances, sticky=connections == "stays with one instance")
