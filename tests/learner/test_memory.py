import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.verdict import Verdict
from hotseat.learner.memory import FAR, Card, remember

from .world import NOON, attempt, attempts_at, item, patiently

GIL = item()
DAY = timedelta(days=1)


def reviewed(*ratings: Rating, every: timedelta = DAY) -> list[Attempt]:
    return [attempt(GIL, NOON + n * every, rating=rating) for n, rating in enumerate(ratings)]


def days_away(card: Card | None) -> int:
    assert card is not None
    return (card.due - card.last_review).days


def test_without_a_rating_there_is_no_card() -> None:
    assert remember([]) is None
    assert remember([attempt(GIL), attempt(GIL, verdict=Verdict.WRONG_ANSWER), attempt(GIL, verdict=None)]) is None


def test_the_better_the_recall_the_later_the_item_comes_back() -> None:
    assert [days_away(remember(reviewed(rating))) for rating in Rating] == [1, 1, 2, 8]


def test_recalling_well_again_and_again_puts_the_item_further_and_further() -> None:
    away = [days_away(remember(reviewed(*[Rating.GOOD] * n, every=timedelta(days=30)))) for n in range(1, 6)]
    assert away == sorted(set(away))


def test_forgetting_brings_the_item_back_tomorrow_and_is_counted() -> None:
    card = remember(reviewed(Rating.GOOD, Rating.GOOD, Rating.AGAIN))
    assert card is not None
    assert days_away(card) <= 2
    assert (card.reviews, card.lapses) == (3, 1)


def test_the_review_counts_from_the_moment_of_the_rating() -> None:
    tried = attempt(GIL, rating=Rating.GOOD)
    card = remember([tried])
    assert card is not None
    assert card.last_review == tried.rated_at


def test_a_rating_without_a_verdict_counts_because_it_is_the_learners_own_word() -> None:
    assert remember([attempt(GIL, verdict=None, rating=Rating.GOOD)]) is not None
    assert remember([attempt(GIL, verdict=Verdict.JUDGE_ERROR, rating=Rating.GOOD)]) is not None


def test_the_judges_failure_alone_leaves_memory_as_it_was() -> None:
    before = reviewed(Rating.GOOD)
    failures = [attempt(GIL, NOON + 3 * DAY, verdict) for verdict in (Verdict.INCONCLUSIVE, Verdict.JUDGE_ERROR)]
    assert remember([*before, *failures]) == remember(before)


def test_recall_fades_with_time_and_is_nine_in_ten_when_the_item_is_due() -> None:
    card = remember(reviewed(Rating.GOOD, Rating.GOOD, every=3 * DAY))
    assert card is not None
    assert card.recall(card.last_review) == pytest.approx(1)
    assert card.recall(card.due) == pytest.approx(0.9, abs=0.01)
    assert card.recall(card.due + 60 * DAY) < 0.8


def test_i_know_this_that_held_puts_the_item_far_away_rated_or_not() -> None:
    for rating in (None, Rating.GOOD, Rating.EASY):
        card = remember([attempt(GIL, rating=rating, test_out=True)])
        assert card is not None
        assert card.due - card.last_review == FAR
        assert card.recall(card.last_review + 30 * DAY) > 0.9


def test_i_know_this_that_did_not_hold_is_no_review() -> None:
    assert remember([attempt(GIL, verdict=Verdict.WRONG_ANSWER, test_out=True)]) is None
    assert remember([attempt(GIL, verdict=Verdict.INCONCLUSIVE, test_out=True)]) is None


def test_i_know_this_rated_hard_comes_back_as_any_hard_item_does() -> None:
    assert days_away(remember([attempt(GIL, rating=Rating.HARD, test_out=True)])) == 1


def test_i_know_this_right_after_the_reference_puts_nothing_far_away() -> None:
    gave_up = attempt(GIL, NOON, Verdict.WRONG_ANSWER, gave_up=True, rating=Rating.AGAIN)
    copied = attempt(GIL, NOON + timedelta(hours=1), test_out=True)
    assert remember([gave_up, copied]) == remember([gave_up])


def test_times_in_another_zone_are_the_same_moments() -> None:
    tokyo = timezone(timedelta(hours=9))
    here, there = attempt(GIL, NOON, rating=Rating.GOOD), attempt(GIL, NOON.astimezone(tokyo), rating=Rating.GOOD)
    assert remember([here]) == remember([there])


@patiently
@given(attempts_at(GIL), st.randoms())
def test_the_order_in_which_attempts_come_in_changes_nothing(attempts: list[Attempt], chance: random.Random) -> None:
    shuffled = attempts.copy()
    chance.shuffle(shuffled)
    assert remember(shuffled) == remember(attempts)


@patiently
@given(attempts_at(GIL), st.sampled_from(Rating), st.integers(0, 400))
def test_a_review_is_never_due_before_tomorrow(attempts: list[Attempt], rating: Rating, days: int) -> None:
    newest = max([NOON, *(one.rated_at for one in attempts if one.rated_at)])
    again = attempt(GIL, newest + timedelta(days=days), rating=rating)
    card = remember([*attempts, again])
    assert card is not None
    assert again.rated_at is not None
    assert again.rated_at + DAY <= card.due <= again.rated_at + timedelta(days=365)


@patiently
@given(attempts_at(GIL), st.datetimes(datetime(2026, 5, 4), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_recall_is_a_chance(attempts: list[Attempt], now: datetime) -> None:
    card = remember(attempts)
    assert card is None or 0 < card.recall(now) <= 1
