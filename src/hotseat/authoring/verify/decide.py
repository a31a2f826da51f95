"""What the outcomes of runs say about an item. Pure: nothing here runs anything.

Each function returns the problem that an outcome shows, or None where it is as it should be.
"""

from collections.abc import Iterable, Mapping, Sequence

from hotseat.core.item import Limits
from hotseat.core.problem import Problem
from hotseat.core.report import CaseResult, Report
from hotseat.core.verdict import Verdict
from hotseat.curriculum.folder import KnownSubmission
from hotseat.proof import Outcome
from hotseat.rubric.probe import DrawnProbe, Truth, UnfitTruth

ORDERED = ("code", "optimize")
"""Kinds whose verdict is that of the first case that is not accepted."""


def claim(item: str, claim_id: str, outcome: Outcome | None, message: str = "") -> Problem | None:
    """A claim must hold, or be unshown by this interpreter. `outcome` is None when its function raised."""
    where = f"{item}/proof.py"
    match outcome:
        case Outcome.HOLDS | Outcome.UNSHOWN:
            return None
        case Outcome.FAILS:
            return Problem("claim-fails", where, f"The claim {claim_id} fails.", "Correct the claim, or what it observes.")
        case Outcome.INCONCLUSIVE:
            fix = "Choose a bound that the effect clears by far, or count something instead of timing it."
            return Problem("claim-undecided", where, f"The claim {claim_id} stays inconclusive.", fix)
        case None:
            return Problem("claim-breaks", where, f"The claim {claim_id} raises: {last_line(message)}.", "Correct the proof.")


def mutation(item: str, claim_id: str, number: int, outcome: Outcome | None, message: str = "") -> Problem | None:
    """Under a mutation its claim must fail. A program that breaks shows nothing about the claim."""
    where, name = f"{item}/claims.toml", f"Mutation {number} of {claim_id}"
    match outcome:
        case Outcome.FAILS:
            return None
        case Outcome.HOLDS:
            fix = "Mutate what the claim observes, or let the claim observe more."
            return Problem("mutation-survives", where, f"{name}: the claim still holds.", fix)
        case None:
            fix = "Write an edit under which the program runs and shows something else."
            return Problem("mutation-breaks", where, f"{name} breaks the program: {last_line(message)}.", fix)
        case _:
            fix = "Write an edit that changes what is observed by far."
            return Problem("mutation-undecided", where, f"{name}: the claim is {outcome.value}, not failed.", fix)


def truth(item: str, drawn: DrawnProbe, first: Truth, second: Truth) -> Problem | None:
    """A truth must be the same each time it is computed for a draw, and fit the probe's form."""
    where, name = f"{item}/proof.py", f"Probe {drawn.probe.id}"
    if first != second:
        fix = "Compute it from what does not change between runs, or give the probe another question."
        return Problem("truth-changes", where, f"{name}: the truth for {_draw(drawn)} was {first!r}, then {second!r}.", fix)
    try:
        if drawn.holds(right_answer(drawn, first), first):
            return None
    except UnfitTruth as error:
        return Problem("truth-unfit", where, str(error), "Return what docs/item-format.md has for the form.")
    fix = "Widen the tolerance, or return a figure of the probe's form."
    return Problem("truth-unreachable", where, f"{name}: no answer of its form is right for {first!r}.", fix)


def memorable(item: str, known: Sequence[tuple[DrawnProbe, Truth]]) -> Problem | None:
    """No one answer may be right for every draw of a probe that has parameters: it could be learnt by heart."""
    if len(known) < 2:
        return None
    for drawn, true in known:
        answer = right_answer(drawn, true)
        if all(other.holds(answer, value) for other, value in known):
            fix = "Choose parameters on which the truth depends, or ask without them."
            what = f"Probe {drawn.probe.id}: {'; '.join(answer)!r} is right for all of {len(known)} draws."
            return Problem("truth-constant", f"{item}/rubric.toml", what, fix)
    return None


def right_answer(drawn: DrawnProbe, true: Truth) -> tuple[str, ...]:
    """What a learner types who knows the truth."""
    if drawn.probe.form in ("integer", "integers", "number"):
        figures = list(true) if isinstance(true, (list, tuple)) else [true]
        whole = drawn.probe.form != "number"
        return tuple(str(round(one)) if whole and isinstance(one, float) else str(one) for one in figures)
    return tuple(map(str, true)) if isinstance(true, (list, tuple)) else (str(true),)


