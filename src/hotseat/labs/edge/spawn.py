"""Starts a command so that all of it can be ended: its children, and those that left its process group, too.

Where the machine allows it, the command gets a process namespace of its own, by bubblewrap, and keeps the learner's files,
network and rights. When the namespace's first process is killed the kernel kills every other one in it, in one step; and it
is killed when the judge dies. Elsewhere the command's session is killed, and then whatever carries the run's mark in its
environment.
"""

import asyncio
import contextlib
import functools
import json
import os
import signal
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from hotseat.sandbox import bubblewrap

MARK = "HOTSEAT_LAB_MARK"
ORDINARY = ("--unshare-user", "--uid", "1000", "--gid", "1000")


class Spawned:
    """A command that runs, with all its processes."""

    def __init__(self, process: asyncio.subprocess.Process, first: int | None, mark: str) -> None:
        self._process = process
        self._first = first
        self._mark = mark

    @property
    def pid(self) -> int:
        """The process that the judge started."""
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL to all of it, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._first, signal.SIGKILL) if self._first else os.killpg(self._process.pid, signal.SIGKILL)
        if self._first is None:
            for pid in _marked(self._mark):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def signal(self, number: int) -> None:
        """A signal to the command's process group, as a supervisor would send it.

        The namespace's first process is in it, too: one that did not ask for a signal is never ended by it.
        """
        with contextlib.suppress(ProcessLookupError):
            os.killpg(os.getpgid(self._first or self._process.pid), number)

    async def ended(self) -> int:
        """Wait until it has ended; its exit code, negative for a signal."""
        code = await self._process.wait()
        if self._first is None:
            self.kill()
        return code


@functools.cache
def namespaces() -> str | None:
    """The bubblewrap that gives a command a process namespace here, None where there is none that works."""
    bwrap = bubblewrap.executable()
    if bwrap is None:
        return None
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        tried = subprocess.run([*_line(bwrap), "/bin/true"], capture_output=True, timeout=10, check=False)
        return bwrap if tried.returncode == 0 else None
    return None


async def spawn(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], log: Path, as_root: bool = True) -> Spawned:
    """Start the command, its output appended to `log`. Raises `OSError`.

    `as_root` False: root's command sees itself as an ordinary user, as servers demand that refuse to run as root.
    """
    bwrap = namespaces()
    mark = uuid.uuid4().hex
    env = {**environment, MARK: mark}
    with log.open("ab") as output:
        if bwrap is None:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=cwd, env=env, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
            return Spawned(process, None, mark)
        read, write = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *_line(bwrap),
                *(() if as_root or os.geteuid() else ORDINARY),
                "--info-fd",
                str(write),
                "--",
                *command,
                cwd=cwd,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(write,),
                start_new_session=True,
            )
        finally:
            os.close(write)
        with open(read, "rb") as info:
            said = await asyncio.to_thread(info.read)
        try:
            return Spawned(process, int(json.loads(said)["child-pid"]), mark)
        except (ValueError, KeyError):
            await process.wait()
            raise OSError(f"bubblewrap did not start {command[0]}") from None


def _line(bwrap: str) -> list[str]:
    return [bwrap, "--dev-bind", "/", "/", "--proc", "/proc", "--unshare-pid", "--die-with-parent", "--new-session"]


def _marked(mark: str) -> list[int]:
    """The processes that carry the mark in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"{MARK}={mark}".encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found
