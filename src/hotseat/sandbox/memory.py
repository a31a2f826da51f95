"""How much memory a tree of processes holds, each shared page counted once for all that share it."""

import contextlib
import os
from pathlib import Path

from hotseat.jail import processes


def held(root: int) -> int:
    """Bytes of proportional set size of a process and all its descendants; 0 where /proc does not tell."""
    return sum(_proportional(pid) for pid in processes.tree(root))


def written(pid: int, folders: tuple[str, ...]) -> int:
    """Bytes used in these file systems, as the process sees them; 0 for one that is gone."""
    used = 0
    for folder in folders:
        with contextlib.suppress(OSError):
            found = os.statvfs(f"/proc/{pid}/root/{folder}")
            used += (found.f_blocks - found.f_bfree) * found.f_frsize
    return used


def on_disk(folder: str) -> int:
    """Bytes that the files below this folder take on disk; those that go meanwhile are left out."""
    used = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                used += os.lstat(f"{place}/{name}").st_blocks * 512
    return used


def _proportional(pid: int) -> int:
    """The process's share; where it keeps that to itself, all that is not a file's, pages that it shares included."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_bytes().splitlines()
    except OSError:
        return _anonymous(pid)
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith(b"Pss:")), 0)


def _anonymous(pid: int) -> int:
    try:
        _, resident, of_files, *_ = Path(f"/proc/{pid}/statm").read_bytes().split()
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(of_files)) * os.sysconf("SC_PAGE_SIZE")
