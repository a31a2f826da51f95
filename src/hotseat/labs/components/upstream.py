"""The service behind the learner's, that the judge hosts. It answers by path, and each wait is put here."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator

from hotseat.labs.edge.fake import Fake, Hold
from hotseat.labs.edge.http import Request
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.history import Call

DROP = 0
"""The code that stands for a connection that ends without an answer."""


class Upstream(Fake):
    """Answers 200 `{}` on every path until it is told otherwise, and records each call with its `X-Request-Id`."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.step = ""
        self.codes: defaultdict[str, int] = defaultdict(lambda: 200)
        self._recorder = recorder
        self._holds: dict[str, Hold] = {}

    @contextlib.contextmanager
    def held(self, path: str) -> Iterator[Hold]:
        """While this lasts, calls of the path wait; then they are answered."""
        hold = self._holds[path] = Hold(after_effect=True)
        try:
            yield hold
        finally:
            del self._holds[path]
            hold.release()

    async def answer(self, request: Request) -> tuple[int, bytes] | None:
        """Record the call, wait where it is held, and answer as the path does just now."""
        began, step = self._recorder.now(), self.step
        path, proc = request.target.partition("?")[0], request.headers.get("x-lab-proc", "")
        code, hold = self.codes[path], self._holds.get(path)
        try:
            if hold is not None:
                hold.arrive(proc)
                await hold.wait()
        except asyncio.CancelledError:
            code = DROP
            raise
        finally:
            did = str(code) if code else "drop"
            self._recorder.record(
                Call(
                    step=step,
                    call=path,
                    began=began,
                    ended=self._recorder.now(),
                    reference=request.headers.get("x-request-id", ""),
                    proc=proc,
                    behaviour=f"hold, then {did}" if hold is not None else did,
                )
            )
        return (code, b"{}") if code else None
