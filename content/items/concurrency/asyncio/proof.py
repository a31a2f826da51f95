# %% Tasks that nobody holds, and exceptions that nobody fetches
import asyncio
import contextvars
import gc
import threading
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

from hotseat.proof import chart, claim, probe, show


async def wait_for_nobody() -> None:
    """Waits for a future that nothing else refers to."""
    await asyncio.get_running_loop().create_future()


def quiet(loop: asyncio.AbstractEventLoop) -> list[str]:
    """From now on, what the loop would log is kept in the list that is returned."""
    told: list[str] = []
    loop.set_exception_handler(lambda _, context: told.append(context["message"]))
    return told


async def forgotten(*, kept: bool) -> tuple[bool, list[str]]:
    """Start a task, hold it or not, and collect garbage: is it still there, and what does the loop say?"""
    told, held = quiet(asyncio.get_running_loop()), set()
    task = asyncio.create_task(wait_for_nobody())
    seen = weakref.ref(task)
    if kept:
        held.add(task)
    del task
    await asyncio.sleep(0)  # it runs until it waits
    gc.collect()
    alive = seen() is not None
    for task in held:
        task.cancel()
    return alive, told


@claim("a-task-needs-a-reference")
def a_task_that_nobody_holds_may_vanish() -> bool:
    alone, held = asyncio.run(forgotten(kept=False)), asyncio.run(forgotten(kept=True))
    show("a task that nobody holds, after a collection: is there, and the loop says", [alone[0], *alone[1]])
    show("a task in a set", [held[0], *held[1]])
    return alone == (False, ["Task was destroyed but it is pending!"]) and held == (True, [])


async def fail() -> None:
    raise ValueError("nobody asked")


async def failed_alone() -> tuple[list[str], list[str]]:
    """Start a task that fails, and go on: what the loop has said while the task is held, and when it is gone."""
    told = quiet(asyncio.get_running_loop())
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    before = list(told)
    del task
    gc.collect()
    return before, told


@claim("a-failed-task-says-nothing")
def a_failed_task_says_nothing_while_it_is_held() -> bool:
    before, after = asyncio.run(failed_alone())
    show("said while the failed task is held, and when it is gone", [*(before or ["nothing"]), *after])
    return before == [] and after == ["Task exception was never retrieved"]


# %% One of several fails
async def child(number: int, failing: int, log: dict[int, str]) -> int:
    """Fails in its second turn, or works for twenty. The log says what became of it."""
    log[number] = "running"
    try:
        await asyncio.sleep(0)
        if number == failing:
            log[number] = "failed"
            raise ValueError(number)
        for _ in range(20):
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        log[number] = "cancelled"
        raise
    log[number] = "completed"
    return number


async def gathered(children: list[Awaitable[int]]) -> None:
    await asyncio.gather(*children)


async def gathered_with_exceptions(children: list[Awaitable[int]]) -> None:
    await asyncio.gather(*children, return_exceptions=True)


async def grouped(children: list[Awaitable[int]]) -> None:
    async with asyncio.TaskGroup() as group:
        for one in children:
            group.create_task(one)


WAYS: dict[str, Callable[[list[Any]], Awaitable[None]]] = {
    "gather": gathered,
    "gather(return_exceptions=True)": gathered_with_exceptions,
    "TaskGroup": grouped,
}


async def states(way: str, children: int, failing: int) -> tuple[str, list[int]]:
    """What the caller gets, and how many children are completed, cancelled and still running in that moment."""
    log: dict[int, str] = {}
    try:
        await WAYS[way]([child(number, failing, log) for number in range(children)])
        got = "nothing raised"
    except* ValueError as group:
        got = "ValueError" if way == "gather" else f"a group of {len(group.exceptions)}"
    counted = [list(log.values()).count(state) for state in ("completed", "cancelled", "running")]
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    return got, counted


@claim("gather-leaves-the-others-running")
def gather_leaves_the_others_running_and_a_group_ends_them() -> bool:
    sizes = [2, 5, 10]
    found = {way: [asyncio.run(states(way, size, 0)) for size in sizes] for way in WAYS}
    for way, results in found.items():
        show(f"{way}, 10 children, one fails: the caller gets", results[-1][0])
        show("completed, cancelled, still running in that moment", results[-1][1])
    gather = [("ValueError", [0, 0, size - 1]) for size in sizes]
    waited = [("nothing raised", [size - 1, 0, 0]) for size in sizes]
    group = [("a group of 1", [0, size - 1, 0]) for size in sizes]
    return list(found.values()) == [gather, waited, group]


