"""The events of one piece of work, as they happen: written by a worker thread, followed by pages, cancelled by either."""

import asyncio
import threading
from collections.abc import AsyncIterator, Generator
from contextlib import closing, suppress

from hotseat.sandbox import Cancelled, Sandbox


class Stream[E]:
    """Events in order. A follower that comes late, or comes back, reads them from where it wants."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[E] = []
        self._wakers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._cancelled = threading.Event()
        self._finished = threading.Event()

    @property
    def events(self) -> tuple[E, ...]:
        """What has happened so far."""
        with self._lock:
            return tuple(self._events)

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self._finished.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked for the end."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to end. It ends at its next event, and what runs for it in a sandbox ends at once."""
        self._cancelled.set()

    def sandbox(self, sandbox: Sandbox) -> Sandbox:
        """The sandbox for this work: its runs are killed once the work is cancelled."""
        return sandbox.until(lambda: self.cancelled)

    def drain(self, work: Generator[E]) -> None:
        """Take the events of `work` until it ends or is cancelled; then close it, so that nothing of it is left running."""
        with closing(work), suppress(Cancelled):
            for event in work:
                self.add(event)
                if self.cancelled:
                    return

    def add(self, event: E) -> None:
        """Append an event and wake the followers."""
        with self._lock:
            self._events.append(event)
        self._wake()

    def finish(self) -> None:
        """Say that nothing more will come."""
        self._finished.set()
        self._wake()

    def wait(self, seconds: float) -> bool:
        """Wait in a thread until it is finished. False when the time is over first."""
        return self._finished.wait(seconds)

    async def follow(self, start: int = 0) -> AsyncIterator[tuple[int, E]]:
        """The events from number `start` on (counted from 0) with their numbers, as they happen, until it is finished."""
        waker = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._wakers.add(waker)
        try:
            number = start
            while True:
                waker[1].clear()
                finished = self.finished
                for event in self.events[number:]:
                    yield number, event
                    number += 1
                if finished:
                    return
                await waker[1].wait()
        finally:
            with self._lock:
                self._wakers.discard(waker)

    def _wake(self) -> None:
        with self._lock:
            wakers = tuple(self._wakers)
        for loop, event in wakers:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)
