"""Memory: when an item comes back. FSRS decides, and only this module knows it.

The `fsrs` package reads the clock and chance when it is not given ids and times; here it always is, and its fuzzing is off.
Importing it costs about 8 ms.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import fsrs

from hotseat.core.attempt import Attempt, Rating
from hotseat.learner.outcome import in_order, judged_at, knew_already, last_moment, proven

FAR = timedelta(days=60)
"""How far away "I know this" puts an item: beyond the six weeks of the default plan."""

# Learning steps of minutes are made for flashcards. An item takes minutes itself, so the soonest it comes back is tomorrow.
# A year is further than any plan reaches.
_SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Card:
    """The memory of one item. `stability` is the days after which recall falls to nine in ten; `difficulty` is 1 to 10."""

    stability: float
    difficulty: float
    last_review: datetime
    due: datetime
    reviews: int
    lapses: int

    def recall(self, now: datetime) -> float:
        """The chance, 0 to 1, that the learner still recalls it. For ordering: it is an estimate, not a thing to print."""
        return _SCHEDULER.get_card_retrievability(
            fsrs.Card(0, fsrs.State.Review, None, self.stability, self.difficulty, self.due, self.last_review), now
        )


@dataclass(frozen=True, slots=True)
class _Review:
    at: datetime
    rating: Rating
    far: bool


def remember(attempts: Iterable[Attempt]) -> Card | None:
    """The card of one item after these attempts at it, in whatever order they come. None while none of them is a review."""
    ordered = in_order(attempts)
    shown = proven(ordered) if any(attempt.test_out for attempt in ordered) else frozenset()
    reviews = sorted(_reviews(ordered, shown), key=lambda review: review.at)
    return _fold(tuple(reviews)) if reviews else None


def remember_reviews(reviews: Iterable[tuple[datetime, Rating]]) -> Card | None:
    """The card of something else than an item, after being recalled at these moments so well. None after none of them."""
    told = tuple(sorted((_Review(at.astimezone(UTC), rating, far=False) for at, rating in reviews), key=lambda review: review.at))
    return _fold(told) if told else None


@lru_cache(maxsize=2048)
def _fold(reviews: tuple[_Review, ...]) -> Card:
    """The card after these reviews. Cached, because a page asks for every card and few have changed since the last one."""
    card = fsrs.Card(card_id=0, due=reviews[0].at)
    for review in reviews:
        card, _ = _SCHEDULER.review_card(card, fsrs.Rating(review.rating), review.at)
        if review.far:
            card.stability = max(card.stability or 0, FAR.days)
            card.due = max(card.due, review.at + FAR)
    if card.stability is None or card.difficulty is None:
        raise AssertionError("fsrs left a reviewed card without a memory state")
    lapses = sum(review.rating is Rating.AGAIN for review in reviews)
    return Card(card.stability, card.difficulty, reviews[-1].at, card.due, len(reviews), lapses)


def _reviews(attempts: Iterable[Attempt], shown: frozenset[str]) -> Iterator[_Review]:
    """What counts as a review: a rating, which is the learner's own word, or "I know this" that held, rated or not."""
    for attempt in attempts:
        far = knew_already(attempt, shown)
        if attempt.rating is not None:
            yield _Review(last_moment(attempt).astimezone(UTC), attempt.rating, far)
        elif far:
            yield _Review(judged_at(attempt).astimezone(UTC), Rating.EASY, far)
