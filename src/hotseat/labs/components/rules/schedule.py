"""A component lab's plan: its acts in their order, each drawn from the seed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from hotseat.labs.planning import Plan, Step
from hotseat.labs.planning.plan import FORMAT_VERSION

HELD, KILLED = "a call of the service was kept waiting", "killed at that point"


@dataclass(frozen=True)
class Entry:
    """An act of a plan. `draw` gives its sizes from the seed, `times` how often it is taken in a full run."""

    stage: int
    act: str
    lands: tuple[str, ...] = ()
    draw: Callable[[Random], dict[str, int]] = lambda _: {}
    least: Mapping[str, int] = field(default_factory=dict)
    times: int = 1


class Planned(Protocol):
    """From a seed to the plan of the stages up to this one; a quick one takes each act once."""

    def __call__(self, seed: int, stage: int, *, quick: bool = False) -> Plan:
        """The plan."""
        ...


def planned(name: str, entries: Sequence[Entry]) -> Planned:
    """The plan of the lab with these acts."""

    def plan(seed: int, stage: int, *, quick: bool = False) -> Plan:
        chance = Random(f"{name} {seed}")
        wanted = [entry for entry in entries for _ in range(1 if quick else entry.times) if entry.stage <= stage]
        steps = tuple(
            Step(
                id=f"{number}-{entry.act}",
                stage=entry.stage,
                act=entry.act,
                seed=chance.randrange(2**32),
                sizes=entry.draw(chance),
                least=dict(entry.least),
                lands=entry.lands,
            )
            for number, entry in enumerate(wanted, 1)
        )
        return Plan(format_version=FORMAT_VERSION, lab=name, seed=seed, stage=stage, quick=quick, steps=steps)

    return plan
