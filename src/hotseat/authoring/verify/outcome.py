"""What became of verifying one item."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hotseat.core.problem import Problem


class Standing(StrEnum):
    """Whether an item is proved. What cannot be run on this machine is no verdict on the item."""

    PROVED = "proved"
    FAILED = "failed"
    NOT_RUN_HERE = "not_run_here"


@dataclass(frozen=True, slots=True)
class Verified:
    """One item's outcome. `counts` says how much was run, by what it was; `message` says why it was not run here."""

    item: str
    standing: Standing
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    message: str = ""


@dataclass(slots=True)
class Ledger:
    """What the parts of a verification write into: the problems they found, and how much they ran."""

    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, problem: Problem | None) -> bool:
        """Keep the problem, if there is one. Whether all is well."""
        if problem is not None:
            self.problems.append(problem)
        return problem is None