# %% Cancellation is an exception, and it stops where the loop ends
async def no_handler(step: Callable[[], Awaitable[Any]]) -> str:
    await step()
    return "went on"


async def except_exception(step: Callable[[], Awaitable[Any]]) -> str:
    try:
        await step()
    except Exception:
        pass
    return "went on"


async def except_all(step: Callable[[], Awaitable[Any]]) -> str:
    try:
        await step()
    except:  # noqa: E722
        pass
    return "went on"


async def raised_again(step: Callable[[], Awaitable[Any]]) -> str:
    try:
        await step()
    except asyncio.CancelledError:
        raise
    except BaseException:
        pass
    return "went on"


HANDLERS = {
    "no try at all": no_handler,
    "except Exception: pass": except_exception,
    "except: pass": except_all,
    "except CancelledError: raise, then except BaseException: pass": raised_again,
}


async def cancelled_in(handler: str) -> str:
    """What becomes of a task that is cancelled at its await in this handler, and then awaited."""
    task = asyncio.create_task(HANDLERS[handler](lambda: asyncio.sleep(3600)))
    await asyncio.sleep(0)
    task.cancel()
    try:
        return await task
    except asyncio.CancelledError:
        return "cancelled"


@claim("bare-except-swallows-it")
def a_bare_except_swallows_the_cancellation() -> bool:
    found = {handler: asyncio.run(cancelled_in(handler)) for handler in HANDLERS}
    for handler, became in found.items():
        show(handler, became)
    return list(found.values()) == ["cancelled", "cancelled", "went on", "cancelled"]


async def timed_out() -> tuple[bool, bool, bool]:
    """A timeout around work in a thread: it strikes, the thread still works then, and it ends its work afterwards."""
    started, release, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        release.wait()
        done.set()

    in_thread = asyncio.create_task(asyncio.to_thread(work))
    while not started.is_set():
        await asyncio.sleep(0)
    struck = False
    try:
        async with asyncio.timeout(0):
            await in_thread
    except TimeoutError:
        struck = True
    working = not done.is_set()
    release.set()
    return struck, working, done.wait(10)


@claim("a-timeout-leaves-the-thread")
def a_timeout_does_not_reach_into_a_thread() -> bool:
    struck, working, done = asyncio.run(timed_out())
    show("the timeout strikes, the thread still works then, and does its work to the end", [struck, working, done])
    return struck and working and done


# %% Between two awaits nobody comes in; at an await everybody may
total = 0


async def one() -> int:
    await asyncio.sleep(0)
    return 1


async def read_wait_write(lock: asyncio.Lock) -> None:
    global total
    value = total
    await asyncio.sleep(0)
    total = value + 1


async def write_wait(lock: asyncio.Lock) -> None:
    global total
    total += 1
    await asyncio.sleep(0)


async def add_awaited(lock: asyncio.Lock) -> None:
    global total
    total += await one()


async def awaited_first(lock: asyncio.Lock) -> None:
    global total
    total = await one() + total


async def locked(lock: asyncio.Lock) -> None:
    global total
    async with lock:
        total += await one()


LINES = {
    "value = total; await sleep(0); total = value + 1": read_wait_write,
    "total += 1; await sleep(0)": write_wait,
    "total += await one()": add_awaited,
    "total = await one() + total": awaited_first,
    "async with lock: total += await one()": locked,
}


async def added(line: str, tasks: int) -> int:
    """What a global holds after so many tasks have each executed the line once, from 0."""
    global total
    total = 0
    lock = asyncio.Lock()
    await asyncio.gather(*(LINES[line](lock) for _ in range(tasks)))
    return total


@claim("others-come-in-at-an-await")
def others_come_in_at_an_await_and_nowhere_else() -> bool:
    sizes = [1, 2, 50]
    found = {line: [asyncio.run(added(line, size)) for size in sizes] for line in LINES}
    for line, counts in found.items():
        show(f"1, 2 and 50 tasks: {line}", counts)
    lost, kept = [1, 1, 1], sizes
    return list(found.values()) == [lost, kept, lost, kept, kept]


# %% A semaphore bounds the work, not the tasks
async def fetch(number: int, alive: list[int]) -> None:
    alive.append(len(asyncio.all_tasks()) - 1)
    await asyncio.sleep(0)


