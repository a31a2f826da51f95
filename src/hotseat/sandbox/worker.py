"""A process that waits behind its walls for the one program that it will run, as the outside sees it."""

import contextlib
import json
import os
import select
import signal
import socket
import time
from pathlib import Path

from hotseat.jail import processes
from hotseat.sandbox import memory

READY_SECONDS = 10.0
"""How long a worker may take to get ready on a busy machine before its zygote counts as stuck."""


class WorkerLost(OSError):
    """The worker did not get ready, or vanished: its zygote ended, is stuck, or could not build the walls."""


class Worker:
    """One ordered worker. `channel` speaks with its program, `output` is what the program prints.

    It gets ready in the background; `wait_ready` must come before anything else. `namespaces` says whether it has process
    namespaces of its own.
    """

    def __init__(self, channel: socket.socket, status: socket.socket, output: int, *, namespaces: bool) -> None:
        self.channel = channel
        self.output = output
        self._status = status
        self._namespaces = namespaces
        self._descriptors: list[int] = []
        self._pids: list[int] = []
        self._code: int | None = None
        self._gone_without_a_word = False
        self._gone = False

    def wait_ready(self, seconds: float | None = None) -> None:
        """Return once the worker waits for its program. Raises `WorkerLost`."""
        if self._pids:
            return
        seconds = READY_SECONDS if seconds is None else seconds
        if not select.select([self._status], [], [], seconds)[0]:
            raise WorkerLost(f"a worker was not ready within {seconds:.0f} s")
        data, self._descriptors, _, _ = socket.recv_fds(self._status, 4096, 2)
        said = json.loads(data or b'{"failed": "its zygote ended"}')
        if "failed" in said:
            raise WorkerLost(f"a worker could not be made: {said['failed']}")
        self._pids = [_pid_of(descriptor) for descriptor in self._descriptors] or said["pids"]

    @property
    def pid(self) -> int:
        """Its first process, from which all others descend."""
        return self._pids[0]

    @property
    def cpu_seconds(self) -> float | None:
        """The processor time that the program's process has used; None once it is gone."""
        try:
            # The process's CPU-time clock: clock_getcpuclockid(3) in Linux's own encoding.
            return time.clock_gettime((~self._pids[1] << 3) | 2)
        except (OSError, IndexError):
            return None

    @property
    def memory(self) -> int:
        """Bytes that the worker's processes hold now, its files in memory included."""
        if not self._pids:
            return 0
        files = memory.written(self._pids[1], ("scratch", "dev/shm")) if self._namespaces else 0
        return memory.held(self._pids[0]) + files

    def wait(self, seconds: float) -> int | None:
        """The program's exit code (negative: the signal), None while it is not known.

        Raises `WorkerLost` when the first process ended without saying it: in a namespace no program can end that one.
        """
        if self._code is None and select.select([self._status], [], [], seconds)[0]:
            with contextlib.suppress(OSError, ValueError):
                if not (said := self._status.recv(4096)) and self._namespaces:
                    self._gone_without_a_word = True
                self._code = json.loads(said or b"{}").get("code")
        if self._gone_without_a_word:
            raise WorkerLost("something outside the sandbox ended it while it ran a program")
        return self._code

    def kill(self) -> None:
        """End every process of the worker, wait until they are gone, and close what belongs to it. May be called again."""
        if self._gone:
            return
        self._gone = True
        with contextlib.suppress(WorkerLost):
            self.wait_ready(1)
        if self._pids and not self._namespaces:
            self._kill_tree()
        if self._descriptors:
            # The first process of a process namespace takes all others with it, and ends after them.
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptors[0], signal.SIGKILL)
            select.select([self._descriptors[0]], [], [], READY_SECONDS)
        for descriptor in (*self._descriptors, self.output):
            os.close(descriptor)
        self.channel.close()
        self._status.close()

    def _kill_tree(self) -> None:
        """Without a namespace: kill what descends from the worker until nothing does, its first process last."""
        while left := [pid for pid in processes.tree(self._pids[0])[1:] if not processes.ended(pid)]:
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pids[0], signal.SIGKILL)


def _pid_of(descriptor: int) -> int:
    """The process's number here, whatever it is in its own namespace."""
    lines = Path(f"/proc/self/fdinfo/{descriptor}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))
