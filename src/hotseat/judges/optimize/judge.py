"""Judges a faster program: first that its results are kept, then how much faster it is."""

from collections.abc import Iterator, Sequence

from hotseat.core.event import CaseDone, Event, Progress
from hotseat.core.item import Limits
from hotseat.core.problem import Problem
from hotseat.core.report import CaseResult, Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.reading import Strict
from hotseat.judges.calls.asking import Asking
from hotseat.judges.calls.caller import Caller, How
from hotseat.judges.calls.results import VERDICTS, explain, report
from hotseat.judges.calls.together.caller import Together
from hotseat.judges.optimize.measure import MOST_ROUNDS, Speed, compare
from hotseat.judges.protocol import Tools
from hotseat.judges.settings import missing, problems, settings

kind = "optimize"


class OptimizeTable(Strict):
    """`[optimize]`: the file to make fast, and how many times as fast as the baseline it must become."""

    file: str
    at_least: float


def single(folder: ItemFolder) -> str:
    """The name that one lone file gets as a submission."""
    return settings(OptimizeTable, folder.item.settings, kind).file


def check(folder: ItemFolder) -> list[Problem]:
    """What is wrong with the item's own files."""
    found = problems(OptimizeTable, folder, kind)
    return found or missing(folder, kind, f"starter/{single(folder)}", "judge/cases.py")


def judge(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Iterator[Event]:
    """The cases first; then every workload, measured against the starter as the baseline."""
    wanted = settings(OptimizeTable, folder.item.settings, kind)
    submission.text(wanted.file)
    limits = folder.item.limits
    speeds: list[Speed] = []
    with (
        Caller(tools.sandbox, submission.files, wanted.file, limits) as candidate,
        Caller(tools.sandbox, folder.starter(), wanted.file, limits) as baseline,
    ):
        with (
            Together(tools.sandbox, submission.files, wanted.file, limits) as together,
            tools.examiners.lend(folder, tools.sandbox, seed) as examiner,
        ):
            cases = list(examiner.cases())
            asking = Asking(together, candidate, examiner, limits)
            for found in asking.run(cases):
                yield CaseDone(found, len(asking.done))
        done = asking.results
        if all(case.verdict is Verdict.ACCEPTED for case in done):
            with tools.examiners.lend(folder, tools.sandbox, seed, "workloads") as examiner:
                workloads = examiner.cases()
            for workload in workloads:
                for count, told in enumerate(compare(baseline, candidate, workload, wanted.at_least), 1):
                    if isinstance(told, Speed):
                        speeds.append(told)
                    else:
                        yield Progress(f"Measuring “{workload.name}” against the baseline", count, MOST_ROUNDS)
                done.append(fast_enough(speeds[-1], wanted.at_least, limits))
                yield CaseDone(done[-1], len(done), len(cases) + len(workloads))
                if done[-1].verdict is not Verdict.ACCEPTED:
                    break
            cases += workloads
        output = together.output + candidate.output
    yield summary(report(folder.item.id, done, output, len(cases)), speeds, wanted.at_least)


def fast_enough(speed: Speed, at_least: float, limits: Limits) -> CaseResult:
    """A workload's result: accepted or too slow only when the whole interval says so."""
    name, ratio = f"speed: {speed.workload}", speed.ratio
    if ratio is None:
        assert speed.failed is not None
        if speed.failed.how is How.VALUE:
            return CaseResult(name, Verdict.WRONG_ANSWER, message="It does not give what the baseline gives on this workload.")
        verdict = VERDICTS.get(speed.failed.how, Verdict.CRASHED)
        return CaseResult(name, verdict, speed.failed.wall, explain(speed.failed, limits))
    told = f"{ratio.median:.3g} times as fast as the baseline ({ratio.low:.3g} to {ratio.high:.3g})"
    if ratio.low <= 1 <= ratio.high:
        told = f"no difference from the baseline can be told: {told}"
    if ratio.low >= at_least:
        return CaseResult(name, Verdict.ACCEPTED, speed.candidate, told, got=told)
    if ratio.high < at_least:
        return CaseResult(name, Verdict.TIME_LIMIT, speed.candidate, f"{told}; {at_least:g} times is asked for.", got=told)
    message = f"{told}; the interval holds {at_least:g}, so these runs do not decide. Submit again on a quieter machine."
    return CaseResult(name, Verdict.INCONCLUSIVE, speed.candidate, message, got=told)


def summary(report: Report, speeds: Sequence[Speed], at_least: float) -> Report:
    """The report with the measurements as evidence."""
    evidence = {
        "at_least": at_least,
        "workloads": [
            {
                "name": speed.workload,
                "ratio": speed.ratio.median,
                "low": speed.ratio.low,
                "high": speed.ratio.high,
                "baseline_cpu_seconds": speed.baseline,
                "candidate_cpu_seconds": speed.candidate,
                "pairs": list(speed.pairs),
            }
            for speed in speeds
            if speed.ratio is not None
        ],
    }
    message = report.message
    measured = [speed.ratio for speed in speeds if speed.ratio is not None]
    if report.verdict is Verdict.ACCEPTED and measured:
        slowest = min(measured, key=lambda ratio: ratio.low)
        message = (
            f"The results are kept, at {slowest.median:.3g} times the baseline's speed ({slowest.low:.3g} to {slowest.high:.3g})."
        )
    return Report(report.item, report.verdict, message, report.cases, output=report.output, evidence=evidence)
