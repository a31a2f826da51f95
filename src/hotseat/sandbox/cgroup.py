"""Control groups: the kernel's own bound on what all processes of a run hold together, where this user may make a group.

Beside the limits of each process and the looks at the whole run, which need none. Version 1 of the interface has a tree for each
resource, version 2 one for all: https://docs.kernel.org/admin-guide/cgroup-v1/memory.html, .../cgroup-v2.html.
"""

import contextlib
import itertools
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hotseat.jail import processes

SLACK = 16 << 20
"""Bytes on top of a run's limit, so that the looks at its memory decide where they are in time."""
PREFIX = "hotseat-"
REMOVING_SECONDS = 1.0

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Place:
    """Where groups can be made: below `memory` and `pids`, the same folder in version 2."""

    memory: Path
    pids: Path
    version: int


@cache
def place() -> Place | None:
    """Where this process may make groups, found by making one; None where it may not."""
    for candidate in _candidates(Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")):
        try:
            Group(candidate, 1 << 30, 100).remove()
        except OSError:
            continue
        _tidy(candidate)
        return candidate
    return None


def _candidates(own: Path, root: Path) -> Iterator[Place]:
    """The folder of this process's own group, and the one above: in version 2 only a group without processes has others below."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return
    paths = {names: path.lstrip("/") for _, names, path in (line.split(":", 2) for line in lines)}
    if "memory" in paths and "pids" in paths:
        yield Place(root / "memory" / paths["memory"], root / "pids" / paths["pids"], 1)
    if "" in paths:
        folder = root / paths[""]
        for each in (folder, folder.parent):
            yield Place(each, each, 2)


def _tidy(where: Place) -> None:
    """Remove what processes that were killed have left."""
    for folder in {where.memory, where.pids}:
        for left in folder.glob(f"{PREFIX}*"):
            if not Path("/proc", left.name.split("-")[1]).exists():
                with contextlib.suppress(OSError):
                    left.rmdir()


class Group:
    """A group for one run, with so many bytes and processes. Raises `OSError` where it cannot be made."""

    def __init__(self, where: Place, memory: int, processes: int) -> None:
        self._version = where.version
        name = f"{PREFIX}{os.getpid()}-{next(_numbers)}"
        self._folders = list(dict.fromkeys((where.memory / name, where.pids / name)))
        try:
            for folder in self._folders:
                folder.mkdir()
            (self._folders[-1] / "pids.max").write_text(str(processes))
            if self._version == 1:
                self._write("memory.limit_in_bytes", memory)
                self._write("memory.oom_control", 1)  # wait for us to look, and end no single process
            else:
                self._write("memory.max", memory)
                self._write("memory.oom.group", 1)
            with contextlib.suppress(OSError):  # a machine without swap may lack them
                self._write(*(("memory.memsw.limit_in_bytes", memory) if self._version == 1 else ("memory.swap.max", 0)))
        except OSError:
            self.remove()
            raise

    def hold(self, first: int) -> None:
        """Take in this process and what descends from it. What they start from then on belongs to it by itself."""
        held: set[int] = set()
        while new := set(processes.tree(first)) - held:
            for pid, folder in itertools.product(new, self._folders):
                with contextlib.suppress(OSError):  # it has ended
                    (folder / "cgroup.procs").write_text(str(pid))
            held |= new

    @property
    def exhausted(self) -> bool:
        """Whether its memory has run out: in version 1 its processes stand still, in version 2 they have been killed."""
        name, words = ("memory.oom_control", ("under_oom 1",)) if self._version == 1 else ("memory.events", ())
        try:
            lines = (self._folders[0] / name).read_text().splitlines()
        except OSError:
            return False
        return any(line in words or (line.startswith("oom_kill ") and line != "oom_kill 0") for line in lines)

    def _write(self, name: str, value: int) -> None:
        (self._folders[0] / name).write_text(str(value))

    def remove(self) -> None:
        """Remove the group, which is possible a moment after its last process has ended. May be called again."""
        deadline = time.monotonic() + REMOVING_SECONDS
        for folder in self._folders:
            while folder.exists():
                try:
                    folder.rmdir()
                except OSError:
                    if time.monotonic() > deadline:
                        break  # the next process that makes groups here removes it
                    time.sleep(0.002)
