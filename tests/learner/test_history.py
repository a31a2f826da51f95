import random
from datetime import timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from hotseat.core.attempt import Attempt, Rating
from hotseat.learner.history import History
from hotseat.learner.memory import remember

from .world import NOON, attempt, attempts_at, item, patiently

GIL, MRO = item(minutes=10), item("core-python.mro", minutes=10)


def minutes(*attempts: Attempt) -> int:
    return History.of(attempts).minutes_spent([GIL, MRO], NOON)


def test_attempts_are_kept_by_item_in_order() -> None:
    first, second, other = attempt(GIL), attempt(GIL, NOON + timedelta(days=1), rating=Rating.GOOD), attempt(MRO)
    history = History.of([second, other, first])
    assert history.at(GIL) == (first, second)
    assert history.at(MRO) == (other,)
    assert history.at(item("web.middleware")) == ()
    assert history.cards == {GIL.uuid: remember([first, second])}


def test_minutes_spent_today_are_counted_and_rounded_up() -> None:
    earlier = NOON - timedelta(minutes=30)
    assert minutes() == 0
    assert minutes(attempt(GIL, earlier, took=4)) == 4
    assert minutes(attempt(GIL, earlier, took=4.2), attempt(MRO, earlier, took=3)) == 8


def test_a_page_left_open_counts_the_items_minutes_at_most() -> None:
    assert minutes(attempt(GIL, NOON - timedelta(hours=5), took=280)) == 10


def test_yesterday_does_not_count_and_over_midnight_only_what_is_today() -> None:
    midnight = NOON.replace(hour=0)
    assert minutes(attempt(GIL, NOON - timedelta(days=1), took=5)) == 0
    assert minutes(attempt(GIL, midnight - timedelta(minutes=3), took=8)) == 5


def test_today_is_the_learners_own_day() -> None:
    tokyo = timezone(timedelta(hours=9))
    now = NOON.astimezone(tokyo)
    today_there, yesterday_there = NOON.replace(hour=0), NOON - timedelta(hours=22)
    assert History.of([attempt(GIL, today_there, took=5)]).minutes_spent([GIL], now) == 5
    assert History.of([attempt(GIL, yesterday_there, took=5)]).minutes_spent([GIL], now) == 0


def test_what_a_clock_set_back_puts_into_the_future_is_not_spent() -> None:
    assert minutes(attempt(GIL, NOON + timedelta(hours=2), took=5)) == 0


@patiently
@given(attempts_at(GIL), attempts_at(MRO), st.randoms())
def test_the_order_in_which_attempts_come_in_changes_nothing(
    at_gil: list[Attempt], at_mro: list[Attempt], chance: random.Random
) -> None:
    attempts = [*at_gil, *at_mro]
    shuffled = attempts.copy()
    chance.shuffle(shuffled)
    assert History.of(shuffled) == History.of(attempts)
