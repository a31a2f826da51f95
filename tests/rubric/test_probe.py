import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hotseat.rubric.probe import FORMS, Probe, Truth, UnfitTruth, UnreadableAnswer

INTEGER = Probe("calls", "How many?", "integer", "calls")
NUMBER = replace(INTEGER, form="number")
INTEGERS = replace(INTEGER, form="integers", labels=("hashes", "comparisons"))
CHOICE = replace(INTEGER, form="choice", options=("list", "set", "dict", "tuple"))
CHOICES = replace(CHOICE, form="choices")
LINE = replace(INTEGER, form="line")
BY_FORM = {"integer": INTEGER, "number": NUMBER, "integers": INTEGERS, "choice": CHOICE, "choices": CHOICES, "line": LINE}


def holds(probe: Probe, answer: str | Sequence[str], truth: Truth) -> bool:
    return probe.draw(0).holds([answer] if isinstance(answer, str) else answer, truth)


# Drawing


def test_every_form_is_tried_here() -> None:
    assert tuple(BY_FORM) == FORMS


@settings(deadline=None)
@given(st.integers(), st.dictionaries(st.sampled_from(["size", "kind", "n"]), st.lists(st.integers(), min_size=1).map(tuple)))
def test_a_seed_draws_the_same_question_whatever_order_the_parameters_stand_in(
    seed: int, parameters: Mapping[str, tuple[int, ...]]
) -> None:
    probe = replace(CHOICE, ask="{size} {kind} {n} {other}", parameters=parameters)
    drawn = probe.draw(seed)
    turned = replace(probe, parameters=dict(reversed(list(parameters.items())))).draw(seed)
    assert (drawn.values, drawn.ask, drawn.options) == (turned.values, turned.ask, turned.options)
    assert all(drawn.values[name] in choices for name, choices in parameters.items())
    assert sorted(drawn.options) == sorted(probe.options)
    assert drawn.ask.endswith(" {other}")


def test_seeds_draw_every_value_and_offer_the_options_in_different_orders() -> None:
    probe = replace(CHOICE, ask="{n} keys", parameters={"n": (3, 400)})
    drawn = [probe.draw(seed) for seed in range(40)]
    assert {one.ask for one in drawn} == {"3 keys", "400 keys"}
    assert len({one.options for one in drawn}) > 10


def test_drawing_leaves_global_chance_alone() -> None:
    random.seed(7)
    before = random.getstate()
    replace(CHOICE, parameters={"n": (1, 2, 3)}).draw(5)
    assert random.getstate() == before


def test_a_value_that_looks_like_a_parameter_is_not_filled_in_again() -> None:
    assert replace(LINE, ask="{a}", parameters={"a": ("{b}",), "b": (1,)}).draw(0).ask == "{b}"


# Whole numbers


@settings(deadline=None)
@given(st.integers(), st.integers())
@example(10**12, 10**12 + 1)
@example(2**64, 2**64 + 1)
@example(0, 10**400)
def test_a_whole_number_is_right_only_when_it_is_the_same(truth: int, answer: int) -> None:
    assert holds(INTEGER, str(truth), truth)
    assert holds(INTEGER, str(answer), truth) == (answer == truth)


@settings(deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(0, 50), st.integers(-100, 100))
def test_a_tolerance_is_how_far_off_an_answer_may_be(truth: int, tolerance: int, off: int) -> None:
    assert holds(replace(INTEGER, tolerance=tolerance), str(truth + off), truth) == (abs(off) <= tolerance)


def test_a_relative_tolerance_is_a_share_of_the_truth() -> None:
    quarter = replace(INTEGER, tolerance=0.25, relative=True)
    assert [holds(quarter, str(answer), 100) for answer in (74, 75, 125, 126)] == [False, True, True, False]
    assert [holds(quarter, str(answer), -100) for answer in (-126, -125, -75, -74)] == [False, True, True, False]
    assert [holds(quarter, str(answer), 0) for answer in (0, 1)] == [True, False]
    assert holds(replace(INTEGER, tolerance=0.3, relative=True), "13", 10)  # three tenths, not the binary fraction below it


@pytest.mark.parametrize("text", ["1234", " 1234 ", "1,234", "1_234", "1 234", "1\u202f234", "+1234", "1234\n"])
def test_a_whole_number_may_be_written_as_people_write_it(text: str) -> None:
    assert holds(INTEGER, text, 1234)


@pytest.mark.parametrize(
    "text", ["", "  ", "many", "12.5", "12,5", "3 4", "1,2,3", "1,23", "1,234 567", "0x10", "1e3", "nan", "--1", "9" * 5000]
)
def test_what_is_no_whole_number_is_unreadable_and_never_read_as_another(text: str) -> None:
    with pytest.raises(UnreadableAnswer, match="is not a whole number"):
        holds(INTEGER, text, 125)


