"""What an attack could have left on this machine."""

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

from hotseat.sandbox.protection import Protection
from hotseat.sandbox.sandbox import FIRST_UID


def traces() -> dict[str, list[str]]:
    """Everything that must be the same before and after: by kind, sorted. Other programs of this machine go on meanwhile."""
    return {
        "mounts": sorted(Path("/proc/self/mountinfo").read_text().splitlines()),
        "sockets": sorted(_listening()),
        "shared memory": sorted(entry.name for entry in os.scandir("/dev/shm") if _suspected(entry.stat().st_uid)),
        "System V": sorted(_system_v()),
        "home": sorted(os.listdir(Path.home())),
        "host name": [socket.gethostname()],
    }


def left_behind(users: set[int], protection: Protection) -> list[str]:
    """The command lines of processes of these users, or, where this one is an ordinary user, of its orphans.

    Where each run has namespaces, an orphan is one that was in them or that made them: another judge beside this one, without
    namespaces, has orphans of its own, and the other way round. An orphan that has ended and that the machine's first process
    has yet to collect is not left behind: some do that every 20 s.
    """
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            uid = path.stat().st_uid
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            state, parent = (path / "stat").read_bytes().rpartition(b")")[2].split()[:2]
        except OSError:
            continue
        if state == b"Z" and parent == b"1":
            continue
        if uid in users or (uid == os.getuid() != 0 and parent == b"1" and _nested(path, line) == protection.namespaces):
            found.append(line)
    return found


def _nested(path: Path, line: str) -> bool:
    """Whether this process has a number in a namespace below this one, or is the bubblewrap that makes one."""
    try:
        numbers = re.search(r"^NSpid:\t(.*)$", (path / "status").read_text(), re.MULTILINE)
    except OSError:
        return False
    return "bwrap" in line.partition(" ")[0] or (numbers is not None and len(numbers[1].split()) > 1)


def _suspected(uid: int) -> bool:
    """Whether what belongs to this user may be an attack's: the sandbox's users, and the one who runs this unless it is root."""
    return uid >= FIRST_UID or uid == os.getuid() != 0


def _system_v() -> Iterator[str]:
    """Key and number of the shared memory, semaphores and queues."""
    for name in ("shm", "sem", "msg"):
        head, *rows = Path(f"/proc/sysvipc/{name}").read_text().splitlines()
        owner = head.split().index("uid")
        yield from (f"{name} {row.split()[:2]}" for row in rows if _suspected(int(row.split()[owner])))


def _listening() -> Iterator[str]:
    """Sockets that listen, and names in the abstract space, whose owners nobody tells."""
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and _suspected(int(fields[7])):
                yield f"{name} {fields[1]}"
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        if "@" in line:
            yield line.split()[-1]
