"""A server that the judge hosts for the service to call: every wait that matters is put here, where the judge can hold it."""

import asyncio
import contextlib
from abc import ABC, abstractmethod

from hotseat.labs.edge.http import HOST, Malformed, Request, answer_bytes, close, read_request


class Arrivals:
    """Requests that have come. `arrived` counts them; `procs` are the processes that they say they come from."""

    def __init__(self) -> None:
        self.arrived = 0
        self.procs: list[str] = []
        self._changed = asyncio.Event()

    def arrive(self, proc: str) -> None:
        """One more has come."""
        self.arrived += 1
        self.procs.append(proc)
        self._changed.set()

    async def until(self, count: int, seconds: float) -> bool:
        """Whether so many have come before so many seconds have passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.arrived < count:
                    self._changed.clear()
                    await self._changed.wait()
        return self.arrived >= count


class Hold(Arrivals):
    """Requests that the judge keeps waiting, before or after they take effect."""

    def __init__(self, *, after_effect: bool) -> None:
        super().__init__()
        self.after_effect = after_effect
        self.dropped = False
        self._released = asyncio.Event()

    async def wait(self) -> None:
        """Wait here until the judge lets go."""
        await self._released.wait()

    def release(self, *, drop: bool = False) -> None:
        """Let all of them go on, or end their connections as if they had been lost on the way."""
        self.dropped = drop
        self._released.set()


class Fake(ABC):
    """A server on a free port of the loopback interface."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Its address."""
        assert self._server is not None, "the server was started"
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._connected, HOST, 0)

    async def end(self) -> None:
        """Stop listening, and cancel what is held."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @abstractmethod
    async def answer(self, request: Request) -> tuple[int, bytes] | None:
        """The code and body for a request; None to close the connection without an answer."""

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while (answer := await self.answer(await read_request(reader))) is not None:
                writer.write(answer_bytes(*answer))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, Malformed, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the other side is gone, or the run is over
        finally:
            self._open.discard(task)
            await close(writer)
