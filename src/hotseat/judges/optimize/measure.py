"""How many times as fast a candidate is as the baseline: paired, interleaved, each run in a fresh process."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from hotseat.judges.calls import wire
from hotseat.judges.calls.caller import Answer, Caller, How, JudgeFailed, PosedCase
from hotseat.proof.ratio import Ratio, ratio_of

LEAST_ROUNDS = 9
"""Eight are the fewest that carry a 99 % interval; an odd number has a median among them."""
MOST_ROUNDS = 31


@dataclass(frozen=True, slots=True)
class Speed:
    """The comparison on one workload.

    `ratio` is baseline ÷ candidate in processor time (median and interval), None when the candidate gave a wrong or no
    answer, which `failed` then is. Seconds are medians; `pairs` the single ratios in the order in which they were run.
    """

    workload: str
    ratio: Ratio | None
    baseline: float = 0.0
    candidate: float = 0.0
    pairs: tuple[float, ...] = ()
    failed: Answer | None = None


def compare(baseline: Caller, candidate: Caller, workload: PosedCase, at_least: float) -> Iterator[float | Speed]:
    """Run pairs until the interval lies on one side of `at_least`, or the rounds are used up.

    Yields each pair's ratio, then the `Speed`. Who goes first alternates. Processor time, the process's children
    included, is what is compared: it does not grow when another program keeps the machine busy.
    """
    expected = _answer(baseline, workload)
    if expected.how is not How.VALUE:
        raise JudgeFailed(f"The baseline does not answer the workload {workload.name!r}: {expected.how.value} {expected.text}")
    truth = wire.canonical(expected.value if workload.expect is None else wire.decode(workload.expect))
    pairs: list[float] = []
    slow: list[float] = []
    fast: list[float] = []
    first = _answer(candidate, workload)
    if first.how is not How.VALUE or wire.canonical(first.value) != truth:
        yield Speed(workload.name, None, failed=first)
        return
    for turn in range(MOST_ROUNDS):
        one, other = (baseline, candidate) if turn % 2 == 0 else (candidate, baseline)
        answers = {one: _answer(one, workload), other: _answer(other, workload)}
        got = answers[candidate]
        if got.how is not How.VALUE or wire.canonical(got.value) != truth:
            yield Speed(workload.name, None, failed=got)
            return
        slow.append(answers[baseline].cpu)
        fast.append(got.cpu)
        pairs.append(slow[-1] / max(fast[-1], 1e-6))
        yield pairs[-1]
        if len(pairs) >= LEAST_ROUNDS:
            ratio = ratio_of(pairs)
            if ratio.low >= at_least or ratio.high < at_least:
                break
    yield Speed(workload.name, ratio_of(pairs), statistics.median(slow), statistics.median(fast), tuple(pairs))


def _answer(caller: Caller, workload: PosedCase) -> Answer:
    return caller.call(workload, measured=True)
