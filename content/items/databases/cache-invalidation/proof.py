# %% Every order of the steps: a database, a real Valkey beside it, and processes that stop before each step
# A process is a generator: it says what it is about to do, is resumed, and does it. `orders` takes the steps of all processes
# in every possible order, each time in a fresh world. Nothing here depends on time.
import functools
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import valkey

from hotseat.proof import chart, claim, probe, service, show

OLD, NEW = 1, 2
type Process = Iterator[str]


class World:
    """One row in a database, its copy in a cache, and a replica that follows when it is told to."""

    def __init__(self) -> None:
        self.cache = valkey.Valkey.from_url(service("valkey"), decode_responses=True)
        self.writing = sqlite3.connect("row.sqlite", isolation_level=None)
        self.writing.executescript("PRAGMA journal_mode = wal; PRAGMA synchronous = off")
        self.writing.executescript("CREATE TABLE IF NOT EXISTS row (value, version); CREATE TABLE IF NOT EXISTS outbox (key)")
        self.reading = sqlite3.connect("row.sqlite", isolation_level=None)

    def reset(self, *, lagging: bool = False) -> None:
        """The old value in the row and in the replica, nothing in the cache. A lagging replica serves the readers' queries."""
        self.cache.flushall()
        self.rollback()
        self.writing.executescript(f"BEGIN; DELETE FROM outbox; DELETE FROM row; INSERT INTO row VALUES ({OLD}, 1); COMMIT")
        self.replica = self.row()
        self.lagging, self.tokens = lagging, itertools.count(1)

    def row(self) -> tuple[int, int]:
        """The committed value and its version."""
        value, version = self.reading.execute("SELECT value, version FROM row").fetchone()
        return value, version

    def select(self) -> tuple[int, int]:
        """What a reader's query returns: the row, or the replica's copy of it."""
        return self.replica if self.lagging else self.row()

    def update(self, value: int) -> None:
        self.writing.execute("UPDATE row SET value = ?, version = version + 1", [value])

    def rollback(self) -> None:
        if self.writing.in_transaction:
            self.writing.execute("ROLLBACK")

    def relay(self) -> None:
        """Deletes from the cache what the outbox names, and then the outbox's entry. May be repeated."""
        for (key,) in self.reading.execute("SELECT key FROM outbox").fetchall():
            self.cache.delete(key, "lease")
            self.reading.execute("DELETE FROM outbox WHERE key = ?", [key])


@functools.cache
def world() -> World:
    return World()


def orders(start: Callable[[], list[Process]]) -> Iterator[list[str]]:
    """Run the processes that `start` makes once in every order of their steps; yields the steps in the order taken."""
    path: list[int] = []
    while True:
        waiting = [(step, process) for process in start() if (step := next(process, None))]
        taken, widths, steps = [], [], []
        while waiting:
            choice = path[len(taken)] if len(taken) < len(path) else 0
            taken.append(choice)
            widths.append(len(waiting))
            step, process = waiting[choice]
            steps.append(step)
            following = next(process, None)
            waiting[choice : choice + 1] = [(following, process)] if following else []
        yield steps
        while taken and taken[-1] + 1 == widths[-1]:
            taken.pop()
            widths.pop()
        if not taken:
            return
        path = [*taken[:-1], taken[-1] + 1]


# %% Ways to fill and to invalidate
def read_through(cache: valkey.Valkey) -> Process:
    yield "reader: GET"
    if cache.get("key") is None:
        yield "reader: SELECT"
        value, _ = world().select()
        yield "reader: SET"
        cache.set("key", value)


