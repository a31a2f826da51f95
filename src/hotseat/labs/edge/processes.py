"""The service's processes: started, found ready, killed, ended and started again."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from hotseat.labs.edge.http import HOST, Request, ask
from hotseat.labs.edge.manifest import Manifest
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.edge.spawn import Spawned, spawn
from hotseat.labs.history import Died, Fault
from hotseat.labs.history.events import STAYED

READY = 10.0
DRAIN = 5.0
ACCEPT = 0.05
"""Seconds for a process to accept what was sent to it before it is told to end: a balancer takes it out first, too."""
TAIL = 2000
NEWS = 1.0


class Down(Exception):
    """A process ended by itself, or is not ready in time. The history says which."""


class Process:
    """One process of the service. It may run several times; each time gets a port of its own."""

    def __init__(self, name: str, command: str, service: "Service") -> None:
        self.name = name
        self.port = 0
        self.log = service.logs / f"{name}.log"
        self._command = command
        self._service = service
        self._spawned: Spawned | None = None
        self._watch: asyncio.Task[None] | None = None
        self._ending = False
        self._ready = False

    @property
    def alive(self) -> bool:
        """Whether it runs, and nobody has told it to end."""
        return self._spawned is not None and not self._ending

    @property
    def serving(self) -> bool:
        """Whether it has been found ready and may be asked."""
        return self.alive and self._ready

    async def start(self, step: str = "") -> None:
        """Start it; it is not ready yet."""
        self.port = free_port()
        environment = {**self._service.environment, "PORT": str(self.port), "LAB_PROC": self.name}
        self._ending = self._ready = False
        # A shell that stays around the command must outlive its SIGTERM: with it would go the namespace, and who drains in it.
        self._spawned = await spawn(
            ["/bin/sh", "-c", f"trap : TERM\n{self._command}"], cwd=self._service.folder, environment=environment, log=self.log
        )
        recorder = self._service.recorder
        recorder.record(Fault(step=step, what="start", at=recorder.now(), proc=self.name))
        self._watch = asyncio.create_task(self._watched(self._spawned))

    async def ready(self) -> None:
        """Wait until it answers /healthz with 200. Raises `Down`."""
        limit = READY * self._service.slowness
        try:
            async with asyncio.timeout(limit):
                while (await ask(self.port, Request("GET", "/healthz"), limit)).code != 200:
                    if not self.alive:
                        raise Down
                    await asyncio.sleep(0.01)
                self._ready = True
        except TimeoutError:
            self._say_died(f"was not ready within {limit:.0f} s: GET /healthz on its PORT did not answer 200")
            raise Down from None

    async def looked_after(self) -> None:
        """A request was not answered: give the news of its end, if it has ended, the time to arrive."""
        if (await ask(self.port, Request("GET", "/healthz"), NEWS)).code == 0 and self._watch is not None:
            await asyncio.wait([self._watch], timeout=NEWS * self._service.slowness)

    async def kill(self, step: str = "", about: str = "") -> None:
        """SIGKILL to all of it."""
        if self._spawned is None:
            return
        self._ending = True
        self._spawned.kill()
        recorder = self._service.recorder
        recorder.record(Fault(step=step, what="kill", at=recorder.now(), proc=self.name, about=about))
        await self._gone()

    async def terminate(self, step: str = "") -> None:
        """Send it no more requests, and SIGTERM once the connections that it was given are its own."""
        if self._spawned is None:
            return
        self._ending = True
        await asyncio.sleep(ACCEPT * self._service.slowness)
        recorder = self._service.recorder
        recorder.record(Fault(step=step, what="terminate", at=recorder.now(), proc=self.name))
        self._spawned.signal(signal.SIGTERM)

    async def drained(self, step: str = "") -> None:
        """Wait until it has ended by itself; kill it after the contract's seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN * self._service.slowness):
                await self._gone()
                return
        await self.kill(step, STAYED)

    async def _gone(self) -> None:
        if self._watch is not None:
            await asyncio.shield(self._watch)
        self._spawned = self._watch = None

    async def _watched(self, spawned: Spawned) -> None:
        code = await spawned.ended()
        if not self._ending:
            self._ending = True
            said = f"was ended by signal {-code}" if code < 0 else f"ended by itself with exit code {code}"
            self._say_died(said)

    def _say_died(self, why: str) -> None:
        with contextlib.suppress(OSError):
            log = self.log.read_bytes()[-TAIL:].decode(errors="replace")
            recorder = self._service.recorder
            recorder.record(Died(proc=self.name, at=recorder.now(), why=why, log=log))
        self._service.down.set()


class Service:
    """All processes of a service, as its lab.toml describes them."""

    def __init__(self, manifest: Manifest, recorder: Recorder, logs: Path, given: Mapping[str, str], slowness: float) -> None:
        self.folder = manifest.folder
        self.recorder = recorder
        self.logs = logs
        self.slowness = slowness
        self.down = asyncio.Event()
        self.environment = {**os.environ, **manifest.environment, **given, "PYTHONUNBUFFERED": "1"}
        self._turn = 0
        self.all = [
            Process(f"{name}.{number}", command, self)
            for name, (command, count) in manifest.processes.items()
            for number in range(count)
        ]

    @property
    def apis(self) -> Sequence[Process]:
        """The processes that answer requests."""
        return [process for process in self.all if process.name.startswith("api.")]

    def pick(self) -> Process:
        """The next process that answers, in turn."""
        serving = [process for process in self.apis if process.serving] or self.apis
        self._turn += 1
        return serving[self._turn % len(serving)]

    def named(self, name: str) -> Process | None:
        """The process that calls itself so."""
        return next((process for process in self.all if process.name == name), None)

    async def start(self, processes: Sequence[Process] = (), step: str = "") -> None:
        """Start these processes, all by default, and wait until those that answer requests are ready. Raises `Down`."""
        wanted = [process for process in processes or self.all if not process.alive]
        for process in wanted:
            await process.start(step)
        await asyncio.gather(*(process.ready() for process in wanted if process in self.apis))

    async def end(self) -> None:
        """Kill every process, and whatever it left behind."""
        await asyncio.gather(*(process.kill(about="the run is over") for process in self.all))


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
