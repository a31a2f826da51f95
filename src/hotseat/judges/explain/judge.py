"""Judges an open answer by its probes: each truth is computed now, by running the item's own proof."""

from collections.abc import Iterator, Sequence

from hotseat.core.event import CaseDone, Event, Progress
from hotseat.core.problem import Problem
from hotseat.core.report import CaseResult, Report
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.explain.answers import FILE, read
from hotseat.judges.protocol import Tools
from hotseat.judges.settings import missing
from hotseat.proof.runner import NoTruth
from hotseat.rubric.probe import DrawnProbe, Truth, UnfitTruth, UnreadableAnswer
from hotseat.services import MissingService

kind = "explain"
LEAST_ASKED = 2
"""Fewer probes than this decide nothing: one can be guessed."""


def single(folder: ItemFolder) -> str:  # noqa: ARG001 - the protocol's signature
    """The name that one lone file gets as a submission."""
    return FILE


def check(folder: ItemFolder) -> list[Problem]:
    """What is wrong with the item's own files."""
    found = missing(folder, kind, "rubric.toml")
    if not found and folder.rubric().probes:
        found = missing(folder, kind, "proof.py", "claims.toml")
    return found


def judge(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Iterator[Event]:  # noqa: ARG001 - see below
    """Decide every probe that was answered, in the rubric's order.

    The draw is the one that the submission answers: it carries its seed, since other questions have other truths.
    """
    probes = folder.rubric().probes
    if not probes:
        raise SubmissionRefused("This item has no probe: what is in your answer is for you to assess, beside its criteria.")
    given = read(submission)
    unknown = sorted(set(given.answers) - {probe.id for probe in probes})
    if unknown:
        raise SubmissionRefused(f"{FILE} answers {', '.join(unknown)}; the item's probes are {', '.join(p.id for p in probes)}.")
    asked = set(given.asked)
    if asked and len(asked & {probe.id for probe in probes}) < min(LEAST_ASKED, len(probes)):
        raise SubmissionRefused(
            f"{FILE} asks too little: name at least {LEAST_ASKED} of the item's probes, or leave `asked` out."
        )
    probes = tuple(probe for probe in probes if not asked or probe.id in asked)
    done: list[CaseResult] = []
    for number, probe in enumerate(probes, 1):
        drawn = probe.draw(given.seed)
        answer = given.answers.get(probe.id)
        if answer is None:
            done.append(CaseResult(probe.id, Verdict.WRONG_ANSWER, message="It was not answered.", asked=drawn.ask))
        else:
            yield Progress(f"Computing what is true for “{probe.id}”", number - 1, len(probes))
            done.append(decide(folder, drawn, answer, tools))
        yield CaseDone(done[-1], number, len(probes))
    yield report(folder.item.id, done)


def decide(folder: ItemFolder, drawn: DrawnProbe, answer: Sequence[str], tools: Tools) -> CaseResult:
    """One probe's result. What the item or the machine gets wrong is not held against the learner."""
    probe = drawn.probe
    got = "; ".join(answer)
    try:
        found = tools.truth(folder, drawn, tools.sandbox)
        right = drawn.holds(answer, found)
    except UnreadableAnswer as error:
        return CaseResult(probe.id, Verdict.WRONG_ANSWER, message=str(error), asked=drawn.ask, got=got)
    except MissingService as error:
        return CaseResult(probe.id, Verdict.INCONCLUSIVE, message=str(error), asked=drawn.ask, got=got)
    except (NoTruth, UnfitTruth) as error:
        return CaseResult(probe.id, Verdict.JUDGE_ERROR, message=str(error), asked=drawn.ask, got=got)
    verdict = Verdict.ACCEPTED if right else Verdict.WRONG_ANSWER
    return CaseResult(probe.id, verdict, 0.0, probe.explain, drawn.ask, tell(drawn, found), got)


def tell(drawn: DrawnProbe, found: Truth) -> str:
    """The truth for a person, its tolerance beside it."""
    if drawn.probe.labels and isinstance(found, (list, tuple)):
        return "; ".join(f"{label}: {value}" for label, value in zip(drawn.probe.labels, found, strict=True))
    if isinstance(found, (list, tuple)):
        return "; ".join(str(value) for value in found)
    if not drawn.probe.tolerance:
        return str(found)
    allowed = f"{drawn.probe.tolerance:.0%}" if drawn.probe.relative else f"{drawn.probe.tolerance:g}"
    return f"{found:.4g} (within {allowed})" if isinstance(found, float) else f"{found} (within {allowed})"


def report(item: str, cases: Sequence[CaseResult]) -> Report:
    """Accepted when every probe is right; a wrong one decides before one that could not be decided."""
    right = sum(case.verdict is Verdict.ACCEPTED for case in cases)
    for verdict in (Verdict.WRONG_ANSWER, Verdict.JUDGE_ERROR, Verdict.INCONCLUSIVE):
        if any(case.verdict is verdict for case in cases):
            failed = ", ".join(case.name for case in cases if case.verdict is verdict)
            words = {Verdict.WRONG_ANSWER: "Not right", Verdict.JUDGE_ERROR: "Not computed", Verdict.INCONCLUSIVE: "Not run here"}
            return Report(item, verdict, f"{right} of {len(cases)} probes are right. {words[verdict]}: {failed}.", tuple(cases))
    return Report(item, Verdict.ACCEPTED, f"All {len(cases)} probes are right.", tuple(cases))
