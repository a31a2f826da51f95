"""What is due, in the order in which forgetting it would cost most."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hotseat.core.item import Item
from hotseat.learner.history import History
from hotseat.learner.weight import Weights
from hotseat.learner.words import local_day


@dataclass(frozen=True, slots=True)
class Review:
    """An item that is due. `due` is its day where the learner is; `risk` orders: weight times the chance that it is forgotten."""

    item: Item
    due: date
    risk: float


def due_reviews(
    items: Iterable[Item], history: History, weights: Weights, away: Collection[str], now: datetime
) -> tuple[Review, ...]:
    """What is due by the end of the day of `now`, the greatest risk first. Leaves in `away` (tested out) stay away."""
    due = []
    for item in items:
        card = history.cards.get(item.uuid)
        if card is None or item.primary_leaf in away:
            continue
        day = local_day(card.due, now)
        if day <= now.date():
            due.append(Review(item, day, weights.of_item(item) * (1 - card.recall(now))))
    return tuple(sorted(due, key=lambda review: (-review.risk, review.due, review.item.id)))


def that_fit(reviews: Sequence[Review], minutes: int) -> tuple[Review, ...]:
    """The reviews, in their order, whose minutes fit: one that does not is passed over for the next that does."""
    fitting = []
    for review in reviews:
        if review.item.minutes <= minutes:
            fitting.append(review)
            minutes -= review.item.minutes
    return tuple(fitting)
