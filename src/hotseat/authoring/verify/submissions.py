"""Has the item's own submissions judged, right and wrong."""

from collections.abc import Sequence

from hotseat.authoring.verify import decide
from hotseat.authoring.verify.judging import judged
from hotseat.authoring.verify.outcome import Ledger
from hotseat.core.report import CaseResult, Report
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.folder import KnownSubmission, read_submission
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import single

REPEATS = 2
"""How often a case that was too slow is timed again: the fastest time is what the machine can do."""


def verify_submissions(folder: ItemFolder, tools: Tools, seeds: Sequence[int], ledger: Ledger) -> None:
    """Accepted ones pass on every seed, well within the limits; each wrong one gets its verdict; every case is failed by one."""
    item, kind = folder.item.id, folder.item.kind
    accepted: list[CaseResult] = []
    wrong: list[Report] = []
    for known in folder.known_submissions():
        submission = read_submission(known.path, single=single(folder))
        for seed in _seeds_for(known, kind, seeds):
            report = judged(folder, submission, tools, seed)
            ledger.counts["submissions"] += 1
            if not ledger.note(decide.submission(item, kind, known, report, seed)):
                break
            if known.verdict is Verdict.ACCEPTED:
                accepted += report.cases
                _timely(folder, known, submission, report, tools, seed, ledger)
            else:
                wrong.append(report)
    if kind != "explain":
        ledger.problems += decide.unguarded(item, accepted, wrong)
        _starter(folder, tools, seeds[0], ledger)


def _seeds_for(known: KnownSubmission, kind: str, seeds: Sequence[int]) -> Sequence[int]:
    """Right ones are judged with every seed, wrong ones with the first and the last; answers to probes name their own.

    One that is to hit a limit takes its time to do so, and does it whatever is drawn: once will do.
    """
    if kind == "explain" or known.verdict in (Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT):
        return seeds[:1]
    return seeds if known.verdict is Verdict.ACCEPTED else sorted({seeds[0], seeds[-1]})


def _timely(
    folder: ItemFolder, known: KnownSubmission, submission: Submission, report: Report, tools: Tools, seed: int, ledger: Ledger
) -> None:
    """The accepted submission has time to spare: a slower machine must not reject it."""
    seconds = _seconds(report)
    ratio = _ratio(report)
    at_least = float(report.evidence.get("at_least", 0.0))
    for _ in range(REPEATS):
        if decide.slow("", known, seconds, folder.item.limits) is None and decide.margin("", known, ratio, at_least) is None:
            return
        again = judged(folder, submission, tools, seed)
        seconds = {name: min(took, _seconds(again).get(name, took)) for name, took in seconds.items()}
        ratio = max(ratio, _ratio(again))
    ledger.note(decide.slow(folder.item.id, known, seconds, folder.item.limits))
    ledger.note(decide.margin(folder.item.id, known, ratio, at_least))


def _seconds(report: Report) -> dict[str, float]:
    return {case.name: case.seconds for case in report.cases}


def _ratio(report: Report) -> float:
    """How many times as fast as the baseline it is on its worst workload; without workloads, beyond every bar."""
    return min((workload["ratio"] for workload in report.evidence.get("workloads", ())), default=float("inf"))


def _starter(folder: ItemFolder, tools: Tools, seed: int, ledger: Ledger) -> None:
    try:
        submission = Submission.of(folder.starter())
    except SubmissionRefused:
        return
    ledger.note(decide.starter(folder.item.id, judged(folder, submission, tools, seed)))
    ledger.counts["submissions"] += 1
