"""How much memory a tree of processes holds, each shared page counted once for all that share it."""

import contextlib
import os
from pathlib import Path


def held(root: int) -> int:
    """Bytes of proportional set size of a process and all its descendants; 0 where /proc does not tell."""
    return sum(_proportional(pid) for pid in tree(root))


def written(pid: int, folders: tuple[str, ...]) -> int:
    """Bytes used in these file systems, as the process sees them; 0 for one that is gone."""
    used = 0
    for folder in folders:
        with contextlib.suppress(OSError):
            found = os.statvfs(f"/proc/{pid}/root/{folder}")
            used += (found.f_blocks - found.f_bfree) * found.f_frsize
    return used


def tree(root: int) -> list[int]:
    """The process ids of a process and all its descendants, as /proc has them now, parents before children."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += _children(pid)
    return found


def ended(pid: int) -> bool:
    """Whether the process has ended, though its parent may not have noticed yet."""
    fields = _stat(pid)
    return fields is None or fields[0] in (b"Z", b"X")


def _children(pid: int) -> list[int]:
    """Each thread has children of its own. A process that is ending has none left."""
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += [int(child) for child in file.read().split()]
    except OSError:
        pass
    return found


def _stat(pid: int) -> list[bytes] | None:
    """State, parent and so on, as /proc/PID/stat has them after the command's name."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    return stat[stat.rindex(b")") + 2 :].split()


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_bytes().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith(b"Pss:")), 0)
