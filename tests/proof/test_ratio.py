import gc
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.proof.claims import Outcome
from hotseat.proof.ratio import Ratio, paired_ratio, ratio_of

pairs = st.lists(st.floats(0.01, 100), min_size=8, max_size=40)


@given(pairs)
def test_the_median_lies_in_its_interval_and_the_interval_in_the_data(values: list[float]) -> None:
    ratio = ratio_of(values)
    assert min(values) <= ratio.low <= ratio.median <= ratio.high <= max(values)


@pytest.mark.parametrize("count", [8, 9, 15, 31, 41, 200])
def test_the_interval_is_the_narrowest_that_holds_the_median_99_times_in_100(count: int) -> None:
    """Checked with the binomial distribution: how many of the values fall below the true median."""
    ratio = ratio_of([float(place) for place in range(count)])
    first = int(ratio.low)
    assert ratio.high == count - 1 - first

    def held(first: int) -> float:
        return sum(math.comb(count, below) for below in range(first + 1, count - first)) * 0.5**count

    assert held(first) >= 0.99 > held(first + 1)


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.1, 10))
def test_a_bound_inside_the_interval_is_never_decided(a: float, b: float, c: float, bound: float) -> None:
    low, median, high = sorted((a, b, c))
    ratio = Ratio(median, low, high)
    decided = low > bound or high < bound
    for outcome in (ratio.below(bound), ratio.above(bound)):
        if not decided and low < bound < high:
            assert outcome is Outcome.INCONCLUSIVE
    if high < bound:
        assert (ratio.below(bound), ratio.above(bound)) == (Outcome.HOLDS, Outcome.FAILS)
    if low > bound:
        assert (ratio.below(bound), ratio.above(bound)) == (Outcome.FAILS, Outcome.HOLDS)


def test_between_holds_only_with_the_whole_interval() -> None:
    assert Ratio(2, 1.5, 2.5).between(1, 3) is Outcome.HOLDS
    assert Ratio(2, 0.5, 2.5).between(1, 3) is Outcome.INCONCLUSIVE
    assert Ratio(2, 1.5, 2.5).between(3, 4) is Outcome.FAILS


def test_too_few_pairs_carry_no_interval() -> None:
    with pytest.raises(ValueError, match="at least 8"):
        ratio_of([1.0] * 7)


def test_twenty_times_the_work_is_told_from_its_part() -> None:
    """Not a test of speed: the effect is far above any machine's noise, and the bound far below the effect."""
    ratio = paired_ratio(lambda: sum(range(20_000)), lambda: sum(range(1_000)), rounds=15)
    assert ratio.above(3) is Outcome.HOLDS


def test_the_collector_is_left_as_it_was() -> None:
    paired_ratio(lambda: None, lambda: None, rounds=8)
    assert gc.isenabled()
    gc.disable()
    try:
        paired_ratio(lambda: None, lambda: None, rounds=8)
        assert not gc.isenabled()
    finally:
        gc.enable()
