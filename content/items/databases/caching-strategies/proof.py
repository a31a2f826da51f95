# %% A cache in front of a database that counts, and a clock that is set by hand
import functools
import itertools
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from random import Random

import valkey

from hotseat.proof import chart, claim, probe, service, show

type Key = int | str


class Cache:
    """At most `capacity` entries, evicted by a policy, each living `ttl` seconds. `load` counts as one query of the database."""

    def __init__(
        self, capacity: int = 10**9, policy: str = "LRU", ttl: Callable[[], float] = lambda: 1e9, sliding: bool = False
    ) -> None:
        self.capacity, self.policy, self.ttl, self.sliding = capacity, policy, ttl, sliding
        self.entries: OrderedDict[Key, float] = OrderedDict()  # the key, and when its entry expires
        self.uses: Counter[Key] = Counter()
        self.queries = self.requests = 0

    def get(self, key: Key, now: float = 0) -> bool:
        """Whether it is a hit; a miss queries the database and keeps the answer."""
        self.requests += 1
        self.uses[key] += 1
        if self.entries.get(key, now) > now:
            if self.policy == "LRU":
                self.entries.move_to_end(key)
            if self.sliding:
                self.entries[key] = now + self.ttl()
            return True
        self.queries += 1
        self.entries.pop(key, None)
        if len(self.entries) >= self.capacity:
            victim = min(self.entries, key=self.uses.__getitem__) if self.policy == "LFU" else next(iter(self.entries))
            del self.entries[victim]
        self.entries[key] = now + self.ttl()
        return False

    @property
    def hit_ratio(self) -> float:
        return 1 - self.queries / self.requests


KEYS = 10_000


def requests(count: int, *, skewed: bool, seed: int = 1) -> list[int]:
    """Requests of 10 000 keys: equally often, or the n-th most popular in proportion to 1/n (Zipf's law)."""
    chance = Random(seed)
    weights = [1 / (1 + number) if skewed else 1.0 for number in range(KEYS)]
    return chance.choices(range(KEYS), cum_weights=list(itertools.accumulate(weights)), k=count)


# %% What a cache of this size can take off the database
def ratio(capacity: int, *, skewed: bool) -> float:
    """The hit ratio of 20 000 requests after 20 000 others have warmed the cache."""
    cache = Cache(capacity)
    stream = requests(40_000, skewed=skewed)
    for key in stream[:20_000]:
        cache.get(key)
    cache.queries = cache.requests = 0
    for key in stream[20_000:]:
        cache.get(key)
    return cache.hit_ratio


@claim("skew-makes-the-hit-ratio")
def the_skew_of_the_requests_makes_the_hit_ratio() -> bool:
    sizes = [10, 100, 1_000, 5_000]
    skewed, even = [ratio(size, skewed=True) for size in sizes], [ratio(size, skewed=False) for size in sizes]
    lines = {"popularity 1/n": [100 * one for one in skewed], "all equally popular": [100 * one for one in even]}
    share = [100 * size / KEYS for size in sizes]
    chart("Hit ratio by the size of the cache", share, lines, x_label="keys that fit, %", y_label="hits, %", log_x=True)
    show("hit ratio with room for 0.1, 1, 10 and 50 % of the keys, popularity 1/n", [round(one, 2) for one in skewed])
    show("the same, all equally popular", [round(one, 2) for one in even])
    return (
        all(abs(one - size / KEYS) < 0.03 for one, size in zip(even, sizes, strict=True)) and skewed[1] > 0.3 and skewed[2] > 0.6
    )


@claim("a-scan-empties-lru")
def a_scan_empties_an_lru_cache() -> bool:
    hits = {}
    for policy in ("LRU", "LFU"):
        cache = Cache(100, policy)
        popular = requests(5_000, skewed=True)
        for key in popular:
            cache.get(key)
        held = sorted(cache.uses, key=cache.uses.__getitem__, reverse=True)[:50]
        before = sum(key in cache.entries for key in held)
        for row in range(300):
            cache.get(f"report row {row}")
        hits[policy] = [before, sum(key in cache.entries for key in held)]
    for policy, (before, after) in hits.items():
        show(f"{policy}: of the 50 most requested keys in the cache before and after 300 rows were read once", [before, after])
    return hits["LRU"][0] >= 20 and hits["LRU"][1] == 0 and hits["LFU"][1] >= 45


