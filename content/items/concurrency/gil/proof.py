# %% The lock of this build
import collections
import dis
import functools
import hashlib
import itertools
import operator
import os
import re
import socket
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from types import CodeType

from hotseat.proof import Outcome, chart, claim, probe, show


def gil_is_on() -> bool:
    """Whether this process runs under the lock. Builds before 3.13 always do and cannot be asked."""
    return getattr(sys, "_is_gil_enabled", lambda: True)()


@contextmanager
def switch_interval(seconds: float) -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


# %% Two threads, one step at a time: every order is tried, none is left to luck
type Step = Callable[[], None]


class Stage:
    """Real threads of which one runs at a time: each until it calls `step`, in the order that a schedule says."""

    def __init__(self, bodies: dict[str, Callable[[Step], None]]) -> None:
        self.go = {name: threading.Semaphore(0) for name in bodies}
        self.back = threading.Semaphore(0)
        self.alive = dict.fromkeys(bodies)
        for name, body in bodies.items():
            threading.Thread(target=self._live, args=(name, body), daemon=True).start()

    def _live(self, name: str, body: Callable[[Step], None]) -> None:
        def step() -> None:
            self.back.release()
            self.go[name].acquire()

        self.go[name].acquire()
        try:
            body(step)
        finally:
            del self.alive[name]
            self.back.release()

    def play(self, schedule: str) -> None:
        """Bring every thread to its first step, follow the schedule, then let what is left finish by turns."""
        self._turn(*self.go)
        self._turn(*schedule)
        while self.alive:
            self._turn(*list(self.alive))

    def _turn(self, *names: str) -> None:
        for name in names:
            if name in self.alive:
                self.go[name].release()
                self.back.acquire()


class Account:
    """A balance; each read and each write of it is a step at which another thread may come in between."""

    def __init__(self, balance: int) -> None:
        self._balance = balance
        self.step_of: dict[int, Step] = {}

    @property
    def balance(self) -> int:
        self.step_of[threading.get_ident()]()
        return self._balance

    @balance.setter
    def balance(self, amount: int) -> None:
        self.step_of[threading.get_ident()]()
        self._balance = amount


class NoLock:
    """Stands where a lock would: it keeps nobody out."""

    def acquire(self, blocking: bool = True) -> bool:
        return True

    def release(self) -> None:
        pass


def final_balance(schedule: str, amounts: dict[str, int], lock: type = NoLock, times: int = 1, start: int = 0) -> int:
    """Each thread adds its amount `times` times; the letters say whose read or write comes next."""
    account, guard = Account(start), lock()

    def body(amount: int, step: Step) -> None:
        account.step_of[threading.get_ident()] = step
        for _ in range(times):
            while not guard.acquire(blocking=False):
                step()
            account.balance += amount
            guard.release()

    Stage({name: functools.partial(body, amount) for name, amount in amounts.items()}).play(schedule)
    return account._balance


def schedules(names: str, accesses: int) -> list[str]:
    """Every order in which the threads can take that many accesses each."""
    return sorted({"".join(order) for order in itertools.permutations(names * accesses)})


PAIR = {"A": 1, "B": 1}
TRIO = {"A": 1, "B": 1, "C": 1}


@claim("lost-update")
def an_unlocked_update_is_lost_in_most_orders() -> bool:
    guard = NoLock
    two = [final_balance(order, PAIR, guard) for order in schedules("AB", 2)]
    three = [final_balance(order, TRIO, guard) for order in schedules("ABC", 2)]
    show("two threads add 1: final balances over all 6 orders", sorted(two))
    counts = collections.Counter(three)
    chart(
        "Three threads add 1 to a balance of 0: what is left, over all 90 orders",
        [str(total) for total in (1, 2, 3)],
        {"orders": [counts[total] for total in (1, 2, 3)]},
        x_label="final balance",
        y_label="orders",
        kind="bars",
    )
    return (len(two), two.count(2), min(two)) == (6, 2, 1) and (len(three), three.count(3), min(three)) == (90, 6, 1)


@claim("lock-fixes")
def a_lock_keeps_every_update_in_every_order() -> bool:
    guard = threading.Lock
    two = {final_balance(order, PAIR, guard) for order in schedules("AB", 2)}
    three = {final_balance(order, TRIO, guard) for order in schedules("ABC", 2)}
    show("final balances of two and of three threads, over all orders", [*two, *three])
    return two == {2} and three == {3}


class Memo:
    """Makes a value once and keeps it: that is the intention. The look and the keeping are a step each."""

    def __init__(self) -> None:
        self.kept: dict[str, object] = {}
        self.made = 0

    def get(self, key: str, step: Step) -> object:
        step()
        found = self.kept.get(key)
        if found is None:
            self.made += 1
            found = object()
            step()
            self.kept[key] = found
        return found


