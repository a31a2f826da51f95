"""One contained process: what it is given, what it says, and how it ends."""

import contextlib
import json
import os
import select
import selectors
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from hotseat.core.item import Limits
from hotseat.core.service import Remote, Service
from hotseat.sandbox import cgroup, memory
from hotseat.sandbox.cgroup import Group, Place
from hotseat.sandbox.worker import Worker, WorkerLost

MAX_FRAME = 8 << 20
"""Bytes that one message from inside may have."""
PATIENCE = 10.0
"""Seconds that a message may wait for a process that does not read."""
WATCH_EVERY = 0.05
"""Seconds between looks at the run's memory, and at whether it is still wanted."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: a module of ours that is named `inside`, called as `main(arguments)`, beside these files.

    `packages` makes the installed packages importable, not only the standard library and Hotseat; `imports` are modules that it
    finds imported, if they can be. `fresh` gives it an
    interpreter that has imported nothing yet, for what observes the interpreter; else it is forked from a warm one. `services`
    are started for it, `remotes` are there already: it reaches these and nothing else outside.
    """

    module: str
    arguments: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = Limits()
    packages: bool = False
    imports: tuple[str, ...] = ()
    fresh: bool = False
    services: tuple[Service, ...] = ()
    remotes: tuple[Remote, ...] = ()


class EndedBy(StrEnum):
    """Why there will be no more messages."""

    ITSELF = "itself"
    MEMORY = "memory"
    CPU = "cpu"
    OUTPUT = "output"
    SILENCE = "silence"
    NOISE = "noise"
    US = "us"


class Ended(Exception):
    """The run is over. `by` says why, `code` is the process's exit code (negative: the signal), None while unknown."""

    def __init__(self, by: EndedBy, code: int | None = None) -> None:
        super().__init__(f"{by.value}, exit {code}")
        self.by = by
        self.code = code


class Cancelled(Exception):
    """Whoever asked for the run no longer wants it. It has been killed; nothing is said about what it did."""


