"""Puts cases to a submission in a sandbox and brings back what it answered."""

import json
import signal
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from hotseat.core.item import Limits
from hotseat.judges.calls import wire
from hotseat.sandbox import Ended, EndedBy, Program, Run, Sandbox

GRACE = 10.0
"""Seconds on top of a case's wall limit after which a run that says nothing is taken for stopped."""


class JudgeFailed(RuntimeError):
    """The judge itself could not do its work; nothing is said about the submission."""


@dataclass(frozen=True, slots=True)
class PosedCase:
    """A case as it crosses the boundary. `args`, `kwargs` and `expect` are encoded values; `expect` is None without one."""

    index: int
    name: str
    call: str
    args: str
    kwargs: str
    program: str
    expect: str | None
    checked: bool
    shown: bool


class How(StrEnum):
    """How a submission answered a case."""

    VALUE = "value"
    STEPS = "steps"
    STRANGE = "strange"
    RAISED = "raised"
    MISSING = "missing"
    UNCOMPILED = "uncompiled"
    ENDED = "ended"
    CPU = "cpu"
    WALL = "wall"
    LENGTH = "length"
    MEMORY = "memory"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a case: the decoded `value` when `how` is VALUE, else a text; and the seconds it took."""

    how: How
    value: Any = None
    text: str = ""
    cpu: float = 0.0
    wall: float = 0.0


class Caller:
    """A submission that answers cases. Use it as a context manager; its sandbox starts with the first case."""

    def __init__(
        self, sandbox: Sandbox, files: Mapping[str, bytes], file: str, limits: Limits, *, imports: Sequence[str] = ()
    ) -> None:
        self._sandbox = sandbox
        self._program = Program(
            "hotseat.judges.calls.inside", (file,), files, limits, packages=bool(imports), imports=tuple(imports)
        )
        self._limits = limits
        self._stack = ExitStack()
        self._run: Run | None = None
        self.output = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def prepare(self) -> None:
        """Start the sandbox now, so that it boots while something else is done. Raises `JudgeFailed`."""
        if self._run is None:
            try:
                self._run = self._stack.enter_context(self._sandbox.start(self._program))
            except OSError as error:
                raise JudgeFailed(f"The sandbox did not start: {error}.") from error
            self._ready = False

    def call(self, case: PosedCase, *, measured: bool = False, most: int = 0) -> Answer:
        """The answer to one case, given by a fresh process. Raises `JudgeFailed` when the sandbox does not work.

        `measured` starts the clocks when everything is loaded and decoded. `most` asks for the steps of a case that is a call
        instead of its value, counted up to that number: an answer `STEPS`.
        """
        self.prepare()
        run = self._run
        assert run is not None
        if not self._ready:
            self._expect_ready(run)
        run.send(
            {
                "call": case.call,
                "args": case.args,
                "kwargs": case.kwargs,
                "program": case.program,
                "cpu": self._limits.cpu_seconds,
                "wall": self._limits.wall_seconds,
                "measured": measured,
                "most": most,
            }
        )
        try:
            reply = run.receive(self._limits.wall_seconds + GRACE)
        except Ended as ended:
            self.stop()
            return _ended(ended)
        if reply["dirty"]:
            self.stop()
        return _answered(reply)

    def _expect_ready(self, run: Run) -> None:
        """The first word comes before any of the submission's code runs: without it the failure is the judge's."""
        try:
            run.receive(60)
        except Ended as ended:
            raise JudgeFailed(f"The sandbox ended before it began ({ended}): {run.output.strip()[-500:]}") from None
        self._ready = True

    def stop(self) -> None:
        """End the process, and take what it printed into `output`. May be called again; the next case starts another."""
        if self._run is not None:
            self.output += self._run.output
        self._stack.close()
        self._run = None


def _answered(reply: Mapping[str, Any]) -> Answer:
    cpu, wall = float(reply["cpu"]), float(reply["wall"])
    if "limit" in reply:
        return Answer(How(reply["limit"]), cpu=cpu, wall=wall)
    if "ended" in reply:
        return Answer(How.ENDED, text=_exit(reply["ended"]), cpu=cpu, wall=wall)
    try:
        said = json.loads(reply["answer"])
    except (ValueError, RecursionError):
        said = None
    return heard(said, cpu, wall)


def heard(said: object, cpu: float, wall: float) -> Answer:
    """The answer that a process says it has, one name and one text; whatever else it says counts as none."""
    try:
        if not isinstance(said, dict):
            raise ValueError
        ((name, content),) = said.items()
        how = How(name)
        if not isinstance(content, str):
            raise ValueError
        value = wire.decode(content) if how is How.VALUE else None
    except (ValueError, RecursionError):
        return Answer(How.ENDED, text="It wrote something of its own to the pipe that carries its answer.", cpu=cpu, wall=wall)
    return Answer(how, value, "" if how is How.VALUE else content[:4000], cpu, wall)


def _ended(ended: Ended) -> Answer:
    match ended.by:
        case EndedBy.MEMORY:
            return Answer(How.MEMORY)
        case EndedBy.OUTPUT:
            return Answer(How.OUTPUT)
        case EndedBy.SILENCE:
            return Answer(How.ENDED, text="It stopped the process that runs it.")
        case _:
            return Answer(How.ENDED, text="It ended the process that runs it.")


def _exit(code: int | None) -> str:
    if code is None:
        return "It closed its answer and did not end."
    if code == -signal.SIGXFSZ:
        return "It wrote a file larger than the memory that it may use."
    if code < 0:
        return f"It was killed by signal {-code} before it answered."
    return f"It ended with exit code {code} before it answered."
