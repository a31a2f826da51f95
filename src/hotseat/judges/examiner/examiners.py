"""Keeps examiners that have posed their cases for the next judgement of the same item with the same seed."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hotseat.curriculum import ItemFolder
from hotseat.judges.examiner.examiner import Examiner
from hotseat.sandbox import Sandbox

IDLE = 4
"""Examiners that wait at a time; each is a process of some ten megabytes."""
type Key = tuple[str, int, str]


class Examiners:
    """Lends examiners, and keeps the ones last used until it is closed. Several threads may borrow; no two get the same one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[Key, Examiner]] = []

    def close(self) -> None:
        """End those that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, examiner in idle:
            examiner.__exit__(None, None, None)

    @contextmanager
    def lend(self, folder: ItemFolder, sandbox: Sandbox, seed: int, what: str = "cases") -> Iterator[Examiner]:
        """An examiner of the item's files as they are now. Who leaves it with an exception ends it."""
        files = {path.name: path.read_bytes() for path in sorted((folder.path / "judge").glob("*")) if path.is_file()}
        digest = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()
        key = (digest, seed, what)
        examiner = self._taken(key)
        if examiner is None:
            examiner = Examiner(files, sandbox, seed, what)
            examiner.__enter__()
        try:
            examiner.until(sandbox.stopped)
            yield examiner
        except BaseException:
            examiner.__exit__(None, None, None)
            raise
        self._keep(key, examiner)

    def _taken(self, key: Key) -> Examiner | None:
        with self._lock:
            for place, (found, examiner) in enumerate(self._idle):
                if found == key:
                    del self._idle[place]
                    return examiner
        return None

    def _keep(self, key: Key, examiner: Examiner) -> None:
        with self._lock:
            self._idle.append((key, examiner))
            dropped = self._idle[:-IDLE]
            del self._idle[:-IDLE]
        for _, one in dropped:
            one.__exit__(None, None, None)
