"""From a history to a verdict: a violation is a fact, silence proves nothing."""

import pytest

from hotseat.core.verdict import Verdict
from hotseat.labs.checking import Judgement, judgement
from hotseat.labs.history import Died, Landed
from hotseat.labs.payments.rules.invariants import INVARIANTS
from hotseat.labs.planning import Step
from tests.labs.payments.test_invariants import charged_twice
from tests.labs.story import Story, balances, entries, payment, well

HELD = "a call was kept waiting"


def judged(story: Story, *steps: Step) -> Judgement:
    return judgement(story.history, INVARIANTS, steps or [Step(id="1", stage=5, act="x", seed=1)])


def finished() -> Story:
    story = well()
    story.last([payment()], entries(), balances())
    return story


def test_all_that_was_tested_held() -> None:
    found = judged(finished())
    assert (found.verdict, found.says) == (Verdict.ACCEPTED, f"All {len(INVARIANTS)} invariants held.")


def test_only_the_invariants_of_the_stages_that_were_run_are_said_to_hold() -> None:
    found = judged(finished(), Step(id="1", stage=1, act="x", seed=1))
    assert {one.id for one in found.held} == {one.id for one in INVARIANTS if one.stage == 1}


def test_a_fault_that_did_not_land_leaves_it_open() -> None:
    step = Step(id="1", stage=3, act="x", seed=1, lands=(HELD,))
    found = judged(finished(), step)
    assert (found.verdict, found.missed) == (Verdict.INCONCLUSIVE, (("1", HELD),))
    story = finished()
    story.events.append(Landed(step="2", what=HELD, at=1.0))
    assert judged(story, step).verdict is Verdict.INCONCLUSIVE, "it landed in another step"
    story.events.append(Landed(step="1", what=HELD, at=1.0))
    assert judged(story, step).verdict is Verdict.ACCEPTED


def test_a_violation_is_a_fact_whatever_did_not_land() -> None:
    found = judged(charged_twice(), Step(id="1", stage=3, act="x", seed=1, lands=(HELD,)))
    assert found.verdict is Verdict.WRONG_ANSWER
    assert found.says == "P1 does not hold: r1 was charged 2 times for one key: ch_1 and ch_2."


@pytest.mark.parametrize("errors", [0, 7])
def test_a_load_that_the_judge_could_not_keep_up_says_nothing(errors: int) -> None:
    story = finished()
    story.load(errors=errors, lag=0.2)
    found = judged(story)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "200 ms late" in found.says


def test_a_busy_machine_excuses_no_double_charge() -> None:
    story = charged_twice()
    story.load(lag=0.2)
    assert judged(story).verdict is Verdict.WRONG_ANSWER


def test_a_process_that_ends_by_itself_has_crashed_and_what_it_printed_last_is_told() -> None:
    story = finished()
    story.events.append(Died(proc="api.1", at=1.0, why="ended by itself with exit code 1", log="a\nKeyError: 'x'\n"))
    found = judged(story)
    assert found.verdict is Verdict.CRASHED
    assert found.says == "The process api.1 ended by itself with exit code 1. It last printed: KeyError: 'x'"
