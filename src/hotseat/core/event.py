"""What a judge says while it works. The last event of a judgement is always its `Report`."""

from dataclasses import dataclass

from hotseat.core.report import CaseResult, Report


@dataclass(frozen=True, slots=True)
class CaseDone:
    """A case has its result. `total` is how many cases the run has, 0 while that is not known."""

    case: CaseResult
    number: int
    total: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Something a person who waits wants to read: what is being done, and how far of how much (0 of 0 when unknown)."""

    text: str
    done: int = 0
    total: int = 0


type Event = CaseDone | Progress | Report
