from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.verdict import Verdict
from hotseat.learner.rating import Proposal, propose

from .world import FILES, NOON, attempt, attempts_at, item, patiently

GIL = item(minutes=10)
LATER = NOON + timedelta(hours=1)
WRONG = Verdict.WRONG_ANSWER


def proposal(tried: Attempt, *earlier: Attempt, hints: int = 0) -> Proposal:
    return propose(GIL, tried, [*earlier, tried], hints=hints)


def test_accepted_at_the_first_try_is_good() -> None:
    assert proposal(attempt(GIL, took=9)) == Proposal(Rating.GOOD, "Accepted at the first try.")


def test_accepted_at_once_in_less_than_half_of_the_minutes_is_easy() -> None:
    found = proposal(attempt(GIL, took=4))
    assert found.rating is Rating.EASY
    assert "less than half of the usual 10 minutes" in found.reason


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.WRONG_ANSWER, "The answer was wrong (3 of 4 checks held), so it comes back soon."),
        (Verdict.TIME_LIMIT, "It ran out of time (3 of 4 checks held), so it comes back soon."),
        (Verdict.MEMORY_LIMIT, "It took too much memory (3 of 4 checks held), so it comes back soon."),
        (Verdict.OUTPUT_LIMIT, "It printed too much (3 of 4 checks held), so it comes back soon."),
        (Verdict.CRASHED, "It crashed (3 of 4 checks held), so it comes back soon."),
    ],
)
def test_a_rejected_answer_is_again_and_says_how_near_it_was(verdict: Verdict, said: str) -> None:
    assert proposal(attempt(GIL, verdict=verdict)) == Proposal(Rating.AGAIN, said)


def test_every_verdict_about_the_answer_has_a_proposal() -> None:
    for verdict in Verdict:
        assert (proposal(attempt(GIL, verdict=verdict)).rating is not None) == verdict.about_the_submission


@pytest.mark.parametrize("verdict", [Verdict.INCONCLUSIVE, Verdict.JUDGE_ERROR])
@pytest.mark.parametrize("gave_up", [False, True])
@pytest.mark.parametrize("found", [{}, {"layout": False}, {"layout": True, "cost": False}])
def test_what_the_judge_could_not_decide_never_counts_against_the_learner(
    verdict: Verdict, gave_up: bool, found: dict[str, bool]
) -> None:
    undecided = proposal(
        attempt(GIL, verdict=verdict, gave_up=gave_up, self_assessed=found), attempt(GIL, verdict=WRONG), hints=3
    )
    assert undecided.rating is None
    assert "never counts against you" in undecided.reason


def test_what_the_judge_could_not_decide_is_good_when_the_learner_found_every_criterion() -> None:
    undecided = proposal(attempt(GIL, verdict=Verdict.INCONCLUSIVE, self_assessed={"layout": True, "cost": True}))
    assert undecided.rating is Rating.GOOD


def test_an_earlier_judge_error_is_no_failed_try() -> None:
    broken = attempt(GIL, NOON, Verdict.JUDGE_ERROR)
    assert proposal(attempt(GIL, LATER), broken).rating is Rating.GOOD


def test_giving_up_is_again() -> None:
    assert proposal(attempt(GIL, verdict=None, gave_up=True)).rating is Rating.AGAIN
    assert proposal(attempt(GIL, gave_up=True)).rating is Rating.AGAIN


def test_accepted_after_the_reference_was_seen_is_again() -> None:
    found = proposal(attempt(GIL, LATER), attempt(GIL, NOON, verdict=None, gave_up=True))
    assert found.rating is Rating.AGAIN
    assert "seen the reference" in found.reason


def test_tries_since_the_last_rating_make_it_hard_and_then_again() -> None:
    fails = [attempt(GIL, NOON + timedelta(minutes=n), WRONG) for n in range(3)]
    proposals = [proposal(attempt(GIL, LATER), *fails[:n]) for n in range(4)]
    assert [found.rating for found in proposals] == [Rating.GOOD, Rating.HARD, Rating.HARD, Rating.AGAIN]
    assert proposals[2].reason == "Accepted, but at try 3."


