from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.item import Item
from hotseat.learner.history import History
from hotseat.learner.reviews import Review, due_reviews, that_fit
from hotseat.learner.weight import Weights

from .world import MONDAY, NOON, attempt, item, patiently, roadmap, settings

DAY = timedelta(days=1)
GIL, MRO, HPA, LEAKS = item(), item("core-python.mro"), item("devops.hpa"), item("core-python.memory-leaks")
ITEMS = (GIL, MRO, HPA, LEAKS)


def rated(of: Item, days_ago: int, rating: Rating = Rating.GOOD) -> Attempt:
    return attempt(of, NOON - days_ago * DAY, rating=rating)


def due(*attempts: Attempt, away: tuple[str, ...] = ()) -> list[Item]:
    found = due_reviews(ITEMS, History.of(attempts), Weights.of(roadmap(), ITEMS, settings()), away, NOON)
    return [review.item for review in found]


def test_what_is_due_by_the_end_of_today_is_due_and_what_is_due_tomorrow_is_not() -> None:
    late_today = attempt(GIL, (NOON - 2 * DAY).replace(hour=23, minute=30), rating=Rating.GOOD, took=1)
    tomorrow = attempt(MRO, NOON - DAY, rating=Rating.GOOD)
    assert due(late_today, tomorrow) == [GIL]


def test_what_was_never_rated_is_not_due() -> None:
    assert due(attempt(GIL, NOON - 9 * DAY)) == []


def test_the_day_since_which_it_is_due_is_told() -> None:
    (review,) = due_reviews([GIL], History.of([rated(GIL, 5)]), Weights.of(roadmap(), ITEMS, settings()), (), NOON)
    assert review.due == MONDAY - 3 * DAY


def test_what_is_far_more_forgotten_comes_before_what_weighs_a_little_more() -> None:
    assert due(rated(GIL, 4), rated(MRO, 3), rated(HPA, 60)) == [HPA, GIL, MRO]


def test_the_weightiest_comes_first_where_as_much_is_forgotten() -> None:
    assert due(rated(HPA, 6), rated(LEAKS, 6), rated(GIL, 6), rated(MRO, 6)) == [LEAKS, MRO, GIL, HPA]


def test_a_leaf_that_was_tested_out_of_stays_away() -> None:
    assert due(rated(GIL, 6), rated(MRO, 6), away=("concurrency.gil",)) == [MRO]


@patiently
@given(st.lists(st.integers(1, 60)), st.integers(0, 120))
def test_what_fits_keeps_its_order_and_never_goes_over(lengths: list[int], minutes: int) -> None:
    reviews = [Review(item(slug=f"n{n}", minutes=length), MONDAY, 1) for n, length in enumerate(lengths)]
    chosen = that_fit(reviews, minutes)
    left = minutes - sum(review.item.minutes for review in chosen)
    assert left >= 0
    assert list(chosen) == [review for review in reviews if review in chosen]
    assert all(review.item.minutes > left for review in reviews if review not in chosen)
