# %% Waiting: how many have asked before anybody is answered
import asyncio
import itertools
import logging
import os
import select
import selectors
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

from hotseat.proof import chart, claim, paired_ratio, probe, show


class Answerer(threading.Thread):
    """The other side of some connections: it answers nobody before all have asked, or until nobody more asks."""

    def __init__(self, connections: int, patience: float) -> None:
        super().__init__(daemon=True)
        pairs = [socket.socketpair() for _ in range(connections)]
        self.clients, self.servers = [client for client, _ in pairs], [server for _, server in pairs]
        self.patience, self.asked = patience, 0
        self.start()

    def run(self) -> None:
        silent = set(self.servers)
        while silent and (ready := select.select(silent, [], [], self.patience)[0]):
            silent.difference_update(ready)
        self.asked = len(self.servers) - len(silent)
        for server in self.servers:
            server.sendall(b"!")

    def close(self) -> int:
        """How many had asked before the first answer."""
        self.join()
        for each in self.clients + self.servers:
            each.close()
        return self.asked


type Ask = Callable[[socket.socket], Awaitable[object]]


async def ask(client: socket.socket) -> bytes:
    loop = asyncio.get_running_loop()
    client.setblocking(False)
    await loop.sock_sendall(client, b"?")
    return await loop.sock_recv(client, 1)


async def ask_blocking(client: socket.socket) -> bytes:
    client.sendall(b"?")
    return client.recv(1)


async def ask_in_a_thread(client: socket.socket) -> bytes:
    def call() -> bytes:
        client.sendall(b"?")
        return client.recv(1)

    return await asyncio.to_thread(call)


async def together(ask: Ask, clients: list[socket.socket]) -> None:
    await asyncio.gather(*(ask(client) for client in clients))


async def in_turn(ask: Ask, clients: list[socket.socket]) -> None:
    for client in clients:
        await ask(client)


def waiting_at_once(how: Callable[[Ask, list[socket.socket]], Coroutine], ask: Ask, calls: int, patience: float) -> int:
    """How many calls wait at the same time, at most."""
    answerer = Answerer(calls, patience)
    asyncio.run(how(ask, answerer.clients))
    return answerer.close()


@claim("waits-overlap")
def one_thread_waits_for_all() -> bool:
    threads = threading.active_count()
    waiting = {calls: waiting_at_once(together, ask, calls, 1) for calls in (2, 20, 100)}
    show("calls that waited at once in one thread, of 2, 20 and 100", list(waiting.values()))
    return all(asked == calls for calls, asked in waiting.items()) and threading.active_count() == threads


@claim("in-turn-does-not-overlap")
def awaiting_in_a_loop_waits_for_one_at_a_time() -> bool:
    waiting = [waiting_at_once(in_turn, ask, calls, 0.1) for calls in (2, 20)]
    show("calls that waited at once when each is awaited before the next", waiting)
    return waiting == [1, 1]


@claim("blocking-call-stops-all")
def a_blocking_call_in_a_coroutine_lets_nobody_else_wait() -> bool:
    waiting = [waiting_at_once(together, ask_blocking, calls, 0.1) for calls in (2, 20)]
    show("calls that waited at once when the coroutine blocks", waiting)
    return waiting == [1, 1]


def default_workers() -> int:
    """What the documentation gives as a thread pool's default size."""
    return min(32, (getattr(os, "process_cpu_count", os.cpu_count)() or 1) + 4)


@claim("to-thread-is-bounded")
def calls_in_threads_overlap_as_far_as_the_pool_goes() -> bool | None:
    waiting = waiting_at_once(together, ask_in_a_thread, 48, 0.4)
    show("calls that waited at once through asyncio.to_thread, of 48", waiting)
    show("default size of the pool on this machine", default_workers())
    return None if waiting < default_workers() else waiting == default_workers()


def pool_size(cores: int) -> int:
    """Threads that a default pool starts for 64 blocking calls on a machine with so many cores."""
    with mock.patch("os.process_cpu_count", return_value=cores, create=True), mock.patch("os.cpu_count", return_value=cores):
        pool = ThreadPoolExecutor()
    over = threading.Event()
    before = threading.active_count()
    with pool:
        for _ in range(64):
            pool.submit(over.wait)
        started = threading.active_count() - before
        over.set()
    return started


