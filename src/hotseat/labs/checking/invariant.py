"""An invariant: a sentence of the contract that a history either keeps or breaks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hotseat.labs.history import History

SAFETY, LIVENESS, PERFORMANCE = "safety", "liveness", "performance"
CALLS = "calls"
"""The kind of the one that says that each call answers as the contract has it: what breaks that alone is no service yet."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A place where a history breaks an invariant.

    `says` tells it in one plain sentence. `events` are the numbers of the two to six events that show it, in their order.
    """

    says: str
    events: tuple[int, ...]
    step: str = ""


@dataclass(frozen=True, slots=True)
class Invariant:
    """A named sentence of the contract. `stage` is the first stage that puts it to the test.

    `check` yields each violation in the history; a history without the events that it speaks of has none.
    """

    id: str
    kind: str
    stage: int
    statement: str
    check: Callable[[History], Iterator[Violation]]
