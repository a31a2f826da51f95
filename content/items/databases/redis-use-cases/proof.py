# %% A real Valkey, and processes that stop before each step
# A process is a generator: it says what it is about to do, is resumed, and does it. `orders` takes the steps of all processes
# in every possible order, each time from an empty store. No clock is involved.
import functools
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence

import valkey

from hotseat.proof import claim, probe, service, show

type Process = Iterator[str]


@functools.cache
def store() -> valkey.Valkey:
    return client()


def client() -> valkey.Valkey:
    """A client with a connection of its own."""
    return valkey.Valkey.from_url(service("valkey"), decode_responses=True)


def orders(start: Callable[[], list[Process]]) -> Iterator[list[str]]:
    """Run the processes that `start` makes once in every order of their steps; yields the steps in the order taken."""
    store().flushall()
    counts = [len(list(process)) for process in start()]
    turns = [number for number, count in enumerate(counts) for _ in range(count)]
    for order in sorted(set(itertools.permutations(turns))):
        store().flushall()
        yield follow(start(), order)


def follow(processes: list[Process], order: Sequence[int]) -> list[str]:
    """Take the processes' steps in this order; whoever is not named to its end stops where it is."""
    ready = {number: next(process, None) for number, process in enumerate(processes)}
    taken = []
    for number in order:
        step = ready[number]
        if step is not None:
            ready[number] = next(processes[number], None)
            taken.append(step)
    return taken


# %% One command is one step; two commands are two
def read_and_write(name: str) -> Process:
    yield f"{name}: GET"
    value = int(store().get("stock") or 0)
    yield f"{name}: SET"
    store().set("stock", value + 1)


def increment(name: str) -> Process:
    yield f"{name}: INCR"
    store().incr("stock")


def in_transaction(name: str) -> Process:
    """WATCH, read, and write only if nothing has changed since; once more otherwise."""
    with client().pipeline() as pipeline:
        yield f"{name}: WATCH, GET"
        while True:
            pipeline.watch("stock")
            value = int(pipeline.get("stock") or 0)
            yield f"{name}: MULTI, SET, EXEC"
            pipeline.multi()
            pipeline.set("stock", value + 1)
            try:
                pipeline.execute()
            except valkey.WatchError:
                continue
            return


def kept(way: Callable[[str], Process], clients: int) -> list[int]:
    """What the counter holds after each order of so many clients that add one."""
    found = []
    for _ in orders(lambda: [way(f"client {number}") for number in range(clients)]):
        found.append(int(store().get("stock") or 0))
    return found


@claim("one-command-is-one-step")
def one_command_loses_nothing_and_two_do() -> bool:
    two, three = kept(read_and_write, 2), kept(read_and_write, 3)
    atomic = kept(increment, 3)
    show("two clients GET, add one and SET: orders, and those that lose an update", [len(two), sum(value < 2 for value in two)])
    show("three clients", [len(three), sum(value < 3 for value in three)])
    show("three clients INCR: orders, and those that lose an update", [len(atomic), sum(value < 3 for value in atomic)])
    lost = [sum(value < 2 for value in two), sum(value < 3 for value in three)]
    return (len(two), len(three), lost) == (6, 90, [4, 84]) and set(atomic) == {3}


def two_commands(name: str) -> Process:
    yield f"{name}: INCR"
    if store().incr("tries") == 1:
        yield f"{name}: EXPIRE"
        store().expire("tries", 60)


def together(name: str) -> Process:
    yield f"{name}: SET NX EX and INCR in one transaction"
    with store().pipeline(transaction=True) as pipeline:
        pipeline.set("tries", 0, nx=True, ex=60)
        pipeline.incr("tries")
        pipeline.execute()


@claim("expiry-in-the-same-step")
def a_death_between_two_commands_leaves_a_key_for_ever() -> bool:
    left = {}
    for way in (two_commands, together):
        ttls = []
        for steps in range(1, 3):
            store().flushall()
            follow([way("client")], [0] * steps)  # it dies after so many steps
            ttls.append(store().ttl("tries"))
        left[way] = ttls
    show("seconds to live if the client dies after one step, after two: INCR, then EXPIRE", left[two_commands])
    show("SET … NX EX and INCR in one transaction", left[together])
    return left[two_commands][0] == -1 and 0 < left[two_commands][1] <= 60 and all(0 < ttl <= 60 for ttl in left[together])