@probe
def rounds_in_a_pool(calls: int, cores: int) -> int:
    """Calls of one second each, so many at a time: seconds that they take."""
    return -(-calls // pool_size(cores))


# %% Computing: nobody else has a turn
class Ticker:
    """Counts its turns: it asks the loop for the next one as soon as it has had one."""

    def __init__(self) -> None:
        self.turns = 0
        self._next = asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        self.turns += 1
        self._next = asyncio.get_running_loop().call_soon(self._turn)

    def stop(self) -> None:
        self._next.cancel()


def compute(seconds: float) -> None:
    """Pure Python for so long on the processor's clock of this thread."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


async def steps_of(workers: int, rounds: int, pause: bool) -> list[int]:
    """Who ran, in order, when coroutines compute in rounds, with or without a pause after each."""
    order: list[int] = []

    async def work(who: int) -> None:
        for _ in range(rounds):
            compute(0.0005)
            order.append(who)
            if pause:
                await asyncio.sleep(0)

    await asyncio.gather(*(work(who) for who in range(workers)))
    return order


@claim("no-await-no-turn")
def coroutines_take_turns_only_where_they_wait() -> bool:
    pauses = (False, True)
    runs = [asyncio.run(steps_of(3, 3, pause)) for pause in pauses]
    show("order of three coroutines that compute without a pause", runs[0])
    show("order with a pause after each round", runs[1])
    return runs == [[0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2, 0, 1, 2, 0, 1, 2]]


async def turns_during(what: Callable[[], Awaitable[object]], times: int = 100) -> int:
    """Turns that the loop gives somebody else while something is awaited so many times."""
    ticker = Ticker()
    await asyncio.sleep(0)
    before = ticker.turns
    for _ in range(times):
        await what()
    turns = ticker.turns - before
    ticker.stop()
    return turns


async def add(a: int = 1, b: int = 2) -> int:
    return a + b


async def numbers():
    for n in range(10):
        yield n


async def go_through() -> int:
    return sum([n async for n in numbers()])


def awaitables(future: str, items: int, lock: str) -> dict[str, Callable[[], Awaitable[object]]]:
    """Things that one awaits, each made anew for each time: a future, a queue and a lock in the given state."""

    def later(what: Callable[..., object], *values: object) -> None:
        asyncio.get_running_loop().call_soon(what, *values)

    def a_future() -> asyncio.Future:
        made = asyncio.get_running_loop().create_future()
        made.set_result(1) if future == "done" else later(made.set_result, 1)
        return made

    async def from_a_queue() -> object:
        queue = asyncio.Queue()
        for n in range(items):
            queue.put_nowait(n)
        if not items:
            later(queue.put_nowait, 0)
        return await queue.get()

    async def under_a_lock() -> None:
        made = asyncio.Lock()
        if lock == "held by another task":
            await made.acquire()
            later(made.release)
        async with made:
            pass

    return {
        "await asyncio.sleep(0)": lambda: asyncio.sleep(0),
        "await add(1, 2), a coroutine that only returns a + b": add,
        "await asyncio.create_task(add(1, 2))": lambda: asyncio.create_task(add()),
        "await future": a_future,
        "await queue.get()": from_a_queue,
        "async with lock": under_a_lock,
        "async for over an async generator that waits for nothing": go_through,
        "await asyncio.gather(add(1, 2), add(3, 4))": lambda: asyncio.gather(add(), add()),
    }


ALWAYS = ["await asyncio.sleep(0)", "await asyncio.create_task(add(1, 2))", "await asyncio.gather(add(1, 2), add(3, 4))"]


@probe
def gives_a_turn(future: str, items: int, lock: str) -> list[str]:
    async def names() -> list[str]:
        return [name for name, what in awaitables(future, items, lock).items() if await turns_during(what, 10)]

    return asyncio.run(names())


@claim("await-need-not-yield")
def only_what_has_to_wait_gives_a_turn() -> bool:
    at_hand = gives_a_turn("done", 3, "free")
    to_wait_for = gives_a_turn("not done yet", 0, "held by another task")
    show("gives others a turn when the future is done, the queue filled and the lock free", at_hand)
    show("gives others a turn when none of them is", to_wait_for)
    wanted = {*ALWAYS, "await future", "await queue.get()", "async with lock"}
    return set(at_hand) == set(ALWAYS) and set(to_wait_for) == wanted


async def late(work: Callable[[], object], due: float = 0.005) -> tuple[float, int]:
    """Seconds by which a timer comes late, and the turns of others, when some work starts before it is due."""
    loop = asyncio.get_running_loop()
    ticker, fired = Ticker(), loop.create_future()
    planned = loop.time() + due
    loop.call_at(planned, lambda: fired.set_result(loop.time()))
    before = ticker.turns
    work()
    turns = ticker.turns - before
    lateness = await fired - planned
    ticker.stop()
    return lateness, turns


@claim("compute-delays-all")
def a_timer_is_late_by_what_is_computed() -> bool:
    lengths = (0.02, 0.05, 0.1, 0.2)
    outcomes = [asyncio.run(late(lambda length=length: compute(length))) for length in lengths]
    chart(
        "A timer due after 5 ms, when a coroutine computes meanwhile",
        [length * 1000 for length in lengths],
        {"late by": [lateness * 1000 for lateness, _ in outcomes]},
        x_label="computed, ms of processor time",
        y_label="ms",
        kind="points",
    )
    show("turns that others had meanwhile", [turns for _, turns in outcomes])
    in_time = all(lateness >= length - 0.006 for (lateness, _), length in zip(outcomes, lengths, strict=True))
    return in_time and not any(turns for _, turns in outcomes)


@claim("a-thread-keeps-the-loop-alive")
def the_loop_goes_on_while_a_thread_computes() -> bool:
    async def ticks_while(run: Callable[[Callable[[], object]], Awaitable[object]]) -> int:
        ticker = Ticker()
        await asyncio.sleep(0)
        before = ticker.turns
        end = time.monotonic() + 1

        def until_somebody_had_a_turn() -> int:
            while ticker.turns - before < 3 and time.monotonic() < end:
                pass
            return ticker.turns - before

        turns = await run(until_somebody_had_a_turn)
        ticker.stop()
        return turns

    turns = asyncio.run(ticks_while(asyncio.to_thread))
    show("turns that others had while a thread computed, until there were 3", turns)
    return turns >= 3


# %% A clock that only moves when somebody computes or everybody waits
class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is a number: waiting moves it to the next timer, computing moves it by its cost."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(selector=SkippingSelector(self))

    def time(self) -> float:
        return self.now


class SkippingSelector(selectors.SelectSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self.loop = loop

    def select(self, timeout: float | None = None):
        self.loop.now += timeout or 0
        return super().select(0)


def virtual(main: Coroutine) -> int:
    """Milliseconds that a program takes on the virtual clock."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(main)
        return round(runner.get_loop().time() * 1000)


def computes(milliseconds: int) -> None:
    asyncio.get_running_loop().now += milliseconds / 1000


async def request(compute: int, wait: int) -> None:
    """Compute, wait for somebody, compute again."""
    computes(compute)
    await asyncio.sleep(wait / 1000)
    computes(compute)


async def requests(calls: int, compute: int, wait: int) -> None:
    await asyncio.gather(*(request(compute, wait) for _ in range(calls)))


@probe
def milliseconds_for(calls: int, compute: int, wait: int) -> int:
    return virtual(requests(calls, compute, wait))


@probe
def fires_at(due: int, length: int) -> int:
    """When a timer fires beside a coroutine that computes in 20 rounds, with `await asyncio.sleep(0)` after each."""

    async def main() -> int:
        loop = asyncio.get_running_loop()
        fired = loop.create_future()
        loop.call_at(due / 1000, lambda: fired.set_result(round(loop.time() * 1000)))
        for _ in range(20):
            computes(length)
            await asyncio.sleep(0)
        return await fired

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main())


