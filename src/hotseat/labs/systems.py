"""The labs by the name that a lab.toml gives, each loaded when it is used."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from hotseat.labs.checking import Invariant
from hotseat.labs.planning import Plan, Step

if TYPE_CHECKING:
    from hotseat.labs.edge.bench import Bench
    from hotseat.labs.edge.recorder import Recorder

MODULES = {
    "breaker/1": "hotseat.labs.components.breaker",
    "limit/1": "hotseat.labs.components.limit",
    "payments/1": "hotseat.labs.payments.system",
}


class World(Protocol):
    """What a run has around the service: providers, merchants, and the acts that they play."""

    async def start(self) -> Mapping[str, str]:
        """Start what the service will call. Returns what it is told in its environment."""
        ...

    async def end(self) -> None:
        """Stop it."""
        ...

    async def act(self, bench: "Bench", step: Step) -> None:
        """Take one step of the plan."""
        ...

    async def heal(self, bench: "Bench", steps: Sequence[Step]) -> None:
        """End every fault, and give the service its seconds to come to rest."""
        ...

    async def final(self, bench: "Bench", steps: Sequence[Step]) -> None:
        """Read everything once more."""
        ...


class System(Protocol):
    """A lab: a module with these names. `STAGES` are the titles of its stages, the first is stage 1."""

    NAME: str
    STAGES: tuple[str, ...]
    INVARIANTS: tuple[Invariant, ...]
    TOGETHER: tuple[int, ...]

    def plan(self, seed: int, stage: int, *, quick: bool = False) -> Plan:
        """The plan of the stages up to this one."""
        ...

    def World(self, recorder: "Recorder") -> World:  # noqa: N802 - a class, as a module has it
        """What is around the service in one run."""
        ...


class UnknownLab(LookupError):
    """No lab has this name. The text says which there are."""


def system(name: str) -> System:
    """The lab of this name. Raises `UnknownLab`."""
    if name not in MODULES:
        raise UnknownLab(f"There is no lab {name!r}. There are {', '.join(MODULES)}.")
    return cast("System", import_module(MODULES[name]))
