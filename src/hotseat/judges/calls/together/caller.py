"""Puts cases to one process of the submission and keeps its clocks."""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from hotseat.core.item import Limits
from hotseat.judges.calls.caller import Answer, How, JudgeFailed, PosedCase, heard
from hotseat.sandbox import Ended, EndedBy, Program, Sandbox

ENDS = {EndedBy.MEMORY: How.MEMORY, EndedBy.OUTPUT: How.OUTPUT, EndedBy.CPU: How.CPU, EndedBy.SILENCE: How.WALL}
WAITS = 1.0
"""Seconds on top of the limit on processor time after which a silent case is asked apart, where it may take all its time."""


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

    def call(self, case: PosedCase) -> Answer:
        """The answer to one case. Anything but a value may be the doing of an earlier case: ask again, apart."""
        run, limits = self._run, self._limits
        if run.has_more():
            self.stop()
            return Answer(How.ENDED, text="It spoke before it was asked.")
        before, started = run.cpu_seconds or 0.0, time.perf_counter()
        run.send({"call": case.call, "args": case.args, "kwargs": case.kwargs, "program": case.program})
        try:
            said = run.receive(min(limits.wall_seconds, limits.cpu_seconds + WAITS), limits.cpu_seconds)
        except Ended as ended:
            used, waited = run.cpu_seconds, time.perf_counter() - started
            self.stop()
            return Answer(ENDS.get(ended.by, How.ENDED), cpu=max(0.0, (used or before) - before), wall=waited)
        return heard(said, max(0.0, (run.cpu_seconds or before) - before), time.perf_counter() - started)