# Figures


def test_a_number_may_have_a_fraction_and_an_exponent() -> None:
    for text in ("1234.5", "1,234.5", "1 234.5", "1.2345e3", " +1234.50"):
        assert holds(NUMBER, text, 1234.5)


@pytest.mark.parametrize("text", ["1,5", "12,5", "1.234,5", "1.5.2", "about 2", ""])
def test_a_decimal_comma_is_unreadable_and_not_a_number_ten_times_as_large(text: str) -> None:
    with pytest.raises(UnreadableAnswer, match=r"is not a number. Write it like 1234.5"):
        holds(NUMBER, text, 15)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999"])
def test_what_is_not_finite_is_never_right(text: str) -> None:
    assert not holds(replace(NUMBER, tolerance=1e9), text, 1.0)


def test_the_noise_of_binary_fractions_is_forgiven_at_the_tolerances_edge() -> None:
    assert holds(NUMBER, "0.3", 0.1 + 0.2)
    assert holds(replace(NUMBER, tolerance=0.1), "0.4", 0.1 + 0.2)
    assert not holds(replace(NUMBER, tolerance=0.1), "0.4001", 0.1 + 0.2)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_right_as_python_prints_it(truth: float) -> None:
    assert holds(NUMBER, repr(truth), truth)


def test_one_figure_belongs_to_each_label() -> None:
    assert holds(INTEGERS, ["1", "20"], (1, 20))
    assert not holds(INTEGERS, ["20", "1"], (1, 20))
    with pytest.raises(UnreadableAnswer, match="wants 2 figures; 1 came"):
        holds(INTEGERS, ["1"], (1, 20))


# Choices and lines


def test_one_option_is_chosen() -> None:
    assert holds(CHOICE, "set", "set")
    assert not holds(CHOICE, "list", "set")
    with pytest.raises(UnreadableAnswer, match="wants one answer; 2 came"):
        holds(CHOICE, ["set", "list"], "set")


@settings(deadline=None)
@given(st.sets(st.sampled_from(CHOICES.options)), st.sets(st.sampled_from(CHOICES.options)))
def test_exactly_the_options_that_hold_are_right(answer: set[str], truth: set[str]) -> None:
    assert holds(CHOICES, sorted(answer), sorted(truth, reverse=True)) == (answer == truth)


def test_a_line_is_right_exactly_but_for_blanks_at_its_end() -> None:
    assert holds(LINE, "[1, 2]\r\n", "[1, 2]")
    assert not holds(LINE, "[1,2]", "[1, 2]")
    assert not holds(LINE, " 1", "1")
    assert holds(LINE, "3", 3)


# A truth that the form cannot hold is the item's fault


@pytest.mark.parametrize(
    ("probe", "truth"),
    [
        (INTEGER, "3"),
        (INTEGER, True),
        (INTEGER, 2.5),
        (INTEGER, [1, 2]),
        (INTEGER, None),
        (INTEGER, {"calls": 3}),
        (NUMBER, float("nan")),
        (NUMBER, float("inf")),
        (NUMBER, False),
        (INTEGERS, 3),
        (INTEGERS, [1, 2, 3]),
        (INTEGERS, [1, "2"]),
        (CHOICE, "frozenset"),
        (CHOICE, ["set"]),
        (CHOICES, "set"),
        (CHOICES, ["set", "frozenset"]),
        (CHOICES, [["set"]]),
        (CHOICES, None),
        (LINE, "two\nlines"),
        (LINE, ["a"]),
        (LINE, None),
    ],
)
def test_a_truth_that_does_not_fit_the_form_is_the_items_fault(probe: Probe, truth: object) -> None:
    with pytest.raises(UnfitTruth, match=r"^calls: the proof says"):
        holds(probe, ["1"] * max(1, len(probe.labels)), cast("Truth", truth))


TRUTHS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(CHOICE.options),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)
ANSWERS = st.lists(
    st.text(max_size=8) | st.integers().map(str) | st.floats().map(str) | st.sampled_from(CHOICE.options), max_size=3
)


@settings(deadline=None)
@given(st.sampled_from(list(BY_FORM.values())), st.floats(0, 10), st.booleans(), ANSWERS, TRUTHS)
@example(INTEGER, 0.0, False, [str(10**400)], 1)
@example(INTEGER, 0.0, False, ["1"], 10**400)
def test_every_answer_to_every_truth_is_right_wrong_unreadable_or_unfit(
    probe: Probe, tolerance: float, relative: bool, answer: list[str], truth: Truth
) -> None:
    drawn = replace(probe, tolerance=tolerance, relative=relative).draw(1)
    try:
        assert drawn.holds(answer, truth) in (True, False)
    except (UnreadableAnswer, UnfitTruth) as error:
        text = str(error)
    else:
        text = "."
    assert text.endswith(".")
