"""The judge's side of an item's cases: what is asked, and whether an answer is right."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from hotseat.core.item import Limits
from hotseat.judges.calls import wire
from hotseat.judges.calls.caller import PosedCase
from hotseat.sandbox import Ended, Program, Run, Sandbox

MAX_CASES = 500
SECONDS = 30.0
"""How long posing the next case, or checking one answer, may take."""


class BadCases(RuntimeError):
    """The item's cases cannot be used: the item is wrong, not the submission."""


class Examiner:
    """Poses an item's cases for one seed and checks answers. Use it as a context manager."""

    def __init__(self, files: Mapping[str, bytes], sandbox: Sandbox, seed: int, what: str = "cases") -> None:
        limits = Limits(memory_mib=512, output_kib=64)
        self._program = Program("hotseat.judges.examiner.inside", (str(seed), what), files, limits)
        self._sandbox = sandbox
        self._stack = ExitStack()
        self._run: Run | None = None
        self._cases: list[PosedCase] = []
        self._grown: dict[int, PosedCase] = {}

    def __enter__(self) -> Self:
        self._run = self._stack.enter_context(self._sandbox.start(self._program))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def until(self, stopped: Callable[[], bool]) -> None:
        """From now on its work ends with `Cancelled` once `stopped()` is true."""
        assert self._run is not None
        self._run.until(stopped)

    def cases(self) -> list[PosedCase]:
        """The cases. Raises `BadCases`."""
        if not self._cases:
            self._cases = list(self._posed())
        return self._cases

    def _posed(self) -> Iterator[PosedCase]:
        for _ in range(MAX_CASES + 1):
            message = self._hear()
            if "all" in message:
                if message["all"] == 0:
                    raise BadCases("judge/cases.py yields no case.")
                return
            yield PosedCase(**message)
        raise BadCases(f"judge/cases.py yields more than {MAX_CASES} cases.")

    def right(self, case: PosedCase, value: object) -> bool | str:
        """Whether the answer is right; a sentence says what is wrong with it. Raises `BadCases`."""
        if not case.checked:
            if case.expect is None:
                return False
            encoded = wire.encode(value)
            return encoded == case.expect or wire.reordered(encoded) == wire.reordered(case.expect)
        assert self._run is not None
        self._run.send({"check": case.index, "got": wire.encode(value)})
        right = self._hear()["right"]
        if not isinstance(right, (bool, str)):
            raise BadCases("A check returned neither True, False nor a sentence.")
        return right

    def grown(self, size: int) -> PosedCase:
        """A case of this size, for what is judged by its growth. Raises `BadCases`."""
        assert self._run is not None
        if size not in self._grown:
            self._run.send({"grow": size})
            self._grown[size] = PosedCase(**self._hear())
        return self._grown[size]

    def _hear(self) -> dict[str, Any]:
        assert self._run is not None
        try:
            message = self._run.receive(SECONDS)
        except Ended as ended:
            raise BadCases(f"judge/cases.py ended ({ended}): {self._run.output.strip()[-1000:]}") from None
        if "broken" in message:
            raise BadCases(f"judge/cases.py failed: {message['broken']}")
        return dict(message)