def update_delete(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: UPDATE"
    world().update(value)
    yield "writer: DEL"
    cache.delete("key")


def delete_update(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: DEL"
    cache.delete("key")
    yield "writer: UPDATE"
    world().update(value)


def delete_before_commit(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: UPDATE"
    world().writing.execute("BEGIN")
    world().update(value)
    yield "writer: DEL"
    cache.delete("key")
    yield "writer: COMMIT"
    world().writing.execute("COMMIT")


def delete_update_delete(cache: valkey.Valkey, value: int) -> Process:
    yield from delete_update(cache, value)
    yield "writer: DEL"
    cache.delete("key")


def update_set(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: UPDATE"
    world().update(value)
    yield "writer: SET"
    cache.set("key", value)


def read_watching(cache: valkey.Valkey) -> Process:
    with cache.pipeline() as pipeline:
        yield "reader: WATCH, GET"
        pipeline.watch("key")
        if not pipeline.get("key"):  # nothing, or a marker
            yield "reader: SELECT"
            value, _ = world().select()
            yield "reader: MULTI, SET, EXEC"
            pipeline.multi()
            pipeline.set("key", value)
            try:
                pipeline.execute()
            except valkey.WatchError:
                pass


def update_mark(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: UPDATE"
    world().update(value)
    yield "writer: SET marker"
    cache.set("key", "")


SET_IF_NEWER = """
local held = redis.call('HGET', KEYS[1], 'version')
if not held or tonumber(ARGV[2]) > tonumber(held) then redis.call('HSET', KEYS[1], 'value', ARGV[1], 'version', ARGV[2]) end
"""


def read_versioned(cache: valkey.Valkey) -> Process:
    yield "reader: GET"
    if cache.hget("key", "value") is None:
        yield "reader: SELECT"
        value, version = world().select()
        yield "reader: SET if newer"
        cache.eval(SET_IF_NEWER, 1, "key", value, version)


def update_versioned(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: UPDATE"
    world().update(value)
    new = world().row()
    yield "writer: SET if newer"
    cache.eval(SET_IF_NEWER, 1, "key", *new)


def read_generation(cache: valkey.Valkey) -> Process:
    yield "reader: GET generation"
    key = f"key:{cache.get('generation') or 0}"
    yield "reader: GET"
    if cache.get(key) is None:
        yield "reader: SELECT"
        value, _ = world().select()
        yield "reader: SET"
        cache.set(key, value)


def update_generation(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: UPDATE"
    world().update(value)
    yield "writer: INCR generation"
    cache.incr("generation")


SET_IF_LEASED = """
if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('SET', KEYS[1], ARGV[1]) redis.call('DEL', KEYS[2]) end
"""


def read_leased(cache: valkey.Valkey) -> Process:
    yield "reader: GET"
    if cache.get("key") is None:
        yield "reader: take lease"
        token = str(next(world().tokens))
        leased = cache.set("lease", token, nx=True)
        yield "reader: SELECT"
        value, _ = world().select()
        if leased:
            yield "reader: SET if leased"
            cache.eval(SET_IF_LEASED, 2, "key", "lease", value, token)


def update_leased(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: UPDATE"
    world().update(value)
    yield "writer: DEL key and lease"
    cache.delete("key", "lease")


def update_outbox(cache: valkey.Valkey, value: int) -> Process:
    yield "writer: UPDATE with outbox entry"
    world().writing.executescript(
        f"BEGIN; UPDATE row SET value = {value}, version = version + 1; INSERT INTO outbox VALUES ('key'); COMMIT"
    )
    yield "relay: DEL key and lease"
    world().relay()


@dataclass(frozen=True)
class Way:
    """How readers fill the cache and writers invalidate it, where a later reader finds the value, and what may be evicted."""

    reader: Callable[[valkey.Valkey], Process]
    writer: Callable[[valkey.Valkey, int], Process]
    keys: tuple[str, ...] = ("key",)

    def cached(self) -> str | None:
        """What a later reader gets from the cache, None where it would have to ask the database."""
        cache = world().cache
        if self.reader is read_generation:
            return cache.get(f"key:{cache.get('generation') or 0}")
        return cache.hget("key", "value") if self.reader is read_versioned else cache.get("key") or None


WAYS = {
    "UPDATE, DEL": Way(read_through, update_delete),
    "DEL, UPDATE": Way(read_through, delete_update),
    "UPDATE, DEL, COMMIT": Way(read_through, delete_before_commit),
    "DEL, UPDATE, DEL": Way(read_through, delete_update_delete),
    "UPDATE, SET": Way(read_through, update_set),
    "UPDATE, DEL; fill under WATCH": Way(read_watching, update_delete),
    "UPDATE, SET marker; fill under WATCH": Way(read_watching, update_mark),
    "UPDATE, SET if newer; fill if newer": Way(read_versioned, update_versioned),
    "UPDATE, INCR generation; key by generation": Way(read_generation, update_generation, ("generation", "key:0", "key:1")),
    "UPDATE, DEL key and lease; fill if leased": Way(read_leased, update_leased, ("key", "lease")),
    "outbox, relay DELs key and lease; fill if leased": Way(read_leased, update_outbox, ("key", "lease")),
}


# %% What every order leaves behind
def evicting(cache: valkey.Valkey, key: str) -> Process:
    yield f"eviction of {key}"
    cache.delete(key)


def dying(process: Process, after: int) -> Process:
    """The process, ended before its next step once it has taken so many."""
    return itertools.islice(process, after + 1) if after else iter(())


def following() -> Process:
    yield "replica follows"
    world().replica = world().row()


@dataclass(frozen=True)
class Left:
    """One order of the steps, and what it left: the value in the row, and in the cache (None: nothing)."""

    steps: list[str]
    row: int
    cached: int | None

    @property
    def stale(self) -> bool:
        return self.cached is not None and self.cached != self.row


def left_by(
    way: Way, *, readers: int = 1, values: tuple[int, ...] = (NEW,), warm: bool = False, lagging: bool = False,
    evicted: str | None = None, dies_after: int | None = None,
) -> list[Left]:  # fmt: skip
    """What every order leaves of the readers and of a writer for each value. `warm`: the cache holds the old value at first."""
    cache = world().cache

    def start() -> list[Process]:
        world().reset(lagging=lagging)
        if warm:
            list(way.reader(cache))
        writers = [way.writer(cache, value) for value in values]
        if dies_after is not None:
            writers = [dying(writer, dies_after) for writer in writers]
        extra = [evicting(cache, evicted)] if evicted else []
        return [*(way.reader(cache) for _ in range(readers)), *writers, *extra, *([following()] if lagging else [])]

    found = []
    for steps in orders(start):
        world().rollback()  # of a writer that died in its transaction
        world().relay()
        cached = way.cached()
        found.append(Left(steps, world().row()[0], None if cached is None else int(cached)))
    return found


def stale(found: list[Left]) -> list[Left]:
    return [left for left in found if left.stale]


@claim("delete-after-leaves-one-order")
def deleting_after_the_update_leaves_one_order() -> bool:
    cold, warm = (left_by(WAYS["UPDATE, DEL"], warm=warm) for warm in (False, True))
    show("orders in all, and those that leave the old value, if the cache is empty at first", [len(cold), len(stale(cold))])
    show("the same if the cache holds the value at first", [len(warm), len(stale(warm))])
    for left in stale(cold):
        show("the order", ", ".join(left.steps))
    race = ["reader: GET", "reader: SELECT", "writer: UPDATE", "writer: DEL", "reader: SET"]
    return [left.steps for left in stale(cold)] == [race] and len(cold) == 10 and not stale(warm)


@claim("deleting-earlier-leaves-more")
def deleting_earlier_leaves_more_orders() -> bool:
    counts = {name: len(stale(left_by(WAYS[name]))) for name in list(WAYS)[:4]}
    warm = {name: len(stale(left_by(WAYS[name], warm=True))) for name in list(WAYS)[:4]}
    for name in counts:
        show(f"{name}: orders that leave the old value, from an empty cache and from a full one", [counts[name], warm[name]])
    first, *others = counts
    return all(counts[name] > counts[first] and warm[name] > warm[first] for name in others)


@claim("setting-races-with-itself")
def two_writers_that_set_leave_the_older_value() -> bool:
    found = left_by(WAYS["UPDATE, SET"], readers=0, values=(2, 3))
    show("orders of two writers, and those that leave the value of the other", [len(found), len(stale(found))])
    show("one of them", ", ".join(stale(found)[0].steps) if stale(found) else "none")
    return len(found) == 6 and len(stale(found)) == 2


# %% What closes the race
CLOSING = [
    "UPDATE, SET if newer; fill if newer",
    "UPDATE, INCR generation; key by generation",
    "UPDATE, DEL key and lease; fill if leased",
]


@claim("three-ways-close-it")
def versions_generations_and_leases_close_it() -> bool:
    counts = {}
    for name in CLOSING:
        way = WAYS[name]
        found = [*left_by(way, values=(2, 3)), *left_by(way, values=(2, 3), warm=True), *left_by(way, readers=2, warm=True)]
        counts[name] = [len(found), len(stale(found))]
        show(f"{name}: orders with a second writer or reader, and those that leave an old value", counts[name])
    return all(tried > 100 and not old for tried, old in counts.values())


@claim("watch-misses-an-empty-delete")
def watch_does_not_notice_the_deletion_of_nothing() -> bool:
    deleting, marking = (
        stale(left_by(WAYS[name])) for name in ("UPDATE, DEL; fill under WATCH", "UPDATE, SET marker; fill under WATCH")
    )
    show("orders that leave the old value, the writer deletes", len(deleting))
    show("orders that leave the old value, the writer sets a marker", len(marking))
    return len(deleting) == 1 and len(marking) == 0


def with_eviction(way: Way) -> list[Left]:
    return [left for key in way.keys for left in left_by(way, evicted=key)]


@claim("eviction-reopens-some")
def eviction_reopens_versions_and_generations_but_not_leases() -> bool:
    names = list(WAYS)
    alone, evicted = ({name: left(WAYS[name]) for name in names} for left in (left_by, with_eviction))
    percent = {
        label: [100 * len(stale(left[name])) / len(left[name]) for name in names]
        for label, left in (("alone", alone), ("with an eviction", evicted))
    }
    chart(
        "Orders of one reader and one writer that leave the old value",
        names,
        percent,
        x_label="way",
        y_label="orders, %",
        kind="bars",
    )
    reopened = [name for name in CLOSING if stale(evicted[name])]
    show("with an eviction, an old value can be left by", reopened)
    return reopened == CLOSING[:2] and not any(stale(alone[name]) for name in CLOSING)


# %% What no order of these steps needs: a writer that dies, a replica that lags
def with_death(way: Way) -> list[Left]:
    """What is left if the writer dies before each of its steps, or not at all."""
    world().reset()
    steps = len(list(orders(lambda: [way.writer(world().cache, NEW)]))[0])
    return [left for after in range(steps + 1) for warm in (False, True) for left in left_by(way, dies_after=after, warm=warm)]


OUTBOX = "outbox, relay DELs key and lease; fill if leased"


@claim("death-needs-an-outbox")
def a_writer_that_dies_leaves_the_old_value_without_an_outbox() -> bool:
    found = {name: bool(stale(with_death(WAYS[name]))) for name in ["UPDATE, DEL", *CLOSING, OUTBOX]}
    for name, old in found.items():
        show(name, "can leave the old value" if old else "never leaves the old value")
    return list(found.values()) == [True, True, True, True, False]


@claim("replica-fills-the-past")
def a_lagging_replica_fills_the_past_without_any_race() -> bool:
    leased = stale(left_by(WAYS["UPDATE, DEL key and lease; fill if leased"], lagging=True))
    versioned = stale(left_by(WAYS["UPDATE, SET if newer; fill if newer"], lagging=True))
    after = [left for left in leased if left.steps.index("reader: GET") > left.steps.index("writer: DEL key and lease")]
    show("orders with a lease that leave the old value, the reader asks a replica", len(leased))
    show("those in which the reader begins after the invalidation", len(after))
    show("one of them", ", ".join(after[0].steps) if after else "none")
    show("orders with versions that leave the old value", len(versioned))
    return len(after) > 0 and not versioned


@claim("expiry-bounds-it")
def only_an_expiry_bounds_how_long_it_stays() -> bool:
    cache = world().cache
    remaining = {}
    for seconds in (None, 30):
        world().reset()
        value, _ = world().select()
        list(update_delete(cache, NEW))
        cache.set("key", value, ex=seconds)
        remaining[seconds] = cache.pttl("key")
    show("milliseconds that the stale value has left, without EX and with EX 30", list(remaining.values()))
    return remaining[None] == -1 and 0 < remaining[30] <= 30_000


# %% Truths of the probes
def follow(way: Way, order: str) -> Left:
    """One order: R is the reader's next step, A and B those of the writers of 2 and 3. A process that is done takes none."""
    world().reset()
    processes = {"R": way.reader(world().cache), "A": way.writer(world().cache, 2), "B": way.writer(world().cache, 3)}
    for process in processes.values():
        next(process)
    for name in order.split():
        next(processes[name], None)
    cached = way.cached()
    return Left([], world().row()[0], None if cached is None else int(cached))


@probe
def cached_after(way: str, order: str) -> str:
    """What the cache holds at last."""
    left = follow(WAYS[way], order)
    return "nothing" if left.cached is None else f"the value {left.cached}"


@probe
def stale_orders(way: str, cache: str) -> int:
    return len(stale(left_by(WAYS[way], warm=cache == "holds the value")))


@probe
def ways_left_open(event: str) -> list[str]:
    tried: dict[str, Callable[[Way], list[Left]]] = {
        "nothing else happens": left_by,
        "any entry of the cache may be evicted at any moment": with_eviction,
        "the writer may die between two of its steps": with_death,
        "the reader queries a replica that follows the database at some later moment": lambda way: left_by(way, lagging=True),
    }
    return [name for name in ["UPDATE, DEL", *CLOSING, OUTBOX] if stale(tried[event](WAYS[name]))]
