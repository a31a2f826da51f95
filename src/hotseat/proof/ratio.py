"""Two programs timed against each other: a ratio with an interval, or no answer.

Runs are interleaved and paired, so that a machine whose speed drifts slows both alike. The interval is the exact one for a
median, between two of the sorted ratios (David and Nagaraja, Order Statistics, 3rd edition, 2003, section 7.1): it assumes
nothing about how the ratios are distributed. A percentile bootstrap of nine ratios claims 99 % and holds 96 %.
"""

import gc
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hotseat.proof.claims import Outcome

CONFIDENCE = 0.99
LEAST_PAIRS = 8
"""With fewer, not even the whole range of the ratios holds the median with that confidence."""
ROUNDS = 41
SHORTEST = 0.0005
"""Seconds that one timed batch takes at least: far above the clock's resolution and the loop's own cost."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How long the first takes for each unit of the second: the median and its interval."""

    median: float
    low: float
    high: float

    def below(self, bound: float) -> Outcome:
        """Whether the ratio is below the bound: it holds or fails only when the whole interval says so."""
        return _decide(holds=self.high < bound, fails=self.low >= bound)

    def above(self, bound: float) -> Outcome:
        """Whether the ratio is above the bound, decided by the whole interval."""
        return _decide(holds=self.low > bound, fails=self.high <= bound)

    def between(self, low: float, high: float) -> Outcome:
        """Whether the ratio lies between the bounds, decided by the whole interval."""
        return _decide(holds=low <= self.low and self.high <= high, fails=self.high < low or self.low > high)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


def _decide(*, holds: bool, fails: bool) -> Outcome:
    return Outcome.HOLDS if holds else Outcome.FAILS if fails else Outcome.INCONCLUSIVE


def paired_ratio(first: Callable[[], object], second: Callable[[], object], *, rounds: int = ROUNDS) -> Ratio:
    """How many times as long `first` takes as `second`, by interleaved batches with the collector switched off.

    Costs about `rounds` × (the longer of 0.5 ms and one call), for each of the two; use fewer rounds for slow calls.
    """
    repeats = [_batch(call) for call in (first, second)]
    pairs = []
    was_enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds):
            order = (0, 1) if turn % 2 == 0 else (1, 0)
            taken = [0.0, 0.0]
            for which in order:
                taken[which] = _time((first, second)[which], repeats[which]) / repeats[which]
            pairs.append(taken[0] / taken[1])
    finally:
        if was_enabled:
            gc.enable()
    return ratio_of(pairs)


def ratio_of(pairs: Sequence[float]) -> Ratio:
    """The median of paired ratios with its interval. Raises `ValueError` where there are too few for `CONFIDENCE`."""
    beyond = _left_out(len(pairs))
    if beyond < 0:
        raise ValueError(f"{len(pairs)} pairs carry no interval; measure at least {LEAST_PAIRS}.")
    ordered = sorted(pairs)
    return Ratio(statistics.median(ordered), ordered[beyond], ordered[-1 - beyond])


def _left_out(count: int) -> int:
    """How many of so many sorted values lie outside the interval on either side; -1 where even all of them are too few.

    The median lies below the value after the first `k` when more than `k` of the values fall below it, each with probability ½.
    """
    outside, left_out = 0.0, -1
    while (outside := outside + 2 * math.comb(count, left_out + 1) / 2**count) <= 1 - CONFIDENCE:
        left_out += 1
    return left_out


def _batch(call: Callable[[], object]) -> int:
    """How many calls take at least `SHORTEST` seconds. Its own calls are the warm-up."""
    repeats = 1
    while (taken := _time(call, repeats)) < SHORTEST:
        repeats = max(repeats + 1, min(repeats * 10, int(1.2 * repeats * SHORTEST / max(taken, 1e-9))))
    return repeats


def _time(call: Callable[[], object], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return time.perf_counter() - start
