"""The outcomes of many items, for a person and for a program."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from hotseat.authoring.verify.outcome import Standing, Verified

FORMAT_VERSION = 1
COUNTED = ("claims", "unshown", "mutations", "killed", "probes", "truths", "submissions", "junk")


def passed(outcomes: Iterable[Verified], *, require_services: bool) -> bool:
    """Whether the verification succeeded. What was not run here fails it only where services are required."""
    bad = {Standing.FAILED, Standing.NOT_RUN_HERE} if require_services else {Standing.FAILED}
    return all(outcome.standing not in bad for outcome in outcomes)


def totals(outcomes: Iterable[Verified]) -> dict[str, int]:
    """How many items came to what, and how much was run for them."""
    outcomes = list(outcomes)
    standings = Counter(outcome.standing.value for outcome in outcomes)
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        counts.update(outcome.counts)
    return (
        {"items": len(outcomes)}
        | {one.value: standings[one.value] for one in Standing}
        | {name: counts[name] for name in COUNTED}
    )


def by_area(outcomes: Iterable[Verified]) -> dict[str, list[Verified]]:
    """The outcomes of each area, in the order of their ids."""
    areas: dict[str, list[Verified]] = {}
    for outcome in sorted(outcomes, key=lambda one: one.item):
        areas.setdefault(outcome.item.partition("/")[0], []).append(outcome)
    return areas


def document(outcomes: Sequence[Verified], *, seconds: float, require_services: bool) -> dict[str, Any]:
    """The report as JSON values: the outcome of the whole, totals, totals by area, then each item."""
    ordered = sorted(outcomes, key=lambda one: one.item)
    return {
        "format_version": FORMAT_VERSION,
        "passed": passed(outcomes, require_services=require_services),
        "totals": totals(outcomes),
        "areas": {area: totals(found) for area, found in by_area(outcomes).items()},
        "not_run_here": [one.item for one in ordered if one.standing is Standing.NOT_RUN_HERE],
        "items": [
            {
                "id": one.item,
                "outcome": one.standing,
                "message": one.message,
                "problems": [asdict(problem) for problem in one.problems],
                "counts": {name: one.counts.get(name, 0) for name in COUNTED},
                "seconds": round(one.seconds, 3),
            }
            for one in ordered
        ],
        "seconds": round(seconds, 3),
    }


def line(outcome: Verified) -> str:
    """One item's outcome on a line."""
    if outcome.standing is Standing.NOT_RUN_HERE:
        return f"– {outcome.item}: not run here. {outcome.message}"
    mark = "✓" if outcome.standing is Standing.PROVED else "✗"
    return f"{mark} {outcome.item}: {outcome.standing.value}, {told(outcome.counts)} in {outcome.seconds:.1f} s"


def told(counts: Any) -> str:
    """How much was run, in words."""
    words = [
        f"{counts.get('claims', 0)} claims",
        f"{counts.get('killed', 0)} of {counts.get('mutations', 0)} mutations killed",
        f"{counts.get('probes', 0)} probes",
        f"{counts.get('submissions', 0)} submissions",
        f"{counts.get('junk', 0)} pieces of junk",
    ]
    return ", ".join(words)
