"""Processes that judge for `watch`: warm before the save comes, and killed as a whole when the next save overtakes them."""

import contextlib
import os
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 2.0
"""Seconds that a worker has to leave when it is asked to; then it is killed, and its sandbox ends with it."""


class Worker:
    """One process. It imports everything, says that it is ready, then judges each time it is told to."""

    def __init__(self, folder: Path) -> None:
        self._said, theirs = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "hotseat.cli.watching", str(folder), str(theirs)],
            stdin=subprocess.PIPE,
            pass_fds=[theirs],
            start_new_session=True,
        )
        os.close(theirs)
        self.busy = False

    def judge(self) -> None:
        """Have it judge what is in the folder now. One that has died says so itself, and is replaced at the next save."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(b"judge\n")
            self._process.stdin.flush()
        self.busy = True

    def usable(self) -> bool:
        """Whether it lives. Learns on the way whether it has finished."""
        while select.select([self._said], [], [], 0)[0]:
            if not os.read(self._said, 64):
                return False
            self.busy = False
        return self._process.poll() is None

    def end(self) -> None:
        """End it and whatever it runs."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        os.close(self._said)


class Workers:
    """The worker that judges, and one that stands by. Use it as a context manager: leaving it ends both."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._current: Worker | None = None
        self._ready: Worker | None = None

    def __enter__(self) -> Self:
        self._current = Worker(self._folder)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in (self._current, self._ready):
            if worker is not None:
                worker.end()

    def keep_one_ready(self) -> None:
        """Start the one that stands by, unless the machine is needed for a judgement."""
        if self._ready is None and self._current is not None and self._current.usable() and not self._current.busy:
            self._ready = Worker(self._folder)

    def judge(self) -> None:
        """Judge the folder as it is now; what is still under way is cancelled."""
        current = self._current
        if current is None or not current.usable() or current.busy:
            if current is not None:
                current.end()
            self._current, self._ready = self._ready or Worker(self._folder), None
        assert self._current is not None
        self._current.judge()
