"""Puts cases to one process of the submission and keeps its clocks."""

import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from hotseat.core.item import Limits
from hotseat.judges.calls.caller import Answer, How, JudgeFailed, PosedCase, heard
from hotseat.sandbox import Ended, EndedBy, Program, Sandbox

ENDS = {EndedBy.MEMORY: How.MEMORY, EndedBy.OUTPUT: How.OUTPUT, EndedBy.CPU: How.CPU, EndedBy.SILENCE: How.WALL}
WAITS = 1.0
"""Seconds on top of the limit on processor time after which a silent case is asked apart, where it may take all its time."""

AHEAD = 8 << 10
"""Characters that are sent together: so few that the channel holds them all, and sending never waits for a process that does not
read because it waits for somebody to read its answers."""
FRAME = 64
"""Characters around a case."""


class Together:
    """One process of a submission that answers cases until something ends it. Use it as a context manager.

    `over` says that it answers no more. `output` is what it printed.
    """

    def __init__(
        self, sandbox: Sandbox, files: Mapping[str, bytes], file: str, limits: Limits, *, imports: Sequence[str] = ()
    ) -> None:
        self._sandbox = sandbox
        self._program = Program(
            "hotseat.judges.calls.together.inside", (file,), files, limits, packages=bool(imports), imports=tuple(imports)
        )
        self._limits = limits
        self._stack = ExitStack()
        self._asked: deque[PosedCase] = deque()
        self.over = False
        self.output = ""

    def __enter__(self) -> Self:
        try:
            self._run = self._stack.enter_context(self._sandbox.start(self._program))
        except OSError as error:
            raise JudgeFailed(f"The sandbox did not start: {error}.") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process. May be called again."""
        self.drain()
        self.over = True
        self._stack.close()

    def drain(self) -> None:
        """Take what it has printed so far into `output`."""
        if not self.over:
            self._run.drain()
            self.output = self._run.output

    def call(self, case: PosedCase, following: Iterable[PosedCase] = ()) -> Answer:
        """The answer to one case. Anything but a value may be the doing of an earlier case: ask again, apart.

        Those of the `following` cases that are small are put to it too, so that neither side waits for the other at each.
        """
        run, limits = self._run, self._limits
        if self._asked and self._asked[0] is not case:
            self.stop()
            return Answer(How.ENDED, text="It was told of another case.")
        if not self._asked and run.has_more():
            self.stop()
            return Answer(How.ENDED, text="It spoke before it was asked.")
        before, started = run.cpu_seconds or 0.0, time.perf_counter()
        self._tell(case, following)
        self._asked.popleft()
        try:
            said = run.receive(min(limits.wall_seconds, limits.cpu_seconds + WAITS), limits.cpu_seconds)
        except Ended as ended:
            used, waited = run.cpu_seconds, time.perf_counter() - started
            self.stop()
            return Answer(ENDS.get(ended.by, How.ENDED), cpu=max(0.0, (used or before) - before), wall=waited)
        used = max(0.0, (run.cpu_seconds or before) - before)
        return heard(said, used, max(used, time.perf_counter() - started))

    def _tell(self, case: PosedCase, following: Iterable[PosedCase]) -> None:
        """Send the case unless it knows it already; with it those that follow, as far as there is room for them."""
        if self._asked:
            return
        room = AHEAD
        for told in (case, *following):
            room -= FRAME + len(told.args) + len(told.kwargs) + len(told.program)
            if room < 0 and told is not case:
                break
            self._asked.append(told)
        self._run.send(
            *({"call": one.call, "args": one.args, "kwargs": one.kwargs, "program": one.program} for one in self._asked)
        )
