"""A history: events in the order in which they were recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from hotseat.labs.history.events import Call, Died, Event, Fault, Landed, Load, Op, Phase, Run

FORMAT_VERSION = 1
_DECODER = msgspec.json.Decoder(Run | Op | Call | Fault | Landed | Phase | Died | Load)


class NotAHistory(ValueError):
    """The lines are not those of a history. The text says which line, and what is wrong with it."""


@dataclass(frozen=True, eq=False)
class History:
    """The events. An event's number is its place, from 0 on: what violations speak of.

    Two histories are never the same one, so that what is derived from one can be kept with it.
    """

    events: tuple[Event, ...]

    def of[E](self, kind: type[E]) -> Iterator[tuple[int, E]]:
        """The events of one kind with their numbers."""
        return ((number, event) for number, event in enumerate(self.events) if isinstance(event, kind))

    @property
    def run(self) -> Run | None:
        """What was run."""
        return next((run for _, run in self.of(Run)), None)

    def lines(self) -> Iterator[bytes]:
        """One line of JSON for each event."""
        return (line(event) for event in self.events)

    @classmethod
    def parse(cls, lines: Iterable[bytes]) -> "History":
        """The history that these lines of JSON tell. Raises `NotAHistory`."""
        events: list[Event] = []
        for number, text in enumerate(lines, 1):
            if not text.strip():
                continue
            try:
                events.append(_DECODER.decode(text))
            except msgspec.DecodeError as error:
                raise NotAHistory(f"Line {number} is no event of a history: {error}.") from None
        if not events or not isinstance(events[0], Run):
            raise NotAHistory("Its first line does not say what was run.")
        if events[0].format_version != FORMAT_VERSION:
            raise NotAHistory(f"It has format_version {events[0].format_version}; this Hotseat reads {FORMAT_VERSION}.")
        return cls(tuple(events))


def line(event: Event) -> bytes:
    """The event as one line of JSON."""
    return msgspec.json.encode(event) + b"\n"