@claim("check-then-act")
def a_value_made_if_missing_is_made_twice() -> bool:
    made = []
    for order in schedules("AB", 2):
        memo = Memo()
        Stage({name: functools.partial(memo.get, "config") for name in "AB"}).play(order)
        made.append(memo.made)
    show("values made, for each of the 6 orders", made)
    return sorted(made) == [1, 1, 2, 2, 2, 2]


@probe
def balance_after(schedule: str) -> int:
    """Start 100; A deposits 10 twice, B withdraws 3 twice."""
    return final_balance(schedule, {"A": 10, "B": -3}, times=2, start=100)


# %% Where a running thread hands the lock over
class Plain:
    """An ordinary attribute: a read or a write runs no Python code."""

    def __init__(self) -> None:
        self.n = 0


class Guarded:
    """The same attribute behind a property: a read or a write enters a Python function."""

    def __init__(self) -> None:
        self._n = 0

    def read(self) -> int:
        return self._n

    def write(self, value: int) -> None:
        self._n = value

    n = property(read, write)


def add(tally, stop: list) -> None:
    while not stop:
        tally.n += 1


def add_through_a_call(tally, stop: list) -> None:
    while not stop:
        tally.n = int(tally.n) + 1


type Place = tuple[str, str]


@functools.cache
def instructions(code: CodeType) -> dict[int, str]:
    return {each.offset: each.opname for each in dis.get_instructions(code)}


def parked(run: Callable, tally, enough: int = 200, seconds: float = 1.0) -> collections.Counter[Place]:
    """Where a busy thread stands, as (function, instruction), each time that this one gets the lock from it."""
    here = sys._getframe().f_code.co_filename
    seen: collections.Counter[Place] = collections.Counter()
    stop: list[bool] = []
    worker = threading.Thread(target=run, args=(tally, stop))
    with switch_interval(1e-5):
        worker.start()
        end = time.monotonic() + seconds
        while seen.total() < enough and time.monotonic() < end:
            time.sleep(0)
            # One chain of C functions: no bytecode of ours runs, and so nobody moves, while the frame is read.
            frames = map(dict.get, map(operator.call, [sys._current_frames]), [worker.ident])
            code, offset = next(map(operator.attrgetter("f_code", "f_lasti"), frames))
            if code.co_filename == here:
                seen[code.co_name, instructions(code)[offset]] += 1
        stop.append(True)
        worker.join()
    return seen


def tell(seen: collections.Counter[Place]) -> list[str]:
    return [f"{count} at {instruction} of {function}" for (function, instruction), count in seen.most_common()]


@claim("plain-add-keeps-the-lock")
def a_plain_add_is_only_left_at_the_loops_end() -> Outcome | bool | None:
    if not gil_is_on():
        return Outcome.UNSHOWN
    seen = parked(add, Plain())
    show("where the thread stood when it had handed over", tell(seen))
    if seen.total() < 20:
        return None
    return set(seen) <= {("add", "JUMP_BACKWARD"), ("add", "RESUME")}


@claim("python-code-opens-it")
def a_call_or_a_property_lets_others_in_between() -> Outcome | bool | None:
    if not gil_is_on():
        return Outcome.UNSHOWN
    behind_property, behind_call = parked(add, Guarded()), parked(add_through_a_call, Plain())
    show("with a property", tell(behind_property))
    show("with a call between read and write", tell(behind_call))
    if min(behind_property.total(), behind_call.total()) < 20:
        return None
    return ("write", "RESUME") in behind_property and ("add_through_a_call", "CALL") in behind_call


