import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.judges.calls import wire

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
hashables = st.recursive(scalars, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=6)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(hashables, inner, max_size=4)
        | st.sets(hashables, max_size=4)
        | st.frozensets(hashables, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_every_value_arrives_as_it_was(value: Any) -> None:
    arrived = wire.decode(wire.encode(value))
    assert type(arrived) is type(value)
    assert wire.same(arrived, value)


@given(st.lists(st.integers() | st.text(), unique_by=lambda value: (type(value), value)), st.randoms())
def test_order_in_sets_and_dicts_does_not_matter(entries: list[Any], chance: Any) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert wire.canonical(set(entries)) == wire.canonical(set(shuffled))
    assert wire.canonical(dict.fromkeys(entries)) == wire.canonical(dict.fromkeys(shuffled))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (True, 1),
        (1, 1.0),
        (0.0, -0.0),
        ([1], (1,)),
        ({1}, frozenset({1})),
        ("1", 1),
        (b"a", "a"),
        ({True: 0}, {1: 0}),
        ([], None),
    ],
)
def test_equal_in_python_is_not_enough(left: object, right: object) -> None:
    assert not wire.same(left, right)


def test_nan_is_nan() -> None:
    assert wire.same(math.nan, float("nan"))
    assert wire.same([math.inf, -math.inf], [math.inf, -math.inf])


class AlwaysEqual(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


def loop() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    "value", [AlwaysEqual(3), object(), loop(), (n for n in "ab"), 3j, range(3), type, [[AlwaysEqual(1)]], list(range(1_000_001))]
)
def test_what_is_not_plain_cannot_cross(value: object) -> None:
    with pytest.raises(wire.CannotCross):
        wire.encode(value)


def test_a_long_text_cannot_cross() -> None:
    with pytest.raises(wire.CannotCross, match="characters when written out"):
        wire.encode("x" * wire.MAX_CHARACTERS)


@given(st.text())
def test_any_text_is_a_value_or_garbled(text: str) -> None:
    try:
        wire.decode(text)
    except wire.Garbled:
        return


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"i":"zz"}',
        '{"f":1}',
        '{"x":[]}',
        '{"s":[[]]}',
        '{"t":[],"l":[]}',
        '{"d":[[1]]}',
        "1.5",
        "{}",
        '{"f":"no"}',
        "NaN",
    ],
)
def test_a_forged_message_is_garbled(text: str) -> None:
    with pytest.raises(wire.Garbled):
        wire.decode(text)


def test_huge_numbers_cross_without_decimal_conversion() -> None:
    value = 7**50_000
    assert wire.decode(wire.encode(value)) == value
    assert json.loads(wire.encode(value)).keys() == {"i"}
