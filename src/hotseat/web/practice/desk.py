"""Everything that lies on the desk during an attempt, and which step comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from random import Random

from hotseat.core.attempt import Attempt
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder, UnknownItem
from hotseat.rubric.probe import DrawnProbe
from hotseat.rubric.rubric import Criterion, Rubric
from hotseat.web import actions
from hotseat.web.pages.prose import Ground
from hotseat.web.records.models import Commitment
from hotseat.web.running.tools import curriculum

ANSWER = "answer.md"
TEST_OUT_PROBES = 2
"""How many probes "I know this" opens."""


class Stage(StrEnum):
    """The step that an attempt is at. What comes before an answer never shows what comes after it."""

    ANSWER = "answer"
    PROBES = "probes"
    PREDICT = "predict"
    WORK = "work"
    JUDGING = "judging"
    REVEALED = "revealed"


class ItemGone(UnknownItem):
    """The attempt is there, its item is not."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__("This attempt's item is no longer in the curriculum, so it cannot go on. What it holds is kept.")
        self.attempt = attempt


@dataclass(frozen=True)
class Desk:
    """An attempt with its item. Files are read when they are asked for."""

    attempt: Attempt
    folder: ItemFolder
    commitments: Mapping[str, Commitment]
    drafts: Mapping[str, str]
    hints_opened: int

    @property
    def with_files(self) -> bool:
        """Whether the learner writes code: then the page is a workbench."""
        return self.folder.item.kind in ("code", "optimize")

    @cached_property
    def stage(self) -> Stage:
        """The step that comes next."""
        attempt = self.attempt
        if attempt.pending:
            return Stage.JUDGING
        if attempt.gave_up:
            return Stage.REVEALED
        if self.with_files:
            return Stage.REVEALED if attempt.report and attempt.report.verdict is Verdict.ACCEPTED else Stage.WORK
        if attempt.report is not None:
            return Stage.REVEALED
        if self.folder.item.kind == "predict":
            return Stage.PREDICT
        if ANSWER not in self.commitments and not attempt.test_out:
            return Stage.ANSWER
        return Stage.PROBES if self.rubric.probes else Stage.REVEALED

    @property
    def revealed(self) -> bool:
        """Whether the reference may be shown."""
        return self.stage is Stage.REVEALED

    @cached_property
    def rubric(self) -> Rubric:
        """The item's rubric."""
        return self.folder.rubric()

    @cached_property
    def ground(self) -> Ground:
        """What the item's sentences stand on."""
        return Ground({claim.id: claim.says for claim in self.folder.claims()}, self.folder.item.sources)

    @cached_property
    def probes(self) -> tuple[DrawnProbe, ...]:
        """The probes as this attempt's seed draws them: all of them, or two for "I know this"."""
        probes = self.rubric.probes
        if self.attempt.test_out and len(probes) > TEST_OUT_PROBES:
            chosen = Random(self.attempt.seed).sample(probes, TEST_OUT_PROBES)
            probes = tuple(probe for probe in probes if probe in chosen)
        return tuple(probe.draw(self.attempt.seed) for probe in probes)

    @cached_property
    def to_assess(self) -> tuple[Criterion, ...]:
        """The criteria that no probe decides."""
        return tuple(criterion for criterion in self.rubric.criteria if not criterion.probes)

    @property
    def follow_ups(self) -> tuple[Criterion, ...]:
        """The criteria that an interviewer would follow up on."""
        return tuple(criterion for criterion in self.rubric.criteria if criterion.follow_up)


def desk_of(attempt_id: str) -> Desk:
    """The desk of this attempt. Raises `UnknownAttempt`, or `ItemGone` when its item left the curriculum."""
    attempt = actions.attempt(attempt_id)
    folder = curriculum().by_uuid.get(attempt.item)
    if folder is None:
        raise ItemGone(attempt)
    return Desk(
        attempt=attempt,
        folder=folder,
        commitments=actions.commitments(attempt_id),
        drafts=actions.drafts(attempt_id),
        hints_opened=actions.hints_opened(attempt_id),
    )