@claim("pauses-bound-the-delay")
def a_timer_waits_two_rounds_at_most() -> bool:
    grid = [(due, length) for due in (1, 30, 55, 130) for length in (7, 20, 40)]
    rounds_late = [(fires_at(due, length) - due) / length for due, length in grid]
    show("rounds by which a timer was late, least and most", [round(min(rounds_late), 2), round(max(rounds_late), 2)])
    return 1 <= min(rounds_late) and max(rounds_late) <= 2


@claim("waits-overlap-computing-adds")
def the_total_is_the_longest_wait_and_the_sum_of_the_computing() -> bool:
    counts = (1, 2, 5, 10, 20, 40)
    waiting = [virtual(requests(calls, 0, 100)) for calls in counts]
    computing = [virtual(requests(calls, 5, 0)) for calls in counts]
    both = [virtual(requests(calls, 5, 100)) for calls in counts]
    chart(
        "Time until all are done, on the virtual clock",
        list(counts),
        {"each waits 100 ms": waiting, "each computes 2 × 5 ms": computing, "both": both},
        x_label="requests at once",
        y_label="ms",
    )
    adds = computing == [10 * calls for calls in counts]
    expected = [max(calls * 5 + 100 + 5, calls * 10) for calls in counts]
    return waiting == [100] * len(counts) and adds and both == expected


