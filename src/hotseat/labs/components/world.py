"""What is around a component lab's service in one run: what it calls, a clock, and the acts."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from hotseat.labs.components.upstream import Upstream
from hotseat.labs.components.visitor import Clock, Visitor
from hotseat.labs.edge.bench import Bench
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.planning import Step

type Act = Callable[[Visitor], Awaitable[None]]


class Around:
    """The world of a component lab; `acts` are the functions that a plan's steps name."""

    def __init__(self, recorder: Recorder, acts: Sequence[Act]) -> None:
        self._upstream = Upstream(recorder)
        self._clock = Clock()
        self._acts = {act.__name__: act for act in acts}

    async def start(self) -> Mapping[str, str]:
        """Start what the service will call. Returns what it is told in its environment."""
        await self._upstream.start()
        return {"LAB_UPSTREAM_URL": self._upstream.url}

    async def end(self) -> None:
        """Stop it."""
        await self._upstream.end()

    async def act(self, bench: Bench, step: Step) -> None:
        """Take one step."""
        self._upstream.step = step.id
        await self._acts[step.act](Visitor(bench, self._upstream, self._clock, step))

    async def heal(self, bench: Bench, steps: Sequence[Step]) -> None:  # noqa: ARG002 - every system is asked alike
        """End every fault, and start what was killed."""
        self._upstream.codes.clear()
        await bench.service.start()

    async def final(self, bench: Bench, steps: Sequence[Step]) -> None:
        """There is nothing left to read: an act of these labs ends with all of its answers."""