def test_tries_before_the_last_rating_do_not_count() -> None:
    rated = attempt(GIL, NOON, WRONG, Rating.AGAIN)
    assert proposal(attempt(GIL, LATER), attempt(GIL, NOON - timedelta(days=1), WRONG), rated).rating is Rating.GOOD


def test_later_attempts_do_not_count() -> None:
    assert proposal(attempt(GIL, NOON), attempt(GIL, LATER, WRONG)).rating is Rating.GOOD


def test_hints_make_it_hard() -> None:
    assert proposal(attempt(GIL, took=2), hints=1) == Proposal(Rating.HARD, "Accepted, but with a hint.")
    assert "2 hints" in proposal(attempt(GIL), hints=2).reason


def test_taking_more_than_twice_the_minutes_makes_it_hard() -> None:
    assert proposal(attempt(GIL, took=20)).rating is Rating.GOOD
    slow = proposal(attempt(GIL, took=31))
    assert slow == Proposal(Rating.HARD, "Accepted, but in 31 minutes where 10 are usual.")


def test_a_page_left_open_overnight_says_nothing_about_recall() -> None:
    assert proposal(attempt(GIL, took=600)).rating is Rating.GOOD


def test_missing_most_self_assessed_criteria_makes_it_hard_and_missing_one_is_not_easy() -> None:
    most = proposal(attempt(GIL, self_assessed={"a": True, "b": False, "c": False}))
    assert most == Proposal(Rating.HARD, "Accepted, but with 1 of 3 self-assessed criteria.")
    assert proposal(attempt(GIL, took=1, self_assessed={"a": True, "b": False})).rating is Rating.GOOD


def test_reasons_for_hard_are_named_together() -> None:
    found = proposal(attempt(GIL, LATER, took=25), attempt(GIL, NOON, WRONG), hints=1)
    assert found.reason == "Accepted, but at try 2 and with a hint and in 25 minutes where 10 are usual."


def test_i_know_this_that_held_is_easy() -> None:
    assert proposal(attempt(GIL, took=9, test_out=True)).rating is Rating.EASY


def test_where_nothing_is_judged_the_share_of_the_criteria_decides() -> None:
    def share(*found: bool) -> Rating | None:
        return proposal(attempt(GIL, verdict=None, self_assessed={str(n): each for n, each in enumerate(found)})).rating

    assert share(True, True, True) is Rating.GOOD
    assert share(True, True, False) is Rating.HARD
    assert share(True, False, False) is Rating.AGAIN
    assert share() is None


def test_while_the_judge_works_nothing_is_proposed() -> None:
    waiting = attempt(GIL, verdict=None, submission=FILES, submitted_at=LATER, self_assessed={"a": False})
    assert proposal(waiting) == Proposal(None, "The judge has not reported yet.")


@patiently
@given(attempts_at(GIL), st.integers(0, 3))
def test_more_hints_never_raise_the_proposal_and_every_reason_is_a_sentence(attempts: Sequence[Attempt], hints: int) -> None:
    for one in attempts:
        less, more = (propose(GIL, one, attempts, hints=number) for number in (hints, hints + 1))
        assert (less.rating or 0) >= (more.rating or 0)
        assert more.reason[0].isupper()
        assert more.reason.endswith(".")


def test_more_criteria_found_never_lower_the_proposal() -> None:
    for verdict in (None, Verdict.ACCEPTED, Verdict.INCONCLUSIVE):
        found = [
            proposal(attempt(GIL, took=9, verdict=verdict, self_assessed={str(n): n < k for n in range(4)})).rating or 0
            for k in range(5)
        ]
        assert all(fewer <= more for fewer, more in pairwise(found))
