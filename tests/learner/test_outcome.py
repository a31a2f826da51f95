from datetime import timedelta

from hotseat.core.attempt import Rating
from hotseat.core.verdict import Verdict
from hotseat.learner.outcome import in_order, judged_at, knew_already, last_moment, proven, verdict_on_answer

from .world import NOON, attempt, item

GIL = item()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_attempts_are_ordered_by_their_opening_and_then_by_id() -> None:
    first, second = attempt(GIL, NOON), attempt(GIL, NOON)
    later = attempt(GIL, NOON + HOUR)
    assert in_order([later, second, first]) == (first, second, later)


def test_the_last_moment_is_the_newest_step_that_is_known() -> None:
    tried = attempt(GIL, rating=Rating.GOOD)
    assert last_moment(tried) == tried.rated_at
    assert judged_at(tried) == tried.reported_at
    only_opened = attempt(GIL, verdict=None)
    assert last_moment(only_opened) == judged_at(only_opened) == NOON


def test_only_a_verdict_about_the_answer_counts() -> None:
    assert verdict_on_answer(attempt(GIL, verdict=Verdict.WRONG_ANSWER)) is Verdict.WRONG_ANSWER
    assert verdict_on_answer(attempt(GIL, verdict=Verdict.INCONCLUSIVE)) is None
    assert verdict_on_answer(attempt(GIL, verdict=Verdict.JUDGE_ERROR)) is None
    assert verdict_on_answer(attempt(GIL, verdict=None)) is None


def test_an_accepted_answer_is_proven() -> None:
    accepted, rejected = attempt(GIL), attempt(GIL, verdict=Verdict.WRONG_ANSWER)
    assert proven([accepted, rejected]) == {accepted.id}


def test_an_accepted_report_without_cases_proves_nothing() -> None:
    assert proven([attempt(GIL, cases=0)]) == frozenset()


def test_giving_up_proves_nothing_even_when_what_follows_is_accepted() -> None:
    assert proven([attempt(GIL, gave_up=True)]) == frozenset()


def test_what_is_accepted_within_a_day_of_the_reference_may_be_a_copy() -> None:
    gave_up = attempt(GIL, NOON, Verdict.WRONG_ANSWER, gave_up=True)
    copied = attempt(GIL, NOON + HOUR)
    recalled = attempt(GIL, NOON + DAY + HOUR)
    assert proven([gave_up, copied, recalled]) == {recalled.id}


def test_i_know_this_holds_when_proven_and_not_rated_below_good() -> None:
    unrated = attempt(GIL, test_out=True)
    good = attempt(GIL, test_out=True, rating=Rating.GOOD)
    hard = attempt(GIL, test_out=True, rating=Rating.HARD)
    wrong = attempt(GIL, verdict=Verdict.WRONG_ANSWER, test_out=True)
    ordinary = attempt(GIL)
    shown = proven([unrated, good, hard, wrong, ordinary])
    assert [knew_already(one, shown) for one in (unrated, good, hard, wrong, ordinary)] == [True, True, False, False, False]
