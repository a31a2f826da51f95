"""Looking at this machine's processes from a test."""

import time
import uuid
from collections.abc import Callable
from pathlib import Path


def marker() -> str:
    """A word that no other process has on its command line, to find one process by."""
    return f"hotseat-test-{uuid.uuid4().hex}"


def alive_with(word: str) -> list[int]:
    """The ids of running processes whose command line has this word (and is not a test's own)."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().split(b"\0")
            state = (path / "stat").read_bytes().rpartition(b")")[2].split()[0]
        except OSError:
            continue
        if word.encode() in words and state != b"Z":
            found.append(int(path.name))
    return found


def wait_until(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Return as soon as `holds()` is true; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.01)


def deepest(pid: int) -> int:
    """Below bubblewrap's processes the interpreter comes first; orphaned workers that come and go follow it."""
    if not Path(f"/proc/{pid}/comm").read_text().startswith("bwrap"):
        return pid
    return deepest(int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]))
