"""Judges a submission by an item's cases."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hotseat.core.event import CaseDone, Event, Progress
from hotseat.core.problem import Problem
from hotseat.core.report import CaseResult
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.reading import Strict
from hotseat.judges.calls.asking import Asking
from hotseat.judges.calls.caller import Caller
from hotseat.judges.calls.results import report
from hotseat.judges.calls.together.caller import Together
from hotseat.judges.growth.bound import BOUNDS
from hotseat.judges.growth.measure import Grown, grow
from hotseat.judges.growth.result import evidence as growth_evidence
from hotseat.judges.growth.result import grown
from hotseat.judges.protocol import Tools
from hotseat.judges.settings import missing, problems, settings

kind = "code"


class CodeTable(Strict):
    """`[code]`: the file that the learner writes.

    `growth` is the bound that its cost keeps as cases grow, "" where nothing is asked. `imports` are modules that it
    finds imported; where there are any it may import all installed packages, Django for one.
    """

    file: str
    growth: str = ""
    imports: tuple[str, ...] = ()


def single(folder: ItemFolder) -> str:
    """The name that one lone file gets as a submission."""
    return settings(CodeTable, folder.item.settings, kind).file


def check(folder: ItemFolder) -> list[Problem]:
    """What is wrong with the item's own files."""
    found = problems(CodeTable, folder, kind)
    if found:
        return found
    found = missing(folder, kind, f"starter/{single(folder)}", "judge/cases.py")
    bound = settings(CodeTable, folder.item.settings, kind).growth
    if bound and bound not in BOUNDS:
        where, fix = f"{folder.item.id}/item.toml", f"Choose from {', '.join(BOUNDS)}."
        found.append(Problem("kind-table", where, f"[code] growth: there is no bound {bound!r}.", fix))
    return found


def judge(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Iterator[Event]:
    """Put every case to the submission; stop after a limit was hit, since the next cases would hit it too. Then its growth."""
    wanted = settings(CodeTable, folder.item.settings, kind)
    file, bound = wanted.file, wanted.growth
    submission.text(file)
    limits = folder.item.limits
    with (
        Together(tools.sandbox, submission.files, file, limits, imports=wanted.imports) as together,
        Caller(tools.sandbox, submission.files, file, limits, imports=wanted.imports) as apart,
        tools.examiners.lend(folder, tools.sandbox, seed) as examiner,
    ):
        cases = examiner.cases()
        total = len(cases) + bool(bound)
        asking = Asking(together, apart, examiner, limits)
        for number, found in enumerate(asking.run(cases), 1):
            yield CaseDone(found, number, total)
        done: list[CaseResult] = asking.results
        evidence: dict[str, Any] = {}
        if bound and all(case.verdict is Verdict.ACCEPTED for case in done):
            together.stop()
            for told in grow(apart, examiner, bound):
                if isinstance(told, Grown):
                    done.append(grown(told, limits))
                    evidence = {"growth": growth_evidence(told)}
                    yield CaseDone(done[-1], total, total)
                else:
                    yield Progress(f"Measuring how its cost grows, against {bound}", *told)
        apart.stop()
        together.drain()
        found_all = report(folder.item.id, done, together.output + apart.output, total)
        # Nobody waits for the walls to come down: they do when the generator is closed, or asked for more.
        yield replace(found_all, evidence=evidence)
