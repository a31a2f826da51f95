"""A case as an item's author writes it in judge/cases.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final


class Unset(Enum):
    """The absence of an expected value; None is a value."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True)
class Case:
    """One check: what is asked of the submission, and what decides about the answer.

    Either `call` names a function of the submission, called with `args` and `kwargs`, or `program` is Python that is
    executed with the submission's names and leaves its answer in `result`. Either `expect` is the value, by exact type,
    or `check(got)` returns True, False, or a sentence that says what is wrong. A workload of an `optimize` item may have
    neither: then the baseline's answer is expected. `shown` makes the case an example that the learner sees.

    Raises `ValueError` when these do not fit together.
    """

    name: str
    call: str = ""
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    program: str = ""
    expect: Any = UNSET
    check: Callable[[Any], bool | str] | None = None
    shown: bool = False

    def __post_init__(self) -> None:
        if bool(self.call) == bool(self.program):
            raise ValueError(f"Case {self.name!r} needs either `call` or `program`.")
        if self.program and (self.args or self.kwargs):
            raise ValueError(f"Case {self.name!r}: a `program` takes no arguments; write them into it.")
        if self.check is not None and self.expect is not UNSET:
            raise ValueError(f"Case {self.name!r} has both `expect` and `check`. Keep one.")
