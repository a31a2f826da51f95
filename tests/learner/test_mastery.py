from datetime import timedelta
from itertools import islice

import pytest
from hypothesis import given

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.item import Item
from hotseat.core.verdict import Verdict
from hotseat.learner.history import History
from hotseat.learner.mastery import Judgement, Standing, far_away, mastery
from hotseat.learner.memory import FAR

from .world import NOON, attempt, attempts_at, item, patiently, roadmap

LEAF = "concurrency.gil"
WHY = item(slug="gil-why", title="Why the GIL?")
CODE = item(slug="gil-code", title="Count to a million", kind="code")
BESIDE = item("concurrency.asyncio", "loop", covers=("concurrency.asyncio", LEAF))
MENTORING = item("leadership.mentoring")
WRONG = Verdict.WRONG_ANSWER
DAY = timedelta(days=1)
NOW = NOON + 3 * DAY


def judgement(*attempts: Attempt, leaf: str = LEAF, items: tuple[Item, ...] = (WHY, CODE, BESIDE, MENTORING)) -> Judgement:
    return mastery(roadmap(), items, History.of(attempts), NOW)[leaf]


def test_every_leaf_is_judged_in_the_roadmaps_order() -> None:
    judged = mastery(roadmap(), [WHY], History.of([]), NOW)
    assert list(judged) == [leaf.id for leaf in roadmap().leaves]
    assert len(judged) == 115
    assert {one.standing for one in judged.values()} == {Standing.NOT_YET}


def test_a_leaf_without_an_item_says_so() -> None:
    assert judgement(items=()).because == "No item yet."
    assert judgement().because == "Not tried yet."
    assert judgement().items == 2


def test_an_accepted_answer_shows_the_leaf_and_the_judgement_rests_on_it() -> None:
    accepted = attempt(WHY)
    found = judgement(accepted)
    assert found.standing is Standing.SHOWN
    assert found.because == "Shown on Monday: by “Why the GIL?”."
    (evidence,) = found.evidence
    assert (evidence.item, evidence.attempt, evidence.when) == (WHY, accepted.id, accepted.reported_at)
    assert (evidence.verdict, evidence.judged, evidence.holds) == (Verdict.ACCEPTED, True, True)
    assert not found.self_assessed


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict.about_the_submission and verdict != "accepted"])
def test_a_rejected_answer_is_not_yet(verdict: Verdict) -> None:
    found = judgement(attempt(WHY, verdict=verdict))
    assert found.standing is Standing.NOT_YET
    assert found.because == "Tried on Monday with “Why the GIL?”; it did not hold yet."
    assert [one.holds for one in found.evidence] == [False]


def test_a_rejection_after_it_was_shown_makes_it_shaky_and_both_are_evidence() -> None:
    found = judgement(attempt(WHY), attempt(WHY, NOON + DAY, WRONG))
    assert found.standing is Standing.SHAKY
    assert found.because == "Shown on Monday, but “Why the GIL?” did not hold on Tuesday."
    assert [one.holds for one in found.evidence] == [False, True]


def test_an_item_of_the_leaf_that_does_not_hold_keeps_it_shaky_whichever_came_first() -> None:
    assert judgement(attempt(WHY), attempt(CODE, NOON + DAY, WRONG)).standing is Standing.SHAKY
    assert judgement(attempt(WHY, NOON + DAY), attempt(CODE, NOON, WRONG)).standing is Standing.SHAKY


def test_showing_it_anew_makes_it_shown() -> None:
    found = judgement(attempt(WHY), attempt(WHY, NOON + DAY, WRONG), attempt(WHY, NOON + 2 * DAY))
    assert found.standing is Standing.SHOWN
    assert len(found.evidence) == 1


@pytest.mark.parametrize("verdict", [Verdict.INCONCLUSIVE, Verdict.JUDGE_ERROR])
@pytest.mark.parametrize("gave_up", [False, True])
def test_the_judges_failure_changes_no_standing(verdict: Verdict, gave_up: bool) -> None:
    failed = attempt(WHY, NOON + DAY, verdict, gave_up=gave_up)
    assert judgement(failed).because == "Not tried yet."
    shown = attempt(WHY)
    assert judgement(shown, failed) == judgement(shown)


def test_the_judges_failure_is_no_evidence_against_the_learner_whatever_they_rated() -> None:
    rated = attempt(WHY, NOON + DAY, Verdict.JUDGE_ERROR, Rating.AGAIN)
    assert judgement(rated).evidence == ()
    assert all(one.holds for one in judgement(attempt(WHY), rated).evidence)


def test_an_answer_right_after_the_reference_is_shaky() -> None:
    gave_up = attempt(WHY, verdict=None, gave_up=True)
    found = judgement(gave_up, attempt(WHY, NOON + timedelta(hours=1)))
    assert found.standing is Standing.SHAKY
    assert "seen the reference" in found.because
    assert judgement(gave_up, attempt(WHY, NOON + 2 * DAY)).standing is Standing.SHOWN


