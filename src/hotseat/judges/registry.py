"""Every kind by its name, loaded when it is first used; and judging, whatever the kind."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from typing import cast

from hotseat.core.event import CaseDone, Event
from hotseat.core.problem import Problem
from hotseat.core.report import Report
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.protocol import Kind, Tools
from hotseat.sandbox import Cancelled, WorkerLost

TRIES = 2
"""How often a submission is judged at most. A case that was reported is not reported again."""


def kind_of(folder: ItemFolder) -> Kind:
    """The judge of this item's kind."""
    return cast("Kind", import_module(f"hotseat.judges.{folder.item.kind}.judge"))


def single(folder: ItemFolder) -> str:
    """The file name under which one lone file is a submission to this item."""
    return kind_of(folder).single(folder)


def check(folder: ItemFolder) -> list[Problem]:
    """What is wrong with the item's files as its kind sees them, found without running anything."""
    return kind_of(folder).check(folder)


def judge(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Iterator[Event]:
    """Judge a submission: events, a report last, whatever happens. Closing the generator cancels.

    Files that cannot be judged are `crashed`; whatever goes wrong on Hotseat's side is `judge_error`. Raises `Cancelled`
    when the sandbox was told to stop. Where something outside ends the sandbox, all is done once more from the start.
    """
    started = time.perf_counter()
    item, shown = folder.item.id, 0
    for left in reversed(range(TRIES)):
        reported = False
        try:
            events = kind_of(folder).judge(folder, submission, tools, seed)
            with closing(events):  # type: ignore[type-var]
                for event in events:
                    if isinstance(event, Report):
                        reported = True
                        yield replace(event, seconds=time.perf_counter() - started, protection=tools.sandbox.protection.tier)
                    elif not isinstance(event, CaseDone):
                        yield event
                    elif event.number > shown:
                        shown = event.number
                        yield event
            if reported:
                return
            report = Report(item, Verdict.JUDGE_ERROR, "The judge ended without a report. This is a defect of Hotseat.")
        except Cancelled:
            raise
        except SubmissionRefused as refused:
            report = Report(item, Verdict.CRASHED, str(refused))
        except Exception as error:
            if left and not reported and _lost(error):
                continue
            report = Report(item, Verdict.JUDGE_ERROR, f"Hotseat could not judge this: {error}")
        break
    yield replace(report, seconds=time.perf_counter() - started, protection=tools.sandbox.protection.tier)


def _lost(error: BaseException | None) -> bool:
    """Whether it comes of a sandbox that something outside has ended."""
    return error is not None and (isinstance(error, WorkerLost) or _lost(error.__cause__))
