"""Plans follow from their seed, and a failing one is made smaller until nothing can be left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.labs.payments.acts import ACTS
from hotseat.labs.payments.rules.schedule import STAGES, plan
from hotseat.labs.planning import NotAPlan, Plan, Step, smaller

SEEDS = st.integers(0, 2**32)


@given(seed=SEEDS, stage=st.integers(1, len(STAGES)), quick=st.booleans())
def test_a_seed_gives_one_plan_that_comes_back_from_its_text(seed: int, stage: int, quick: bool) -> None:
    made = plan(seed, stage, quick=quick)
    assert made == plan(seed, stage, quick=quick) == Plan.parse(made.text())
    assert set(made.stages()) == set(range(1, stage + 1))
    assert {step.act for step in made.steps} <= set(ACTS)
    assert len({step.id for step in made.steps}) == len(made.steps)
    assert all(step.sizes[name] >= least for step in made.steps for name, least in step.least.items())


@given(seed=SEEDS, stage=st.integers(2, len(STAGES)))
def test_a_stage_includes_those_before_it(seed: int, stage: int) -> None:
    whole = plan(seed, stage)
    assert plan(seed, stage - 1).steps == tuple(step for step in whole.steps if step.stage < stage)


def test_every_act_is_in_the_full_plan_and_seeds_differ() -> None:
    assert {step.act for step in plan(1, 5).steps} == set(ACTS)
    assert plan(1, 5).steps != plan(2, 5).steps


STEPS = st.lists(st.integers(1, 9), min_size=1, max_size=12)


def of(sizes: list[int]) -> Plan:
    steps = tuple(
        Step(id=str(number), stage=1, act="x", seed=1, sizes={"n": size}, least={"n": 1}) for number, size in enumerate(sizes)
    )
    return Plan(format_version=1, lab="x", seed=1, stage=1, steps=steps)


def weight(one: Plan) -> tuple[int, int]:
    return len(one.steps), sum(step.sizes["n"] for step in one.steps)


@given(sizes=STEPS)
def test_what_is_tried_is_smaller(sizes: list[int]) -> None:
    whole = of(sizes)
    assert all(weight(one) < weight(whole) and one.steps for one in smaller(whole, "0"))


@given(sizes=STEPS, data=st.data())
def test_shrinking_ends_with_the_step_that_fails_at_the_least_size_at_which_it_does(
    sizes: list[int], data: st.DataObject
) -> None:
    culprit = data.draw(st.sampled_from(range(len(sizes))))
    least = data.draw(st.integers(1, sizes[culprit]))

    def fails(one: Plan) -> bool:
        return any(step.id == str(culprit) and step.sizes["n"] >= least for step in one.steps)

    current = of(sizes)
    while found := next((one for one in smaller(current) if fails(one)), None):
        current = found
    assert [(step.id, step.sizes["n"]) for step in current.steps] == [(str(culprit), least)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "no plan"),
        (b"{}", "no plan"),
        (of([1]).text().replace(b'"format_version": 1', b'"format_version": 2'), "format_version 2"),
    ],
)
def test_what_is_no_plan_is_refused(text: bytes, said: str) -> None:
    with pytest.raises(NotAPlan, match=said):
        Plan.parse(text)
