"""The warm interpreter that forks workers, as the outside sees it: ordered from, watched, and replaced when it is lost."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from hotseat.sandbox.worker import Worker, WorkerLost

WAITING = 2
"""Workers of one kind that are kept ready."""
MOST_LANES = 6
"""Kinds of worker that are kept ready at a time."""
TRIES = 3
"""How often a worker is asked for, each time from a new zygote."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What a worker was made for: its program's module, its scratch folder's size, and whether it wants a new interpreter."""

    module: str
    scratch_mib: int
    fresh: bool


class Zygote:
    """A zygote and the workers that it keeps ready. `jail` gives the command line up to the interpreter, and what to pass.

    Its process starts with the first order, and again when it was lost. Several threads may take workers.
    """

    def __init__(self, jail: Callable[[], tuple[list[str], list[int]]], settings: dict[str, object]) -> None:
        self._jail = jail
        self._settings = settings
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._over = threading.Event()
        self._ready: dict[Lane, deque[Worker]] = {}

    def take(self, lane: Lane, output: int | None = None) -> Worker:
        """A worker that waits for its program; another is ordered in its place. Raises `WorkerLost`.

        With a descriptor as `output`, one is made whose program prints there.
        """
        for left in reversed(range(TRIES)):
            process, worker = None, None
            try:
                with self._lock:
                    worker = self._next(lane, output)
                    process = self._process
                worker.wait_ready()
            except WorkerLost:
                if worker is not None:
                    worker.kill()
                self._lose(process)
                if not left:
                    raise
            else:
                return worker
        raise AssertionError

    def close(self) -> None:
        """End the zygote and the workers that nobody has taken."""
        with self._lock:
            self._end()

    @property
    def pid(self) -> int | None:
        """The process that holds it, while there is one."""
        return self._process.pid if self._process else None

    def _next(self, lane: Lane, output: int | None) -> Worker:
        """The longest waiting worker of the lane; orders are placed so that enough will wait after it."""
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._start()
        if output is not None:
            return self._order(lane, output)
        waiting = self._ready.pop(lane, None) or deque([self._order(lane)])
        self._ready[lane] = waiting  # at the end: the lanes lie in the order of their last use
        worker = waiting.popleft()
        with contextlib.suppress(WorkerLost):  # whether this worker was lost too, it says itself
            while len(waiting) < WAITING:
                waiting.append(self._order(lane))
        while len(self._ready) > MOST_LANES:
            for idle in self._ready.pop(next(iter(self._ready))):
                idle.kill()
        return worker

    def _order(self, lane: Lane, printed: int | None = None) -> Worker:
        """Ask for a worker without waiting for it."""
        assert self._control is not None
        channel, theirs = socket.socketpair()
        status, their_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        output, their_output = os.pipe()
        worker = Worker(channel, status, output, namespaces=bool(self._settings["namespaces"]))
        order = {"module": lane.module, "scratch": lane.scratch_mib, "fresh": lane.fresh}
        given = [theirs.fileno(), their_status.fileno(), their_output if printed is None else printed, their_output]
        try:
            socket.send_fds(self._control, [json.dumps(order).encode()], given)
            refused = None
        except OSError as error:
            refused = error
        theirs.close()
        their_status.close()
        os.close(their_output)
        if refused is not None:
            worker.kill()
            raise WorkerLost(f"the zygote takes no order: {refused}")
        return worker

    def _start(self) -> None:
        """Start the process from a thread that lives as long: the kernel ends it with the *thread* that started it."""
        command, passed = self._jail()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(10)
        inside = str(Path(__file__).with_name("inside.py"))
        started: SimpleQueue[subprocess.Popen[bytes] | OSError] = SimpleQueue()

        line = [*command, _interpreter(), "-I", "-S", "-B", inside, str(theirs.fileno()), json.dumps(self._settings)]
        descriptors = [theirs.fileno(), *passed]
        over = self._over = threading.Event()

        def keep() -> None:
            try:
                process = subprocess.Popen(
                    line,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={"PATH": "/usr/bin:/bin"},
                    cwd="/",
                    pass_fds=descriptors,
                    start_new_session=True,
                )
            except OSError as error:
                started.put(error)
            else:
                started.put(process)
                over.wait()

        threading.Thread(target=keep, name="zygote", daemon=True).start()
        process = started.get()
        theirs.close()
        for descriptor in passed:
            os.close(descriptor)
        if isinstance(process, OSError):
            ours.close()
            raise process
        self._process, self._control = process, ours

    def _lose(self, process: "subprocess.Popen[bytes] | None") -> None:
        """End a zygote that did not deliver, unless another thread has replaced it already."""
        with self._lock:
            if process is None or self._process is process:
                self._end()

    def _end(self) -> None:
        process, control, ready = self._process, self._control, self._ready
        self._process, self._control, self._ready = None, None, {}
        if control is not None:
            control.close()
        if process is not None:
            process.kill()
            process.wait()
            self._over.set()
        for waiting in ready.values():
            for worker in waiting:
                worker.kill()


def _interpreter() -> str:
    """The interpreter itself rather than an environment's link to it: what the link needs is not visible inside."""
    return str(Path(sys.executable).resolve())