class Run:
    """A started process and its channel. Use it as a context manager: leaving it kills everything that is left.

    Messages are JSON values, one a line. What the process prints is collected apart, up to the limit. `scratch` is its folder
    where that lies on disk: it counts as memory too. `groups` is where a control group can be made for it: at the first
    look, since most runs are over before that, and moving processes into a group may wait for others that start some.
    """

    def __init__(
        self,
        worker: Worker,
        limits: Limits,
        stopped: Callable[[], bool],
        *,
        scratch: str | None = None,
        groups: Place | None = None,
    ) -> None:
        self._worker = worker
        self._channel = worker.channel
        self._channel.settimeout(PATIENCE)
        self._limits = limits
        self._stopped = stopped
        self._scratch = scratch
        self._groups = groups
        self._group: Group | None = None
        self._pending = bytearray()
        self._output = bytearray()
        self._next_look = time.monotonic() + WATCH_EVERY
        self._cpu_deadline: float | None = None
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._channel, selectors.EVENT_READ, self._pending)
        os.set_blocking(worker.output, False)
        self._selector.register(worker.output, selectors.EVENT_READ, self._output)
        self._ended: Ended | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def output(self) -> str:
        """What the process has printed so far, on both streams, what is not UTF-8 shown as escapes."""
        return bytes(self._output[: self._limits.output_kib << 10]).decode("utf-8", errors="backslashreplace")

    @property
    def held(self) -> int:
        """Bytes of memory that the run holds now, with its files."""
        return self._worker.memory + (memory.on_disk(self._scratch) if self._scratch else 0)

    @property
    def cpu_seconds(self) -> float | None:
        """Seconds of processor time that the program's own process has used; None once it is gone."""
        return self._worker.cpu_seconds

    def send(self, *messages: object) -> None:
        """Send messages, several at once. A process that no longer listens is noticed by the next `receive`."""
        self._write(b"".join(json.dumps(message, separators=(",", ":")).encode() + b"\n" for message in messages))

    def send_setup(self, setup: Mapping[str, object]) -> None:
        """Send the first message, preceded by its length: the process must read not a byte more."""
        data = json.dumps(setup).encode()
        self._write(b"%d\n" % len(data) + data)

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._channel.sendall(data)

    def receive_listeners(self, count: int) -> list[socket.socket]:
        """The sockets on which the run is about to look for servers outside. They come before its program says anything."""
        try:
            _, descriptors, _, _ = socket.recv_fds(self._channel, 1, count)
        except OSError as error:
            raise WorkerLost(f"a worker did not open the way to its servers: {error}") from None
        listeners = [socket.socket(fileno=descriptor) for descriptor in descriptors]
        if len(listeners) != count:
            for listener in listeners:
                listener.close()
            raise WorkerLost("a worker did not open the way to its servers")
        return listeners

    def receive(self, seconds: float, cpu_seconds: float | None = None) -> Any:
        """The next message. Raises `Ended` when none comes within so many seconds, or none can come any more.

        `cpu_seconds` bounds the processor time that the program's own process may use until then. Raises `Cancelled` soon
        after the sandbox's `stopped` says so, and `OSError` when something outside took the sandbox itself away.
        """
        deadline = time.monotonic() + seconds
        self._cpu_deadline = None if cpu_seconds is None else (self.cpu_seconds or 0.0) + cpu_seconds
        while (end := self._pending.find(b"\n")) < 0:
            if self._ended:
                raise self._ended
            self._pump(deadline)
        line = bytes(self._pending[:end])
        del self._pending[: end + 1]
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            raise self._end(EndedBy.NOISE) from None

    def has_more(self) -> bool:
        """Whether something was said that nobody has received yet."""
        return bool(self._pending) or bool(select.select([self._channel], [], [], 0)[0])

    def until(self, stopped: Callable[[], bool]) -> None:
        """From now on this asks whether the run is still wanted."""
        self._stopped = stopped

    def kill(self) -> None:
        """End the process and everything that it started, and wait until they are gone. May be called again."""
        self._end(EndedBy.US)
        self._selector.close()
        self._worker.kill()
        if self._group is not None:
            self._group.remove()

    def _pump(self, deadline: float) -> None:
        """Read whatever is there until the next look at the memory; end the run when a limit is passed."""
        now = time.monotonic()
        if now >= deadline:
            raise self._end(EndedBy.SILENCE)
        for key, _ in self._selector.select(min(deadline, self._next_look) - now):
            try:
                data = os.read(key.fd, 1 << 16)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if data:
                key.data.extend(data)
            else:
                self._selector.unregister(key.fileobj)
                if key.fileobj is self._channel:
                    raise self._closed()
        if len(self._output) > self._limits.output_kib << 10:
            raise self._end(EndedBy.OUTPUT)
        if len(self._pending) > MAX_FRAME:
            raise self._end(EndedBy.NOISE)
        if time.monotonic() >= self._next_look:
            if self._groups is not None and self._group is None:
                self._hold(self._groups)
            self._next_look = time.monotonic() + WATCH_EVERY
            if self._stopped():
                self.kill()
                raise Cancelled
            if self._cpu_deadline is not None and (self.cpu_seconds or 0.0) > self._cpu_deadline:
                raise self._end(EndedBy.CPU)
            if self._exhausted or self.held > self._limits.memory_mib << 20:
                raise self._end(EndedBy.MEMORY)

    def _closed(self) -> Ended:
        """The channel is closed: the process ended, or is about to."""
        self.drain()
        if self._exhausted:
            return self._end(EndedBy.MEMORY)
        return self._end(EndedBy.ITSELF, self._worker.wait(1))

    def _hold(self, groups: Place) -> None:
        """Put the run into a control group. Where that fails for once, its other limits hold."""
        with contextlib.suppress(OSError):
            self._group = Group(groups, (self._limits.memory_mib << 20) + cgroup.SLACK, self._limits.processes)
            self._group.hold(self._worker.pid)

    @property
    def _exhausted(self) -> bool:
        return self._group is not None and self._group.exhausted

    def drain(self) -> None:
        """Take what is still in the pipes, so that words said before the last message are in `output`."""
        with contextlib.suppress(OSError):
            while (data := os.read(self._worker.output, 1 << 16)) and len(self._output) <= self._limits.output_kib << 10:
                self._output.extend(data)

    def _end(self, by: EndedBy, code: int | None = None) -> Ended:
        self._ended = self._ended or Ended(by, code)
        return self._ended
