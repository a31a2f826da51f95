"""From a service to a report: run the plan, judge its history, make what failed as small as it gets."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hotseat.core.report import CaseResult, Report
from hotseat.core.verdict import Verdict
from hotseat.labs.checking import Invariant, Judgement, Violation, judgement
from hotseat.labs.edge.manifest import Manifest
from hotseat.labs.edge.run import run, slowness
from hotseat.labs.history import History, Load, Phase
from hotseat.labs.planning import Plan, Step, smaller
from hotseat.labs.systems import System
from hotseat.labs.telling.diagram import diagram
from hotseat.labs.telling.svg import svg

SHRINK_SECONDS = {False: 10.0, True: 4.0}
"""How long a failing plan may be made smaller: for a full run, for a quick one."""
AGAIN = 2
SHOWN = 6

type Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Smallest:
    """The smallest plan found that breaks the same invariant, its history, and how often it did so when run again."""

    plan: Plan
    history: History
    violation: Violation
    broke: int
    tried: int


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    plan: Plan
    history: History
    judgement: Judgement
    smallest: Smallest | None
    seconds: float


async def judge(
    system: System, manifest: Manifest, plan: Plan, folder: Path, tell: Tell = lambda *_: None, *, shrink: bool = True
) -> Outcome:
    """Run the plan against the service and judge it; what the run leaves is in `folder`."""
    began = time.monotonic()
    slow = slowness()
    history = await run(system, manifest, plan, folder, slow=slow, tell=tell)
    found = judgement(history, system.INVARIANTS, taken(history, plan))
    smallest = None
    if shrink and found.verdict is Verdict.WRONG_ANSWER:
        smallest = await _smallest(system, manifest, plan, history, found.broken[0], slow, tell)
        if smallest is not None:
            (folder / "smallest-plan.json").write_bytes(smallest.plan.text())
            (folder / "smallest-history.jsonl").write_bytes(b"".join(smallest.history.lines()))
    return Outcome(plan, history, found, smallest, time.monotonic() - began)


def taken(history: History, plan: Plan) -> Sequence[Step]:
    """The plan's steps; where a stage failed, those of the later ones were not taken and owe nothing."""
    reached = max((phase.stage for _, phase in history.of(Phase)), default=1)
    return tuple(step for step in plan.steps if step.stage <= reached)


async def _smallest(
    system: System,
    manifest: Manifest,
    plan: Plan,
    history: History,
    broken: tuple[Invariant, Violation],
    slow: float,
    tell: Tell,
) -> Smallest | None:
    """The smallest plan that breaks the same invariant, as far as the seconds for it go. None where none but the whole does."""
    invariant, violation = broken
    deadline = time.monotonic() + SHRINK_SECONDS[plan.quick] * slow
    best: tuple[Plan, History, Violation] | None = None
    current, failing = plan, violation.step or _step_of(history, violation)

    async def breaks(candidate: Plan) -> tuple[History, Violation] | None:
        with tempfile.TemporaryDirectory(prefix="lab-shrink-") as folder:
            tried = await run(system, manifest, candidate, Path(folder), slow=slow)
        again = next(iter(invariant.check(tried)), None)
        return (tried, again) if again is not None else None

    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
            while True:
                for candidate in smaller(current, failing):
                    tell(f"looking for the smallest plan that fails: {len(candidate.steps)} steps", 0, 0)
                    if found := await breaks(candidate):
                        current, best = candidate, (candidate, *found)
                        break
                else:
                    break
    except TimeoutError:
        pass
    if best is None:
        return None
    broke = tried = 0
    try:
        async with asyncio.timeout(SHRINK_SECONDS[plan.quick] * slow / 2):
            for _ in range(AGAIN):
                tell("running it again", 0, 0)
                found = await breaks(best[0])
                tried, broke = tried + 1, broke + (found is not None)
    except TimeoutError:
        pass
    return Smallest(*best, broke=broke + 1, tried=tried + 1)


def _step_of(history: History, violation: Violation) -> str:
    steps = [history.events[number].step for number in violation.events if history.events[number].step]
    return steps[0] if steps else ""


def report(item: str, system: System, outcome: Outcome, folder: Path | None = None) -> Report:
    """The outcome as a report: a case for each invariant, the counter-example and the figures as evidence."""
    found = outcome.judgement
    cases = [
        CaseResult(f"{one.id}: {one.statement}", Verdict.WRONG_ANSWER, message=violation.says) for one, violation in found.broken
    ]
    open_ = Verdict.INCONCLUSIVE if found.missed or found.died else Verdict.ACCEPTED
    for one in found.held:
        verdict = Verdict.INCONCLUSIVE if found.noisy and one.kind == "performance" else open_
        cases.append(CaseResult(f"{one.id}: {one.statement}", verdict))
    evidence: dict[str, Any] = {
        "lab": outcome.plan.lab,
        "seed": outcome.plan.seed,
        "stage": outcome.plan.stage,
        "stages": list(system.STAGES),
        "quick": outcome.plan.quick,
        "broken": [one.id for one, _ in found.broken],
        "held": [one.id for one in found.held],
        "landed": dict(found.landed),
        "missed": [list(one) for one in found.missed],
        "load": [_load(load) for _, load in outcome.history.of(Load)],
    }
    if folder is not None:
        evidence |= {"history": str(folder / "history.jsonl"), "plan": str(folder / "plan.json")}
    if found.broken:
        evidence["counter_example"] = _counter_example(outcome, folder)
    return Report(item, found.verdict, found.says, tuple(cases), outcome.seconds, evidence=evidence)


def drawing(outcome: Outcome) -> str:
    """The counter-example as a space-time diagram, "" where there is none."""
    if not outcome.judgement.broken:
        return ""
    _, violation = outcome.judgement.broken[0]
    if outcome.smallest is not None:
        return svg(diagram(outcome.smallest.history, outcome.smallest.violation.events))
    return svg(diagram(outcome.history, violation.events))


def _counter_example(outcome: Outcome, folder: Path | None) -> dict[str, Any]:
    invariant, violation = outcome.judgement.broken[0]
    history = outcome.history
    told: dict[str, Any] = {"invariant": invariant.id, "clause": invariant.statement}
    if outcome.smallest is not None:
        small = outcome.smallest
        violation, history = small.violation, small.history
        told |= {"reproduced": [small.broke, small.tried], "steps": [step.act for step in small.plan.steps]}
        if folder is not None:
            told["plan"] = str(folder / "smallest-plan.json")
    told["says"] = violation.says
    told["events"] = [_event(history, number) for number in violation.events[:SHOWN]]
    return told


def _event(history: History, number: int) -> dict[str, Any]:
    event = history.events[number]
    built: dict[str, Any] = msgspec.to_builtins(event)
    return {"number": number} | built


def _load(load: Load) -> dict[str, Any]:
    return {name: getattr(load, name) for name in ("rate", "sent", "errors", "lag_p99", "p50", "p99")}
