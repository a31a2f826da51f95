"""Measures how a submission's cost grows: steps that are counted, and the least processor time of several runs."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from hotseat.judges.calls.caller import Answer, Caller, How, PosedCase
from hotseat.judges.examiner.examiner import Examiner
from hotseat.judges.growth.bound import Growth, decide, excess, sizes_below

SMALLEST, LARGEST = 8, 1 << 18
LONG_ENOUGH = 0.04
"""Seconds of processor time at which a size is large enough: far above what starting and ending the call costs."""
SPAN = 6
"""Sizes that are looked at; at each a program that grows as the bound takes twice as long as at the one before."""
ROUNDS, MOST_ROUNDS = 5, 15
ENOUGH_STEPS, MOST_STEPS = 200_000, 800_000
"""Steps at which a size is large enough to be counted at, and after which counting stops."""
NEGLIGIBLE = 0.01
"""Seconds under which the largest size leaves less than 40 ns for each entry: nothing that grows faster than n fits in there."""
ABOVE_FLOOR = 2
"""How many times as long as the smallest case a size must take to say anything about growth."""


@dataclass(slots=True)
class Grown:
    """The measurements. `failed` is the answer to the case `asked` that was no right value, if any; `wrong` says why not.

    `seconds` is the least processor time by size, `floor` that of the smallest case, which is mostly starting and ending;
    `steps` their number by size, empty where they could not be counted.
    """

    bound: str
    seconds: dict[int, float] = field(default_factory=dict)
    floor: float = math.inf
    steps: dict[int, int] = field(default_factory=dict)
    failed: Answer | None = None
    asked: PosedCase | None = None
    wrong: str = ""

    @property
    def time_excess(self) -> float | None:
        """By how much the slope of the processor time exceeds the bound's; 0 when even the largest size takes next to none."""
        if self.seconds.get(LARGEST, math.inf) < NEGLIGIBLE:
            return 0.0
        told = {size: taken for size, taken in self.seconds.items() if taken > ABOVE_FLOOR * self.floor}
        return excess([(size, taken - self.floor) for size, taken in told.items()], self.bound)

    @property
    def steps_excess(self) -> float | None:
        """By how much the slope of the steps exceeds the bound's."""
        return excess(list(self.steps.items()), self.bound)

    @property
    def decided(self) -> Growth:
        """What the measurements come to."""
        return decide(self.steps_excess, self.time_excess)


def grow(caller: Caller, examiner: Examiner, bound: str) -> Iterator[tuple[int, int] | Grown]:
    """Find a size that takes long enough, then measure it and smaller ones until the bound is seen to be kept or broken.

    Yields (done, of so many) before each part, and the `Grown` last.
    """
    found = Grown(bound)
    asked = _Asked(caller, examiner, found)
    doublings = LARGEST.bit_length() - SMALLEST.bit_length()
    size, taken = SMALLEST, 0.0
    while size < LARGEST and taken < LONG_ENOUGH and not found.failed:
        yield size.bit_length() - SMALLEST.bit_length(), doublings + MOST_ROUNDS
        size *= 2
        taken = asked.seconds(size)
    if not found.failed:
        _count(asked, found, size)
        sizes = sizes_below(size, bound, SPAN)
        for turn in range(MOST_ROUNDS):
            yield doublings + turn, doublings + MOST_ROUNDS
            found.floor = min(found.floor, asked.seconds(SMALLEST))
            for one in sizes:
                found.seconds[one] = min(found.seconds.get(one, math.inf), asked.seconds(one))
            decided = found.decided
            if found.failed or decided is Growth.BEYOND or (turn + 1 >= ROUNDS and decided is Growth.WITHIN):
                break
    yield found


class _Asked:
    """The submission's answers to cases of each size; the first that is no right value is kept."""

    def __init__(self, caller: Caller, examiner: Examiner, found: Grown) -> None:
        self._caller = caller
        self._examiner = examiner
        self._found = found

    def seconds(self, size: int) -> float:
        """The processor time that one answer takes; it is checked."""
        case = self._examiner.grown(size)
        answer = self._caller.call(case, measured=True)
        if answer.how is How.CPU:  # a limit on processor time must be passed twice
            answer = self._caller.call(case, measured=True)
        right = _right(self._examiner, case, answer) if answer.how is How.VALUE else False
        if right is not True and self._found.failed is None:
            self._found.failed, self._found.asked = answer, case
            self._found.wrong = right if isinstance(right, str) else ""
        return answer.cpu

    def steps(self, size: int) -> int | None:
        """How many steps one answer takes; None where they are too many, or the program fails when it is counted."""
        answer = self._caller.call(self._examiner.grown(size), most=MOST_STEPS)
        return int(answer.text) if answer.how is How.STEPS and answer.text.isdecimal() else None


def _right(examiner: Examiner, case: PosedCase, answer: Answer) -> bool | str:
    """Whether the answer is right, where the case says what is."""
    return examiner.right(case, answer.value) if case.checked or case.expect is not None else True


def _count(asked: _Asked, found: Grown, largest: int) -> None:
    """Count the steps at the largest size that they are few enough for, and below it."""
    size, steps = SMALLEST, asked.steps(SMALLEST)
    while steps is not None and steps < ENOUGH_STEPS and size < largest:
        more = asked.steps(size * 2)
        if more is None:
            break
        size, steps = size * 2, more
    for one in sizes_below(size, found.bound, SPAN):
        counted = asked.steps(one)
        if counted is not None:
            found.steps[one] = max(counted, 1)
