"""Criteria, follow-ups and misconceptions of an open answer."""

from dataclasses import dataclass

from hotseat.rubric.probe import Probe


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a senior answer says.

    It stands on `claims` (ids that the proof asserts) or `sources` (primary sources). Without a probe it is
    self-assessed. `paraphrases` are other ways in which people say it; `follow_up` is what an interviewer asks next,
    and `follow_up_answer` what a senior then says.
    """

    id: str
    text: str
    weight: int = 1
    paraphrases: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    follow_up: str = ""
    follow_up_answer: str = ""
    probes: tuple[Probe, ...] = ()


@dataclass(frozen=True, slots=True)
class Misconception:
    """Something wrong that people say, why it sounds right, and the claim or source that answers it."""

    text: str
    answered_by: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """An anchored level of a self-assessed answer: what an answer at this level says, and why it is not the next one."""

    level: str
    answer: str
    because: str


@dataclass(frozen=True, slots=True)
class Rubric:
    """The rubric of one item."""

    criteria: tuple[Criterion, ...]
    misconceptions: tuple[Misconception, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def probes(self) -> tuple[Probe, ...]:
        """Every probe, in the order of the criteria."""
        return tuple(probe for criterion in self.criteria for probe in criterion.probes)
