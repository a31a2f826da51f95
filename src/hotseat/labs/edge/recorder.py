"""Writes the history while it happens."""

import time
from pathlib import Path

from hotseat.labs.history import Event, History
from hotseat.labs.history.history import line


class Recorder:
    """Keeps the events of a run, and writes each to a file at once, so that a run that is cut short leaves what it saw."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        self._began = time.monotonic()
        self._events: list[Event] = []

    def now(self) -> float:
        """Seconds since the run began, to the microsecond."""
        return round(time.monotonic() - self._began, 6)

    def record(self, event: Event) -> None:
        """Add an event."""
        self._events.append(event)
        self._file.write(line(event))

    def history(self) -> History:
        """All that happened so far."""
        return History(tuple(self._events))

    def close(self) -> None:
        """Nothing more will happen."""
        self._file.close()