# %% Expiry: what it costs, and when it comes
def queries_in(seconds: int, every: float, ttl: float, *, sliding: bool = False) -> int:
    """Queries for a key that is requested at 0, `every`, 2 × `every`, … seconds, below `seconds`."""
    cache = Cache(ttl=lambda: ttl, sliding=sliding)
    for number in itertools.count():
        if number * every >= seconds:
            return cache.queries
        cache.get("key", number * every)


@claim("expiry-costs-cold-keys")
def an_expiry_costs_rare_keys_and_hardly_popular_ones() -> bool:
    every = [0.01, 0.1, 1, 10, 60, 100]
    hits = [100 * (1 - queries_in(36_000, gap, 60) / -(-36_000 // gap)) for gap in every[2:]]
    popular = queries_in(600, 0.01, 60)
    chart(
        "Hit ratio with an expiry of 60 s",
        every[2:],
        {"hits": hits},
        x_label="seconds between requests",
        y_label="hits, %",
        log_x=True,
    )
    show("queries in ten minutes, 100 requests a second, 60 s to live", popular)
    show("hit ratio, one request each 1, 10, 60 and 100 s", [round(one, 1) for one in hits])
    return popular == 10 and hits[0] > 98 and hits[2] == hits[3] == 0


def worst_second(spread: float) -> int:
    """1 000 keys are loaded in the same second and then requested each second: the most queries in a later second."""
    chance = Random(1)
    cache = Cache(ttl=lambda: 60 * (1 - spread * chance.random()))
    found = []
    for now in range(150):
        before = cache.queries
        for key in range(1_000):
            cache.get(key, now)
        found.append(cache.queries - before)
    return max(found[1:])


@claim("spread-expiries")
def keys_loaded_together_expire_together() -> bool:
    spreads = [0.0, 0.1, 0.5]
    peaks = [worst_second(spread) for spread in spreads]
    show("most queries in one second, expiries of 60 s shortened at random by up to 0, 10 and 50 %", peaks)
    return peaks[0] == 1_000 and peaks[1] < 500 and peaks[2] < 100


# %% Many misses at once, on a real Valkey
@functools.cache
def redis() -> valkey.Valkey:
    return valkey.Valkey.from_url(service("valkey"), decode_responses=True)


LEASE = "page:lease"


def plain(queries: list[str], process: int) -> Iterator[str]:
    yield "look"
    if redis().get("page") is None:
        yield "query"
        queries.append("query")
        yield "store"
        redis().set("page", "html")


def leased(queries: list[str], process: int) -> Iterator[str]:
    """Only who gets the lease queries; the others look again."""
    while True:
        yield "look"
        if redis().get("page") is not None:
            return
        if redis().set(LEASE, "1", nx=True, ex=5):
            break
    yield "query"
    queries.append("query")
    yield "store"
    redis().set("page", "html")
    redis().delete(LEASE)


flights: dict[int, bool] = {}


def in_process(queries: list[str], process: int) -> Iterator[str]:
    """Of the requests in one process only the first queries; each process has a memory of its own."""
    while True:
        yield "look"
        if redis().get("page") is not None:
            return
        if not flights.setdefault(process, False):
            flights[process] = True
            break
    yield "query"
    queries.append("query")
    yield "store"
    redis().set("page", "html")


WAYS = {"nothing": plain, "one query at a time in each process": in_process, "a lease in Redis": leased}


def stampede(way: str, requests: int, processes: int) -> int:
    """Queries when so many requests, over so many processes, find nothing: each takes a step in turn."""
    redis().flushall()
    flights.clear()
    queries: list[str] = []
    waiting = [WAYS[way](queries, number % processes) for number in range(requests)]
    while waiting:
        waiting = [request for request in waiting if next(request, None) is not None]
    return len(queries)


@claim("misses-come-together")
def misses_that_come_together_query_together() -> bool:
    sizes = [1, 10, 100]
    found = {way: [stampede(way, size, 4) for size in sizes] for way in WAYS}
    for way, counts in found.items():
        show(f"queries for 1, 10 and 100 requests at once over 4 processes, protected by {way}", counts)
    return list(found.values()) == [[1, 10, 100], [1, 4, 4], [1, 1, 1]]


@claim("local-copies-multiply")
def each_process_with_a_cache_of_its_own_queries_for_itself() -> bool:
    processes = [1, 4, 16]
    found, versions = [], []
    for count in processes:
        caches = [Cache(ttl=lambda: 60) for _ in range(count)]
        loaded = {}
        for second in range(600):
            for number, cache in enumerate(caches):
                if second >= number and not cache.get("price", second):  # the processes were started one after the other
                    loaded[number] = second
        found.append(sum(cache.queries for cache in caches))
        versions.append(len(set(loaded.values())))
    show("queries in ten minutes with 1, 4 and 16 processes, 60 s to live", found)
    show("different moments whose value the processes serve at the end", versions)
    return found == [10 * count for count in processes] and versions == processes


# %% Answers that are not there, and writes
def attacked(absent_kept: bool, ids: int, times: int) -> int:
    """Queries for so many ids that do not exist, each requested so many times."""
    cache = Cache()
    for _, number in itertools.product(range(times), range(ids)):
        cache.get(number)
        if not absent_kept:
            cache.entries.pop(number)  # nothing was found, so nothing is kept
    return cache.queries


@claim("absence-must-be-cached")
def an_absent_row_is_queried_again_unless_its_absence_is_kept() -> bool:
    times = [1, 10, 100]
    found = {kept: [attacked(kept, 5, count) for count in times] for kept in (False, True)}
    show("queries for 5 ids that do not exist, requested 1, 10 and 100 times: only rows are kept", found[False])
    show("absence is kept too", found[True])
    return found == {False: [5, 50, 500], True: [5, 5, 5]}


def written(way: str, writes: int, keys: int, flush: int) -> tuple[int, int]:
    """Writes that reach the database, and those that are lost if the cache then dies. Write-behind flushes after each `flush` writes."""
    dirty: set[int] = set()
    reached = 0
    unsaved: Counter[int] = Counter()
    for number in range(writes):
        key = number % keys
        if way == "write-behind":
            dirty.add(key)
            unsaved[key] += 1
            if (number + 1) % flush == 0:
                reached += len(dirty)
                dirty.clear()
                unsaved.clear()
        else:  # write-through and cache-aside both write to the database at once
            reached += 1
    return reached, unsaved.total()


@claim("write-behind-merges-and-loses")
def write_behind_merges_writes_and_may_lose_them() -> bool:
    through, behind = written("write-through", 1_050, 5, 100), written("write-behind", 1_050, 5, 100)
    show("1 050 writes of 5 counters, write-through: writes of the database, writes lost with the cache", list(through))
    show("write-behind, flushed after each 100", list(behind))
    return through == (1_050, 0) and behind == (50, 50)


@claim("write-through-keeps-what-nobody-reads")
def write_through_fills_the_cache_with_what_nobody_reads() -> bool:
    left = {}
    for way in ("write-through", "cache-aside"):
        cache = Cache(1_000)
        reads = requests(20_000, skewed=True)
        hits = 0
        for number, key in enumerate(reads):
            if way == "write-through":
                cache.get(f"new order {number}")  # the write stores its row, by the same eviction
            hits += cache.get(key)
        left[way] = hits / len(reads)
    show(
        "hit ratio of the readers, beside as many writes of rows that nobody reads: write-through",
        round(left["write-through"], 2),
    )
    show("cache-aside", round(left["cache-aside"], 2))
    return left["cache-aside"] > left["write-through"] + 0.1


# %% Truths of the probes
@probe
def misses(trace: str, capacity: int, policy: str) -> int:
    cache = Cache(capacity, policy.split()[0])
    for key in trace.split():
        cache.get(key)
    return cache.queries


@probe
def load_factor(before: float, after: float) -> float:
    return round((100 - after) / (100 - before), 2)


@probe
def queries_for_key(every: int, ttl: int, kind: str) -> int:
    return queries_in(600, every, ttl, sliding=kind == "starts anew at each request")


@probe
def queries_at_once(count: int, processes: int, way: str) -> int:
    return stampede(way, count, processes)


@probe
def writes_lost(writes: int, keys: int, what: str) -> int:
    reached, lost = written("write-behind", writes, keys, 100)
    return reached if what == "have reached the database" else lost