# %% A lock that expires
RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


def acquire(name: str) -> bool:
    return bool(store().set("lock", name, nx=True, px=60_000))


def release(name: str, *, compare: bool) -> None:
    if compare:
        store().eval(RELEASE, 1, "lock", name)
    else:
        store().delete("lock")


def overtaken(*, compare: bool) -> tuple[bool, bool]:
    """A is held up until its lock expires and B takes it; then A releases. May a third enter, and does A's late write count?"""
    store().flushall()
    acquire("A")
    store().pexpire("lock", 0)  # the time has come
    acquire("B")
    release("A", compare=compare)
    third_enters = acquire("C")
    store().set("report", "written by A")  # A goes on as if it held the lock
    return third_enters, store().get("report") == "written by A"


FENCED = """
if tonumber(ARGV[1]) < tonumber(redis.call('GET', KEYS[2]) or 0) then return 0 end
redis.call('SET', KEYS[2], ARGV[1])
redis.call('SET', KEYS[1], ARGV[2])
return 1
"""


def fenced() -> tuple[int, int]:
    """Each holder gets a number with its lock, and the store refuses a smaller one than it has seen: B's write, then A's."""
    store().flushall()
    first, second = store().incr("fence"), store().incr("fence")
    return store().eval(FENCED, 2, "report", "seen", second, "by B"), store().eval(FENCED, 2, "report", "seen", first, "by A")


@claim("lock-needs-token-and-fence")
def an_expiring_lock_needs_a_token_and_a_fence() -> bool:
    bare, compared = overtaken(compare=False), overtaken(compare=True)
    show("A's lock expired, B took it, A releases with DEL: a third may enter, A's late write counts", list(bare))
    show("A releases only its own token", list(compared))
    show("with a number that the store checks: B's write, then A's late one (1 accepted, 0 refused)", list(fenced()))
    return bare == (True, True) and compared == (False, True) and fenced() == (1, 0)


# %% Queues and messages
def by_list(done: list[str]) -> Process:
    yield "take"
    job = store().lpop("jobs")
    yield "work"
    done.append(job)
    yield "acknowledge"


def by_two_lists(done: list[str]) -> Process:
    yield "take"
    job = store().lmove("jobs", "working", "LEFT", "RIGHT")
    yield "work"
    done.append(job)
    yield "acknowledge"
    store().lrem("working", 1, job)


def by_stream(done: list[str]) -> Process:
    yield "take"
    ((_, ((entry, fields),)),) = store().xreadgroup("workers", "first", {"stream": ">"}, count=1)
    yield "work"
    done.append(fields["job"])
    yield "acknowledge"
    store().xack("stream", "workers", entry)


QUEUES = {"a list and LPOP": by_list, "LMOVE to a second list": by_two_lists, "a stream and a consumer group": by_stream}


def executed(kind: str, steps: int, jobs: int = 1) -> int:
    """Executions of so many jobs in all, if the first worker dies at its first job after so many steps and a second takes over."""
    store().flushall()
    store().xgroup_create("stream", "workers", id="0", mkstream=True)
    for number in range(jobs):
        store().rpush("jobs", f"mail {number}")
        store().xadd("stream", {"job": f"mail {number}"})
    done: list[str] = []
    follow([QUEUES[kind](done)], [0] * steps)
    if kind == "a list and LPOP":
        again = store().lrange("jobs", 0, -1)
    elif kind == "LMOVE to a second list":
        again = [*store().lrange("working", 0, -1), *store().lrange("jobs", 0, -1)]
    else:
        claimed = store().xautoclaim("stream", "workers", "second", min_idle_time=0)[1]
        fresh = store().xreadgroup("workers", "second", {"stream": ">"})
        again = [fields["job"] for _, fields in claimed] + [fields["job"] for _, entries in fresh for _, fields in entries]
    return len(done) + len(again)