# %% What waiting costs
class CountingSelector(selectors.DefaultSelector):
    """Counts what the loop asks of the operating system's poller."""

    def __init__(self) -> None:
        super().__init__()
        self.selects = self.changes = 0
        self.most = 0

    def select(self, timeout=None):
        self.selects += 1
        ready = super().select(timeout)
        self.most = max(self.most, len(ready))
        return ready

    def register(self, fileobj, events, data=None):
        self.changes += 1
        return super().register(fileobj, events, data)

    def modify(self, fileobj, events, data=None):
        self.changes += 1
        return super().modify(fileobj, events, data)

    def unregister(self, fileobj):
        self.changes += 1
        return super().unregister(fileobj)


async def receive_all(connections: int) -> tuple[int, int]:
    """Wait on many connections, then every answer is there at once: the most that one poll found, and the polls."""
    loop = asyncio.get_running_loop()
    poller: CountingSelector = loop._selector
    pairs = [socket.socketpair() for _ in range(connections)]
    for client, _ in pairs:
        client.setblocking(False)
    waiting = [asyncio.ensure_future(loop.sock_recv(client, 1)) for client, _ in pairs]
    await asyncio.sleep(0)
    poller.selects = poller.changes = poller.most = 0
    for _, server in pairs:
        server.sendall(b"!")
    await asyncio.gather(*waiting)
    for each in itertools.chain(*pairs):
        each.close()
    return poller.most, poller.selects


def counted(main: Coroutine) -> tuple[int, int]:
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(CountingSelector())) as runner:
        return runner.run(main)


@claim("one-poll-finds-all")
def one_call_of_the_poller_finds_every_answer() -> bool:
    counts = (1, 10, 100)
    polled = [counted(receive_all(connections)) for connections in counts]
    most, selects = [found for found, _ in polled], [polls for _, polls in polled]
    show("answers found by one call of the poller, of 1, 10 and 100", most)
    show("calls of the poller until all were received", selects)
    return most == list(counts) and len(set(selects)) == 1


@claim("each-wait-costs-bookkeeping")
def an_answer_that_must_be_awaited_costs_more_than_a_blocking_call() -> bool:
    async def one() -> tuple[int, int]:
        loop = asyncio.get_running_loop()
        poller: CountingSelector = loop._selector
        client, server = socket.socketpair()
        client.setblocking(False)
        poller.selects = poller.changes = 0
        loop.call_soon(server.sendall, b"!")
        await loop.sock_recv(client, 1)
        client.close(), server.close()
        return poller.selects, poller.changes

    selects, changes = counted(one())
    show("calls of the poller, and changes to what it watches, for one awaited answer", [selects, changes])
    return selects >= 1 and changes == 2


def tasks(count: int = 50) -> None:
    async def main() -> None:
        await asyncio.gather(*(asyncio.sleep(0) for _ in range(count)))

    asyncio.run(main())


def threads(count: int = 50) -> None:
    started = [threading.Thread(target=int) for _ in range(count)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


@claim("tasks-are-cheaper")
def starting_and_ending_a_task_costs_less_than_a_thread():
    light, heavy = tasks, threads
    ratio = paired_ratio(light, heavy, rounds=15)
    show("time of 50 tasks for each unit of 50 threads", str(ratio))
    return ratio.below(0.5)


@claim("debug-mode-names-it")
def debug_mode_names_the_slow_step() -> bool:
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    async def resize_picture() -> None:
        compute(0.15)

    async def main() -> None:
        await asyncio.gather(asyncio.sleep(0), resize_picture())

    logger, ear = logging.getLogger("asyncio"), Ear()
    logger.addHandler(ear)
    asyncio.run(main(), debug=True)
    logger.removeHandler(ear)
    slow = [line for line in said if "took" in line]
    show("what the log says", slow[0] if slow else "nothing")
    return any("resize_picture" in line for line in slow)
