"""From measured growth to a case's result and the report's evidence."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from hotseat.core.item import Limits
from hotseat.core.report import CaseResult
from hotseat.core.verdict import Verdict
from hotseat.judges.calls.caller import How
from hotseat.judges.calls.results import VERDICTS, explain
from hotseat.judges.growth.bound import BOUNDS, Growth
from hotseat.judges.growth.measure import Grown


def grown(found: Grown, limits: Limits) -> CaseResult:
    """The result: within the bound, beyond it beyond doubt, or not to be told."""
    name = f"growth: no worse than {found.bound}"
    if found.failed is not None and found.asked is not None:
        if found.failed.how is How.VALUE:
            message = f"{found.asked.name}: {found.wrong or 'the answer is wrong.'}"
            return CaseResult(name, Verdict.WRONG_ANSWER, found.failed.wall, message, hidden=True)
        verdict = VERDICTS.get(found.failed.how, Verdict.CRASHED)
        return CaseResult(name, verdict, found.failed.wall, f"{found.asked.name}: {explain(found.failed, limits)}")
    told = f"{_grew('The processor time', found.seconds, found.bound)}{_grew('; the steps', found.steps, found.bound)}."
    last = max(found.seconds.values())
    match found.decided:
        case Growth.WITHIN:
            return CaseResult(name, Verdict.ACCEPTED, last, told)
        case Growth.BEYOND:
            return CaseResult(name, Verdict.TIME_LIMIT, last, f"{told} The steps alone prove that it is more.")
    why = (
        "That does not decide: the steps do not prove too much, and the time does not show little. Perhaps C code does the work."
    )
    return CaseResult(name, Verdict.INCONCLUSIVE, last, f"{told} {why}")


def evidence(found: Grown) -> Mapping[str, Any]:
    """The measurements and what they come to, as JSON values. Each row is a size, its cost and the bound's value at the size."""
    limit = BOUNDS[found.bound]
    return {
        "bound": found.bound,
        "decided": found.decided.value,
        "time_excess": found.time_excess,
        "steps_excess": found.steps_excess,
        "floor": found.floor if isfinite(found.floor) else None,
        "seconds": [[size, taken, limit(size)] for size, taken in sorted(found.seconds.items())],
        "steps": [[size, steps, limit(size)] for size, steps in sorted(found.steps.items())],
    }


def _grew(what: str, costs: Mapping[int, float], bound: str) -> str:
    """By how much a cost grew from the smallest size to the largest, and by how much it may; "" where nothing was measured."""
    if not costs:
        return ""
    small, large = min(costs), max(costs)
    allowed = BOUNDS[bound](large) / BOUNDS[bound](small)
    grew = f"{what} grew {costs[large] / costs[small]:.3g} times from size {small:,} to {large:,}"
    return f"{grew}, where {bound} grows {allowed:.3g} times"