@claim("pop-loses-acknowledged-repeats")
def a_popped_job_is_lost_an_acknowledged_one_repeated() -> bool:
    found = {kind: [executed(kind, steps) for steps in range(4)] for kind in QUEUES}
    for kind, counts in found.items():
        show(
            f"{kind}: executions of one job if the worker dies before taking, before the work, before the acknowledgement, never",
            counts,
        )
    lost, *repeated = found.values()
    return lost == [1, 0, 1, 1] and repeated == [[1, 1, 2, 1]] * 2


def received(story: list[str]) -> dict[str, list[str]]:
    """What three readers get of the messages: they come at "+" and go at "-", and wait for each message while they are there."""
    store().flushall()
    got: dict[str, list[str]] = {"channel": [], "stream from its last entry": [], "stream from $": []}
    listener, remembered = None, "0"
    for message in story:
        if message == "+":
            listener = client().pubsub()
            listener.subscribe("news")
            listener.get_message(timeout=10)  # the confirmation
            newest = store().xrevrange("stream", count=1)
            dollar = newest[0][0] if newest else "0"
        elif message == "-":
            listener = None
        else:
            store().publish("news", message)
            store().xadd("stream", {"text": message})
            if listener:
                got["channel"].append(listener.get_message(timeout=10)["data"])
                fresh, remembered = read_from(remembered)
                got["stream from its last entry"] += fresh
                fresh, dollar = read_from(dollar)
                got["stream from $"] += fresh
    return got


def read_from(last: str) -> tuple[list[str], str]:
    """The messages behind this entry of the stream, and the entry behind which to go on."""
    entries = [entry for _, found in store().xread({"stream": last}) for entry in found]
    return [fields["text"] for _, fields in entries], entries[-1][0] if entries else last


@claim("channel-forgets-stream-keeps")
def a_channel_forgets_and_a_stream_keeps() -> bool:
    by_channel, by_stream, by_dollar = received(["one", "+", "two", "-", "three", "+", "four"]).values()
    show("received from the channel, by a subscriber who came after the first and was away during the third", by_channel)
    show("received from the stream, by a reader who goes on behind its last entry", by_stream)
    show("by a reader who begins at $ each time", by_dollar)
    return by_channel == by_dollar == ["two", "four"] and by_stream == ["one", "two", "three", "four"]


# %% Memory that is full, and one slow command
PAD = "x" * 2_000


def filled(policy: str, *, expiring: bool) -> tuple[bool, int, int]:
    """300 sessions without an expiry, then 1 000 cache entries, more than memory holds: a write was refused, what is left of each."""
    cache = store()
    cache.flushall()
    refused = False
    with client() as other:
        other.config_set("maxmemory-policy", policy)
        for number in range(300):
            other.set(f"session:{number}", PAD)
        other.config_set("maxmemory", int(other.info("memory")["used_memory"]) + 500_000)
        try:
            for number in range(1_000):
                other.set(f"cache:{number}", PAD, ex=1000 if expiring else None)
        except valkey.exceptions.OutOfMemoryError:
            refused = True
        finally:
            other.config_set("maxmemory", 0)
        return refused, len(other.keys("session:*")), len(other.keys("cache:*"))


POLICIES = ["allkeys-lru", "volatile-lru", "noeviction"]


@claim("eviction-follows-the-policy")
def what_is_evicted_depends_on_the_policy() -> bool:
    found = {policy: filled(policy, expiring=True) for policy in POLICIES}
    without = filled("volatile-lru", expiring=False)
    for policy, (refused, sessions, entries) in found.items():
        show(f"{policy}: a write was refused, sessions left of 300, cache entries of 1 000", [refused, sessions, entries])
    show("volatile-lru when no entry has an expiry", list(without))
    lru, volatile, none = found.values()
    took = not lru[0] and lru[1] < 300 and not volatile[0] and volatile[1] == 300 and volatile[2] < 1_000
    return took and none[0] and none[1] == 300 and without[0] and without[1] == 300


LOOP = """
local function commands() return tonumber(string.match(redis.call('INFO', 'stats'), 'total_commands_processed:(%d+)')) end
local before, n = commands(), 0
for i = 1, 1000000 do n = n + i % 7 end
return commands() - before
"""
"""Counts to a million, and returns how many commands the server has processed meanwhile, the script's own look included."""


def by_script() -> int:
    return store().eval(LOOP, 0)


