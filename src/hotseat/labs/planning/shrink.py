"""Smaller plans of a failing one, to be tried in turn."""

from collections.abc import Iterator

from msgspec.structs import replace

from hotseat.labs.planning.plan import Plan, Step


def smaller(plan: Plan, failing: str = "") -> Iterator[Plan]:
    """Plans that are smaller than this one, the smallest first.

    A step works on data of its own, so the step in which the violation showed (`failing`) alone comes first; then half of
    the steps, then all but one. With one step left, its sizes are made smaller: the least value, half, one less.
    """
    if len(plan.steps) == 1:
        for step in _lesser(plan.steps[0]):
            yield replace(plan, steps=(step,))
        return
    alone = tuple(step for step in plan.steps if step.id == failing)
    if alone:
        yield replace(plan, steps=alone)
    half = len(plan.steps) // 2
    yield replace(plan, steps=plan.steps[:half])
    yield replace(plan, steps=plan.steps[half:])
    if len(plan.steps) > 2:
        for number in range(len(plan.steps)):
            yield replace(plan, steps=plan.steps[:number] + plan.steps[number + 1 :])


def _lesser(step: Step) -> Iterator[Step]:
    for name, size in step.sizes.items():
        least = step.least.get(name, 1)
        for value in sorted({least, max(least, size // 2), size - 1}):
            if least <= value < size:
                yield replace(step, sizes=step.sizes | {name: value})
