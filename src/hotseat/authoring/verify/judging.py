"""Judging on behalf of an author."""

from collections.abc import Generator
from contextlib import closing
from typing import cast

from hotseat.core.event import Event
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge

TRIES = 3
"""How often a submission is judged while the evidence does not carry a verdict."""


def judged(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Report:
    """The report on a submission, judged again while it is inconclusive."""
    report = _once(folder, submission, tools, seed)
    for _ in range(TRIES - 1):
        if report.verdict is not Verdict.INCONCLUSIVE:
            break
        report = _once(folder, submission, tools, seed)
    return report


def _once(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Report:
    with closing(cast("Generator[Event]", judge(folder, submission, tools, seed))) as events:
        for event in events:
            if isinstance(event, Report):
                return event
    raise AssertionError("a judgement ends with its report")
