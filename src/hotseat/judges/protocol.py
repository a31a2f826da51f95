"""What a kind is: a name, a static check of an item's files, and a judge."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, Self

from hotseat.core.event import Event
from hotseat.core.problem import Problem
from hotseat.core.submission import Submission
from hotseat.curriculum import ItemFolder
from hotseat.judges.examiner.examiners import Examiners
from hotseat.proof.runner import truth
from hotseat.rubric.probe import DrawnProbe, Truth
from hotseat.sandbox import Sandbox

type TruthOf = Callable[[ItemFolder, DrawnProbe, Sandbox], Truth]
"""Computes a probe's truth, as `hotseat.proof.runner.truth` does."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a judge may use: the sandbox, the examiners that earlier judgements left ready, and a way to a probe's truth.

    Use it as a context manager: leaving it ends all that waits in either.
    """

    sandbox: Sandbox
    examiners: Examiners = field(default_factory=Examiners)
    truth: TruthOf = truth

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.examiners.close()
        self.sandbox.close()


class Kind(Protocol):
    """A kind of item: a module or object with these names.

    `single` is the file name under which one lone file is a submission, for an item of this kind.
    """

    kind: str

    def single(self, folder: ItemFolder) -> str:
        """The name that one lone file gets as a submission to this item."""
        ...

    def check(self, folder: ItemFolder) -> list[Problem]:
        """What is wrong with the item's own files, found without running anything."""
        ...

    def judge(self, folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Iterator[Event]:
        """Judge a submission: events, a report last. Closing the generator cancels and leaves nothing running.

        Raises `SubmissionRefused` when the files cannot be judged at all.
        """
        ...
