import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.judges.growth.bound import BOUNDS, LEAST_POINTS, Growth, decide, excess, sizes_below

SIZES = [256, 512, 1024, 2048, 4096]


@given(st.sampled_from(list(BOUNDS)), st.floats(0.1, 1e6))
def test_what_grows_as_the_bound_has_no_excess_whatever_its_factor(bound: str, factor: float) -> None:
    assert excess([(size, factor * BOUNDS[bound](size)) for size in SIZES], bound) == pytest.approx(0, abs=1e-9)


@given(st.floats(-1, 2), st.integers(0, 4), st.floats(0.1, 10))
def test_one_bad_point_moves_the_excess_little(power: float, bad: int, factor: float) -> None:
    points = [(size, size ** (1 + power) * (factor if place == bad else 1)) for place, size in enumerate(SIZES)]
    found = excess(points, "n")
    assert found is not None
    assert abs(found - power) <= abs(math.log(factor)) / math.log(2) / 2 + 1e-9


def test_too_few_points_say_nothing() -> None:
    assert excess([(size, 1.0) for size in SIZES[: LEAST_POINTS - 1]], "n") is None


@pytest.mark.parametrize("bound", BOUNDS)
def test_from_size_to_size_the_bound_doubles(bound: str) -> None:
    sizes = sizes_below(4096, bound, 6)
    assert sizes[-1] == 4096
    for small, large in pairwise(sizes[2:]):
        assert BOUNDS[bound](large) / BOUNDS[bound](small) == pytest.approx(2, rel=0.2)


def test_small_sizes_are_not_asked_twice() -> None:
    assert sizes_below(8, "n^3", 6) == sorted(set(sizes_below(8, "n^3", 6)))
    assert min(sizes_below(8, "n^3", 6)) >= 2


@pytest.mark.parametrize(
    ("steps", "time", "said"),
    [
        (0.0, 0.0, Growth.WITHIN),
        (None, 0.0, Growth.WITHIN),
        (1.0, 0.0, Growth.BEYOND),
        (1.0, None, Growth.BEYOND),
        (0.0, 1.0, Growth.UNCLEAR),
        (None, 1.0, Growth.UNCLEAR),
        (0.0, None, Growth.UNCLEAR),
        (0.3, 0.0, Growth.UNCLEAR),
    ],
)
def test_steps_alone_can_prove_too_much_and_only_both_that_it_is_kept(
    steps: float | None, time: float | None, said: Growth
) -> None:
    assert decide(steps, time) is said
