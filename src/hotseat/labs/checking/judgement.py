"""From a history to a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotseat.core.verdict import Verdict
from hotseat.labs.checking.invariant import SAFETY, Invariant, Violation
from hotseat.labs.history import Died, History, Landed, Load
from hotseat.labs.planning import Step

LAG = 0.025
"""Seconds by which the judge's own requests may be late at the 99th percentile before a measured load says nothing."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a history comes to.

    `broken` holds each violated invariant with its first violation, in the contract's order; `held` the others that were
    put to the test. `missed` are faults that did not land, as (step, fault). `noisy` says why a load does not count.
    """

    verdict: Verdict
    says: str
    broken: tuple[tuple[Invariant, Violation], ...] = ()
    held: tuple[Invariant, ...] = ()
    missed: tuple[tuple[str, str], ...] = ()
    landed: tuple[tuple[str, int], ...] = ()
    noisy: str = ""
    died: Died | None = None


def judgement(history: History, invariants: Sequence[Invariant], steps: Iterable[Step]) -> Judgement:
    """Judge what was run of these steps.

    A violation is a fact, whatever else happened. A process that died by itself is `crashed`. A fault that was to land
    and did not, or a load that the judge itself could not keep up, leaves the question open.
    """
    steps = tuple(steps)
    stage = max((step.stage for step in steps), default=1)
    tested = [invariant for invariant in invariants if invariant.stage <= stage]
    noisy = _noisy(history)
    broken, held = [], []
    for invariant in tested:
        first = next(iter(invariant.check(history)), None)
        if first is not None and not (noisy and invariant.kind == "performance"):
            broken.append((invariant, first))
        else:
            held.append(invariant)
    counts: dict[str, int] = {}
    for _, landed in history.of(Landed):
        counts[landed.what] = counts.get(landed.what, 0) + 1
    there = {(landed.step, landed.what) for _, landed in history.of(Landed)}
    missed = tuple((step.id, what) for step in steps for what in step.lands if (step.id, what) not in there)
    died = next((died for _, died in history.of(Died)), None)
    verdict, says = _verdict(broken, died, missed, noisy, len(held))
    return Judgement(verdict, says, tuple(broken), tuple(held), missed, tuple(sorted(counts.items())), noisy, died)


def _verdict(
    broken: Sequence[tuple[Invariant, Violation]], died: Died | None, missed: Sequence[tuple[str, str]], noisy: str, held: int
) -> tuple[Verdict, str]:
    if died is not None and not any(invariant.kind == SAFETY for invariant, _ in broken):
        said = f" It last printed: {died.log.strip().splitlines()[-1]}" if died.log.strip() else " It printed nothing."
        return Verdict.CRASHED, f"The process {died.proc} {died.why}.{said}"
    if broken:
        invariant, violation = broken[0]
        return Verdict.WRONG_ANSWER, f"{invariant.id} does not hold: {violation.says}"
    if missed:
        step, what = missed[0]
        return Verdict.INCONCLUSIVE, (
            f"The fault “{what}” did not land in {step}: the service did not come to the point where it strikes. "
            "What was tested held, but that is not all of the contract."
        )
    if noisy:
        return Verdict.INCONCLUSIVE, f"{noisy} What does not depend on time held."
    return Verdict.ACCEPTED, f"All {held} invariants held."


def _noisy(history: History) -> str:
    for _, load in history.of(Load):
        if load.lag_p99 > LAG:
            late = load.lag_p99 * 1000
            return f"The machine was too busy for the load: the judge's own requests left up to {late:.0f} ms late."
    return ""