async def by_semaphore(items: int, limit: int, alive: list[int]) -> None:
    semaphore = asyncio.Semaphore(limit)

    async def bounded(number: int) -> None:
        async with semaphore:
            await fetch(number, alive)

    await asyncio.gather(*(bounded(number) for number in range(items)))


async def by_workers(items: int, limit: int, alive: list[int]) -> None:
    queue: asyncio.Queue[int | None] = asyncio.Queue(maxsize=limit)

    async def worker() -> None:
        while (number := await queue.get()) is not None:
            await fetch(number, alive)

    async with asyncio.TaskGroup() as group:
        for _ in range(limit):
            group.create_task(worker())
        for number in range(items):
            await queue.put(number)
        for _ in range(limit):
            await queue.put(None)


async def by_permits(items: int, limit: int, alive: list[int]) -> None:
    semaphore = asyncio.Semaphore(limit)

    async def released(number: int) -> None:
        try:
            await fetch(number, alive)
        finally:
            semaphore.release()

    async with asyncio.TaskGroup() as group:
        for number in range(items):
            await semaphore.acquire()
            group.create_task(released(number))


BOUNDS = {
    "gather over all, a semaphore inside each": by_semaphore,
    "workers on a queue": by_workers,
    "the semaphore taken before create_task": by_permits,
}


def most_alive(bound: str, items: int, limit: int) -> int:
    """The most tasks that exist at once, besides the caller's."""
    alive: list[int] = []
    asyncio.run(BOUNDS[bound](items, limit, alive))
    assert len(alive) == items
    return max(alive)


@claim("a-semaphore-does-not-bound-tasks")
def a_semaphore_bounds_the_work_and_not_the_tasks() -> bool:
    items = [20, 100, 500]
    found = {bound: [most_alive(bound, count, 10) for count in items] for bound in BOUNDS}
    chart("Tasks that exist at once, ten at work", items, dict(found), x_label="items", y_label="tasks", log_x=True, log_y=True)
    every, *bounded = found.values()
    return every == items and all(max(counts) <= 11 for counts in bounded)


# %% Context variables: copied for a task, shared by an await
request = contextvars.ContextVar("request", default="default")


def set_in_thread() -> str:
    before = request.get()
    request.set("child")
    return before


async def set_in_coroutine() -> str:
    return set_in_thread()


async def context_of(way: str) -> tuple[str, str]:
    """What a child sees of a variable that its parent has set, and what the parent holds when the child has set it, too."""
    request.set("parent")
    if way == "await child()":
        seen = await set_in_coroutine()
    elif way == "await create_task(child())":
        seen = await asyncio.create_task(set_in_coroutine())
    elif way == "await to_thread(child)":
        seen = await asyncio.to_thread(set_in_thread)
    else:
        seen = await asyncio.get_running_loop().run_in_executor(None, set_in_thread)
    return seen, request.get()


CHILDREN = ["await child()", "await create_task(child())", "await to_thread(child)", "await loop.run_in_executor(None, child)"]


@claim("context-is-copied-for-tasks")
def a_task_has_a_copy_of_the_context() -> bool:
    found = {way: asyncio.run(context_of(way)) for way in CHILDREN}
    for way, (seen, held) in found.items():
        show(f"{way}: the child sees, the parent then holds", [seen, held])
    return list(found.values()) == [("parent", "child"), ("parent", "parent"), ("parent", "parent"), ("default", "parent")]


# %% Truths of the probes
@probe
def children_after_failure(way: str, children: int) -> list[int]:
    return asyncio.run(states(way, children, children // 2))[1]


@probe
def after_adding(line: str, tasks: int) -> int:
    return asyncio.run(added(line, tasks))


@probe
def tasks_at_once(bound: str, items: int, limit: int) -> int:
    return most_alive(bound, items, limit)


@probe
def handlers_that_cancel(event: str) -> list[str]:
    """The handlers from which the exception gets out."""
    if event == "is cancelled":
        return [handler for handler in HANDLERS if asyncio.run(cancelled_in(handler)) == "cancelled"]
    return [handler for handler in HANDLERS if asyncio.run(raised_in(handler))]


async def raised_in(handler: str) -> bool:
    try:
        return await HANDLERS[handler](fail) != "went on"
    except ValueError:
        return True


@probe
def seen_and_held(way: str) -> str:
    seen, held = asyncio.run(context_of(way))
    return f"the child sees `{seen}`, and the parent then holds `{held}`"