def by_commands() -> int:
    """The same count while one client increments 300 times, without its own increments."""
    before = store().info("stats")["total_commands_processed"]
    for _ in range(300):
        store().incr("n")
    return store().info("stats")["total_commands_processed"] - before - 300


def beside_a_busy_client(work: Callable[[], int]) -> int:
    """What `work` returns while another client sends one PING after another."""
    stop, answered = threading.Event(), threading.Event()
    other = client()

    def ask() -> None:
        while not stop.is_set():
            other.ping()
            answered.set()

    thread = threading.Thread(target=ask)
    thread.start()
    answered.wait()
    found = work()
    stop.set()
    thread.join()
    return found


@claim("one-at-a-time")
def nothing_else_is_processed_during_a_command() -> bool:
    script, increments = beside_a_busy_client(by_script), beside_a_busy_client(by_commands)
    show("commands processed while a script counts to a million, its own look included", script)
    show("while a client sends 300 increments, those left out", increments)
    return script == 1 and increments > 10


@claim("structures-answer-small")
def a_structure_answers_with_little() -> bool:
    with client() as other:
        other.flushall()
        other.zadd("board", {f"player:{number}": number * 7919 % 100_003 for number in range(20_000)})
        other.pfadd("seen", *(f"visitor:{number}" for number in range(20_000)))
        other.sadd("visitors", *(f"visitor:{number}" for number in range(20_000)))
        everybody = other.zrange("board", 0, -1, withscores=True)
        rank = other.zrevrank("board", "player:777")
        counted, size = other.pfcount("seen"), other.memory_usage("seen")
        exact = other.memory_usage("visitors", samples=0)
    ranked = [player for player, _ in reversed(everybody)].index("player:777")
    show("rank of one player among 20 000, by ZREVRANK and by sorting all in Python", [rank, ranked])
    show("20 000 visitors counted by a HyperLogLog", counted)
    show("its size, and that of a set of the visitors", [size, exact], "bytes")
    return rank == ranked and abs(counted - 20_000) < 1_000 and size < 16_000 and exact > 30 * size


# %% Truths of the probes
WAYS = {
    "GET, then SET with one more": read_and_write,
    "INCR": increment,
    "WATCH, GET, then MULTI, SET with one more, EXEC, again if refused": in_transaction,
}


@probe
def counted(way: str, order: str, before: int) -> int:
    store().flushall()
    store().set("stock", before)
    letters = "ABC"
    follow([WAYS[way](letter) for letter in letters], [letters.index(letter) for letter in order.split(", ")])
    return int(store().get("stock") or 0)


@probe
def executions(jobs: int, kind: str, death: str) -> int:
    deaths = {
        "before it took the job": 0,
        "after it took the job, before the work": 1,
        "after the work, before its acknowledgement": 2,
    }
    return executed(kind, deaths[death], jobs)


@probe
def messages(kind: str, first: int, away: int, last: int) -> int:
    """Messages received, by one who comes after `first` have been sent, is away for `away`, and back for `last`."""
    readers = {
        "subscribes to a channel": "channel",
        "reads a stream behind the last entry that it has, from 0 at first": "stream from its last entry",
        "reads a stream from $ each time it comes": "stream from $",
    }
    story = [*["before"] * first, "+", "one", "two", "-", *["missed"] * away, "+", *["late"] * last]
    return len(received(story)[readers[kind]])


@probe
def when_full(policy: str, entries: str) -> str:
    refused, sessions, _ = filled(policy, expiring=entries == "have an expiry")
    if refused:
        return "the write is refused, and all sessions stay"
    return "sessions disappear" if sessions < 300 else "cache entries disappear, and all sessions stay"


@probe
def believers(time: str, release_by: str) -> str:
    """Who has taken the lock and not released it: A first, then B tries, A releases or not, and C tries."""
    store().flushall()
    held = {"A"} if acquire("A") else set()
    if time == "has expired":
        store().pexpire("lock", 0)
    held |= {"B"} if acquire("B") else set()
    if release_by != "goes on working":
        release("A", compare="script" in release_by)
        held.discard("A")
    held |= {"C"} if acquire("C") else set()
    return " and ".join(sorted(held))
