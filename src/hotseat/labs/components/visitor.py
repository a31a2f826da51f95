"""A client of a component lab: sends requests that carry the lab's time, with names of its own."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from hotseat.labs.components.upstream import Upstream
from hotseat.labs.edge.bench import ANSWER, Bench
from hotseat.labs.edge.fake import Hold
from hotseat.labs.edge.processes import Process
from hotseat.labs.history import Op
from hotseat.labs.planning import Step

ARRIVE = 5.0
"""Seconds for a call of the service to come to where it is held; none that come are a fault that did not land."""


class Clock:
    """The lab's time, in Unix milliseconds. It stands still between two moves; `era` counts how often it was set back."""

    def __init__(self) -> None:
        self.now = 1_767_225_600_000
        self.era = 0

    def pass_by(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.now += round(seconds * 1000)

    def set_back(self, seconds: int) -> None:
        """Set it back, as an operator would."""
        self.now -= seconds * 1000
        self.era += 1


class Visitor:
    """What an act has in its hands. Its names are drawn from the step's seed."""

    def __init__(self, bench: Bench, upstream: Upstream, clock: Clock, step: Step) -> None:
        self.bench, self.upstream, self.clock, self.step = bench, upstream, clock, step
        self.chance = Random(step.seed)
        # The first stage has one process to deal with, so that nothing in it depends on what two of them share.
        self.only: Process | None = bench.service.apis[0] if step.stage == 1 else None

    def token(self, prefix: str) -> str:
        """An opaque name that nobody else has."""
        return f"{prefix}-{self.chance.randrange(16**10):010x}"

    async def get(
        self,
        call: str,
        target: str,
        *,
        given: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        keep: Sequence[str] = (),
        code: Sequence[int] = (),
        within: float | None = None,
        seconds: float = ANSWER,
        proc: Process | None = None,
    ) -> Op:
        """GET with the lab's time and a request id of its own; `code`, where it is said, is what the contract has for it."""
        about = {"id": self.token("q"), **given, "now": self.clock.now, "era": self.clock.era}
        return await self.bench.send(
            call,
            "GET",
            target,
            step=self.step.id,
            given=about,
            headers={"lab-now": str(self.clock.now), "x-request-id": str(about["id"]), **(headers or {})},
            keep=keep,
            want={"code": list(code)} if code else None,
            within=within,
            seconds=seconds,
            proc=proc or self.only,
        )

    async def waiting(self, hold: Hold, count: int = 1) -> bool:
        """Whether so many calls wait where they are held."""
        return await hold.until(count, ARRIVE * self.bench.slowness)