def test_giving_up_after_it_was_shown_makes_it_shaky() -> None:
    assert judgement(attempt(WHY), attempt(WHY, NOON + DAY, verdict=None, gave_up=True)).standing is Standing.SHAKY


def test_ones_own_word_alone_never_shows_a_leaf_and_is_labelled() -> None:
    for said in (
        attempt(MENTORING, verdict=None, rating=Rating.EASY),
        attempt(MENTORING, verdict=None, self_assessed={"a": True}),
        attempt(MENTORING, rating=Rating.GOOD, cases=0),
        attempt(MENTORING, verdict=Verdict.INCONCLUSIVE, self_assessed={"a": True}),
    ):
        found = judgement(said, leaf="leadership.mentoring")
        assert found.standing is Standing.SHAKY
        assert found.self_assessed
        assert "your own assessment" in found.because


def test_ones_own_word_that_it_was_forgotten_counts() -> None:
    forgotten = attempt(MENTORING, verdict=None, rating=Rating.AGAIN)
    assert judgement(forgotten, leaf="leadership.mentoring").standing is Standing.NOT_YET
    assert judgement(attempt(WHY), attempt(WHY, NOON + DAY, verdict=None, rating=Rating.AGAIN)).standing is Standing.SHAKY


def test_missing_criteria_without_a_rating_says_nothing() -> None:
    assert judgement(attempt(WHY, verdict=None, self_assessed={"a": True, "b": False})).because == "Not tried yet."


def test_a_leaf_that_is_only_covered_beside_another_is_shaky() -> None:
    found = judgement(attempt(BESIDE))
    assert found.standing is Standing.SHAKY
    assert [one.primary for one in found.evidence] == [False]
    assert judgement(attempt(BESIDE), leaf="concurrency.asyncio").standing is Standing.SHOWN


def test_failing_an_item_about_another_leaf_takes_nothing_away() -> None:
    assert judgement(attempt(WHY), attempt(BESIDE, NOON + DAY, WRONG)).standing is Standing.SHOWN


def test_what_was_shown_fades_when_it_is_not_recalled() -> None:
    shown = attempt(WHY, NOON - 40 * DAY, rating=Rating.GOOD)
    found = judgement(shown)
    assert found.standing is Standing.SHAKY
    assert found.because == "Shown on 25 March, due since 27 March: it may have faded."
    assert judgement(shown, attempt(WHY, NOON - 5 * DAY, rating=Rating.GOOD)).standing is Standing.SHOWN


def test_a_leaf_that_was_tested_out_of_is_shown_and_says_so() -> None:
    assert judgement(attempt(WHY, test_out=True)).because == "Shown on Monday: you tested out of it with “Why the GIL?”."


def test_testing_out_puts_the_whole_leaf_far_away() -> None:
    out = attempt(WHY, test_out=True)
    assert out.reported_at is not None
    assert far_away([WHY, CODE, BESIDE], History.of([out])) == {LEAF: out.reported_at + FAR}


@pytest.mark.parametrize(
    "later",
    [
        attempt(CODE, NOON + DAY, WRONG),
        attempt(CODE, NOON + DAY, verdict=None, gave_up=True),
        attempt(WHY, NOON + DAY, rating=Rating.AGAIN),
    ],
)
def test_a_tested_out_leaf_comes_back_when_it_turns_out_not_to_hold(later: Attempt) -> None:
    out = attempt(WHY, test_out=True)
    assert far_away([WHY, CODE], History.of([out, later])) == {}
    again = attempt(WHY, NOON + 3 * DAY, test_out=True)
    assert set(far_away([WHY, CODE], History.of([out, later, again]))) == {LEAF}


def test_i_know_this_that_did_not_hold_puts_nothing_away() -> None:
    for verdict in Verdict:
        if verdict is not Verdict.ACCEPTED:
            assert far_away([WHY], History.of([attempt(WHY, verdict=verdict, test_out=True)])) == {}
    assert far_away([WHY], History.of([attempt(WHY)])) == {}


@patiently
@given(attempts_at(WHY), attempts_at(CODE), attempts_at(BESIDE))
def test_every_judgement_follows_from_its_evidence(why: list[Attempt], code: list[Attempt], beside: list[Attempt]) -> None:
    found = judgement(*why, *code, *beside)
    own = [one for one in found.evidence if one.primary]
    if found.standing is Standing.SHOWN:
        assert any(one.judged and one.holds for one in own)
        assert all(one.holds for one in own)
    if found.standing is Standing.NOT_YET:
        assert not any(one.holds for one in found.evidence)
    assert [one.when for one in found.evidence] == sorted((one.when for one in found.evidence), reverse=True)
    assert all(one.verdict is None or one.verdict.about_the_submission for one in found.evidence)
    assert not any(character in found.because for character in "%")
    per_item = [sum(one.item == of for one in found.evidence) for of in (WHY, CODE, BESIDE)]
    assert max(islice(per_item, 3)) <= 2
