# %% Who has a turn, and in which order
import asyncio
import itertools
from collections.abc import Awaitable, Callable

from hotseat.proof import claim, show

Log = list[str]


def logged(main: Callable[[Log], Awaitable[object]]) -> Log:
    """What a program writes into its log, run in a loop of its own."""
    log: Log = []
    asyncio.run(main(log))
    return log


async def say(log: Log, word: str) -> None:
    log.append(word)


@claim("task-starts-at-a-pause")
def a_new_task_does_not_run_before_its_maker_waits() -> bool:
    async def maker(log: Log, statements: int) -> None:
        task = asyncio.create_task(say(log, "task"))
        for number in range(statements):
            log.append(str(number))
        await task

    logs = {statements: logged(lambda log, many=statements: maker(log, many)) for statements in (0, 1, 10, 1000)}
    show("what ran last, after 0, 1, 10 and 1000 more statements of the maker", [log[-1] for log in logs.values()])
    return all(log == [*map(str, range(statements)), "task"] for statements, log in logs.items())


@claim("awaiting-a-coroutine-is-a-call")
def an_awaited_coroutine_runs_at_once_and_in_the_same_task() -> bool:
    async def inner(log: Log, outer: asyncio.Task) -> None:
        log.append("same task" if asyncio.current_task() is outer else "another task")

    async def main(log: Log) -> None:
        task = asyncio.create_task(say(log, "a task made before"))
        await inner(log, asyncio.current_task())
        await task

    log = logged(main)
    show("order", log)
    return log == ["same task", "a task made before"]


@claim("first-ready-first-served")
def what_is_ready_runs_in_the_order_in_which_it_became_so() -> bool:
    def as_task(log: Log) -> Awaitable:
        return asyncio.create_task(say(log, "task"))

    def as_callback(log: Log) -> None:
        asyncio.get_running_loop().call_soon(log.append, "callback")

    def as_woken(log: Log) -> None:
        future = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda _: log.append("woken by a future"))
        future.set_result(None)

    ways = {"task": as_task, "callback": as_callback, "woken by a future": as_woken}

    async def main(log: Log, order: tuple[str, ...]) -> None:
        kept = [ways[way](log) for way in order]
        await asyncio.sleep(0)
        del kept

    orders = list(itertools.permutations(ways))
    show("orders tried", len(orders))
    return all(logged(lambda log, order=order: main(log, order)) == list(order) for order in orders)


async def rounds_until_awaiter_goes_on(what: Callable[[], Awaitable[object]]) -> int:
    """How often the loop comes round before whoever awaits goes on."""
    loop, rounds = asyncio.get_running_loop(), 0
    running = True

    def tick() -> None:
        nonlocal rounds
        if running:
            rounds += 1
            loop.call_soon(tick)

    loop.call_soon(tick)
    await what()
    running = False
    return rounds


@claim("a-task-costs-a-round-more")
def awaiting_a_task_takes_a_round_more_than_awaiting_its_coroutine() -> bool:
    wrap = asyncio.create_task

    async def pauses(times: int) -> None:
        for _ in range(times):
            await asyncio.sleep(0)

    counts = (0, 1, 2, 5)
    directly = [asyncio.run(rounds_until_awaiter_goes_on(lambda many=times: pauses(many))) for times in counts]
    as_task = [asyncio.run(rounds_until_awaiter_goes_on(lambda many=times: wrap(pauses(many)))) for times in counts]
    show("rounds of the loop until the awaiter of 0, 1, 2 and 5 pauses goes on", directly)
    show("the same when they are a task", as_task)
    return directly == list(counts) and as_task == [times + 2 for times in counts]


# %% Cancelling
async def work(log: Log) -> None:
    log.append("starts")
    try:
        await asyncio.sleep(0)
        log.append("goes on")
    finally:
        log.append("cleans up")


@claim("cancelled-before-it-ran")
def a_task_that_is_cancelled_before_its_first_step_runs_none_of_its_body() -> bool:
    async def main(log: Log) -> None:
        task = asyncio.create_task(work(log))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        log.append("cancelled" if task.cancelled() else "done")

    log = logged(main)
    show("what was written", log)
    return log == ["cancelled"]


@claim("cancel-is-a-request")
def cancelling_is_delivered_in_the_tasks_own_next_turn() -> bool:
    async def main(log: Log) -> None:
        task = asyncio.create_task(work(log))
        await asyncio.sleep(0)
        asked = task.cancel()
        log.append(f"asked: {asked}, cancelled: {task.cancelled()}")
        await asyncio.gather(task, return_exceptions=True)
        log.append("cancelled" if task.cancelled() else "done")

    log = logged(main)
    show("what was written", log)
    return log == ["starts", "asked: True, cancelled: False", "cleans up", "cancelled"]


@claim("a-task-can-refuse")
def a_task_that_swallows_the_cancellation_ends_as_done() -> bool:
    async def stubborn() -> str:
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            return "went on"
        return "was not asked"

    async def main(log: Log) -> None:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        task.cancel()
        log.append(await task)
        log.append(f"cancelled: {task.cancelled()}")

    log = logged(main)
    show("result, and whether it counts as cancelled", log)
    return log == ["went on", "cancelled: False"]


# %% Gathering
@claim("gather-keeps-its-order")
def results_come_in_the_order_of_the_arguments() -> bool:
    async def after(pauses: int, ended: list[int]) -> int:
        for _ in range(pauses):
            await asyncio.sleep(0)
        ended.append(pauses)
        return pauses

    async def main(order: tuple[int, ...]) -> tuple[list[int], list[int]]:
        ended: list[int] = []
        return await asyncio.gather(*(after(pauses, ended) for pauses in order)), ended

    orders = list(itertools.permutations((0, 1, 2, 3)))
    outcomes = [asyncio.run(main(order)) for order in orders]
    show("orders tried", len(orders))
    return all(results == list(order) and ended == [0, 1, 2, 3] for order, (results, ended) in zip(orders, outcomes, strict=True))


# %% A loop that starts tasks at once
@claim("eager-tasks-start-at-once")
def an_eager_task_runs_before_its_maker_goes_on() -> bool:
    async def main(log: Log) -> None:
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        task = asyncio.create_task(say(log, "task"))
        log.append("maker")
        await task

    log = logged(main)
    show("order with the eager task factory", log)
    return log == ["task", "maker"]
