"""The way from a run to the servers outside that it may reach: one address each, bytes and nothing else."""

import contextlib
import socket
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from hotseat.core.service import Remote

CONNECT_SECONDS = 5.0
MOST_CONNECTIONS = 64
"""At a time and server; a run that opens more waits until it has closed others."""


class Relay:
    """Takes what connects to `listeners`, which are in the run's own network, and connects it with the server of the same place.

    Use it as a context manager: leaving it ends every connection.
    """

    def __init__(self, listeners: Sequence[socket.socket], remotes: Sequence[Remote]) -> None:
        self._listeners = listeners
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._over = False
        self._threads = [
            threading.Thread(target=self._accept, args=pair, name="relay", daemon=True)
            for pair in zip(listeners, remotes, strict=True)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            self._over = True
            for each in (*self._listeners, *self._open):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for it; closing would not
        for thread in self._threads:
            thread.join()
        for listener in self._listeners:
            listener.close()

    def _accept(self, listener: socket.socket, remote: Remote) -> None:
        room = threading.Semaphore(MOST_CONNECTIONS)
        joined = []
        while not self._over:
            room.acquire()
            try:
                inner, _ = listener.accept()
            except OSError:
                break
            thread = threading.Thread(target=self._join, args=(inner, remote, room), name="relayed", daemon=True)
            thread.start()
            joined.append(thread)
        for thread in joined:
            thread.join()

    def _join(self, inner: socket.socket, remote: Remote, room: threading.Semaphore) -> None:
        """Carry bytes both ways until both have said all. A server that is not there is an end at once."""
        with inner, contextlib.suppress(OSError), socket.create_connection((remote.host, remote.port), CONNECT_SECONDS) as outer:
            outer.settimeout(None)
            with self._lock:
                self._open |= {inner, outer}
                wanted = not self._over
            if wanted:
                back = threading.Thread(target=_carry, args=(outer, inner), name="relayed", daemon=True)
                back.start()
                _carry(inner, outer)
                back.join()
            with self._lock:
                self._open -= {inner, outer}
        room.release()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
