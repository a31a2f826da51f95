"""The lab `limit/1`: a gateway that limits the rate of each key. Its acts, on keys of their own."""

import asyncio
from collections.abc import Sequence

from hotseat.labs.components.rules.limit import BURST, INVARIANTS, NAME, STAGES, plan
from hotseat.labs.components.rules.schedule import HELD, KILLED
from hotseat.labs.components.visitor import Visitor
from hotseat.labs.components.world import Around
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.history import Op

__all__ = ["INVARIANTS", "NAME", "STAGES", "TOGETHER", "World", "plan"]

TOGETHER: tuple[int, ...] = ()
"""No stage's steps go side by side: they share the lab's time."""
PATH = "/r"
IN_TIME, PATIENCE = 1.0, 3.0
WINDOW = 2000
HOUR = 3600


async def ask(
    visitor: Visitor,
    key: str,
    code: Sequence[int] = (),
    *,
    waited: int = 0,
    within: float | None = None,
    seconds: float = PATIENCE,
) -> Op:
    """One request of this key."""
    given = {"key": key} | ({"waited": waited} if waited else {})
    headers = {"x-api-key": key} if key else {}
    return await visitor.get(
        "r", PATH, given=given, headers=headers, keep=("retry-after",), code=code, within=within, seconds=seconds
    )


async def asks(visitor: Visitor, key: str, count: int, code: Sequence[int] = ()) -> Sequence[Op]:
    """So many requests of this key, one after the other, while the lab's time stands still."""
    return [await ask(visitor, key, code) for _ in range(count)]


async def burst(visitor: Visitor) -> None:
    """Ten at once, then no more; after four quiet seconds ten again."""
    key = visitor.token("key")
    await asks(visitor, key, BURST, [200])
    await ask(visitor, key, [429])
    visitor.clock.pass_by(4)
    await asks(visitor, key, BURST, [200])


async def refused(visitor: Visitor) -> None:
    """Without a key nothing is let through."""
    await ask(visitor, "", [400])


async def at_once(visitor: Visitor) -> None:
    """Requests that meet while the upstream keeps those that were let through; then some more, to be refused at once."""
    key = visitor.token("key")
    with visitor.upstream.held(PATH) as hold:
        sent = [asyncio.create_task(ask(visitor, key, seconds=30)) for _ in range(visitor.step.sizes["requests"])]
        if await visitor.waiting(hold, BURST):
            visitor.bench.landed(visitor.step.id, HELD)
        await asyncio.gather(*(ask(visitor, key, within=IN_TIME) for _ in range(4)))
    await asyncio.gather(*sent)


async def edge(visitor: Visitor) -> None:
    """Twenty around the edge of a window of two seconds, whether windows begin on the clock or with the first request."""
    key, clock = visitor.token("key"), visitor.clock
    clock.pass_by((WINDOW - clock.now % WINDOW) / 1000)
    await ask(visitor, key)
    clock.pass_by(1.9)
    await asks(visitor, key, BURST - 1)
    clock.pass_by(0.2)
    await asks(visitor, key, BURST)


async def waits(visitor: Visitor) -> None:
    """A client that is refused waits as long as it is told, and comes again."""
    key = visitor.token("key")
    visitor.clock.pass_by(visitor.chance.randint(1, 1999) / 1000)
    told = [op.headers.get("retry-after", "") for op in await asks(visitor, key, BURST + 2) if op.code == 429]
    if told and told[-1].isascii() and told[-1].isdigit() and 0 < int(told[-1]) <= 60:
        visitor.clock.pass_by(int(told[-1]))
        await ask(visitor, key, waited=int(told[-1]))


async def insists(visitor: Visitor) -> None:
    """A client that does not wait, and asks four times a second more than it may."""
    key = visitor.token("key")
    await asks(visitor, key, BURST)
    for _ in range(24):
        visitor.clock.pass_by(0.25)
        await asks(visitor, key, 3)


async def neighbours(visitor: Visitor) -> None:
    """One key is used up; another, which begins as the first does, has all of its own."""
    first = visitor.token("key")
    await asks(visitor, first, BURST + 2)
    await asks(visitor, f"{first}-too", BURST)


async def restarted(visitor: Visitor) -> None:
    """Every process is killed and started again while no time passes for the policy."""
    key, service = visitor.token("key"), visitor.bench.service
    await asks(visitor, key, BURST)
    for process in service.all:
        await process.kill(visitor.step.id, "the key is used up")
    visitor.bench.landed(visitor.step.id, KILLED)
    await service.start(step=visitor.step.id)
    await asks(visitor, key, BURST)


async def set_back(visitor: Visitor) -> None:
    """The clock is set back by an hour after a key was used up."""
    key = visitor.token("key")
    await asks(visitor, key, BURST + 1)
    visitor.clock.set_back(HOUR)
    visitor.bench.fault(visitor.step.id, "the clock is set back by an hour")
    visitor.clock.pass_by(4)
    await asks(visitor, key, BURST)


class World(Around):
    """An upstream, and clients with a key each."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder, (burst, refused, at_once, edge, waits, insists, neighbours, restarted, set_back))