def lost(tally, threads: int = 2, each: int = 60_000) -> int:
    """How many of the threads' additions are missing at the end."""

    def run() -> None:
        for _ in range(each):
            tally.n += 1

    with switch_interval(1e-6):
        workers = [threading.Thread(target=run) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return threads * each - tally.n


@claim("same-line-loses-or-not")
def whether_it_loses_depends_on_the_type() -> Outcome | bool | None:
    if not gil_is_on():
        return Outcome.UNSHOWN
    quiet, loose = Plain, Guarded
    end = time.monotonic() + 3
    kept, missing, rounds = 0, 0, 0
    while rounds < 5 or (not missing and time.monotonic() < end):
        kept, missing, rounds = max(kept, lost(quiet())), max(missing, lost(loose())), rounds + 1
    show("additions lost of 120,000, the most of any round: plain attribute, property", [kept, missing])
    if kept == 0 and missing == 0:
        return None
    return kept == 0 and missing > 0


STATEMENTS = {
    "tally.n += 1, where n is an ordinary attribute": (add, Plain),
    "tally.n += 1, where n is a property": (add, Guarded),
    "tally.n = int(tally.n) + 1, where n is an ordinary attribute": (add_through_a_call, Plain),
}


@probe
def handed_over(statement: str) -> str:
    run, kind = STATEMENTS[statement]
    seen = parked(run, kind(), seconds=1.5)
    if any(place in {("write", "RESUME"), ("add_through_a_call", "CALL")} for place in seen):
        return "where the loop jumps back, and also between the read and the write"
    return "only where the loop jumps back"


# %% C code: some of it lets go, most of it does not
DATA = os.urandom(1 << 16) * 256


def ran_during(work: Callable[[], object]) -> tuple[bool, float]:
    """Whether a second Python thread that is ready ran while `work` did; and the seconds that `work` took.

    `map` and `operator.call` are C: no bytecode of ours runs between the two clock readings, so a stamp between
    them was taken while the call itself had let go of the lock.
    """
    gate, stamp = threading.Lock(), []
    gate.acquire()
    other = threading.Thread(target=lambda: (gate.acquire(), stamp.append(time.perf_counter())))
    other.start()
    clock = time.perf_counter
    _, start, _, end = map(operator.call, (gate.release, clock, work, clock))
    other.join()
    return start < stamp[0] < end, end - start


KEEPS = {
    "pow(3, 600_000)": functools.partial(pow, 3, 600_000),
    "re.compile('(a+)+$').match('a' * 20 + 'b')": functools.partial(re.compile("(a+)+$").match, "a" * 20 + "b"),
    "sorted(200_000 strings)": functools.partial(sorted, [str(n * 7919 % 100_003) for n in range(100_000)] * 2),
}
LETS_GO = {
    "time.sleep(0.02)": functools.partial(time.sleep, 0.02),
    "hashlib.sha256(16 MiB)": functools.partial(hashlib.sha256, DATA),
}


def first_try(work: Callable[[], object], tries: int = 40) -> int | None:
    """The first try in which another thread ran during `work`; None when it never did."""
    return next((number for number in range(1, tries + 1) if ran_during(work)[0]), None)


@claim("long-c-call-keeps-it")
def nobody_runs_during_a_call_that_keeps_the_lock() -> Outcome | bool | None:
    if not gil_is_on():
        return Outcome.UNSHOWN
    ran, lasted = [], []
    for interval in (0.0001, 0.005):
        for name, work in KEEPS.items():
            with switch_interval(interval):
                during, seconds = ran_during(work)
            show(f"{name} at a switch interval of {interval * 1000:g} ms lasted", round(seconds / interval, 1), "intervals")
            ran.append(during)
            lasted.append(seconds / interval)
    if any(ran):
        return False
    return True if min(lasted) > 1.5 else None


@claim("c-call-lets-go")
def others_run_during_a_call_that_lets_go() -> Outcome | bool:
    if not gil_is_on():
        return Outcome.UNSHOWN
    tries = {name: first_try(work) for name, work in LETS_GO.items()}
    small = [ran_during(functools.partial(hashlib.sha256, DATA[:size]))[0] for size in (1, 100, 1000, 2047)]
    show("try in which another thread first ran during it", [f"{name}: {count}" for name, count in tries.items()])
    show("ran during sha256 of 1, 100, 1000 and 2047 bytes", [str(ran) for ran in small])
    return None not in tries.values() and not any(small)


@probe
def calls_that_let_go(interval: float, size: int) -> list[str]:
    calls = KEEPS | {
        "time.sleep(0.02)": functools.partial(time.sleep, 0.02),
        "hashlib.sha256(data)": functools.partial(hashlib.sha256, bytes(size)),
    }
    with switch_interval(interval / 1000):
        return [name for name, work in calls.items() if first_try(work, 3) is not None]


def under_way(work: Callable[[], object], threads: int = 3, calls: int = 4) -> int:
    """The most calls of `work` that were under way at one moment."""
    spans: list[tuple[float, float]] = []

    def run() -> None:
        for _ in range(calls):
            start, _, end = map(operator.call, (time.perf_counter, work, time.perf_counter))
            spans.append((start, end))

    together(run, threads)
    return max(sum(start <= moment < end for start, end in spans) for moment, _ in spans)


def together(run: Callable[[], object], threads: int) -> None:
    """Run it in so many threads, which set off when all of them are there."""
    line = threading.Barrier(threads)
    workers = [threading.Thread(target=lambda: (line.wait(), run())) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@claim("released-calls-overlap")
def calls_that_let_go_are_under_way_together() -> Outcome | bool:
    if not gil_is_on():
        return Outcome.UNSHOWN
    released, kept = LETS_GO["hashlib.sha256(16 MiB)"], functools.partial(pow, 3, 200_000)
    most = [under_way(released), under_way(kept)]
    show("calls under way at once in 3 threads, at most: sha256 of 16 MiB, pow", most)
    return most[0] > 1 and most[1] == 1


# %% What a waiting thread waits
def waits(interval: float, answers: int) -> list[float]:
    """Seconds from an answer to the moment when its receiver runs; the sender goes on computing."""
    asked, sent, received, done = [], [], [], []
    gate = threading.Lock()
    gate.acquire()

    def sender() -> None:
        while not done:
            if asked:
                asked.clear()
                sent.append(time.perf_counter())
                gate.release()

    busy = threading.Thread(target=sender)
    with switch_interval(interval):
        busy.start()
        for _ in range(answers):
            asked.append(True)
            gate.acquire()
            received.append(time.perf_counter())
        done.append(True)
        busy.join()
    return [later - earlier for earlier, later in zip(sent, received, strict=True)]


@claim("each-call-waits-an-interval")
def an_answer_reaches_its_thread_an_interval_late() -> Outcome | bool:
    if not gil_is_on():
        return Outcome.UNSHOWN
    intervals = (0.002, 0.005, 0.01, 0.02, 0.04)
    least = [min(waits(interval, 5)) for interval in intervals]
    default = sys.getswitchinterval()
    show("default switch interval", default * 1000, "ms")
    chart(
        "From an answer to its receiver, when the sender goes on computing: the shortest of 5",
        [interval * 1000 for interval in intervals],
        {"one answer": [seconds * 1000 for seconds in least]},
        x_label="switch interval, ms",
        y_label="ms",
        kind="points",
    )
    return default == 0.005 and all(taken > 0.95 * interval for taken, interval in zip(least, intervals, strict=True))


@probe
def milliseconds_for(answers: int, interval: int) -> int:
    """The least that the answers take: whole intervals waited for one, times how many there are."""
    intervals = int(min(waits(interval / 1000, 50)) * 1000 / interval + 0.05)
    return answers * intervals * interval


# %% Nobody else computes meanwhile
def count() -> None:
    for _ in range(300_000):
        pass


def hash_blocks() -> None:
    for _ in range(4):
        hashlib.sha256(DATA)


def spans_of(work: Callable[[], None], threads: int) -> list[tuple[float, float]]:
    """When each thread began and ended, the threads being free to keep the lock for as long as they like."""
    spans: list[tuple[float, float]] = []

    def run() -> None:
        start = time.perf_counter()
        work()
        spans.append((start, time.perf_counter()))

    with switch_interval(3600):
        together(run, threads)
    return sorted(spans)


def cores_used(work: Callable[[], None], threads: int) -> float:
    """Processor seconds of the whole process for each second on the clock."""
    start, spent = time.perf_counter(), time.process_time()
    together(work, threads)
    return (time.process_time() - spent) / (time.perf_counter() - start)


@claim("bytecode-one-at-a-time")
def threads_that_compute_follow_one_another() -> Outcome | bool:
    if not gil_is_on():
        return Outcome.UNSHOWN
    work = count
    rows = {threads: spans_of(work, threads) for threads in (2, 4, 8)}
    overlaps = [sum(a[1] > b[0] for a, b in itertools.pairwise(spans)) for spans in rows.values()]
    used = [cores_used(work, threads) for threads in (1, 2, 4, 8)]
    show("spans that overlap, of 2, 4 and 8 threads that are never made to switch", overlaps)
    show("cores used by 1, 2, 4 and 8 threads that count", [round(cores, 2) for cores in used])
    show("cores used by 4 threads that hash", f"{cores_used(hash_blocks, 4):.2f} of {os.cpu_count()}")
    return not any(overlaps) and max(used) < 1.15


# %% Blocking calls: everybody waits at once
def waiting_at_once(threads: int) -> int:
    """How many threads have asked, and wait for the answer, before the first answer is given."""
    pairs = [socket.socketpair() for _ in range(threads)]
    doorway = nullcontext()

    def ask(client: socket.socket) -> None:
        with doorway:
            client.sendall(b"?")
            client.recv(1)

    workers = [threading.Thread(target=ask, args=(client,), daemon=True) for client, _ in pairs]
    for worker in workers:
        worker.start()
    asked = 0
    with suppress(TimeoutError):
        for _, server in pairs:
            server.settimeout(2)
            asked += len(server.recv(1))
    for _, server in pairs:
        server.sendall(b"!")
    for worker in workers:
        worker.join()
    return asked


@claim("blocking-calls-overlap")
def every_thread_waits_at_the_same_time() -> bool:
    waiting = {threads: waiting_at_once(threads) for threads in (2, 10, 50)}
    show("threads that waited at the same time, of 2, 10 and 50", list(waiting.values()))
    show(
        "build",
        f"{sys.version.split()[0]}, Py_GIL_DISABLED={sysconfig.get_config_var('Py_GIL_DISABLED')}, lock on: {gil_is_on()}",
    )
    return all(asked == threads for threads, asked in waiting.items())
