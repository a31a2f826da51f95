"""The lab `breaker/1`: a breaker before each of two dependencies. Its acts begin and end with both closed."""

import asyncio
from collections.abc import Sequence

from hotseat.labs.components.rules.breaker import FAILURES, INVARIANTS, NAME, OPEN, STAGES, plan
from hotseat.labs.components.rules.schedule import HELD
from hotseat.labs.components.visitor import Visitor
from hotseat.labs.components.world import Around
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.history import Op

__all__ = ["INVARIANTS", "NAME", "STAGES", "TOGETHER", "World", "plan"]

TOGETHER: tuple[int, ...] = ()
"""No stage's steps go side by side: they share the dependencies."""
FAILS, BESIDE, PATIENCE = 1.5, 1.0, 3.0
SECONDS = OPEN / 1000


async def ask(visitor: Visitor, name: str = "a", code: Sequence[int] = (), *, within: float | None = None) -> Op:
    """One request for this dependency, always to the same process: a breaker may be a process's own."""
    first = visitor.bench.service.apis[0]
    return await visitor.get("d", f"/d/{name}", given={"name": name}, code=code, within=within, seconds=PATIENCE, proc=first)


async def asks(visitor: Visitor, upstream: int, count: int, code: Sequence[int] = ()) -> None:
    """So many requests for the first dependency, which answers with this code."""
    visitor.upstream.codes["/a"] = upstream
    for _ in range(count):
        await ask(visitor, "a", code)


async def recovered(visitor: Visitor) -> None:
    """The dependency is well, the open time passes, a probe goes."""
    visitor.clock.pass_by(SECONDS)
    await asks(visitor, 200, 2)


async def passes(visitor: Visitor) -> None:
    """What the dependency answers is handed on."""
    await asks(visitor, 200, 3, [200])
    await asks(visitor, 404, 1, [404])
    await asks(visitor, 200, 1, [200])
    await ask(visitor, "unknown", [404])


async def fails(visitor: Visitor) -> None:
    """An error of the dependency is 502, and one alone closes nothing."""
    await asks(visitor, 500, 1, [502])
    await asks(visitor, 200, 1, [200])


async def opens(visitor: Visitor) -> None:
    """Five failures, five seconds of rest, a probe, and a count that begins anew."""
    await asks(visitor, 500, FAILURES)
    await asks(visitor, 200, 3)
    visitor.clock.pass_by(SECONDS - 0.1)
    await asks(visitor, 200, 1)
    visitor.clock.pass_by(0.1)
    await asks(visitor, 200, 2)
    await asks(visitor, 503, FAILURES - 1)
    await asks(visitor, 200, 1)


async def refused_by_the_caller(visitor: Visitor) -> None:
    """What the caller did wrong says nothing about the dependency."""
    await asks(visitor, visitor.chance.choice([400, 404, 409, 422]), 2 * FAILURES)
    await asks(visitor, 200, 1)


async def few(visitor: Visitor) -> None:
    """Four failures, an answer, four failures: never five in a row."""
    for _ in range(3):
        await asks(visitor, 500, FAILURES - 1)
        await asks(visitor, 200, 1)


async def probe_fails(visitor: Visitor) -> None:
    """A probe that fails opens it for as long again."""
    await asks(visitor, 500, FAILURES)
    visitor.clock.pass_by(SECONDS)
    await asks(visitor, 500, 2)
    visitor.clock.pass_by(SECONDS - 0.1)
    await asks(visitor, 200, 1)
    visitor.clock.pass_by(0.1)
    await asks(visitor, 200, 2)


async def neighbours(visitor: Visitor) -> None:
    """One dependency is dead, the other is not."""
    await asks(visitor, 500, FAILURES + 1)
    for _ in range(FAILURES):
        await ask(visitor, "b")
    await recovered(visitor)


async def herd(visitor: Visitor) -> None:
    """Many requests come when a probe is due, and the probe is kept waiting."""
    await asks(visitor, 500, FAILURES)
    visitor.upstream.codes["/a"] = 200
    visitor.clock.pass_by(SECONDS)
    with visitor.upstream.held("/a") as hold:
        sent = [asyncio.create_task(ask(visitor)) for _ in range(visitor.step.sizes["requests"])]
        if await visitor.waiting(hold):
            visitor.bench.landed(visitor.step.id, HELD)
        await asyncio.gather(*sent)
    await recovered(visitor)


async def hangs(visitor: Visitor) -> None:
    """One dependency hangs; the other is answered meanwhile; then the first is kept away from."""
    with visitor.upstream.held("/a") as hold:
        sent = [asyncio.create_task(ask(visitor, within=FAILS)) for _ in range(4 * FAILURES)]
        if await visitor.waiting(hold):
            visitor.bench.landed(visitor.step.id, HELD)
        await asyncio.gather(*(ask(visitor, "b", within=BESIDE) for _ in range(3)))
        await asyncio.gather(*sent)
        await ask(visitor, within=FAILS)
    await recovered(visitor)


class World(Around):
    """Two dependencies."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder, (passes, fails, opens, refused_by_the_caller, few, probe_fails, neighbours, herd, hangs))