def submission(item: str, kind: str, known: KnownSubmission, report: Report, seed: int) -> Problem | None:
    """A known submission must get its verdict, a wrong one from the case that expect.toml names."""
    where = f"{item}/submissions/{known.name}"
    if report.verdict is not known.verdict:
        fix = "Correct the submission, the cases or the limits; or put it under its verdict."
        said = f"It gets {report.verdict.value} with seed {seed}, not {known.verdict.value}: {report.message}"
        return Problem("submission-verdict", where, said, fix)
    if known.case is None:
        return None
    guilty = [case.name for case in report.cases if case.verdict is report.verdict]
    failed = [case.name for case in report.cases if case.verdict is not Verdict.ACCEPTED]
    decisive = failed[:1] if kind in ORDERED else guilty
    if known.case in decisive:
        return None
    said = f"Its verdict comes from {', '.join(decisive) or 'no case'} with seed {seed}, not from {known.case!r}."
    return Problem("submission-case", where, said, "Correct submissions/expect.toml, or what the submission does.")


def generated(item: str, report: Report, seed: int) -> Problem | None:
    """The answers that the truths give must be accepted."""
    if report.verdict is Verdict.ACCEPTED:
        return None
    said = f"With seed {seed} the right answers get {report.verdict.value}: {report.message}"
    return Problem("right-answers-rejected", f"{item}/rubric.toml", said, "Let each truth be the same whenever it is computed.")


def starter(item: str, report: Report) -> Problem | None:
    """What the learner receives must not pass."""
    if report.verdict is not Verdict.ACCEPTED:
        return None
    return Problem("starter-accepted", f"{item}/starter", "The starter is accepted.", "Leave something to do, or add a case.")


def junk(item: str, name: str, report: Report, *, leaked: bool = False) -> Problem | None:
    """Junk is never accepted, never the judge's failure, and never reads what is hidden."""
    where = f"{item}/judge"
    if leaked:
        return Problem("junk-reads", where, f"A submission ({name}) read the judge's files.", "This is a defect of the sandbox.")
    if report.verdict is Verdict.ACCEPTED:
        return Problem("junk-accepted", where, f"Junk ({name}) is accepted.", "Add a case that it fails.")
    if report.verdict is Verdict.JUDGE_ERROR:
        fix = "Correct judge/cases.py so that it decides about any value."
        return Problem("junk-breaks-the-judge", where, f"Junk ({name}) breaks the judge: {report.message}", fix)
    return None


def unguarded(item: str, accepted: Iterable[CaseResult], wrong: Iterable[Report]) -> list[Problem]:
    """Every case must be failed by a wrong submission: one that nothing fails guards against nothing.

    Workloads are measured one after the other until one is too slow, so it is enough that one of them is failed.
    """
    failed = {case.name for report in wrong for case in report.cases if case.verdict is not Verdict.ACCEPTED}
    names = list(dict.fromkeys(case.name for case in accepted))
    speeds = [name for name in names if name.startswith("speed: ")]
    alive = [name for name in names if name not in failed and name not in speeds]
    if speeds and not failed.intersection(speeds):
        alive += speeds[:1]
    fix = "Add a wrong submission that it fails, or take the case out."
    return [Problem("case-unguarded", f"{item}/judge", f"No wrong submission fails the case {name!r}.", fix) for name in alive]


def slow(item: str, known: KnownSubmission, seconds: Mapping[str, float], limits: Limits) -> Problem | None:
    """The slowest case of an accepted submission (`seconds` by case) must take at most half the limit."""
    name, took = max(seconds.items(), key=lambda one: one[1], default=("", 0.0))
    if took <= limits.cpu_seconds / 2:
        return None
    said = f"{name!r} takes {took:.2f} s; the limit is {limits.cpu_seconds:g} s, and half of it is the most."
    return Problem("accepted-slow", f"{item}/submissions/{known.name}", said, "Make the case smaller, or raise [limits].")


def margin(item: str, known: KnownSubmission, ratio: float, at_least: float) -> Problem | None:
    """An accepted answer to an `optimize` item must clear the bar by a factor of two, so that no machine's noise decides."""
    if ratio >= 2 * at_least:
        return None
    said = f"It is {ratio:.3g} times as fast as the baseline; {at_least:g} is asked for, and twice that is the least here."
    return Problem("margin-thin", f"{item}/submissions/{known.name}", said, "Lower `at_least`, or make the workload larger.")


def last_line(text: str) -> str:
    """The last line of a traceback: the exception and its message."""
    return (text.strip().splitlines() or ["no message"])[-1].rstrip(".")


def _draw(drawn: DrawnProbe) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in drawn.values.items()) or "its one draw"
